"""Reads a sentence as a request: cuts it into clauses, finds its time, and puts shared words back together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dialogue.clauses.reader import read_segment
from dialogue.interpretation import Request
from dialogue.reading.alternatives import mark_alternatives, without_either
from dialogue.reading.articles import with_plain_count, without_one
from dialogue.reading.bare_minutes import with_minutes
from dialogue.reading.bare_places import with_places_told
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.complaints import read_complaint
from dialogue.reading.contrasts import without_old_value
from dialogue.reading.denied_things import with_plain_offs
from dialogue.reading.exceptions import with_plain_exceptions
from dialogue.reading.floating import without_floating
from dialogue.reading.growth import with_plain_changes
from dialogue.reading.haste import without_haste
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.numbers import read_quantity
from dialogue.reading.occasions import with_occasion_first
from dialogue.reading.open_choices import without_open_choice
from dialogue.reading.plainness import without_plainness
from dialogue.reading.segments import (
    merge,
    segments_of,
    with_exceptions,
    with_liking,
    without_asides,
    without_reasons,
)
from dialogue.reading.side_phrases import (
    read_liking,
    read_subordinate,
    without_lasting_time,
    without_phrase,
    without_purpose,
    without_readying,
)
from dialogue.reading.state_clauses import without_state_clause
from dialogue.reading.timed_pieces import with_times
from dialogue.response import UnknownSpan
from dialogue.timing.stretches import find_stretch
from dialogue.timing.taught import read_taught_time
from dialogue.timing.times import TimeReading, Vague, find_time
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort
from teaching.phrases import stems

MAX_TIMES = 2
MIN_COMMAND = 2


def read_request(tokens: Sequence[Token], book: Phrasebook, now: datetime, *, timed: bool = True) -> Request:
    """What is asked for; clauses without any command in them are left out.

    ``timed``: whether a number that may be a clock time is one ("the oven on at two thirty").
    """
    row = without_open_choice(with_plain_count(with_plain_offs(tuple(tokens), book), book), book)
    row = without_state_clause(row, book)
    row, once = without_phrase(without_one(with_plain_exceptions(row, book), book), book, "one_off")
    row = without_lasting_time(without_phrase(row, book, "idle_times")[0], book)
    if row and row[0].text in book.vocabulary.words("staying_verbs"):
        row = without_phrase(row, book, "staying_times")[0]
    row = without_old_value(without_haste(row, book), book)
    row = without_either(without_purpose(without_readying(row, book), book), book)
    row = without_floating(_without_order(row, book), book)
    row = with_plain_changes(with_occasion_first(row, book), book)
    row, liking, unknown_person = read_liking(without_plainness(row, book), book)
    row, times = _times(with_minutes(row, book), book, now, timed=timed)
    row, unknown_time = read_subordinate(row, book)
    pieces = _pieces(row, book)
    drafts = [
        read_segment(segment, book) if complaint is None else complaint
        for segment, complaint in ((segment, read_complaint(segment, book)) for segment in segments_of(pieces, book))
    ]
    drafts = with_exceptions(with_times(drafts), book)
    told = without_reasons(drafts)
    reasons, drafts = len(told) < len(drafts), told
    if drafts and all(draft.complaint for draft in drafts):
        times = []  # "it's cold tonight": that is how things are now
    negated = any(draft.negated for draft in drafts)
    drafts = [draft for draft in drafts if not draft.negated]
    asking = without_asides(drafts, book)
    asides = [draft for draft in drafts if draft not in asking]
    spoken_of = [t for aside in asides for t in aside.targets if t.pronoun is None and t.unknown is None]
    for draft in asking:
        if spoken_of and not draft.areas and [t.pronoun for t in draft.targets] in (["it"], ["them"]):
            draft.targets = list(spoken_of)  # "we've left the garage open, close it"
        if draft.scope == "there" and not draft.areas:
            draft.areas.extend(area for aside in asides for area in aside.areas)
    merged = merge(asking)
    mark_alternatives(merged, pieces, book)
    if liking is not None or unknown_person is not None:
        merged = with_liking(merged, liking)
    unknowns = [_placed(span, row) for span in dict.fromkeys(span for draft in merged for span in draft.unknowns)]
    if unknown_person is not None:
        unknowns = [unknown_person]
    if unknown_time is not None:
        unknowns.append(unknown_time)
    return Request(
        clauses=tuple(
            draft.clause() for draft in merged if draft.acts or draft.has_target or draft.verb or draft.unknowns
        ),
        time=times[0] if times else None,
        times=tuple(times),
        unknowns=tuple(unknowns),
        once=once,
        asides=bool(asides) or reasons,
        negated=negated,
    )


def _pieces(row: tuple[Token, ...], book: Phrasebook) -> tuple[Chunk, ...]:
    """The chunks; "lights out", said by itself, goes on being what to do though it is a time here as well."""
    pieces = with_places_told(chunk(row, book.lexicon, book.vocabulary), book)
    concepts = pieces[0].named(Sort.CONCEPT) if len(pieces) == 1 and len(row) > 1 else ()
    if not any(book.lexicon.concept(concept).meaning.type == "time" for concept in concepts):
        return pieces
    behind = (replace(p, start=p.start + 1, end=p.end + 1) for p in chunk(row[1:], book.lexicon, book.vocabulary))
    apart = (*chunk(row[:1], book.lexicon, book.vocabulary), *behind)
    return apart if all(piece.known for piece in apart) else pieces


def _times(
    row: tuple[Token, ...], book: Phrasebook, now: datetime, *, timed: bool
) -> tuple[tuple[Token, ...], list[TimeReading]]:
    """The sentence without its times, and the times."""
    row, taught = read_taught_time(row, book, now)
    times: list[TimeReading] = [taught] if taught is not None else []
    stretch = find_stretch(row, now)
    if stretch is not None and _is_stretch(row, stretch[0], stretch[1], book):
        times.extend(stretch[2])
        row = (*row[: stretch[0]], *row[stretch[1] :])
    for _ in range(MAX_TIMES):
        found = _time_outside_numbers(row, now)
        if found is None:
            break
        start, end, reading = found
        if _is_taught(row, start, end, book) or _ends_name(row, start, book) or _opens_name(row, start, end, book):
            break
        if isinstance(reading.when, Vague) and _is_set_to(row, start, end, book):
            break
        if not reading.certain and not (timed and _may_be_time(row, start, end, book)):
            break
        times.append(reading)
        row = (*row[:start], *row[end:])
    return row, times


def _is_set_to(row: Sequence[Token], start: int, end: int, book: Phrasebook) -> bool:
    """ "the lamp to morning": what a thing is put to is how it shall be, whatever else its word tells."""
    goal = next((at for at in (start, start - 1) if row[at].text in book.words("goal_prepositions")), 0)
    if goal < 1 or end < len(row):
        return False
    pieces = chunk(row[:goal], book.lexicon, book.vocabulary)
    return book.is_item(pieces[-1]) and not any(piece.word("particle") or piece.quantity for piece in pieces)


def _time_outside_numbers(row: Sequence[Token], now: datetime) -> tuple[int, int, TimeReading] | None:
    """The time in a sentence; in "at twenty one tonight" that is tonight, and not one in the night."""
    found = find_time(row, now)
    if found is None or found[0] == 0:
        return found
    before = read_quantity(row, found[0] - 1)
    if before is None or before.end <= found[0]:
        return found
    behind = find_time(row[before.end :], now)
    return None if behind is None else (behind[0] + before.end, behind[1] + before.end, behind[2])


def _may_be_time(row: Sequence[Token], start: int, end: int, book: Phrasebook) -> bool:
    return not _is_longer_number(row, start, end) and _complete_without(row, start, end, book)


def _is_stretch(row: Sequence[Token], start: int, end: int, book: Phrasebook) -> bool:
    """ "from six till nine" is always one; "from 18 to 21" only where the rest needs no number."""
    until = any(token.text in book.words("stretch_words") for token in row[start:end])
    return until or _complete_without(row, start, end, book)


def _without_order(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "lock the back door first": when it is done among other things."""
    ordered = (
        len(row) > 2
        and row[-1].text in book.vocabulary.words("order")
        and row[-2].text not in book.words("order_determiners")
    )
    return row[:-1] if ordered else row


def _is_taught(row: Sequence[Token], start: int, end: int, book: Phrasebook) -> bool:
    """Whether the words of a time belong to a taught term ("lazy sunday")."""
    words = [token.text for token in row]
    stemmed = stems(words)
    return any(
        first < end and last > start and any(name.sort is Sort.CONCEPT for name in names)
        for first in range(max(0, start - 5), end)
        for last, names in book.lexicon.at(words, stemmed, first)
    )


def _ends_name(row: Sequence[Token], start: int, book: Phrasebook) -> bool:
    """ "to pizza friday", "start taco tuesday": a bare day right behind unknown words belongs to their name."""
    if word_forms().singular(row[start].text) not in book.vocabulary.words("weekdays") or row[start].comma_before:
        return False
    pieces = chunk(row[:start], book.lexicon, book.vocabulary)
    first = len(pieces)
    while first > 0 and not pieces[first - 1].known:
        first -= 1
    if first in (0, len(pieces)):
        return False
    before = pieces[first - 1]
    return before.text in book.words("scene_introducers") or "scene" in before.all_words("verb")


def _opens_name(row: Sequence[Token], start: int, end: int, book: Phrasebook) -> bool:
    """ "at nightfall bell": a part of the day right before the last, unknown word is part of a name for a time."""
    if start < MIN_COMMAND or end != len(row) - 1 or row[end].comma_before:
        return False
    weekday = word_forms().singular(row[end - 1].text) in book.vocabulary.words("weekdays")
    if row[start].text not in book.words("point_prepositions") and not (
        weekday and row[end - 2].text in book.words("weekday_links")
    ):
        return False  # "on Sunday best"
    if any(read_quantity(row, at) is not None for at in range(start + 1, end)):
        return False
    pieces = chunk(row[end:], book.lexicon, book.vocabulary)
    return not pieces[0].known and not row[end].text.endswith(word_forms().adverb)


def _is_longer_number(row: Sequence[Token], start: int, end: int) -> bool:
    """ "at one ninety": the number goes on behind the clock time, so it is no time."""
    for at in (start, start + 1):
        quantity = read_quantity(row, at) if at < len(row) else None
        if quantity is not None:
            return quantity.end > end
    return False


def _placed(span: UnknownSpan, row: Sequence[Token]) -> UnknownSpan:
    """The span with its place in the sentence, in characters."""
    return replace(span, start=row[span.start].start, end=row[span.end - 1].end)


def _complete_without(row: Sequence[Token], start: int, end: int, book: Phrasebook) -> bool:
    """Whether a bare "at nine" can be a time: the rest says what to do and needs no number."""
    rest = (*row[:start], *row[end:])
    if not rest:
        return False
    for segment in segments_of(chunk(row, book.lexicon, book.vocabulary), book):
        if segment[0].start <= start < segment[-1].end and segment[0].start < start:
            rest = (*row[segment[0].start : start], *row[end : max(end, segment[-1].end)])
    drafts = [read_segment(segment, book) for segment in segments_of(chunk(rest, book.lexicon, book.vocabulary), book)]
    return any(
        (
            draft.verb not in (None, "set", "dim", "brighten", "up", "down", "warm", "cool")
            or draft.particle not in (None, "up", "down")
            or any(term.options or term.settings or (term.exact and term.unit) for term in draft.values)
        )
        and not draft.unknowns
        and (draft.has_target or draft.content is not None)
        for draft in drafts
    ) or any(
        draft.particle in ("up", "down")
        and any(
            book.home.entities[e].kind in book.vocabulary.families["cover"] for t in draft.targets for e in t.fitting
        )
        for draft in drafts
    )
