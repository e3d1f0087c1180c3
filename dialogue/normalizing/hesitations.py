"""Takes hesitations, parentheses, stutters and openers out of an utterance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby, pairwise

from dialogue.language_data import PhraseTable, section
from dialogue.reading.numbers import read_number
from dialogue.token_edits import Tokens, marked, without
from dialogue.tokens import Token

LONGEST_INTERJECTION = 4


@dataclass(frozen=True, slots=True)
class HesitationWords:
    """The words of ``fillers.yaml`` that carry no content."""

    hesitations: frozenset[str]
    sounds: frozenset[str]
    at_start: frozenset[str]
    no_hesitation_before: frozenset[str]
    parentheses: PhraseTable
    kept_after: frozenset[str]
    kept_before: frozenset[str]
    explaining: PhraseTable
    reason_subjects: frozenset[str]
    reason_words: frozenset[str]
    number_hedges: PhraseTable
    likers: frozenset[str]
    hedge_prepositions: frozenset[str]
    openers: PhraseTable
    careful_openers: PhraseTable
    careful_before: frozenset[str]
    careful_kept: PhraseTable
    interjections: PhraseTable
    wake_openers: PhraseTable
    wake_names: PhraseTable
    sure_wake_names: frozenset[str]
    stutterable: frozenset[str]
    particles: frozenset[str]
    particle_verbs: frozenset[str]
    clitics: dict[str, frozenset[str]]
    repeatable: frozenset[str]
    contractions: dict[str, str]


@cache
def hesitation_words(language: str = "en") -> HesitationWords:
    """The hesitation words of a language. Raises ``LanguageDataError``."""
    data = section("fillers", language)
    clitics = data.section("split_clitics")
    stutterable, particles = data.words("stutterable"), data.words("particles")
    return HesitationWords(
        hesitations=data.words("hesitations"),
        sounds=data.words("hesitations") | data.words("hesitations_at_start"),
        at_start=data.words("hesitations_at_start"),
        no_hesitation_before=data.words("no_hesitation_before"),
        parentheses=data.phrases("parentheses"),
        kept_after=data.words("parentheses_kept_after"),
        kept_before=data.words("parentheses_kept_before"),
        explaining=data.phrases("explaining"),
        reason_subjects=data.words("reason_subjects"),
        reason_words=data.words("reason_words"),
        number_hedges=data.phrases("number_hedges"),
        likers=data.words("likers"),
        hedge_prepositions=data.words("hedge_prepositions"),
        openers=data.phrases("openers"),
        careful_openers=data.phrases("careful_openers"),
        careful_before=data.words("careful_before"),
        careful_kept=data.phrases("careful_kept"),
        interjections=data.phrases("interjections"),
        wake_openers=data.phrases("wake_openers"),
        wake_names=data.phrases("wake_names"),
        sure_wake_names=data.words("sure_wake_names"),
        stutterable=stutterable,
        particles=particles,
        particle_verbs=data.words("particle_verbs"),
        clitics={clitic: clitics.words(clitic) for clitic in clitics.names()},
        repeatable=stutterable | particles,
        contractions=data.texts("contractions"),
    )


def join_clitics(tokens: Sequence[Token], language: str = "en") -> Tokens:
    """Put together what a recogniser writes apart, "what s" is "what's", and apart what is two words, "d'you"."""
    clitics, contractions = hesitation_words(language).clitics, hesitation_words(language).contractions
    joined: list[Token] = []
    for token in tokens:
        if token.text in contractions:
            first, *others = contractions[token.text].split()
            joined.append(replace(token, text=first))
            joined.extend(Token(other, token.start, token.end) for other in others)
            continue
        if joined and token.text in clitics and joined[-1].text in clitics[token.text] and not token.comma_before:
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text}'{token.text}", end=token.end)
        else:
            joined.append(token)
    return tuple(joined)


def drop_hesitations(tokens: Tokens, language: str = "en") -> Tokens:
    """Without um and uh, "you know", and "like" or "say" before a number.

    The pauses around a dropped word are no comma where the sentence runs on: "turn on the, um, lamp".
    """
    words = hesitation_words(language)
    gone: set[int] = set()
    i = 0
    while i < len(tokens):
        end = max(
            _hesitation(tokens, i, words),
            _parenthesis(tokens, i, words),
            _explaining(tokens, i, words),
            _hedge(tokens, i, words, language),
        )
        gone.update(range(i, end))
        i = max(end, i + 1)
    return without(tokens, gone, running_on=words.stutterable)


def _hesitation(tokens: Tokens, i: int, words: HesitationWords) -> int:
    """The end of "um", however long it is drawn out: "ummm", "ehhh"; "em" is one only at the start."""
    text = tokens[i].text
    if text in words.hesitations or _is_drawn_out(text, words.sounds):
        return i + 1
    if text not in words.at_start or not tokens[i].sentence_start or i + 1 >= len(tokens):
        return i
    following = tokens[i + 1]
    return i + (following.comma_before or following.text not in words.no_hesitation_before)


@lru_cache(maxsize=4096)
def _is_drawn_out(text: str, sounds: frozenset[str]) -> bool:
    """Whether it is such a sound with a letter held: "ummm", "ehhh", "mmmm"."""
    short = "".join(letter for letter, _ in groupby(text))
    return text != short and (short in sounds or text[: len(short) + 1] in sounds)


def _parenthesis(tokens: Tokens, i: int, words: HesitationWords) -> int:
    end = words.parentheses.end(tokens, i)
    if end == i or (i == 0 and end == len(tokens)):
        return i
    asked_about = i > 0 and not tokens[i].comma_before and tokens[i - 1].text in words.kept_after
    asks_about = end < len(tokens) and not tokens[end].comma_before and tokens[end].text in words.kept_before
    return i if asked_about or asks_about else end


def _explaining(tokens: Tokens, i: int, words: HesitationWords) -> int:
    """The end of "I mean" before a reason, where it takes nothing back: "the den, I mean, it's what we call it"."""
    end = words.explaining.end(tokens, i)
    if i in (0, end) or end + 1 >= len(tokens) or not tokens[end].comma_before:
        return i
    subject, following = tokens[end].text, tokens[end + 1].text
    return end if subject in words.reason_subjects and following in words.reason_words else i


def _hedge(tokens: Tokens, i: int, words: HesitationWords, language: str) -> int:
    """The end of "like" or "say" as a filler: before a number, or between two pauses."""
    end = words.number_hedges.end(tokens, i)
    if end == i or end >= len(tokens):
        return i
    if i > 0 and not tokens[i].comma_before and tokens[i - 1].text in words.likers:
        return i if tokens[i - 1].text not in words.hedge_prepositions else _before_number(tokens, i, end, language)
    if tokens[i].comma_before and tokens[end].comma_before:
        return end
    return _before_number(tokens, i, end, language) if i > 0 else i


def _before_number(tokens: Tokens, i: int, end: int, language: str) -> int:
    return i if read_number(tokens, end, language) is None else end


def drop_stutters(tokens: Tokens, language: str = "en") -> Tokens:
    """Without words and beginnings said twice: "the the", "turn turn on", "in the in the hall".

    "on on" stays unless a verb stands right before it: "lights on on the terrace".
    """
    words = hesitation_words(language)
    kept: list[Token] = []
    for token in tokens:
        kept.append(token)
        for length in (1, 2, 3, 4):
            if _repeats(kept, length, words):
                del kept[-length:]
                break
    return tuple(kept)


def _repeats(kept: Sequence[Token], length: int, words: HesitationWords) -> bool:
    if len(kept) < 2 * length or kept[-length].text != kept[-2 * length].text or kept[-length].sentence_start:
        return False
    first = kept[-2 * length].text
    if first not in words.repeatable:
        return False
    if length == 1:
        if first in words.particles:
            return len(kept) > 2 and kept[-3].text in words.particle_verbs
        return True
    return all(kept[k - length].text == kept[k].text for k in range(-length, 0))


def drop_cut_off(tokens: Tokens, text: str, language: str = "en") -> Tokens:
    """Without words broken off and begun again: "the kit- kitchen light"."""
    marks = cut_off_marks(language)
    gone = {
        i
        for i, (token, following) in enumerate(pairwise(tokens))
        if text.startswith(marks, token.end)
        and not text.startswith(following.text, token.end + 1)
        and following.text != token.text
        and following.text.startswith(token.text)
    }
    return without(tokens, gone, running_on=hesitation_words(language).stutterable)


@cache
def cut_off_marks(language: str = "en") -> tuple[str, ...]:
    """What a recogniser or a person writes behind a word broken off."""
    return section("fillers", language).list("cut_off_marks")


def drop_openers(tokens: Tokens, language: str = "en", names: Sequence[str] = ()) -> Tokens:
    """Without "hey hub", "okay so" and the like at the start; an utterance that is nothing else stays as it is."""
    words = hesitation_words(language)
    called = PhraseTable.of((name, name) for name in names)
    at = 0
    while at < len(tokens):
        end = max(
            _wake(tokens, at, words, called),
            words.openers.end(tokens, at),
            _careful(tokens, at, words),
            _interjection(tokens, at, words),
        )
        if end == at:
            break
        at = end
    if at >= len(tokens):
        return tokens
    return _without_last_words(_without_last_call(without(tokens, range(at)), words, called), words)


def _wake(tokens: Tokens, at: int, words: HesitationWords, called: PhraseTable) -> int:
    """The end of a name that wakes the hub, with its "hey"."""
    name_at = words.wake_openers.end(tokens, at)
    own = called.end(tokens, name_at)
    end = max(own, words.wake_names.end(tokens, name_at))
    if end == name_at:
        return at
    sure = own > name_at or name_at > at or tokens[name_at].text in words.sure_wake_names
    paused = end < len(tokens) and tokens[end].comma_before
    states_it = end == len(tokens) - 1 and tokens[end].text in words.particles and name_at == at
    return end if paused or (sure and not states_it) else at


def _careful(tokens: Tokens, at: int, words: HesitationWords) -> int:
    end = words.careful_openers.end(tokens, at)
    if end == at or end >= len(tokens) or words.careful_kept.end(tokens, at) > end:
        return at
    return end if tokens[end].comma_before or tokens[end].text in words.careful_before else at


def _interjection(tokens: Tokens, at: int, words: HesitationWords) -> int:
    """The end of "goodness" and the like, where a pause follows."""
    end = words.interjections.end(tokens, at)
    return end if end == len(tokens) or tokens[end].comma_before else at


def _without_last_call(tokens: Tokens, words: HesitationWords, called: PhraseTable) -> Tokens:
    """Without a name called at the end: "lights off, alexa"."""
    for at in range(max(1, len(tokens) - 3), len(tokens)):
        own = called.end(tokens, at)
        end = max(own, words.wake_names.end(tokens, at))
        if end == len(tokens) and (tokens[at].comma_before or tokens[at].text in words.sure_wake_names):
            return tokens[:at]
    return tokens


def _without_last_words(tokens: Tokens, words: HesitationWords) -> Tokens:
    """Without an interjection at the end: "fan on low, blimey"."""
    for at in range(max(1, len(tokens) - LONGEST_INTERJECTION), len(tokens)):
        if tokens[at].comma_before and words.interjections.end(tokens, at) == len(tokens):
            return tokens[:at]
    return tokens


def start_of(tokens: Tokens) -> Tokens:
    """The tokens with their first one marked as the start of a sentence."""
    if not tokens or tokens[0].sentence_start:
        return tokens
    return (marked(tokens[0], comma=False, sentence=True), *tokens[1:])
