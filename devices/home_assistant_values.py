"""What holds or tells a value: sensors, numbers, choices, times, lists and the weather of Home Assistant."""

from __future__ import annotations

from devices.capabilities import Choice, Quantity, Text, Toggle, Trigger
from devices.home_assistant_said import Capabilities, Made, Said, number_of, options_of
from devices.kinds import measured_attribute, sensed_attribute


def sensor(said: Said) -> Made:
    """A reading, by its class, unit or name; also what nobody foresaw."""
    unit = str(said.attributes.get("unit_of_measurement") or said.attributes.get("native_unit_of_measurement") or "")
    options = options_of(said.attributes.get("options"))
    if options:
        return "sensor", {measured_attribute(said.device_class, unit, said.name): Choice(options, readonly=True)}
    if unit or (said.device_class and said.device_class not in {"date", "timestamp", "enum"}):
        attribute = measured_attribute(said.device_class, unit, said.name)
        return "sensor", {attribute: Quantity(float("-inf"), float("inf"), unit, readonly=True)}
    return "sensor", {measured_attribute(said.device_class, unit, said.name): Text(readonly=True)}


def binary_sensor(said: Said) -> Made:
    """A yes or no."""
    return "binary_sensor", {sensed_attribute(said.device_class): Toggle(readonly=True)}


def number_entity(said: Said) -> Made:
    """A number within limits."""
    unit = str(said.attributes.get("unit_of_measurement") or "")
    low, high = number_of(said.attributes.get("min"), 0), number_of(said.attributes.get("max"), 100)
    return "number", {"value": Quantity(low, high, unit, step=number_of(said.attributes.get("step"), 1))}


def counter(said: Said) -> Made:
    """A counter, without an end unless it says one."""
    low, high = number_of(said.attributes.get("minimum"), 0), number_of(said.attributes.get("maximum"), 1_000_000)
    return "number", {"value": Quantity(low, high, step=number_of(said.attributes.get("step"), 1))}


def clock(said: Said) -> Made:
    """What holds a time, a day or both."""
    parts = ("date", "time")
    return "clock", {part: Text() for part in parts if said.attributes.get(f"has_{part}") is not False}


def select(said: Said) -> Made:
    """One of a few words."""
    return "select", {"value": Choice(options_of(said.attributes.get("options")))}


def weather(said: Said) -> Made:
    """A weather service, with the days to come."""
    capabilities: Capabilities = {"condition": Text(readonly=True)}
    unit = str(said.attributes.get("temperature_unit") or "°C")
    if "temperature" in said.attributes:
        capabilities["temperature"] = Quantity(-100, 150, unit, readonly=True)
    if "humidity" in said.attributes:
        capabilities["humidity"] = Quantity(0, 100, "%", readonly=True)
    if "pressure" in said.attributes:
        capabilities["pressure"] = Quantity(0, 2000, str(said.attributes.get("pressure_unit") or "hPa"), readonly=True)
    if "wind_speed" in said.attributes:
        unit = str(said.attributes.get("wind_speed_unit") or "km/h")
        capabilities["wind_speed"] = Quantity(0, 500, unit, readonly=True)
    capabilities["forecast"] = Text(readonly=True)
    return "weather", capabilities


def calendar(said: Said) -> Made:
    """A calendar, which may take new events."""
    new: Capabilities = {"add_event": Text()} if said.has((1, "create_event"), unsaid=False) else {}
    return "calendar", {**new, "agenda": Text(readonly=True)}


def todo(said: Said) -> Made:
    """A list, with what may be done to it."""
    capabilities: Capabilities = {}
    if said.has((1, "create_todo_item")):
        capabilities["add_item"] = Text()
    if said.has((16 | 32, "set_due_date_on_item"), unsaid=False):
        capabilities["due"] = Text()
    if said.has((2, "delete_todo_item"), unsaid=False):
        capabilities |= {"remove_item": Text(), "clear_completed": Trigger()}
    if said.has((4, "update_todo_item"), unsaid=False):
        capabilities["complete_item"] = Text()
    counted: Capabilities = {"items": Quantity(0, 10_000, readonly=True), "listing": Text(readonly=True)}
    return "todo_list", capabilities | counted
