"""Changes said with their parts in another order: "one more degree", "another ten percent", "less bright"."""

from __future__ import annotations

from dataclasses import replace

from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.numbers import read_number
from dialogue.tokens import Token

Row = tuple[Token, ...]


def with_plain_changes(row: Row, book: Phrasebook) -> Row:
    """The sentence with "one degree more", "ten percent more", "dimmer" instead."""
    return _graded(_grown(_counted(_counted_first(row, book), book), book), book)


def _counted_first(row: Row, book: Phrasebook) -> Row:
    """ "I want ten percent adding to its volume" → "add ten percent to its volume"."""
    words = book.vocabulary.words
    for forms, link, plain in (("amounts_taken", "taken_from", "taking"), ("amounts_added", "added_to", "adding")):
        for place in range(1, len(row) - 2):
            if row[place].text not in words(forms) or row[place + 1].text not in words(link):
                continue
            start = next((s for s in range(place) if _is_amount(row, s, place, book)), None)
            if start is None:
                continue
            wish = book.vocabulary.opening(row, "value_wishes") == start
            verb = replace(row[place], text=book.vocabulary.written[plain], comma_before=row[start].comma_before)
            amount = (replace(row[start], comma_before=False), *row[start + 1 : place])
            return (*(() if wish else row[:start]), verb, *amount, *row[place + 1 :])
    return row


def _is_amount(row: Row, start: int, end: int, book: Phrasebook) -> bool:
    number = read_number(row, start)
    if number is None or any(token.comma_before for token in row[start + 1 : end + 1]):
        return False
    return number.end == end or (number.end == end - 1 and row[number.end].text in book.vocabulary.words("grown_units"))


def _counted(row: Row, book: Phrasebook) -> Row:
    """ "knock ten percent off the lamp", "add two degrees to the heating" → "lower the lamp by ten percent"."""
    for verbs, link, change in (("taking_off", "taken_from", "lowering"), ("adding", "added_to", "raising")):
        for start in range(len(row) - 3):
            number = read_number(row, start + 1) if row[start].text in book.vocabulary.words(verbs) else None
            if number is None:
                continue
            end = number.end + int(
                number.end < len(row) and row[number.end].text in book.vocabulary.words("grown_units")
            )
            if end + 1 >= len(row) or row[end].text not in book.vocabulary.words(link) or row[end].comma_before:
                continue
            stop = next(
                (
                    i
                    for i in range(end + 1, len(row))
                    if row[i].comma_before or row[i].text in book.words("and_conjunction")
                ),
                len(row),
            )
            by = replace(row[end], text=book.vocabulary.written["by_amount"], comma_before=False)
            changed = (
                replace(row[start], text=book.vocabulary.written[change]),
                *row[end + 1 : stop],
                by,
                *row[start + 1 : end],
            )
            return (*row[:start], *changed, *row[stop:])
    return row


def _grown(row: Row, book: Phrasebook) -> Row:
    words, written = book.vocabulary.words, book.vocabulary.written
    more, less, units = words("growing_more"), words("growing_less"), words("grown_units")
    for start in range(len(row)):
        lead = book.vocabulary.opening(row, "growing_leads", start)
        number = read_number(row, start + lead) if start + lead < len(row) else None
        if number is None:
            continue
        at = number.end
        if not lead and at + 1 < len(row) and row[at].text in more and _is_thing(row[at + 1 :], book):
            said = replace(row[start], text=written["another"], end=row[at].end)
            return (*row[:start], said, *(() if number.value == 1 else row[start:at]), *row[at + 1 :])
        change = row[at].text if at < len(row) else ""
        if not lead and change in more | less and at + 1 < len(row) and row[at + 1].text in units:
            said = replace(row[at], text=written["more" if change in more else "less"], comma_before=False)
            return (*row[:at], replace(row[at + 1], comma_before=False), said, *row[at + 2 :])
        if lead and change in units:
            said = Token(written["more"], row[at].start, row[at].end)
            first = replace(row[start + lead], comma_before=row[start].comma_before)
            return (*row[:start], first, *row[start + lead + 1 : at + 1], said, *row[at + 1 :])
    return row


def _is_thing(row: Row, book: Phrasebook) -> bool:
    """Whether a noun for things of the home stands first, and not for what they play: "one more light"."""
    first = chunk(row, book.lexicon, book.vocabulary)[0]
    played = book.vocabulary.words("music_words") | book.vocabulary.words("film_words")
    return bool(book.kinds_named(first)) and not first.comma_before and first.text not in played


def _graded(row: Row, book: Phrasebook) -> Row:
    vocabulary = book.vocabulary
    behind = vocabulary.words("conjunctions") | vocabulary.words("prepositions") | vocabulary.words("closers")
    behind |= vocabulary.words("behind_graded")
    kept: list[Token] = []
    at = 0
    while at < len(row):
        opposite = row[at].text in vocabulary.words("less_word")
        following = row[at + 1] if at + 1 < len(row) else None
        closed = at + 2 >= len(row) or row[at + 2].comma_before or row[at + 2].text in behind
        forms = vocabulary.graded.get(following.text) if following is not None else None
        if forms is None or not closed or row[at].text not in vocabulary.words("grading_words"):
            kept.append(row[at])
            at += 1
            continue
        kept.append(replace(row[at], text=forms[0] if opposite else forms[1]))
        at += 2
    return tuple(kept)
