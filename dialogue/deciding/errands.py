"""What is said of things that have talk of their own: lists, timers, the weather, traits of a fan.

Homes that have none of them pay a look-up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from devices.home import Home
from dialogue.deciding.acting import asks_entrance, confirm_act
from dialogue.deciding.automations import AUTOMATION, read_automation
from dialogue.deciding.buttons import BUTTON, read_button
from dialogue.deciding.clock_settings import CLOCK, read_clock_setting
from dialogue.deciding.due_dates import read_reminder
from dialogue.deciding.flashes import FLASH, read_flash
from dialogue.deciding.inscriptions import TEXT, read_inscription
from dialogue.deciding.knobs import NUMBER, SELECT, read_number_deed, read_option
from dialogue.deciding.lists import LIST, read_list
from dialogue.deciding.playback import PLAYBACK, read_playback
from dialogue.deciding.rights import check_rights
from dialogue.deciding.special_deeds import (
    ALARM,
    MOWER,
    SIREN,
    VACUUM,
    read_arming,
    read_finding,
    read_mowing,
    read_sounding,
)
from dialogue.deciding.timers import TIMER, read_timer
from dialogue.deciding.traits import TRAITS, read_trait
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.questions.asked_plainly import asked_plainly
from dialogue.questions.calendars import CALENDAR, read_calendar
from dialogue.questions.readings import BINARY_SENSOR, SENSOR, read_reading
from dialogue.questions.weather import WEATHER, read_weather
from dialogue.questions.whereabouts import read_whereabouts
from dialogue.response import Kind
from dialogue.tokens import Token

Reader: TypeAlias = Callable[[Sequence[Token], Mind], Decision | None]

_READERS: Final[Mapping[str, Reader]] = {
    LIST: read_list,
    TIMER: read_timer,
    TEXT: read_inscription,
    SELECT: read_option,
    NUMBER: read_number_deed,
    CLOCK: read_clock_setting,
    ALARM: read_arming,
    MOWER: read_mowing,
    VACUUM: read_finding,
    SIREN: read_sounding,
    BUTTON: read_button,
    WEATHER: read_weather,
}
_TRAITS: Final = frozenset(TRAITS)
_SENSORS: Final = frozenset({SENSOR, BINARY_SENSOR})


def has_errands(home: Home) -> bool:
    """Whether a home has things that are spoken of in a way of their own."""
    return not home.kinds.isdisjoint(_READERS) or not home.attributes.isdisjoint(_TRAITS)


def read_errand(row: Sequence[Token], mind: Mind) -> Decision | None:
    """What is to be done or told; ``None`` when the sentence is about none of these."""
    home = mind.situation.home
    asked = asked_plainly(row, mind)
    told = read_whereabouts(asked, mind) if home.persons else None
    told = told or (None if home.kinds.isdisjoint(_SENSORS) else read_reading(asked, mind))
    if told is not None:
        return told
    for kind, reader in _READERS.items():
        if kind in home.kinds:
            found = reader(asked, mind)
            if found is not None:
                return _with_care(found, mind)
    found = read_reminder(asked, mind) if LIST in home.kinds else None
    found = found or (read_automation(asked, mind) if AUTOMATION in home.unspoken else None)
    found = found or (None if home.attributes.isdisjoint(PLAYBACK) else read_playback(asked, mind))
    found = found or (read_calendar(asked, mind) if CALENDAR in home.unspoken else None)
    found = found or (read_flash(row, mind) if FLASH in home.attributes else None)
    found = found or (None if home.attributes.isdisjoint(_TRAITS) else read_trait(row, mind))
    return None if found is None else _with_care(found, mind)


def _with_care(found: Decision, mind: Mind) -> Decision:
    """What only a grown-up may do, and what is asked about first."""
    refused = check_rights(found.plans, mind)
    if refused is not None:
        return refused
    asks = found.kind is Kind.ACTS and asks_entrance(found.plans, mind)
    return confirm_act(found.plans, mind, mind.utterance.text) if asks else found
