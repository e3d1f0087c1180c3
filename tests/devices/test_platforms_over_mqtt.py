"""What each platform of discovery can be told and asked."""

from __future__ import annotations

from typing import Any

import pytest

from devices.capabilities import Choice, Quantity, Toggle, Trigger, Value
from devices.commands import Command
from devices.errors import CommandRefused
from tests.devices.announcing import Announcing


@pytest.mark.parametrize(
    ("platform", "config", "settings", "sent"),
    [
        ("switch", {}, {"on": True}, [("s", "ON")]),
        ("switch", {"pl_on": True, "pl_off": False}, {"on": False}, [("s", "False")]),
        ("switch", {"cmd_tpl": '{"v": "{{ value }}"}'}, {"on": True}, [("s", '{"v": "ON"}')]),
        ("siren", {}, {"on": True}, [("s", '{"state":"ON"}')]),
        ("siren", {"cmd_tpl": "{{ value }}"}, {"on": False}, [("s", "OFF")]),
        ("lock", {}, {"locked": True}, [("s", "LOCK")]),
        ("lock", {"pl_lock": 255, "pl_unlk": 0}, {"locked": False}, [("s", "0")]),
        ("valve", {}, {"on": True}, [("s", "OPEN")]),
        ("valve", {"pos": True}, {"position": 40}, [("s", "40")]),
        ("cover", {}, {"position": 100}, [("s", "OPEN")]),
        ("cover", {}, {"stop": True}, [("s", "STOP")]),
        ("cover", {"set_pos_t": "p", "pos_t": "q", "pos_open": 99}, {"position": 50}, [("p", "50")]),
        ("cover", {"set_pos_t": "p", "pos_t": "q", "pos_open": 0, "pos_clsd": 100}, {"position": 25}, [("p", "75")]),
        (
            "cover",
            {"set_pos_t": "p", "pos_t": "q", "set_pos_tpl": '{"position": {{ position }}}'},
            {"position": 25},
            [("p", '{"position": 25}')],
        ),
        ("vacuum", {}, {"state": "docked"}, [("s", "return_to_base")]),
        ("vacuum", {}, {"state": "cleaning"}, [("s", "start")]),
        ("vacuum", {"fanspd_lst": ["max"], "set_fan_spd_t": "f"}, {"fan_speed": "max"}, [("f", "max")]),
        ("number", {}, {"value": 7}, [("s", "7")]),
        ("number", {"unit_of_meas": "°F", "min": 32, "max": 212}, {"value": 100}, [("s", "212")]),
        ("select", {"ops": ["a", "b"]}, {"value": "b"}, [("s", "b")]),
        ("text", {}, {"value": "hello"}, [("s", "hello")]),
        ("button", {}, {"activate": True}, [("s", "PRESS")]),
        ("scene", {"pl_on": "go"}, {"activate": True}, [("s", "go")]),
        ("notify", {}, {"message": "tea"}, [("s", "tea")]),
        ("fan", {}, {"on": False}, [("s", "OFF")]),
        ("fan", {"pct_cmd_t": "p", "spd_rng_max": 10}, {"percentage": 50}, [("s", "ON"), ("p", "5")]),
        ("fan", {"pct_cmd_t": "p"}, {"speed": "low"}, [("s", "ON"), ("p", "33")]),
        ("fan", {"pr_mode_cmd_t": "m", "pr_modes": ["low", "high"]}, {"speed": "high"}, [("s", "ON"), ("m", "high")]),
        ("fan", {"pr_mode_cmd_t": "m", "pr_modes": ["eco"]}, {"preset": "eco"}, [("s", "ON"), ("m", "eco")]),
        ("fan", {"osc_cmd_t": "o"}, {"on": True, "oscillating": True}, [("s", "ON"), ("o", "oscillate_on")]),
        ("humidifier", {"hum_cmd_t": "h"}, {"target_humidity": 55}, [("s", "ON"), ("h", "55")]),
        ("climate", {"temp_cmd_t": "t"}, {"target_temperature": 22}, [("t", "22.0")]),
        ("climate", {"temp_cmd_t": "t", "temp_unit": "F"}, {"target_temperature": 20}, [("t", "68.0")]),
        (
            "climate",
            {"temp_cmd_t": "t", "mode_cmd_t": "m"},
            {"target_temperature": 22, "mode": "heat"},
            [("m", "heat"), ("t", "22.0")],
        ),
        ("water_heater", {"temp_cmd_t": "t"}, {"target_temperature": 50}, [("t", "50.0")]),
        ("alarm_control_panel", {"stat_t": "a"}, {"mode": "away"}, [("s", "ARM_AWAY")]),
        ("lawn_mower", {"strt_mw_cmd_t": "m"}, {"state": "mowing"}, [("m", "start_mowing")]),
    ],
)
def test_a_command_is_published_as_the_device_wants_it(
    platform: str, config: dict[str, Any], settings: dict[str, Value], sent: list[tuple[str, str]]
) -> None:
    there = Announcing()
    there.announce(platform, cmd_t="s", **config)
    assert there.sent(settings) == sent


@pytest.mark.parametrize(
    ("platform", "config", "payload", "state"),
    [
        ("switch", {}, "ON", {"on": True}),
        ("switch", {"stat_on": "1", "stat_off": "0"}, "0", {"on": False}),
        ("switch", {"pl_on": True, "val_tpl": "{{ value_json.value }}"}, '{"value": true}', {"on": True}),
        ("switch", {"val_tpl": "{{ value_json.s }}"}, "{}", {}),
        ("binary_sensor", {"dev_cla": "door"}, "ON", {"open": True}),
        ("binary_sensor", {"dev_cla": "lock"}, "ON", {"locked": False}),
        ("binary_sensor", {"dev_cla": "door", "pl_on": False, "pl_off": True}, "True", {"open": False}),
        ("sensor", {"dev_cla": "temperature", "unit_of_meas": "°F"}, "68", {"temperature": 20}),
        ("sensor", {"dev_cla": "temperature"}, "cold", {}),
        ("sensor", {"dev_cla": "humidity", "unit_of_meas": "%"}, "None", {"humidity": None}),
        ("sensor", {"dev_cla": "duration", "unit_of_meas": "s"}, "90", {"value": 1.5}),
        ("sensor", {"ops": ["idle", "busy"]}, "busy", {"value": "busy"}),
        ("sensor", {"ops": ["idle", "busy"]}, "odd", {}),
        ("lock", {}, "LOCKED", {"locked": True}),
        ("lock", {}, "JAMMED", {"locked": None}),
        ("lock", {}, "LOCKING", {}),
        ("cover", {}, "open", {"state": "open", "position": 100}),
        ("cover", {"stat_clsd": "shut"}, "shut", {"state": "closed", "position": 0}),
        ("cover", {}, "opening", {"state": "opening"}),
        ("valve", {"pos": True}, "30", {"position": 30}),
        ("valve", {"pos": True}, '{"state": "opening", "position": 10}', {"position": 10}),
        ("valve", {"stat_open": "ON", "stat_clsd": "OFF"}, "OFF", {"on": False}),
        ("vacuum", {}, '{"state": "cleaning", "battery": 3}', {"state": "cleaning"}),
        ("vacuum", {}, "cleaning", {}),
        ("alarm_control_panel", {}, "armed_night", {"mode": "night"}),
        ("alarm_control_panel", {}, "pending", {}),
        ("siren", {}, '{"state": "ON", "tone": "x"}', {"on": True}),
        ("number", {}, "12.50", {"value": 12.5}),
        ("number", {}, "1e999", {}),
        ("select", {"ops": ["a"]}, "b", {}),
        ("text", {}, "hello", {"value": "hello"}),
        ("device_tracker", {}, "not_home", {"location": "away"}),
        ("device_tracker", {}, "Work", {"location": "Work"}),
    ],
)
def test_a_message_is_read_into_the_hubs_own_words(
    platform: str, config: dict[str, Any], payload: str, state: dict[str, Value]
) -> None:
    there = Announcing()
    there.announce(platform, cmd_t="c", stat_t="s", **config)
    there.hear("s", payload)
    assert there.state() == state


def test_a_fan_reports_its_percentage_and_the_word_for_it() -> None:
    there = Announcing()
    there.announce("fan", cmd_t="c", pct_cmd_t="p", pct_stat_t="s", spd_rng_max=3)
    there.hear("s", "2")
    assert there.state() == {"percentage": 67, "speed": "medium"}
    there.hear("s", "None")
    assert there.state() == {"percentage": None, "speed": None}


def test_a_thermostat_with_two_set_points_takes_one() -> None:
    there = Announcing()
    there.announce(
        "climate",
        mode_cmd_t="m",
        mode_stat_t="ms",
        temp_hi_cmd_t="hi",
        temp_hi_stat_t="his",
        temp_lo_cmd_t="lo",
        temp_lo_stat_t="los",
        min_temp="10",
        max_temp="30",
        temp_step=0.5,
    )
    assert there.only().capabilities["target_temperature"] == Quantity(10, 30, "°C", 0.5)
    there.hear("ms", "heat")
    there.hear("los", "20")
    there.hear("his", "25")
    assert there.state()["target_temperature"] == 20
    assert there.sent({"target_temperature": 21}) == [("lo", "21.0")]
    there.hear("ms", "cool")
    assert there.state()["target_temperature"] == 25
    assert there.sent({"target_temperature": 24}) == [("hi", "24.0")]


def test_one_template_may_serve_all_states_of_a_thermostat() -> None:
    there = Announcing()
    there.announce("climate", mode_cmd_t="m", mode_stat_t="s", val_tpl="{{ value_json.mode }}", modes=["off", "heat"])
    there.hear("s", {"mode": "heat"})
    assert there.state() == {"mode": "heat"}
    there.hear("s", {"mode": "dance"})
    assert there.state() == {"mode": "heat"}


@pytest.mark.parametrize(
    ("platform", "config", "settings"),
    [
        ("lock", {"code_format": "^\\d{4}$"}, {"locked": False}),
        ("alarm_control_panel", {"stat_t": "a", "code": "REMOTE_CODE"}, {"mode": "disarmed"}),
    ],
)
def test_what_wants_a_code_is_refused(platform: str, config: dict[str, Any], settings: dict[str, Value]) -> None:
    there = Announcing()
    there.announce(platform, cmd_t="s", **config)
    with pytest.raises(CommandRefused, match="code"):
        there.sent(settings)


def test_a_template_that_fails_refuses_the_command() -> None:
    there = Announcing()
    there.announce("switch", cmd_t="s", cmd_tpl="{{ nothing.at.all }}")
    with pytest.raises(CommandRefused):
        there.sent({"on": True})


def test_what_is_optimistic_or_silent_cannot_be_confirmed() -> None:
    there = Announcing()
    there.announce("switch", "silent", cmd_t="s")
    there.announce("switch", "hopeful", cmd_t="t", stat_t="u", opt=True)
    there.announce("switch", "honest", cmd_t="v", stat_t="w")
    confirms = {name: there.book.confirms(Command(name, {"on": True})) for name in ("silent", "hopeful", "honest")}
    assert confirms == {"silent": False, "hopeful": False, "honest": True}


def test_what_nobody_reports_is_taken_to_be_so_after_a_command() -> None:
    there = Announcing()
    there.announce("light", cmd_t="s", bri_cmd_t="b")
    there.book.assume(Command("x", {"brightness": 40}))
    assert there.state() == {"brightness": 40, "on": True}
    there.book.assume(Command("x", {"on": False}))
    assert there.state() == {"brightness": 40, "on": False}


def test_a_state_topic_may_have_wildcards() -> None:
    there = Announcing()
    config = {"dev_cla": "temperature", "val_tpl": "{{ value_json.tempc | is_defined }}"}
    there.announce("sensor", stat_t="+/+/BTtoMQTT/AABB", **config)
    assert there.book.topics() == {"+/+/BTtoMQTT/AABB"}
    there.hear("home/gateway/BTtoMQTT/AABB", {"tempc": 21})
    there.hear("home/gateway/BTtoMQTT/CCDD", {"tempc": 30})
    there.hear("home/gateway/BTtoMQTT/AABB", {"other": 1})
    assert there.state() == {"temperature": 21}


def test_a_reading_grows_stale() -> None:
    there = Announcing()
    there.announce("sensor", stat_t="s", dev_cla="temperature", unit_of_meas="°C", exp_aft=10)
    there.hear("s", "20", now_s=100)
    there.book.pass_time(105)
    assert there.state() == {"temperature": 20}
    there.book.pass_time(111)
    assert there.state() == {"temperature": None}


def test_a_motion_sensor_may_fall_back_to_off() -> None:
    there = Announcing()
    there.announce("binary_sensor", stat_t="s", dev_cla="motion", off_dly=5)
    there.hear("s", "ON", now_s=100)
    there.book.pass_time(106)
    assert there.state() == {"motion": False}


@pytest.mark.parametrize(
    ("platform", "config"),
    [
        ("button", {"cmd_t": "x", "dev_cla": "restart"}),
        ("button", {"cmd_t": "x", "dev_cla": "identify"}),
        ("switch", {"cmd_t": "x", "name": "Permit join"}),
        ("switch", {"cmd_t": "x", "ent_cat": "config"}),
        ("sensor", {"stat_t": "x", "ent_cat": "diagnostic"}),
        ("sensor", {"stat_t": "x", "en": False}),
        ("sensor", {"stat_t": "x", "name": "Linkquality"}),
        ("sensor", {"stat_t": "x", "name": "Pin code"}),
        ("update", {"stat_t": "x"}),
        ("camera", {"t": "x"}),
        ("image", {"img_t": "x"}),
        ("tag", {"t": "x"}),
        ("device_automation", {"atype": "trigger", "t": "x", "type": "y", "stype": "z"}),
        ("event", {"stat_t": "x", "evt_typ": ["a"]}),
    ],
)
def test_what_is_not_for_talk_is_left_out_quietly(
    platform: str, config: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    there = Announcing()
    there.announce(platform, **config)
    assert there.home.entities == {}
    assert caplog.records == []


@pytest.mark.parametrize(
    ("platform", "config", "reason"),
    [
        ("light", {}, "'command_topic' is missing"),
        ("light", {"cmd_t": "x", "schema": "odd"}, "schema 'odd'"),
        ("light", {"cmd_t": "x", "schema": "template"}, "command_on_template"),
        ("switch", {"cmd_t": "a/#"}, "wildcards"),
        ("sensor", {"stat_t": "#"}, "wildcards"),
        ("sensor", {"stat_t": "a/#/b"}, "wildcards"),
        ("sensor", {"stat_t": "a+"}, "wildcards"),
        ("switch", {"cmd_t": "x", "val_tpl": "{{"}, "template"),
        ("switch", {"cmd_t": "x", "qos": 7}, "'qos'"),
        ("number", {"cmd_t": "x", "min": 5, "max": 1}, "'min'"),
        ("number", {"cmd_t": "x", "min": "many"}, "'min' must be a number"),
        ("select", {"cmd_t": "x"}, "'options' is missing"),
        ("climate", {}, "nothing to command"),
        ("cover", {"set_pos_t": "x"}, "position_topic"),
        ("toaster", {"cmd_t": "x"}, "platform 'toaster'"),
        ("switch", {"cmd_t": "x", "avty_mode": "some"}, "availability_mode"),
        ("switch", {"cmd_t": "x", "avty": ["y"]}, "'availability'"),
    ],
)
def test_a_broken_announcement_is_warned_of_once_and_the_rest_keeps_working(
    platform: str, config: dict[str, Any], reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    there = Announcing()
    there.announce(platform, "bad", **config)
    there.announce(platform, "bad", **config)
    there.announce("switch", "good", cmd_t="g")
    assert list(there.home.entities) == ["good"]
    (record,) = caplog.records
    assert f"homeassistant/{platform}/bad/config" in record.getMessage()
    assert reason in record.getMessage()


def test_unknown_keys_do_no_harm() -> None:
    there = Announcing()
    there.announce("switch", cmd_t="x", unknown_key=[1], another={"a": 1})
    assert there.only().kind == "switch"


def test_capabilities_say_what_a_vacuum_and_a_cover_can() -> None:
    there = Announcing()
    there.announce("vacuum", cmd_t="x", stat_t="y", sup_feat=["start", "pause", "return_home", "locate"])
    vacuum = there.only().capabilities
    assert vacuum == {"state": Choice(("docked", "cleaning", "paused", "returning")), "locate": Trigger()}


def test_a_vacuum_cleans_the_rooms_that_it_names_as_it_goes() -> None:
    there = Announcing()
    there.announce(
        "vacuum", cmd_t="c", stat_t="s", sup_feat=["start", "return_home"], cln_segmnts_cmd_t="r", name="Rob"
    )
    assert "segment" not in there.only().capabilities
    there.hear("s", {"state": "docked", "segments": {"16": "Kitchen", "17": "Living room"}})
    assert there.only().capabilities["segment"] == Choice(("Kitchen", "Living room"), many=True)
    assert {area.name for area in there.home.areas.values()} == {"Kitchen", "Living room"}
    wish: dict[str, Value] = {"state": "cleaning", "segment": "Kitchen"}
    assert there.sent(wish) == [("r", '["16"]')]
    assert there.book.confirms(Command("x", wish))
    there.hear("s", {"state": "cleaning"})
    assert there.state() == {"state": "cleaning", "segment": "Kitchen"}
    assert there.sent({"state": "docked"}) == [("c", "return_to_base")]
    there.hear("s", {"state": "returning"})
    assert there.state() == {"state": "returning", "segment": None}
    assert there.sent({"state": "cleaning"}) == [("c", "start")]
    there.hear("s", {"state": "cleaning"})
    assert there.state() == {"state": "cleaning", "segment": None}


def test_a_vacuums_rooms_change_and_are_sent_as_its_template_wants() -> None:
    there = Announcing()
    config = {"cln_segmnts_cmd_t": "r", "cln_segmnts_cmd_tpl": "{{ {'segment_ids': value} | tojson }}"}
    there.announce("vacuum", cmd_t="c", stat_t="s", **config)
    there.hear("s", {"state": "docked", "segments": {"1": "Kitchen"}})
    there.hear("s", {"state": "docked", "segments": {"1": "Kitchen", "2": "Hall"}})
    assert there.sent({"segment": "Hall"}) == [("r", '{"segment_ids": ["2"]}')]
    assert there.sent({"segment": "Hall, Kitchen"}) == [("r", '{"segment_ids": ["2", "1"]}')]
    there.hear("s", {"state": "docked", "segments": []})
    assert there.only().capabilities["segment"] == Choice(("Kitchen", "Hall"), many=True)
    there.hear("s", {"state": "docked", "segments": {"1": "Kitchen", "2": "Hall"}})
    there.announce("vacuum", cmd_t="c", stat_t="s", **config)
    assert there.sent({"segment": "Hall"}) == [("r", '{"segment_ids": ["2"]}')]


def test_a_vacuum_without_a_topic_for_rooms_is_not_sent_to_one() -> None:
    there = Announcing()
    there.announce("vacuum", cmd_t="c", stat_t="s")
    there.hear("s", {"state": "docked", "segments": {"1": "Kitchen"}})
    assert "segment" not in there.only().capabilities


def test_how_a_siren_is_to_sound_does_not_set_it_off() -> None:
    there = Announcing()
    there.announce("siren", cmd_t="c", stat_t="s", av_tones=["bell", "alarm"], sup_vol=True)
    assert there.only().capabilities == {
        "on": Toggle(),
        "sound_mode": Choice(("bell", "alarm")),
        "volume": Quantity(0, 100, "%"),
    }
    there.hear("s", "OFF")
    assert there.sent({"sound_mode": "bell", "volume": 30}) == []
    there.book.assume(Command("x", {"sound_mode": "bell", "volume": 30}))
    assert there.sent({"on": True}) == [("c", '{"state":"ON","tone":"bell","volume_level":0.3}')]
    there.hear("s", {"state": "ON", "tone": "bell", "volume_level": 0.3})
    assert there.state() == {"on": True, "sound_mode": "bell", "volume": 30}
    assert there.sent({"volume": 10}) == [("c", '{"state":"ON","tone":"bell","volume_level":0.1}')]
    assert there.sent({"on": False}) == [("c", '{"state":"OFF"}')]


def test_a_siren_that_reports_nothing_is_not_set_off_again_by_its_volume() -> None:
    there = Announcing()
    there.announce("siren", cmd_t="c", sup_vol=True, opt=True)
    there.book.assume(Command("x", {"on": True}))
    assert there.sent({"volume": 10}) == []


def test_a_siren_may_be_told_by_templates() -> None:
    there = Announcing()
    templates = {"cmd_tpl": "{{ value }}:{{ tone | default('-') }}", "cmd_off_tpl": "hush"}
    there.announce("siren", cmd_t="c", av_tones=["bell"], **templates)
    assert there.sent({"on": True, "sound_mode": "bell"}) == [("c", "ON:bell")]
    assert there.sent({"on": True}) == [("c", "ON:-")]
    assert there.sent({"on": False}) == [("c", "hush")]


def test_features_of_an_alarm_may_be_a_sum() -> None:
    """ESPHome sends Home Assistant's own numbers."""
    there = Announcing()
    there.announce("alarm_control_panel", cmd_t="c", stat_t="s", sup_feat=1 + 2 + 8)
    assert there.only().capabilities["mode"] == Choice(("disarmed", "home", "away"))
