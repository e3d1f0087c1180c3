"""Two states of one concept made one: nothing that was taught is lost."""

from __future__ import annotations

from dataclasses import replace

from teaching.concepts import Concept


def merged(stored: Concept, given: Concept) -> Concept:
    """The versions of both; the meaning, status and term of ``given`` hold."""
    if given.versions == stored.versions[: len(given.versions)]:
        versions = stored.versions
    else:
        shared = _shared(stored, given)
        versions = (
            *given.versions[:shared],
            *(version for version in stored.versions[shared:] if version not in given.versions),
            *given.versions[shared:],
        )
    return replace(
        given,
        versions=versions,
        term=versions[-1].term,
        heard_as=tuple(dict.fromkeys((*stored.heard_as, *given.heard_as))),
        meta=tuple({**dict(stored.meta), **dict(given.meta)}.items()),
    )


def _shared(one: Concept, other: Concept) -> int:
    """How many versions both begin with."""
    count = 0
    for mine, theirs in zip(one.versions, other.versions, strict=False):
        if mine != theirs:
            break
        count += 1
    return count
