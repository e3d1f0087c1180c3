"""Reads one segment of a sentence from left to right: verb, targets, places, values, unknown words."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.clauses.compounds import with_compounds
from dialogue.clauses.loose_places import read_loose_place
from dialogue.clauses.phrases import counts_things, names_head, names_shared, read_phrase, strange_made
from dialogue.clauses.prepositions import read_preposition
from dialogue.clauses.segment import Segment, is_filler, is_what_plays, starts_phrase
from dialogue.clauses.unknowns import opens_larger, read_unknown
from dialogue.clauses.verbs import read_verb, skip_lead
from dialogue.clauses.ways import with_cleaner, with_ways
from dialogue.clauses.words import is_scope, place_said, read_particle, read_taught, sends_home, take_value
from dialogue.interpretation import NounPhrase, ValueTerm
from dialogue.reading.chunks import Chunk
from dialogue.reading.drafts import Draft
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.values import share_of_taught
from dialogue.response import UnknownSpan
from teaching.lexicon import Sort

HALF = 0.5
AMOUNTS = frozenset({"brightness", "volume", "speed", "target_temperature", "target_humidity"})


def read_segment(chunks: Sequence[Chunk], book: Phrasebook) -> Draft:
    """The draft of a whole segment."""
    draft = Draft(" ".join(chunk.text for chunk in chunks), paused=bool(chunks) and chunks[0].comma_before)
    segment = Segment(tuple(chunks), book, draft)
    with_compounds(segment)
    with_ways(segment)
    position = skip_lead(segment, 0)
    position = read_verb(segment, position)
    while position < segment.count:
        position = _step(segment, position)
    _finish(segment)
    return segment.draft


def _step(segment: Segment, position: int) -> int:  # noqa: C901 - one alternative after the other, in the order that decides
    chunk = segment.chunks[position]
    draft = segment.draft
    if is_filler(segment, position):
        return position + 1
    if chunk.word("exception") or chunk.word("without"):
        if (
            chunk.text.split()[0] in segment.words("everything_word")
            and " " in chunk.text
            and not draft.has_target
            and draft.verb_text not in segment.words("staying_verbs")
        ):
            draft.targets.append(NounPhrase("everything", chunk.start, chunk.end, pronoun="everything"))
        draft.excepting = True
        return position + 1
    if sends_home(segment, position):
        draft.verb = "dock"
        return position + 1
    if _floats(segment, position):
        return position + 1
    taught = read_taught(segment, position)
    if taught is not None:
        return taught
    for label in ("here", "there", "house"):
        if chunk.word(label) and not (chunk.names and not chunk.named(Sort.OPTION)) and is_scope(segment, position):
            place_said(segment, position, label)
            return position + 1
    loose = read_loose_place(segment, position)
    if loose:
        return loose
    particle = read_particle(segment, position)
    if particle is not None:
        return particle
    if chunk.word("preposition") and not segment.book.is_item(chunk):
        return read_preposition(segment, position)
    made = strange_made(segment, position)
    if made is not None:
        return made
    larger = (draft.targets or draft.areas) and opens_larger(segment, position)
    if larger and share_of_taught(segment.chunks, position, segment.book) is None:
        return read_unknown(segment, position, None, determiner=False)
    if counts_things(segment, position):
        return read_phrase(segment, position, None)
    value = take_value(segment, position, None)
    if value is not None:
        return value
    if starts_phrase(segment, position):
        return read_phrase(segment, position, None)
    attribute = chunk.word("attribute")
    if attribute is not None:
        draft.attribute = attribute
        return position + 1
    verbs = chunk.all_words("verb")
    if verbs and draft.verb in (None, "set") and not (draft.verb == "set" and verbs[0] == "set"):
        if draft.verb is None or verbs[0] not in ("set", "scene"):
            draft.verb = next((verb for verb in verbs if verb != "scene"), "scene")
            draft.verb_text = chunk.text
        return position + 1
    if not chunk.known and is_what_plays(segment, position):
        return position + 1
    if not chunk.known and not draft.targets and (names_shared(segment, position) or names_head(segment, position)):
        return read_phrase(segment, position, None)
    if not chunk.known:
        return read_unknown(segment, position, None, determiner=False)
    if not (verbs or chunk.word("state") or chunk.word("tail") or chunk.word("conjunction") or chunk.word("degree")):
        draft.leftovers.append(chunk.text)
    return position + 1


def _floats(segment: Segment, position: int) -> bool:
    """ "the lamp and the fan all off": said once more of what was just named."""
    chunk = segment.chunks[position]
    if chunk.text not in segment.words("all_and_both") or position == 0 or position + 1 >= segment.count:
        return False
    following = segment.chunks[position + 1]
    named = segment.book.is_item(segment.chunks[position - 1]) and bool(segment.draft.targets)
    return named and bool(following.word("particle") or following.word("state") or following.word("preposition"))


def _finish(segment: Segment) -> None:
    draft = segment.draft
    _deny(segment)
    if (
        draft.verb == "set"
        and draft.verb_text in segment.book.vocabulary.words("wishes")
        and not (draft.particle or draft.values or draft.scenes)
    ):
        if draft.targets and not draft.unknowns:
            draft.particle, draft.wished = "on", True
    _lessen(draft)
    _lock_up(segment)
    with_cleaner(segment)
    _ask_manner(segment)
    draft.unknowns = list(dict.fromkeys(draft.unknowns))


def _lock_up(segment: Segment) -> None:
    """ "lock up", "lock the house": everything that can be locked."""
    draft = segment.draft
    if draft.verb != "lock" or draft.targets or draft.unknowns or draft.areas:
        return
    if draft.scope == "house" or draft.verb_text in segment.words("locking_all"):
        last = segment.chunks[-1]
        draft.targets.append(NounPhrase(draft.verb_text, last.end, last.end, pronoun="everything"))


def _deny(segment: Segment) -> None:
    """ "the heating isn't above twenty": how it is not, which sets nothing."""
    draft = segment.draft
    denied = segment.words("denied_being")
    if draft.values and draft.targets and draft.verb is None and any(c.text in denied for c in segment.chunks):
        draft.values = []


def _lessen(draft: Draft) -> None:
    """ "cut the lamp by a third", "cut its brightness in half", "cut the volume": less of it, and not off."""
    halved = [term.introduced == "in" and (term.extreme == "half" or term.share == HALF) for term in draft.values]
    if any(halved) and draft.has_target | bool(draft.attribute):
        draft.values = [
            ValueTerm(t.text, t.start, t.end, factor=HALF, attribute=t.attribute) if half else t
            for t, half in zip(draft.values, halved, strict=True)
        ]
        draft.verb, draft.particle = "set", None
    of_amount = draft.attribute in AMOUNTS or any(term.attribute in AMOUNTS for term in draft.values)
    if draft.verb == "off" and (of_amount or any(term.introduced == "by" for term in draft.values)):
        draft.verb = "down"


def _ask_manner(segment: Segment) -> None:
    """ "nudge the lamp": a verb of handling that says nothing by itself; with a value behind it, it puts that."""
    draft = segment.draft
    bare = not (draft.acts or draft.unknowns or draft.attribute or draft.excepting or draft.complaint)
    if draft.verb != "set" or not bare or not draft.targets:
        return
    verb = next((chunk for chunk in segment.chunks if chunk.text == draft.verb_text), None)
    if verb is not None and verb.text in segment.book.vocabulary.words("handling_verbs"):
        draft.unknowns.append(UnknownSpan(verb.text, "action", verb.start, verb.end))
        draft.verb = None
