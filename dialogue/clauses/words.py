"""Words that say what to do besides the verb: taught words, particles, values."""

from __future__ import annotations

from dataclasses import replace

from dialogue.clauses.loose_places import loose_place_end
from dialogue.clauses.segment import Segment, deed_end
from dialogue.interpretation import NounPhrase
from dialogue.reading.chunks import Chunk
from dialogue.reading.values import read_value
from teaching.concepts import ActionName, AreaName, Routine, TimeName
from teaching.lexicon import Sort


def sends_home(segment: Segment, position: int) -> bool:
    """ "send robbie home", "back to its dock": where things that clean go."""
    chunk, draft = segment.chunks[position], segment.draft
    places = segment.book.vocabulary.words("dock_places")
    if draft.verb_text not in segment.words("fetching_verbs") and draft.verb != "dock":
        return False
    if chunk.text not in places and not (
        position + 1 < segment.count and f"{chunk.text} {segment.chunks[position + 1].text}" in places
    ):
        return False
    kinds = {
        segment.book.home.entities[e].kind for t in draft.targets for e in t.fitting if e in segment.book.home.entities
    }
    return bool(kinds & {"vacuum", "lawn_mower"}) or (draft.verb == "dock") or any(t.pronoun for t in draft.targets)


def is_scope(segment: Segment, position: int) -> bool:
    """ "home" is a place word only where no value "home" is meant ("alarm to home", "send it home")."""
    chunk = segment.chunks[position]
    if not position and chunk.named(Sort.OPTION) and segment.count > 1 and segment.chunks[1].word("tail"):
        return False  # "(arm the alarm,) home mode"
    if chunk.text in segment.words("home_nouns") and position:
        previous = segment.chunks[position - 1]
        return bool(
            previous.word("determiner")
            or previous.word("quantifier")
            or previous.text in segment.words("home_prepositions")
        ) and not chunk.named(Sort.OPTION)
    return True


def place_said(segment: Segment, position: int, label: str) -> None:
    """ "here", "there", "everywhere": where it shall be, or where not ("everywhere except here")."""
    chunk, draft = segment.chunks[position], segment.draft
    if draft.excepting and label == "here":
        draft.exceptions.append(NounPhrase(chunk.text, chunk.start, chunk.end, pronoun=label))
    else:
        draft.scope = label


def read_taught(segment: Segment, position: int) -> int | None:
    chunk, draft = segment.chunks[position], segment.draft
    for concept_id in chunk.named(Sort.CONCEPT):
        meaning = segment.book.lexicon.concept(concept_id).meaning
        if isinstance(meaning, Routine) and draft.excepting and not draft.has_target:
            draft.negated = True  # "skip movie night"
        elif isinstance(meaning, Routine):
            draft.scenes.append(concept_id)
            draft.concepts.append(concept_id)
        elif isinstance(meaning, TimeName):
            draft.time_concept = concept_id
            draft.concepts.append(concept_id)
        elif isinstance(meaning, ActionName) and draft.action is None and not chunk.named(Sort.ENTITY):
            draft.action, draft.action_settings = concept_id, meaning.settings
            draft.verb = meaning.verb or draft.verb or "set"
            draft.concepts.append(concept_id)
        else:
            continue
        after = position + 1
        while after < segment.count and segment.chunks[after].word("tail") and not segment.chunks[after].names:
            after += 1
        return after
    return None


def read_particle(segment: Segment, position: int) -> int | None:
    """ "on", "off", "up", "down", "open", "locked" as what to do; ``None`` when it is something else here."""
    chunk, draft = segment.chunks[position], segment.draft
    state = chunk.word("particle") or chunk.word("state")
    if state is None:
        return None
    if position and (
        segment.chunks[position - 1].text in segment.book.vocabulary.words("denying") or _is_to_the_full(segment, chunk)
    ):
        return position + 1  # "the oven isn't on", "turn it on not off"
    is_plain_on = chunk.text in segment.words("plain_on")
    if (is_plain_on and not _on_is_particle(segment, position)) or _is_out_of(segment, position):
        return None
    if state in ("up", "down") and chunk.word("preposition"):
        return None
    if segment.book.is_item(chunk) and not chunk.word("particle"):
        return None
    if chunk.word("state") and chunk.word("verb") and not draft.has_target and not draft.verb:
        return None
    if (
        state in ("up", "down")
        and position + 1 < segment.count
        and segment.chunks[position + 1].text in segment.words("difference_prepositions")
    ):
        draft.particle = state
        return position + 1
    if draft.excepting and (draft.acts or not draft.targets):
        return position + 1  # "all the lights off but leave the hall on": said of what is left as it is
    if draft.verb == "close" and state in ("off", "down") and draft.verb_text in segment.words("shut_verb"):
        draft.verb = "off"
    if draft.particle is None or draft.particle in ("up", "down"):
        if draft.verb in (None, "set", "scene", "start", "on", "off") or state in ("up", "down"):
            draft.particle = state
    return position + 1


def _is_to_the_full(segment: Segment, chunk: Chunk) -> bool:
    """ "max the fan out": nothing is to be out that is put to its most."""
    values = segment.draft.values
    return chunk.text in segment.words("out_word") and bool(values and values[0].extreme) and not segment.draft.verb


def _is_out_of(segment: Segment, position: int) -> bool:
    """ "keep Ben out of the study"."""
    following = segment.chunks[position + 1].text if position + 1 < segment.count else ""
    return segment.chunks[position].text in segment.words("out_word") and following in segment.words("genitive")


def _on_is_particle(segment: Segment, position: int) -> bool:
    draft = segment.draft
    if position + 1 >= segment.count:
        return True
    following = segment.chunks[position + 1]
    if following.comma_before or following.text in segment.book.vocabulary.words("denying"):
        return True
    if any(segment.book.lexicon.concept(c).meaning.type == "time" for c in following.named(Sort.CONCEPT)):
        return following.text.split()[0] in segment.words("occasion_openers")  # "… on after work"
    if deed_end(segment, position):
        return False
    previous = segment.chunks[position - 1] if position else None
    after_verb = previous is not None and previous.word("verb") and draft.verb_first and not draft.has_target
    if after_verb and draft.verb == "set":
        return True
    if loose_place_end(segment, position + 1) or _is_taught_place(segment, following):
        return True  # "lights on out back"
    if following.word("adverb") or following.word("exception") or following.word("here") or following.word("there"):
        return True
    return bool(following.word("preposition") or following.word("conjunction") or following.word("without"))


def _is_taught_place(segment: Segment, chunk: Chunk) -> bool:
    """ "up top", "out back" where it has been told which rooms these are: nothing is on them, as on a storey."""
    taught = (segment.book.lexicon.concept(concept).meaning for concept in chunk.named(Sort.CONCEPT))
    led = chunk.text.split()[0] in segment.words("bare_way_leads") | segment.words("beside_prepositions")
    return led and any(isinstance(meaning, AreaName) for meaning in taught)


def take_value(segment: Segment, position: int, introduced: str | None) -> int | None:
    chunk, draft = segment.chunks[position], segment.draft
    if segment.book.is_item(chunk) and not _is_value_here(segment, position):
        return None
    result = read_value(segment.chunks, position, segment.book)
    if result is None:
        return None
    term, after = result
    if term.concept_id is not None:
        draft.concepts.append(term.concept_id)
    if introduced == "by" and term.amount is not None and not term.direction:
        term = replace(term, introduced="by")
    else:
        term = replace(term, introduced=introduced)
    draft.values.append(term)
    return after


def _is_value_here(segment: Segment, position: int) -> bool:
    """A word that is both a value and a name ("cool" and a room) is a value when a target stands before it."""
    chunk = segment.chunks[position]
    if chunk.quantity is not None:
        return True
    if not (chunk.word("value") or chunk.named(Sort.OPTION) or chunk.word("extreme")):
        return False
    return bool(segment.draft.targets)
