"""A Home Assistant that speaks its WebSocket API as far as the gateway uses it, and a little home in it.

Entities and attributes are those of Home Assistant's own demonstration, so that what is tried here can be tried there.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Self, TypeAlias

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

TOKEN = "a-token-that-lives-long"
Fields: TypeAlias = Mapping[str, Any]


@dataclass(slots=True)
class FakeState:
    """A state as Home Assistant keeps it."""

    word: str
    attributes: dict[str, Any] = field(default_factory=dict)

    def compact(self) -> dict[str, Any]:
        return {"s": self.word, "a": dict(self.attributes), "c": "01", "lc": 0}


class Refusal(Exception):
    """A command is answered with an error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class FakeHomeAssistant:
    """Runs on a port of its own; can be stopped and started again there."""

    def __init__(self) -> None:
        self.tokens = {TOKEN}
        self.is_admin = True
        self.is_banned = False
        self.run_state = "RUNNING"
        self.temperature_unit = "°C"
        self.floors: dict[str, dict[str, Any]] = {}
        self.areas: dict[str, dict[str, Any]] = {}
        self.devices: dict[str, dict[str, Any]] = {}
        self.entries: dict[str, dict[str, Any]] = {}
        self.labels: dict[str, dict[str, Any]] = {}
        self.exposed: set[str] = set()
        self.states: dict[str, FakeState] = {}
        self.lists: dict[str, list[dict[str, str]]] = {}
        self.agendas: dict[str, list[dict[str, Any]]] = {}
        self.forecasts: dict[str, list[dict[str, Any]]] = {}
        self.calls: list[tuple[str, str, Fields]] = []
        self.logins = 0
        self.swallowed: set[str] = set()
        self.errors: dict[str, tuple[str, str]] = {}
        self.is_deaf = False
        self.refused: set[str] = set()
        self.refused_events: set[str] = set()
        self.delay_s = 0.0
        self.port = 0
        self.tls: ssl.SSLContext | None = None
        self._server: Server | None = None
        self._clients: set[_Client] = set()

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self._server = await serve(
            self._serve,
            "127.0.0.1",
            self.port,
            ssl=self.tls,
            process_request=self._greet,
            ping_interval=None,
            close_timeout=0.2,
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        self._server = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # what is in it

    def add_area(
        self, area_id: str, name: str, *, floor: str | None = None, aliases: Iterable[str | None] = ()
    ) -> None:
        self.areas[area_id] = {"area_id": area_id, "name": name, "floor_id": floor, "aliases": list(aliases)}

    def add_device(self, device_id: str, name: str, *, area: str | None = None, identifiers: object = ()) -> None:
        self.devices[device_id] = {
            "id": device_id, "name": name, "name_by_user": None, "area_id": area, "identifiers": identifiers,
            "manufacturer": "Maker", "model": None,
        }  # fmt: skip

    def add(
        self,
        entity_id: str,
        word: str,
        name: str,
        *,
        area: str | None = None,
        device: str | None = None,
        aliases: Iterable[str | None] = (),
        platform: str = "demo",
        is_exposed: bool = True,
        **attributes: Any,
    ) -> None:
        """A registered entity with its state."""
        self.entries[entity_id] = {
            "entity_id": entity_id, "id": f"id of {entity_id}", "unique_id": entity_id, "platform": platform,
            "area_id": area, "device_id": device, "disabled_by": None, "hidden_by": None, "entity_category": None,
            "name": None, "original_name": name, "aliases": list(aliases), "options": {}, "labels": [],
        }  # fmt: skip
        if is_exposed:
            self.exposed.add(entity_id)
        self.set_state(entity_id, word, friendly_name=name, **attributes)

    def set_state(self, entity_id: str, word: str | None = None, **attributes: Any) -> None:
        """A state changes; tells who listens what is different."""
        before = self.states.get(entity_id)
        if before is None:
            self.states[entity_id] = state = FakeState(word or "unknown", attributes)
            self._tell_states({"a": {entity_id: state.compact()}})
            return
        changed = {key: value for key, value in attributes.items() if before.attributes.get(key) != value}
        more: dict[str, Any] = {"c": "02"}
        if word is not None and word != before.word:
            more["s"] = before.word = word
        if changed:
            more["a"] = changed
            before.attributes.update(changed)
        self._tell_states({"c": {entity_id: {"+": more}}})

    def drop_attribute(self, entity_id: str, attribute: str) -> None:
        self.states[entity_id].attributes.pop(attribute)
        self._tell_states({"c": {entity_id: {"+": {}, "-": {"a": [attribute]}}}})

    def remove(self, entity_id: str) -> None:
        """An entity is deleted."""
        self.entries.pop(entity_id, None)
        self.exposed.discard(entity_id)
        self.fire("entity_registry_updated")
        if self.states.pop(entity_id, None) is not None:
            self._tell_states({"r": [entity_id]})

    def revoke(self) -> None:
        """All tokens are taken back, and their connections end."""
        self.tokens.clear()
        self.cut()

    def cut(self) -> None:
        """The connections end, all at once."""
        for client in self._clients:
            client.socket.transport.abort()

    def fire(self, event: str) -> None:
        """An event of the bus happens."""
        for client in self._clients:
            client.tell_event(event)

    async def send_raw(self, frame: str) -> None:
        """Something is sent to everybody as it stands."""
        for client in self._clients:
            await client.socket.send(frame)

    @property
    def subscriptions(self) -> list[int]:
        """The ids of the subscriptions to states."""
        return [command_id for client in self._clients for command_id in client.state_ids]

    # what it answers

    def answer(self, kind: str, message: Fields) -> object:
        """The result of a command; raises ``Refusal``."""
        if kind in self.refused:
            raise Refusal("unauthorized", "Unauthorized")
        match kind:
            case "ping" | "supported_features":
                return None
            case "get_config":
                return {"state": self.run_state, "unit_system": {"temperature": self.temperature_unit}}
            case "config/floor_registry/list":
                return list(self.floors.values())
            case "config/area_registry/list":
                return list(self.areas.values())
            case "config/device_registry/list":
                return list(self.devices.values())
            case "config/label_registry/list":
                return list(self.labels.values())
            case "config/entity_registry/list":
                return [{k: v for k, v in entry.items() if k != "aliases"} for entry in self.entries.values()]
            case "config/entity_registry/get_entries":
                return {entity_id: self.entries.get(entity_id) for entity_id in message["entity_ids"]}
            case "homeassistant/expose_entity/list":
                if not self.is_admin:
                    raise Refusal("unauthorized", "Unauthorized")
                return {"exposed_entities": {entity_id: {"conversation": True} for entity_id in self.exposed}}
            case _:
                return self._change(kind, message)

    def _change(self, kind: str, message: Fields) -> object:
        match kind:
            case "config/area_registry/update":
                self.areas[message["area_id"]].update(_without(message, "id", "type"))
                self.fire("area_registry_updated")
            case "config/area_registry/create":
                self.add_area(message["name"].lower().replace(" ", "_"), message["name"])
                self.fire("area_registry_updated")
                return self.areas[message["name"].lower().replace(" ", "_")]
            case "config/area_registry/delete":
                del self.areas[message["area_id"]]
                self.fire("area_registry_updated")
            case "config/device_registry/update":
                self.devices[message["device_id"]].update(_without(message, "id", "type", "device_id"))
                self.fire("device_registry_updated")
            case "config/label_registry/create":
                label_id = message["name"].lower().replace(" ", "_")
                self.labels[label_id] = {"label_id": label_id, "name": message["name"], "icon": None}
                self.fire("label_registry_updated")
                return self.labels[label_id]
            case "config/label_registry/update":
                self.labels[message["label_id"]].update(_without(message, "id", "type"))
                self.fire("label_registry_updated")
            case "config/label_registry/delete":
                del self.labels[message["label_id"]]
                self.fire("label_registry_updated")
            case "config/entity_registry/update":
                self._update_entity(message)
            case "config/entity_registry/remove":
                self.remove(message["entity_id"])
            case "homeassistant/expose_entity":
                change = self.exposed.update if message["should_expose"] else self.exposed.difference_update
                change(message["entity_ids"])
                self.fire("entity_registry_updated")
            case _:
                raise Refusal("unknown_command", "Unknown command.")
        return None

    def _update_entity(self, message: Fields) -> None:
        entity_id = message["entity_id"]
        entry = self.entries[entity_id]
        entry.update(_without(message, "id", "type", "entity_id", "new_entity_id"))
        new_id = message.get("new_entity_id")
        if new_id is not None:
            self.entries[new_id] = {**self.entries.pop(entity_id), "entity_id": new_id}
            if entity_id in self.exposed:
                self.exposed = (self.exposed - {entity_id}) | {new_id}
            state = self.states.pop(entity_id)
            self._tell_states({"r": [entity_id]})
            self.states[new_id] = state
            self._tell_states({"a": {new_id: state.compact()}})
        elif message.get("name") is not None:
            self.set_state(entity_id, friendly_name=message["name"])
        self.fire("entity_registry_updated")

    async def call(self, message: Fields) -> object:
        """A service is called; on what doesn't exist that is a success."""
        entity_id = message["target"]["entity_id"]
        if message["service"] == "get_events":
            return {"response": {entity_id: {"events": self.agendas.get(entity_id, [])}}}
        service, data = message["service"], message.get("service_data", {})
        self.calls.append((f"{message['domain']}.{service}", entity_id, data))
        await asyncio.sleep(self.delay_s)
        if entity_id in self.errors:
            raise Refusal(*self.errors[entity_id])
        state = self.states.get(entity_id)
        if state is not None and entity_id not in self.swallowed:
            word, attributes = _effect(service, data, state)
            self.set_state(entity_id, word, **attributes)
            self._write_down(entity_id, service, data)
        return {"context": {"id": "01"}}

    def _write_down(self, entity_id: str, service: str, data: Fields) -> None:
        """What a service does to a list; another is left alone."""
        if entity_id not in self.lists:
            return
        items = self.lists[entity_id]
        if service == "add_item":
            items.append({"summary": data["item"], "status": "needs_action"})
        for item in [item for item in items if item["summary"] == data.get("item")]:
            if service == "update_item":
                item["status"] = data["status"]
            if service == "remove_item":
                items.remove(item)
        for client in self._clients:
            client.tell_feed(entity_id)

    def _tell_states(self, event: Fields) -> None:
        for client in self._clients:
            client.tell_states(event)

    def _greet(self, connection: ServerConnection, request: Request) -> Response | None:
        if self.is_banned:
            return connection.respond(HTTPStatus.FORBIDDEN, "403: Forbidden")
        if request.path != "/api/websocket":
            return connection.respond(HTTPStatus.NOT_FOUND, "404: Not Found")
        return None

    async def _serve(self, socket: ServerConnection) -> None:
        client = _Client(self, socket)
        with contextlib.suppress(ConnectionClosed):
            await socket.send(json.dumps({"type": "auth_required", "ha_version": "2025.4.4"}))
            login = json.loads(await socket.recv())
            self.logins += 1
            if login.get("access_token") not in self.tokens:
                await socket.send(json.dumps({"type": "auth_invalid", "message": "Invalid access token or password"}))
                return
            await socket.send(json.dumps({"type": "auth_ok", "ha_version": "2025.4.4"}))
            self._clients.add(client)
            try:
                await client.run()
            finally:
                self._clients.discard(client)


class _Client:
    """One logged-in connection."""

    def __init__(self, home: FakeHomeAssistant, socket: ServerConnection) -> None:
        self.socket = socket
        self.outbox: asyncio.Queue[str] = asyncio.Queue()
        self.state_ids: list[int] = []
        self._home = home
        self._event_ids: list[tuple[int, str]] = []
        self._coalesces = False
        self._feeds: dict[str, int] = {}

    async def run(self) -> None:
        writing = asyncio.create_task(self._write())
        tasks: set[asyncio.Task[None]] = set()
        try:
            async for frame in self.socket:
                if not self._home.is_deaf:
                    task = asyncio.create_task(self._answer(json.loads(frame)))
                    tasks.add(task)
                    task.add_done_callback(tasks.discard)
        finally:
            for task in (writing, *tasks):
                task.cancel()

    def tell_states(self, event: Fields) -> None:
        for command_id in self.state_ids:
            self._put({"id": command_id, "type": "event", "event": event})

    def tell_feed(self, entity_id: str) -> None:
        command_id = self._feeds.get(entity_id)
        if command_id is None:
            return
        home = self._home
        event = (
            {"type": "daily", "forecast": home.forecasts.get(entity_id)}
            if entity_id.startswith("weather.")
            else {"items": home.lists[entity_id]}
        )
        self._put({"id": command_id, "type": "event", "event": event})

    def tell_event(self, event: str) -> None:
        for command_id, kind in self._event_ids:
            if kind == event:
                self._put({"id": command_id, "type": "event", "event": {"event_type": event, "data": {}}})

    async def _answer(self, message: Fields) -> None:
        command_id, kind = message["id"], message["type"]
        if kind == "ping":
            self._put({"id": command_id, "type": "pong"})
            return
        try:
            result = await self._home.call(message) if kind == "call_service" else self._result(kind, message)
        except Refusal as refusal:
            error = {"code": refusal.code, "message": str(refusal)}
            self._put({"id": command_id, "type": "result", "success": False, "error": error})
            return
        self._put({"id": command_id, "type": "result", "success": True, "result": result})
        if kind in _FEEDS:
            self.tell_feed(message["entity_id"])
        if kind == "subscribe_entities":
            states = {entity_id: state.compact() for entity_id, state in self._home.states.items()}
            self.tell_states({"a": states})

    def _result(self, kind: str, message: Fields) -> object:
        match kind:
            case "subscribe_entities":
                self.state_ids.append(message["id"])
                return None
            case "todo/item/subscribe" | "weather/subscribe_forecast":
                if kind in self._home.refused:
                    raise Refusal("unknown_command", "Unknown command.")
                self._feeds[message["entity_id"]] = message["id"]
                return None
            case "subscribe_events":
                if message["event_type"] in self._home.refused_events:
                    raise Refusal("unauthorized", "Unauthorized")
                self._event_ids.append((message["id"], message["event_type"]))
                return None
            case "supported_features":
                self._coalesces = bool(message["features"].get("coalesce_messages"))
                return None
            case _:
                return self._home.answer(kind, message)

    def _put(self, message: Fields) -> None:
        self.outbox.put_nowait(json.dumps(message))

    async def _write(self) -> None:
        """Send what waits, all in one frame where the client has said that it takes that."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                frames = [await self.outbox.get()]
                while self._coalesces and not self.outbox.empty():
                    frames.append(self.outbox.get_nowait())
                await self.socket.send(frames[0] if len(frames) == 1 else f"[{','.join(frames)}]")


def _without(message: Fields, *keys: str) -> dict[str, Any]:
    return {key: value for key, value in message.items() if key not in keys}


def _effect(service: str, data: Fields, state: FakeState) -> tuple[str | None, dict[str, Any]]:
    """The state after a service: its word (``None`` stays) and the attributes that are others."""
    if service in _WORDS:
        return _WORDS[service], _SHARED.get(service, {})
    more = {_ATTRIBUTES.get(key, key): value for key, value in data.items()}
    if "brightness_pct" in data:
        more["brightness"] = round(data["brightness_pct"] * 2.55)
    match service:
        case "turn_on":
            if "rgb_color" in more:
                more["color_mode"] = "hs"
            if "color_temp_kelvin" in more:
                more["color_mode"] = "color_temp"
            return "on", more
        case "set_hvac_mode":
            return data["hvac_mode"], {}
        case "set_percentage":
            return ("on" if data["percentage"] else "off"), more
        case "set_preset_mode" if "hvac_modes" not in state.attributes:
            return "on", more
        case "set_cover_position":
            return ("open" if data["position"] else "closed"), more
        case "select_option" | "set_value":
            return str(next(iter(data.values()))), {}
        case "add_item":
            return str(int(state.word) + 1), {}
        case _:
            return None, more


_FEEDS = frozenset({"todo/item/subscribe", "weather/subscribe_forecast"})
_ATTRIBUTES = {
    "brightness_pct": "brightness",
    "position": "current_position",
    "tilt_position": "current_tilt_position",
}
_SHARED: Mapping[str, dict[str, Any]] = {
    "open_cover": {"current_position": 100},
    "close_cover": {"current_position": 0},
}
_WORDS = {
    "open_cover": "open",
    "close_cover": "closed",
    "turn_off": "off",
    "lock": "locked",
    "unlock": "unlocked",
    "start": "cleaning",
    "return_to_base": "returning",
    "media_pause": "paused",
    "media_play": "playing",
    "alarm_arm_away": "armed_away",
    "alarm_disarm": "disarmed",
}


def demo_home() -> FakeHomeAssistant:
    """Some of what Home Assistant's own demonstration has."""
    home = FakeHomeAssistant()
    home.floors["ground"] = {"floor_id": "ground", "name": "Ground floor", "aliases": ["downstairs"], "level": 0}
    home.add_area("living_room", "Living Room", floor="ground", aliases=["lounge"])
    home.add_area("kitchen", "Kitchen", floor="ground")
    home.add_area("bedroom", "Bedroom")
    home.add_device("d1", "Bed Light", area="bedroom", identifiers=[["demo", "light_1"]])
    lamp: dict[str, Any] = {
        "supported_color_modes": ["color_temp", "hs"],
        "min_color_temp_kelvin": 2000,
        "max_color_temp_kelvin": 6535,
    }
    home.add("light.bed_light", "off", "Bed Light", device="d1", effect_list=["rainbow", "none"], **lamp)
    home.add("light.ceiling_lights", "on", "Ceiling Lights", area="living_room", brightness=180, **lamp)
    home.add("switch.ac", "off", "AC", area="kitchen", aliases=["cooler", None])
    home.add("switch.decorative_lights", "on", "Decorative Lights", assumed_state=True)
    home.add(
        "fan.living_room_fan", "off", "Living Room Fan", area="living_room", supported_features=55, percentage=None,
        percentage_step=100 / 3, preset_modes=["auto", "smart", "sleep", "on"], preset_mode=None, oscillating=False,
        direction="forward",
    )  # fmt: skip
    home.add(
        "cover.hall_window", "open", "Hall Window", current_position=10, supported_features=15, device_class="window"
    )
    home.add(
        "climate.hvac", "cool", "Hvac", hvac_modes=["off", "heat", "cool", "auto"], min_temp=7, max_temp=35,
        temperature=21, current_temperature=22, fan_modes=["on_low", "on_high"], fan_mode="on_high",
        supported_features=9,
    )  # fmt: skip
    home.add(
        "media_player.bedroom", "playing", "Bedroom", supported_features=20925, volume_level=1.0,
        is_volume_muted=False, media_title="Epic sax guy 10 hours",
    )  # fmt: skip
    home.add(
        "humidifier.humidifier", "on", "Humidifier", min_humidity=0, max_humidity=100, humidity=68, supported_features=0
    )
    home.add("lock.kitchen_door", "unlocked", "Kitchen Door", area="kitchen", is_exposed=False, supported_features=0)
    home.add("sensor.carbon_monoxide", "54", "Carbon monoxide", unit_of_measurement="ppm",
             device_class="carbon_monoxide")  # fmt: skip
    home.add("person.ada", "home", "Ada", is_exposed=False)
    home.set_state("zone.home", "1", friendly_name="Home")
    return home


@contextlib.asynccontextmanager
async def running(home: FakeHomeAssistant | None = None) -> AsyncIterator[FakeHomeAssistant]:
    """A Home Assistant while the block runs: the demonstration, unless another is given."""
    async with home or demo_home() as started:
        yield started
