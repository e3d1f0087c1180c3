"""What only the person can repair: a token that may not teach."""

from __future__ import annotations

from typing import Any

from homeassistant.components.repairs import RepairsFlow
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResult
from homeassistant.helpers import issue_registry as ir

from .answers import HubInfo
from .const import DOMAIN
from .token_check import Errors, check

_ISSUE = "token_may_not_teach"


def raise_weak_token(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """A service was called that the token is not enough for."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _id_of(entry),
        data={"entry_id": entry.entry_id},
        is_fixable=True,
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=_ISSUE,
        translation_placeholders={"name": entry.title},
    )


def settle_weak_token(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """The token is enough now, or the hub is gone."""
    ir.async_delete_issue(hass, DOMAIN, _id_of(entry))


def _id_of(entry: ConfigEntry) -> str:
    return f"{_ISSUE}_{entry.entry_id}"


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """The form that mends it."""
    entry = hass.config_entries.async_get_entry(str((data or {}).get("entry_id")))
    return AdminTokenFlow(entry)


class AdminTokenFlow(RepairsFlow):
    """Asks for an admin's token."""

    def __init__(self, entry: ConfigEntry | None) -> None:
        self._entry = entry

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> FlowResult:
        """Begins; what comes in here is the issue's id and nobody's answer."""
        return await self.async_step_token()

    async def async_step_token(self, user_input: dict[str, Any] | None = None) -> FlowResult:
        """The one form."""
        from .config_flow import TOKEN_FORM  # noqa: PLC0415 - the forms are loaded when one is opened

        entry = self._entry
        if entry is None:
            return self.async_abort(reason="no_such_hub")
        errors: Errors = {}
        if user_input is not None:
            found = await check(self.hass, {**entry.data, **user_input}, teaching=True)
            if isinstance(found, HubInfo):
                if found.id != entry.unique_id:
                    return self.async_abort(reason="another_hub")
                token = user_input[CONF_TOKEN].strip()
                self.hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_TOKEN: token})
                self.hass.config_entries.async_schedule_reload(entry.entry_id)
                return self.async_create_entry(data={})
            errors = found
        return self.async_show_form(
            step_id="token", data_schema=TOKEN_FORM, errors=errors, description_placeholders={"name": entry.title}
        )
