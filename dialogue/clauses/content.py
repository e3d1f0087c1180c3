"""What is played: everything behind "play" up to a place or a player."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.clauses.segment import Segment
from dialogue.reading.chunks import Chunk
from dialogue.reading.noun_phrases import describe
from teaching.lexicon import Sort

TOGETHER = 2
"""Words in "with me"."""


def puts_on(segment: Segment, position: int) -> bool:
    """ "put some jazz on", "put on the movie Paddington": something to play, and nothing of the home."""
    rest = segment.chunks[position:]
    words = [word for chunk in rest for word in chunk.text.split()]
    if not rest or segment.words("plain_on").isdisjoint(words):
        return False
    first = rest[1] if rest[0].text in segment.words("plain_on") and len(rest) > 1 else rest[0]
    media = bool(set(words) & segment.media_words)
    thing = next((chunk for chunk in rest if segment.book.is_item(chunk) and not is_media(segment, chunk)), None)
    early = thing is not None and rest.index(thing) < min(
        3, next(i for i, word in enumerate(words, 1) if word in segment.words("plain_on"))
    )
    strange = any(not chunk.known for chunk in rest)
    if _goes_on_other(segment, rest):
        return False  # "put some embers on the lamp"
    return (first.text in segment.words("some_word") or (media and strange)) and not early


def _goes_on_other(segment: Segment, rest: Sequence[Chunk]) -> bool:
    """Whether the last "on" leads to a thing of the home that plays nothing."""
    last = max((i for i, chunk in enumerate(rest) if chunk.text in segment.words("plain_on")), default=len(rest))
    things = [chunk for chunk in rest[last + 1 :] if not (chunk.word("determiner") or chunk.word("adverb"))]
    return bool(things) and all(
        segment.book.is_item(chunk) and not (segment.book.areas_named(chunk) or is_media(segment, chunk))
        for chunk in things
    )


def is_place_on(segment: Segment, position: int) -> bool:
    """ "on the kitchen speaker": not the particle of "put on"."""
    return position + 1 < segment.count and _ends_in_place(segment, position + 1)


def read_content(segment: Segment, position: int) -> int:
    """Everything after "play" up to a known place or player is content."""
    draft = segment.draft
    end = segment.count
    for split_at in range(segment.count - 1, position - 1, -1):
        chunk = segment.chunks[split_at]
        if chunk.word("preposition") and split_at + 1 < segment.count and _ends_in_place(segment, split_at + 1):
            end = split_at
            break
    words = list(segment.chunks[position:end])
    while words and (words[0].word("determiner") or words[0].text in segment.words("before_what_plays")):
        words.pop(0)
    while words and (words[-1].text in segment.words("behind_what_plays")):
        words.pop()
    people = segment.book.vocabulary.words("complaint_sufferers")
    if len(words) > TOGETHER and words[-2].text in segment.words("with_preposition") and words[-1].text in people:
        del words[-2:]  # "watch the telly with us"
    if len(words) == 1 and is_media(segment, words[0]):
        draft.content = ""
        draft.targets.append(describe(words, segment.book))
    elif words:
        draft.content = " ".join(chunk.text for chunk in words)
        players = [c for c in words if is_media(segment, c) and c.names]
        if players and len(words) == 1:
            draft.targets.append(describe(players, segment.book))
    else:
        draft.content = ""
    return end


def is_media(segment: Segment, chunk: Chunk) -> bool:
    kinds = set(segment.book.kinds_named(chunk))
    kinds.update(
        segment.book.home.entities[e].kind for e in chunk.named(Sort.ENTITY) if e in segment.book.home.entities
    )
    return bool(kinds & {"tv", "speaker"})


def _ends_in_place(segment: Segment, position: int) -> bool:
    """Whether what follows a preposition to the end is a place or player, known or said like one."""
    while position < segment.count and segment.chunks[position].word("determiner"):
        position += 1
        if position < segment.count and not segment.chunks[position].known:
            strange = segment.chunks[position:]
            return all(not c.known or c.word("tail") for c in strange) and len(strange) <= 2
    rest = [c for c in segment.chunks[position:] if not c.word("adverb")]
    return bool(rest) and all(
        segment.book.areas_named(c) or is_media(segment, c) or c.word("here") or c.word("there") or c.word("house")
        for c in rest
    )
