"""Names of colours."""

from __future__ import annotations

import pytest

from devices.colors import COLOR_NAMES, hs_of, name_of, rgb_of, rgb_of_hs, rgb_of_xy, xy_of


@pytest.mark.parametrize("name", COLOR_NAMES)
def test_a_colour_comes_back_by_its_name_however_the_lamp_reports_it(name: str) -> None:
    assert name_of(*rgb_of(name)) == name
    assert name_of(*rgb_of_hs(*hs_of(name))) == name
    assert name_of(*rgb_of_xy(*xy_of(name))) == name


def test_a_colour_keeps_its_name_when_it_is_dimmed() -> None:
    assert name_of(100, 0, 0) == "red"
    assert name_of(0, 0, 20) == "blue"


def test_black_and_grey_are_white_light() -> None:
    assert name_of(0, 0, 0) == "white"
    assert name_of(90, 90, 90) == "white"
