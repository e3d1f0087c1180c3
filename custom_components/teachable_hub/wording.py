"""The sentences that Home Assistant says in the hub's place, from the translations."""

from __future__ import annotations

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .const import DOMAIN
from .errors import (
    HubBusy,
    HubError,
    HubSlow,
    HubUnreachable,
    NotTrusted,
    RequestRefused,
    TokenRefused,
    TokenTooWeak,
)

NOT_FOR_THE_HUB = "not_for_the_hub"


def key_of(error: HubError) -> str:
    """Name of the sentence about that error."""
    match error:
        case NotTrusted():
            return "not_trusted"
        case HubSlow():
            return "hub_slow"
        case HubUnreachable():
            return "hub_away"
        case HubBusy():
            return "hub_busy"
        case TokenRefused():
            return "token_refused"
        case TokenTooWeak():
            return "token_too_weak"
        case RequestRefused():
            return "request_refused"
    return "not_a_hub"


async def sentence(hass: HomeAssistant, language: str, key: str, **words: str) -> str:
    """The sentence in that language, or in English."""
    found = await async_get_translations(hass, language, "exceptions", [DOMAIN])
    return found[f"component.{DOMAIN}.exceptions.{key}.message"].format(**words)
