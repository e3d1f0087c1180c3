"""Requests put as what a thing wants: "the fish tank wants turning off", "could the lamp go pink".

The thing stands first and what is to be done with it behind; the command is put together again from the two. A thing
of this home may want anything; what nobody knows must want something that only a home does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dialogue.asides.suggestions import as_request
from dialogue.normalizing.polite_frames import PoliteFrames, polite_frames
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.token_edits import marked, stretches
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort

Row = tuple[Token, ...]
LONGEST_THING: Final = 7
STRANGE_WORDS: Final = 3
MIN_COMMAND: Final = 3
GUARDING: Final = frozenset({"lock", "alarm_panel", "garage_door"})
"""Nobody is let in by "no more alarm"."""


def as_commands(row: Row, book: Phrasebook, language: str = "en") -> Row:
    """The sentence with a command in place of each clause that says what a thing wants."""
    words = book.vocabulary.words
    row = _without_mishap(row, book)
    if not row or {token.text for token in row} & words("defining_words"):
        return row
    row = as_request(row, book)
    frames = polite_frames(language)
    told: list[Token] = []
    for number, clause in enumerate(_clauses(_without_old(_without_purpose(row, book), book), book)):
        if number and _is_contrast(clause, book):
            continue
        plain = _plain(clause, book, frames)
        first = marked(plain[0], comma=clause[0].comma_before, sentence=clause[0].sentence_start)
        told.extend((first, *(marked(t, comma=False, sentence=t.sentence_start) for t in plain[1:])))
    return tuple(told)


def _without_purpose(row: Row, book: Phrasebook) -> Row:
    """ "open the cat flap so Mog can get out" → "open the cat flap": who shall be able to do what by it."""
    verbs = book.vocabulary.words("purpose_verbs")
    if (
        row
        and row[0].text in book.vocabulary.words("amending_verbs")
        and any(piece.named(Sort.CONCEPT) for piece in _pieces(row[1:], book))
    ):
        return row  # "change movie night so the lamp is green"
    for at in range(MIN_COMMAND, len(row) - 2):
        goes_on = [t.text for t in row[at + 2 : at + 5]]
        if row[at].text not in book.words("so_conjunction") or row[at - 1].text in book.vocabulary.words(
            "not_before_so"
        ):
            continue
        thing = _pieces(row[at + 1 : at + 2], book)[0]
        if any(word in verbs for word in goes_on) and thing.quantity is None and not thing.word("value"):
            return row[:at]
    return row


def _without_mishap(row: Row, book: Phrasebook) -> Row:
    """ "radio down before the neighbours complain" → "radio down": nothing that anybody waits for."""
    for at in range(2, len(row) - 2):
        if row[at].text not in book.words("before_word"):
            continue
        rest = row[at + 1 :]
        happens = any(token.text in book.vocabulary.words("mishaps") for token in rest[1:])
        pieces = _pieces(rest, book)
        if happens and not any(book.is_item(p) or p.named(Sort.CONCEPT) or p.quantity is not None for p in pieces):
            return row[:at]
    return row


def _without_old(row: Row, book: Phrasebook) -> Row:
    """ "keep it low instead of this racket" → "keep it low": how it is now, in words that nothing else explains."""
    for at in range(MIN_COMMAND, len(row) - 2):
        behind = at + book.vocabulary.opening(row, "instead", at)
        if (
            at < behind < len(row) - 1
            and row[behind].text in book.words("contrasted")
            and not any(t.comma_before for t in row[behind:])
        ):
            pieces = _pieces(row[behind + 1 :], book)
            if all(not piece.known for piece in pieces):
                return row[:at]
    return row


def _is_contrast(clause: Row, book: Phrasebook) -> bool:
    """ "…, not this shouting": what it shall not be any longer, which is no thing of the home and no value."""
    words = [token.text for token in clause]
    start = int(words[0] in book.words("contrast_leads"))
    if (
        len(words) < start + 3
        or words[start] not in book.words("plain_not")
        or words[start + 1] not in book.words("contrasted")
    ):
        return False
    pieces = _pieces(clause[start + 1 :], book)
    plain = (
        p
        for p in pieces
        if book.is_item(p) or p.names or p.quantity is not None or p.text in book.words("stand_in_nouns")
    )
    return next(plain, None) is None


def _plain(clause: Row, book: Phrasebook, frames: PoliteFrames) -> Row:
    """One clause as a command, by whichever form it has."""
    if (
        len(clause) > 2
        and clause[0].text in book.words("and_conjunction")
        and clause[1].text in book.vocabulary.words("bidding_verbs")
    ):
        told = _told(clause[1:], book)
        return clause if told == clause[1:] else (clause[0], *told)
    said = _ended(_named_first(_without_opinion(_without_infix(clause, book), book), book), book)
    return _bidden(
        _handled(_told(_caused(_wanted(_unwanted(said, book), book, frames), book, frames), book), book, frames), book
    )


def _bidden(clause: Row, book: Phrasebook) -> Row:
    """ "off the chandelier" → "switch off the chandelier": done to the thing behind it."""
    start = int(clause[0].text in book.words("clause_leads") and len(clause) > 1)
    if (
        clause[start].text not in book.words("plain_off")
        or len(clause) - start < 2
        or clause[start + 1].text in book.words("genitive")
    ):
        return clause
    thing = clause[start + 1 :]
    while len(thing) > 1 and thing[-1].text in book.vocabulary.words("behind_bidding"):
        thing = thing[:-1]
    known = _is_known(thing, book)
    if not (known or thing[0].text in book.vocabulary.words("determiners")) or not _is_thing(thing, book):
        return clause
    first = clause[start]
    verb = replace(first, text=book.vocabulary.written["switching"], end=first.start)
    return (*clause[:start], verb, replace(first, comma_before=False, sentence_start=False), *clause[start + 1 :])


def _named_first(clause: Row, book: Phrasebook) -> Row:
    """ "hall light you switch off", "the fan just turn it on" → "switch hall light off": the verb behind the thing."""
    words = book.vocabulary.words
    end = next((i for i in range(1, min(LONGEST_THING, len(clause) - 1)) if clause[i].text in words("bidding_you")), 0)
    if not end or not _is_known(clause[:end], book) or not _is_thing(clause[:end], book):
        return clause
    at = end
    while at < len(clause) - 1 and clause[at].text in words("bidding_you") | words("needing_modals"):
        at += 1
    doing = words("turning_verbs") | words("home_verbs") | words("entrance_verbs") | words("bidden_verbs")
    behind = at + 1 + int(at + 1 < len(clause) and clause[at + 1].text in words("resumed_objects"))
    if clause[at].text not in doing or any(book.is_item(piece) for piece in _pieces(clause[behind:], book)):
        return clause
    return (clause[at], *clause[:end], *clause[behind:])


def bidden_on(row: Row, book: Phrasebook) -> Row:
    """ "on the fan" → "switch on the fan", where it is all that is said and leans on nothing before it."""
    pieces = _pieces(row[1:], book) if len(row) > 1 and row[0].text in book.words("plain_on") else ()
    named = any(book.is_item(piece) and not book.areas_named(piece) for piece in pieces)
    if (
        not named
        or not all(book.is_item(p) or p.word("determiner") for p in pieces)
        or any(t.comma_before for t in row[1:])
    ):
        return row
    return (
        replace(row[0], text=book.vocabulary.written["switching"], end=row[0].start),
        replace(row[0], sentence_start=False),
        *row[1:],
    )


def _clauses(row: Row, book: Phrasebook) -> list[Row]:
    """The stretches between pauses; a joining "and" stays in front of what it joins."""
    return stretches(row, lambda token: token.comma_before or token.text in book.words("and_conjunction"))


def _without_infix(clause: Row, book: Phrasebook) -> Row:
    """ "thirty percent is what I want on the desk lamp" → "thirty percent on the desk lamp"."""
    for at in range(1, len(clause)):
        end = at + book.vocabulary.opening(clause, "wanted_infixes", at)
        if end > at and any(book.is_item(piece) for piece in _pieces((*clause[:at], *clause[end:]), book)):
            return (*clause[:at], *clause[end:])
    return clause


def _without_opinion(clause: Row, book: Phrasebook) -> Row:
    """ "do you think the lamp could go on" → "the lamp could go on"; nothing else loses its opinion here."""
    lead = book.vocabulary.opening(clause, "opinions_before")
    if not 0 < lead < len(clause):
        return clause
    asked = _need(clause[lead:], book) is not None or book.vocabulary.opening(clause, "scene_runners", lead)
    return clause[lead:] if asked else clause


def _wanted(clause: Row, book: Phrasebook, frames: PoliteFrames) -> Row:
    """ "the tank wants turning off" → "turn the tank off"; "the lamp needs to be red" → "the lamp red"."""
    found = _need(clause, book)
    if found is None:
        return clause
    start, end, behind, moves = found
    thing, rest = _bare(clause[start:end]) if moves else clause[start:end], clause[behind:]
    while (being := book.vocabulary.opening(rest, "wanted_being")) and being < len(rest):
        rest, moves = rest[being:], True
    lead = clause[:1] if start and clause[0].text in book.words("and_conjunction") else ()
    known = _is_known(thing, book)
    verb = frames.command(rest[0].text)
    if verb is not None and rest[0].text != verb and (known or _does_home_work(verb, rest, book)):
        return (*lead, replace(rest[0], text=verb), *thing, *rest[1:])
    state = rest[0].text in book.vocabulary.words("wanted_states")
    return (*lead, *thing, *rest) if state or (known and moves) else clause


def _unwanted(clause: Row, book: Phrasebook) -> Row:
    """ "don't have the telly on", "can we not have the telly on" → "the telly off"."""
    start, last = book.vocabulary.opening(clause, "unwanted"), clause[-1]
    if not start or len(clause) - start < 2 or not _is_thing(clause[start:-1], book):
        return clause
    if last.text in book.vocabulary.words("unwanted_on"):
        return (*clause[start:-1], replace(last, text=book.vocabulary.written["off"]))
    if last.text in book.vocabulary.words("unwanted_open"):
        return (*clause[start:-1], replace(last, text=book.vocabulary.written["closed"]))
    return clause


def _is_done(verb: str, rest: Row, book: Phrasebook) -> bool:
    """ "turning off", "dimmed": done to things of a home."""
    words = book.vocabulary.words
    particle = len(rest) > 1 and rest[1].text in book.words("switching_particles")
    return verb in words("home_verbs") | words("entrance_verbs") | words("bidden_verbs") or (
        particle and verb in words("turning_verbs")
    )


def _caused(clause: Row, book: Phrasebook, frames: PoliteFrames) -> Row:
    """ "have the lamp come on at nine", "give me the lamp doing embers" → without "come" and "doing"; "give me the
    lamp turning off" → "turn the lamp off".
    """
    start = book.vocabulary.opening(clause, "causing")
    if not start:
        return clause
    for end in range(start + 1, min(start + LONGEST_THING, len(clause) - 1) + 1):
        verb = frames.command(clause[end].text)
        bare = not any(piece.word("preposition") for piece in _pieces(clause[start:end], book))
        done = bare and verb is not None and verb != clause[end].text and _is_known(clause[start:end], book)
        if done and verb is not None and _is_thing(clause[start:end], book) and _is_done(verb, clause[end:], book):
            return (replace(clause[end], text=verb), *clause[start:end], *clause[end + 1 :])
        behind = end + book.vocabulary.opening(clause, "caused", end)
        if end < behind < len(clause):
            if not _is_thing(clause[start:end], book):
                return clause
            return (replace(clause[0], text=book.vocabulary.written["setting"]), *clause[start:end], *clause[behind:])
    return clause


def _ended(clause: Row, book: Phrasebook) -> Row:
    """ "no more telly", "that's enough telly for tonight" → "turn off telly", where it is a thing of this home."""
    start = int(clause[0].text in book.words("ending_leads") and len(clause) > 1)
    ended = start + book.vocabulary.opening(clause, "ended", start)
    end = max(ended, start + book.vocabulary.opening(clause, "sated", start))
    thing = _without_closers(clause[end:], book)
    if any(token.comma_before for token in clause[1:]) or end == start or not thing or not _is_known(thing, book):
        return clause
    pieces = _pieces(thing, book)
    if any(piece.named(Sort.CONCEPT) for piece in pieces):
        return clause  # "no more posty": the word is given up
    if any(_kinds(piece, book) & GUARDING for piece in pieces):
        return clause
    if end > ended and not (_is_thing(thing, book) and all(_may_be_enough(piece, book) for piece in pieces)):
        return clause
    verb = replace(clause[start], text=book.vocabulary.written["turning"], end=clause[start].start)
    particle = replace(clause[start], text=book.vocabulary.written["off"], comma_before=False)
    return (*clause[:start], verb, particle, *thing)


def _without_closers(thing: Row, book: Phrasebook) -> Row:
    """ "telly for tonight" → "telly"."""
    for length in range(1, len(thing)):
        if book.vocabulary.opening(thing, "sated_closers", length) == len(thing) - length:
            return thing[:length]
    return thing


def _may_be_enough(piece: Chunk, book: Phrasebook) -> bool:
    """Whether there can be enough of it: of what plays, blows or heats, not of a room, a lamp or a door."""
    kinds = _kinds(piece, book)
    if not kinds:
        return not book.areas_named(piece) and bool(piece.word("determiner"))
    return not kinds & book.vocabulary.words("never_enough")


def _kinds(piece: Chunk, book: Phrasebook) -> set[str]:
    return {*book.kinds_named(piece), *(book.home.entities[e].kind for e in piece.named(Sort.ENTITY))}


def _told(clause: Row, book: Phrasebook) -> Row:
    """ "tell the robot to clean", "ask the telly to be quiet": what a thing of this home is told is asked of it."""
    words = [token.text for token in clause]
    if words[0] not in book.vocabulary.words("bidding_verbs") or book.words("infinitive_marker").isdisjoint(
        words[2:-1]
    ):
        return clause
    end = next(i for i, word in enumerate(words) if i > 1 and word in book.words("infinitive_marker"))
    known = _is_known(clause[1:end], book) or _is_robot_work(clause[1:end], clause[end + 1 :], book)
    if not known or not _is_thing(clause[1:end], book):
        return clause
    behind = end + 1 + int(words[end + 1] in book.words("infinitive_be") and end + 2 < len(words))
    return (replace(clause[0], text=book.vocabulary.written["setting"]), *clause[1:end], *clause[behind:])


def _is_robot_work(thing: Row, work: Row, book: Phrasebook) -> bool:
    """ "tell Dustin to start cleaning": one strange name bidden to do what only a robot of this home does."""
    bidden = len(thing) == 1 and not _pieces(thing, book)[0].known
    robots = bool(book.of_kinds(("vacuum",)))
    return bidden and robots and book.vocabulary.opening(work, "robot_work") == len(work)


def _need(clause: Row, book: Phrasebook) -> tuple[int, int, int, bool] | None:
    """Where the thing begins and ends, where what it wants begins, and whether it is said how it shall become."""
    start = int(clause[0].text in book.words("clause_leads") and len(clause) > 1)
    if clause[start].text in book.vocabulary.words("needing_not_after"):
        return None
    modals = book.vocabulary.words("needing_modals")
    asked = clause[start].text in modals
    first = start + int(asked)
    for end in range(first + 1, min(first + LONGEST_THING, len(clause) - 1) + 1):
        passive = (
            clause[end].text in book.vocabulary.words("passive_modals")
            and _passive_end(clause, end + 1, book) > end + 1
        )
        at = end + int(not asked and (clause[end].text in modals or passive))
        moved = at + book.vocabulary.opening(clause, "needing_moves", at) if at > end or asked else at
        moved = _passive_end(clause, at, book) if moved == at and (at > end or asked) else moved
        behind = moved if moved > at else end + book.vocabulary.opening(clause, "needing", end) * int(not asked)
        clitic = clause[end - 1].text.endswith(word_forms().possessive) and book.vocabulary.opening(
            clause, "needing_clitics", end
        )
        if clitic and end + clitic < len(clause) and _is_thing(_bare(clause[first:end]), book):
            return first, end, end + clitic, True
        if end < behind < len(clause):
            return (first, end, behind, moved > at) if _is_thing(clause[first:end], book) else None
    return None


def _passive_end(clause: Row, at: int, book: Phrasebook) -> int:
    """Behind the "be" of "be turned on", "now be dimmed"; ``at`` where nothing is done to it."""
    behind = at + book.vocabulary.opening(clause, "passive_moves", at)
    said = clause[behind].text if at < behind < len(clause) else ""
    done = polite_frames().command(said)
    return behind if done is not None and done != said else at


def _bare(thing: Row) -> Row:
    """ "the kettle's to go on": the thing without the clitic."""
    return (*thing[:-1], replace(thing[-1], text=word_forms().bare(thing[-1].text)))


def _handled(clause: Row, book: Phrasebook, frames: PoliteFrames) -> Row:
    """ "bedroom lamp dimmed to ten" → "dim bedroom lamp to ten"."""
    for at in range(1, min(LONGEST_THING, len(clause))):
        verb = frames.command(clause[at].text)
        if (
            verb in book.vocabulary.words("home_verbs")
            and clause[at].text.endswith(word_forms().past)
            and verb is not None
        ):
            known = _is_known(clause[:at], book) and _is_thing(clause[:at], book)
            return (replace(clause[at], text=verb), *clause[:at], *clause[at + 1 :]) if known else clause
    return clause


def _pieces(thing: Row, book: Phrasebook) -> Sequence[Chunk]:
    return chunk(thing, book.lexicon, book.vocabulary)


def _is_known(thing: Row, book: Phrasebook) -> bool:
    pieces = _pieces(thing, book)
    pointing = len(pieces) == 1 and pieces[0].text in book.words("anaphors")
    return pointing or (any(book.is_item(piece) for piece in pieces) and all(piece.known for piece in pieces))


def _is_thing(thing: Row, book: Phrasebook) -> bool:
    """Whether it could be a thing: something of this home, or a few strange words."""
    pieces = _pieces(thing, book)
    if _is_known(thing, book):
        joining = ("determiner", "quantifier", "pronoun", "adverb", "preposition", "conjunction")
        return all(book.is_item(p) or p.names or any(p.word(label) for label in joining) for p in pieces)
    bare = [p for p in pieces if not p.word("determiner")]
    people = book.vocabulary.words("subjects") | book.vocabulary.words("relations")
    named = all(not p.known or book.is_item(p) for p in bare) and not any(p.text in people for p in bare)
    return 0 < len(bare) <= STRANGE_WORDS and not all(p.known for p in bare) and named


def _does_home_work(verb: str, rest: Row, book: Phrasebook) -> bool:
    """ "wants turning off", "needs dimming": done to things of a home and to nothing else."""
    particle = len(rest) > 1 and rest[1].text in book.words("switching_particles")
    return (particle and verb in book.vocabulary.words("turning_verbs")) or (
        len(rest) == 1 and verb in book.vocabulary.words("home_verbs") | book.vocabulary.words("entrance_verbs")
    )
