"""One segment while it is being read, and small questions about the places in it."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.reading.chunks import Chunk, acts_only
from dialogue.reading.drafts import Draft
from dialogue.reading.noun_phrases import Phrasebook
from teaching.lexicon import Sort

ENTRANCES = frozenset({"lock", "garage_door", "gate", "door"})
PHRASAL = 2
"""A verb and its particle."""


@dataclass(slots=True)
class Segment:
    """The chunks of one segment, the words of this home, and the draft of what has been read so far."""

    chunks: tuple[Chunk, ...]
    book: Phrasebook
    draft: Draft
    mine: bool = False

    @property
    def count(self) -> int:
        """How many chunks there are."""
        return len(self.chunks)

    def words(self, name: str) -> frozenset[str]:
        """A plain word list of the language file."""
        return self.book.vocabulary.words(name)

    @property
    def media_words(self) -> frozenset[str]:
        """What is watched or listened to."""
        words = self.book.vocabulary.words
        return words("film_words") | words("music_words")


def is_filler(segment: Segment, position: int) -> bool:
    """Whether a chunk carries nothing here; "too" and "again" are noted in the draft."""
    chunk = segment.chunks[position]
    if chunk.names or chunk.quantity is not None:
        return False
    labels = {word.label for word in chunk.words}
    if (
        chunk.text in segment.words("plus_word")
        and position + 1 < segment.count
        and segment.chunks[position + 1].quantity is not None
    ):
        return False
    if chunk.text in segment.words("also_words"):
        segment.draft.too = True
    if chunk.text in segment.words("again_words"):
        segment.draft.again = True
    filling = (
        bool(labels)
        and labels <= {"adverb", "conjunction", "degree"}
        and not ("degree" in labels and position + 1 < segment.count and _next_is_change(segment, position + 1))
    )
    if filling and "degree" in labels:
        segment.draft.degree = chunk.word("degree")
    return filling


def _next_is_change(segment: Segment, position: int) -> bool:
    chunk = segment.chunks[position]
    return bool(chunk.word("comparative") or chunk.word("particle") in ("up", "down"))


def starts_phrase(segment: Segment, position: int) -> bool:
    """Whether a noun phrase begins here."""
    if position >= segment.count:
        return False
    chunk = segment.chunks[position]
    return bool(
        chunk.word("determiner") or chunk.word("quantifier") or chunk.word("pronoun") or segment.book.is_item(chunk)
    )


def is_what_plays(segment: Segment, position: int) -> bool:
    """ "pause the movie", "carry on with the film": whatever is playing, not a thing by that name."""
    draft = segment.draft
    last = position + 1 >= segment.count or not segment.book.is_item(segment.chunks[position + 1])
    return (
        draft.verb in ("pause", "resume", "stop", "mute", "unmute", "next", "previous")
        and segment.chunks[position].text in segment.media_words
        and last
    )


def deed_end(segment: Segment, position: int) -> int:
    """ "bedside lamp on wind down": a verb with its particle, and nothing behind it, where a known thing is put on
    something, is what that is called and neither done nor passed over; the place behind it, 0 when there is none.
    """
    draft = segment.draft
    link = segment.chunks[position].text
    if link not in segment.words("setting_prepositions") or draft.verb not in (None, "set"):
        return 0
    if not draft.targets or any(t.unknown is not None or t.pronoun for t in draft.targets):
        return 0
    if draft.values or draft.particle or draft.areas:
        return 0
    rest = segment.chunks[position + 1 :]
    while rest and rest[-1].word("adverb"):
        rest = rest[:-1]
    if not rest or any(chunk.comma_before or chunk.names for chunk in rest):
        return 0
    if _is_call(segment, link, rest):
        return position + 1 + len(rest)
    if link not in segment.words("plain_on") or not acts_only(rest[0]):
        return 0
    last = rest[-1].word("particle") is not None and len(rest) == PHRASAL
    return position + 1 + len(rest) if last or (len(rest) == 1 and " " in rest[0].text) else 0


def _is_call(segment: Segment, link: str, rest: tuple[Chunk, ...]) -> bool:
    """ "the lamp to lights out": things of a kind and how they are, called out by those who say it; "lamp on, blinds
    down" without a pause does two things, unless what is called is what nobody says of a thing that is right there.
    """
    if len(rest) == PHRASAL and _is_noun_of_verb(segment, rest):
        return segment.draft.verb == "set"
    if len(rest) != PHRASAL or not (rest[1].word("particle") or rest[1].word("state")):
        return False
    if opens_entrance(rest[0], rest[1].text, segment.book):
        return True
    kinds = [segment.book.vocabulary.kinds[kind] for kind in segment.book.kinds_named(rest[0])]
    if not any(rest[0].text in kind.plural for kind in kinds):
        return False
    put = segment.draft.verb == "set" or link not in segment.words("plain_on")
    return put or rest[1].text in segment.words("called_states")


def opens_entrance(noun: Chunk, state: str, book: Phrasebook) -> bool:
    """ "the lamp on doors open": nobody is let in by words that may as well be what something is called."""
    plain = not noun.named(Sort.ENTITY) and bool(ENTRANCES & set(book.kinds_named(noun)))
    return plain and state in book.words("open_states")


def _is_noun_of_verb(segment: Segment, rest: tuple[Chunk, ...]) -> bool:
    """ "set the lamp to kill switch": a verb right before a bare noun, where only lights are spoken of."""
    home = segment.book.home.entities
    kinds = {home[e].kind for target in segment.draft.targets for e in target.fitting if e in home}
    plain = acts_only(rest[0]) and not set(rest[0].all_words("verb")) <= {"set", "scene"}
    return plain and kinds == {"light"} and bool(segment.book.kinds_named(rest[1])) and not rest[1].names


def deed_before_thing(segment: Segment, position: int) -> int:
    """ "wind down for the lamp": a verb that says nothing by itself, its particle, and then what it is for: together
    they are what that is called; the place behind the particle, 0 when there is none.
    """
    rest = segment.chunks[position : position + PHRASAL + 1]
    if len(rest) <= PHRASAL or any(chunk.comma_before for chunk in rest[1:]) or any(chunk.names for chunk in rest[:2]):
        return 0
    verb, particle, link = rest
    plain = acts_only(verb) and verb.all_words("verb") == ("set",) and bool(particle.word("particle"))
    behind = [c for c in segment.chunks[position + PHRASAL + 1 :] if not c.word("determiner")]
    things = bool(behind) and all(segment.book.is_item(chunk) for chunk in behind)
    goes = plain and things and link.text in segment.words("beneficiary_prepositions")
    return position + PHRASAL if goes else 0


def ends_phrase(segment: Segment, position: int) -> bool:
    """Whether nothing that belongs to a phrase follows."""
    return position >= segment.count or bool(segment.chunks[position].word("particle"))


def noun_follows(segment: Segment, position: int) -> bool:
    """Whether a known thing stands here."""
    return position < segment.count and segment.book.is_item(segment.chunks[position])


def value_follows(segment: Segment, position: int) -> bool:
    """Whether what stands here can say what to set."""
    return bool(segment.chunks[position].word("preposition")) or segment.chunks[position].known


def object_after(segment: Segment, position: int) -> bool:
    """Whether what is acted on stands here, known or not."""
    return position < segment.count and (not segment.chunks[position].known or starts_phrase(segment, position))


def action_follows(segment: Segment, position: int) -> bool:
    """Whether what stands here says what to do with the words before it."""
    chunk = segment.chunks[position]
    return bool(
        chunk.word("particle")
        or chunk.word("state")
        or chunk.text in segment.words("action_prepositions")
        or chunk.quantity is not None
        or chunk.word("value")
        or chunk.word("extreme")
        or chunk.word("comparative")
    )
