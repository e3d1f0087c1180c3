"""``check``: says what is wrong, and what to do about it."""

from __future__ import annotations

import argparse
import asyncio
import os
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

import aiomqtt
from rich.console import Console
from rich.text import Text

from devices.adapters.home_assistant.gateway import HOME_ASSISTANT, HomeAssistantGateway
from devices.adapters.mqtt_client import MqttClient
from devices.errors import HomeFileError
from devices.home_file import load_home_file
from devices.registry import Registry
from dialogue.adapters.embedded import EmbeddedInterpreter
from dialogue.adapters.rasa_server import find_rasa_python
from dialogue.errors import DialogueError
from hub.bootstrap.hearing import doubt_of, recogniser_of
from hub.bootstrap.home import NOT_ADMIN, demo_home_file
from hub.bootstrap.keeping import store_address
from hub.client import HubClient
from hub.clock import SystemClock
from hub.commands.setup import settings_of
from hub.config import ENV_PREFIX, Settings, prepare_data_dir, unknown_variables
from hub.errors import HubError, StartError
from hub.storage.errors import StorageError
from hub.storage.schema import current_revision, newest_revision
from hub.voice.sound_debug import FOLDER as SOUND_FOLDER
from hub.voice.sound_debug import hindered

_PROBE_S = 10.0
# A large speech model takes its time to load.
_LOADING_S = 130.0


_NOTHING_EXPOSED = "exposes nothing to voice; choose what under Settings, Voice assistants, Expose"


class Verdict(StrEnum):
    """How a part is."""

    GOOD = "ok"
    NOTE = "note"
    BAD = "wrong"


_STYLES = {Verdict.GOOD: "green", Verdict.NOTE: "yellow", Verdict.BAD: "bold red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    part: str
    verdict: Verdict
    text: str


async def check(args: argparse.Namespace) -> int:
    """Look at every part; 1 when one is wrong."""
    settings = settings_of(args)
    console = Console(soft_wrap=True, highlight=False)
    is_bad = False
    async for finding in findings(settings):
        is_bad = is_bad or finding.verdict is Verdict.BAD
        show(console, finding)
    return 1 if is_bad else 0


def show(console: Console, finding: Finding) -> None:
    """One line."""
    mark = Text(f"{finding.verdict.value:>6}  ", style=_STYLES[finding.verdict])
    console.print(mark.append(f"{finding.part}: {finding.text}", style="not bold default"))


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """What is found, part by part."""
    for name in unknown_variables(os.environ):
        yield Finding("settings", Verdict.BAD, f"{name} is no setting; docs/settings.md lists them")
    looks: tuple[tuple[str, Callable[[Settings], Awaitable[Finding]]], ...] = (
        ("data folder", _data_folder),
        ("database", _database),
        ("home", _home),
        ("Home Assistant", _home_assistant),
        ("broker", _broker),
        ("interpreter", _interpreter),
        ("Rasa", _rasa),
        ("hearing", _hearing),
        ("running hub", _running),
    )
    for part, look in looks:
        limit = _LOADING_S if look is _hearing else _PROBE_S
        try:
            async with asyncio.timeout(limit):
                yield await look(settings)
        except TimeoutError:
            yield Finding(part, Verdict.BAD, f"no answer within {limit:g} s")
        except StartError as error:
            yield Finding(part, Verdict.NOTE, str(error))
        except (HubError, DialogueError, StorageError, HomeFileError, OSError) as error:
            yield Finding(part, Verdict.BAD, str(error))


async def _data_folder(settings: Settings) -> Finding:
    folder = await asyncio.to_thread(prepare_data_dir, settings)
    if folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Finding("data folder", Verdict.NOTE, f"{folder} can be read by others; `chmod 700` it")
    return Finding("data folder", Verdict.GOOD, str(folder))


async def _database(settings: Settings) -> Finding:
    address = store_address(settings)
    revision = await current_revision(address)
    if revision is None:
        return Finding("database", Verdict.NOTE, f"{address} is empty; the first start fills it")
    if revision != newest_revision():
        return Finding("database", Verdict.NOTE, f"{address} is of an older version; the next start brings it up")
    return Finding("database", Verdict.GOOD, str(address))


async def _home(settings: Settings) -> Finding:
    file = settings.home_file or demo_home_file()
    home_file = await asyncio.to_thread(load_home_file, file)
    if settings.mqtt_url is not None or settings.home_assistant is not None:
        ways = [name for name, has in _ways(settings) if has]
        also = f", rooms and people also from {file}" if settings.home_file else ""
        return Finding("home", Verdict.GOOD, f"devices come from {' and '.join(ways)}{also}")
    name = file if settings.home_file else "the demo home"
    return Finding("home", Verdict.GOOD, f"{name} is simulated, {len(home_file.home.spoken)} devices")


def _ways(settings: Settings) -> tuple[tuple[str, bool], ...]:
    return (("Home Assistant", settings.home_assistant is not None), ("the broker", settings.mqtt_url is not None))


async def _home_assistant(settings: Settings) -> Finding:
    access = settings.home_assistant
    if access is None:
        return Finding("Home Assistant", Verdict.NOTE, f"none; {ENV_PREFIX}HOME_ASSISTANT_URL and _TOKEN connect one")
    registry = Registry(SystemClock(settings.time_zone))
    async with HomeAssistantGateway(registry.sink(HOME_ASSISTANT), access) as gateway:
        if not await gateway.wait_connected(_PROBE_S - 2):
            reason = gateway.problem or "it does not answer"
            return Finding("Home Assistant", Verdict.BAD, f"{access.place}: {reason}")
        where = f"{access.place}, version {gateway.version}"
        seen = len(registry.home().spoken)
        if not gateway.sees_all_exposed:
            return Finding("Home Assistant", Verdict.NOTE, f"{where}: {NOT_ADMIN}")
    if not seen:
        return Finding("Home Assistant", Verdict.NOTE, f"{where} {_NOTHING_EXPOSED}")
    return Finding("Home Assistant", Verdict.GOOD, f"{where}, {seen} entities exposed to voice")


async def _broker(settings: Settings) -> Finding:
    access = settings.broker
    if access is None and settings.home_assistant is not None:
        return Finding("broker", Verdict.NOTE, f"none; {ENV_PREFIX}MQTT_URL adds the devices of one")
    if access is None:
        return Finding("broker", Verdict.NOTE, f"embedded; set {ENV_PREFIX}MQTT_URL for a real one")
    where = f"{access.host} port {access.port}"
    seen = 0
    try:
        async with MqttClient(access) as client:
            await client.subscribe(f"{settings.mqtt_discovery_prefix}/#")
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    async for message in client.messages:
                        seen += str(message.topic).endswith("/config")
    except aiomqtt.MqttError as error:
        return Finding(
            "broker", Verdict.BAD, f"{where} does not let us in ({error}). Is it running, are user and password right?"
        )
    if not seen:
        return Finding("broker", Verdict.NOTE, f"{where} announces no devices under {settings.mqtt_discovery_prefix}/")
    return Finding("broker", Verdict.GOOD, f"{where}, {seen} announcements")


async def _interpreter(settings: Settings) -> Finding:
    interpreter = EmbeddedInterpreter(settings.data_dir / "models", settings.language)
    if not interpreter.base_file.exists():
        return Finding("interpreter", Verdict.NOTE, "embedded, not trained yet; the first start does it (10 s)")
    await interpreter.prepare()
    return Finding("interpreter", Verdict.GOOD, "embedded, trained")


async def _hearing(settings: Settings) -> Finding:
    recogniser = recogniser_of(settings)
    async with recogniser:
        doubt = await doubt_of(recogniser, settings.language)
    if doubt:
        return Finding("hearing", Verdict.BAD, doubt)
    folder = recogniser.folder
    if settings.audio_debug_mb and (why_not := hindered(settings.data_dir / SOUND_FOLDER)):
        return Finding("hearing", Verdict.NOTE, f"{folder.name}; sound is to be kept and can't be: {why_not}")
    if settings.audio_debug_mb:
        kept = f"SOUND IS KEPT, up to {settings.audio_debug_mb} MB in {settings.data_dir / SOUND_FOLDER}"
        return Finding("hearing", Verdict.NOTE, f"{folder.name}; {kept}")
    return Finding("hearing", Verdict.GOOD, f"{folder.name}; sound is not kept (`voice check` listens)")


async def _rasa(settings: Settings) -> Finding:
    if settings.nlu == "embedded":
        return Finding("Rasa", Verdict.NOTE, "switched off by setting; the embedded interpreter answers")
    if settings.rasa_url is not None:
        return await _rasa_server(settings.rasa_url)
    python = find_rasa_python(settings.rasa_python)
    if python is None:
        verdict = Verdict.BAD if settings.nlu == "rasa" else Verdict.NOTE
        return Finding(
            "Rasa",
            verdict,
            f"not installed, so the embedded interpreter answers; `make rasa`, or {ENV_PREFIX}RASA_URL",
        )
    return Finding("Rasa", Verdict.GOOD, f"installed ({python}); the hub starts it")


async def _rasa_server(url: str) -> Finding:
    import httpx  # noqa: PLC0415

    try:
        async with httpx.AsyncClient(timeout=5) as client:
            answer = await client.get(f"{url.rstrip('/')}/")
    except httpx.HTTPError as error:
        return Finding("Rasa", Verdict.BAD, f"{url} does not answer ({str(error) or type(error).__name__})")
    return Finding("Rasa", Verdict.GOOD, f"{url}: {answer.text.splitlines()[0][:60] if answer.text else 'answers'}")


async def _running(settings: Settings) -> Finding:
    if not (settings.data_dir / "api-address").exists():
        return Finding("running hub", Verdict.NOTE, "none with this data folder")
    async with HubClient.of(settings) as client:
        parts = (await client.parts())["parts"]
    broken = [f"{name} ({part['detail']})" for name, part in parts.items() if not part["works"]]
    if broken:
        return Finding("running hub", Verdict.BAD, f"{client.address}: {', '.join(broken)}")
    return Finding("running hub", Verdict.GOOD, f"{client.address}: {', '.join(parts)} work")
