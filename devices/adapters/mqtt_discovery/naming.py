"""Makes names that people can say of the names that gateways give."""

from __future__ import annotations

import re
from dataclasses import dataclass

from devices.adapters.mqtt_discovery.firmware_words import written_out
from devices.adapters.mqtt_discovery.words import firmware_words
from devices.kinds import kind_of_words

_HEX = re.compile(r"^(0x)?[0-9a-f]{8,}$", re.IGNORECASE)
# Also the end of a MAC address that happens to have no figure in it, and one in brackets.
_TRAILING_CODE = re.compile(
    r"([\s_\-]+(0x)?(?=[0-9a-f]*\d)[0-9a-f]{4,}|[_\-](?-i:[A-F]{6})|\s*[\[(](?-i:[0-9A-F:]{4,17})[\])])$",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])(?!Wh\b)")
# An address or a serial number amid words.
_ADDRESS = re.compile(r"^(0x[0-9a-f]+|(?=.*\d)[0-9a-f]{8,}|[0-9a-f]{12}|\d+(\.\d+){3})$", re.IGNORECASE)
_LETTERS = re.compile(r"[^a-z0-9]")
_SEPARATORS = re.compile(r"[\s_()\[\]{}:/\\|,;]+|\.(?!\d)|(?<!\d)\.|(?<=\w)-(?=\w)")
_MAKERS = firmware_words().makers
# A number, initials, letters and digits mixed, or a type plate: "HP2551", "H5075", "LYWSD03MMC".
_CODE_TOKEN = re.compile(
    r"^(\d+|[A-Z]{1,2}|(?=.*\d)(?=.*[a-z])\w{5,}|[A-Z]{2,}\d{3,}\w*|[A-Z]\d{4,}|[A-Z]{3,}\d{2,}[A-Z]\w*)$"
)
_PLATE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])\w{5,}$")
# Z-Wave JS UI says "Area-Name"; both begin with a capital and hold only words.
_AREA_AND_NAME = re.compile(r"^([A-Z][a-z]{2,}(?: [A-Za-z]+)*)-([A-Z][A-Za-z]+(?: [A-Za-z0-9]+)*)$")


# So long must a name be to be the beginning of a model's and not a word: "ESPSomfyRTS", not "Plug".
_SHORT = 8


@dataclass(frozen=True, slots=True)
class SpokenName:
    """A name for talk, the area that it told, and whether it is a mere code that nobody can say."""

    name: str
    area: str = ""
    is_code: bool = False


def spoken_name(raw: str, *, may_hold_area: bool = False) -> SpokenName:
    """The name a person would use for a device called ``raw``."""
    text = raw.strip()
    area = ""
    parts = _AREA_AND_NAME.match(text) if may_hold_area else None
    if parts is not None:
        area, text = parts.group(1), parts.group(2)
    if _HEX.match(text.replace(":", "")):
        return SpokenName(text, area, is_code=True)
    shortened = _TRAILING_CODE.sub("", text)
    tokens = [token for token in _SEPARATORS.split(_CAMEL.sub(" ", shortened or text)) if token]
    tokens = [token for token in tokens if not _ADDRESS.match(token)] or tokens
    while len(tokens) > 1 and tokens[0].lower() in _MAKERS:
        tokens = tokens[1:]
    codes = sum(bool(_CODE_TOKEN.match(token)) for token in tokens) if any(map(str.isdigit, text)) else 0
    is_code = (
        not tokens or (codes >= 2 and codes * 2 >= len(tokens)) or (codes == 1 == len(tokens) and not text.isalpha())
    )
    if is_code and kind_of_words(text) is not None:
        # "Comfospot40 Zone 1 Fan" is a fan all the same.
        return SpokenName(" ".join(token for token in tokens if not _PLATE.match(token)), area)
    return SpokenName(" ".join(tokens) or text, area, is_code)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, small."""
    tokens = (token.lower() for token in _SEPARATORS.split(_CAMEL.sub(" ", name)) if token)
    return tuple(word for token in tokens for word in written_out(token))


def own_words(name: str | None, device_name: str, model: str = "", maker: str = "", code: str = "") -> tuple[str, ...]:
    """What a component's name adds to its device's name: "Hall-Lamp_dimmer" of "Hall-Lamp" adds "dimmer".

    Some put the device's model there instead: "LYWSD03MMC-tempc", some their own name, some an address or its id.
    """
    if not name:
        return ()
    rest = without_gateway(name, code)
    if device_name and rest.lower().startswith(device_name.lower()):
        rest = rest[len(device_name) :].lstrip(" _-:")
    if model and re.match(rf"{re.escape(model)}(?![a-z0-9])", rest, re.IGNORECASE):
        rest = rest[len(model) :].lstrip(" _-:") or rest
    words, known = words_of(rest), words_of(device_name)
    words = tuple(word for word in words if not _ADDRESS.match(word)) or (words if not known else ())
    for lead in (known, words_of(maker)):
        if lead and words[: len(lead)] == lead and (len(words) > len(lead) or known):
            words = words[len(lead) :]
    if known and len(words) > len(known) and words[-len(known) :] == known:
        words = words[: -len(known)]
    words = _said_once(words)
    return () if set(words) <= set(known) else words


def goes_by_product(name: str, model: str, maker: str) -> bool:
    """Whether nobody named a device: it is called as its model or its maker is."""
    said = _LETTERS.sub("", name.lower())
    product, brand = _LETTERS.sub("", model.lower()), _LETTERS.sub("", maker.lower())
    return (bool(said) and said == brand) or (len(said) > _SHORT and product.startswith(said))


def without_gateway(name: str, *gateways: str) -> str:
    """A name that is written in code, without its gateway before it: "bestin_room_1", "ems-esp Thermostat"."""
    for gateway in gateways:
        rest = name[len(gateway) :].lstrip(" _-")
        has_it = gateway and name.lower().startswith(gateway.lower()) and rest != name[len(gateway) :]
        if has_it and rest and {"_", "-"} & set(name[: -len(rest)]):
            return rest
    return name


def _said_once(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without those that only repeat: "flow temperature temperature", "water pressure press"."""
    once: list[str] = []
    for word in words:
        said = firmware_words().short.get(word, word)
        if not once or said.isdigit() or not f" {once[-1]}".endswith(f" {said}"):
            once.append(word)
    is_repeated = len(once) > 2 and once[-1] in once[:-1] and not once[-1].isdigit()
    return tuple(once[:-1] if is_repeated else once)


def as_written(own: tuple[str, ...], name: str | None) -> str:
    """Own words as people read them: "CPU usage" keeps its capitals."""
    tokens = _SEPARATORS.split(name or "")
    capitals = {token.lower(): token for token in tokens if token.isupper() and len(token) > 1}
    return " ".join(capitals.get(word, word) for word in own)


def area_id(name: str) -> str:
    """The id of an area called so."""
    return "_".join(words_of(name)) or "area"
