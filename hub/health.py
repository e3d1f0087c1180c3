"""How the parts of the hub are, for the API, the command line and MQTT."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import TypeAlias

_PROBE_TIMEOUT_S = 3.0


@dataclass(frozen=True, slots=True)
class PartHealth:
    """One part: whether it works, and what to know or do."""

    works: bool
    detail: str = ""


Probe: TypeAlias = Callable[[], Awaitable[PartHealth]]


@dataclass(slots=True)
class Health:
    """Asks each part how it is. ``vital`` parts decide whether the hub as a whole is well."""

    vital: frozenset[str] = frozenset({"database"})
    changes: int = 0
    """How often a part was found to work again, or not to work any more."""
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    _probes: dict[str, Probe] = field(default_factory=dict)
    _seen: dict[str, tuple[bool, datetime]] = field(default_factory=dict)
    _since: float = field(default_factory=monotonic)

    def add(self, part: str, probe: Probe) -> None:
        """Ask this part too; the probe may raise, which counts as not working."""
        self._probes[part] = probe

    @property
    def uptime_s(self) -> float:
        """Seconds since the hub was composed."""
        return monotonic() - self._since

    async def parts(self) -> Mapping[str, PartHealth]:
        """Every part's health, asked at the same time, none waited for longer than a few seconds."""
        names = list(self._probes)
        answers = await asyncio.gather(*(_ask(self._probes[name]) for name in names))
        for name, answer in zip(names, answers, strict=True):
            before = self._seen.get(name)
            if before is None or before[0] is not answer.works:
                self._seen[name] = (answer.works, self.now())
                self.changes += before is not None
        return dict(zip(names, answers, strict=True))

    def since(self, part: str) -> datetime | None:
        """Since when the part is as it was found last, as far as it was looked at (every quarter of a minute)."""
        return self._seen[part][1] if part in self._seen else None

    def is_well(self, parts: Mapping[str, PartHealth]) -> bool:
        """Whether every vital part works."""
        return all(part.works for name, part in parts.items() if name in self.vital)


async def _ask(probe: Probe) -> PartHealth:
    try:
        async with asyncio.timeout(_PROBE_TIMEOUT_S):
            return await probe()
    except TimeoutError:
        return PartHealth(works=False, detail=f"no answer within {_PROBE_TIMEOUT_S:g} s")
    except Exception as error:  # noqa: BLE001 - whatever a part raises means it does not work
        return PartHealth(works=False, detail=str(error) or type(error).__name__)
