"""Whether an address and a token lead to a hub that can be talked to; asked by every form that takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.const import CONF_TOKEN, CONF_URL
from homeassistant.core import HomeAssistant
from yarl import URL

from .answers import HubInfo
from .client import API, HubClient
from .const import DEFAULT_PORT
from .errors import HubBusy, HubError, HubUnreachable, NotTrusted, TokenRefused

Errors = dict[str, str]
_PLACES: Final = {"invalid_auth": CONF_TOKEN, "token_may_not_talk": CONF_TOKEN, "token_may_not_teach": CONF_TOKEN}


def tidy_url(typed: str) -> str | None:
    """The hub's address from what was typed: a host, host:port or URL, with or without the API's path."""
    typed = typed.strip()
    has_scheme = "://" in typed
    try:
        url = URL(typed if has_scheme else f"http://{typed}")
        port = url.explicit_port
    except ValueError:
        return None
    is_place = url.host and not any(sign.isspace() for sign in url.host)
    if url.scheme not in ("http", "https") or not is_place or url.user is not None or url.query_string:
        return None
    if not has_scheme and port is None:
        url = url.with_port(DEFAULT_PORT)
    return str(url.with_fragment(None)).rstrip("/").removesuffix(API).rstrip("/")


async def check(hass: HomeAssistant, data: Mapping[str, Any], *, teaching: bool = False) -> HubInfo | Errors:
    """The hub that an entry with these data leads to, or the form's errors; ``teaching`` wants an admin's token."""
    if not data[CONF_TOKEN].strip().isprintable():  # two lines were pasted: no header can carry it
        return _errors("invalid_auth")
    try:
        info = await HubClient.at(hass, data).hub()
    except TokenRefused:
        return _errors("invalid_auth")
    except NotTrusted:
        return _errors("not_trusted")
    except (HubUnreachable, HubBusy):
        return _errors("cannot_connect")
    except HubError:
        return _errors("not_a_hub")
    if not info.may_talk:
        return _errors("token_may_not_talk")
    if teaching and not info.may_teach:
        return _errors("token_may_not_teach")
    return info


def wrong_url() -> Errors:
    """For an address that can be none."""
    return {CONF_URL: "invalid_url"}


def _errors(key: str) -> Errors:
    return {_PLACES.get(key, "base"): key}
