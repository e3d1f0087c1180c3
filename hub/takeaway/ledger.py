"""What this hub has put into a Home Assistant, so that it takes back that and nothing else.

Words are kept as digests: what was forgotten is in no file of the hub, and can still be taken back.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from hub.errors import HubError
from hub.storage.files import write_privately

LEDGER_FILE: Final = "home-assistant-offers.json"
Sort = Literal["entity", "area"]
Made = Literal["scene", "script"]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    salt: str
    entity: dict[str, list[str]] = {}
    area: dict[str, list[str]] = {}
    script: list[str] = []
    scene: list[str] = []


@dataclass(slots=True)
class Ledger:
    """Aliases by what has them, and ids of scenes and scripts. ``save`` after every change."""

    path: Path
    salt: str
    aliases: dict[tuple[Sort, str], set[str]] = field(default_factory=dict)
    made: dict[Made, set[str]] = field(default_factory=lambda: {"scene": set(), "script": set()})

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The ledger of a data folder, empty at first. Raises ``HubError``."""
        path = folder / LEDGER_FILE
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return cls(path, secrets.token_hex(16))
        try:
            kept = _File.model_validate_json(content)
        except ValidationError as error:
            reason = "Remove it; then what was put into Home Assistant has to be taken out there."
            raise HubError(f"{path} can't be read. {reason}") from error
        aliases: dict[tuple[Sort, str], set[str]] = {("entity", key): set(found) for key, found in kept.entity.items()}
        aliases |= {("area", key): set(found) for key, found in kept.area.items()}
        return cls(path, kept.salt, aliases, {"scene": set(kept.scene), "script": set(kept.script)})

    def owns(self, sort: Sort, holder: str, alias: str) -> bool:
        """Whether this hub has put the alias there."""
        return self._digest(alias) in self.aliases.get((sort, holder), ())

    def holders(self, sort: Sort) -> frozenset[str]:
        """What has aliases of this hub's."""
        return frozenset(holder for of, holder in self.aliases if of == sort)

    def note(self, sort: Sort, holder: str, *, added: tuple[str, ...], removed: tuple[str, ...]) -> None:
        """Aliases were put there and taken back."""
        kept = self.aliases.setdefault((sort, holder), set())
        kept -= {self._digest(alias) for alias in removed}
        kept |= {self._digest(alias) for alias in added}
        if not kept:
            del self.aliases[sort, holder]

    def save(self) -> None:
        """Write it down. Raises ``StorageError``."""
        by_sort: dict[Sort, dict[str, list[str]]] = {"entity": {}, "area": {}}
        for (sort, holder), found in sorted(self.aliases.items()):
            by_sort[sort][holder] = sorted(found)
        scenes, scripts = sorted(self.made["scene"]), sorted(self.made["script"])
        kept = _File(salt=self.salt, entity=by_sort["entity"], area=by_sort["area"], scene=scenes, script=scripts)
        with write_privately(self.path) as file:
            file.write(kept.model_dump_json(indent=1).encode())

    def _digest(self, alias: str) -> str:
        return hashlib.sha256(f"{self.salt} {alias}".encode()).hexdigest()
