"""What helps to find a fault, without the token and without what people said."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.const import CONF_TOKEN
from homeassistant.core import HomeAssistant

from .coordinator import HubConfigEntry
from .entity import WORDS
from .state import without_words

TO_REDACT: Final = WORDS | {CONF_TOKEN, "person"}


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: HubConfigEntry) -> dict[str, Any]:
    """Entry, hub and state."""
    hub = entry.runtime_data
    state = asdict(hub.data)
    state["questions"] = list(state["questions"])  # what redacts looks into lists, not into tuples
    last = state["last_not_understood"]
    if last is not None:
        state["last_not_understood"] = without_words(last)
    report = {
        "entry": {"data": dict(entry.data), "options": dict(entry.options)},
        "hub": asdict(hub.info),
        "connected": hub.last_update_success,
        "last_error": type(hub.last_exception).__name__ if hub.last_exception else None,
        "state": state,
    }
    return async_redact_data(report, TO_REDACT)
