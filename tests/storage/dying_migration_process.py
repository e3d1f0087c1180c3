"""A migration that dies at its fifth table, for a test that looks at what is left."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from unittest.mock import patch

from alembic.operations import Operations
from alembic.operations.ops import CreateTableOp

from hub.storage.address import database_address
from hub.storage.schema import upgrade

made: list[object] = []
_invoke = Operations.invoke


def _dying(operations: Operations, operation: object) -> object:
    made.extend([operation] if isinstance(operation, CreateTableOp) else [])
    if len(made) == 5:
        os._exit(9)
    return _invoke(operations, operation)  # type: ignore[call-overload]


if __name__ == "__main__":
    with patch.object(Operations, "invoke", _dying):
        asyncio.run(upgrade(database_address(None, Path(sys.argv[1]))))
