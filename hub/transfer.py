"""What was taught, out of one hub and into another, for doors that have bytes rather than files."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hub.errors import HubError
from hub.storage.errors import ImportRejected
from hub.storage.exports import ImportReport, export_file, import_file
from hub.storage.files import DRAFT
from hub.storage.store import SqlStore


@dataclass(frozen=True, slots=True)
class Transfer:
    """Exports and imports of one store."""

    store: SqlStore
    folder: Path

    async def give(self) -> bytes:
        """The export as JSON."""
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=f"{DRAFT}export-") as folder:
            file = Path(folder) / "export.json"
            await export_file(self.store, file)
            return await asyncio.to_thread(file.read_bytes)

    async def take(self, document: bytes) -> ImportReport:
        """Take in such a document, all or nothing. Raises ``HubError`` with what is wrong."""
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=f"{DRAFT}import-") as folder:
            file = Path(folder) / "import.json"
            await asyncio.to_thread(file.write_bytes, document)
            try:
                return await import_file(self.store, file)
            except ImportRejected as error:
                raise HubError(f"{error.item}: {error.reason}. Nothing was imported.") from error
