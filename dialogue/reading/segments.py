"""Cuts a sentence into segments, and gives the drafts back the words they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.interpretation import NounPhrase
from dialogue.reading.chunks import Chunk
from dialogue.reading.drafts import Draft
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.vocabulary import Word
from dialogue.response import UnknownSpan
from dialogue.word_forms import word_forms

LONGEST_NO_PAST = 4
EXCEPTION = Word("exception", "exception")


def segments_of(chunks: Sequence[Chunk], book: Phrasebook) -> list[list[Chunk]]:
    """The stretches between pauses and conjunctions."""
    segments: list[list[Chunk]] = [[]]
    for position, piece in enumerate(chunks):
        if piece.comma_before and segments[-1]:
            segments.append([])
        following = chunks[position + 1] if position + 1 < len(chunks) else None
        if piece.text in book.words("plus_word") and following is not None and following.quantity is not None:
            segments[-1].append(piece)
            continue
        if (
            piece.word("conjunction")
            and not piece.names
            and piece.quantity is None
            and piece.text not in book.words("as_well")
        ):
            if _joins_name(chunks, position, book):
                segments[-1].append(piece)
                continue
            if _excepts(chunks, position, segments[-1], book):
                segments[-1].append(replace(piece, words=(EXCEPTION,)))
                continue
            if segments[-1]:
                segments.append([])
            continue
        segments[-1].append(piece)
    return [segment for segment in segments if segment]


def _joins_name(chunks: Sequence[Chunk], position: int, book: Phrasebook) -> bool:
    """ "start bath and bed", "to bright and breezy", "on trick or treat": one name of two bare words."""
    if chunks[position].text not in book.words("list_conjunctions") or position < 2 or position + 1 >= len(chunks):
        return False
    first, second, frame = chunks[position - 1], chunks[position + 1], chunks[position - 2]
    if first.known or second.known or first.comma_before or second.comma_before:
        return False
    after = chunks[position + 2] if position + 2 < len(chunks) else None
    ends = after is None or after.comma_before or bool(after.word("adverb") or after.word("tail"))
    named = "scene" in frame.all_words("verb") or frame.text in book.words("scene_introducers")
    return ends and named


def _excepts(chunks: Sequence[Chunk], position: int, before: Sequence[Chunk], book: Phrasebook) -> bool:
    """ "every light but the arc lamp": only a name behind "but", and all of something before it."""
    whole = any(piece.word("quantifier") == "all" or piece.word("pronoun") == "everything" for piece in before)
    if chunks[position].text not in book.words("adversative") or not whole:
        return False
    rest = list(chunks[position + 1 :])
    while rest and rest[-1].word("adverb"):
        rest.pop()
    return bool(rest) and all(
        book.is_item(piece)
        or piece.word("determiner")
        or piece.word("conjunction")
        or piece.text in book.words("in_preposition")
        for piece in rest
    )


def with_exceptions(drafts: Sequence[Draft], book: Phrasebook) -> list[Draft]:
    """Takes "not the hall", "don't touch the oven", "leave the lamp on" behind a command as exceptions to it."""
    acting = whole = False
    drafts = _kept_before(drafts, book)
    for draft in drafts:
        excepts = draft.negated or (draft.verb_text in book.words("staying_verbs") and not draft.values)
        # "Turn it off, don't touch it" takes back; "all of them off, not this one" leaves one out.
        excepts = excepts and (whole or not any(target.pronoun in ("it", "them") for target in draft.targets))
        if acting and excepts and draft.has_target and not draft.unknowns:
            draft.exceptions.extend(draft.targets)
            draft.exception_areas.extend(draft.areas)
            draft.targets, draft.areas, draft.verb, draft.particle = [], [], None, None
            draft.excepting, draft.negated, draft.verb_first, draft.values = True, False, False, []
        acting = acting or (draft.acts and not draft.negated)
        whole = whole or any(t.every or t.plural or t.pronoun == "everything" for t in draft.targets)
    return list(drafts)


def _kept_before(drafts: Sequence[Draft], book: Phrasebook) -> list[Draft]:
    """ "leave the lamp but switch everything else off": what is kept is named before the rest."""
    left: list[Draft] = []
    untouched = book.vocabulary.words("left_alone")
    for position, draft in enumerate(drafts):
        alone = all(span.text in untouched for span in draft.unknowns)
        keeps = draft.verb_text in book.words("staying_verbs") and draft.has_target and alone and not draft.values
        following = drafts[position + 1] if position + 1 < len(drafts) else None
        if keeps and following is not None and _takes_rest(following, book):
            others = all(target.pronoun == "other" for target in following.targets)
            if others and not (following.areas or following.scope):
                following.targets = [NounPhrase("the rest", 0, 0, pronoun="everything")]
                following.scope = "here"
            following.exceptions.extend(draft.targets)
            following.exception_areas.extend(draft.areas)
            continue
        if draft.unknowns and keeps:
            draft.unknowns, draft.negated = [], True  # "leave the oven alone"
        left.append(draft)
    return left


def _takes_rest(draft: Draft, book: Phrasebook) -> bool:
    """Whether it is done to everything else."""
    said = f" {draft.text} "
    rest = any(f" {words} " in said for words in book.vocabulary.words("all_the_rest"))
    return draft.acts and (rest or any(t.rest or t.pronoun in ("everything", "other") for t in draft.targets))


def without_reasons(drafts: list[Draft]) -> list[Draft]:
    """Without the complaint that is only why: "turn the radio down, I can't hear myself think"."""
    told = [d for d in drafts if d.acts and not d.complaint and any(t.pronoun is None for t in d.targets)]
    if not told:
        return drafts
    for draft in drafts:
        if draft.complaint and not told[0].areas and not any(target.named for target in told[0].targets):
            told[0].areas.extend(draft.areas)  # "it's dark in the hall, turn on the light"
    return [draft for draft in drafts if not draft.complaint]


def without_asides(drafts: list[Draft], book: Phrasebook) -> list[Draft]:
    """Drops segments that only tell something ("I'm going to shave, …") when another one asks for something."""
    subjects = book.vocabulary.words("subjects")
    past = book.vocabulary.words("telling_verbs")

    def tells(draft: Draft) -> bool:
        words = draft.text.split()
        if draft.unknowns and not draft.verb_first and not draft.scenes:
            if _describes(words, book) or (
                not any(target.unknown is None for target in draft.targets)
                and any(word in past or _is_past(word) for word in words[1:5])
            ):
                return True
        telling = bool(words) and (
            words[0] in subjects or (len(words) > 1 and words[1] in subjects and not draft.verb_first)
        )
        return (
            telling
            and not draft.complaint
            and not draft.scenes
            and bool(
                draft.unknowns or not draft.acts or draft.leftovers or (draft.verb == "play" and not draft.targets)
            )
        )

    asking: list[Draft] = []
    told = False
    for draft in drafts:
        told = tells(draft) or (told and not draft.paused and _values_only(draft))  # "the leaves are red and yellow"
        if not told:
            asking.append(draft)
    return asking if any(draft.acts or (draft.unknowns and draft.has_target) for draft in asking) else drafts


def _is_past(word: str) -> bool:
    """ "started", "called": said of what happened."""
    return word.endswith(word_forms().past) and len(word) > LONGEST_NO_PAST


def _describes(words: Sequence[str], book: Phrasebook) -> bool:
    """ "my hands are full", "the phone's ringing": says how something is."""
    return any(
        word in book.words("being_and_having")
        or (word.endswith(word_forms().being_of_others) and position + 1 < len(words))
        for position, word in enumerate(words[1:4], 1)
    )


def merge(drafts: Sequence[Draft]) -> list[Draft]:
    """Joins segments that share a verb, a target or an exception: "the lamp and the fan off", "pink, at sixty"."""
    drafts = _paired(drafts)
    merged: list[Draft] = []
    waiting: list[Draft] = []
    for position, draft in enumerate(drafts):
        previous = merged[-1] if merged else None
        following = drafts[position + 1] if position + 1 < len(drafts) else None
        if previous is not None and previous.excepting and not draft.acts and not draft.verb_first:
            previous.exceptions.extend(draft.targets)
            previous.exception_areas.extend(draft.areas)
            previous.exceptions.extend(draft.exceptions)
            previous.exception_areas.extend(draft.exception_areas)
            previous.unknowns.extend(draft.unknowns)
        elif previous is not None and draft.excepting and not draft.acts and not draft.has_target:
            _take_exceptions(previous, draft)
        elif _verb_shared(draft, next((d for d in drafts[position + 1 :] if not _only_names(d)), None)):
            waiting.append(draft)
        elif previous is None and len(waiting) == 1 and _names_value(waiting[0], draft, following):
            waiting[0].unknowns.append(replace(draft.unknowns[0], role="value"))
        elif _only_names(draft):
            postposed = (
                following is not None
                and _says_what(following)
                and not following.verb_first
                and not _values_only(following)
            )
            if previous is not None and previous.acts and (previous.verb_first or not postposed):
                _adopt(previous, draft)
            else:
                waiting.append(draft)
        elif (
            previous is not None
            and _values_only(draft)
            and (previous.has_target or _values_only(previous))
            and previous.acts
        ):
            _take_values(previous, draft)
        else:
            for earlier in reversed(waiting):
                draft.verb_first = draft.verb_first or earlier.verb_first
                draft.targets[:0] = earlier.targets
                draft.areas[:0] = earlier.areas
                draft.concepts[:0] = earlier.concepts
                draft.unknowns[:0] = [_as_device(span) for span in earlier.unknowns]
            waiting = []
            merged.append(draft)
    for earlier in waiting:
        if (merged and merged[-1].acts and not _values_only(merged[-1])) or (merged and _only_names(merged[-1])):
            _adopt(merged[-1], earlier)
        else:
            merged.append(earlier)
    return merged


def _paired(drafts: Sequence[Draft]) -> list[Draft]:
    """ "lamp, fifty, and the fan, high": a thing and its value behind another such pair belong together."""
    left = list(drafts)
    for position in range(1, len(left) - 1):
        before, draft, following = left[position - 1 : position + 2]
        valued = bool(before.values) and not before.verb_first
        if valued and _only_names(draft) and _values_only(following):
            following.targets, following.areas = draft.targets, draft.areas
            following.unknowns[:0] = [_as_device(span) for span in draft.unknowns]
    return [d for at, d in enumerate(left) if at + 1 == len(left) or not _is_taken(d, left[at + 1])]


def _is_taken(draft: Draft, following: Draft) -> bool:
    return bool(draft.targets) and draft is not following and draft.targets is following.targets


def _names_value(thing: Draft, draft: Draft, following: Draft | None) -> bool:
    """ "bedroom lamp: doze": a thing of this home, a pause, and one strange word is what it shall do."""
    if following is not None and not _values_only(following):
        return False
    known = len(thing.targets) == 1 and thing.targets[0].named and not thing.unknowns
    return bool(known and not draft.targets and len(draft.unknowns) == 1 and draft.unknowns[0].role == "scene")


def _says_what(draft: Draft) -> bool:
    """Whether it says what to do, be it in words that nothing explains yet."""
    return draft.acts or any(span.role == "value" for span in draft.unknowns)


def _only_names(draft: Draft) -> bool:
    if _says_what(draft) or draft.verb_first or draft.verb:
        return False
    return draft.has_target or bool(draft.unknowns and draft.unknowns[0].role in ("device", "scene", "area"))


def _verb_shared(draft: Draft, following: Draft | None) -> bool:
    """ "turn the hall light and the spots on": the verb stands before, what to do behind."""
    return (
        draft.verb == "set"
        and (draft.wished or not draft.acts)
        and bool(draft.targets)
        and not draft.unknowns
        and following is not None
        and not following.verb_first
        and _says_what(following)
        and bool(following.targets)
    )


def _values_only(draft: Draft) -> bool:
    return (
        bool(draft.values or (draft.unknowns and draft.unknowns[0].role == "value"))
        and not draft.has_target
        and not draft.verb_first
        and not draft.scenes
        and draft.content is None
    )


def _adopt(previous: Draft, draft: Draft) -> None:
    previous.targets.extend(draft.targets)
    previous.areas.extend(draft.areas)
    previous.concepts.extend(draft.concepts)
    previous.scope = previous.scope or draft.scope
    _take_exceptions(previous, draft)
    _take_unknowns(previous, draft)


def _take_exceptions(previous: Draft, draft: Draft) -> None:
    previous.excepting = previous.excepting or draft.excepting
    previous.exceptions.extend(draft.exceptions)
    previous.exception_areas.extend(draft.exception_areas)


def _take_values(previous: Draft, draft: Draft) -> None:
    if previous.drawn_to:
        previous.particle, previous.drawn_to = None, False  # "shutters to, thirty percent"
    previous.values.extend(draft.values)
    previous.concepts.extend(draft.concepts)
    previous.attribute = previous.attribute or draft.attribute
    _take_unknowns(previous, draft)


def _take_unknowns(previous: Draft, draft: Draft) -> None:
    for span in draft.unknowns:
        role = "value" if previous.values and not previous.particle else "device"
        previous.unknowns.append(replace(span, role=role) if span.role == "scene" else span)


def _as_device(span: UnknownSpan) -> UnknownSpan:
    return replace(span, role="device") if span.role == "scene" else span


def with_liking(drafts: list[Draft], liking: str | None) -> list[Draft]:
    if not drafts:
        drafts = [Draft("")]
    drafts[-1].liking = liking or "?"
    return drafts
