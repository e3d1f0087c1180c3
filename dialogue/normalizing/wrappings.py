"""Takes off what is wrapped around a request: cries, forms of address, closing tags, and courtesies with "if"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dialogue.language_data import PhraseTable, section
from dialogue.token_edits import Tokens, without

LONGEST_CALL = 5
"""How many words are called out before what they mean."""


@dataclass(frozen=True, slots=True)
class WrappingWords:
    """The classes of words in ``wrappings.yaml``."""

    cries: PhraseTable
    paused_cries: frozenset[str]
    names_it: frozenset[str]
    clause_starts: frozenset[str]
    expletives: frozenset[str]
    expletives_after: frozenset[str]
    vocatives: PhraseTable
    announcers: frozenset[str]
    told_by: frozenset[str]
    tags: PhraseTable
    paused_tags: frozenset[str]
    tags_not_after: frozenset[str]
    hedges: PhraseTable
    hedges_not_after: frozenset[str]
    hedges_before: frozenset[str]
    bare_tags: PhraseTable
    bare_tags_not_after: frozenset[str]
    courtesy: frozenset[str]
    courtesy_needs: frozenset[str]
    courtesy_openers: frozenset[str]
    courtesy_as: frozenset[str]
    courtesy_behind_as: frozenset[str]
    courtesy_alone: frozenset[str]
    sworn_at: frozenset[str]


@cache
def wrapping_words(language: str = "en") -> WrappingWords:
    """The wrapping words of a language. Raises ``LanguageDataError``."""
    data = section("wrappings", language)
    return WrappingWords(
        cries=data.phrases("interjections"),
        paused_cries=frozenset(data.list("paused_interjections")),
        names_it=data.words("names_it"),
        clause_starts=data.words("clause_starts"),
        expletives=data.words("expletives"),
        expletives_after=data.words("expletives_after"),
        vocatives=data.phrases("vocatives"),
        announcers=data.words("announcers"),
        told_by=data.words("told_by"),
        tags=data.phrases("tags"),
        paused_tags=frozenset(data.list("paused_tags")),
        tags_not_after=data.words("tags_not_after"),
        hedges=data.phrases("hedges"),
        hedges_not_after=data.words("hedges_not_after"),
        hedges_before=data.words("hedges_before"),
        bare_tags=data.phrases("bare_tags"),
        bare_tags_not_after=data.words("bare_tags_not_after"),
        courtesy=data.words("courtesy_words"),
        courtesy_needs=data.words("courtesy_needs"),
        courtesy_openers=data.words("courtesy_openers"),
        courtesy_as=data.words("courtesy_as"),
        courtesy_behind_as=data.words("courtesy_behind_as"),
        courtesy_alone=data.words("courtesy_alone"),
        sworn_at=data.words("sworn_at"),
    )


def unwrap(tokens: Tokens, language: str = "en") -> Tokens:
    """The sentence without cries, forms of address and tags; one that is nothing else stays as it is."""
    words = wrapping_words(language)
    before: Tokens = ()
    plain = tokens
    while plain != before:
        before = plain
        plain = _without_hedge(_without_end(_without_cries(plain, words), words), words)
    return plain or tokens


def _without_cries(tokens: Tokens, words: WrappingWords) -> Tokens:
    gone: set[int] = set()
    i = 0
    while i < len(tokens):
        end = max(_cry_end(tokens, i, words), _address_end(tokens, i, words), _expletive_end(tokens, i, words))
        gone.update(range(i, end))
        i = max(end, i + 1)
    return tokens if len(gone) == len(tokens) else without(tokens, gone)


def _cry_end(tokens: Tokens, i: int, words: WrappingWords) -> int:
    """The end of a cry at ``i``: between pauses, or a sure one that opens the sentence or stands last."""
    end = words.cries.end(tokens, i)
    if end == i:
        return i
    opens, closes = _pause_before(tokens, i), _pause_at(tokens, end)
    if opens and closes:
        return end
    if i == 0 and tokens[end].text in words.clause_starts:
        return end
    if " ".join(token.text for token in tokens[i:end]) in words.paused_cries:
        return i
    return end if opens and tokens[end].text not in words.names_it and _speaks_on(tokens, end) else i


def _expletive_end(tokens: Tokens, i: int, words: WrappingWords) -> int:
    """The end of a swearing adjective between "the" and its noun."""
    if tokens[i].text not in words.expletives or i == 0 or tokens[i - 1].text not in words.expletives_after:
        return i
    return i if _pause_at(tokens, i + 1) or tokens[i + 1].text in words.names_it - words.sworn_at else i + 1


def _speaks_on(tokens: Tokens, end: int) -> bool:
    """ "crikey it's cold": more than a name and what becomes of it follows."""
    return len(tokens) - end > 1


def _address_end(tokens: Tokens, i: int, words: WrappingWords) -> int:
    end = words.vocatives.end(tokens, i)
    if end == i or not _pause_before(tokens, i):
        return i
    opens = i == 0 and end < len(tokens) and tokens[end].text in words.clause_starts
    return end if _pause_at(tokens, end) or (opens and not _is_told_of(tokens, end, words)) else i


def _is_told_of(tokens: Tokens, end: int, words: WrappingWords) -> bool:
    """ "honey I'm home means …": the form of address is part of what is called out."""
    said = tokens[end].text in words.announcers
    return said and any(token.text in words.told_by for token in tokens[end + 1 : end + LONGEST_CALL])


def _pause_before(tokens: Tokens, i: int) -> bool:
    return i == 0 or tokens[i].comma_before or tokens[i].sentence_start


def _pause_at(tokens: Tokens, end: int) -> bool:
    return end >= len(tokens) or tokens[end].comma_before or tokens[end].sentence_start


def _without_hedge(tokens: Tokens, words: WrappingWords) -> Tokens:
    """ "ten percent I reckon. And warm": how sure one is, behind what it is said of, wherever that ends."""
    for at in range(1, len(tokens)):
        end = words.hedges.end(tokens, at)
        if end == at or tokens[at - 1].text in words.hedges_not_after or tokens[at].sentence_start:
            continue
        if _pause_at(tokens, end) or tokens[end].text in words.hedges_before:
            return without(tokens, range(at, end))
    return tokens


def _without_end(tokens: Tokens, words: WrappingWords) -> Tokens:
    """Without a last "would you", "there's a love" or ", ta"."""
    for at in range(max(1, len(tokens) - 5), len(tokens)):
        if at > 1 and words.bare_tags.end(tokens, at) == len(tokens):
            if tokens[at - 1].text not in words.bare_tags_not_after:
                return tokens[:at]
        if words.tags.end(tokens, at) != len(tokens):
            continue
        text = " ".join(token.text for token in tokens[at:])
        joined = tokens[at - 1].text in words.tags_not_after
        if tokens[at].comma_before or (" " in text and text not in words.paused_tags and not joined):
            return tokens[:at]
    return tokens


def without_courtesies(tokens: Tokens, language: str = "en") -> Tokens:
    """Without "if you'd be so good", "when you get a minute": at an end, or between pauses."""
    words = wrapping_words(language)
    for start, token in enumerate(tokens):
        if token.text not in words.courtesy_openers:
            continue
        if token.text in words.courtesy_as and (
            start + 1 >= len(tokens) or tokens[start + 1].text not in words.courtesy_behind_as
        ):
            continue
        end = start + 1
        while end < len(tokens) and tokens[end].text in words.courtesy and not tokens[end].comma_before:
            end += 1
        said = {t.text for t in tokens[start + 1 : end]}
        if end - start < 3 and not said & words.courtesy_alone:
            continue
        closes = end == len(tokens) and start > 0
        opens = _pause_before(tokens, start) and end < len(tokens) and tokens[end].comma_before
        if (closes or opens) and said & words.courtesy_needs:
            return without(tokens, range(start, end))
    return tokens
