"""What the pages look up and change in the store, a bounded piece at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dialogue.ports import JournalEntry
from hub.storage.concept_pages import ConceptPage, ConceptPageQuery, concept_page
from hub.storage.figures import Figures, FiguresQuery, UsedConcept
from hub.storage.journal import JournalPage, JournalQuery
from hub.storage.missed import Ignored, Missed, MissedWords
from hub.storage.shielding import carried_through
from hub.storage.store import SqlStore


@dataclass(slots=True, eq=False)
class Records:
    """The journal, figures, concepts by their terms, and what was not understood."""

    store: SqlStore
    underway: set[asyncio.Task[Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.underway = self.store.underway

    async def turns(self, query: JournalQuery) -> JournalPage:
        """A page of turns, newest first; raises ``ValueError`` for a page mark that is none."""
        return await self.store.journal_page(query)

    async def turn(self, turn_id: str) -> JournalEntry | None:
        """One turn."""
        return await self.store.journal_entry(turn_id)

    async def delete_turn(self, turn_id: str) -> bool:
        """Remove one turn for good; whether there was one."""
        return await self.store.delete_turn(turn_id)

    async def concepts(self, query: ConceptPageQuery) -> ConceptPage:
        """A page of concepts by their terms; raises ``ValueError`` for a page mark that is none."""
        async with self.store.reading() as kept:
            return await concept_page(kept.connection, query)

    async def figures_by_day(self, query: FiguresQuery) -> Mapping[date, Figures]:
        """Figures of use by day, oldest first."""
        async with self.store.reading() as kept:
            return await kept.figures.by_day(query)

    async def figures_by_person_and_area(self, query: FiguresQuery) -> Mapping[tuple[str, str], Figures]:
        """Figures of use by person and room; empty is who was not known, and what was not told."""
        async with self.store.reading() as kept:
            return await kept.figures.by_person_and_area(query)

    async def most_used(self, limit: int = 20) -> Sequence[UsedConcept]:
        """The concepts that were used most."""
        async with self.store.reading() as kept:
            return await kept.figures.most_used(limit)

    async def missed(self, after: str | None = None) -> Missed:
        """What was not understood and is still to be explained; raises ``ValueError`` for a page mark that is none."""
        async with self.store.reading() as kept:
            return await kept.missed.list(after=after)

    async def missed_words(self, words: str) -> MissedWords | None:
        """Words that are still to be explained, with the latest turns that had them."""
        async with self.store.reading() as kept:
            return await kept.missed.group(words)

    async def ignored(self) -> Sequence[Ignored]:
        """Words that are not to be asked about again, the latest first."""
        async with self.store.reading() as kept:
            return await kept.missed.ignored()

    @carried_through
    async def ignore(self, words: str, at: datetime) -> None:
        """Never list these words as not understood again."""
        async with self.store.reading():
            pass  # what waits to be written to the journal tells who has said them
        async with self.store.writing() as kept:
            await kept.missed.ignore(words, at)

    @carried_through
    async def heed(self, words: str) -> None:
        """List them again."""
        async with self.store.writing() as kept:
            await kept.missed.heed(words)
