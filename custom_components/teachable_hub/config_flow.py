"""Forms by which a hub is added, found, moved and given another token."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, Final

import voluptuous as vol
from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    OptionsFlow,
)
from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
from yarl import URL

from .answers import HubInfo
from .const import (
    CONF_ANNOUNCE,
    CONF_ANSWER_TIMEOUT,
    CONF_PASS_AREA,
    CONF_PASS_PERSON,
    CONF_SHARE_WORDS,
    DEFAULT_ANSWER_TIMEOUT_S,
    DOMAIN,
)
from .token_check import Errors, check, tidy_url, wrong_url

_TOKEN: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_URL: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
_VERIFY: Final[dict[vol.Marker, Any]] = {vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector()}
TOKEN_FORM: Final = vol.Schema({vol.Required(CONF_TOKEN): _TOKEN})
HUB_FORM: Final = vol.Schema({vol.Required(CONF_URL): _URL, vol.Required(CONF_TOKEN): _TOKEN, **_VERIFY})
MOVED_FORM: Final = vol.Schema({vol.Required(CONF_URL): _URL, vol.Optional(CONF_TOKEN): _TOKEN, **_VERIFY})
OPTIONS_FORM: Final = vol.Schema(
    {
        vol.Required(CONF_PASS_AREA, default=True): BooleanSelector(),
        vol.Required(CONF_PASS_PERSON, default=True): BooleanSelector(),
        vol.Required(CONF_ANSWER_TIMEOUT, default=DEFAULT_ANSWER_TIMEOUT_S): NumberSelector(
            NumberSelectorConfig(min=2, max=60, step=1, mode=NumberSelectorMode.BOX, unit_of_measurement="s")
        ),
        vol.Required(CONF_ANNOUNCE, default=False): BooleanSelector(),
        vol.Required(CONF_SHARE_WORDS, default=False): BooleanSelector(),
    }
)


class TeachableHubConfigFlow(ConfigFlow, domain=DOMAIN):
    """One entry for each hub, known by the id that the hub keeps."""

    VERSION = 1
    MINOR_VERSION = 1

    _found_url: str = ""
    _found_name: str = ""

    @staticmethod
    @callback
    def async_get_options_flow(config_entry: ConfigEntry) -> HubOptionsFlow:
        """The options; they count from the next turn on, without a restart."""
        return HubOptionsFlow()

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Added by hand: address and token."""
        errors: Errors = {}
        if user_input is not None:
            url = tidy_url(user_input[CONF_URL])
            data = {**user_input, CONF_URL: url}
            found = await check(self.hass, data) if url else wrong_url()
            if isinstance(found, HubInfo):
                # A flow that began because the hub was found asks for the same; this one comes first.
                await self.async_set_unique_id(found.id, raise_on_progress=False)
                self._abort_if_unique_id_configured()
                return self._added(found, data)
            errors = found
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(HUB_FORM, user_input or {}),
            errors=errors,
            description_placeholders={"example": "http://192.168.1.20:8321"},
        )

    async def async_step_zeroconf(self, discovery_info: ZeroconfServiceInfo) -> ConfigFlowResult:
        """A hub announced itself. One that moved is followed only while nobody answers at the old address."""
        hub_id = str(discovery_info.properties.get("id") or "")
        if not hub_id:
            return self.async_abort(reason="not_a_hub")
        host = f"[{discovery_info.host}]" if discovery_info.ip_address.version == 6 else discovery_info.host
        scheme = "https" if discovery_info.properties.get("scheme") == "https" else "http"
        self._found_url = f"{scheme}://{host}:{discovery_info.port or 80}"
        self._found_name = discovery_info.name.removesuffix(f".{discovery_info.type}")
        entry = await self.async_set_unique_id(hub_id)
        if entry is not None:
            moved = {CONF_URL: self._found_url} if _may_have_moved(entry) else None
            self._abort_if_unique_id_configured(updates=moved)
        self.context["title_placeholders"] = {"name": self._found_name}
        return await self.async_step_zeroconf_confirm()

    async def async_step_zeroconf_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Asks for the token of the hub that was found."""
        errors: Errors = {}
        if user_input is not None:
            data = {CONF_VERIFY_SSL: True, **user_input, CONF_URL: self._found_url}
            found = await check(self.hass, data)
            if isinstance(found, HubInfo):
                if found.id != self.unique_id:
                    return self.async_abort(reason="another_hub")
                self._abort_if_unique_id_configured()
                return self._added(found, data)
            errors = found
        is_encrypted = self._found_url.startswith("https:")
        return self.async_show_form(
            step_id="zeroconf_confirm",
            data_schema=TOKEN_FORM.extend(_VERIFY) if is_encrypted else TOKEN_FORM,
            errors=errors,
            description_placeholders={"name": self._found_name, "url": self._found_url},
        )

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """The hub refused the token."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Asks for another token."""
        entry = self._get_reauth_entry()
        errors: Errors = {}
        if user_input is not None:
            found = await check(self.hass, {**entry.data, **user_input})
            if isinstance(found, HubInfo):
                await self.async_set_unique_id(found.id, raise_on_progress=False)
                self._abort_if_unique_id_mismatch(reason="another_hub")
                return self.async_update_reload_and_abort(
                    entry, data_updates={CONF_TOKEN: user_input[CONF_TOKEN].strip()}
                )
            errors = found
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=TOKEN_FORM,
            errors=errors,
            description_placeholders={"name": entry.title, "url": entry.data[CONF_URL]},
        )

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Another address, another token; a token that is left out stays."""
        entry = self._get_reconfigure_entry()
        errors: Errors = {}
        if user_input is not None:
            url = tidy_url(user_input[CONF_URL])
            token = (user_input.get(CONF_TOKEN) or entry.data[CONF_TOKEN]).strip()
            data = {CONF_URL: url, CONF_TOKEN: token, CONF_VERIFY_SSL: user_input[CONF_VERIFY_SSL]}
            found = await check(self.hass, data) if url else wrong_url()
            if isinstance(found, HubInfo):
                await self.async_set_unique_id(found.id, raise_on_progress=False)
                self._abort_if_unique_id_mismatch(reason="another_hub")
                return self.async_update_reload_and_abort(entry, data_updates=data)
            errors = found
        suggested = {key: value for key, value in (user_input or entry.data).items() if key != CONF_TOKEN}
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(MOVED_FORM, suggested),
            errors=errors,
            description_placeholders={"name": entry.title},
        )

    def _added(self, info: HubInfo, data: Mapping[str, Any]) -> ConfigFlowResult:
        return self.async_create_entry(title=info.name, data={**data, CONF_TOKEN: data[CONF_TOKEN].strip()})


class HubOptionsFlow(OptionsFlow):
    """What is passed on to the hub, how long its answer is waited for, who may see words."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """The one form."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        form = self.add_suggested_values_to_schema(OPTIONS_FORM, self.config_entry.options)
        return self.async_show_form(step_id="init", data_schema=form)


def _may_have_moved(entry: ConfigEntry) -> bool:
    """An announcement is no proof, and the token goes where it leads: not away from a hub that answers, nor from
    an address that was given as a name or with encryption.
    """
    url = URL(entry.data[CONF_URL])
    try:
        ip_address(url.host or "")
    except ValueError:
        return False
    is_connected = entry.state is ConfigEntryState.LOADED and entry.runtime_data.last_update_success
    return url.scheme == "http" and not is_connected
