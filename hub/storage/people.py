"""The people the hub was told of, in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from devices.home import Person
from hub.storage.documents import Document, DocumentUnreadable
from hub.storage.tables import people

log = logging.getLogger(__name__)

DOCUMENT: Document[Person] = Document(Person)


class SqlPeople:
    """People inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, person_id: str) -> Person | None:
        """The person of that id."""
        return next((person for person in await self.list() if person.id == person_id), None)

    async def put(self, person: Person) -> None:
        """Add the person, or replace the one of the same id."""
        created = select(people.c.created).where(people.c.id == person.id)
        since = (await self._connection.execute(created)).scalar_one_or_none() or datetime.now(UTC)
        await self.delete(person.id)
        row = {"id": person.id, "created": since, "document": DOCUMENT.write(person)}
        await self._connection.execute(insert(people), row)

    async def delete(self, person_id: str) -> None:
        """Remove the person (not what they taught: that is ``forget``); no error when they are gone already."""
        await self._connection.execute(delete(people).where(people.c.id == person_id))

    async def list(self) -> Sequence[Person]:
        """Everybody, by id."""
        found = []
        for row in await self._connection.execute(select(people.c.id, people.c.document).order_by(people.c.id)):
            try:
                found.append(DOCUMENT.read(row.document))
            except DocumentUnreadable as error:
                log.warning("person %s cannot be read and is left out: %s", row.id, error)
        return found
