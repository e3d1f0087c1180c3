"""Reads a sentence as a request: cuts it into clauses, finds its time, and puts shared words back together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dialogue.chunks import Chunk, chunk
from dialogue.clauses import ClauseReader
from dialogue.complaints import read_complaint
from dialogue.drafts import Draft
from dialogue.interpretation import Request
from dialogue.noun_phrases import Phrasebook
from dialogue.numbers import read_quantity
from dialogue.response import UnknownSpan
from dialogue.times import TimeReading, find_time
from dialogue.tokens import Token
from teaching.lexicon import Sort, split
from teaching.phrases import stems

MAX_TIMES = 2
LENGTHS = frozenset("second seconds minute minutes hour hours day days".split())
BEING = frozenset({"is", "are", "was", "were", "have", "has", "had", "got", "need", "needs"})


def read_request(tokens: Sequence[Token], book: Phrasebook, now: datetime) -> Request:
    """What is asked for; clauses without any command in them are left out."""
    row, once = _without_phrase(tuple(tokens), book, "one_off")
    row = _without_phrase(row, book, "idle_times")[0]
    row = _without_purpose(row, book)
    row, liking, unknown_person = _read_liking(row, book)
    times: list[TimeReading] = []
    for _ in range(MAX_TIMES):
        found = find_time(row, now)
        if found is None:
            break
        start, end, reading = found
        if _is_taught(row, start, end, book):
            break
        if not reading.certain and (_is_longer_number(row, start, end) or not _complete_without(row, start, end, book)):
            break
        times.append(reading)
        row = (*row[:start], *row[end:])
    row, unknown_time = _read_subordinate(row, book)
    drafts = [
        ClauseReader(segment, book).read() if complaint is None else complaint
        for segment, complaint in (
            (segment, read_complaint(segment, book)) for segment in _segments(chunk(row, book.lexicon, book.vocabulary))
        )
    ]
    negated = any(draft.negated for draft in drafts)
    drafts = [draft for draft in drafts if not draft.negated]
    asking = _without_asides(drafts, book)
    asides = [draft for draft in drafts if draft not in asking]
    for draft in asking:
        if draft.scope == "there" and not draft.areas:
            draft.areas.extend(area for aside in asides for area in aside.areas)
    merged = _merge(asking)
    if liking is not None or unknown_person is not None:
        merged = _with_liking(merged, liking)
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
        asides=bool(asides),
        negated=negated,
    )


def _is_taught(row: Sequence[Token], start: int, end: int, book: Phrasebook) -> bool:
    """Whether the words of a time belong to a taught term ("lazy sunday")."""
    words = [token.text for token in row]
    stemmed = stems(words)
    return any(
        first < end and last > start and any(name.sort is Sort.CONCEPT for name in names)
        for first in range(max(0, start - 5), end)
        for last, names in book.lexicon.at(words, stemmed, first)
    )


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
    drafts = [ClauseReader(segment, book).read() for segment in _segments(chunk(rest, book.lexicon, book.vocabulary))]
    return any(
        (
            draft.verb not in (None, "set", "dim", "brighten", "up", "down", "warm", "cool")
            or draft.particle not in (None, "up", "down")
            or any(term.options or term.settings for term in draft.values)
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


def _segments(chunks: Sequence[Chunk]) -> list[list[Chunk]]:
    segments: list[list[Chunk]] = [[]]
    for position, piece in enumerate(chunks):
        if piece.comma_before and segments[-1]:
            segments.append([])
        following = chunks[position + 1] if position + 1 < len(chunks) else None
        if piece.text == "plus" and following is not None and following.quantity is not None:
            segments[-1].append(piece)
            continue
        if (
            piece.word("conjunction")
            and not piece.names
            and piece.quantity is None
            and piece.text not in ("as well", "as well as")
        ):
            if segments[-1]:
                segments.append([])
            continue
        segments[-1].append(piece)
    return [segment for segment in segments if segment]


def _without_asides(drafts: list[Draft], book: Phrasebook) -> list[Draft]:
    """Drops segments that only tell something ("I'm going to shave, …") when another one asks for something."""
    subjects = book.vocabulary.words("subjects")

    def tells(draft: Draft) -> bool:
        words = draft.text.split()
        if draft.unknowns and not draft.verb_first and not draft.scenes and _describes(words):
            return True
        telling = bool(words) and (
            words[0] in subjects or (len(words) > 1 and words[1] in subjects and not draft.verb_first)
        )
        return (
            telling
            and not draft.complaint
            and not draft.scenes
            and bool(draft.unknowns or not draft.acts or draft.leftovers)
        )

    asking = [draft for draft in drafts if not tells(draft)]
    return asking if any(draft.acts or (draft.unknowns and draft.has_target) for draft in asking) else drafts


def _describes(words: Sequence[str]) -> bool:
    """"my hands are full", "the phone's ringing": says how something is."""
    return any(word in BEING or (word.endswith(("'s", "'re")) and position + 1 < len(words)) for position, word in enumerate(words[1:4], 1))


def _merge(drafts: Sequence[Draft]) -> list[Draft]:
    """Joins segments that share a verb, a target or an exception: "the lamp and the fan off", "pink, at sixty"."""
    merged: list[Draft] = []
    waiting: list[Draft] = []
    for position, draft in enumerate(drafts):
        previous = merged[-1] if merged else None
        following = drafts[position + 1] if position + 1 < len(drafts) else None
        if previous is not None and previous.excepting and not draft.acts and not draft.verb_first:
            previous.exceptions.extend(draft.targets)
            previous.exception_areas.extend(draft.areas)
            previous.unknowns.extend(draft.unknowns)
        elif _only_names(draft) or _verb_shared(draft, following):
            postposed = (
                following is not None and following.acts and not following.verb_first and not _values_only(following)
            )
            if previous is not None and previous.acts and (previous.verb_first or not postposed):
                _adopt(previous, draft)
            else:
                waiting.append(draft)
        elif (
            previous is not None
            and _values_only(draft)
            and (previous.has_target or _values_only(previous))
            and previous.acts
        ):
            previous.values.extend(draft.values)
            previous.concepts.extend(draft.concepts)
            previous.attribute = previous.attribute or draft.attribute
            _take_unknowns(previous, draft)
        else:
            for earlier in reversed(waiting):
                draft.verb_first = draft.verb_first or earlier.verb_first
                draft.targets[:0] = earlier.targets
                draft.areas[:0] = earlier.areas
                draft.concepts[:0] = earlier.concepts
                draft.unknowns[:0] = [_as_device(span) for span in earlier.unknowns]
            waiting = []
            merged.append(draft)
    for earlier in waiting:
        if merged and merged[-1].acts and not _values_only(merged[-1]):
            _adopt(merged[-1], earlier)
        elif merged and _only_names(merged[-1]):
            _adopt(merged[-1], earlier)
        else:
            merged.append(earlier)
    return merged


def _only_names(draft: Draft) -> bool:
    if draft.acts or draft.verb_first or draft.verb:
        return False
    return draft.has_target or bool(draft.unknowns and draft.unknowns[0].role in ("device", "scene", "area"))


def _verb_shared(draft: Draft, following: Draft | None) -> bool:
    """"turn the hall light and the spots on": the verb stands before, what to do behind."""
    return (
        draft.verb == "set"
        and not draft.acts
        and bool(draft.targets)
        and not draft.unknowns
        and following is not None
        and not following.verb_first
        and following.acts
        and bool(following.targets)
    )


def _values_only(draft: Draft) -> bool:
    return (
        bool(draft.values or (draft.unknowns and draft.unknowns[0].role == "value"))
        and not draft.has_target
        and not draft.verb_first
        and not draft.scenes
        and draft.content is None
    )


def _adopt(previous: Draft, draft: Draft) -> None:
    previous.targets.extend(draft.targets)
    previous.areas.extend(draft.areas)
    previous.concepts.extend(draft.concepts)
    previous.scope = previous.scope or draft.scope
    _take_unknowns(previous, draft)


def _take_unknowns(previous: Draft, draft: Draft) -> None:
    for span in draft.unknowns:
        if span.role == "scene":
            span = replace(span, role="value" if previous.values and not previous.particle else "device")
        previous.unknowns.append(span)


def _as_device(span: UnknownSpan) -> UnknownSpan:
    return replace(span, role="device") if span.role == "scene" else span


def _with_liking(drafts: list[Draft], liking: str | None) -> list[Draft]:
    if not drafts:
        drafts = [Draft("")]
    drafts[-1].liking = liking or "?"
    return drafts


def _without_phrase(row: tuple[Token, ...], book: Phrasebook, key: str) -> tuple[tuple[Token, ...], bool]:
    words = [token.text for token in row]
    for phrase in sorted((split(p) for p in book.vocabulary.words(key)), key=len, reverse=True):
        for start in range(len(words) - len(phrase) + 1):
            if tuple(words[start : start + len(phrase)]) == phrase:
                return (*row[:start], *row[start + len(phrase) :]), True
    return row, False


def _without_purpose(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """Without "… so that I can read": why somebody wants it changes nothing."""
    words = [token.text for token in row]
    for start in range(2, len(words)):
        for phrase in (split(p) for p in book.vocabulary.words("purposes")):
            if tuple(words[start : start + len(phrase)]) == phrase and start + len(phrase) < len(words):
                return row[:start]
    return row


def _read_liking(row: tuple[Token, ...], book: Phrasebook) -> tuple[tuple[Token, ...], str | None, UnknownSpan | None]:
    """ "… the way Ana likes it": whose liking, as a person's id or "me"."""
    words = [token.text for token in row]
    likings = book.vocabulary.words("likings")
    for end in range(len(words)):
        if words[end] not in likings:
            continue
        for opener in (
            ("the", "way"),
            ("how",),
            ("as",),
            ("what",),
            ("like",),
            ("whatever",),
            ("where",),
            ("wherever",),
            ("however",),
        ):
            for start in range(max(0, end - 4 - len(opener)), end - len(opener) + 1):
                if tuple(words[start : start + len(opener)]) != opener:
                    continue
                who = words[start + len(opener) : end]
                stop = (
                    end + 1
                    if end + 1 >= len(words) or words[end + 1] not in ("it", "them", "that", "this", "mine")
                    else end + 2
                )
                rest = (*row[:start], *row[stop:])
                if not who:
                    continue
                person, unknown = _who(who, row[start + len(opener) : end], book)
                return rest, person, unknown
    return row, None, None


def _who(words: list[str], tokens: Sequence[Token], book: Phrasebook) -> tuple[str | None, UnknownSpan | None]:
    bare = [word for word in words if word not in ("usually", "normally", "always", "would", "the", "my", "really")]
    if bare in (["i"], ["we"], ["i'd"]):
        return "me", None
    for end, names in book.lexicon.at(bare, bare, 0) if bare else ():
        if end == len(bare):
            for name in names:
                if name.sort is Sort.PERSON:
                    return name.id, None
                if name.sort is Sort.CONCEPT:
                    meaning = book.lexicon.concept(name.id).meaning
                    if meaning.type == "person":
                        return meaning.person, None
    return None, UnknownSpan(" ".join(bare), "person", tokens[0].start, tokens[-1].end)


def _unknown_follows(row: Sequence[Token], book: Phrasebook) -> bool:
    pieces = chunk(row, book.lexicon, book.vocabulary)
    return bool(pieces) and any(not piece.known for piece in pieces[:2])


def _read_subordinate(row: tuple[Token, ...], book: Phrasebook) -> tuple[tuple[Token, ...], UnknownSpan | None]:
    """ "… when the match starts": a time that nothing explains, and the row without it."""
    words = [token.text for token in row]
    subordinators = [split(p) for p in book.vocabulary.words("subordinators")]
    for start in range(len(words)):
        for phrase in subordinators:
            if tuple(words[start : start + len(phrase)]) != phrase or start + len(phrase) >= len(words):
                continue
            if start == 0:
                stop = next((i for i in range(1, len(row)) if row[i].comma_before), None)
                if stop is None or words[1:2] == ["i"]:
                    return row, None
                span = UnknownSpan(" ".join(words[:stop]), "time", row[0].start, row[stop - 1].end)
                return row[stop:], span
            if phrase[0] in ("before", "after", "until", "till") and not _unknown_follows(row[start + 1 :], book):
                continue
            if start > 1 and tuple(words[start - 2 : start]) == ("tell", "me"):
                return row[: start - 2], None
            if book.lexicon.concepts_named(" ".join(words[start:])):
                continue  # a time that has been taught
            span = UnknownSpan(" ".join(words[start:]), "time", row[start].start, row[-1].end)
            while start > 0 and (words[start - 1] in LENGTHS or read_quantity(row, start - 1) is not None):
                start -= 1
            return row[:start], span
    return row, None
