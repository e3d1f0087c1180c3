"""Sends commands and waits until the home itself says what became of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from devices.capabilities import Value, fault
from devices.commands import Assumed, Command, Confirmed, Failed, Outcome, Unconfirmed
from devices.errors import CommandRefused, EntityUnavailable
from devices.home import Entity
from devices.ports import Gateway
from devices.registry import Registry
from devices.settled import holds, leaves_no_state, obeys

# What moves needs longer until its state says so.
SLOW_KINDS = frozenset(
    {"blind", "curtain", "shutter", "awning", "window", "gate", "garage_door", "lock", "valve", "vacuum", "lawn_mower"}
)
# What echoes the wish at once and says the truth later: a bolt may jam, a thermostat may hold to limits of its own.
BOLTS = frozenset({"locked"})
SET_POINTS = frozenset({"target_humidity", "target_temperature", "target_temperature_high", "target_temperature_low"})
UNREACHABLE = "it is not reachable"


@dataclass(frozen=True, slots=True)
class Timing:
    """How long dispatch waits, in seconds.

    ``confirm_s`` for the confirming state, ``slow_s`` of things that move, ``settle_s`` for a lock to take its word
    back, ``set_point_s`` for a thermostat to do so, ``expiry_s`` for a command to leave the hub before it is given up.
    """

    confirm_s: float = 2.0
    slow_s: float = 8.0
    settle_s: float = 2.0
    set_point_s: float = 0.6
    expiry_s: float = 3.0


LIVE = Timing()
# For homes inside this process, where every report is there when ``send`` returns.
INSTANT = Timing(confirm_s=0.2, slow_s=0.2, settle_s=0.0, set_point_s=0.0, expiry_s=1.0)


class Dispatcher:
    """Performs commands on the home through the gateways that own the entities."""

    def __init__(self, registry: Registry, gateways: Sequence[Gateway], *, timing: Timing = LIVE) -> None:
        self._registry = registry
        self._gateways = {gateway.name: gateway for gateway in gateways}
        self._timing = timing
        self._queues: dict[str, asyncio.Lock] = {}

    def attach(self, gateway: Gateway) -> None:
        """Send through this gateway too."""
        self._gateways[gateway.name] = gateway

    def stand_by(self) -> None:
        """Somebody is talking, so commands may come soon. Returns at once."""
        for gateway in self._gateways.values():
            gateway.stand_by()

    async def perform(self, commands: Sequence[Command]) -> tuple[Outcome, ...]:
        """Do them all: entities side by side, commands to one entity in order. One outcome per command, same order.

        Never raises for what a device does. A command that can't be sent now has failed; it is never sent later.
        """
        if len(commands) == 1:
            return (await self._perform(commands[0]),)
        by_entity: dict[str, list[int]] = {}
        for index, command in enumerate(commands):
            by_entity.setdefault(command.entity_id, []).append(index)
        outcomes: dict[int, Outcome] = {}

        async def in_order(indices: Sequence[int]) -> None:
            for index in indices:
                outcomes[index] = await self._perform(commands[index])

        async with asyncio.TaskGroup() as group:
            for entity_id, indices in by_entity.items():
                group.create_task(in_order(indices), name=f"perform {entity_id}")
        return tuple(outcomes[index] for index in range(len(commands)))

    async def _perform(self, command: Command) -> Outcome:
        entity = self._registry.home().entities.get(command.entity_id)
        if entity is None:
            return Failed(command, "it is not in this home")
        reason = self._objection(entity, command)
        if reason is not None:
            return Failed(command, reason)
        gateway = self._gateways.get(self._registry.owner_of(entity.id))
        if gateway is None:
            return Failed(command, UNREACHABLE)
        async with self._queues.setdefault(entity.id, asyncio.Lock()):
            return await self._send(gateway, entity, command)

    def _objection(self, entity: Entity, command: Command) -> str | None:
        for attribute, value in command.settings.items():
            capability = entity.capabilities.get(attribute)
            reason = f"it has no {attribute.replace('_', ' ')}" if capability is None else fault(capability, value)
            if reason is not None:
                return reason
        return None if self._registry.is_available(entity.id) else UNREACHABLE

    async def _send(self, gateway: Gateway, entity: Entity, command: Command) -> Outcome:
        before = dict(self._registry.states().of(entity.id))
        self._registry.expect_effects(entity.id)
        try:
            async with asyncio.timeout(self._timing.expiry_s):
                await gateway.send(command)
        except TimeoutError:
            return Failed(command, UNREACHABLE)
        except CommandRefused as refusal:
            return Failed(command, refusal.reason)
        except EntityUnavailable:
            return Failed(command, UNREACHABLE)
        if not gateway.confirms(command) or leaves_no_state(entity, command.settings):
            return Assumed(command)
        # A command to a state already held is sent all the same (the state may be stale) but often gives no echo.
        if holds(entity, command.settings, before):
            return Confirmed(command, already=True)
        return await self._confirmed(entity, command, before)

    async def _confirmed(self, entity: Entity, command: Command, before: Mapping[str, Value]) -> Outcome:
        limit = self._timing.slow_s if entity.kind in SLOW_KINDS else self._timing.confirm_s
        deadline = monotonic() + limit

        def is_decided(values: Mapping[str, Value]) -> bool:
            return obeys(entity, command.settings, before, values) or not self._registry.is_available(entity.id)

        def is_taken_back(values: Mapping[str, Value]) -> bool:
            return not obeys(entity, command.settings, before, values)

        while await self._registry.wait_for(entity.id, is_decided, max(deadline - monotonic(), 0)):
            if not self._registry.is_available(entity.id):
                return Failed(command, UNREACHABLE)
            settle_s = self._settles_in(command)
            if not settle_s or not await self._registry.wait_for(entity.id, is_taken_back, settle_s):
                return Confirmed(command)
        return Unconfirmed(command, limit)

    def _settles_in(self, command: Command) -> float:
        if BOLTS & command.settings.keys():
            return self._timing.settle_s
        return self._timing.set_point_s if SET_POINTS & command.settings.keys() else 0
