"""What teaching needs to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from teaching.concepts import Concept


@dataclass(frozen=True, slots=True)
class ConceptQuery:
    """Which concepts to list: all parts that are set must hold; ``after_id`` pages by key, newest last.

    ``text`` is a part of the term, ``term`` the whole of it, in any case of letters.
    """

    text: str | None = None
    term: str | None = None
    type: str | None = None
    scope: str | None = None
    include_retired: bool = False
    after_id: str | None = None
    limit: int = 100


class ConceptRepository(Protocol):
    """Keeps concepts. Inside one transaction of the store that hands it out."""

    async def get(self, concept_id: str) -> Concept | None:
        """The concept of that id."""
        ...

    async def put(self, concept: Concept) -> None:
        """Add it, or replace the one of the same id."""
        ...

    async def delete(self, concept_id: str) -> None:
        """Remove it and all its versions for good; no error when it is gone already."""
        ...

    async def list(self, query: ConceptQuery = ConceptQuery()) -> Sequence[Concept]:
        """Concepts by id order."""
        ...

    async def changed_since(self, revision: int) -> tuple[int, Sequence[Concept], Sequence[str]]:
        """``(newest revision, concepts put since, ids deleted since)``; revision 0 gives everything.

        Lets a hub follow what another hub on the same database has learned.
        """
        ...

    async def touch(self, concept_ids: Sequence[str], at: datetime) -> None:
        """Count one use of each."""
        ...
