"""What a preposition leads to: a place, a value, a state, a thing."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.clauses.phrases import read_phrase
from dialogue.clauses.segment import Segment, deed_end, is_what_plays, starts_phrase
from dialogue.clauses.unknowns import opens_larger, read_unknown
from dialogue.clauses.words import place_said, read_taught, sends_home, take_value
from dialogue.reading.chunks import Chunk, acts_only
from dialogue.reading.values import read_value
from dialogue.response import UnknownSpan
from teaching.lexicon import Sort

LONGEST_OCCASION = 4


def read_preposition(segment: Segment, position: int) -> int:  # noqa: C901 - one alternative after the other, in the order that decides
    chunk, draft = segment.chunks[position], segment.draft
    preposition = chunk.text
    after = position + 1
    if after >= segment.count:
        if preposition in segment.words("goal_prepositions"):
            _draw_to(segment)
        return after
    if preposition in segment.words("origin_prepositions"):
        value = read_value(segment.chunks, after, segment.book)
        if value is not None:
            return value[1]
    determiner = False
    while (
        after < segment.count
        and (segment.chunks[after].word("determiner") or segment.chunks[after].word("adverb"))
        and not (
            segment.chunks[after].word("extreme")
            or segment.chunks[after].word("pronoun")
            or segment.chunks[after].names
        )
    ):
        determiner = determiner or bool(segment.chunks[after].word("determiner"))
        after += 1
    if after >= segment.count:
        if preposition in segment.words("goal_prepositions") and not determiner:
            _draw_to(segment)
        return after
    following = segment.chunks[after]
    taught = read_taught(segment, after)
    if taught is not None:
        return taught
    deed = deed_end(segment, position)
    if deed:
        words = segment.chunks[after:deed]
        text = " ".join(c.text for c in words)
        draft.unknowns.append(UnknownSpan(text, "value", words[0].start, words[-1].end))
        return deed
    timed = preposition in segment.words("point_prepositions") and _time_end(segment, after)
    if timed:
        return _read_time(segment, after, timed)
    for label in ("here", "there", "house"):
        if following.word(label) and not following.named(Sort.OPTION):
            place_said(segment, after, label)
            return after + 1
    if (
        preposition not in segment.words("genitive")
        and not determiner
        and following.word("state")
        and not segment.book.is_item(following)
    ):
        if not draft.acts or draft.verb == "set":
            draft.particle = following.word("state")
            return after + 1
    if opens_larger(segment, after):
        return read_unknown(segment, after, preposition, determiner=determiner)
    occasional = preposition in segment.words("point_prepositions") and not determiner
    if occasional and (occasion := _occasion_end(segment, after)):
        return _read_time(segment, after, occasion)
    if preposition not in segment.words("genitive"):
        taken = take_value(segment, after, preposition)
        if taken is not None:
            return taken
    if following.word("attribute") and not segment.book.is_item(following):
        draft.attribute = following.word("attribute")
        return after + 1
    if sends_home(segment, after):
        draft.verb = "dock"
        return after + 1
    if starts_phrase(segment, after):
        return read_phrase(segment, after, preposition, determiner=determiner)
    bare = not following.words or {word.label for word in following.words} <= {"function", "adverb", "tail"}
    if not following.known and is_what_plays(segment, after):
        return after + 1
    if not following.known or (determiner and bare and not following.names and following.quantity is None):
        return read_unknown(segment, after, preposition, determiner=determiner)
    if (
        preposition in segment.words("point_prepositions")
        and (not determiner or following.word("verb"))
        and _is_complete(segment)
    ):
        return _read_occasion(segment, after)
    return after


def _draw_to(segment: Segment) -> None:
    """ "pull the curtains to", "shutters to": said with nothing behind it of what is drawn, "to" is closed."""
    draft, vocabulary = segment.draft, segment.book.vocabulary
    if draft.verb_text in vocabulary.words("pulling"):
        draft.verb = "close"
        return
    entities = segment.book.home.entities
    drawn = [entities[e].kind in vocabulary.families["cover"] for t in draft.targets for e in t.fitting]
    if draft.verb is None and not draft.acts and not draft.unknowns and drawn and all(drawn):
        draft.particle, draft.drawn_to = "close", True


def _is_complete(segment: Segment) -> bool:
    """Whether it is said what to do, and with what."""
    draft = segment.draft
    return bool(draft.targets and (draft.particle or draft.verb not in (None, "set")) and not draft.values)


def _read_occasion(segment: Segment, position: int) -> int:
    """ "… at change over": whatever nothing else has read behind a complete command is when, and not passed over."""
    end = position + 1
    while end < segment.count and not _ends_occasion(segment, segment.chunks[end], first=False):
        end += 1
    return _read_time(segment, position, end)


def _read_time(segment: Segment, position: int, end: int) -> int:
    """These words are a time that nobody has told."""
    words = segment.chunks[position:end]
    text = " ".join(chunk.text for chunk in words)
    segment.draft.unknowns.append(UnknownSpan(text, "time", words[0].start, words[-1].end))
    return end


def _time_end(segment: Segment, position: int) -> int:
    """ "at brew time": known words with "time" behind them are still a time that nobody has told; 0 when not."""
    plain = segment.book.vocabulary.words("not_before_time")
    for end in range(position, min(position + LONGEST_OCCASION, segment.count)):
        chunk = segment.chunks[end]
        if end > position and chunk.text in segment.words("time_noun"):
            return end + 1
        number = chunk.quantity is not None and not chunk.quantity.fraction  # but "at half time"
        named = any(name.sort is not Sort.OPTION for name in chunk.names)  # "at home time", where an alarm has a "home"
        stops = number or (chunk.comma_before and end > position) or named
        if stops or chunk.text in plain or chunk.word("preposition") or chunk.word("pronoun"):
            return 0
    return 0


def _occasion_end(segment: Segment, position: int) -> int:
    """ "… at curtain call", "… at shift change": behind a complete command words that name no place and no value
    are an occasion, whatever else each of them can mean; 0 when they are none.
    """
    if not _is_complete(segment):
        return 0
    rest = segment.chunks[position:]
    while rest and rest[-1].word("adverb") and not rest[-1].word("verb") and not _is_phrasal(rest):
        rest = rest[:-1]
    if not rest or any(_ends_occasion(segment, c, first=c is rest[0]) for c in rest):
        return 0
    return position + len(rest) if _names_occasion(segment, rest) else 0


def _is_phrasal(rest: Sequence[Chunk]) -> bool:
    """ "change over", "clock in": what ends there goes with the verb right before it."""
    return len(rest) > 1 and bool(rest[-1].word("preposition")) and acts_only(rest[-2])


def _ends_occasion(segment: Segment, chunk: Chunk, *, first: bool) -> bool:
    """Whether a chunk can't be part of the name of an occasion."""
    joined = (
        chunk.word("preposition")
        and (first or chunk.text not in segment.words("genitive"))
        and not chunk.word("adverb")
    )
    return bool(chunk.quantity is not None or (chunk.comma_before and not first) or joined)


def _names_occasion(segment: Segment, rest: Sequence[Chunk]) -> bool:
    book = segment.book
    first, last = rest[0], rest[-1]
    if book.kinds_named(first) and len(rest) > 1:
        named = first.named(Sort.AREA) or last.names or book.is_item(last)
        if last.word("particle"):
            return True  # "turn the spots off at lights out": it has been said already what to do
        return not (named or any(last.word(label) for label in ("value", "tail", "attribute")))
    rest = rest[:-1] if _is_phrasal(rest) else rest
    if not all(acts_only(chunk) for chunk in rest if chunk.known and chunk.text not in segment.words("genitive")):
        return False
    return any(chunk.known for chunk in rest)
