"""Services that automations call: talk to the hub, teach it, ask it, make it forget or take back."""

from __future__ import annotations

from typing import Any, Final, cast

import voluptuous as vol
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv

from .answers import Answer
from .client import Ask
from .const import CONF_ANSWER_TIMEOUT, CONF_PASS_AREA, DEFAULT_ANSWER_TIMEOUT_S, DOMAIN
from .coordinator import HubConfigEntry
from .errors import HubError, RequestRefused, TokenRefused, TokenTooWeak
from .repairs import raise_weak_token
from .satellites import SATELLITE, speak
from .whereabouts import area_named, area_of, person_named, person_of
from .wording import key_of

CONFIG_ENTRY_ID: Final = "config_entry_id"
LEAST_WAIT_S: Final = 30
"""Automations may wait longer than people."""

Fields = dict[vol.Marker, Any]
WORDS: Final = vol.All(cv.string, str.strip, vol.Length(min=1, max=2000))
TERM: Final[Fields] = {vol.Required("term"): vol.All(cv.string, str.strip, vol.Length(min=1, max=200))}
CONVERSATION: Final = vol.All(cv.string, vol.Length(min=1, max=200))
WHERE: Final[Fields] = {
    vol.Optional(CONFIG_ENTRY_ID): cv.string,
    vol.Optional("area"): cv.string,
    vol.Optional("person"): cv.string,
}
GOES_ON: Final[Fields] = {vol.Optional("conversation_id"): CONVERSATION}
SCHEMAS: Final[dict[Ask, vol.Schema]] = {
    "converse": vol.Schema(
        {**WHERE, **GOES_ON, vol.Required("text"): WORDS, vol.Optional("satellite"): cv.entity_domain(SATELLITE)}
    ),
    "teach": vol.Schema({**WHERE, **GOES_ON, **TERM, vol.Required("meaning"): WORDS}),
    "explain": vol.Schema({**WHERE, **GOES_ON, **TERM}),
    "forget": vol.Schema({**WHERE, **GOES_ON, **TERM}),
    "undo": vol.Schema({**WHERE, vol.Required("conversation_id"): CONVERSATION}),  # it is what undoing is about
}


def register_services(hass: HomeAssistant) -> None:
    """Make the services known; only explaining is of no use without its answer."""
    for ask, schema in SCHEMAS.items():
        supports = SupportsResponse.ONLY if ask == "explain" else SupportsResponse.OPTIONAL
        hass.services.async_register(DOMAIN, ask, _serve, schema, supports)


async def _serve(call: ServiceCall) -> ServiceResponse:
    ask = cast("Ask", call.service)
    hass = call.hass
    entry = _entry_of(hass, call.data.get(CONFIG_ENTRY_ID))
    satellite_id = call.data.get("satellite")
    if satellite_id and hass.states.get(satellite_id) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_such_satellite",
            translation_placeholders={"name": satellite_id},
        )
    tells_area = entry.options.get(CONF_PASS_AREA, True)
    given = {key: value for key, value in call.data.items() if key != CONFIG_ENTRY_ID}
    request = {
        **given,
        "area": area_named(hass, call.data.get("area")) or (area_of(hass, satellite_id) if tells_area else None),
        "person": person_named(hass, call.data.get("person")) or person_of(hass, call.context),
        "strict": "area" in call.data or "person" in call.data,
    }
    timeout_s = max(entry.options.get(CONF_ANSWER_TIMEOUT, DEFAULT_ANSWER_TIMEOUT_S), LEAST_WAIT_S)
    try:
        answer = await entry.runtime_data.client.turn(ask, request, timeout_s=timeout_s)
    except HubError as error:
        raise _told(hass, entry, error) from error
    if satellite_id:
        _say_there(hass, entry, satellite_id, answer)
    return dict(answer.body) if call.return_response else None


def _say_there(hass: HomeAssistant, entry: HubConfigEntry, satellite_id: str, answer: Answer) -> None:
    """The answer is said at the satellite, which listens when it is a question."""
    if answer.expects_reply:
        entry.runtime_data.expected.note(satellite_id, answer.conversation_id)
    if answer.speech:
        spoken = speak(hass, satellite_id, answer.speech, listens=answer.expects_reply)
        entry.async_create_background_task(hass, spoken, f"{DOMAIN} answer at {satellite_id}")


def _entry_of(hass: HomeAssistant, entry_id: str | None) -> HubConfigEntry:
    """The named hub, or the only one that is not disabled."""
    entries: list[HubConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    chosen = [entry for entry in entries if (entry.entry_id == entry_id if entry_id else not entry.disabled_by)]
    if not chosen:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_such_hub")
    if len(chosen) > 1:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="several_hubs")
    if chosen[0].state is not ConfigEntryState.LOADED:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="hub_not_loaded",
            translation_placeholders={"name": chosen[0].title},
        )
    return chosen[0]


def _told(hass: HomeAssistant, entry: HubConfigEntry, error: HubError) -> HomeAssistantError:
    """The error for who called, after what can be done about it is started."""
    if isinstance(error, TokenRefused):
        entry.async_start_reauth(hass)
    if isinstance(error, TokenTooWeak):
        raise_weak_token(hass, entry)
    kind = ServiceValidationError if isinstance(error, RequestRefused | TokenTooWeak) else HomeAssistantError
    return kind(
        translation_domain=DOMAIN, translation_key=key_of(error), translation_placeholders={"detail": str(error)}
    )
