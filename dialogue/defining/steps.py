"""Steps that are told instead of commanded: "I close the curtains, then the hall light goes down to ten"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from dialogue.asides.comment_words import comment_words
from dialogue.defining.answer import chunks_of
from dialogue.reading.vocabulary import Vocabulary
from dialogue.situation import Situation
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort

Row = tuple[Token, ...]
SHORTEST = 2
"""A verb and what it comes to."""


def commanded(situation: Situation, row: Row, *, shared: bool = False) -> Row:
    """The steps as commands: "close the curtains, then the hall light to ten".

    ``shared``: somebody else may do some of them: "Sam turns the speaker up".
    """
    joiners = situation.book.vocabulary.words("step_joiners")
    starts = [
        i
        for i, token in enumerate(row)
        if i == 0 or token.comma_before or token.sentence_start or (token.text in joiners and i + 1 < len(row))
    ]
    conjunctions = situation.book.vocabulary.words("step_conjunctions")
    told: list[Token] = []
    paused = sentence = False
    for start, end in itertools.pairwise((*starts, len(row))):
        if end < len(row) and all(t.text in joiners and t.text not in conjunctions for t in row[start:end]):
            paused, sentence = paused or row[start].comma_before, sentence or row[start].sentence_start
            continue  # ", oh and"
        first, *others = _step(situation, row[start:end], shared=shared)
        told.append(
            replace(
                first,
                comma_before=first.comma_before or paused,
                sentence_start=first.sentence_start or sentence,
            )
        )
        told += others
        paused = sentence = False
    return tuple(told)


def _step(situation: Situation, part: Row, *, shared: bool) -> Row:
    vocabulary = situation.book.vocabulary
    lead = 0
    while lead < len(part) - 1 and part[lead].text in vocabulary.words("step_joiners"):
        if _without_lead(situation, part[lead:]) != part[lead:]:
            break  # "first thing I do is …"
        lead += 1
    begun = _without_subject(situation, _without_lead(situation, part[lead:]), shared=shared)
    begun = _unfronted(situation, begun)
    plain = _active(situation, begun) or _by_itself(situation, begun) or _done_to(situation, begun)
    joined = [token for token in part[:lead] if token.text in vocabulary.words("step_conjunctions")]
    if plain == part[lead:] and (len(joined) == lead or not _is_verb(situation, plain)):
        return part
    first = replace(plain[0], comma_before=False, sentence_start=False)
    others = (replace(token, comma_before=False, sentence_start=False) for token in plain[1:])
    step = (*joined, first, *others)
    opened = replace(step[0], comma_before=part[0].comma_before, sentence_start=part[0].sentence_start)
    return (opened, *step[1:])


def _without_lead(situation: Situation, part: Row) -> Row:
    """ "first thing I do is put the kettle on" → "put the kettle on"; "I start by putting the kettle on" the same."""
    vocabulary = situation.book.vocabulary
    opened = vocabulary.opening(part[:-1], "step_leads")
    if not opened:
        return part
    rest = part[opened:]
    verb = _base(rest[0].text, vocabulary) if rest[0].text.endswith(word_forms().gerund) else None
    if verb is not None:
        rest = (replace(rest[0], text=verb), *rest[1:])
    return rest if any(situation.book.is_item(piece) for piece in chunks_of(situation, rest)) else part


def _without_subject(situation: Situation, part: Row, *, shared: bool) -> Row:
    """ "I always close the curtains", "then we go round and lock up": the command alone."""
    lists = situation.book.vocabulary.words
    if part[0].text not in lists("step_subjects"):
        return _without_person(situation, part) if shared else part
    rest = part[1:]
    while len(rest) > 1 and rest[0].text in lists("step_adverbs"):
        rest = rest[1:]
    return rest if rest and _is_verb(situation, rest) else part


def _without_person(situation: Situation, part: Row) -> Row:
    """ "Sam turns the speaker up", "my wife turns the speaker up" → "turn the speaker up"."""
    end = _person_end(situation, part)
    if not end or end >= len(part):
        return part
    for ending in ("", *word_forms().third_person):
        said = part[end].text
        verb = replace(part[end], text=said.removesuffix(ending))
        if verb.text in situation.book.vocabulary.words("step_wishes"):
            return part
        if said.endswith(ending) and _is_verb(situation, (verb, *part[end + 1 :])):
            return (verb, *part[end + 1 :])
    return part


def _person_end(situation: Situation, part: Row) -> int:
    named = chunks_of(situation, part)[0]
    if named.named(Sort.PERSON):
        return named.end
    words = comment_words()
    if part[0].text in words.pronouns_of_people:
        return 1
    return 2 if len(part) > 2 and part[0].text in words.determiners and part[1].text in words.kin else 0


def _unfronted(situation: Situation, part: Row) -> Row:
    """ "the floor lamp I turn off" → "turn the floor lamp off"."""
    subjects = situation.book.vocabulary.words("step_subjects")
    for at in range(1, len(part) - 1):
        if part[at].text in subjects and _is_thing(situation, part[:at]) and _is_verb(situation, part[at + 1 :]):
            return (part[at + 1], *part[:at], *part[at + 2 :])
    return part


def _is_verb(situation: Situation, row: Row) -> bool:
    return chunks_of(situation, row)[0].word("verb") is not None


def _active(situation: Situation, part: Row) -> Row | None:
    """ "the back door gets locked" → "lock the back door"; "the volume wants to be eight" → "the volume to eight"."""
    vocabulary = situation.book.vocabulary
    links = vocabulary.phrases("step_links")
    texts = tuple(token.text for token in part)
    for at in range(1, len(part)):
        before = _unclitic(part[:at])
        if not _is_thing(situation, before):
            continue
        verb = _base(texts[at], vocabulary) if before != part[:at] else None
        if verb is not None:  # "the lamp's switched off"
            return (replace(part[at], text=verb), *before, *part[at + 1 :])
        if before != part[:at] and texts[at] in vocabulary.words("point_prepositions") | vocabulary.words(
            "step_directions"
        ):
            return (*before, *part[at:])  # "the lamp's at eighty", "the spots are off"
        link = next((p for p in links if texts[at : at + len(p)] == p), None)
        if link is None or at + len(link) >= len(part):
            if at + 1 < len(part) and texts[at] in vocabulary.words("step_movers"):
                return _moved(part, at, vocabulary) or _become(part, at, situation)
            continue
        after = at + len(link)
        verb = _base(texts[after], vocabulary)
        if verb is None and texts[at] in vocabulary.words("step_needs") and _is_verb(situation, part[after:]):
            verb = texts[after]
        if verb is not None:
            return (replace(part[after], text=verb), *part[:at], *part[after + 1 :])
        piece = chunks_of(situation, part[after:])[0]
        if piece.quantity is not None or piece.word("value") or piece.word("extreme"):
            return (*part[:at], replace(part[at], text=vocabulary.written["to_value"]), *part[after:])
        if piece.word("state") or piece.word("particle"):
            return (*part[:at], *part[after:])
        if texts[after] in vocabulary.words("step_approximations"):
            return (*part[:at], replace(part[at], text=vocabulary.written["to_value"]), *part[after:])
    return None


def _done_to(situation: Situation, part: Row) -> Row:
    """ "turned all the way up", "dimmed to ten" → "turn all the way up": what has been done to it."""
    verb = _base(part[0].text, situation.book.vocabulary) if part[0].text.endswith(word_forms().past) else None
    if verb is None or len(part) < SHORTEST or chunks_of(situation, part[:1])[0].known:
        return part
    return (replace(part[0], text=verb), *part[1:])


def _by_itself(situation: Situation, part: Row) -> Row | None:
    """ "the front door unlocks" → "unlock the front door"."""
    for at in range(1, len(part)):
        verb = _doing(situation, part, at)
        if verb is not None and _is_thing(situation, part[:at]):
            return (replace(part[at], text=verb), *part[:at], *part[at + 1 :])
    return None


def _doing(situation: Situation, part: Row, at: int) -> str | None:
    """The verb of what a thing does by itself: "unlocks", "opens", "starts"; no noun that looks like one."""
    text = part[at].text
    piece = chunks_of(situation, (part[at],))[0]
    if piece.known or situation.book.partial(text):
        return None
    for ending in word_forms().third_person:
        if text.endswith(ending) and _is_verb(situation, (replace(part[at], text=text.removesuffix(ending)),)):
            return text.removesuffix(ending)
    return None


def _unclitic(row: Row) -> Row:
    return (*row[:-1], replace(row[-1], text=word_forms().bare(row[-1].text)))


def _moved(part: Row, at: int, vocabulary: Vocabulary) -> Row | None:
    """ "the light goes up to eighty" → "the light to eighty"; "it drops to ten" → "it to ten"."""
    following = part[at + 1].text
    if (
        following in vocabulary.words("vertical_particles")
        and part[at + 2 : at + 3]
        and part[at + 2].text in vocabulary.words("goal_prepositions")
    ):
        return (*part[:at], *part[at + 2 :])
    if following in vocabulary.words("vertical_particles") and at + 2 < len(part):
        return (replace(part[0], text=vocabulary.written["turning"]), *part[:at], *part[at + 1 :])
    if following in vocabulary.words("step_directions"):
        return (*part[:at], *part[at + 1 :])
    return None


def _become(part: Row, at: int, situation: Situation) -> Row | None:
    """ "the lamp goes blue (at five percent)" → "the lamp to blue (at five percent)"."""
    pieces = chunks_of(situation, part[at + 1 :])
    piece, rest = pieces[0], pieces[1:]
    ends = not rest or (
        len(rest) > 1 and rest[0].text in situation.book.words("value_introducers") and rest[-1].quantity is not None
    )
    if not ends or not (piece.word("value") or piece.named(Sort.OPTION)):
        return None
    return (*part[:at], replace(part[at], text=situation.book.vocabulary.written["to_value"]), *part[at + 1 :])


def _is_thing(situation: Situation, row: Row) -> bool:
    """Whether words name a thing of the home or one of its attributes, and nothing else."""
    pieces = chunks_of(situation, row)
    named = any(situation.book.is_item(p) or p.word("attribute") for p in pieces)
    return named and all(
        situation.book.is_item(p) or p.word("attribute") or p.word("determiner") or p.word("quantifier") or not p.known
        for p in pieces
        if p.word("preposition") is None
    )


def _base(word: str, vocabulary: Vocabulary) -> str | None:
    """The verb that a participle is made of: "locked" and "locking" of "lock"; ``None`` for any other word."""
    irregular = vocabulary.participles.get(word)
    if irregular is not None:
        return irregular
    for ending in word_forms().participles:
        if not word.endswith(ending) or len(word) < len(ending) + 3:
            continue
        stem = word[: -len(ending)]
        options: Sequence[str] = (*word_forms().stems(word, ending), *((stem[:-1],) if stem[-1] == stem[-2] else ()))
        for option in options:
            found = (word for end, senses in vocabulary.index.matches([option], 0) if end == 1 for word in senses)
            if any(word.label == "verb" for word in found):
                return option
    return None
