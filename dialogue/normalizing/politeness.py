"""Takes politeness out of a request and turns "can I get …" and "I want …" into the command "give me …"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from dialogue.language_data import PhraseTable, section
from dialogue.normalizing.polite_frames import PoliteFrames, polite_frames
from dialogue.normalizing.prohibitions import forbidden
from dialogue.normalizing.wished_states import plain_wish, wished_state
from dialogue.normalizing.wrappings import without_courtesies
from dialogue.token_edits import Tokens, without
from dialogue.tokens import Token

_LONGEST_NAME: Final = 8
SHORTEST_SAYING: Final = 4
"""How many words "when I say X" has."""


@dataclass(frozen=True, slots=True)
class PolitenessWords:
    """The polite words of ``fillers.yaml``."""

    politeness: PhraseTable
    tails: PhraseTable
    for_me: PhraseTable
    for_me_kept_with: frozenset[str]
    for_me_before: frozenset[str]
    openers: PhraseTable
    inner_openers: PhraseTable
    inner_not_after: frozenset[str]
    gerund_openers: PhraseTable
    gerunds: dict[str, str]
    frames: PoliteFrames
    wish_to: PhraseTable
    commands: frozenset[str]
    doing_oneself: frozenset[str]
    give_me: tuple[str, str]
    asks_for: PhraseTable
    wishes: PhraseTable
    wishes_not_before: frozenset[str]
    wished_states: frozenset[str]
    get_done: PhraseTable
    get_done_not_before: frozenset[str]
    get_done_not_over: frozenset[str]
    to_be: PhraseTable
    to: frozenset[str]
    participles: dict[str, str]
    last_verbs: frozenset[str]
    conjunctions: frozenset[str]
    saying_openers: frozenset[str]


@cache
def politeness_words(language: str = "en") -> PolitenessWords:
    """The polite words of a language. Raises ``LanguageDataError``."""
    data = section("fillers", language)
    give, me = data.list("give_me")[:2]
    return PolitenessWords(
        politeness=data.phrases("politeness"),
        tails=data.phrases("polite_tails"),
        for_me=data.phrases("for_me"),
        for_me_kept_with=data.words("for_me_kept_with"),
        for_me_before=data.words("for_me_before"),
        openers=data.phrases("polite_openers"),
        inner_openers=data.phrases("inner_openers"),
        inner_not_after=data.words("inner_not_after"),
        gerund_openers=data.phrases("gerund_openers"),
        gerunds=data.texts("gerunds"),
        frames=polite_frames(language),
        wish_to=data.phrases("wish_to"),
        commands=data.words("commands"),
        doing_oneself=data.words("doing_oneself"),
        give_me=(give, me),
        asks_for=data.phrases("asks_for"),
        wishes=data.phrases("wishes"),
        wishes_not_before=data.words("wishes_not_before"),
        wished_states=data.words("wished_states"),
        get_done=data.phrases("get_done"),
        get_done_not_before=data.words("get_done_not_before"),
        get_done_not_over=data.words("get_done_not_over"),
        to_be=data.phrases("to_be"),
        to=data.words("to"),
        participles=data.texts("participles"),
        last_verbs=data.words("last_verbs"),
        conjunctions=data.words("clause_openers"),
        saying_openers=data.words("saying_openers"),
    )


@dataclass(frozen=True, slots=True)
class Plain:
    """A request without its politeness. ``wish``: it was put as "I want" or "I need"."""

    tokens: Tokens
    polite: bool = False
    wish: bool = False


def drop_politeness(tokens: Tokens, language: str = "en") -> Plain:
    """The plain request. Thanks alone stay as they are."""
    words = politeness_words(language)
    asking = without_courtesies(tokens, language)
    gone = _courtesies(asking, words)
    plain = without(asking, gone)
    if not plain:
        return Plain(tokens)
    plain = forbidden(wished_state(plain_wish(plain, language), language), words.frames, language)
    opened = _without_openers(plain, words)
    asked = _giving(opened, words)
    polite = len(asking) < len(tokens) or bool(gone) or len(opened) < len(plain) or asked.polite
    return Plain(_done(asked.tokens, words), polite, asked.wish)


def _courtesies(tokens: Tokens, words: PolitenessWords) -> set[int]:
    gone: set[int] = set()
    keeps_for_me = any(token.text in words.for_me_kept_with for token in tokens)
    for i in range(len(tokens)):
        if i in gone:
            continue
        gone.update(range(i, words.politeness.end(tokens, i)))
        end = words.for_me.end(tokens, i)
        if end > i > 0 and not keeps_for_me and _closes(tokens, end, words):
            gone.update(range(i, end))
    return gone | _tail(tokens, gone, words)


def _closes(tokens: Tokens, end: int, words: PolitenessWords) -> bool:
    return end == len(tokens) or tokens[end].comma_before or tokens[end].text in words.for_me_before


def _tail(tokens: Tokens, gone: set[int], words: PolitenessWords) -> set[int]:
    """A last "would you", "if you can" or "cheers"."""
    last = len(tokens)
    while last > 0 and last - 1 in gone:
        last -= 1
    for at in range(max(1, last - 4), last):
        found = words.tails.end(tokens, at)
        if found == last and (last - at > 1 or tokens[at].comma_before):
            return set(range(at, last))
    return set()


def _without_openers(tokens: Tokens, words: PolitenessWords) -> Tokens:
    """Without "could you", "I'd like you to" and, before a command, "I want to", wherever a clause begins."""
    kept: list[Token] = []
    i = 0
    while i < len(tokens):
        inner = bool(kept) and not _begins(kept[-1], tokens[i], words)
        first, end = tokens[i], _inner_end(tokens, i, words) if inner else _opener_end(tokens, i, words)
        if end == i or (kept and tokens[end].text in words.doing_oneself):
            kept.append(first)  # "dim the lights, I want to watch a film" says only why
            i += 1
            continue
        verb = tokens[end]
        text = words.frames.command(verb.text) or verb.text
        comma = first.comma_before or inner
        kept.append(replace(verb, text=text, comma_before=comma, sentence_start=first.sentence_start))
        i = end + 1
    return tuple(kept)


def _inner_end(tokens: Tokens, i: int, words: PolitenessWords) -> int:
    """The end of a "could you" that opens a new clause without a pause: "it's dark could you turn on the light"."""
    end = words.inner_openers.end(tokens, i)
    opens = i < end < len(tokens) and tokens[end].text in words.commands
    return end if opens and tokens[i - 1].text not in words.inner_not_after else i


def _begins(before: Token, token: Token, words: PolitenessWords) -> bool:
    return token.comma_before or token.sentence_start or before.text in words.conjunctions


def _opener_end(tokens: Tokens, i: int, words: PolitenessWords) -> int:
    if words.asks_for.end(tokens, i) > i or words.frames.asking_end(tokens, i) > i:
        return i
    end = words.gerund_openers.end(tokens, i)
    if i < end < len(tokens) and tokens[end].text in words.gerunds:
        return end
    end = max(words.openers.end(tokens, i), words.frames.end(tokens, i))
    if i < end < len(tokens):
        return end
    end = words.wish_to.end(tokens, i)
    return end if i < end < len(tokens) and tokens[end].text in words.commands else i


def _giving(tokens: Tokens, words: PolitenessWords) -> Plain:
    """With "give me" in place of "can I get" and "I want"."""
    kept: list[Token] = []
    polite = wish = False
    i = 0
    while i < len(tokens):
        end = _asking_end(tokens, i, words) if not kept or _begins(kept[-1], tokens[i], words) else i
        if end == i:
            kept.append(tokens[i])
            i += 1
            continue
        asked = max(words.asks_for.end(tokens, i), words.frames.asking_end(tokens, i)) > i
        wish, polite = wish or not asked, polite or asked
        kept.append(replace(tokens[i], text=words.give_me[0]))
        kept.append(Token(words.give_me[1], tokens[i + 1].start, tokens[end - 1].end))
        i = end
    return Plain(tuple(kept), polite, wish)


def _asking_end(tokens: Sequence[Token], i: int, words: PolitenessWords) -> int:
    end = max(words.asks_for.end(tokens, i), words.frames.asking_end(tokens, i))
    if i < end < len(tokens):
        return end
    end = max(words.wishes.end(tokens, i), words.frames.wish_end(tokens, i))
    if not i < end < len(tokens):
        return i
    so = end + 1 < len(tokens) and tokens[end + 1].text in words.wished_states
    return end if so or tokens[end].text not in words.wishes_not_before else i


def _done(tokens: Tokens, words: PolitenessWords) -> Tokens:
    """What somebody wants done as the command to do it: "give me the light turned on" is "turn the light on"."""
    begin = _wish_begins(tokens, words)
    if begin:
        end = words.wishes.end(tokens, begin)
        give, me = (replace(tokens[begin], text=text, comma_before=False) for text in words.give_me)
        wished = _done((give, me, *tokens[end:]) if end > begin else tokens[begin:], words)
        return (*tokens[:begin], replace(wished[0], comma_before=True, sentence_start=False), *wished[1:])
    start = words.get_done.end(tokens, 0)
    if start == 0 or start == len(tokens) or tokens[start].text in words.get_done_not_before:
        return tokens
    end = _part_end(tokens, start, words)
    return (*_first_done(tokens[:end], start, words), *_others_done(tokens[end:], words))


def _wish_begins(tokens: Tokens, words: PolitenessWords) -> int:
    """Where the wish begins in "when I say X, I want …"; 0 for anything else."""
    if not tokens or tokens[0].text not in words.saying_openers:
        return 0
    for i in range(SHORTEST_SAYING, len(tokens) - 2):
        begins = tokens[i].comma_before or tokens[i].text == words.give_me[0]
        if words.wishes.end(tokens, i) > i or (begins and words.get_done.end(tokens, i) > i):
            return i
    return 0


def _part_end(tokens: Tokens, start: int, words: PolitenessWords) -> int:
    inner = range(start + 1, len(tokens))
    return next((i for i in inner if tokens[i].comma_before or tokens[i].text in words.conjunctions), len(tokens))


def _others_done(tokens: Tokens, words: PolitenessWords) -> Tokens:
    """What else is wanted behind it: "…, the telly off and the vacuum sent back" → "and send the vacuum back"."""
    if not tokens:
        return tokens
    joint = int(tokens[0].text in words.conjunctions)
    end = _part_end(tokens, joint, words) if joint < len(tokens) else len(tokens)
    part, rest = tokens[joint:end], _others_done(tokens[end:], words)
    if part and part[0].text not in words.commands:
        for k in range(1, min(_LONGEST_NAME, len(part))):
            if part[k].text in words.participles:
                name_end = next((j for j in (k - 2, k - 1) if j > 0 and words.to_be.end(part, j) == k), k)
                done = _commanded(part, words.participles[part[k].text], 0, name_end, k)
                part = (
                    replace(done[0], comma_before=part[0].comma_before),
                    replace(done[1], comma_before=False),
                    *done[2:],
                )
                break
    return (*tokens[:joint], *part, *rest)


def _first_done(tokens: Tokens, start: int, words: PolitenessWords) -> Tokens:
    for k in range(start + 1, min(start + _LONGEST_NAME, len(tokens))):
        if tokens[k].text in words.participles:
            name_end = next((j for j in (k - 2, k - 1) if j > start and words.to_be.end(tokens, j) == k), k)
            return _commanded(tokens, words.participles[tokens[k].text], start, name_end, k)
        if tokens[k].text in words.to and k + 2 == len(tokens) and tokens[k + 1].text in words.last_verbs:
            return _commanded(tokens, tokens[k + 1].text, start, k, k + 1)
        if tokens[k].comma_before or tokens[k].text in words.conjunctions | words.get_done_not_over:
            break
    return tokens


def _commanded(tokens: Tokens, verb: str, start: int, name_end: int, verb_at: int) -> Tokens:
    first = replace(tokens[verb_at], text=verb, comma_before=False, sentence_start=tokens[0].sentence_start)
    return (first, *tokens[start:name_end], *tokens[verb_at + 1 :])
