"""What a word shall do instead, told while the hub asks whether to keep it: "no hang on, ta ra should arm it"."""

from __future__ import annotations

from dataclasses import replace

from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion
from dialogue.lessons.definitions import Defined
from dialogue.lessons.learning import learn
from dialogue.normalizing.hesitations import start_of
from dialogue.normalizing.normalization import normalize
from dialogue.replies.reply import Reply
from dialogue.replies.tellings import with_plain_verbs
from dialogue.tokens import Token
from teaching.concepts import Alias, AreaName, Routine
from teaching.lexicon import split

Row = tuple[Token, ...]
LEADS = ("correction_leads", "meaning_to_say", "wanted_instead", "holding_on")


def restated(reply: Reply, question: ConfirmQuestion) -> Decision | None:
    """The lesson as it is put right; ``None`` when no other meaning is told."""
    if question.about != "lesson" or not question.concepts:
        return None
    mind, concept = reply.mind, question.concepts[0]
    opened, meant = _without_leads(reply)
    told = _told(opened, concept.term, reply) or (opened if meant else None)
    if told is None:
        return None
    meaning = concept.meaning
    focus = tuple(e for step in meaning.steps for e in step.target.entities) if isinstance(meaning, Routine) else ()
    there = mind.with_situation(replace(mind.situation, focus=focus))
    found = there.definer.define("scene", told, focus)
    if not isinstance(found, Defined) or isinstance(meaning, Alias | AreaName):
        return None
    return learn(concept.term, found.meaning, there, how="corrected")


def _without_leads(reply: Reply) -> tuple[Row, bool]:
    """What stands behind "no", "hang on", "I meant", and whether it is said that it was meant."""
    vocabulary, row, meant = reply.mind.situation.book.vocabulary, reply.tokens, False
    while row and (end := max(vocabulary.opening(row, name) for name in LEADS)):
        meant = meant or bool(vocabulary.opening(row, "meaning_to_say"))
        row = start_of(row[end:])
    return row, meant and bool(row)


def _told(row: Row, term: str, reply: Reply) -> Row | None:
    """What stands behind "ta ra should", "it should", "that should be", or as what the word does."""
    mind, words = reply.mind, tuple(token.text for token in row)
    named = split(term)
    at = (
        len(named)
        if words[: len(named)] == named
        else int(words[:1] != () and words[0] in mind.words("neuter_objects"))
    )
    if not at or at >= len(row):
        return None
    link = mind.situation.book.vocabulary.opening(row, "told_links", at)
    if link and at + link < len(row):
        return start_of(row[at + link :])
    plain = with_plain_verbs(row[at:], mind)
    return normalize(plain).tokens if plain else None
