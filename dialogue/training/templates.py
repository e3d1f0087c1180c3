"""Makes sentences from forms: ``{part}``, ``(a|b)`` for one of several and ``[a]`` for what may be left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, TypeAlias

from dialogue.errors import LanguageDataError
from dialogue.reading.masking import UNKNOWN, tokens
from dialogue.training.examples import Example

ROLES: Final = {"ud": "device", "ua": "area", "uv": "value"}
"""Parts whose unknown words a span model can learn to mark, with the role they play."""
SHARE_UNKNOWN: Final = 0.6
"""How often a ``{word}`` is a word nothing explains; otherwise an everyday word stands there."""


@dataclass(frozen=True, slots=True)
class Part:
    """A named part, replaced by one of its forms."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several forms."""

    forms: tuple[Form, ...]


Form: TypeAlias = "tuple[str | Part | Choice, ...]"

_MARKED = re.compile(r"⟨([^⟩]+)⟩(\w+)")
_MARKED_WHOLE = re.compile(r"(⟨[^⟩]+⟩\w+)")
_ADJACENT = re.compile(r"⟩(\w+) ⟨(?=[^⟩]+⟩\1\b)")
_SIGNS = re.compile(r"([()\[\]|]|\{\w+\})")


@dataclass(frozen=True, slots=True)
class Templates:
    """Forms by class, their parts, and the everyday words that stand for unknown ones."""

    parts: Mapping[str, tuple[Form, ...]]
    classes: Mapping[str, tuple[int, tuple[Form, ...]]]
    words: Sequence[str]

    def examples(self, seed: int = 7) -> Iterator[Example]:
        """Different sentences of each class, always the same ones for a seed."""
        for intent, (count, forms) in self.classes.items():
            rng = Random(f"{seed}-{intent}")  # noqa: S311 (sentences, not secrets)
            seen: set[str] = set()
            for number in range(count):
                marked = self._say(forms[number % len(forms)], rng)
                text = " ".join(tokens(_MARKED.sub(r"\1", marked)))
                if text and text not in seen:
                    seen.add(text)
                    yield Example(text, intent, _annotated(marked))

    def _say(self, form: Form, rng: Random, role: str | None = None) -> str:
        return " ".join(self._element(element, rng, role) for element in form)

    def _element(self, element: str | Part | Choice, rng: Random, role: str | None) -> str:
        match element:
            case str():
                return element
            case Choice(forms):
                return self._say(rng.choice(forms), rng, role)
            case Part("word"):
                word = UNKNOWN if rng.random() < SHARE_UNKNOWN else rng.choice(self.words)
                return f"⟨{word}⟩{role}" if role else word
            case Part(name):
                return self._say(rng.choice(self.parts[name]), rng, ROLES.get(name, role))


def _annotated(marked: str) -> str:
    """The sentence with its marked words in brackets: ``turn on the [__oov__](device)``."""
    merged = _ADJACENT.sub(" ", " ".join(marked.split()))
    pieces = [_MARKED.fullmatch(piece) or piece for piece in _MARKED_WHOLE.split(merged)]
    shown = (p if isinstance(p, str) else f"[{p[1]}]({p[2]})" for p in pieces)
    return " ".join(filter(None, (text if "](" in text else " ".join(tokens(text)) for text in shown)))


def read_templates(data: Mapping[str, object]) -> Templates:
    """Templates from their YAML data. Raises ``LanguageDataError`` when a form or a part is wrong."""
    try:
        raw_parts = {**_lists(data["parts"]), **_lists(data["fill"])}
        parts = {name: tuple(_parse(form) for form in forms) for name, forms in raw_parts.items()}
        classes = {}
        for intent, entry in _mapping(data["classes"]).items():
            content = _mapping(entry)
            forms = tuple(_parse(str(form)) for form in _sequence(content["forms"]))
            classes[str(intent)] = (int(str(content["count"])), forms)
        templates = Templates(parts, classes, str(data["words"]).split())
    except (KeyError, TypeError, ValueError) as error:
        raise LanguageDataError(f"templates.yaml: {error!r}") from error
    _check_parts(templates)
    return templates


def _parse(text: str) -> Form:
    signs = [sign for sign in _SIGNS.split(text) if sign.strip()]
    forms, rest = _alternatives(signs, closing="")
    if rest or len(forms) != 1:
        raise ValueError(f"brackets do not match in {text!r}")
    return forms[0]


def _alternatives(signs: list[str], closing: str) -> tuple[tuple[Form, ...], list[str]]:
    forms: list[Form] = []
    current: list[str | Part | Choice] = []
    while signs:
        sign, signs = signs[0], signs[1:]
        if sign == closing:
            return (*forms, tuple(current)), signs
        if sign == "|" and closing:
            forms.append(tuple(current))
            current = []
        elif sign in "([":
            inner, signs = _alternatives(signs, ")" if sign == "(" else "]")
            current.append(Choice(inner if sign == "(" else (*inner, *[()] * len(inner))))
        elif sign in ")]|":
            raise ValueError(f"a stray {sign!r}")
        elif sign.startswith("{"):
            current.append(Part(sign[1:-1]))
        else:
            current.append(sign.strip())
    if closing:
        raise ValueError(f"{closing!r} is missing")
    return (tuple(current),), []


def _check_parts(templates: Templates) -> None:
    forms = [form for several in templates.parts.values() for form in several]
    forms += [form for _, several in templates.classes.values() for form in several]
    while forms:
        for element in forms.pop():
            if isinstance(element, Choice):
                forms.extend(element.forms)
            elif isinstance(element, Part) and element.name != "word" and element.name not in templates.parts:
                raise LanguageDataError(f"templates.yaml: there is no part {{{element.name}}}")


def _mapping(value: object) -> Mapping[object, object]:
    if not isinstance(value, Mapping):
        raise TypeError(f"a mapping is expected, not {value!r}")
    return value


def _sequence(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise TypeError(f"a list is expected, not {value!r}")
    return value


def _lists(value: object) -> dict[str, list[str]]:
    return {str(name): [str(form) for form in _sequence(forms)] for name, forms in _mapping(value).items()}
