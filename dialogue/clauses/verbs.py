"""The verb of a segment: known, taught, said in two parts, or unknown words in its place."""

from __future__ import annotations

from dataclasses import replace

from dialogue.clauses.content import is_place_on, puts_on, read_content
from dialogue.clauses.segment import Segment, deed_before_thing, is_filler, object_after, starts_phrase
from dialogue.reading.chunks import Chunk
from dialogue.response import UnknownSpan
from teaching.concepts import ActionName
from teaching.lexicon import Sort


def skip_lead(segment: Segment, position: int) -> int:
    while position < segment.count and is_filler(segment, position):
        position += 1
    return position


def read_verb(segment: Segment, position: int) -> int:
    draft = segment.draft
    if position >= segment.count:
        return position
    chunk = segment.chunks[position]
    action = _taught_action(segment, chunk)
    if action is not None:
        draft.action, draft.verb_first = action, True
        meaning = segment.book.lexicon.concept(action).meaning
        assert isinstance(meaning, ActionName)
        draft.action_settings = meaning.settings
        draft.verb = meaning.verb or "set"
        draft.concepts.append(action)
        return position + 1
    if chunk.text in segment.words("prohibiting_words") or (
        chunk.text in segment.words("plain_do")
        and position + 1 < segment.count
        and segment.chunks[position + 1].text in segment.words("plain_not")
    ):
        draft.negated = True
        return read_verb(segment, position + 1)
    deed = deed_before_thing(segment, position)
    if deed:
        words = segment.chunks[position:deed]
        text = " ".join(piece.text for piece in words)
        draft.unknowns.append(UnknownSpan(text, "value", words[0].start, words[-1].end))
        return deed
    split_action = _split_action(segment, position)
    if split_action is not None:
        return split_action
    split_verb = _split_verb(segment, position)
    if split_verb is not None:
        return split_verb
    verbs = chunk.all_words("verb")
    if verbs and _is_verb(segment, position):
        draft.scene_verb = "scene" in verbs
        plain = [verb for verb in verbs if verb != "scene"]
        draft.verb = plain[0] if plain else "scene"
        draft.verb_text, draft.verb_first = chunk.text, True
        if draft.verb == "play":
            return read_content(segment, position + 1)
        if chunk.text in segment.book.vocabulary.words("putting_verbs") and puts_on(segment, position + 1):
            draft.verb = "play"
            segment.chunks = tuple(
                c
                for i, c in enumerate(segment.chunks)
                if i <= position or c.text not in segment.words("plain_on") or is_place_on(segment, i)
            )
            return read_content(segment, position + 1)
        return position + 1
    if not chunk.known:
        return _read_unknown_verb(segment, position)
    return position


def _split_action(segment: Segment, position: int) -> int | None:
    """ "perk the lamp up": a taught verb with its particle behind the object."""
    chunk = segment.chunks[position]
    if chunk.known:
        return None
    for concept in segment.book.lexicon.of_type("action"):
        words = concept.term.split()
        meaning = concept.meaning
        if len(words) != 2 or words[0] != chunk.text or not isinstance(meaning, ActionName):
            continue
        place = next((i for i in range(position + 1, segment.count) if segment.chunks[i].text == words[1]), None)
        if place is None:
            continue
        segment.chunks = (*segment.chunks[:place], *segment.chunks[place + 1 :])
        draft = segment.draft
        draft.action, draft.verb_first, draft.action_settings = concept.id, True, meaning.settings
        draft.verb = meaning.verb or "set"
        draft.concepts.append(concept.id)
        return position + 1
    return None


def _split_verb(segment: Segment, position: int) -> int | None:
    """ "bump the heat up": a known verb of two words with its particle behind the object."""
    chunk = segment.chunks[position]
    otherwise = chunk.names or chunk.quantity or any(word.label != "attribute" for word in chunk.words)
    backwards = segment.chunks[position].all_words("verb") == ("set",) and not chunk.names
    if backwards and any(c.text in segment.words("back_word") for c in segment.chunks[position + 2 :]):
        otherwise = False  # "knock the heating back a degree"
    starts = "start" in chunk.all_words("verb") and not chunk.names and starts_phrase(segment, position + 1)
    if (otherwise and not starts) or not object_after(segment, position + 1):  # "tone the lights down" names no colour
        return None
    for place in range(position + 2, segment.count):
        *inner, particle = segment.chunks[place].text.split()
        found = segment.book.vocabulary.index.matches([chunk.text, particle], 0)
        verb = next((word.name for end, words in found if end > 1 for word in words if word.label == "verb"), None)
        if verb is None:
            continue
        kept = (_shortened(segment, segment.chunks[place], " ".join(inner)),) if inner else ()
        segment.chunks = (*segment.chunks[:place], *kept, *segment.chunks[place + 1 :])
        segment.draft.verb, segment.draft.verb_first = verb, True
        segment.draft.verb_text = f"{chunk.text} {particle}"
        return position + 1
    return None


def _shortened(segment: Segment, chunk: Chunk, text: str) -> Chunk:
    """What "heat up" is without the particle that belongs to the verb: "bump the heat up"."""
    words = text.split()
    senses = [w for end, ws in segment.book.vocabulary.index.matches(words, 0) if end == len(words) for w in ws]
    names = [n for end, ns in segment.book.lexicon.at(words, words, 0) if end == len(words) for n in ns]
    return replace(chunk, end=chunk.end - 1, text=text, words=tuple(senses), names=tuple(names))


def _taught_action(segment: Segment, chunk: Chunk) -> str | None:
    for concept_id in chunk.named(Sort.CONCEPT):
        if isinstance(segment.book.lexicon.concept(concept_id).meaning, ActionName):
            return concept_id
    return None


def _is_cleaning(chunk: Chunk) -> bool:
    return any(word.label == "verb" and word.name == "clean" for word in chunk.words)


def _is_a_place_only(segment: Segment, position: int) -> bool:
    """Whether nothing follows but "in here" or "the whole house": then one is told to clean there."""
    if segment.chunks[position].word("preposition"):
        position += 1
    rest = segment.chunks[position:]
    if not rest or (len(rest) > 1 and rest[1].word("exception") is None):
        return False
    return rest[0].word("here") is not None or rest[0].word("house") is not None


def _is_verb(segment: Segment, position: int) -> bool:
    """Whether a word that may be a verb is one here: "lock the door" against "lock on the door"."""
    chunk = segment.chunks[position]
    other = bool(chunk.names) or any(word.label not in ("verb", "adverb") for word in chunk.words)
    if not other:
        return True
    if position + 1 >= segment.count:
        return not (chunk.names or segment.book.kinds_named(chunk) or chunk.word("value"))
    following = segment.chunks[position + 1]
    if following.word("determiner") or following.word("pronoun") or following.word("quantifier"):
        return True
    if following.word("house") and following.text.split()[0] in segment.book.vocabulary.words("determiners"):
        return True  # "lock the house"
    if chunk.text in segment.words("switch_word"):
        return not (following.word("state") or following.word("preposition")) or object_after(segment, position + 2)
    if chunk.word("kind") and chunk.word("verb") == "lock" and not chunk.names and not following.known:
        return True  # "lock horns": a lock is said of a door that it is on
    if (chunk.word("kind") or chunk.names) and _is_cleaning(chunk) and _is_a_place_only(segment, position + 1):
        return True
    if chunk.word("kind") or chunk.names:
        return bool(following.names) and chunk.text in segment.words("verbs_that_are_nouns")
    if chunk.word("particle") or chunk.word("value"):
        return segment.book.is_item(following) and not chunk.word("value")
    return True


def _read_unknown_verb(segment: Segment, position: int) -> int:
    """Unknown words at the very start: a verb when an object follows ("nuke the television")."""
    end = position
    while end < segment.count and not segment.chunks[end].known:
        end += 1
    span_end = end
    particle = segment.chunks[end].word("particle") if end < segment.count else None
    if particle in ("up", "down", "off", "on") and end + 1 < segment.count and starts_phrase(segment, end + 1):
        if particle == "on":
            return position  # "twilight on the desk lamp": what is on it
        span_end = end + 1
    if span_end >= segment.count:
        return position
    following = segment.chunks[span_end]
    object_follows = bool(
        following.word("determiner")
        or (following.word("pronoun") in ("it", "them", "everything") and not following.word("determiner"))
        or following.word("quantifier")
    )
    if not object_follows and following.names and end - position == 1:
        object_follows = _whole_name_ends_clause(segment, span_end)
    if not object_follows:
        return position
    if _covers(segment, position, span_end):
        segment.draft.verb, segment.draft.verb_first = "set", True
        segment.draft.verb_text = segment.chunks[position].text
        return span_end
    first, last = segment.chunks[position], segment.chunks[span_end - 1]
    text = " ".join(c.text for c in segment.chunks[position:span_end])
    segment.draft.unknowns.append(UnknownSpan(text, "action", first.start, last.end))
    segment.draft.verb_first = True
    return span_end


def _covers(segment: Segment, position: int, position_behind: int) -> bool:
    """ "bathe the lamp in amber", "paint the lamp teal": a verb of covering puts on a thing what stands behind it."""
    words = segment.book.vocabulary.words
    if segment.chunks[position].text not in words("covering_verbs") | words("painting_verbs"):
        return False
    rest = segment.chunks[position_behind:]
    thing = next((i for i, chunk in enumerate(rest) if segment.book.is_item(chunk) or chunk.word("pronoun")), None)
    behind = rest[thing + 1 :] if thing is not None else ()
    if len(behind) > 1 and behind[0].text in words("covering_links"):
        return not any(segment.book.areas_named(chunk) for chunk in behind[1:3])
    painted = segment.chunks[position].text in words("painting_verbs")
    return painted and bool(behind) and not behind[0].comma_before and not behind[0].word("preposition")


def _whole_name_ends_clause(segment: Segment, position: int) -> bool:
    chunk = segment.chunks[position]
    entities = chunk.named(Sort.ENTITY)
    return bool(entities) and chunk.end - chunk.start >= 2 and position == segment.count - 1
