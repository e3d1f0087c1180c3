"""The three schemas of lights."""

from __future__ import annotations

import json

from devices.capabilities import Quantity
from tests.devices.announcing import Announcing


def test_a_basic_light_sends_attributes_and_then_on() -> None:
    there = Announcing()
    there.announce("light", cmd_t="l/set", stat_t="l", bri_cmd_t="l/bri", bri_stat_t="l/bri/state", bri_scl=254)
    assert there.sent({"brightness": 50}) == [("l/bri", "127"), ("l/set", "ON")]
    assert there.sent({"brightness": 0}) == [("l/set", "OFF")]
    assert there.sent({"on": False}) == [("l/set", "OFF")]
    there.hear("l", "ON")
    there.hear("l/bri/state", "127")
    assert there.state() == {"on": True, "brightness": 50}
    there.hear("l", "maybe")
    assert there.state()["on"] is True
    there.hear("l", "None")
    assert there.state()["on"] is None


def test_a_light_that_knows_no_on_is_switched_on_by_its_brightness() -> None:
    there = Announcing()
    there.announce("light", cmd_t="l/set", bri_cmd_t="l/bri", bri_scl=99, on_cmd_type="brightness")
    assert there.sent({"on": True}) == [("l/bri", "99")]
    assert there.sent({"brightness": 1}) == [("l/bri", "1")]


def test_a_coloured_basic_light_takes_names_of_colours() -> None:
    there = Announcing()
    template = "{{ {'red': red, 'green': green, 'blue': blue} | to_json }}"
    there.announce("light", cmd_t="l/set", rgb_cmd_t="l/rgb", rgb_cmd_tpl=template, rgb_stat_t="l/rgb/state")
    color, on = there.sent({"color": "red", "brightness": 100})
    assert (json.loads(color[1]), on) == ({"red": 255, "green": 0, "blue": 0}, ("l/set", "ON"))
    dimmed, _ = there.sent({"color": "red", "brightness": 50})
    assert json.loads(dimmed[1])["red"] == 128
    there.hear("l/rgb/state", "0,0,255")
    assert there.state() == {"color": "blue"}
    there.hear("l/rgb/state", "what")
    assert there.state() == {"color": "blue"}


def test_colour_temperature_is_kelvin_here_and_mireds_there() -> None:
    there = Announcing()
    there.announce(
        "light", cmd_t="l/set", clr_temp_cmd_t="l/ct", clr_temp_stat_t="l/ct/state", min_mirs=250, max_mirs=454
    )
    assert there.only().capabilities["color_temp"] == Quantity(2203, 4000, "K")
    assert there.sent({"color_temp": 2700})[0] == ("l/ct", "370")
    there.hear("l/ct/state", "370")
    assert there.state() == {"color_temp": 2703}


def test_a_basic_light_may_tell_whether_it_shines_white_or_coloured() -> None:
    """The colour it had before is not the one it has."""
    there = Announcing()
    there.announce(
        "light", cmd_t="l/set", clr_temp_cmd_t="l/ct", clr_temp_stat_t="l", clr_temp_val_tpl="{{ value_json.ct }}",
        rgb_cmd_t="l/rgb", rgb_stat_t="l", rgb_val_tpl="{{ value_json.rgb }}", clrm_stat_t="l",
        clrm_val_tpl="{{ value_json.mode }}",
    )  # fmt: skip
    there.hear("l", {"ct": 250, "rgb": "255,0,0", "mode": "color_temp"})
    assert there.state() == {"color_temp": 4000, "color": None}
    there.hear("l", {"ct": 250, "rgb": "255,0,0", "mode": "rgb"})
    assert there.state() == {"color_temp": None, "color": "red"}
    there.hear("l", {"ct": 200, "rgb": "255,0,0", "mode": "onoff"})
    assert there.state() == {"color_temp": 5000, "color": "red"}


def test_no_warmth_and_black_are_no_white_and_no_colour() -> None:
    """A strip says both always, the one that it hasn't as 0."""
    there = Announcing()
    there.announce(
        "light", cmd_t="l/set", clr_temp_cmd_t="l/ct", clr_temp_stat_t="l", clr_temp_val_tpl="{{ value_json.ct }}",
        clr_temp_k=True, rgb_cmd_t="l/rgb", rgb_stat_t="l", rgb_val_tpl="{{ value_json.rgb | join(',') }}",
    )  # fmt: skip
    there.hear("l", {"ct": 0, "rgb": [255, 0, 0]})
    assert there.state() == {"color_temp": None, "color": "red"}
    there.hear("l", {"ct": 4000, "rgb": [0, 0, 0]})
    assert there.state() == {"color_temp": 4000, "color": None}


def test_a_json_light_says_everything_at_once() -> None:
    there = Announcing()
    modes = ["hs", "color_temp"]
    there.announce("light", schema="json", cmd_t="l/set", stat_t="l", brightness=True, sup_clrm=modes, bri_scl=100)
    ((topic, payload),) = there.sent({"on": True, "brightness": 40, "color": "red"})
    assert topic == "l/set"
    assert json.loads(payload) == {"state": "ON", "brightness": 40, "color": {"h": 0.0, "s": 100.0}}
    state = {"state": "ON", "brightness": 40, "color_mode": "hs", "color": {"h": 240, "s": 100}}
    there.hear("l", state)
    assert there.state() == {"on": True, "brightness": 40, "color": "blue", "color_temp": None}
    there.hear("l", {"state": "ON", "color_mode": "color_temp", "color_temp": 250, "brightness": 0})
    assert there.state() == {"on": True, "brightness": 40, "color": None, "color_temp": 4000}
    there.hear("l", "{broken")
    there.hear("l", {"state": None})
    assert there.state()["on"] is None


def test_a_template_light_is_made_of_templates() -> None:
    there = Announcing()
    there.announce(
        "light",
        schema="template",
        cmd_t="l/set",
        cmd_on_tpl="on{% if brightness is defined %},{{ brightness }}{% endif %}",
        cmd_off_tpl="off",
        stat_t="l",
        stat_tpl="{{ value.split(',')[0] }}",
        bri_tpl="{{ value.split(',')[1] }}",
    )
    assert there.sent({"brightness": 50}) == [("l/set", "on,128")]
    assert there.sent({"on": True}) == [("l/set", "on")]
    assert there.sent({"on": False}) == [("l/set", "off")]
    there.hear("l", "on,255")
    assert there.state() == {"on": True, "brightness": 100}
