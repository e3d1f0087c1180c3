"""What heat pumps, pools and shade controllers announce: presets, units left unsaid, templates about themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from devices.capabilities import Quantity, is_readonly
from devices.errors import CommandRefused
from tests.devices.announcing import Announcing

CLIMATE = {"temp_cmd_t": "t", "temp_stat_t": "ts"}


def test_a_preset_is_read_by_the_template_of_its_own_name() -> None:
    """Faikin says all it knows on one topic."""
    there = Announcing()
    there.announce(
        "climate",
        **CLIMATE,
        pr_mode_cmd_t="p",
        pr_mode_stat_t="s",
        pr_mode_val_tpl="{{value_json.preset}}",
        pr_modes=["eco", "boost", "home"],
    )
    there.hear("s", {"mode": "heat", "preset": "eco"})
    assert there.state() == {"preset": "eco"}


def test_a_preset_may_be_read_by_the_template_named_as_the_others_are() -> None:
    """free@home names it so; what is no preset is none."""
    there = Announcing()
    there.announce(
        "climate", **CLIMATE, pr_mode_cmd_t="p", pr_mode_stat_t="s", pr_modes=["none", "eco"],
        preset_mode_state_template="{{ value_json.preset }}",
    )  # fmt: skip
    there.hear("s", {"preset": "eco"})
    assert there.state() == {"preset": "eco"}
    there.hear("s", {"preset": "holiday"})
    assert there.state() == {"preset": "eco"}


@pytest.mark.parametrize(
    ("platform", "config", "degrees", "celsius"),
    [
        ("climate", {"min_temp": 36, "max_temp": 104}, "82", 27.78),
        ("water_heater", {"max_temp": "140"}, "120", 48.89),
        ("water_heater", {"max_temp": "70"}, "60", 60),
        ("climate", {"max_temp": 104, "temp_unit": "C"}, "60", 60),
    ],
)
def test_a_limit_beyond_boiling_is_fahrenheit(
    platform: str, config: dict[str, Any], degrees: str, celsius: float
) -> None:
    """AqualinkD leaves the unit out, for Home Assistant knows what the house speaks."""
    there = Announcing()
    there.announce(platform, **CLIMATE, **config)
    there.hear("ts", degrees)
    assert there.state() == {"target_temperature": celsius}
    assert there.sent({"target_temperature": celsius}) == [("t", f"{degrees}.0")]


def test_slats_that_only_tilt_are_a_cover() -> None:
    """ESPSomfy RTS switches everything else off for them."""
    there = Announcing()
    there.announce(
        "cover", tilt_cmd_t="t", tilt_status_t="ts", pl_open=None, pl_cls=None, pl_stop=None, dev_cla="blind"
    )
    assert set(there.only().capabilities) == {"tilt"}
    there.hear("ts", "40")
    assert there.state() == {"tilt": 40}
    assert there.sent({"tilt": 50}) == [("t", "50")]


def test_a_tilt_that_is_only_told_can_be_asked() -> None:
    there = Announcing()
    there.announce("cover", cmd_t="c", tilt_status_t="ts")
    assert is_readonly(there.only().capabilities["tilt"])
    there.hear("ts", "20")
    assert there.state() == {"tilt": 20}


def test_one_availability_need_not_be_a_list_to_have_a_base() -> None:
    there = Announcing()
    there.announce("switch", **{"~": "spa"}, cmd_t="~/set", stat_t="~/state", avty={"topic": "~/here"})
    assert not there.registry.is_available(there.only().id)
    there.hear("spa/here", "online")
    assert there.registry.is_available(there.only().id)


def test_templates_may_ask_for_what_the_entity_is_set_to() -> None:
    """An infrared air conditioner must be told everything each time."""
    there = Announcing()
    asked = "state_attr('climate.bedroom_ac', '{}')"
    said = {"Temp": f"{{{{ {asked.format('temperature')} }}}}", "Fan": f"{{{{ {asked.format('fan_mode')} }}}}"}
    there.announce(
        "climate",
        mode_cmd_t="ir",
        mode_cmd_tpl=json.dumps({**said, "Mode": "{{ value }}"}),
        temp_cmd_t="ir",
        temp_stat_t="s",
        temp_stat_tpl="{{ value_json.temp }}",
        fan_mode_cmd_t="ir",
        fan_mode_stat_t="s",
        fan_mode_stat_tpl="{{ value_json.fan }}",
        fan_modes=["Auto", "Max"],
    )
    there.hear("s", {"temp": 23, "fan": "Max"})
    assert there.sent({"mode": "heat"}) == [("ir", '{"Temp": "23", "Fan": "Max", "Mode": "heat"}')]


def test_a_message_that_says_half_leaves_the_other_half_to_the_template() -> None:
    """Qbus reports only what has changed."""
    there = Announcing()
    there.announce(
        "cover",
        set_pos_t="c",
        pos_t="s",
        pos_tpl="{% set at = state_attr(entity_id, 'current_position') %}"
        "{% if value_json.position is defined %}{% set at = value_json.position %}{% endif %}{{ at }}",
    )
    there.hear("s", {"position": 30})
    there.hear("s", {"slats": 10})
    assert there.state() == {"position": 30}


def test_options_are_counted_by_the_template() -> None:
    """AqualinkD wants the number of a lamp's programme."""
    there = Announcing()
    there.announce(
        "select", cmd_t="c", ops=["Off", "Deep Blue Sea"], cmd_tpl="{{ this.attributes.options.index(value) }}"
    )
    assert there.sent({"value": "Deep Blue Sea"}) == [("c", "1")]


def test_of_other_entities_templates_know_nothing() -> None:
    there = Announcing()
    there.announce("number", cmd_t="c", cmd_tpl="{{ states('sensor.roof') }}")
    assert isinstance(there.only().capabilities["value"], Quantity)
    with pytest.raises(CommandRefused, match="no way to say"):
        there.sent({"value": 5})


def test_what_nobody_talks_of_may_be_written_in_any_template() -> None:
    there = Announcing()
    there.announce("switch", cmd_t="c", name="Pump", json_attr_t="a", json_attr_tpl="{{ value | of_another_world }}")
    assert there.only().name == "Pump"


def test_marks_that_nobody_sees_are_in_no_name() -> None:
    there = Announcing()
    there.announce("light", cmd_t="c", name="Desk\u202e\n lamp\x00", device="Study\x07")
    assert there.only().name.isprintable()
    assert there.only().name == "Study desk lamp"


def test_a_component_that_is_wrong_leaves_the_rest_of_its_device(caplog: pytest.LogCaptureFixture) -> None:
    there = Announcing()
    components = {"a": {"p": "switch", "cmd_t": "c", "name": "Pump"}, "b": {"cmd_t": "d"}, "c": {"p": "light"}}
    there.device(components)
    assert there.only().kind == "switch"
    assert [record.getMessage().partition(" is rejected: ")[2] for record in caplog.records] == [
        "b: it has no 'platform'",
        "c: 'command_topic' is missing",
    ]


def test_an_id_may_be_used_once_in_each_platform() -> None:
    """A heat pump's hot water and its outdoor temperature have one id."""
    there = Announcing()
    device = {"ids": ["heat_pump"], "name": "Heat Pump"}
    there.announce("climate", "dhw", **CLIMATE, name="Hot water", device=device)
    there.announce("sensor", "dhw", stat_t="o", name="Outdoor brightness", device=device, unit_of_meas="lx")
    there.announce("switch", "dhw", cmd_t="w", name="Garden pump")
    assert {entity.id for entity in there.home.entities.values()} == {"dhw", "sensor.dhw", "switch.dhw"}
