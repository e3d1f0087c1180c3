"""Finds the statement about words among what is said beside it: "they're shearing late, so change smoko to eleven"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeGuard

from dialogue.asides.comment_words import comment_words
from dialogue.asides.leads import without_leads
from dialogue.asides.remarks import Remarks
from dialogue.deciding.stray import weigh
from dialogue.decision import Decision
from dialogue.lessons.callings import read_callings
from dialogue.lessons.kinds import state
from dialogue.lessons.learning import known
from dialogue.lessons.naming import first_named, named_again
from dialogue.lessons.retimes import read_retime
from dialogue.mind import Mind
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.statements import find_statements, without_remarks
from dialogue.response import Kind
from dialogue.token_edits import marked
from dialogue.tokens import Token, opening
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort

Row = tuple[Token, ...]
MOST_PARTS = 6
SURE = frozenset(
    {
        "amend_add", "amend_change", "amend_part", "amend_remove", "amend_swap", "before", "explain", "explain_measure",
        "forget", "forget_likings", "forget_preference", "forget_taught", "list_learned", "list_taught", "look_up",
        "meaning_of_time", "name", "names_of", "provenance", "remember_state", "remember_value", "rename", "restore",
        "retire", "revert", "taught_before", "teach", "undo", "undo_all",
    }
)  # fmt: skip
"""Statements so plain that something else may stand beside them."""
AMENDING = ("amend_", "rename")
TAKEN = frozenset({Kind.CONFIRMS, Kind.FORGETS, Kind.ANSWERS, Kind.ASKS_CONFIRM, Kind.ACTS})


def stated_alone(row: Row, mind: Mind) -> Row:
    """The one stretch that says something about words, where all the rest are comments; else the row as it is."""
    opening = _rejected(row)
    if opening:
        rest = stated_alone((replace(row[opening], comma_before=False), *row[opening + 1 :]), mind)
        return (*row[:opening], replace(rest[0], comma_before=True), *rest[1:])
    cuts = _cuts(row, mind)
    if len(cuts) == 2:
        thought = _begun(row, mind)
        return thought if len(thought) < len(row) and _changes(thought, mind) else row
    if len(cuts) > MOST_PARTS + 1 or not _hints(row, mind):
        return row
    whole = _sure(row, mind, loose=True)
    if whole is not None:  # only whole sentences beside it are no part of it
        cuts = [at for at in cuts if at in (0, len(row)) or row[at].sentence_start]
    last = len(cuts) - 1
    spans = sorted(
        ((a, b) for a in range(last) for b in range(a + 1, last + 1) if b - a < last), key=lambda s: s[0] - s[1]
    )
    for first, end in spans:
        core = _spelled(_begun(row[cuts[first] : cuts[end]], mind), row[: cuts[first]], mind)
        group = _sure(core, mind) if core else None
        if group is None or whole not in (None, group):
            continue
        beside = [row[cuts[i] : cuts[i + 1]] for i in range(last) if not first <= i < end]
        if all(_is_beside(part, mind, before=part[0].start < core[0].start) for part in beside):
            return core
    return row


def _rejected(row: Row) -> int:
    """The end of a "no" that opens the sentence: what follows puts something right."""
    cut = next((at for at in range(1, len(row)) if row[at].comma_before), 0)
    rejecting = comment_words().rejecting
    return cut if cut and all(token.text in rejecting for token in row[:cut]) else 0


def _is_taken(decision: Decision | None) -> TypeGuard[Decision]:
    return decision is not None and decision.kind in TAKEN


def _cuts(row: Row, mind: Mind) -> list[int]:
    """Where a part begins: at pauses, and where a reason or a consequence is joined on."""
    words = comment_words()
    told = words.subjects | words.things | words.determiners
    cuts = [0]
    for at in range(1, len(row)):
        reason = row[at].text in words.reasons and at + 1 < len(row) and row[at + 1].text in told
        if row[at].comma_before or reason or (row[at].text in mind.words("so_conjunction") and _opens(row[at + 1 :])):
            cuts.append(at)
    return [*cuts, len(row)]


def _opens(row: Sequence[Token]) -> bool:
    """Whether a command begins here: "so rename it"."""
    return len(row) > 1 and row[0].text in comment_words().commands


def _changes(row: Row, mind: Mind) -> bool:
    """Whether a word that is known is to mean something else."""
    found = find_statements(row, mind.statements, lambda term: known(term, mind) is not None)
    return any(s.group.startswith(AMENDING) and _is_taken(state(s, mind)) for s in found)


def _hints(row: Row, mind: Mind) -> bool:
    """Whether it may be about words at all: a word for that is in it, or something taught."""
    if any(token.text in mind.statements.hints for token in row):
        return True
    return any(piece.named(Sort.CONCEPT) for piece in chunk(row, mind.lexicon, mind.situation.book.vocabulary))


def _begun(part: Row, mind: Mind) -> Row:
    """A part without what joins it on."""
    row = (marked(part[0], comma=False, sentence=part[0].sentence_start), *part[1:])
    row = without_leads(row, mind.situation.book)
    row = without_leads(without_remarks(row, mind.statements), mind.situation.book)
    return row[opening([token.text for token in row[:-1]], mind.statements.opinions) :]


def _spelled(core: Row, before: Row, mind: Mind) -> Row:
    """ "dozy is too dark, make it forty" → "make dozy forty": the word that was named stands where "it" is."""
    bare = tuple(replace(token, text=word_forms().bare(token.text)) for token in before)
    pieces = chunk(bare, mind.lexicon, mind.situation.book.vocabulary) if bare else ()
    taught = [piece for piece in pieces if piece.named(Sort.CONCEPT)]
    at = next(
        (i for i, token in enumerate(core[:2]) if token.text in mind.words("core_pronouns")),
        None,
    )
    if at is None:
        return core
    things = [piece for piece in pieces if mind.situation.book.is_item(piece)]
    if not taught and len(things) == 1 and core[at].text in mind.words("thing_pronouns") and at > 0:
        the = replace(core[at], text=mind.situation.book.vocabulary.written["the_thing"])
        return (*core[:at], the, *_words_of(things[0], bare), *core[at + 1 :])
    if len(taught) != 1 or known(taught[0].text, mind) is None:
        return core
    term = _words_of(taught[0], bare)
    linked = (
        (replace(core[at], text=mind.situation.book.vocabulary.written["being"]),)
        if core[at].text in mind.words("it_is")
        else ()
    )
    if linked and not any(p.quantity is not None for p in chunk(core, mind.lexicon, mind.situation.book.vocabulary)):
        return core
    return (*core[:at], *term, *linked, *core[at + 1 :])


def _words_of(piece: Chunk, row: Row) -> Row:
    return tuple(replace(token, comma_before=False, sentence_start=False) for token in row[piece.start : piece.end])


def _sure(row: Row, mind: Mind, *, loose: bool = False) -> str | None:
    """Which statement about words a stretch surely is."""
    if read_retime(row, mind) is not None:
        return "amend_change"
    if _puts_right(row, mind):
        return "rename"
    for statement in find_statements(row, mind.statements, lambda term: known(term, mind) is not None):
        if loose or statement.group in SURE:
            decision = state(statement, mind)
            if _is_taken(decision) and not (decision.kind is Kind.ANSWERS and statement.group.startswith("forget")):
                return statement.group
    return "name" if _is_taken(first_named(read_callings(row, mind), mind)) else None


def _puts_right(row: Row, mind: Mind) -> bool:
    """ "make it Goggle instead", right after a name was given."""
    return row[-1].text in mind.words("substitution_adverbs") and named_again(row, mind) is not None


def _is_beside(part: Row, mind: Mind, *, before: bool) -> bool:
    """Whether a part only stands beside what is stated: it asks for nothing, and hands the rest to nobody else."""
    words, listed = comment_words(), mind.situation.book.vocabulary.words
    row = part
    while len(row) > 1 and row[0].text in words.leads:
        row = row[1:]
    if row[0].text in words.subordinators or (before and row[-1].text in listed("telling_verbs") | words.reporting):
        return False
    if before and row[0].text in mind.words("question_pronouns"):
        return False
    if Remarks(mind.situation, mind.statements).is_comment(part):
        return True
    if _sure(row, mind) is not None:
        return False
    told = weigh(row, (), mind.situation.book).narrative or row[0].text in words.subjects | words.things
    pieces = chunk(row, mind.lexicon, mind.situation.book.vocabulary)
    speaks = (
        len(pieces) > 2 and bool(pieces[0].named(Sort.PERSON)) and not pieces[0].text.endswith(word_forms().possessive)
    )
    told = told or (speaks and row[pieces[0].end].text.endswith(word_forms().told))
    return told or not any(mind.situation.book.is_item(piece) for piece in pieces)
