"""Noun phrases: where one begins and ends, and what it adds to the draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.clauses.segment import Segment, action_follows, ends_phrase, is_what_plays, noun_follows
from dialogue.clauses.unknowns import read_unknown, read_unknown_span
from dialogue.interpretation import NounPhrase
from dialogue.reading.chunks import Chunk
from dialogue.reading.noun_phrases import describe, is_head
from dialogue.reading.values import value_of
from dialogue.response import UnknownSpan
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort

PAIR = 2
MOST_COUNTED = 20
COLOURS = frozenset({"color", "color_temp"})
MEASURES = frozenset({"watts"})
"""Units that nothing is set to: they say what a thing is like."""


def read_phrase(  # noqa: C901 - one alternative after the other, in the order that decides
    segment: Segment, position: int, preposition: str | None, *, determiner: bool = False
) -> int:
    start = position
    quantifier: str | None = None
    counted: int | None = None
    more = False
    while position < segment.count:
        chunk = segment.chunks[position]
        if quantifier is None and counted is None and counts_things(segment, position):
            counted = _number(chunk)
            quantifier = "all" if determiner and _counted_names(segment, position) else None
            position += 1
            continue
        pronoun = (
            None
            if chunk.text in segment.words("all_word") and _counts(segment, position + 1)
            else chunk.word("pronoun")
        )
        if pronoun and not (chunk.word("quantifier") and _phrase_continues(segment, position + 1)):
            if not (chunk.word("determiner") and _phrase_continues(segment, position + 1)):
                if pronoun != "one" and not _is_resumed(segment, pronoun):
                    add_phrase(segment, NounPhrase(chunk.text, chunk.start, chunk.end, pronoun=pronoun))
                return position + 1
        if chunk.word("quantifier") and not segment.book.is_item(chunk):
            quantifier = chunk.word("quantifier")
            counted = PAIR if quantifier == "both" else counted
        elif quantifier == "all" and _counts(segment, position):
            counted = _number(chunk)
        elif chunk.word("determiner"):
            determiner = True
            more = chunk.text in segment.words("another_word")
            segment.mine = chunk.text in segment.words("speakers_own")
        elif chunk.text in segment.words("inside_phrases"):
            pass
        else:
            break
        position += 1
    strange = strange_thing(segment, position) if determiner else None
    strange = strange or strange_made(segment, position)
    if strange is None and preposition is None:
        strange = coloured_one(segment, position)
    if strange is not None:
        return strange
    items, end = phrase_items(segment, position)
    if not items:
        if quantifier == "all":
            add_phrase(
                segment,
                NounPhrase(
                    "all",
                    segment.chunks[start].start,
                    segment.chunks[start].end,
                    pronoun="them" if counted is not None else "everything",
                ),
            )
        return max(end, position, start + 1)
    known = len(segment.draft.targets)
    after = _take_phrase(segment, items, end, preposition, determiner=determiner, quantifier=quantifier)
    segment.draft.targets[known:] = [
        replace(target, count=counted, more=more) for target in segment.draft.targets[known:]
    ]
    return after


def _is_resumed(segment: Segment, pronoun: str) -> bool:
    """ "get the lamp to lower itself", "the telly, pause it": the one thing that was just named, once more."""
    draft = segment.draft
    return pronoun == "it" and not draft.excepting and len(draft.targets) == 1 and not draft.targets[0].pronoun


def names_shared(segment: Segment, position: int) -> bool:
    """ "cot lamps", "Mia's lamp": words from the names of things with the noun that they share."""
    items, _ = phrase_items(segment, position)
    owned = len(items) > 1 and items[0].text.endswith(word_forms().possessive)
    if len(items) < 2 or not (segment.book.kinds_named(items[-1]) or (owned and items[-1].named(Sort.ENTITY))):
        return False
    phrase = describe(items, segment.book)
    several = phrase.plural and len(phrase.fitting) > 1
    return phrase.unknown is None and (several or (owned and bool(phrase.fitting))) and not phrase.areas


def names_head(segment: Segment, position: int) -> bool:
    """ "spots off", "turn tap on": the last word of a thing's name stands for it, where it says what to do with it."""
    items, end = phrase_items(segment, position)
    if len(items) != 1 or end >= segment.count or not is_head(items[0].text, segment.book):
        return False
    before = segment.chunks[:position]
    return action_follows(segment, end) and all(chunk.word("verb") or chunk.word("adverb") for chunk in before)


def _counts(segment: Segment, position: int) -> bool:
    """ "all three off", "all four lamps": how many all of them are."""
    quantity = segment.chunks[position].quantity if position < segment.count else None
    if quantity is None or quantity.unit is not None or position + 1 >= segment.count:
        return quantity is not None and quantity.unit is None
    following = segment.chunks[position + 1]
    return segment.book.is_item(following) or bool(following.word("particle") or following.word("preposition"))


def _number(chunk: Chunk) -> int | None:
    return int(chunk.quantity.value) if chunk.quantity is not None else None


def counts_things(segment: Segment, position: int) -> bool:
    """ "the three lamps", "two study lights": a bare number before the plural of a thing, and its room, counts them."""
    quantity = segment.chunks[position].quantity
    if quantity is None or quantity.unit is not None or quantity.fraction or position + 1 >= segment.count:
        return False
    room = segment.chunks[position + 1]
    placed = position + 2 < segment.count and bool(segment.book.areas_named(room)) and not room.comma_before
    noun = segment.chunks[position + 2] if placed else room
    if not 1 <= quantity.value <= MOST_COUNTED or noun.comma_before:
        return False
    if noun.named(Sort.ENTITY) and quantity.value != 1:
        return False
    if any(term.introduced for term in segment.draft.values) or segment.draft.has_target:
        return False
    if noun.named(Sort.ENTITY):
        return True  # "one study light"
    nouns = [segment.book.vocabulary.kinds[kind] for kind in segment.book.kinds_named(noun)]
    return any(noun.text in (kind.nouns - kind.plural if quantity.value == 1 else kind.plural) for kind in nouns)


def _counted_names(segment: Segment, position: int) -> bool:
    """ "the two cot lamps": as many as there are of that name."""
    quantity = segment.chunks[position].quantity
    if quantity is None or quantity.unit is not None or quantity.fraction or position + 1 >= segment.count:
        return False
    items, _ = phrase_items(segment, position + 1)
    if not items or segment.chunks[position + 1].comma_before:
        return False
    phrase = describe(items, segment.book)
    return phrase.unknown is None and phrase.plural and len(phrase.fitting) == quantity.value


def strange_made(segment: Segment, position: int) -> int | None:
    """ "the night bulb", "the zero watt bulb": a word or a measure before a noun makes another thing of it."""
    pieces = segment.chunks[position : position + 3]
    if len(pieces) < 2 or segment.draft.targets:
        return None
    first, second = pieces[0], pieces[1]
    made: Sequence[Chunk] = pieces[:2]
    plain = first.word("tail") and not first.names and not segment.book.kinds_named(first)
    if not plain and (first.quantity is None or first.quantity.unit not in MEASURES):
        if first.quantity is None or first.quantity.unit is not None or second.known or len(pieces) < 3:
            return None
        made = pieces
    noun = made[-1]
    if not segment.book.kinds_named(noun) or noun.names or any(piece.comma_before for piece in made[1:]):
        return None
    return _add_strange(segment, made, position)


def _add_strange(segment: Segment, made: Sequence[Chunk], position: int) -> int:
    text = " ".join(piece.text for piece in made)
    span = UnknownSpan(text, "device", made[0].start, made[-1].end)
    segment.draft.unknowns.append(span)
    segment.draft.targets.append(NounPhrase(text, made[0].start, made[-1].end, unknown=span))
    return position + len(made)


def strange_thing(segment: Segment, position: int) -> int | None:
    """ "the slow cooker": an adjective that is no setting of what it stands before makes another thing of it."""
    if position + 1 >= segment.count:
        return None
    word, noun = segment.chunks[position], segment.chunks[position + 1]
    options = value_of(word, segment.book)
    if options is None or not options.options or word.names or not segment.book.kinds_named(noun) or noun.comma_before:
        return None
    attributes = {attribute for attribute, _ in options.options}
    entities = segment.book.of_kinds(segment.book.kinds_named(noun))
    if any(attributes & set(entity.capabilities) for entity in entities):
        return None
    return _add_strange(segment, (word, noun), position)


def coloured_one(segment: Segment, position: int) -> int | None:
    """ "turn the blue one off": which of them is meant, never what it should become."""
    if position < 1 or position + 1 >= segment.count or segment.draft.has_target:
        return None
    leading, word, one = segment.chunks[position - 1 : position + 2]
    options = value_of(word, segment.book)
    taught = any(name.sort is not Sort.OPTION for name in word.names)
    if options is None or taught or not {attribute for attribute, _ in options.options} & COLOURS:
        return None
    if not leading.word("determiner") or leading.text in segment.words("indefinite_determiners") or one.comma_before:
        return None
    return _add_strange(segment, (word, one), position) if one.text in segment.words("stand_in_nouns") else None


def _phrase_continues(segment: Segment, position: int) -> bool:
    if position >= segment.count:
        return False
    chunk = segment.chunks[position]
    if chunk.comma_before:
        return False
    return bool(
        segment.book.is_item(chunk)
        or chunk.word("determiner")
        or chunk.text in segment.words("genitive")
        or (not chunk.known)
        or (chunk.word("pronoun") == "one" and chunk.text in segment.words("stand_in_nouns"))
    )


def phrase_items(segment: Segment, position: int) -> tuple[list[Chunk], int]:
    """The modifiers and head of a phrase: known names and nouns, and unknown words before the head."""
    items: list[Chunk] = []
    headed = False
    while position < segment.count:
        chunk = segment.chunks[position]
        if chunk.comma_before and items:
            break
        entity = bool(chunk.named(Sort.ENTITY)) or bool(segment.book.entities_named(chunk)[0])
        kind = bool(segment.book.kinds_named(chunk))
        if segment.book.is_item(chunk):
            if headed and not kind:
                break
            if headed and kind and not kind_fits(segment, items, chunk):
                break
            items.append(chunk)
            headed = headed or entity or kind
        elif (not chunk.known and not headed) or (
            not chunk.known
            and (_explains_partly(segment, items, chunk) or chunk.text in segment.book.vocabulary.words("place_nouns"))
        ):
            items.append(chunk)
        elif chunk.word("pronoun") == "one" and items and not headed:
            items.append(chunk)
            position += 1
            break
        elif (chunk.word("tail") or chunk.quantity is not None) and items and not items[-1].known and not headed:
            if chunk.quantity is not None and (chunk.quantity.unit or not ends_phrase(segment, position + 1)):
                break
            items.append(chunk)
        elif (
            items and not items[-1].known and not headed and chunk.word("value") and noun_follows(segment, position + 1)
        ):
            items.append(chunk)
        else:
            break
        position += 1
    while len(items) > 1 and items[-1].text.endswith(word_forms().adverb) and not items[-1].known:
        items.pop()
        position -= 1
    return items, position


def kind_fits(segment: Segment, items: Sequence[Chunk], kind: Chunk) -> bool:
    """Whether a kind noun belongs to the name before it: "play corner" + "lights"."""
    wide = segment.book.widened(segment.book.kinds_named(kind))
    entities = [e for item in items for e in segment.book.entities_named(item)[0]]
    kinds = {segment.book.home.entities[e].kind for e in entities if e in segment.book.home.entities}
    if kinds:
        return bool(kinds & wide) or any(e in segment.book.partial(kind.text) for e in entities)
    return True


def _explains_partly(segment: Segment, items: Sequence[Chunk], chunk: Chunk) -> bool:
    having = segment.book.partial(chunk.text)
    entities = [e for item in items for e in segment.book.entities_named(item)[0]]
    return bool(having) and any(entity in having for entity in entities)


def _take_phrase(
    segment: Segment, items: list[Chunk], end: int, preposition: str | None, *, determiner: bool, quantifier: str | None
) -> int:
    draft = segment.draft
    if len(items) == 1 and not items[0].known and is_what_plays(segment, end - 1):
        return end
    if all(not item.known or item.word("tail") for item in items) and not any(
        segment.book.partial(item.text) for item in items if not item.known
    ):
        return read_unknown(segment, end - len(items), preposition, determiner=determiner)
    area_only = all(segment.book.areas_named(item) for item in items) and not _area_is_kind(segment, items, end)
    if area_only:
        return _take_area(segment, items, end)
    if preposition is not None and place_like(segment, items):
        phrase = describe(items, segment.book, determiner=determiner, quantifier=quantifier)
        if phrase.unknown is not None:
            return read_unknown_span(segment, items, end, preposition, determiner=determiner)
    phrase = describe(items, segment.book, determiner=determiner, quantifier=quantifier)
    if (
        phrase.unknown is not None
        and not items[-1].known
        and items[-1].text in segment.book.vocabulary.words("place_nouns")
    ):
        draft.unknowns.append(replace(phrase.unknown, role="area"))
        return end
    if phrase.unknown is not None and len(items) > 1 and not items[-1].known and _trailing_value(segment, items):
        return _split_value(segment, items, end, determiner=determiner, quantifier=quantifier)
    add_phrase(segment, phrase)
    return end


def _area_is_kind(segment: Segment, items: Sequence[Chunk], end: int) -> bool:
    """ "open the garage": a word for a room and for a door is the door when it is to be opened."""
    if len(items) != 1 or not segment.book.kinds_named(items[0]):
        return False
    state = segment.chunks[end].word("state") if end < segment.count else None
    return segment.draft.verb in ("open", "close") or state in ("open", "close")


def place_like(segment: Segment, items: Sequence[Chunk]) -> bool:
    return not any(segment.book.kinds_named(item) or segment.book.entities_named(item)[0] for item in items)


def _take_area(segment: Segment, items: Sequence[Chunk], end: int) -> int:
    draft = segment.draft
    if end < segment.count and _is_room_number(segment, end):
        first, number = items[0], segment.chunks[end]
        draft.unknowns.append(UnknownSpan(f"{items[-1].text} {number.text}", "area", first.start, number.end))
        return end + 1
    areas = [area for item in items for area in segment.book.areas_named(item)]
    concepts = [c for item in items for c in item.named(Sort.CONCEPT)]
    draft.concepts.extend(concepts)
    if draft.excepting:
        draft.exception_areas.extend(areas)
    else:
        draft.areas.extend(areas)
    return end


def _is_room_number(segment: Segment, position: int) -> bool:
    """ "bedroom two": a number right behind a room, with nothing that makes it a value."""
    chunk = segment.chunks[position]
    if chunk.quantity is None or chunk.quantity.unit is not None or chunk.comma_before or chunk.quantity.value > 9:
        return False
    return position + 1 >= segment.count or not (
        segment.chunks[position + 1].word("attribute") or segment.chunks[position + 1].word("comparative")
    )


def _trailing_value(segment: Segment, items: Sequence[Chunk]) -> bool:
    known = [item for item in items if item.known]
    unknown = [item for item in items if not item.known]
    return bool(known) and items[: len(known)] == known and len(unknown) >= 1 and segment.draft.verb in ("set", None)


def _split_value(segment: Segment, items: list[Chunk], end: int, *, determiner: bool, quantifier: str | None) -> int:
    """ "the lounge velvety": a place, then an unknown value."""
    known = [item for item in items if item.known]
    if all(segment.book.areas_named(item) for item in known):
        if segment.draft.verb == "set" or end < segment.count:
            if segment.draft.verb != "set":
                add_phrase(segment, describe(items, segment.book, determiner=determiner, quantifier=quantifier))
                return end
            _take_area(segment, known, end)
            return read_unknown(segment, end - len(items) + len(known), None, determiner=False)
    add_phrase(segment, describe(items, segment.book, determiner=determiner, quantifier=quantifier))
    return end


def add_phrase(segment: Segment, phrase: NounPhrase) -> None:
    draft = segment.draft
    if segment.mine:
        phrase, segment.mine = replace(phrase, mine=True), False
    if phrase.concept_id is not None:
        draft.concepts.append(phrase.concept_id)
    if draft.excepting:
        if phrase.unknown is not None:
            draft.unknowns.append(phrase.unknown)
        draft.exceptions.append(phrase)
        return
    if phrase.unknown is not None:
        draft.unknowns.append(phrase.unknown)
    if not phrase.kinds and not phrase.named and not phrase.fitting and phrase.areas and phrase.unknown is None:
        draft.areas.extend(phrase.areas)
        return
    draft.targets.append(phrase)
