"""Services of players."""

from __future__ import annotations

from devices.adapters.home_assistant.wishes import Calls, ServiceCall, Wish
from devices.capabilities import AND

_PLAYER_SERVICES = {"playing": "media_play", "paused": "media_pause", "idle": "media_stop"}
_NAMED = {
    "source": ("select_source", "source"),
    "sound_mode": ("select_sound_mode", "sound_mode"),
    "muted": ("volume_mute", "is_volume_muted"),
    "shuffle": ("shuffle_set", "shuffle"),
    "repeat": ("repeat_set", "repeat"),
    "elapsed": ("media_seek", "seek_position"),
}
_DONE = {"next": "media_next_track", "previous": "media_previous_track", "clear_playlist": "clear_playlist"}


def _grouped(wish: Wish, members: str) -> ServiceCall:
    return wish.call("join", group_members=members.split(AND)) if members else wish.call("unjoin")


def player(wish: Wish) -> Calls:
    """A player: what is said of it, in its order."""
    wanted = wish.settings
    if wanted.get("on") is False:
        yield wish.call("turn_off")
        return
    if wanted.get("on") is True:
        yield wish.call("turn_on")
    for attribute, value in wanted.items():
        if attribute in _NAMED:
            service, field_name = _NAMED[attribute]
            yield wish.call(service, **{field_name: value})
            continue
        match attribute:
            case "volume" if isinstance(value, int | float):
                yield wish.call("volume_set", volume_level=round(value / 100, 4))
            case _ if attribute in _DONE:
                yield wish.call(_DONE[attribute])
            case "group":
                yield _grouped(wish, str(value or ""))
            case "content":
                yield wish.call("play_media", media_content_id=value, media_content_type="music")
            case "state" if isinstance(value, str) and value in _PLAYER_SERVICES:
                yield wish.call(_PLAYER_SERVICES[value])
            case _:
                pass
