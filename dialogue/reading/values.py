"""Reads words for values and changes: amounts, colours, extremes, comparatives, options, taught words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from devices.capabilities import Value
from dialogue.interpretation import ValueTerm
from dialogue.reading.chunks import Chunk
from dialogue.reading.noun_phrases import Phrasebook
from teaching.concepts import Setting, ValueName
from teaching.lexicon import Sort

TIME_UNITS = frozenset({"second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks"})
SHADE = "color_temp-"
SHARED_OUT = ("brightness", "volume", "speed")
"""What "seventy percent bright" and "forty percent loud" are a share of."""
_OPPOSITES = {"close": True, "open": False}


def value_of(chunk: Chunk, book: Phrasebook) -> ValueTerm | None:
    """What a chunk says as a value by itself; ``None`` when it is no value."""
    start, end, text = chunk.start, chunk.end, chunk.text
    for concept_id in chunk.named(Sort.CONCEPT):
        meaning = book.lexicon.concept(concept_id).meaning
        if isinstance(meaning, ValueName):
            return ValueTerm(text, start, end, settings=meaning.settings, concept_id=concept_id)
    if chunk.quantity is not None and chunk.quantity.unit in TIME_UNITS:
        return None
    if chunk.quantity is not None:
        said = text.split()[0]
        if text.startswith(("+", "-")) or (said != text and said in book.words("sign_words")):
            sign = -1 if text.startswith("-") or said in book.words("minus_word") else 1
            amount = abs(float(chunk.quantity.value))
            return ValueTerm(
                text, start, end, amount=amount, unit=chunk.quantity.unit, direction=sign, attributes=("*",)
            )
        share = float(chunk.quantity.value) / 100 if chunk.quantity.fraction else None
        return ValueTerm(text, start, end, amount=float(chunk.quantity.value), unit=chunk.quantity.unit, share=share)
    options = _options(chunk, book)
    if options:
        return ValueTerm(text, start, end, options=options)
    extreme = chunk.word("extreme")
    if extreme is not None:
        return ValueTerm(text, start, end, extreme=extreme)
    comparative = chunk.word("comparative")
    if comparative is not None:
        meaning_of = book.vocabulary.comparatives[comparative]
        direction, attributes = meaning_of.direction, meaning_of.attributes
        return ValueTerm(text, start, end, direction=direction, attributes=attributes, degree=meaning_of.degree)
    return None


def _options(chunk: Chunk, book: Phrasebook) -> tuple[tuple[str, Value], ...]:
    found: list[tuple[str, Value]] = []
    for option in chunk.named(Sort.OPTION):
        attribute, _, value = option.partition("=")
        found.append((attribute, value))
    word = chunk.word("value")
    if word is not None:
        found.extend(pair for pair in book.vocabulary.values[word] if pair not in found)
    return tuple(found)


def read_value(chunks: Sequence[Chunk], position: int, book: Phrasebook) -> tuple[ValueTerm, int] | None:
    """The value that begins at ``position`` and the position after it.

    Joins what belongs together: "two degrees warmer", "a bit brighter", "a quarter open", "sixty percent brightness".
    """
    count = len(chunks)
    first = chunks[position]
    degree = first.word("degree")
    if degree is not None:
        after = position + 1
        if after < count and not chunks[after].comma_before:
            term = value_of(chunks[after], book)
            if term is not None and term.direction:
                return _span(replace(term, degree=degree), chunks, position, after), after + 1
            particle = chunks[after].word("particle")
            if particle in ("up", "down"):
                direction = 1 if particle == "up" else -1
                term = ValueTerm("", 0, 0, direction=direction, attributes=("*",), degree=degree)
                return _span(term, chunks, position, after), after + 1
            if (
                " " in first.text
                and first.text.split()[-1] in book.words("grading_words")
                and chunks[after].word("kind")
            ):
                direction = 1 if first.text.split()[-1] in book.words("more_word") else -1
                term = ValueTerm("", 0, 0, direction=direction, attributes=("*",), degree=degree)
                return _span(term, chunks, position, position), after
        return None
    if first.text in book.words("sign_words") and position + 1 < count and chunks[position + 1].quantity is not None:
        amount = value_of(chunks[position + 1], book)
        assert amount is not None
        signed = replace(amount, direction=1 if first.text in book.words("plus_word") else -1, attributes=("*",))
        return _span(signed, chunks, position, position + 1), position + 2
    taught = share_of_taught(chunks, position, book)
    if taught is not None:
        return taught
    if (
        first.text in book.words("share_words")
        and position + 1 < count
        and chunks[position + 1].text in book.words("comparing_conjunction")
    ):
        factor = 2.0 if first.text in book.words("twice_word") else 0.5
        last = min(position + 2, count - 1)
        return _span(ValueTerm("", 0, 0, factor=factor), chunks, position, last), last + 1
    share = _share_of_that(chunks, position, book)
    if share is not None:
        return share
    term = value_of(first, book)
    if term is None:
        return None
    after = position + 1
    if after >= count or chunks[after].comma_before:
        return term, after
    return _joined(term, chunks, position, after, book)


def share_of_taught(chunks: Sequence[Chunk], position: int, book: Phrasebook) -> tuple[ValueTerm, int] | None:
    """ "twice cosy", "half of cosy", "three times as bright as cosy": a taught value, made more or less of."""
    factor, after = _factor(chunks, position, book)
    if factor is None:
        return None
    between = book.vocabulary.words("between_shares")
    while after < len(chunks) and chunks[after].text in between and not chunks[after].comma_before:
        after += 1
    term = value_of(chunks[after], book) if after < len(chunks) else None
    if term is None or term.concept_id is None:
        return None
    scaled = tuple(_times(setting, factor) for setting in term.settings)
    if scaled == term.settings:
        return None
    return _span(ValueTerm("", 0, 0, settings=scaled), chunks, position, after), after + 1


def _factor(chunks: Sequence[Chunk], position: int, book: Phrasebook) -> tuple[float | None, int]:
    """What is multiplied by, and the place behind it: twice, half, a third, three times."""
    first = chunks[position]
    factor = book.vocabulary.multiples.get(first.text)
    if factor is None and first.quantity is not None and first.quantity.fraction:
        factor = float(first.quantity.value) / 100
    if factor is None and first.quantity is not None and first.quantity.unit in (None, "percent"):
        times = (
            position + 1 < len(chunks)
            and chunks[position + 1].text in book.words("times_word")
            and first.quantity.unit is None
        )
        of_it = (
            position + 1 < len(chunks)
            and chunks[position + 1].text in book.words("genitive")
            and first.quantity.unit is not None
        )
        if times or of_it:
            return float(first.quantity.value) / (1 if times else 100), position + 2
    return factor, position + 1


def _times(setting: Setting, factor: float) -> Setting:
    if setting.attribute not in SHARED_OUT and setting.attribute != "position":
        return setting
    if isinstance(setting.value, bool) or not isinstance(setting.value, int | float):
        return setting
    return replace(setting, value=min(max(round(setting.value * factor), 1), 100))


def _share_of_that(chunks: Sequence[Chunk], position: int, book: Phrasebook) -> tuple[ValueTerm, int] | None:
    """ "half that", "double it", "a third of that", "half what it is now": a share of what was named before."""
    first = chunks[position]
    factor = book.vocabulary.shares_of_that.get(first.text)
    if factor is None and first.quantity is not None and first.quantity.fraction:
        factor = float(first.quantity.value) / 100
    after = position + 1 + (position + 1 < len(chunks) and chunks[position + 1].text in book.words("genitive"))
    if factor is None or after >= len(chunks):
        return None
    quality = chunks[after + 1].word("attribute") if after + 1 < len(chunks) else None
    if chunks[after].text in book.words("quality_determiners") and quality is not None:
        term = ValueTerm("", 0, 0, factor=factor, attribute=quality)  # "half the brightness"
        return _span(term, chunks, position, after + 1), after + 2
    rest = tuple(word for chunk in chunks[after:] for word in chunk.text.split())
    if rest in book.vocabulary.phrases("as_it_is"):
        return _span(ValueTerm("", 0, 0, factor=factor), chunks, position, len(chunks) - 1), len(chunks)
    if after != len(chunks) - 1 or chunks[after].text not in book.words("neuter_pronouns"):
        return None
    return _span(ValueTerm("", 0, 0, factor=factor), chunks, position, after), after + 1


def _joined(
    term: ValueTerm, chunks: Sequence[Chunk], position: int, after: int, book: Phrasebook
) -> tuple[ValueTerm, int]:
    following = chunks[after]
    if SHADE in term.attributes and following.text in book.vocabulary.words("shades"):
        return _span(replace(term, attributes=(SHADE,)), chunks, position, after), after + 1
    if term.amount is not None or term.extreme == "half":
        comparative = value_of(following, book)
        if term.amount is not None and comparative is not None and comparative.direction:
            joined = replace(term, direction=comparative.direction, attributes=comparative.attributes)
            return _span(joined, chunks, position, after), after + 1
        state = following.word("state")
        if state in _OPPOSITES and following.word("kind") is None:
            amount = 50.0 if term.amount is None else term.amount
            share = 100 - amount if _OPPOSITES[state] else amount
            opened = replace(term, amount=share, extreme=None, unit="percent", attribute="position")
            return _span(opened, chunks, position, after), after + 1
    measured = book.vocabulary.measures.get(following.text)
    if measured in SHARED_OUT and not following.names and term.amount is not None and term.unit in (None, "percent"):
        return _span(replace(term, attribute=measured, unit="percent"), chunks, position, after), after + 1
    attribute = following.word("attribute")
    if attribute is not None and not following.names and term.direction == 0:
        return _span(replace(term, attribute=attribute), chunks, position, after), after + 1
    if following.word("tail") is not None and (term.options or term.settings):
        return _span(term, chunks, position, after), after + 1
    return term, after


def _span(term: ValueTerm, chunks: Sequence[Chunk], first: int, last: int) -> ValueTerm:
    text = " ".join(chunk.text for chunk in chunks[first : last + 1])
    return replace(term, text=text, start=chunks[first].start, end=chunks[last].end)
