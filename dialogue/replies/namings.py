"""Answers that say what a name stands for, by who says it so, or thing by thing.

"She means the lounge", "that is what I call the lounge", "there are two. One is the floor lamp. The other is …".
"""

from __future__ import annotations

from dataclasses import replace

from dialogue.asides.comment_words import comment_words
from dialogue.mind import Mind
from dialogue.normalizing.hesitations import start_of
from dialogue.reading.chunks import chunk
from dialogue.token_edits import stretches
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort, split

Row = tuple[Token, ...]
LONGEST_LEAD = 7


def named_plainly(row: Row, mind: Mind) -> Row:
    """The names alone."""
    return _listed(_without_caller(_without_sayer(row, mind), mind), mind)


def turned_round(row: Row, term: str, mind: Mind) -> Row:
    """ "our dishwasher is bubbles", asked what "bubbles" is → "our dishwasher"."""
    said, words = split(term), mind.words
    end = len(row) - len(said)
    if end < 2 or tuple(token.text for token in row[end:]) != tuple(said):
        return row
    while end > 2 and row[end - 1].text in words("definite_determiners"):
        end -= 1
    thing = row[: end - 1]
    if row[end - 1].text not in words("plain_copulas") or not thing:
        return row
    pieces = [p for p in chunk(thing, mind.lexicon, mind.situation.book.vocabulary) if not p.word("determiner")]
    return thing if len(pieces) == 1 and mind.situation.book.is_item(pieces[0]) else row


def person_alone(row: Row, term: str, mind: Mind) -> Row:
    """ "Leo's the gremlin", "the gremlin would be Leo" → "Leo"; the row itself where more than that is said."""
    words = mind.situation.book.vocabulary.words
    beside = {*split(term)} | words("definite_determiners") | words("person_equating")
    plain = tuple(replace(token, text=word_forms().bare(token.text)) for token in row)
    left = tuple(token for token in plain if token.text not in beside)
    if not left or len(left) == len(row):
        return row
    pieces = chunk(left, mind.lexicon, mind.situation.book.vocabulary)
    return _from(left, 0) if len(pieces) == 1 and pieces[0].named(Sort.PERSON) else row


def _without_sayer(row: Row, mind: Mind) -> Row:
    """ "she means the lounge", "Alex means the lounge"."""
    first = chunk(row, mind.lexicon, mind.situation.book.vocabulary)[0]
    sayer = row[0].text in comment_words().pronouns_of_people | comment_words().subjects or first.named(Sort.PERSON)
    end = first.end
    while sayer and end < len(row) - 1 and row[end].text in mind.situation.book.vocabulary.words("meaning_adverbs"):
        end += 1
    meant = end < len(row) - 1 and row[end].text in mind.situation.book.vocabulary.words("meaning_verbs")
    return _from(row, end + 1) if sayer and meant else row


def _without_caller(row: Row, mind: Mind) -> Row:
    """ "that is what I call the lounge", "it's how my wife calls the lounge"."""
    texts = [token.text for token in row]
    calling = mind.statements.calling
    what = next((i for i in range(min(3, len(row))) if (texts[i],) in calling["what"]), None)
    if what is None:
        return row
    for at in range(what + 2, min(what + LONGEST_LEAD, len(row) - 1)):
        if (texts[at],) in calling["verbs"]:
            return _from(row, at + 1)
    return row


def _listed(row: Row, mind: Mind) -> Row:
    """ "There are two. One is the floor lamp. The other is the desk lamp" → "the floor lamp and the desk lamp"."""
    vocabulary = mind.situation.book.vocabulary
    parts = stretches(row, lambda token: token.comma_before or token.sentence_start)
    things: list[Row] = []
    counted = False
    for part in parts:
        count = vocabulary.opening(part, "counting_leads")
        if count and len(part) <= count + 3 and not any(_items(mind, part)):
            counted = True
            continue
        lead = vocabulary.opening(part, "listing_leads")
        counted = counted or bool(lead)
        if lead < len(part):
            things.append(part[lead:])
    if not counted or not things or not all(any(_items(mind, part)) for part in things):
        return row
    joined = list(_from(things[0], 0))
    for thing in things[1:]:
        joined.append(replace(thing[0], text=vocabulary.written["and"], comma_before=False, sentence_start=False))
        joined += [replace(thing[0], comma_before=False, sentence_start=False), *thing[1:]]
    return tuple(joined)


def _items(mind: Mind, row: Row) -> list[bool]:
    """Which of the pieces of a row name something of the home."""
    book = mind.situation.book
    return [book.is_item(piece) for piece in chunk(row, mind.lexicon, book.vocabulary)]


def _from(row: Row, start: int) -> Row:
    first = replace(row[start], comma_before=False)
    return start_of((first, *row[start + 1 :]))
