"""Words inside the grammar of Home Assistant's sentences and inside its templates, where they must stay words.

https://github.com/OHF-Voice/hassil
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

# What the grammar can't take even behind a backslash is said by nobody.
_UNSAYABLE = re.compile(r"[\\;:\s]+")
_GRAMMAR = re.compile(r"([\[\]{}()<>|])")
# Home Assistant takes these off a sentence; older versions also within initials.
_PUNCTUATION = ".,!?¿¡…。，？！"
_TEMPLATE = re.compile(r"\{[{%#]")


@lru_cache(maxsize=8192)
def pattern(words: str) -> str:
    """Words as they are said, to be put into a sentence; empty when there is nothing to say."""
    plain = _UNSAYABLE.sub(" ", words).strip()
    parts = [part.strip(_PUNCTUATION) for part in plain.split()]
    bare = " ".join(part for part in parts if part)
    dotted = plain.strip(_PUNCTUATION)
    if not bare:
        return ""
    return _escaped(bare) if bare == dotted else f"({_escaped(bare)}|{_escaped(dotted)})"


def filled(sentences: Sequence[str], places: Mapping[str, str]) -> tuple[str, ...]:
    """Sentences of the language's file with its ``{places}`` replaced."""
    found = re.compile("|".join(re.escape(f"{{{name}}}") for name in places))
    return tuple(found.sub(lambda match: places[match[0][1:-1]], sentence) for sentence in sentences)


def literal(value: object) -> object:
    """A value of a service call that a template leaves as it is."""
    if isinstance(value, str) and _TEMPLATE.search(value):
        return f"{{{{ {json.dumps(value, ensure_ascii=False)} }}}}"
    return value


def _escaped(words: str) -> str:
    return _GRAMMAR.sub(r"\\\1", words)
