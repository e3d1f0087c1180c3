"""Mends words that a recogniser writes for others that sound the same, where only one reading makes sense."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from dialogue.asides.comment_words import comment_words
from dialogue.reading.numbers import number_words, read_quantity, stands_for_noun
from dialogue.reading.vocabulary import Vocabulary
from dialogue.tokens import Token
from dialogue.word_forms import word_forms

GERUND = 5


def mend(row: tuple[Token, ...], vocabulary: Vocabulary, taught: Collection[int] = ()) -> tuple[Token, ...]:
    """ "turn of the lamp" → off, "set it too fifty" → to; what stands at the ``taught`` places is meant as it is."""
    words = list(row)
    if is_switched_of([token.text for token in words], vocabulary):
        words[-1] = replace(words[-1], text=vocabulary.written["off"])
    for position, token in enumerate(words[:-1]):
        if position in taught:
            continue
        named = position > 1 and words[position - 2].text in vocabulary.words(
            "determiners"
        )  # "at the turn of the tide"
        if (
            token.text in vocabulary.words("misheard_off")
            and position
            and not named
            and words[position - 1].text in vocabulary.words("switching_off_verbs")
        ):
            words[position] = replace(token, text=vocabulary.written["off"])
        elif token.text in vocabulary.words("misheard_it") and _is_moved(words, position, vocabulary):
            words[position] = replace(token, text=vocabulary.written["it"])
        elif (
            token.text in vocabulary.words("one_more")
            and words[position + 1].text in vocabulary.words("degree_noun")
            and position + 2 < len(words)
        ):
            if words[position + 2].text in vocabulary.words("degree_comparatives"):
                words[position] = replace(token, text=vocabulary.written["one"])
        elif (
            token.text in vocabulary.words("numeral_one")
            and position
            and stands_for_noun(row, position)
            and _praises(words, position)
        ):
            words[position] = replace(token, text=vocabulary.written["a_thing"])  # "to one nice purple"
        elif token.text.endswith(word_forms().gerund) and len(token.text) > GERUND:
            kept = _is_by_itself(words, position, vocabulary) or _names_time(words, position, vocabulary)
            kept = kept or (token.text in vocabulary.words("outing_verbs") and _goes_on(words, position, vocabulary))
            kept = kept or _says_how_it_is(words, position, vocabulary)
            kept = kept or words[position - 1].text in vocabulary.words("determiners") - vocabulary.words(
                "singular_demonstratives"
            )
            base = None if kept else _base(token.text, vocabulary)
            if base is not None and position + 1 < len(words) and not _is_told(words, position, vocabulary):
                words[position] = replace(token, text=base)
        elif token.text in vocabulary.words("sounding_like_to") and _leads_to_value(words, position, vocabulary):
            words[position] = replace(token, text=vocabulary.written["to_value"], comma_before=False)
    return tuple(words)


def _is_moved(words: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """ "bring hit down": between a verb and its particle, or what it is set to, only "it" was meant."""
    following = words[position + 1].text
    ways = vocabulary.words("switching_particles") | vocabulary.words("vertical_particles")
    moves = position == 1 and words[0].text in vocabulary.words("moving_it")
    return moves and (
        following in ways or (following in vocabulary.words("goal_prepositions") and len(words) > position + 2)
    )


def is_switched_of(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """ "switch the lamp of"."""
    misheard = len(words) > 2 and words[-1] in vocabulary.words("misheard_off")
    return misheard and words[0] in vocabulary.words("switching_off_verbs")


def _leads_to_value(words: list[Token], position: int, vocabulary: Vocabulary) -> bool:
    """ "too fifty", "it two sixty", "it two high"; two percent and too high are meant as they stand."""
    following = words[position + 1]
    if not position:
        return False
    excess = words[position].text in vocabulary.words("excess_word")
    of_it = words[position - 1].text in vocabulary.words("thing_pronouns")
    if read_quantity(words, position + 1) is None:
        return of_it and not excess and _is_value_word(following, vocabulary)
    if _counts_on(words, position, vocabulary):
        return False
    return excess or (of_it and following.text not in vocabulary.words("percent_unit"))


def _is_value_word(token: Token, vocabulary: Vocabulary) -> bool:
    labels = {word.label for _, entries in vocabulary.index.matches([token.text], 0) for word in entries}
    return "value" in labels or "extreme" in labels


def _counts_on(words: list[Token], position: int, vocabulary: Vocabulary) -> bool:
    """ "make it two hundred", "two twenty degrees": the number that begins here can be meant, and is no percentage."""
    whole = read_quantity(words, position)
    if whole is None or whole.end <= position + 1:
        return False
    measured = whole.unit is not None and whole.unit not in vocabulary.words("percent_unit")
    return measured or words[position + 1].text in number_words().hundred


def _praises(words: list[Token], position: int) -> bool:
    following = words[position + 1]
    return following.text in number_words().behind_article and not following.comma_before


def _is_by_itself(words: list[Token], position: int, vocabulary: Vocabulary) -> bool:
    """ "rolling out", said alone or of what it means: something one does, and no command to do it to a thing."""
    after = position + 1
    while after < len(words) and any(word.label == "particle" for word in vocabulary.index.get((words[after].text,))):
        after += 1
    if after == position + 1 < len(words) and words[after].text in vocabulary.words("defining"):
        return True
    return after > position + 1 and (
        after == len(words)
        or words[after].comma_before
        or words[after].text in vocabulary.words("defining")
        or (position > 0 and words[position - 1].text in vocabulary.words("say_verbs"))
    )


def _goes_on(words: list[Token], position: int, vocabulary: Vocabulary) -> bool:
    """ "heading out", "running to the shops": somebody goes somewhere."""
    following = words[position + 1].text if position + 1 < len(words) else ""
    return following in vocabulary.words("outing_particles") | vocabulary.words("outing_leads")


def _says_how_it_is(words: list[Token], position: int, vocabulary: Vocabulary) -> bool:
    """ "just freezing in here": a complaint goes on being one, unless something is named that it is done to."""
    if not any((words[position].text,) in complaint.words for complaint in vocabulary.complaints):
        return False
    return position + 1 == len(words) or words[position + 1].text not in vocabulary.words("determiners")


def _is_told(words: list[Token], position: int, vocabulary: Vocabulary) -> bool:
    """ "I'm just pausing here": what somebody is doing, whatever stands between."""
    at = position - 1
    while at > 0 and not words[at + 1].comma_before and words[at].text in comment_words().adverbs:
        at -= 1
    return at >= 0 and words[at].text in vocabulary.words("before_participles")


def _names_time(words: list[Token], position: int, vocabulary: Vocabulary) -> bool:
    """ "quitting time", "opening hours", "at leaving home": part of the name of a time or a mode."""
    if position > 0 and words[position - 1].text in vocabulary.words("point_prepositions"):
        return True
    following = words[position + 1].text if position + 1 < len(words) else ""
    return following in vocabulary.tails or following in vocabulary.words("time_nouns")


def _base(gerund: str, vocabulary: Vocabulary) -> str | None:
    """ "turning" → "turn", when only that is a verb we know."""
    if any(True for _ in vocabulary.index.matches([gerund], 0)):
        return None
    root = gerund[:-3]
    bases = [root, root + "e"]
    if root[-1:] == root[-2:-1]:
        bases.append(root[:-1])  # "cutting"
    for base in bases:
        if any(word.label == "verb" for _, entries in vocabulary.index.matches([base], 0) for word in entries):
            return base
    return None
