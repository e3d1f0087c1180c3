"""Answers about "Bean's room", "start Gerald": whose nickname it is, or which thing goes by that name."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.asides.comment_words import comment_words
from dialogue.decision import Decision
from dialogue.defining.names import without_naming
from dialogue.dialogue_state import MeaningQuestion
from dialogue.lessons.definitions import Defined
from dialogue.lessons.learning import learn, thing_called
from dialogue.mind import Mind
from dialogue.reading.chunks import Chunk, chunk
from dialogue.replies.namings import named_plainly
from dialogue.replies.reply import Reply
from dialogue.replies.unclear import unclear
from dialogue.response import Kind
from dialogue.token_edits import stretches
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.concepts import Alias, PersonName
from teaching.lexicon import Sort, split

Row = tuple[Token, ...]
LONGEST_PART = 7


def nickname_told(reply: Reply, question: MeaningQuestion) -> Decision | None:
    """The lesson, and what was asked for with it; ``None`` when the answer names nobody and no thing like that."""
    if question.span.role == "scene":
        return _thing_told(reply, question)
    if _only_says_so(reply.tokens, reply.mind):
        return unclear(reply, question)
    words = split(question.span.text)
    owner = next((word for word in words[:-1] if word.endswith(word_forms().possessive)), None)
    if question.span.role not in ("area", "device") or owner is None:
        return None
    mind, name = reply.mind, word_forms().bare(owner)
    if mind.situation.book.person_named(name) is not None:
        return None
    person = _person_told(reply.tokens, name, mind)
    if person is None:
        return None
    learned = learn(name, PersonName(person), mind, how="answered")
    return reply.again.after_lesson(learned, question, mind) if learned.kind is Kind.CONFIRMS else learned


def _only_says_so(row: Sequence[Token], mind: Mind) -> bool:
    """ "Alfie calls it that": whose word it is, and not what it means."""
    verbs = {phrase[0] for key in ("verbs", "verbs_past", "say") for phrase in mind.statements.calling[key]}
    at = next((i for i, token in enumerate(row) if token.text in verbs), 0)
    pointing = mind.words("object_pronouns") | mind.words("referring_words") | comment_words().adverbs
    return 0 < at < len(row) - 1 and all(token.text in pointing for token in row[at + 1 :])


def _thing_told(reply: Reply, question: MeaningQuestion) -> Decision | None:
    """ "that's what Alfie calls the hoover", about "start Gerald": a name, and nothing that should happen then."""
    mind, row = reply.mind, tuple(reply.tokens)
    nouns = frozenset(word for phrase in mind.statements.calling["nouns"] for word in phrase)
    links = mind.words("beneficiary_prepositions") | mind.words("genitive")
    named = without_naming(named_plainly(row, mind), nouns, links)
    if len(named) >= len(row) or not named:
        return None
    found = mind.definer.define("device", named)
    if not isinstance(found, Defined) or not isinstance(found.meaning, Alias):
        return None
    learned = learn(thing_called(mind.clean_term(question.span.text), mind), found.meaning, mind, how="answered")
    return reply.again.after_lesson(learned, question, mind) if learned.kind is Kind.CONFIRMS else learned


def _person_told(row: Sequence[Token], name: str, mind: Mind) -> str | None:
    """ "Bean's Alfie, it's a nickname", "it's short for Alfie", "Alfie, we call him Bean": the one who is named.

    Every part must say that and no more, or why; what names a thing, a room or an amount is another answer.
    """
    found: set[str] = set()
    for part in stretches(tuple(row)):
        pieces = chunk(_bare(part, name, mind), mind.lexicon, mind.situation.book.vocabulary)
        people = {person for piece in pieces for person in _people_in(piece, mind)}
        if any(_names_else(piece, mind) for piece in pieces):
            return None
        if people:
            if _calls_somebody(pieces, mind):
                return None
            if len(part) > LONGEST_PART or any(not _only_names(piece, name, mind) for piece in pieces):
                return None
            found |= people
        elif not _explains(part, name, mind):
            return None
    return next(iter(found)) if len(found) == 1 else None


def _calls_somebody(pieces: Sequence[Chunk], mind: Mind) -> bool:
    """ "Alfie calls it that": who says so, and not who is meant."""
    calling = {word for key in ("verbs", "verbs_past", "say") for row in mind.statements.calling[key] for word in row}
    first = next((at for at, piece in enumerate(pieces) if _people_in(piece, mind)), len(pieces))
    return any(piece.text in calling for piece in pieces[first:])


def _bare(part: Row, name: str, mind: Mind) -> Row:
    """Without the clitic of "Bean's Alfie" and "Alfie's nickname"."""
    forms = word_forms()
    known = mind.situation.book.person_named
    return tuple(
        Token(forms.bare(token.text), token.start, token.end, comma_before=token.comma_before)
        if forms.bare(token.text) == name or known(forms.bare(token.text)) is not None
        else token
        for token in part
    )


def _people_in(piece: Chunk, mind: Mind) -> tuple[str, ...]:
    person = mind.situation.book.person_named(piece.text)
    return piece.named(Sort.PERSON) or ((person,) if person is not None else ())


def _names_else(piece: Chunk, mind: Mind) -> bool:
    """Whether a thing, a room or an amount is named: "Alfie's room", "twenty percent"."""
    book = mind.situation.book
    counted = piece.quantity is not None and piece.text not in book.words("numeral_one")
    return book.is_item(piece) or counted or bool(piece.word("value"))


def _only_names(piece: Chunk, name: str, mind: Mind) -> bool:
    """Whether it is a name, or a word that joins a name to who bears it."""
    words, calling = comment_words(), mind.statements.calling
    joining = words.determiners | words.possessives | words.subjects | words.things | words.kin | words.adverbs
    joining |= {
        word for key in ("nouns", "verbs", "verbs_past", "what", "being") for row in calling[key] for word in row
    }
    joining |= mind.words("nickname_links") | mind.situation.book.vocabulary.words("relations")
    joining |= mind.situation.book.vocabulary.words("meaning_verbs") | mind.words("object_pronouns")
    return bool(_people_in(piece, mind)) or all(word in joining or word == name for word in piece.text.split())


def _explains(part: Row, name: str, mind: Mind) -> bool:
    """ "it's a nickname", "we call him Bean", "from when he was tiny", "don't ask": of the name, and nothing else."""
    opening = {phrase[0] for phrase in (*mind.statements.calling["explaining"], *mind.statements.calling["dating"])}
    words = comment_words()
    leads = opening | words.subjects | words.things | mind.words("nickname_links") | {name}
    return word_forms().bare(part[0].text) in leads
