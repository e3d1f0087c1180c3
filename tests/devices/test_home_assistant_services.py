"""Settings become services of Home Assistant, and what an entity can do follows its features."""

from __future__ import annotations

from typing import Any

import pytest

from devices.adapters.home_assistant.services import service_calls
from devices.adapters.home_assistant.wishes import ServiceCall
from devices.capabilities import Choice, Quantity, Text, Toggle, Trigger, Value
from devices.commands import Command
from devices.errors import CommandRefused
from devices.home import Entity
from devices.home_assistant_entities import entity_from
from devices.home_assistant_terms import to_states


def thing(entity_id: str, **attributes: Any) -> Entity:
    return entity_from(entity_id, str(attributes.get("friendly_name", "Thing")), attributes)


def calls(
    entity_id: str, settings: dict[str, Value], *, code: str | None = None, **attributes: Any
) -> list[tuple[str, dict[str, object]]]:
    entity = thing(entity_id, **attributes)
    made = service_calls(entity, Command(entity_id, settings), attributes, code=code)
    assert all(call.domain == entity_id.partition(".")[0] for call in made)
    return [(call.service, dict(call.data)) for call in made]


COLOURFUL = {"supported_color_modes": ["color_temp", "hs"]}


@pytest.mark.parametrize(
    ("entity_id", "attributes", "settings", "wanted"),
    [
        ("light.x", COLOURFUL, {"on": True}, [("turn_on", {})]),
        ("light.x", COLOURFUL, {"on": False}, [("turn_off", {})]),
        ("light.x", COLOURFUL, {"brightness": 0}, [("turn_off", {})]),
        ("light.x", COLOURFUL, {"on": True, "brightness": 40}, [("turn_on", {"brightness_pct": 40})]),
        ("light.x", COLOURFUL, {"color": "red"}, [("turn_on", {"rgb_color": [255, 0, 0]})]),
        ("light.x", COLOURFUL, {"color_temp": 3000}, [("turn_on", {"color_temp_kelvin": 3000})]),
        (
            "light.x",
            COLOURFUL,
            {"color": "blue", "color_temp": 3000, "effect": "rainbow"},  # of the two whites and colours, the colour
            [("turn_on", {"rgb_color": [0, 0, 255], "effect": "rainbow"})],
        ),
        ("switch.x", {}, {"on": True}, [("turn_on", {})]),
        ("input_boolean.x", {}, {"on": False}, [("turn_off", {})]),
        ("remote.x", {}, {"on": False}, [("turn_off", {})]),
        ("fan.x", {}, {"on": True}, [("turn_on", {})]),
        ("fan.x", {}, {"on": True, "speed": "low"}, [("set_percentage", {"percentage": 33})]),
        ("fan.x", {}, {"percentage": 0}, [("turn_off", {})]),
        ("fan.x", {}, {"preset": "sleep"}, [("set_preset_mode", {"preset_mode": "sleep"})]),
        ("fan.x", {}, {"oscillating": False}, [("oscillate", {"oscillating": False})]),
        ("fan.x", {}, {"direction": "reverse"}, [("set_direction", {"direction": "reverse"})]),
        ("cover.x", {"supported_features": 15}, {"position": 100}, [("open_cover", {})]),
        ("cover.x", {"supported_features": 15}, {"position": 0}, [("close_cover", {})]),
        ("cover.x", {"supported_features": 15}, {"position": 30}, [("set_cover_position", {"position": 30})]),
        ("cover.x", {"supported_features": 15}, {"stop": True}, [("stop_cover", {})]),
        ("cover.x", {"supported_features": 240}, {"tilt": 30}, [("set_cover_tilt_position", {"tilt_position": 30})]),
        ("cover.x", {"supported_features": 240}, {"tilt": 100}, [("open_cover_tilt", {})]),
        ("cover.x", {"supported_features": 240}, {"tilt": 0}, [("close_cover_tilt", {})]),
        ("valve.x", {"supported_features": 3}, {"on": True}, [("open_valve", {})]),
        ("valve.x", {"supported_features": 3}, {"on": False}, [("close_valve", {})]),
        ("valve.x", {"supported_features": 7}, {"position": 40}, [("set_valve_position", {"position": 40})]),
        ("valve.x", {"supported_features": 7}, {"position": 100}, [("open_valve", {})]),
        ("lock.x", {}, {"locked": True}, [("lock", {})]),
        ("lock.x", {}, {"locked": False}, [("unlock", {})]),
        ("lock.x", {}, {"open": True}, [("open", {})]),
        ("media_player.x", {}, {"next": True}, [("media_next_track", {})]),
        ("media_player.x", {}, {"previous": True}, [("media_previous_track", {})]),
        ("climate.x", {}, {"mode": "off"}, [("set_hvac_mode", {"hvac_mode": "off"})]),
        (
            "climate.x",
            {},
            {"mode": "heat", "target_temperature": 21},
            [("set_hvac_mode", {"hvac_mode": "heat"}), ("set_temperature", {"temperature": 21})],
        ),
        (
            "climate.x",
            {"target_temp_high": 24, "target_temp_low": 20},
            {"target_temperature_low": 19},
            [("set_temperature", {"target_temp_high": 24, "target_temp_low": 19})],
        ),
        ("climate.x", {}, {"fan_mode": "high"}, [("set_fan_mode", {"fan_mode": "high"})]),
        ("climate.x", {}, {"preset": "eco"}, [("set_preset_mode", {"preset_mode": "eco"})]),
        ("climate.x", {}, {"swing": "both"}, [("set_swing_mode", {"swing_mode": "both"})]),
        (
            "climate.x",
            {},
            {"swing_horizontal": "auto"},
            [("set_swing_horizontal_mode", {"swing_horizontal_mode": "auto"})],
        ),
        ("climate.x", {}, {"target_humidity": 40}, [("set_humidity", {"humidity": 40})]),
        ("water_heater.x", {}, {"mode": "eco"}, [("set_operation_mode", {"operation_mode": "eco"})]),
        ("water_heater.x", {}, {"target_temperature": 50}, [("set_temperature", {"temperature": 50})]),
        (
            "humidifier.x",
            {},
            {"on": True, "target_humidity": 50, "mode": "eco"},
            [("turn_on", {}), ("set_humidity", {"humidity": 50}), ("set_mode", {"mode": "eco"})],
        ),
        ("media_player.x", {}, {"on": False}, [("turn_off", {})]),
        (
            "media_player.x",
            {},
            {"on": True, "source": "dvd"},
            [("turn_on", {}), ("select_source", {"source": "dvd"})],
        ),
        ("media_player.x", {}, {"volume": 35}, [("volume_set", {"volume_level": 0.35})]),
        ("media_player.x", {}, {"muted": True}, [("volume_mute", {"is_volume_muted": True})]),
        ("media_player.x", {}, {"state": "paused"}, [("media_pause", {})]),
        ("media_player.x", {}, {"state": "playing"}, [("media_play", {})]),
        ("media_player.x", {}, {"state": "idle"}, [("media_stop", {})]),
        ("media_player.x", {}, {"sound_mode": "Music"}, [("select_sound_mode", {"sound_mode": "Music"})]),
        (
            "media_player.x",
            {},
            {"content": "jazz"},
            [("play_media", {"media_content_id": "jazz", "media_content_type": "music"})],
        ),
        ("vacuum.x", {}, {"state": "cleaning"}, [("start", {})]),
        ("vacuum.x", {}, {"state": "docked"}, [("return_to_base", {})]),
        ("vacuum.x", {}, {"state": "paused"}, [("pause", {})]),
        ("vacuum.x", {}, {"fan_speed": "max"}, [("set_fan_speed", {"fan_speed": "max"})]),
        ("vacuum.x", {}, {"locate": True}, [("locate", {})]),
        ("vacuum.x", {}, {"clean_spot": True}, [("clean_spot", {})]),
        ("lawn_mower.x", {}, {"state": "mowing"}, [("start_mowing", {})]),
        ("lawn_mower.x", {}, {"state": "returning"}, [("dock", {})]),
        ("siren.x", {}, {"on": True, "sound_mode": "fire"}, [("turn_on", {"tone": "fire"})]),
        ("siren.x", {}, {"on": True, "volume": 50}, [("turn_on", {"volume_level": 0.5})]),
        ("siren.x", {}, {"on": False}, [("turn_off", {})]),
        ("scene.x", {}, {"activate": True}, [("turn_on", {})]),
        ("script.x", {}, {"activate": True}, [("turn_on", {})]),
        ("button.x", {}, {"activate": True}, [("press", {})]),
        ("input_button.x", {}, {"activate": True}, [("press", {})]),
        ("number.x", {}, {"value": 5}, [("set_value", {"value": 5})]),
        ("input_number.x", {}, {"value": 5}, [("set_value", {"value": 5})]),
        ("select.x", {}, {"value": "one"}, [("select_option", {"option": "one"})]),
        ("input_select.x", {}, {"value": "one"}, [("select_option", {"option": "one"})]),
        ("text.x", {}, {"value": "hello"}, [("set_value", {"value": "hello"})]),
        ("input_text.x", {}, {"value": "hello"}, [("set_value", {"value": "hello"})]),
        (
            "light.x",
            COLOURFUL,
            {"brightness": 40, "transition": 300},
            [("turn_on", {"brightness_pct": 40, "transition": 300})],
        ),
        ("light.x", COLOURFUL, {"on": False, "transition": 60}, [("turn_off", {"transition": 60})]),
        ("light.x", COLOURFUL, {"flash": True}, [("turn_on", {"flash": "short"})]),
        ("automation.x", {}, {"on": False}, [("turn_off", {})]),
        ("automation.x", {}, {"activate": True}, [("trigger", {})]),
        (
            "calendar.x",
            {},
            {"add_event": "2026-03-13T13:00:00+01:00 2026-03-13T14:00:00+01:00 Lunch with Sam"},
            [
                (
                    "create_event",
                    {
                        "summary": "Lunch with Sam",
                        "start_date_time": "2026-03-13 13:00:00",
                        "end_date_time": "2026-03-13 14:00:00",
                    },
                )
            ],
        ),
        (
            "calendar.x",
            {},
            {"add_event": "2026-03-16 2026-03-17 Bin day"},
            [("create_event", {"summary": "Bin day", "start_date": "2026-03-16", "end_date": "2026-03-17"})],
        ),
        ("media_player.x", {}, {"elapsed": 90}, [("media_seek", {"seek_position": 90})]),
        ("media_player.x", {}, {"clear_playlist": True}, [("clear_playlist", {})]),
        ("media_player.x", {}, {"group": "media_player.y"}, [("join", {"group_members": ["media_player.y"]})]),
        ("media_player.x", {}, {"group": ""}, [("unjoin", {})]),
        ("timer.x", {}, {"state": "running"}, [("start", {})]),
        ("timer.x", {}, {"state": "idle"}, [("cancel", {})]),
        ("timer.x", {}, {"state": "running", "duration": 600}, [("start", {"duration": 600})]),
        ("timer.x", {}, {"finish": True}, [("finish", {})]),
        ("valve.x", {"supported_features": 15}, {"stop": True}, [("stop_valve", {})]),
        ("todo.x", {}, {"add_item": "apples"}, [("add_item", {"item": "apples"})]),
        (
            "todo.x",
            {"supported_features": 127},
            {"add_item": "call mum", "due": "2026-03-13T10:00:00"},
            [("add_item", {"item": "call mum", "due_datetime": "2026-03-13 10:00:00"})],
        ),
        (
            "todo.x",
            {"supported_features": 31},
            {"add_item": "call mum", "due": "2026-03-13T10:00:00"},  # it keeps days only
            [("add_item", {"item": "call mum", "due_date": "2026-03-13"})],
        ),
        ("siren.x", {}, {"on": True, "duration": 30}, [("turn_on", {"duration": 30})]),
        ("todo.x", {}, {"complete_item": "apples"}, [("update_item", {"item": "apples", "status": "completed"})]),
        ("todo.x", {}, {"remove_item": "apples"}, [("remove_item", {"item": "apples"})]),
        ("todo.x", {}, {"clear_completed": True}, [("remove_completed_items", {})]),
        ("alarm_control_panel.x", {}, {"mode": "away"}, [("alarm_arm_away", {})]),
        ("alarm_control_panel.x", {}, {"mode": "disarmed"}, [("alarm_disarm", {})]),
    ],
)
def test_settings_become_services(
    entity_id: str, attributes: dict[str, Any], settings: dict[str, Value], wanted: list[tuple[str, dict[str, object]]]
) -> None:
    assert calls(entity_id, settings, **attributes) == wanted


def test_a_code_goes_along_where_one_is_asked_for() -> None:
    alarm, asks = "alarm_control_panel.x", dict[str, Any](code_format="number", code_arm_required=True)
    assert calls(alarm, {"mode": "disarmed"}, code="1234", **asks) == [("alarm_disarm", {"code": "1234"})]
    assert calls(alarm, {"mode": "disarmed"}, code="1234") == [("alarm_disarm", {})]
    assert calls("lock.x", {"locked": False}, code="1", code_format="^\\d$") == [("unlock", {"code": "1"})]
    assert calls(alarm, {"mode": "home"}, code_format="number", code_arm_required=False) == [("alarm_arm_home", {})]
    with pytest.raises(CommandRefused, match="asks for a code"):
        calls(alarm, {"mode": "disarmed"}, code_format="number", code_arm_required=False)
    with pytest.raises(CommandRefused, match="asks for a code"):
        calls(alarm, {"mode": "home"}, **asks)


@pytest.mark.parametrize(
    ("entity_id", "settings"),
    [
        ("sensor.x", {"temperature": 5}),
        ("weather.x", {"condition": "sunny"}),
        ("person.x", {"location": "home"}),
        ("lock.x", {"battery": 5}),
        ("todo.x", {"items": 5}),
        ("vacuum.x", {"state": "flying"}),
    ],
)
def test_what_no_service_makes_is_refused(entity_id: str, settings: dict[str, Value]) -> None:
    with pytest.raises(CommandRefused):
        calls(entity_id, settings)


def test_a_call_is_of_the_entitys_domain_but_for_groups() -> None:
    made = service_calls(thing("light.x"), Command("light.x", {"on": True}), {})
    assert made == (ServiceCall("light", "turn_on", {}),)
    made = service_calls(thing("group.x"), Command("group.x", {"on": False}), {})
    assert made == (ServiceCall("homeassistant", "turn_off"),)


@pytest.mark.parametrize(
    ("entity_id", "attributes", "has", "has_not"),
    [
        ("fan.x", {"supported_features": 56, "preset_modes": ["on"]}, {"on", "preset"}, {"speed", "percentage"}),
        ("fan.x", {"supported_features": 55, "direction": "forward"}, {"speed", "direction"}, {"oscillating"}),
        ("cover.x", {"supported_features": 3}, {"position", "state"}, {"stop", "tilt"}),
        ("cover.x", {"supported_features": 11}, {"position", "stop"}, {"tilt"}),
        ("cover.x", {"supported_features": 240}, {"tilt"}, {"position", "stop"}),
        ("valve.x", {"supported_features": 3}, {"on"}, {"position"}),
        ("valve.x", {"supported_features": 4}, {"position"}, {"on"}),
        ("climate.x", {"supported_features": 1}, {"target_temperature"}, {"target_temperature_high"}),
        ("climate.x", {"supported_features": 384}, {"mode"}, {"target_temperature", "target_humidity"}),
        ("climate.x", {"supported_features": 6}, {"target_temperature_high", "target_humidity"}, set[str]()),
        ("humidifier.x", {"available_modes": ["home"]}, {"mode", "target_humidity"}, set[str]()),
        ("media_player.x", {"supported_features": 131072}, {"state", "content"}, {"volume", "muted", "source"}),
        ("media_player.x", {"supported_features": 4 | 8}, {"volume", "muted"}, {"sound_mode"}),
        ("vacuum.x", {"supported_features": 16380}, {"state", "locate", "clean_spot"}, set[str]()),
        ("vacuum.x", {"supported_features": 8192}, {"state"}, {"locate", "clean_spot"}),
        ("siren.x", {"supported_features": 31, "available_tones": {"1": "fire"}}, {"sound_mode", "volume"}, set[str]()),
        ("siren.x", {"supported_features": 3}, {"on"}, {"sound_mode", "volume"}),
        ("timer.x", {}, {"state"}, set[str]()),
    ],
)
def test_what_an_entity_can_do_follows_its_features(
    entity_id: str, attributes: dict[str, Any], has: set[str], has_not: set[str]
) -> None:
    capabilities = thing(entity_id, **attributes).capabilities.keys()
    assert has <= capabilities
    assert not has_not & capabilities


def test_what_cannot_be_commanded_can_still_be_asked() -> None:
    player = thing("media_player.x", supported_features=0).capabilities
    assert player["on"] == Toggle(readonly=True)
    assert player["content"] == Text(readonly=True)
    assert getattr(player["state"], "readonly", False)
    assert getattr(thing("vacuum.x", supported_features=0).capabilities["state"], "readonly", False)


def test_an_alarm_panel_has_the_modes_that_it_says() -> None:
    assert thing("alarm_control_panel.x", supported_features=2).capabilities["mode"] == Choice(("disarmed", "away"))
    assert thing("vacuum.x", supported_features=8192 | 16).capabilities["state"] == Choice(
        ("docked", "cleaning", "returning")
    )
    assert thing("lawn_mower.x", supported_features=1).capabilities["state"] == Choice(("mowing",))


def test_a_player_that_cannot_pause_is_stopped() -> None:
    radio = thing("media_player.radio", supported_features=4096 | 16384).capabilities["state"]
    assert radio == Choice(("idle", "playing"))


def test_a_cover_that_only_opens_and_closes_has_two_positions() -> None:
    assert thing("cover.x", supported_features=3).capabilities["position"] == Quantity(0, 100, "% open", step=100)
    assert thing("cover.x", supported_features=15).capabilities["stop"] == Trigger()


@pytest.mark.parametrize(
    ("entity_id", "word", "attributes", "wanted"),
    [
        ("timer.x", "active", {}, {"state": "running"}),
        ("timer.x", "paused", {"remaining": "0:01:30", "duration": "0:05:00"},
         {"state": "paused", "remaining_min": 1.5, "duration": 300}),
        ("weather.x", "sunny", {"temperature": 18, "wind_speed": 12, "humidity": 60},
         {"condition": "sunny", "temperature": 18, "wind_speed": 12, "humidity": 60}),
        ("media_player.x", "buffering", {}, {"on": True, "state": "playing"}),
        ("media_player.x", "standby", {}, {"on": False, "state": "idle"}),
        ("humidifier.x", "on", {"mode": "eco", "available_modes": ["eco"]}, {"on": True, "mode": "eco"}),
        (
            "light.x",
            "on",
            {**COLOURFUL, "color_mode": "color_temp", "color_temp_kelvin": 2700, "rgb_color": [255, 164, 82]},
            {"on": True, "color_temp": 2700, "color": None},
        ),
        ("climate.x", "heat", {"swing_horizontal_mode": "auto", "swing_horizontal_modes": ["auto"]},
         {"mode": "heat", "swing_horizontal": "auto"}),
        ("cover.x", "open", {"supported_features": 240, "current_tilt_position": 60}, {"state": "open", "tilt": 60}),
    ],
)  # fmt: skip
def test_states_are_told_in_the_hubs_words(
    entity_id: str, word: str, attributes: dict[str, Any], wanted: dict[str, Value]
) -> None:
    assert to_states(thing(entity_id, **attributes), word, attributes) == wanted
