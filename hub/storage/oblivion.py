"""What a wish to forget covers: pure rules, the same for the database, backups and every derived store."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from dialogue.ports import Forget
from teaching.concepts import Concept, PersonName, Provenance

_MARK: Final = "sha256:"


def mark_of(person: str) -> str:
    """What is kept of a person who is forgotten: enough to recognise them in an old backup, and no name."""
    salt = secrets.token_hex(8)
    return f"{_MARK}{salt}:{_digest(salt, person)}"


def is_person(wanted: str | None, person: str | None) -> bool:
    """Whether a wish that names ``wanted``, an id or the mark of one, means that person."""
    if wanted is None or person is None:
        return False
    if not wanted.startswith(_MARK):
        return wanted == person
    salt, _, digest = wanted.removeprefix(_MARK).partition(":")
    return _digest(salt, person) == digest


@lru_cache(maxsize=256)
def _digest(salt: str, person: str) -> str:
    return hashlib.sha256(f"{salt} {person}".encode("utf-8", "replace")).hexdigest()


def covers_anything(forget: Forget) -> bool:
    """Whether the wish names anything at all; an empty one forgets nothing."""
    return forget.everything or forget.person is not None or forget.since is not None or forget.until is not None


def covers(forget: Forget, *, person: str | None, at: datetime | None) -> bool:
    """Whether something of that person and time is meant. What has no time counts as always."""
    if not covers_anything(forget):
        return False
    if forget.person is not None and not is_person(forget.person, person):
        return False
    return covers_time(forget, at)


def covers_time(forget: Forget, at: datetime | None) -> bool:
    """Whether that time is in the range; both ends belong to it."""
    if at is None:
        return True
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return (forget.since is None or at >= forget.since) and (forget.until is None or at <= forget.until)


def remaining(concept: Concept, forget: Forget) -> Concept | None:
    """What is left of a concept: the same one, one with fewer versions, or nothing."""

    def forgotten(provenance: Provenance) -> bool:
        # What is about a person, or only for them, goes whoever taught it.
        about_them = is_person(forget.person, concept.scope)
        return covers(forget, person=concept.scope if about_them else provenance.person, at=provenance.at)

    versions = tuple(
        version
        for version in concept.versions
        if not forgotten(version.provenance) and not _names(version.meaning, forget, version.provenance.at)
    )
    if len(versions) == len(concept.versions):
        return concept
    if not versions:
        return None
    # What recognisers made of the term cannot be told apart by who said it.
    return replace(concept, versions=versions, term=versions[-1].term, heard_as=(), meta=())


def _names(meaning: object, forget: Forget, at: datetime) -> bool:
    return isinstance(meaning, PersonName) and is_person(forget.person, meaning.person) and covers_time(forget, at)
