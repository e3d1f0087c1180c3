"""Takes off what is said to somebody else in the room: "Eli, shoes! Turn the lamp off"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from dialogue.asides.comment_words import comment_words
from dialogue.mind import Mind
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.requests import read_request
from dialogue.situation import Situation
from dialogue.token_edits import stretches
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort, split

SHORTEST = 2


def without_side_speech(row: tuple[Token, ...], mind: Mind) -> tuple[Token, ...]:
    """The row without sentences that call a person of the household by name and ask nothing of the home."""
    if not row:
        return ()
    cuts = [i for i, token in enumerate(row) if i == 0 or token.sentence_start]
    ends = [*cuts[1:], len(row)]
    kept: list[Token] = []
    for start, end in zip(cuts, ends, strict=True):
        sentence = row[start:end]
        if not _to_somebody(sentence, mind):
            kept.extend(sentence)
    return tuple(kept)


def without_words_to_people(row: tuple[Token, ...], situation: Situation) -> tuple[Token, ...]:
    """The row without sentences that tell or ask somebody something, and name nothing of this home but taught words.

    "Walter, the dough needs another hour of proofing", "the bread's still proofing, Sam".
    """
    cuts = [i for i, token in enumerate(row) if i == 0 or token.sentence_start]
    kept: list[Token] = []
    called = False
    for start, end in itertools.pairwise((*cuts, len(row))):
        sentence = row[start:end]
        alone = _name_end(sentence, situation) == len(sentence)
        said = sentence if called else _behind_name(sentence, situation)
        called = alone and end < len(row)
        if not called and not (said and _tells_person(said, situation)):
            kept.extend(sentence)
    return tuple(kept)


def _behind_name(sentence: Sequence[Token], situation: Situation) -> tuple[Token, ...]:
    """What is said to somebody who is called first or last; nothing when nobody is."""
    end = _name_end(sentence, situation)
    if 0 < end < len(sentence) and sentence[end].comma_before:
        return tuple(sentence[end:])
    last = next((i for i in range(len(sentence) - 1, 0, -1) if sentence[i].comma_before), 0)
    if last and _name_end(sentence[last:], situation) == len(sentence) - last:
        return tuple(sentence[:last])
    return ()


def _name_end(row: Sequence[Token], situation: Situation) -> int:
    """Where somebody's name ends, with what is said to people one loves behind it: "Robin love"."""
    words = comment_words()
    book = situation.book
    piece = chunk(row, book.lexicon, book.vocabulary)[0]
    end = piece.end if piece.named(Sort.PERSON) else 0
    if not end and (row[0].text in words.parents or (not piece.known and _is_form_of_name(row[0].text, situation))):
        end = 1
    while 0 < end < len(row) and not row[end].comma_before and row[end].text in book.vocabulary.words("endearments"):
        end += 1
    return end


def _is_form_of_name(word: str, situation: Situation) -> bool:
    """ "Walter" for Walt, "El" for Eleanor."""
    names = [split(person.name)[0] for person in situation.home.persons.values()]
    return any(
        len(word) >= SHORTEST and len(name) >= SHORTEST and (word.startswith(name) or name.startswith(word))
        for name in names
    )


def _tells_person(said: Sequence[Token], situation: Situation) -> bool:
    """Whether words tell or ask something, and neither name a thing of the home nor say a value."""
    words, book = comment_words(), situation.book
    if any(token.text in situation.words("hearers_own") for token in said):
        return True  # "turn your light off, Zoe"
    pieces = chunk(said, book.lexicon, book.vocabulary)
    if any(book.is_item(piece) or book.areas_named(piece) for piece in pieces):
        return False
    if said[0].text in words.things and any(p.quantity is not None for p in pieces):
        return False  # "Sam, it's twenty percent"
    opens = words.subjects | words.things | words.questions | words.determiners | words.possessives | words.asking
    tells = said[0].text in opens or bool(pieces[0].named(Sort.CONCEPT))
    finite = any(
        token.text in words.finite | words.questions
        or token.text.endswith(word_forms().verbal)
        or token.text in words.asking
        for token in said
    )
    return tells and (finite or said[0].text in words.subjects | words.questions)


def _to_somebody(sentence: Sequence[Token], mind: Mind) -> bool:
    return _calls_somebody(sentence, mind) or _calls_relative(sentence, mind)


def _calls_relative(sentence: Sequence[Token], mind: Mind) -> bool:
    """ "they did, Mum, the brown one's off her food": no thing of the home is in it, and no command."""
    parts = stretches(sentence)
    relatives = comment_words().parents
    others = [part for part in parts if len(part) > 1 or part[0].text not in relatives]
    if len(others) == len(parts) or not others:
        return False
    situation = mind.situation
    if any(situation.book.is_item(piece) or piece.named(Sort.CONCEPT) for part in others for piece in _cut(part, mind)):
        return False
    clauses = [c for part in others for c in read_request(part, situation.book, situation.now).clauses]
    if any(clause.verb_first or clause.values or clause.areas or clause.scenes for clause in clauses):
        return False
    return any(_tells(part) for part in others)


def _tells(part: Sequence[Token]) -> bool:
    """Whether a part is a clause or a question of its own: somebody does something in it."""
    words = comment_words()
    return any(token.text in words.subjects | words.questions for token in part[:2])


def _cut(row: Sequence[Token], mind: Mind) -> tuple[Chunk, ...]:
    return chunk(row, mind.situation.book.lexicon, mind.situation.book.vocabulary)


def _calls_somebody(sentence: Sequence[Token], mind: Mind) -> bool:
    pieces = chunk(sentence, mind.situation.book.lexicon, mind.situation.book.vocabulary)
    called = next((i for i in range(1, len(pieces)) if pieces[i].comma_before), None)
    if called != 1 or not pieces[0].named(Sort.PERSON):
        return False
    request = read_request(sentence[pieces[0].end :], mind.situation.book, mind.situation.now)
    named = any(c.acts and (c.areas or any(p.pronoun is None for p in c.targets)) for c in request.clauses)
    return not (named and request.complete)
