"""The dialogue states, one for each conversation, in one transaction."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogue.dialogue_state import DialogueState
from hub.storage.documents import Document, DocumentUnreadable
from hub.storage.singles import Row, Single
from hub.storage.tables import counters, dialogues

log = logging.getLogger(__name__)

DOCUMENT: Document[DialogueState] = Document(DialogueState)
# With the statement that keeps the state of every turn, since a question of its own would take as long again.
_REVISION = select(counters.c.value).where(counters.c.name == "concepts").scalar_subquery()
_UPSERT = {
    "sqlite": (adding := sqlite.insert(dialogues))
    .on_conflict_do_update(
        index_elements=["conversation_id"],
        set_={"updated": adding.excluded.updated, "document": adding.excluded.document},
    )
    .returning(_REVISION),
    "postgresql": (putting := postgresql.insert(dialogues))
    .on_conflict_do_update(
        index_elements=["conversation_id"],
        set_={"updated": putting.excluded.updated, "document": putting.excluded.document},
    )
    .returning(_REVISION),
}
PUT_STATE = Single(_UPSERT["sqlite"], elsewhere=_UPSERT["postgresql"], writes=True)
DOCUMENT_OF = Single(select(dialogues.c.document).where(dialogues.c.conversation_id == bindparam("wanted")))


def row_of(state: DialogueState) -> Row:
    """What is kept of a state."""
    return {
        "conversation_id": state.conversation_id,
        "updated": state.updated or datetime.now(UTC),
        "document": DOCUMENT.write(state),
    }


def read_state(text: str, conversation_id: str) -> DialogueState | None:
    """The state that was kept; ``None`` when this version cannot read it."""
    try:
        return DOCUMENT.read(text)
    except DocumentUnreadable as error:
        log.warning("dialogue state of %s cannot be read, the conversation starts anew: %s", conversation_id, error)
        return None


class SqlDialogues:
    """Dialogue states inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, conversation_id: str) -> DialogueState | None:
        """The state of that conversation; ``None`` when there is none, or none that this version can read."""
        found = await self._connection.execute(DOCUMENT_OF.elsewhere, {"wanted": conversation_id})
        text = found.scalar_one_or_none()
        return None if text is None else read_state(text, conversation_id)

    async def put(self, state: DialogueState) -> int:
        """Replace the state of its conversation; the newest revision of the concepts, for whoever follows them."""
        kept = await self._connection.execute(_UPSERT[self._connection.dialect.name], row_of(state))
        revision: int = kept.scalar_one()
        return revision

    async def purge(self, before: datetime) -> int:
        """Remove conversations that nobody took up since; how many there were."""
        return (await self._connection.execute(delete(dialogues).where(dialogues.c.updated < before))).rowcount
