"""The answer about a word for how far: "ten percent" about "lamp up a click" is ten percent more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.dialogue_state import MeaningQuestion
from dialogue.lessons.definitions import Defined
from dialogue.mind import Mind
from dialogue.normalizing.normalization import normalize
from dialogue.reading.growth import amount_end
from dialogue.reading.requests import read_request
from dialogue.resolving.effects import direction
from dialogue.tokens import Token, places
from teaching.concepts import ActionName, ValueName
from teaching.lexicon import split


def step_told(tokens: Sequence[Token], question: MeaningQuestion, targets: Sequence[str], mind: Mind) -> Defined | None:
    """The change that is meant, where the word stood behind "up" or "down" with an article; ``None`` for others."""
    way = _way(question, mind)
    if not way or not tokens:
        return None
    book = mind.situation.book
    if amount_end(tuple(tokens), 0, book) == len(tokens):
        change = book.vocabulary.written["more" if way > 0 else "less"]
        tokens = (*tokens, replace(tokens[-1], text=change, comma_before=False, sentence_start=False))
    found = mind.definer.define("action", tokens, targets, question.span.text)
    meaning = found.meaning if isinstance(found, Defined) else None
    if not isinstance(found, Defined) or not isinstance(meaning, ActionName) or not meaning.settings:
        return None
    relative = all(setting.relative for setting in meaning.settings)
    return replace(found, meaning=ValueName(meaning.settings)) if relative else None


def _way(question: MeaningQuestion, mind: Mind) -> int:
    """Which way the request goes that waits for the word: 1 up, -1 down, 0 when it is no word for how far."""
    row = normalize(question.request).tokens if question.span.role == "value" else ()
    words, term = [token.text for token in row], split(question.span.text)
    place = next(places(words, term), 0)
    articles = mind.words("indefinite_articles") | mind.words("one_more")
    if place < 2 or words[place - 1] not in articles or words[place - 2] in mind.words("action_prepositions"):
        return 0
    clauses = read_request(row, mind.situation.book, mind.situation.now).clauses
    ways = {direction(clause) for clause in clauses} - {0}
    return ways.pop() if len(ways) == 1 else 0
