"""The way to devices over Home Assistant: one connection that comes back by itself, around the house it shows."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from devices.adapters.home_assistant.agendas import Agendas
from devices.adapters.home_assistant.connection import Connection, connected
from devices.adapters.home_assistant.entity_ids import EntityIds
from devices.adapters.home_assistant.errors import (
    CommandFailed,
    Denied,
    HomeAssistantError,
    TokenRefused,
    Unreachable,
)
from devices.adapters.home_assistant.feeds import Feeds
from devices.adapters.home_assistant.house import UNAVAILABLE, House
from devices.adapters.home_assistant.pauses import Patience, Pauses
from devices.adapters.home_assistant.registries import LABEL_UPDATE, UPDATES, read_exposed, read_registries
from devices.adapters.home_assistant.services import service_calls
from devices.adapters.home_assistant.wishes import ServiceCall
from devices.capabilities import AND
from devices.commands import Command
from devices.errors import CommandRefused, EntityUnavailable, UnknownEntity
from devices.home_assistant_access import HomeAssistantAccess
from devices.listing import ADDED, COMPLETED, REMOVED
from devices.ports import HomeSink
from devices.settled import leaves_no_state
from devices.tasks import ended

logger = logging.getLogger(__name__)

HOME_ASSISTANT = "home_assistant"
# Heard that lately, it needs no probe before a command.
_FRESH_S = 1.0
_PROBE_S = 1.0
# What takes longer is judged by its state; a script has none, so its answer is waited for as long as may be.
_ANSWER_S = 1.0
_LONG_ANSWER_S = 2.5
_LEAVE_S = 0.2
# No state ever tells these back as they were asked for.
_UNTOLD = frozenset({"content", "message", "add_event"})
_UNTOLD_OF_LISTS = frozenset({ADDED, COMPLETED, REMOVED})
_UNTOLD_OF_SIRENS = frozenset({"sound_mode", "volume", "duration"})
_SAYS_ITSELF = frozenset({"home_assistant_error", "service_validation_error"})


@dataclass(frozen=True, slots=True)
class Pace:
    """Pauses between attempts; seconds in which registry changes are gathered and looked for."""

    patience: Patience = field(default_factory=Patience)
    gather_s: float = 0.1
    look_again_s: float = 20.0
    starting_s: float = 1.0


class HomeAssistantGateway:
    """Shows the hub what Home Assistant exposes to voice, and commands it by services.

    A command counts as done when the entity's state says so; what the call answers only tells refusals.
    """

    def __init__(
        self,
        sink: HomeSink,
        access: HomeAssistantAccess,
        *,
        name: str = HOME_ASSISTANT,
        pace: Pace | None = None,
        ids: EntityIds | None = None,
    ) -> None:
        self._access = access
        self._name = name
        self._pace = pace or Pace()
        self._ids = ids or EntityIds()
        self._house = House(sink, name, self._ids)
        self._connection: Connection | None = None
        self._changed = asyncio.Event()
        self._settled = asyncio.Event()
        self._failed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._probing: asyncio.Task[None] | None = None
        self.problem: str | None = None
        self.version = ""

    @property
    def name(self) -> str:
        """Short name, also ``Entity.gateway`` of what it owns."""
        return self._name

    @property
    def is_connected(self) -> bool:
        """Whether Home Assistant is there now and has shown its home."""
        return self._settled.is_set()

    @property
    def sees_all_exposed(self) -> bool:
        """Whether the token's owner may see all that is exposed."""
        return self._house.registries.is_admin

    async def wait_connected(self, timeout_s: float = 10.0) -> bool:
        """Wait for the home as Home Assistant shows it; False when it isn't there in time, or can't be."""
        waits = [asyncio.create_task(event.wait()) for event in (self._settled, self._failed)]
        try:
            await asyncio.wait(waits, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return self._settled.is_set()

    def stand_by(self) -> None:
        """Ask Home Assistant whether it is there, if it was silent: while a turn is thought over nobody waits."""
        connection = self._connection
        if connection is not None and not _is_fresh(connection) and (self._probing is None or self._probing.done()):
            self._probing = asyncio.create_task(_probe(connection), name=f"{self._name} probe")

    async def send(self, command: Command) -> None:
        """Call the services of a command. Raises ``CommandRefused``, ``EntityUnavailable`` or ``UnknownEntity``."""
        command = self._theirs(command)
        entity, state = self._house.entity(command.entity_id), self._house.state(command.entity_id)
        if entity is None:
            raise UnknownEntity(command.entity_id)
        connection = self._connection
        if connection is None or state is None or state.word == UNAVAILABLE:
            raise EntityUnavailable(command.entity_id)
        calls = service_calls(entity, command, state.attributes, code=self._access.code)
        await self._make_sure(connection, command.entity_id)
        for call in calls:
            await self._call(connection, call, command)
        if self._house.state(command.entity_id) is None:  # a call to what is gone is a success too
            raise EntityUnavailable(command.entity_id, "it was deleted in Home Assistant")

    def confirms(self, command: Command) -> bool:
        """Whether the entity reports all that the command sets, and not only what it takes to be so."""
        command = self._theirs(command)
        state = self._house.state(command.entity_id)
        if state is None or self._house.entity(command.entity_id) is None:
            return False
        untold = _UNTOLD
        if command.entity_id.startswith("siren."):
            untold |= _UNTOLD_OF_SIRENS
        elif not self._house.is_fed(command.entity_id):
            untold |= _UNTOLD_OF_LISTS
        return state.attributes.get("assumed_state") is not True and not untold & command.settings.keys()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name=f"{self._name} gateway")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await ended((self._probing, self._task), again_s=_LEAVE_S)
        self._task = self._probing = None

    async def _make_sure(self, connection: Connection, entity_id: str) -> None:
        """Make sure that it answers: a command must not wait in a dead socket and run late."""
        if _is_fresh(connection):
            return
        self.stand_by()
        if self._probing is not None:
            await asyncio.shield(self._probing)
        if not _is_fresh(connection):
            connection.abort()
            raise EntityUnavailable(entity_id, "Home Assistant does not answer")

    def _theirs(self, command: Command) -> Command:
        """The command with the id that the entity has in Home Assistant."""
        theirs, settings = self._ids.theirs, command.settings
        if settings.get("group"):  # names others by their ids
            members = AND.join(theirs(member) for member in str(settings["group"]).split(AND))
            settings = {**settings, "group": members}
        return replace(command, entity_id=theirs(command.entity_id), settings=settings)

    async def _read_registries(self, connection: Connection) -> None:
        self._house.take_registries(await read_registries(connection))
        await self._ids.save()

    async def _call(self, connection: Connection, call: ServiceCall, command: Command) -> None:
        entity = self._house.entity(command.entity_id)
        is_done = entity is not None and leaves_no_state(entity, command.settings)
        try:
            await connection.ask(
                "call_service",
                {
                    "domain": call.domain,
                    "service": call.service,
                    "service_data": dict(call.data),
                    "target": {"entity_id": command.entity_id},
                },
                timeout_s=_LONG_ANSWER_S if is_done else _ANSWER_S,
            )
        except TimeoutError:
            return  # it is being done: the state will tell
        except Unreachable as error:
            raise EntityUnavailable(command.entity_id, "Home Assistant went away") from error
        except CommandFailed as failure:
            raise CommandRefused(command.entity_id, next(iter(command.settings), ""), _reason(failure)) from failure

    async def _run(self) -> None:
        pauses = Pauses(self._pace.patience)
        while True:
            is_refused = False
            try:
                async with connected(self._access) as connection, asyncio.TaskGroup() as group:
                    group.create_task(connection.read(), name=f"{self._name} reading")
                    group.create_task(self._live(connection), name=f"{self._name} life")
            except* (HomeAssistantError, TimeoutError, OSError) as errors:
                if self._connection is not None:
                    pauses.begin()
                is_refused = errors.subgroup((TokenRefused, Denied)) is not None
                self._lose(_first(errors))
            await asyncio.sleep(pauses.after(is_refused=is_refused))

    async def _live(self, connection: Connection) -> None:
        """Show the home and follow it until the connection ends."""
        await connection.ask("supported_features", {"features": {"coalesce_messages": 1}})
        config = await connection.ask("get_config")
        self._house.begin(_temperature_unit(config))
        self._changed.clear()
        for update in UPDATES:
            await connection.subscribe(self._note_update, "subscribe_events", {"event_type": update})
        with contextlib.suppress(CommandFailed):
            await connection.subscribe(self._note_update, "subscribe_events", {"event_type": LABEL_UPDATE})
        await self._read_registries(connection)
        self._connection = connection  # what is seen can be commanded
        await connection.subscribe(self._house.take_states, "subscribe_entities")
        # Events of the subscription follow its answer: what was asked for after it is answered after them.
        is_started = _is_running(await connection.ask("get_config"))
        if is_started:
            self._house.complete()
        self._note_success(connection)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow_registries(connection), name=f"{self._name} registries")
            group.create_task(self._look_again(connection), name=f"{self._name} exposure")
            group.create_task(Feeds(connection, self._house).follow(self._pace.gather_s), name=f"{self._name} feeds")
            group.create_task(Agendas(connection, self._house).follow(), name=f"{self._name} agendas")
            if not is_started:
                group.create_task(self._wait_started(connection), name=f"{self._name} start")

    def _note_success(self, connection: Connection) -> None:
        if self.problem is not None:
            logger.info("Home Assistant at %s is back", self._access.place)
        self.problem = None
        self.version = connection.version
        self._failed.clear()
        self._settled.set()

    def _lose(self, error: BaseException) -> None:
        self._connection = None
        self._settled.clear()
        self._failed.set()
        self._house.lose()
        problem = str(error) or type(error).__name__
        if problem != self.problem:
            logger.warning("Home Assistant at %s: %s", self._access.place, problem)
        self.problem = problem

    def _note_update(self, _event: object) -> None:
        self._changed.set()

    async def _follow_registries(self, connection: Connection) -> None:
        """Read the registries again when they change; a burst of changes is one."""
        while True:
            await self._changed.wait()
            await asyncio.sleep(self._pace.gather_s)
            self._changed.clear()
            await self._read_registries(connection)

    async def _look_again(self, connection: Connection) -> None:
        """Notice what no event tells: the exposure of entities that the registry doesn't have."""
        while True:
            await asyncio.sleep(self._pace.look_again_s)
            exposed = await read_exposed(connection)
            if exposed is not None and exposed != self._house.registries.exposed:
                self._changed.set()

    async def _wait_started(self, connection: Connection) -> None:
        """While Home Assistant starts its integrations, entities that have no state yet are only away."""
        is_started = False
        while not is_started:
            await asyncio.sleep(self._pace.starting_s)
            is_started = _is_running(await connection.ask("get_config"))
        await self._read_registries(connection)
        self._house.complete()


async def _probe(connection: Connection) -> None:
    with contextlib.suppress(HomeAssistantError, TimeoutError):
        await connection.ask("ping", timeout_s=_PROBE_S)


def _is_fresh(connection: Connection) -> bool:
    return time.monotonic() - connection.heard_s <= _FRESH_S


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that says most of those that ended a connection."""
    found = [_first(error) if isinstance(error, BaseExceptionGroup) else error for error in errors.exceptions]
    return next((error for error in found if isinstance(error, TokenRefused | Denied)), found[0])


def _temperature_unit(config: object) -> str:
    units = config.get("unit_system") if isinstance(config, dict) else None
    unit = units.get("temperature") if isinstance(units, dict) else None
    return unit if unit in {"°C", "°F", "K"} else "°C"


def _is_running(config: object) -> bool:
    return isinstance(config, dict) and config.get("state", "RUNNING") == "RUNNING"


def _reason(failure: CommandFailed) -> str:
    if failure.code == "unauthorized":
        return "the user of the hub's token may not do that in Home Assistant"
    said = failure.reason.removeprefix("Validation error: ").strip().rstrip(".")
    if failure.code in _SAYS_ITSELF and said:
        return f"Home Assistant says: {said}"
    return f"Home Assistant can't do that ({said or failure.code})"
