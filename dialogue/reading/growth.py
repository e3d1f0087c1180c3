"""Changes said with their parts in another order: "one more degree", "another ten percent", "less bright"."""

from __future__ import annotations

from dataclasses import replace

from dialogue.normalizing.hesitations import start_of
from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.numbers import read_number, read_quantity
from dialogue.tokens import Token

Row = tuple[Token, ...]
TAKING = "taking"
CHANGES = (("amounts_taken", "taken_from", TAKING), ("amounts_added", "added_to", "adding"))
"""The forms of the verbs, what leads to the thing behind them, and the plain verb."""
MIN_OWED = 2
"""A thing and an amount."""


def with_plain_changes(row: Row, book: Phrasebook) -> Row:
    """The sentence with "one degree more", "ten percent more", "dimmer" instead."""
    return _graded(_grown(_bare(_counted(_counted_first(_owed(row, book), book), book), book), book), book)


def less_so(row: Row, book: Phrasebook) -> Row:
    """ "not so bright please", "not quite that loud" → "dimmer please", "quieter": the whole of what is said."""
    vocabulary = book.vocabulary
    begin = next((i for i in range(1, len(row)) if row[i].comma_before), 0)
    if begin and begin + 1 < len(row) and _is_named(row[:begin], book):
        graded = less_so(start_of(row[begin:]), book)  # "radio, not so loud"
        return row if graded == start_of(row[begin:]) else (*row[:begin], replace(graded[0], sentence_start=False))
    at = vocabulary.opening(row, "not_so")
    forms = vocabulary.graded.get(row[at].text) if 0 < at < len(row) else None
    if forms is None or any(token.text not in vocabulary.words("behind_not_so") for token in row[at + 1 :]):
        return row
    return (
        replace(row[at], text=forms[0], start=row[0].start, comma_before=False, sentence_start=True),
        *row[at + 1 :],
    )


def _owed(row: Row, book: Phrasebook) -> Row:
    """ "the lamp needs ten percent taken off it" → "take ten percent off the lamp"."""
    vocabulary = book.vocabulary
    for forms, link, plain in CHANGES:
        for place in range(MIN_OWED, len(row) - 1):
            if row[place].text not in vocabulary.words(forms) or row[place + 1].text not in vocabulary.words(link):
                continue
            start = next((s for s in range(1, place) if _is_amount(row, s, place, book)), 0)
            needs = (s for s in range(1, start) if s + vocabulary.opening(row, "amount_owing", s) == start)
            owing = next(needs, start)
            rest = row[place + 2 :]
            while rest and rest[0].text in vocabulary.words("owed_closers"):
                rest = rest[1:]
            if not owing or (rest and not rest[0].comma_before) or not _is_named(row[:owing], book):
                continue
            verb = replace(row[0], text=vocabulary.written[plain], end=row[0].start)
            thing = (replace(row[0], sentence_start=False, comma_before=False), *row[1:owing])
            return (verb, *row[start:place], row[place + 1], *thing, *rest)
    return row


def _counted_first(row: Row, book: Phrasebook) -> Row:
    """ "I want ten percent adding to its volume", "a bit off the lamp" → "add ten percent to its volume"."""
    vocabulary = book.vocabulary
    for forms, link, plain in CHANGES:
        for place in range(1, len(row) - 1):
            if row[place].text not in vocabulary.words(link):
                continue
            moved = row[place - 1].text in vocabulary.words(forms)
            end = place - int(moved)
            start = next((s for s in range(end) if _is_amount(row, s, end, book)), end)
            before = start - int(start > 0 and row[start - 1].text in book.words("another_word"))
            wish = before in (0, vocabulary.opening(row, "amount_wishes"))
            if start == end or not (moved or (wish and plain == TAKING and _is_named(row[place + 1 :], book))):
                continue
            verb = replace(row[start], text=vocabulary.written[plain], end=row[start].start)
            amount = (replace(row[start], comma_before=False), *row[start + 1 : end])
            return (*(() if wish else row[:before]), verb, *amount, *row[place:])
    return row


def _is_named(row: Row, book: Phrasebook) -> bool:
    """Whether a thing of the home, or a word for one, stands first."""
    pieces = chunk(row, book.lexicon, book.vocabulary) if row else ()
    first = next((piece for piece in pieces if not piece.word("determiner") or piece.names), None)
    return first is not None and (book.is_item(first) or first.text in book.words("anaphors"))


def _is_amount(row: Row, start: int, end: int, book: Phrasebook) -> bool:
    return not any(token.comma_before for token in row[start + 1 : end + 1]) and amount_end(row, start, book) == end


def amount_end(row: Row, start: int, book: Phrasebook) -> int:
    """The end of an amount, or of "a bit", that stands there; 0 where there is none."""
    vocabulary = book.vocabulary
    bit = vocabulary.opening(row, "taken_bits", start)
    if bit:
        return start + bit
    quantity = read_quantity(row, start)
    if quantity is None:
        return 0
    if quantity.unit is not None:
        return quantity.end
    return quantity.end + int(quantity.end < len(row) and row[quantity.end].text in vocabulary.words("grown_units"))


def _counted(row: Row, book: Phrasebook) -> Row:
    """ "knock ten percent off the lamp", "add two degrees to the heating" → "lower the lamp by ten percent"."""
    vocabulary = book.vocabulary
    for verbs, link, change in (("taking_off", "taken_from", "lowering"), ("adding", "added_to", "raising")):
        for start in range(len(row) - 3):
            end = amount_end(row, start + 1, book) if row[start].text in vocabulary.words(verbs) else 0
            if not end or end + 1 >= len(row) or row[end].text not in vocabulary.words(link) or row[end].comma_before:
                continue
            stop = next(
                (
                    i
                    for i in range(end + 1, len(row))
                    if row[i].comma_before or row[i].text in book.words("and_conjunction")
                ),
                len(row),
            )
            by = replace(row[end], text=vocabulary.written["by_amount"], comma_before=False)
            little = vocabulary.opening(row, "taken_bits", start + 1)
            bit = (replace(row[start + 1], text=word) for word in vocabulary.written["a_bit"].split())
            amount = tuple(bit) if little else (by, *row[start + 1 : end])
            changed = (replace(row[start], text=vocabulary.written[change]), *row[end + 1 : stop], *amount)
            return (*row[:start], *changed, *row[stop:])
    return row


def _bare(row: Row, book: Phrasebook) -> Row:
    """ "take two degrees off", "ten percent off", "add two degrees", "put two on" → "two degrees less", "… more"."""
    vocabulary = book.vocabulary
    for start in range(len(row) - 1):
        verb = row[start].text
        less, more = verb in vocabulary.words("taking_off"), verb in vocabulary.words("adding")
        put = verb in book.words("putting_on")
        begin = start + int(less or more or put)
        end = amount_end(row, begin, book)
        if not end or any(token.comma_before for token in row[begin + 1 : end]):
            continue
        link = row[end].text if end < len(row) and not row[end].comma_before else ""
        measured = begin > start or row[end - 1].text in vocabulary.words("grown_units")
        if link in book.words("plain_off") and measured and not (more or put):
            stop, change = end + 1, "less"
        elif (more and not link) or (put and link in book.words("plain_on")):
            stop, change = end + bool(link), "more"
        else:
            continue
        if stop < len(row) and not (row[stop].comma_before or row[stop].text in vocabulary.words("conjunctions")):
            continue
        said = replace(row[end - 1], text=vocabulary.written[change], comma_before=False, sentence_start=False)
        first = replace(row[begin], comma_before=row[start].comma_before, sentence_start=row[start].sentence_start)
        return (*row[:start], first, *row[begin + 1 : end], said, *row[stop:])
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
