"""What the pages show of one concept: what it is, where it comes from, how it changed, what else has its name."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from dialogue.saying.wording import Wording
from hub import corrections
from hub.admin.lessons import speaker_of
from hub.admin.logins import Visitor
from hub.admin.shelf import may_see
from hub.running import Hub
from teaching.concepts import Concept, Provenance, Status, Version

KINDS: Final = {
    "alias": "name of a device",
    "area": "name of a room",
    "person": "name of a person",
    "value": "setting",
    "action": "something to do",
    "routine": "routine",
    "time": "time",
    "preference": "preference",
    "choice": "which one is meant",
}
HOW: Final = {
    "told": "told",
    "answered": "answered when asked",
    "shown": "shown by doing",
    "corrected": "corrected",
    "imported": "imported",
}
_BY_PAGE: Final = "page: "
_BY_API: Final = "api: "


def wording_of(hub: Hub) -> Wording:
    """The words in which the hub itself tells what it knows."""
    return Wording(hub.registry.home(), hub.settings.language)


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version and what is different from the one before: pieces of text, each kept, gone or new."""

    number: int
    version: Version
    meaning: str
    pieces: tuple[tuple[str, str], ...]
    former_term: str = ""


def versions_of(concept: Concept, says: Wording) -> tuple[ShownVersion, ...]:
    """Its versions, newest first."""
    shown: list[ShownVersion] = []
    for number, version in enumerate(concept.versions, 1):
        meaning = says.meaning(version.meaning)
        before = shown[-1] if shown else None
        pieces = _difference(before.meaning, meaning) if before else (("kept", meaning),)
        former = before.version.term if before and before.version.term != version.term else ""
        shown.append(ShownVersion(number, version, meaning, pieces, former))
    return tuple(reversed(shown))


def _difference(old: str, new: str) -> tuple[tuple[str, str], ...]:
    one, other = old.split(), new.split()
    pieces: list[tuple[str, str]] = []
    for tag, start, end, other_start, other_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("kept", " ".join(one[start:end])))
            continue
        if end > start:
            pieces.append(("gone", " ".join(one[start:end])))
        if other_end > other_start:
            pieces.append(("new", " ".join(other[other_start:other_end])))
    return tuple(pieces)


@dataclass(frozen=True, slots=True)
class Clash:
    """Something else that goes by the same name; ``concept_id`` when it was taught."""

    what: str
    concept_id: str = ""


async def clashes_of(hub: Hub, concept: Concept, visitor: Visitor) -> tuple[Clash, ...]:
    """What else goes by its name: things of the home, other words."""
    wanted = concept.term.casefold()
    home, says = hub.registry.home(), wording_of(hub)
    found = [
        Clash(f"{what} “{thing.name}”")
        for what, things in (
            ("the device", home.spoken),
            ("the room", home.areas.values()),
            ("the person", home.persons.values()),
        )
        for thing in things
        if wanted in {thing.name.casefold(), *(alias.casefold() for alias in thing.aliases)}
    ]
    async for other in corrections.named(hub, concept.term):
        if other.id != concept.id and may_see(visitor, other):
            whose = says.person(other.scope) if other.scope is not None else "the household"
            state = ", retired" if other.status is Status.RETIRED else ""
            found.append(Clash(f"{says.meaning(other.meaning)} (for {whose}{state})", other.id))
    return tuple(found)


def how_of(provenance: Provenance) -> str:
    """How it was taught, in words."""
    how = provenance.how
    if how.startswith(_BY_PAGE):
        return f"changed on this page by {how.removeprefix(_BY_PAGE)}"
    if how.startswith(_BY_API):
        return f"by a program: {how.removeprefix(_BY_API)}"
    return HOW.get(how, how)


def provenance_of(hub: Hub, visitor: Visitor) -> Provenance:
    """Where a change comes from that somebody makes on a page."""
    return Provenance(speaker_of(hub, visitor), hub.clock.now(), turn_id="", how=_BY_PAGE + visitor.account.name)
