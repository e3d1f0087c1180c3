"""Payloads in the manner of publishers that could not be captured, and what becomes of them."""

from __future__ import annotations

import json

import pytest

from devices.adapters.mqtt_discovery.firmware_words import written_out
from devices.adapters.mqtt_discovery.naming import spoken_name
from devices.capabilities import Choice, Quantity, Toggle, is_readonly
from devices.safety import Tier, tier_of
from tests.devices.announcing import Announcing


def test_esphome_fan_with_three_speeds_says_its_steps() -> None:
    there = Announcing()
    there.announce(
        "fan",
        name=None,
        stat_t="esp/fan/state",
        cmd_t="esp/fan/command",
        pct_cmd_t="esp/fan/speed_level/command",
        pct_stat_t="esp/fan/speed_level/state",
        spd_rng_max=3,
        avty_t="esp/status",
        device={"ids": "a1b2c3d4e5f6", "name": "Attic fan", "mf": "espressif", "sa": "Attic"},
    )
    there.hear("esp/status", "online")
    assert there.only().capabilities["percentage"] == Quantity(0, 100, "%", 33.33)
    assert there.sent({"percentage": 50}) == [
        ("esp/fan/command", "ON"),
        ("esp/fan/speed_level/command", "2"),
    ]
    assert (there.only().name, there.only().area) == ("Attic fan", "attic")


def test_esphome_light_with_a_white_channel_is_told_white_by_it() -> None:
    there = Announcing()
    there.announce("light", schema="json", cmd_t="l/set", stat_t="l", brightness=True, sup_clrm=["rgbw"])
    ((_, payload),) = there.sent({"color": "white"})
    assert json.loads(payload)["color"] == {"r": 0, "g": 0, "b": 0, "w": 255}
    ((_, payload),) = there.sent({"color": "red"})
    assert json.loads(payload)["color"] == {"r": 255, "g": 0, "b": 0, "w": 0}
    there.hear("l", {"state": "ON", "color_mode": "rgbw", "color": {"r": 0, "g": 0, "b": 0, "w": 255}})
    assert there.state()["color"] == "white"
    there.hear("l", {"state": "ON", "color_mode": "rgbw", "color": {"r": 255, "g": 0, "b": 0, "w": 0}})
    assert there.state()["color"] == "red"


def test_a_json_light_of_the_mode_white_takes_its_brightness_there() -> None:
    there = Announcing()
    there.announce("light", schema="json", cmd_t="l/set", stat_t="l", brightness=True, sup_clrm=["rgb", "white"])
    ((_, payload),) = there.sent({"color": "white", "brightness": 50})
    assert json.loads(payload) == {"state": "ON", "white": 128}
    there.hear("l", {"state": "ON", "color_mode": "white", "brightness": 128})
    assert there.state() == {"on": True, "brightness": 50, "color": "white"}


def test_a_basic_light_with_a_white_topic_is_told_white_there() -> None:
    there = Announcing()
    there.announce("light", cmd_t="s", bri_cmd_t="b", rgb_cmd_t="c", whit_cmd_t="w", whit_scl=100)
    assert there.sent({"color": "white"}) == [("w", "100"), ("s", "ON")]
    assert there.sent({"color": "red"}) == [("c", "255,0,0"), ("s", "ON")]


def test_wled_colours_are_hexadecimal() -> None:
    there = Announcing()
    there.announce(
        "light",
        **{"~": "wled/desk"},
        name=None,
        cmd_t="~",
        stat_t="~/v",
        pl_on="ON",
        bri_cmd_t="~",
        bri_stat_t="~/g",
        rgb_cmd_t="~/col",
        rgb_stat_t="~/c",
        rgb_cmd_tpl="{{'#%02x%02x%02x' | format(red, green, blue)}}",
        rgb_val_tpl="{{value[1:3]|int(base=16)}},{{value[3:5]|int(base=16)}},{{value[5:7]|int(base=16)}}",
        device={"ids": ["a8032abbccdd"], "name": "WLED-AABBCC", "mf": "WLED"},
    )
    there.hear("wled/desk/c", "#ff0000")
    assert there.state() == {"color": "red"}
    assert there.sent({"color": "blue"})[0] == ("wled/desk/col", "#0000ff")


def test_a_device_may_say_its_name_only_once() -> None:
    """Tasmota, ebusd and others give only the identifiers with every component but the first."""
    there = Announcing()
    there.announce("light", "b", cmd_t="l", name="Light", device={"ids": ["AB12CD"]})
    there.announce(
        "sensor",
        "a",
        stat_t="p",
        name="Power",
        dev_cla="power",
        unit_of_meas="W",
        device={"ids": ["AB12CD"], "name": "Hall lamp", "sa": "Hall"},
    )
    assert (there.only().name, there.only().area) == ("Hall lamp", "hall")
    assert set(there.only().capabilities) == {"on", "power"}


def test_openmqttgateway_contact_says_true() -> None:
    there = Announcing()
    there.announce(
        "binary_sensor",
        stat_t="+/+/BTtoMQTT/A4C138AABBCC",
        name="open",
        dev_cla="door",
        val_tpl="{{ value_json.open | is_defined }}",
        pl_on="True",
        pl_off="False",
        device={"ids": ["A4C138AABBCC"], "cns": [["mac", "A4C138AABBCC"]], "name": "Cellar door", "mdl": "CGH1"},
    )
    there.hear("home/OMG/BTtoMQTT/A4C138AABBCC", {"open": True})
    assert there.state() == {"open": True}
    assert there.only().name == "Cellar door"


def test_valetudo_robot_is_one_thing_without_its_workings() -> None:
    there = Announcing()
    device = {"ids": ["GreenCat"], "name": "Valetudo GreenCat", "mf": "Dreame"}
    there.announce(
        "vacuum",
        "v",
        name="Robot",
        cmd_t="v/set",
        stat_t="v/state",
        sup_feat=["start", "stop", "pause", "return_home", "fan_speed", "locate"],
        fanspd_lst=["low", "max"],
        set_fan_spd_t="v/fan",
        device=device,
    )
    there.announce("sensor", "e", name="Error description", stat_t="e", ent_cat="diagnostic", device=device)
    there.announce("sensor", "b", name="Battery level", stat_t="b", dev_cla="battery", unit_of_meas="%", device=device)
    robot = there.only()
    assert (robot.name, robot.kind) == ("Green Cat", "vacuum")
    assert set(robot.capabilities) == {"state", "locate", "fan_speed", "battery"}


def test_a_weather_station_by_ecowitt_speaks_in_words() -> None:
    there = Announcing()
    device = {"ids": ["ABC123"], "name": "HP2551", "mdl": "HP2551"}
    for name, unit in (("windgust", "km/h"), ("soilmoisture1", "%"), ("dailyrain", "mm"), ("tempin", "°C")):
        there.announce("sensor", name, name=name, stat_t=name, stat_cla="measurement", unit_of_meas=unit, device=device)
    named = {entity.name: next(iter(entity.capabilities)) for entity in there.home.entities.values()}
    assert named == {
        "Wind gust": "wind_speed",
        "Soil moisture 1": "moisture",
        "Daily rain": "precipitation",
        "Indoor temperature": "temperature",
    }


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("tempin", ("indoor", "temperature")),
        ("baromrel", ("relative", "pressure")),
        ("temp2", ("temperature", "2")),
        ("heating", ("heating",)),
        ("input", ("input",)),
        ("out", ("out",)),
        ("pm25", ("pm25",)),
        ("volume", ("volume",)),
        ("outlet", ("outlet",)),
    ],
)
def test_glued_words_of_readings_come_apart_and_others_stay(token: str, words: tuple[str, ...]) -> None:
    assert written_out(token) == words


@pytest.mark.parametrize("raw", ["HP2551", "GW1000", "TS0601", "LYWSD03MMC A1B2C3"])
def test_a_type_plate_is_not_a_name(raw: str) -> None:
    assert spoken_name(raw).is_code


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("WLED-AABBCC", "WLED"),
        ("wled-desk", "desk"),
        ("Fridge (garage)", "Fridge garage"),
        ("PM2.5", "PM2.5"),
        ("Kitchen FACADE", "Kitchen FACADE"),
    ],
)
def test_tails_and_marks_are_left_out_of_names(raw: str, name: str) -> None:
    assert (spoken_name(raw).name, spoken_name(raw).is_code) == (name, False)


def test_what_only_sets_a_device_up_is_kept_from_talk() -> None:
    """Zigbee2MQTT marks few of these as configuration."""
    there = Announcing()
    number = {"p": "number", "cmd_t": "n", "stat_t": "s"}
    there.device(
        {
            "c": {"p": "climate", "temp_cmd_t": "t", "name": None},
            "o": {**number, "name": "Temperature offset", "unit_of_meas": "°C"},
            "m": {**number, "name": "Max heat setpoint limit", "unit_of_meas": "°C"},
            "l": {**number, "name": "Countdown l1", "unit_of_meas": "s"},
            "s": {"p": "text", "cmd_t": "x", "name": "Schedule monday"},
            "i": {"p": "select", "cmd_t": "i", "ops": ["a"], "name": "Indicator mode"},
            "h": {**number, "name": "Holiday temperature", "unit_of_meas": "°C", "min": 5, "max": 25},
        },
        dev={"ids": ["t"], "name": "Nursery thermostat"},
    )
    assert {entity.name for entity in there.home.entities.values()} == {"Nursery thermostat", "Holiday temperature"}


def test_what_somebody_made_to_be_set_stays_for_talk() -> None:
    there = Announcing()
    there.announce("number", "a", cmd_t="n", name="Watering interval")
    there.announce("number", "b", cmd_t="n", name="Threshold", device="Rain alarm")
    assert {entity.name for entity in there.home.entities.values()} == {"Watering interval", "Rain alarm threshold"}


def test_an_alarm_limit_is_no_set_point() -> None:
    there = Announcing()
    there.device(
        {
            "t": {"p": "sensor", "stat_t": "t", "dev_cla": "temperature", "unit_of_meas": "°C", "name": "Temperature"},
            "s": {
                "p": "number",
                "cmd_t": "s",
                "unit_of_meas": "°C",
                "min": 0.1,
                "max": 5,
                "name": "Temperature sensitivity",
            },
        },
        dev={"ids": ["w"], "name": "Wine cellar"},
    )
    assert (there.only().kind, set(there.only().capabilities)) == ("sensor", {"temperature"})


def test_a_number_that_is_a_brightness_is_told_in_per_cent() -> None:
    there = Announcing()
    there.device(
        {
            "l": {"p": "light", "cmd_t": "l", "name": None},
            "b": {"p": "number", "cmd_t": "b", "stat_t": "bs", "min": 0, "max": 254, "name": "Brightness"},
        },
        dev={"ids": ["l"], "name": "Desk lamp"},
    )
    assert there.only().capabilities["brightness"] == Quantity(0, 100, "%")
    assert there.sent({"brightness": 50}) == [("b", "127")]
    there.hear("bs", "254")
    assert there.state() == {"brightness": 100}


def test_a_locks_door_may_be_told_in_words() -> None:
    there = Announcing()
    there.device(
        {
            "l": {"p": "lock", "cmd_t": "l", "stat_t": "ls", "name": None},
            "d": {"p": "sensor", "stat_t": "d", "name": "Door state"},
        },
        dev={"ids": ["k"], "name": "Front door"},
    )
    assert there.only().capabilities["open"] == Toggle(readonly=True)
    there.hear("d", "closed")
    assert there.state() == {"open": False}


def test_the_makers_words_tell_what_a_cover_is() -> None:
    there = Announcing()
    for object_id, model in (("a", "Curtain motor"), ("b", "Roller shutter controller"), ("c", "Motor"), ("d", "")):
        there.announce("cover", object_id, cmd_t="c", device={"ids": [object_id], "name": "Bay", "mdl": model})
    kinds = {entity_id: entity.kind for entity_id, entity in there.home.entities.items()}
    assert kinds == {"a": "curtain", "b": "shutter", "c": "blind", "d": "blind"}


def test_a_relay_that_its_maker_calls_a_garage_door_opener_is_dangerous() -> None:
    there = Announcing()
    there.announce("switch", cmd_t="c", device={"ids": ["g"], "name": "Driveway", "mdl": "Garage door opener"})
    assert there.only().aliases == ("Driveway garage door",)
    assert tier_of(there.only()) is Tier.DANGER


def test_gangs_are_counted() -> None:
    there = Announcing()
    there.device(
        {key: {"p": "switch", "cmd_t": key, "name": key.upper()} for key in ("l1", "l2")},
        dev={"ids": ["s"], "name": "Hall switch"},
    )
    assert {entity.name for entity in there.home.entities.values()} == {"Hall switch 1", "Hall switch 2"}


def test_a_thing_named_with_its_device_keeps_that_name() -> None:
    there = Announcing()
    there.device(
        {
            "a": {"p": "light", "cmd_t": "a", "name": "Desk lamp"},
            "b": {"p": "fan", "cmd_t": "b", "name": "Desk fan"},
        },
        dev={"ids": ["d"], "name": "Desk"},
    )
    assert {entity.name for entity in there.home.entities.values()} == {"Desk lamp", "Desk fan"}


def test_lists_may_be_a_lone_item() -> None:
    there = Announcing()
    there.announce("select", cmd_t="s", ops="only", avty={"t": "here", "val_tpl": "{{ value_json.state }}"})
    assert not there.registry.is_available("x")
    there.hear("here", {"state": "online"})
    assert there.registry.is_available("x")
    assert there.only().capabilities == {"value": Choice(("only",))}


def test_a_select_without_options_can_only_be_asked() -> None:
    there = Announcing()
    there.announce("select", cmd_t="s", stat_t="t", ops=[], name="Microphone")
    assert is_readonly(there.only().capabilities["value"])


def test_a_thermostat_without_modes_has_none_and_may_be_switched() -> None:
    there = Announcing()
    there.announce("climate", mode_cmd_t="m", modes=[], temp_cmd_t="t", pow_cmd_t="p")
    assert set(there.only().capabilities) == {"on", "target_temperature"}
    assert there.sent({"on": False}) == [("p", "OFF")]


def test_a_thermostat_with_one_temperature_only_is_not_set() -> None:
    """Hive's hot water announces 22 to 22 degrees."""
    there = Announcing()
    there.announce("climate", mode_cmd_t="m", modes=["off", "heat"], temp_cmd_t="t", min_temp="22", max_temp="22")
    assert is_readonly(there.only().capabilities["target_temperature"])


@pytest.mark.parametrize("unit", ["°F", "℉", "ºF", "F"])
def test_fahrenheit_is_understood_however_it_is_written(unit: str) -> None:
    there = Announcing()
    there.announce("sensor", stat_t="s", dev_cla="temperature", unit_of_meas=unit)
    there.hear("s", "68")
    assert there.state() == {"temperature": 20}


def test_a_cover_may_tell_its_tilt_with_its_position() -> None:
    there = Announcing()
    there.announce("cover", cmd_t="c", pos_t="p", set_pos_t="sp", tilt_cmd_t="t", tilt_max=90, pos_open=0, pos_clsd=100)
    there.hear("p", {"position": 25, "tilt_position": 45})
    assert there.state() == {"position": 75, "tilt": 50}
    assert there.sent({"tilt": 50}) == [("t", "45")]
    assert there.sent({"position": 75}) == [("sp", "25")]


@pytest.mark.parametrize(
    ("template", "payload", "text"),
    [
        ("{{ 'warm' if value | is_number and value | float > 20 else 'cold' }}", "21", "warm"),
        ("{{ value is is_number }}", "x", "False"),
        ("{{ value is match('a') }}", "abc", "True"),
        ("{{ value | int | timestamp_utc }}", "0", "1970-01-01T00:00:00+00:00"),
        ("{{ value | int | timestamp_custom('%Y', false) }}", "0", "1970"),
        ("{{ (value | as_datetime).year }}", "2026-11-26T00:00:00+00:00", "2026"),
        ("{{ strptime(value, '%d.%m.%Y').month }}", "26.11.2026", "11"),
        ("{{ (as_datetime('2026-11-26T00:00:00+00:00') + timedelta(hours=1)).hour }}", "", "1"),
        ("{{ value_json | average | round(1) }}", "[1, 2, 4]", "2.3"),
        ("{{ average(1, 3) }}", "", "2.0"),
        ("{{ sqrt(value) }}", "9", "3.0"),
        ("{{ log(value, 10) }}", "100", "2.0"),
        ("{{ pi | round(2) }}", "", "3.14"),
        ("{{ value | base64_decode }}", "aGk=", "hi"),
        ("{{ value | slugify }}", "Hall Lamp", "hall_lamp"),
        ("{{ value_json.a is list }}", '{"a": []}', "True"),
    ],
)
def test_functions_of_home_assistant_work_in_templates(template: str, payload: str, text: str) -> None:
    there = Announcing()
    there.announce("sensor", stat_t="s", val_tpl=template)
    there.hear("s", payload)
    assert there.state() == {"value": text}


def test_a_remote_with_nothing_but_knobs_is_not_for_talk() -> None:
    there = Announcing()
    there.device(
        {
            "g": {"p": "number", "cmd_t": "g", "name": "Group ID 1"},
            "s": {"p": "select", "cmd_t": "s", "ops": ["a"], "name": "Switch actions"},
        },
        dev={"ids": ["r"], "name": "Remote"},
    )
    assert there.home.entities == {}
    there.announce("light", cmd_t="l", device={"ids": ["r"], "name": "Remote"})
    assert there.only().kind == "light"


def test_a_boilers_flow_temperature_is_its_set_point() -> None:
    there = Announcing()
    there.device(
        {
            "m": {"p": "water_heater", "mode_cmd_t": "m", "modes": ["eco"], "name": None},
            "f": {"p": "number", "cmd_t": "f", "min": 25, "max": 75, "unit_of_meas": "°C", "name": "Flow temperature"},
        },
        dev={"ids": ["b"], "name": "Boiler"},
    )
    assert set(there.only().capabilities) == {"mode", "target_temperature"}


def test_a_heating_set_point_and_a_schedule_to_switch_stay() -> None:
    there = Announcing()
    there.device(
        {
            "h": {"p": "switch", "cmd_t": "h", "name": None},
            "t": {"p": "number", "cmd_t": "t", "min": 5, "max": 30, "unit_of_meas": "°C", "name": "Heating setpoint"},
            "s": {"p": "switch", "cmd_t": "s", "name": "Holiday schedule"},
        },
        dev={"ids": ["h"], "name": "Cabin heater"},
    )
    assert set(there.named("Cabin heater").capabilities) == {"on", "target_temperature"}
    assert {entity.name for entity in there.home.entities.values()} == {"Cabin heater", "Holiday schedule"}


def test_a_set_point_that_the_device_works_out_can_be_asked() -> None:
    """Kermi's heating follows the weather: its set point is told and can't be commanded."""
    there = Announcing()
    there.announce(
        "climate",
        temp_stat_t="t",
        pr_mode_cmd_t="p",
        pr_mode_stat_t="ps",
        pr_modes=["eco", "comfort"],
        pr_mode_cmd_tpl="{% set modes = {'eco': 'ECO', 'comfort': 'NORMAL'} %}{{ modes[value] }}",
        modes=["heat"],
        mode_stat_t="online",
        mode_stat_tpl="heat",
    )
    there.hear("t", "31.5")
    there.hear("online", "online")
    assert is_readonly(there.only().capabilities["target_temperature"])
    assert there.state() == {"target_temperature": 31.5, "mode": "heat"}
    assert there.sent({"preset": "comfort"}) == [("p", "NORMAL")]


def test_theengs_puts_the_model_before_the_reading() -> None:
    there = Announcing()
    device = {"ids": ["A4C138AABB01"], "mdl": "HHCCJCY01HHCC", "name": "MiFlora-AABB01", "mf": "Xiaomi"}
    readings = (("tempc", "temperature", "°C"), ("tempf", "temperature", "°F"), ("moi", None, "%"))
    for key, device_class, unit in readings:
        there.announce(
            "sensor",
            key,
            stat_t="+/+/BTtoMQTT/A4C138AABB01",
            name=f"HHCCJCY01HHCC-{key}",
            val_tpl=f"{{{{ value_json.{key} | is_defined }}}}",
            dev_cla=device_class,
            unit_of_meas=unit,
            state_class="measurement",
            device=device,
        )
    there.hear("home/TG/BTtoMQTT/A4C138AABB01", {"tempc": 20, "tempf": 68, "moi": 31})
    assert there.only().name == "Mi Flora"
    assert there.state() == {"temperature": 20, "moisture": 31}


def test_identifiers_may_be_pairs_and_air_is_measured_by_one_sensor() -> None:
    there = Announcing()
    device = {"ids": [["dirigera", "aa5"]], "name": "Air"}
    for name, device_class in (
        ("Temperature", "temperature"),
        ("PM2.5", "pm25"),
        ("VOC index", "volatile_organic_compounds"),
    ):
        there.announce(
            "sensor",
            name.replace(".", "").replace(" ", ""),
            name=name,
            stat_t=name,
            dev_cla=device_class,
            device=device,
        )
    assert set(there.only().capabilities) == {"temperature", "pm25", "voc"}
    assert there.only().device == "dirigera:aa5"
