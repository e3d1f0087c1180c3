"""Words that nothing explains: how far they go, and the role that their place gives them."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.clauses.segment import Segment, action_follows, ends_phrase, value_follows
from dialogue.interpretation import NounPhrase
from dialogue.reading.chunks import Chunk, acts_only
from dialogue.reading.unknown_spans import role_after_preposition, starts_like_place
from dialogue.response import UnknownSpan
from dialogue.word_forms import word_forms
from teaching.concepts import ValueName
from teaching.lexicon import Sort

SETTING = frozenset({"set", "scene"})
FEEDING = frozenset({"oven", "kettle", "coffee_machine", "appliance", "valve", "humidifier"})


def read_unknown(segment: Segment, position: int, preposition: str | None, *, determiner: bool) -> int:
    end = position
    while end < segment.count:
        chunk = segment.chunks[end]
        if end > position and (chunk.comma_before or not _continues_unknown(segment, end, preposition)):
            break
        end += 1
    items = list(segment.chunks[position:end])
    while (
        len(items) > 1
        and not items[-1].known
        and items[-1].text.endswith(word_forms().adverb)
        and items[-1].text not in segment.words("only_word")
    ):
        items.pop()
    return read_unknown_span(segment, items, end, preposition, determiner=determiner)


def opens_larger(segment: Segment, position: int) -> bool:
    """ "full gallop", "red alert", "top cottage": a value word right in front of unknown ones is part of their name."""
    chunk = segment.chunks[position]
    if position + 1 >= segment.count or chunk.named(Sort.CONCEPT):
        return False
    if chunk.quantity and chunk.quantity.unit and not chunk.words:
        return False
    done = acts_only(chunk) and not set(chunk.all_words("verb")) <= SETTING and _is_of_lights(segment)
    if not (chunk.word("value") or chunk.word("extreme") or chunk.named(Sort.OPTION) or chunk.quantity or done):
        return False
    following = segment.chunks[position + 1]
    return not following.known and not following.comma_before and not following.text.endswith(word_forms().adverb)


def _is_of_lights(segment: Segment) -> bool:
    """Whether it is about lights, by which nothing is done: with one "on power nap" what it says is no verb."""
    home = segment.book.home.entities
    kinds = {home[e].kind for target in segment.draft.targets for e in target.fitting if e in home}
    return kinds == {"light"}


def _continues_unknown(segment: Segment, position: int, preposition: str | None) -> bool:
    chunk = segment.chunks[position]
    if not chunk.known or _is_made_of_taught(segment, position):
        return True
    if chunk.quantity is not None and not chunk.words and not chunk.names:
        return preposition is not None and position == segment.count - 1 and not segment.draft.values
    labels = {word.label for word in chunk.words}
    if segment.draft.scene_verb and labels == {"function"} and position + 1 < segment.count:
        return not segment.chunks[position + 1].known
    if chunk.word("tail") or (chunk.word("attribute") and preposition is not None):
        return True
    if segment.book.kinds_named(chunk) and not chunk.named(Sort.ENTITY):
        return True
    if chunk.text in segment.words("list_conjunctions"):
        return position + 1 < segment.count and not segment.chunks[position + 1].known
    named = chunk.named(Sort.ENTITY) or chunk.named(Sort.AREA) or chunk.named(Sort.CONCEPT)
    if labels & {"value", "extreme"} and not named and preposition in segment.words("setting_prepositions"):
        return True
    if labels & {"value", "extreme", "comparative"} and position + 1 < segment.count:
        return not segment.chunks[position + 1].known and preposition is not None
    if labels == {"verb"} and _verb_is_noun(segment, position, preposition):
        return True
    bare_scene = segment.draft.scene_verb and not segment.chunks[1].word("determiner")
    if (
        (preposition or bare_scene)
        and position == segment.count - 1
        and chunk.text in segment.words("trailing_particles")
    ):
        return True
    if preposition is not None and segment.book.is_item(chunk) and position == segment.count - 1:
        return not segment.draft.acts
    return False


def _verb_is_noun(segment: Segment, position: int, preposition: str | None) -> bool:
    """Whether a verb behind a strange word goes with it: "on flurry stop", "make the lamp post shift"."""
    following = segment.chunks[position + 1 :]
    if preposition is not None or (following and not following[0].known):
        return True
    return bool(segment.draft.targets) and all(chunk.word("adverb") for chunk in following)


def _is_made_of_taught(segment: Segment, position: int) -> bool:
    """ "the lamp on super snug", "lamp extra cosy": a strange word right before a taught one makes another of it."""
    draft, lexicon = segment.draft, segment.book.lexicon
    if any(target.unknown is not None for target in draft.targets) or draft.values:
        return False
    behind = position + 1 < segment.count and _goes_on_thing(segment, position + 1)
    if not (draft.targets or draft.areas or behind):
        return False
    meanings = (lexicon.concept(concept).meaning for concept in segment.chunks[position].named(Sort.CONCEPT))
    return any(isinstance(meaning, ValueName) for meaning in meanings)


def read_unknown_span(
    segment: Segment, items: Sequence[Chunk], end: int, preposition: str | None, *, determiner: bool
) -> int:
    draft = segment.draft
    words = [item.text for item in items]
    if (
        preposition is None
        and not draft.targets
        and not draft.areas
        and not draft.has_target
        and (draft.values or draft.particle)
    ):
        named = frozenset.intersection(*(segment.book.partial(word) for word in words))
        if named:  # "one degree cooler upstairs"
            draft.targets.append(
                NounPhrase(" ".join(words), items[0].start, items[-1].end, fitting=tuple(sorted(named)))
            )
            return end
    if draft.verb_text.startswith(tuple(segment.words("preparing_verbs"))):
        if preposition is None and not draft.has_target:
            said = draft.verb_text.split()
            words = [*said[int(said[0] in segment.words("get_word")) :], *words]
    text = " ".join(words)
    start, stop = items[0].start, items[-1].end
    if preposition is not None:
        definite = determiner and not any(
            c.end == start and c.text in segment.words("indefinite_articles") for c in segment.chunks
        )
        owned = determiner and any(
            c.end == start and c.text in segment.words("owners_determiners") for c in segment.chunks
        )
        role, whole = role_after_preposition(
            preposition,
            words,
            draft,
            segment.book.vocabulary,
            determiner=determiner if preposition not in segment.words("point_prepositions") else definite,
            owned=owned,
        )
        if (
            preposition in segment.words("point_prepositions")
            and role == "area"
            and definite
            and _is_when(segment, words)
        ):
            items = _without_usual(segment, items)
            draft.unknowns.append(UnknownSpan(" ".join(i.text for i in items), "time", items[0].start, stop))
            return end
        role = _corrected_role(segment, role, preposition, a_kind=determiner and not definite)
        if whole:
            text = " ".join([preposition, *(["the"] if determiner else []), text])
        if role == "":
            draft.leftovers.append(text)
            return end
    else:
        more = _more_of(segment, items)
        role = "value" if more else _bare_role(segment, items, end, determiner=determiner)
        if role == "leftover":
            draft.leftovers.append(text)
            return end
        if role == "device":
            return _unknown_device(segment, items, end, determiner=determiner)
    draft.unknowns.append(UnknownSpan(text, role, start, stop))
    return end


def _corrected_role(segment: Segment, role: str, preposition: str, *, a_kind: bool) -> str:
    if preposition in segment.words("point_prepositions") and a_kind:
        return "value"  # "at a murmur"
    if preposition in segment.words("beneficiary_prepositions") and role == "person" and _feeds(segment):
        return ""  # "the oven on for the scones"
    return role


def _without_usual(segment: Segment, items: Sequence[Chunk]) -> Sequence[Chunk]:
    """ "the usual golden hour" → "golden hour"; but "the usual time" says no more."""
    usual = segment.book.vocabulary.words("usual")
    while len(items) > 1 and items[0].text in usual and items[1].text not in segment.words("time_noun"):
        items = items[1:]
    return items


def _is_when(segment: Segment, words: Sequence[str]) -> bool:
    """ "at the golden hour", "close the blind at the Angelus": no room is meant, where the words name a time, or where
    the one thing that is meant has been named in full and can do with no place.
    """
    draft, vocabulary = segment.draft, segment.book.vocabulary
    if not (draft.acts and draft.targets) or starts_like_place(words, vocabulary):
        return False
    if words[-1] in vocabulary.words("occasion_heads") | vocabulary.words("time_nouns"):
        return True
    sure = all(target.unknown is None and len(target.fitting) == 1 for target in draft.targets)
    return sure and not draft.areas and words[-1] not in vocabulary.words("spots")


def _feeds(segment: Segment) -> bool:
    """Whether the clause is about things that are never put on for somebody alone: "the oven on for the scones"."""
    home = segment.book.home.entities
    kinds = {home[e].kind for target in segment.draft.targets for e in target.fitting if e in home}
    return bool(kinds) and kinds <= FEEDING


def _more_of(segment: Segment, items: Sequence[Chunk]) -> bool:
    """ "a bit more Rembrandt": more of what nobody has told, which is no change by itself."""
    values = segment.draft.values
    last = values[-1] if values else None
    plain = last is not None and last.attributes == ("*",) and last.amount is None and last.end == items[0].start
    if (
        not plain
        or last is None
        or segment.words("grading_words").isdisjoint(last.text.split()[-1:])
        or items[0].text.endswith(word_forms().adverb)
    ):
        return False
    values.pop()
    return True


def _bare_role(segment: Segment, items: Sequence[Chunk], end: int, *, determiner: bool) -> str:
    draft = segment.draft
    determiner = determiner and not _is_some(segment, items[0]) and not _is_one_on_thing(segment, items[0], end)
    if draft.targets or draft.areas or draft.scope:
        if items[0].text.endswith(word_forms().adverb) and (
            draft.particle or draft.values or draft.verb not in (None, "set") or draft.unknowns
        ):
            return "leftover"
        if draft.values or (draft.particle and not draft.verb_first) or draft.action:
            return "value" if not draft.values else "leftover"
        return "value"
    wished = draft.verb_text in segment.book.vocabulary.words("wishes") and (
        _thing_behind(segment, end) or (not determiner and _is_stuff(segment, end))
    )
    bare = draft.verb in (None, "scene") and not (draft.values or draft.particle or determiner)
    if wished or (bare and end < segment.count and _goes_on_thing(segment, end)):
        return "value"  # "give me embers on the lamp", "embers on the lamp as well"
    if draft.verb == "set" and draft.particle is None and end < segment.count and value_follows(segment, end):
        return "value" if not determiner and _goes_on_thing(segment, end) else "device"
    if draft.verb == "set" and draft.particle is None and end >= segment.count and not determiner:
        return "value" if draft.verb_text in segment.words("turning_into_verbs") else "scene"
    if draft.scene_verb and draft.particle is None:
        ends_in_tail = bool(items[-1].word("tail")) or items[-1].text in segment.words("strange_tails")
        if ends_in_tail or not determiner:
            return "scene"
        return "device" if draft.verb != "scene" else "scene"
    if draft.verb in ("dock", "clean") and determiner:
        return "area" if draft.verb == "clean" else "device"
    if draft.verb is None and draft.particle is None and not draft.values:
        return _role_alone(segment, end, determiner=determiner)
    return "device"


def _is_some(segment: Segment, first: Chunk) -> bool:
    """ "put some embers on the lamp": an amount of what is put there."""
    return any(chunk.end == first.start and chunk.text in segment.words("some_word") for chunk in segment.chunks)


def _is_one_on_thing(segment: Segment, first: Chunk, end: int) -> bool:
    """ "a lagoon glow on the lamp": how it shall be, and no thing of its own."""
    article = any(c.end == first.start and c.text in segment.words("indefinite_articles") for c in segment.chunks)
    return article and end < segment.count and _goes_on_thing(segment, end)


def _role_alone(segment: Segment, end: int, *, determiner: bool) -> str:
    """Of words before which nothing stands: "twilight on the lamp", "the gizmo off", "movie time"."""
    if not determiner and end < segment.count and _goes_on_thing(segment, end):
        return "value"
    return "device" if end < segment.count and action_follows(segment, end) else "scene"


def _thing_behind(segment: Segment, end: int) -> bool:
    """ "give me embers on the lamp": what it is wished for stands behind a preposition."""
    rest = segment.chunks[end:]
    if not rest or not (rest[0].text in segment.words("strange_adjuncts") or rest[0].word("here")):
        return False
    return any(
        chunk.word("preposition")
        and any(segment.book.is_item(c) and not segment.book.areas_named(c) for c in rest[place + 1 : place + 4])
        for place, chunk in enumerate(rest)
    )


def _is_stuff(segment: Segment, end: int) -> bool:
    """ "I want bonfire heating": what stands behind is no thing among others but all of its kind, of that sort."""
    if end >= segment.count:
        return False
    noun, kinds = segment.chunks[end].text, segment.book.vocabulary.kinds
    return any(noun in kind.mass and noun not in kind.plural for kind in kinds.values())


def _goes_on_thing(segment: Segment, position: int) -> bool:
    """ "try vespers on the lamp": what is put on a known thing, or used for one, is a value for it."""
    if segment.chunks[position].text not in segment.words("scene_adjuncts"):
        return False
    rest = [chunk for chunk in segment.chunks[position + 1 :] if not chunk.word("determiner")]
    while rest and rest[-1].word("adverb"):
        rest.pop()
    book = segment.book
    return bool(rest) and all(book.is_item(chunk) for chunk in rest) and not book.areas_named(rest[-1])


def _unknown_device(segment: Segment, items: Sequence[Chunk], end: int, *, determiner: bool) -> int:
    """An unknown thing, with the place words that belong to its description ("the beast in the corner")."""
    text = " ".join(item.text for item in items)
    stop = items[-1].end
    if end + 1 < segment.count and segment.chunks[end].text in segment.words("attaching_prepositions"):
        after = end + 1
        has_determiner = bool(segment.chunks[after].word("determiner"))
        if has_determiner:
            after += 1
        tail = after
        beside = segment.chunks[end].text in segment.book.vocabulary.words("positions")
        while tail < segment.count and (
            not segment.chunks[tail].known or (beside and segment.book.is_item(segment.chunks[tail]))
        ):
            tail += 1
        rest = [c.text for c in segment.chunks[after:tail]]
        if (
            has_determiner
            and rest
            and ends_phrase(segment, tail)
            and (beside or not starts_like_place(rest, segment.book.vocabulary))
        ):
            text = " ".join([text, *(c.text for c in segment.chunks[end:tail])])
            stop, end = segment.chunks[tail - 1].end, tail
    span = UnknownSpan(text, "device", items[0].start, stop)
    segment.draft.unknowns.append(span)
    segment.draft.targets.append(NounPhrase(text, items[0].start, stop, unknown=span))
    return end
