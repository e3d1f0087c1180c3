"""Which services of Home Assistant bring an entity to the settings of a command.

https://www.home-assistant.io/integrations/#search/services and ``services.yaml`` of each integration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from devices.adapters.home_assistant.climate_services import climate, humidifier, water_heater
from devices.adapters.home_assistant.light_services import fan, group, light, siren, switched
from devices.adapters.home_assistant.opening_services import alarm, cover, lock, valve
from devices.adapters.home_assistant.player_services import player
from devices.adapters.home_assistant.task_services import calendar, mower, timer, todo, vacuum
from devices.adapters.home_assistant.value_services import automation, done, moment, script, value
from devices.adapters.home_assistant.wishes import Calls, ServiceCall, Wish
from devices.commands import Command
from devices.errors import CommandRefused
from devices.home import Entity


def service_calls(
    entity: Entity, command: Command, attributes: Mapping[str, object], *, code: str | None = None
) -> tuple[ServiceCall, ...]:
    """The calls in their order. Raises ``CommandRefused`` for a setting that no service makes."""
    wish = Wish(entity, command.settings, attributes, code)
    maker = _MAKERS.get(wish.domain)
    if maker is None:
        raise CommandRefused(entity.id, next(iter(command.settings), ""), "Home Assistant only tells its state")
    calls = tuple(maker(wish))
    if not calls:
        attribute = next(iter(command.settings), "")
        raise CommandRefused(entity.id, attribute, f"its {attribute.replace('_', ' ')} can't be set in Home Assistant")
    return calls


_MAKERS: Mapping[str, Callable[[Wish], Calls]] = {
    "alarm_control_panel": alarm,
    "automation": automation,
    "button": done("press"),
    "calendar": calendar,
    "counter": value("set_value", "value"),
    "date": moment("set_value"),
    "datetime": moment("set_value"),
    "input_datetime": moment("set_datetime"),
    "time": moment("set_value"),
    "climate": climate,
    "cover": cover,
    "fan": fan,
    "group": group,
    "humidifier": humidifier,
    "input_boolean": switched,
    "input_button": done("press"),
    "input_number": value("set_value", "value"),
    "input_select": value("select_option", "option"),
    "input_text": value("set_value", "value"),
    "lawn_mower": mower,
    "light": light,
    "lock": lock,
    "media_player": player,
    "number": value("set_value", "value"),
    "remote": switched,
    "scene": done("turn_on"),
    "script": script,
    "select": value("select_option", "option"),
    "siren": siren,
    "switch": switched,
    "text": value("set_value", "value"),
    "timer": timer,
    "todo": todo,
    "vacuum": vacuum,
    "valve": valve,
    "water_heater": water_heater,
}
