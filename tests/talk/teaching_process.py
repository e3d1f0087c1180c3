"""A hub that is taught one word after the other, for a test that kills it.

Prints ``asked TERM`` when a question is open and ``taught TERM PERCENT`` when a lesson is confirmed. ``stop`` as the
second argument makes it wait for ever at the first open question.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from dialogue.response import Kind
from tests.fakes.clocks import BERLIN
from tests.talk.listening import DeafInterpreter
from tests.talk.stage import home_file, stage_of

SYLLABLES = ("blo", "zor", "vane", "quib", "snar", "fle", "dro", "wim", "gax", "pulo")
EVENING = datetime(2026, 3, 10, 19, tzinfo=BERLIN)


def term_of(number: int) -> str:
    """A word that nobody knows, another for each number."""
    return "".join(SYLLABLES[int(digit)] for digit in f"{number:03}")


async def _main(database: Path, *, stops: bool) -> None:
    async with stage_of(home_file("demo"), DeafInterpreter(), time=EVENING, database=database) as stage:
        number = 0
        while True:
            term, percent = term_of(number), number % 99 + 1
            asked = await stage.say(f"set the floor lamp to {term}", who="alex")
            assert asked.kind is Kind.ASKS_ABOUT
            print(f"asked {term}", flush=True)
            if stops:
                await asyncio.sleep(600)
            learned = await stage.say(f"{percent} percent", who="alex")
            assert learned.kind is Kind.CONFIRMS
            print(f"taught {term} {percent}", flush=True)
            number += 1


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), stops=sys.argv[2:] == ["stop"]))
