"""The definition inside an answer that repeats what it defines."""

from __future__ import annotations

from dialogue.asides.comment_words import comment_words
from dialogue.mind import Mind
from dialogue.reading.statements import find_statements
from dialogue.replies.reply import Reply
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import split
from teaching.phrases import stems


def own_statement(reply: Reply, term: str) -> tuple[Token, ...] | None:
    """The definition in "sketching mode means eighty percent", said as the answer about sketching mode."""
    for statement in find_statements(reply.tokens, reply.mind.statements, lambda _: False):
        if statement.group in ("teach", "is_definition") and "definition" in statement.slots:
            said = reply.mind.clean_term(statement.words("term"))
            if said in comment_words().pronouns_of_people or only_restricts(said, reply.mind):
                return statement.slots["definition"]  # "she means the family room", "just means off"
            if stems(split(said)) and set(stems(split(said))) | set(stems(split(word_forms().bare(said)))) >= set(
                stems(split(term))
            ):
                return statement.slots["definition"]
        elif statement.group == "name" and "target" in statement.slots:
            if set(split(statement.words("term"))) & set(split(term)):
                return statement.slots["target"]
    return None


def only_restricts(term: str, mind: Mind) -> bool:
    """ "just means turn it off": said of the word that was asked about, and no word by itself."""
    return bool(term) and set(split(term)) <= mind.situation.book.vocabulary.words("restricting") | mind.words(
        "infinitive_marker"
    )
