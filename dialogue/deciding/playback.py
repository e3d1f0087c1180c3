"""What is done with what plays: "skip ahead thirty seconds", "from the beginning", "clear the queue", "play it here".

Only in homes whose players can do it; elsewhere these words are free to be taught.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from devices.capabilities import AND
from devices.home import Entity
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import describe
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.timing.spans import read_length
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.grounding import settable
from teaching.lexicon import Sort

PLAYBACK: Final = frozenset({"elapsed", "clear_playlist", "group"})
_PLAYERS: Final = frozenset({"tv", "speaker"})
_BUSY: Final = frozenset({"playing", "paused"})
_PAIR: Final = 2
_SHORT: Final = 2
"""What is said in so few words may be said to anybody, unless it is said of something: "start over", "from the top"."""


def read_playback(row: Sequence[Token], mind: Mind) -> Decision | None:
    """What is to be done; ``None`` when something else is said, or no player here can do it."""
    there = mind.situation.home.attributes
    readers: tuple[tuple[str, Callable[[Sequence[Token], Mind], Decision | None]], ...] = (
        ("elapsed", _sought),
        ("clear_playlist", _cleared),
        ("group", _parted),
        ("group", _joined),
        ("group", _spread),
    )
    for attribute, reader in readers:
        found = reader(row, mind) if attribute in there else None
        if found is not None:
            return found
    return None


# -- where in a piece


def _sought(row: Sequence[Token], mind: Mind) -> Decision | None:
    vocabulary = mind.situation.book.vocabulary
    start = vocabulary.opening(row, "seek_start")
    if start and (start > _SHORT or len(row) > start):
        return _moved(row[start:], 0, 0, mind)
    again = next((i for i in range(1, len(row)) if vocabulary.opening(row, "seek_tails", i) == len(row) - i), 0)
    if again and row[0].text in mind.words("seek_openers"):
        return _moved(row[1:again], 0, 0, mind)
    for name, sign in (("seek_forward", 1), ("seek_back", -1), ("seek_to", 0)):
        verb = vocabulary.opening(row, name)
        if not verb:
            continue
        for at in range(verb, len(row)):
            length = read_length(row, at, counted=True)
            if length is not None:
                return _moved((*row[verb:at], *row[length[1] :]), sign, length[0].total_seconds(), mind)
    return None


def _moved(rest: Sequence[Token], sign: int, seconds: float, mind: Mind) -> Decision | None:
    """So far on or back from where it is; without a sign, to there."""
    player = _player(rest, "elapsed", "seek_fillers", mind)
    now = None if player is None else _elapsed(player, mind)
    if player is None or now is None:
        return None
    to = max(now + sign * seconds, 0) if sign else seconds
    return _done([Planned(player.id, {"elapsed": round(to)})])


def _elapsed(player: Entity, mind: Mind) -> float | None:
    """How far it has come by now: it tells where it was at some moment, and plays on."""
    states = mind.situation.states
    then, at = states.get(player.id, "elapsed"), states.get(player.id, "elapsed_at")
    if isinstance(then, bool) or not isinstance(then, int | float):
        return None
    if states.get(player.id, "state") != "playing" or not isinstance(at, str):
        return float(then)
    told = datetime.fromisoformat(at)
    now = mind.situation.now if told.tzinfo is not None else mind.situation.now.replace(tzinfo=None)
    return then + max((now - told).total_seconds(), 0)


# -- what is to come


def _cleared(row: Sequence[Token], mind: Mind) -> Decision | None:
    words = mind.words("queue_nouns")
    if not row or row[0].text not in mind.words("queue_clearing") or not any(t.text in words for t in row[1:]):
        return None
    rest = [token for token in row[1:] if token.text not in words]
    player = _player(rest, "clear_playlist", "seek_fillers", mind)
    return None if player is None else _done([Planned(player.id, {"clear_playlist": True})])


# -- several together


def _joined(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "Group the radio with the speaker": the one that plays is followed by the others."""
    if not row or row[0].text not in mind.words("joining_verbs") or mind.lexicon.concepts_named(row[0].text):
        return None
    players = _named(row[1:], "group", "joining_fillers", mind)
    if players is None or len(players) < _PAIR:
        return None
    leader = next((player for player in players if _is_busy(player, mind)), players[-1])
    return _followed(leader, [player for player in players if player != leader])


def _spread(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "Play this in the bedroom too", "play it everywhere"."""
    vocabulary = mind.situation.book.vocabulary
    opened = vocabulary.opening(row, "spreading_openers")
    if not opened:
        return None
    rest = row[opened:]
    tail = next((i for i in range(len(rest)) if vocabulary.opening(rest, "spreading_tails", i) == len(rest) - i), None)
    everywhere = next((i for i in range(len(rest)) if vocabulary.opening(rest, "everywhere_words", i)), None)
    able = [e for e in mind.situation.home.spoken if e.kind in _PLAYERS and settable(e, "group")]
    leader = next((e for e in able if _is_busy(e, mind)), None)
    if leader is None or (tail is None and everywhere is None):
        return None
    if everywhere is not None:
        end = everywhere + vocabulary.opening(rest, "everywhere_words", everywhere)
        beside = (*rest[:everywhere], *rest[end:])
        if any(token.text not in mind.words("spreading_fillers") for token in beside):
            return None
        return _followed(leader, [e for e in able if e != leader and e.kind == leader.kind])
    assert tail is not None
    pieces = chunk(rest[:tail], mind.lexicon, vocabulary)
    book = mind.situation.book
    areas = {area for piece in pieces for area in book.areas_named(piece)}
    if any(piece.word("here") for piece in pieces) and mind.situation.area is not None:
        areas.add(mind.situation.area)
    if areas and all(_is_place(piece, mind) for piece in pieces):
        if leader.area in areas:
            being = mind.wording.being([leader.name], mind.wording.piece("is_playing_something"))
            return Decision(Kind.ANSWERS, lead=mind.wording.say("state_plain", what=being), focus=(leader.id,))
        return _followed(leader, [e for e in able if e != leader and e.area in areas])
    named = _named(rest[:tail], None, "spreading_fillers", mind)
    if named and not all(settable(player, "group") for player in named):
        return Decision(Kind.REFUSES, lead=mind.wording.say("cannot", thing=named[0].name))
    return _followed(leader, [e for e in named if e != leader]) if named else None


def _is_place(piece: Chunk, mind: Mind) -> bool:
    words = mind.words("spreading_fillers")
    return bool(mind.situation.book.areas_named(piece) or piece.word("here")) or piece.text in words


def _followed(leader: Entity, others: Sequence[Entity]) -> Decision | None:
    if not others:
        return None
    return _done([Planned(leader.id, {"group": AND.join(other.id for other in others)})])


def _parted(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "Ungroup the speaker", "take the speaker out of the group"."""
    vocabulary = mind.situation.book.vocabulary
    if row and row[0].text in mind.words("parting_verbs"):
        players = _named(row[1:], "group", "joining_fillers", mind)
    else:
        end = next((i for i in range(len(row)) if vocabulary.opening(row, "parting_tails", i) == len(row) - i), None)
        taken = vocabulary.opening(row, "list_taking") if row else 0
        players = _named(row[taken:end], "group", "joining_fillers", mind) if end and taken else None
    return _done([Planned(player.id, {"group": ""}) for player in players]) if players else None


# -- which player


def _player(rest: Sequence[Token], attribute: str, fillers: str, mind: Mind) -> Entity | None:
    """The one that is named, else the one that plays, here before elsewhere."""
    named = _named(rest, attribute, fillers, mind)
    if named is None:
        return None
    if named:
        return named[0] if len(named) == 1 else None
    able = [e for e in mind.situation.home.spoken if e.kind in _PLAYERS and settable(e, attribute)]
    busy = [entity for entity in able if _is_busy(entity, mind)]
    here = mind.situation.area
    for pool in ([e for e in busy if e.area == here], busy, [e for e in able if e.area == here], able):
        if len(pool) == 1:
            return pool[0]
    return None


def _named(rest: Sequence[Token], attribute: str | None, fillers: str, mind: Mind) -> list[Entity] | None:
    """Players that are named; ``None`` where anything else is said, or one of them can't do it."""
    bare = [_owned(token) for token in rest if token.text not in mind.words(fillers)]
    if not bare:
        return []
    book, entities = mind.situation.book, mind.situation.home.entities
    found: list[Entity] = []
    run: list[Chunk] = []
    for piece in (*chunk(bare, mind.lexicon, book.vocabulary), None):
        if piece is not None and book.is_item(piece) and not (run and piece.named(Sort.ENTITY)):
            run.append(piece)
            continue
        if run:
            phrase = describe(run, book)
            found += [entities[e] for e in (phrase.named or phrase.fitting) if e in entities]
        run = [piece] if piece is not None and book.is_item(piece) else []
        if piece is not None and not run and not piece.word("determiner"):
            return None
    players = [entity for entity in {entity.id: entity for entity in found}.values() if entity.kind in _PLAYERS]
    able = attribute is None or all(settable(player, attribute) for player in players)
    return players if players and able else None


def _owned(token: Token) -> Token:
    """ "The radio's queue" is that of the radio."""
    if not token.text.endswith(word_forms().possessive):
        return token
    return Token(word_forms().bare(token.text), token.start, token.end, token.comma_before, token.sentence_start)


def _is_busy(player: Entity, mind: Mind) -> bool:
    return mind.situation.states.get(player.id, "state") in _BUSY


def _done(plans: Sequence[Planned]) -> Decision:
    return Decision(Kind.ACTS, plans=tuple(plans), focus=tuple(plan.entity_id for plan in plans))
