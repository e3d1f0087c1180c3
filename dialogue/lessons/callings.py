"""Reads who is called what, in any voice and order: "we call the gym the dungeon", "the lamp's called Otto now"."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dialogue.deciding.stray import weigh
from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.reading.statements import lasting_end
from dialogue.timing.times import find_time
from dialogue.tokens import Token, begun_in, opening
from dialogue.word_forms import word_forms

Calling = tuple[tuple[Token, ...], tuple[Token, ...]]
"""What is called, and what it is called."""
LONGEST_NAME = 4
MIN_TITLE = 3
LONGEST_NAMERS = 7


def read_callings(row: tuple[Token, ...], mind: Mind) -> Iterator[Calling]:
    """Every way to read a sentence as "target is called term", most likely first; nothing when it names nothing."""
    if not row or row[0].text in (mind.words("question_pronouns") | mind.words("question_auxiliaries")) - mind.words(
        "naming_openers"
    ):
        return
    lists = mind.statements.calling
    yield from _passive(row, mind)
    for start, end in _found(row, lists["goes_by"]):
        yield from paired(row[:start], row[end:], mind)
    yield from _described(row, mind)
    yield from _said_for(row, mind)
    yield from _active(row, mind)
    yield from _become(row, mind)
    yield from _lasting(row, mind)


def splits(row: tuple[Token, ...], mind: Mind) -> Iterator[Calling]:
    """Target and term said one behind the other, the longest target first; a name of the home is never cut in two."""
    pieces = chunk(row, mind.lexicon, mind.situation.book.vocabulary)
    pauses = [piece.start for piece in pieces[1:] if row[piece.start].comma_before]
    if len(pauses) == 1:  # "call the back door, er, the stable door"
        yield from paired(row[: pauses[0]], row[pauses[0] :], mind)
    for before, piece in reversed(list(itertools.pairwise(pieces))):
        if not (before.word("determiner") and not before.word("pronoun")) and not before.word("conjunction"):
            yield from paired(row[: piece.start], row[piece.start :], mind)


def _active(row: tuple[Token, ...], mind: Mind) -> Iterator[Calling]:
    """ "we call the gym the dungeon"; what it is called may stand in front: "the two lamps, we call them the twins"."""
    lists, vocabulary = mind.statements.calling, mind.situation.book.vocabulary
    perfect = [
        (s, e) for s, e in _found(row, lists["called"]) if {t.text for t in row[:s]} & vocabulary.words("perfect")
    ]
    for start, end in (*_found(row, (*lists["verbs"], *lists["verbs_past"])), *perfect):
        front, namers = (row[:start], ()) if row[start].comma_before else _front(row[:start])
        if not _is_namers(namers, mind):
            yield from _put_first(row[:start], row[end:], mind)
            continue
        rest = row[end:]
        behind = next((i for i in range(1, len(rest)) if rest[i].comma_before), len(rest))
        if (
            rest and rest[0].text in mind.words("object_pronouns") and behind < len(rest)
        ):  # "call it the shed, the study that is"
            yield from paired(_named_behind(rest[behind:], mind), rest[1 + _counted(rest, mind) : behind], mind)
        if rest and rest[0].text in mind.words("object_pronouns") and front:
            yield from paired(front, rest[1 + _counted(rest, mind) :], mind)
        if not weigh(front, (), mind.situation.book).narrative:
            yield from splits(rest, mind)
    for start, end in _found(row, lists["verbs_as"]):
        rest = row[end:]
        for place in range(1, len(rest) - 1):
            if rest[place].text in mind.words("comparing_conjunction") and _is_namers(row[:start], mind):
                yield from paired(rest[:place], rest[place + 1 :], mind)


def _put_first(before: tuple[Token, ...], term: tuple[Token, ...], mind: Mind) -> Iterator[Calling]:
    """ "the porch we call the stoop": what is called stands before those who do."""
    namer = next(
        (i for i in range(1, len(before)) if before[i].text in mind.words("speaker_subjects")),
        None,
    )
    if namer is not None and _is_namers(before[namer:], mind):
        yield from paired(before[:namer], term, mind)


def _passive(row: tuple[Token, ...], mind: Mind) -> Iterator[Calling]:
    """ "the cellar light is now called Gollum", "the cellar light's called Gollum"."""
    lists = mind.statements.calling
    being = {phrase[0] for phrase in lists["being"]}
    for start, end in _found(row, lists["called"]):
        at = start
        while at > 0 and row[at - 1].text in being:
            at -= 1
        target = row[:at]
        wish = mind.situation.book.vocabulary.opening(target, "wishing_to_have")
        if wish and row[at].text in mind.words("infinitive_marker"):
            target = target[wish:]  # "I'd like the den to be called the cave"
        if target and target[-1].text.endswith(word_forms().possessive):
            target = (*target[:-1], replace(target[-1], text=word_forms().bare(target[-1].text)))
        elif at == start:
            continue
        yield from paired(target, row[end:], mind)


def _described(row: tuple[Token, ...], mind: Mind) -> Iterator[Calling]:
    """ "Gollum is what we call the cellar light", "Gollum is our word for the cellar light"."""
    lists = mind.statements.calling
    nouns = {phrase[-1] for phrase in lists["nouns"]}
    for place in range(1, len(row) - 2):
        contracted = row[place - 1].text.endswith(word_forms().possessive) and row[place].text not in mind.words(
            "plain_copulas"
        )
        if not contracted and row[place].text not in mind.words("plain_copulas"):
            continue
        term = row[:place]
        if contracted:
            term = (*term[:-1], replace(term[-1], text=word_forms().bare(term[-1].text)))
        rest = row[place:] if contracted else row[place + 1 :]
        if len(term) > 1 and term[-1].text in mind.words("object_pronouns"):
            term = term[:-1]
        if (rest[0].text,) in lists["what"]:
            for start, end in _found(rest, (*lists["verbs"], *lists["say"])):
                if _is_namers(rest[1:start], mind):
                    yield from paired(_without_first(rest[end:], lists["say_for"]), term, mind)
        for at in range(1, min(5, len(rest) - 1)):
            if rest[at].text in mind.words("name_links") and rest[at - 1].text in nouns:
                yield from paired(rest[at + 1 :], term, mind)


def _said_for(row: tuple[Token, ...], mind: Mind) -> Iterator[Calling]:
    """ "we say gogglebox for the telly", "we say gogglebox when we mean the telly"."""
    lists = mind.statements.calling
    for start, end in _found(row, lists["say"]):
        if start == 0 or not _is_namers(row[:start], mind):
            continue
        for at, after in _found(row[end:], lists["say_for"]):
            yield from paired(row[end + after :], row[end : end + at], mind)


def _lasting(row: tuple[Token, ...], mind: Mind) -> Iterator[Calling]:
    """ "from here on the desk lamp is Hector": for good, and written like a name."""
    yield from _pointed(row, mind)
    said = mind.utterance.text.lower()
    if not any(" ".join(phrase) in said for phrase in mind.statements.lasting):
        return
    for target, name in _said_to_be(row, mind):
        if _is_written_as_name(name, mind) or _is_new_title(name, mind) or _renames_room(target, name, mind):
            yield from paired(target, name, mind)


def _become(row: tuple[Token, ...], mind: Mind) -> Iterator[Calling]:
    """ "the den is now the cave": what a room is now, when that is a new word; "the lamp is now Hector" as well."""
    for target, name in _said_to_be(row, mind):
        if len(name) < 2 or name[0].text not in mind.words("now_word"):
            continue
        if _is_written_as_name(name[1:], mind) or (_is_room(target, mind) and _is_new_title(name[1:], mind)):
            yield from paired(target, name[1:], mind)


def _is_room(row: tuple[Token, ...], mind: Mind) -> bool:
    pieces = chunk(row, mind.lexicon, mind.situation.book.vocabulary)
    return all(mind.situation.book.areas_named(piece) or piece.word("determiner") for piece in pieces)


def _renames_room(target: tuple[Token, ...], name: tuple[Token, ...], mind: Mind) -> bool:
    """ "from now on the parlour is the front room": a title of known words that names nothing yet."""
    if len(name) < MIN_TITLE or name[0].text not in mind.words("definite_article") or not _is_room(target, mind):
        return False
    pieces = chunk(name[1:], mind.lexicon, mind.situation.book.vocabulary)
    return not any(p.names or p.quantity is not None or p.word("value") for p in pieces)


def _said_to_be(row: tuple[Token, ...], mind: Mind) -> Iterator[Calling]:
    """ "the loft is the eyrie", "the loft's the eyrie": each way to cut it at the copula."""
    words = _words(row)
    copulas = begun_in(words, mind.statements.calling["becoming"])
    for place in range(1, len(row) - 1):
        copula = next((p for p in copulas if words[place : place + len(p)] == p), ())
        if copula and place + len(copula) < len(row):
            yield row[:place], row[place + len(copula) :]
        elif row[place].text.endswith(word_forms().possessive) and row[place + 1].text in mind.words(
            "name_determiners"
        ):
            owner = replace(row[place], text=word_forms().bare(row[place].text))
            yield (*row[:place], owner), row[place + 1 :]
    if row[0].text.endswith(word_forms().possessive) and len(row) > 2 and row[1].text in mind.words("name_determiners"):
        yield (replace(row[0], text=word_forms().bare(row[0].text)),), row[1:]


def _is_written_as_name(name: Sequence[Token], mind: Mind) -> bool:
    return all(mind.utterance.text[t.start : t.end].istitle() for t in name)


def _is_new_title(name: Sequence[Token], mind: Mind) -> bool:
    """ "the crow's nest": a title with a word in it that nothing explains."""
    if name[0].text not in mind.words("household_determiners") or len(name) < 2:
        return False
    pieces = chunk(name[1:], mind.lexicon, mind.situation.book.vocabulary)
    commons = mind.situation.book.vocabulary.words("commons")
    return any(not piece.known for piece in pieces) and not {token.text for token in name[1:]} <= commons


def _pointed(row: tuple[Token, ...], mind: Mind) -> Iterator[Calling]:
    """ "those three are the runway from now on": what was just spoken of, or what is named behind the pause."""
    place = next((i for i, token in enumerate(row) if token.text in mind.words("plain_copulas")), 0)
    if not is_pointed(row[:place], mind) or place + 1 >= len(row):
        return
    end = next((i for i in range(place + 1, len(row)) if row[i].comma_before), len(row))
    name, behind = row[place + 1 : end], row[end:]
    lasting = lasting_end(_words(name), mind.statements)
    if not lasting:
        return
    name = name[:-lasting]
    if any(
        p.quantity is not None or p.word("value") for p in chunk(name, mind.lexicon, mind.situation.book.vocabulary)
    ):
        return
    yield from paired(behind or row[:place], name, mind)


def paired(target: tuple[Token, ...], term: tuple[Token, ...], mind: Mind) -> Iterator[Calling]:
    """The two, when the term can be a name."""
    after, term = mind.statements.calling["after"], without_explanation(term, mind)
    while term and (tail := next((p for p in after if _words(term)[-len(p) :] == p), None)) is not None:
        term = term[: -len(tail)]
    while target and (tail := next((p for p in after if _words(target)[-len(p) :] == p), None)) is not None:
        target = target[: -len(tail)]
    vocabulary, said = mind.situation.book.vocabulary, term
    bare = [t for t in term if t.text not in vocabulary.words("functions")]
    while term and chunk(term[:1], mind.lexicon, vocabulary)[0].word("determiner") and len(term) > 1:
        term = term[1:]
    if not target or not term or not bare or not 0 < len(term) <= LONGEST_NAME:
        return
    if any(token.comma_before for token in term[1:]) or find_time(term, mind.situation.now) is not None:
        return
    first = chunk(term, mind.lexicon, vocabulary)[0]
    if said[0].text in mind.words("indefinite_articles") and target[0].text in mind.words("object_pronouns"):
        return  # "I call that a bargain"
    if first.word("preposition") or first.word("conjunction") or first.word("adverb") or first.quantity is not None:
        return
    if {t.text for t in term} <= vocabulary.words("commons"):
        return
    yield target, term


def without_explanation(term: tuple[Token, ...], mind: Mind) -> tuple[Token, ...]:
    """ "Maureen, after my mother, who never went out" → "Maureen": the name ends where it is explained."""
    openers, dating = mind.statements.calling["explaining"], mind.statements.calling["dating"]
    for at in range(1, len(term)):
        if (term[at].comma_before and opening(_words(term), openers, at)) or opening(_words(term), dating, at):
            return term[:at]
    return term


def _named_behind(row: tuple[Token, ...], mind: Mind) -> tuple[Token, ...]:
    """ "the study that is" → "the study"."""
    tail = next((p for p in mind.statements.calling["meant"] if _words(row)[-len(p) :] == p and len(p) < len(row)), ())
    return row[: len(row) - len(tail)]


def _counted(row: Sequence[Token], mind: Mind) -> bool:
    """ "those two": whether the pronoun it begins with is counted."""
    return len(row) > 1 and row[1].text in mind.situation.book.vocabulary.words("counted")


def is_pointed(row: Sequence[Token], mind: Mind) -> bool:
    """Whether words only point at something: "it", "those three", "that one"."""
    words = [token.text for token in row]
    counted = mind.situation.book.vocabulary.words("counted") | mind.words("numeral_one")
    return bool(words) and words[0] in mind.words("object_pronouns") and all(word in counted for word in words[1:])


def _front(row: tuple[Token, ...]) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """What stands before the last pause, and what behind it."""
    comma = next((i for i in range(len(row) - 1, 0, -1) if row[i].comma_before), None)
    return ((), row) if comma is None else (row[:comma], row[comma:])


def _is_namers(row: Sequence[Token], mind: Mind) -> bool:
    """Whether words can stand before the verb: people, and how they do it."""
    known = {phrase[0] for phrase in mind.statements.calling["namers"]}
    return len(row) <= LONGEST_NAMERS and all(
        token.text in known or mind.situation.book.person_named(token.text) is not None for token in row
    )


def _found(row: Sequence[Token], phrases: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Where one of the phrases stands, the longest first at each place."""
    words = _words(row)
    begun = begun_in(words, phrases)
    for start in range(len(words) if begun else 0):
        length = opening(words, begun, start)
        if length:
            yield start, start + length


def _without_first(row: tuple[Token, ...], phrases: Sequence[tuple[str, ...]]) -> tuple[Token, ...]:
    return row[opening(_words(row), phrases) :]


def _words(row: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.text for token in row)
