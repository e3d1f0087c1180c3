"""Reads what a word means when it is said once more: "no, the curtains are the veil", "I meant cosy is forty"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.mind import Mind
from dialogue.tokens import Token, places
from dialogue.word_forms import word_forms
from teaching.concepts import Concept
from teaching.lexicon import split

Row = tuple[Token, ...]


def definition_of(row: Sequence[Token], concept: Concept, mind: Mind) -> Row:
    """What stands for the word's meaning, without the word itself; the row as it is when the word isn't in it."""
    whole = tuple(row)
    words = [word_forms().bare(token.text) for token in whole]
    term = split(concept.term)
    for start in places(words, term):
        end = start + len(term)
        before, after = whole[:start], whole[end:]
        while before and before[-1].text in mind.words("noun_determiners") | mind.words("owners_determiners"):
            before = before[:-1]
        contracted = whole[end - 1].text != words[end - 1]
        if not before and after and (contracted or after[0].text in mind.words("equating_verbs")):
            return _begun(after if contracted else after[1:])
        target = _before_copula(before, mind)
        if not after and target:
            return target
    return whole


def _before_copula(row: Row, mind: Mind) -> Row:
    """ "the curtains" of "the curtains are called", "call the curtains"; nothing where neither stands there."""
    lists = mind.statements.calling
    if row and any(len(verb) == 1 and row[0].text == verb[0] for verb in lists["verbs"]):
        return row[1:]
    linking = {phrase[0] for key in ("being", "called") for phrase in lists[key]} | mind.words("equating_verbs")
    end = len(row)
    while end > 0 and row[end - 1].text in linking:
        end -= 1
    if end > 0 and row[end - 1].text.endswith(word_forms().possessive):
        return (*row[: end - 1], replace(row[end - 1], text=word_forms().bare(row[end - 1].text)))
    return row[:end] if 0 < end < len(row) else ()


def _begun(row: Row) -> Row:
    return (replace(row[0], comma_before=False), *row[1:]) if row else row
