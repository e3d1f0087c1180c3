"""Decides what a turn does. Pure: from the words, the situation and a statistical guess to one decision.

The order is the heart of it: an answer to the open question, a correction, something said about words, a taste, a
question about the home, a request. What is fully understood acts; what is not asks or is left alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogue.acting import act
from dialogue.chunks import Chunk, chunk
from dialogue.close_names import close_name
from dialogue.corrections import read_correction, read_ellipsis, swap
from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion, MeaningQuestion
from dialogue.homophones import mend
from dialogue.interpretation import Clause, NounPhrase, Question, Request
from dialogue.learning import ask_about, known
from dialogue.leads import announcement, fronted, with_shared_heads, without_closers, without_leads
from dialogue.lessons import cancel_schedules, finish_watching, state
from dialogue.lists import read_list_item
from dialogue.mind import Mind
from dialogue.normalization import normalize
from dialogue.ports import Parse
from dialogue.preferences import read_preference
from dialogue.questions import AUXILIARIES, WH, read_question
from dialogue.relevance import WITHOUT_ANCHOR, home_directed
from dialogue.replies import Again, Replies
from dialogue.reports import report
from dialogue.requests import read_request
from dialogue.resolution import Resolved, resolve
from dialogue.response import Kind, UnknownSpan
from dialogue.statements import find_statements, is_answer, strip_answer
from dialogue.stray import Stray, weigh
from dialogue.tokens import Token
from teaching.concepts import Alias, Routine
from teaching.lexicon import split

PLAYABLE = 0.15
SURELY = 0.9
LIKE_A_SCENE = 0.2
TELLING = frozenset(
    "is are was were did had has have been i we he she they you he's she's they're it's that's there's".split()
)
CUT_SHORT = frozenset({"forget", "undo", "cancel_schedule", "list_schedules", "list_learned", "explain", "retire", "restore", "rename", "forget_person", "forget_range", "revert"})
GENERIC = frozenset({None, "set", "on", "off", "open", "close", "start", "stop", "scene", "up", "down", "lock", "press", "toggle"})
OUGHT = frozenset("should must needs shall".split())
SURE = Parse({"command": 1.0}, (), "lexicon")


@dataclass(frozen=True)
class Policy(Again):
    """Decides one turn; ``parse`` is what the statistical interpreter made of the sentence."""

    mind: Mind
    parse: Parse

    def decide(self, tokens: Sequence[Token]) -> Decision:
        """The decision about an utterance."""
        mind = self.mind
        if not tokens:
            return Decision(Kind.IGNORES, understood=False, keep_question=mind.state.question is not None)
        row = mend(tuple(tokens), mind.situation.book.vocabulary)
        if mind.state.recording_since is not None and is_answer(row, "done", mind.statements):
            return finish_watching(mind)
        if mind.state.question is not None:
            answered = Replies(mind, mind.state.question, row, self).take()
            if answered is not None:
                return answered
        decision = self.read(row, mind, self.parse, text=mind.utterance.text)
        if decision.kind is Kind.IGNORES and mind.state.question is not None:
            return replace(decision, keep_question=True)
        return decision

    def read(self, row: tuple[Token, ...], mind: Mind, parse: Parse, *, text: str) -> Decision:
        """The decision about a sentence that answers nothing."""
        book = mind.situation.book
        small = self._small_talk(row, mind)
        if small is not None:
            return small
        row = with_shared_heads(fronted(without_leads(row, book), book), book)
        small = self._small_talk(row, mind)
        if small is not None:
            return small
        corrected = read_correction(row, mind)
        if corrected is not None:
            return corrected
        said = self._statement(row, mind, parse)
        if said is not None:
            return said
        liking = read_preference(row, mind)
        if liking is not None:
            return liking
        told = self._announcement(row, mind, parse, text)
        if told is not None:
            return told
        pieces = chunk(row, mind.lexicon, mind.situation.book.vocabulary)
        asked = read_question(pieces, mind.situation.book)
        if asked is not None:
            answer = self._question(asked, mind, parse, row, pieces, text)
            if answer is not None:
                return answer
        listed = read_list_item(row, mind)
        if listed is not None:
            return listed
        if row and row[0].text in WH | AUXILIARIES and not _does(row):
            return Decision(Kind.IGNORES, understood=False)  # a question, but not one about this home
        more = read_ellipsis(row, mind)
        if more is not None:
            return more
        request = read_request(row, mind.situation.book, mind.situation.now)
        return self._request(request, mind, parse, row, pieces, text)

    # -- Again

    def after_lesson(self, learned: Decision, question: MeaningQuestion, mind: Mind) -> Decision:
        """See ``Again``."""
        wiser = mind.with_situation(
            replace(
                mind.situation,
                area=question.area or mind.situation.area,
                book=replace(mind.situation.book, lexicon=mind.lexicon.with_concepts(learned.put)),
            )
        )
        row = mend(normalize(question.request).tokens, mind.situation.book.vocabulary)
        if question.parent is not None:
            following = Replies(replace(wiser), question.parent, row, replace(self, mind=wiser)).take()
        else:
            following = self.read(row, wiser, SURE, text=question.request)
        if following is None or following.kind in (Kind.IGNORES, Kind.ASKS_FOR, Kind.CANCELS):
            return learned
        kind = (
            Kind.CONFIRMS
            if following.kind in (Kind.ACTS, Kind.SCHEDULES, Kind.ANSWERS, Kind.CONFIRMS)
            else following.kind
        )
        return replace(
            following,
            kind=kind,
            lead=" ".join(part for part in (learned.lead, following.lead) if part),
            put=(*learned.put, *following.put),
            used=(*learned.used, *following.used),
            lessons=(*learned.lessons, *following.lessons),
            learned=(*learned.learned, *following.learned),
            focus_concept=learned.focus_concept or following.focus_concept,
        )

    def take_up(
        self,
        request: str,
        mind: Mind,
        *,
        bound: tuple[str, str] | None = None,
        bound_all: tuple[str, tuple[str, ...]] | None = None,
        lesson: Decision | None = None,
    ) -> Decision | None:
        """See ``Again``."""
        situation = mind.situation
        if lesson is not None:
            situation = replace(situation, book=replace(situation.book, lexicon=mind.lexicon.with_concepts(lesson.put)))
        if bound is not None:
            situation = replace(situation, bound={**situation.bound, bound[0]: bound[1]}, focus=(bound[1],))
        if bound_all is not None:
            situation = replace(situation, focus=bound_all[1])
        there = mind.with_situation(situation)
        row = mend(normalize(request).tokens, situation.book.vocabulary)
        if bound_all is not None:
            reading = read_request(row, situation.book, situation.now)
            them = NounPhrase("them", 0, 0, pronoun="them")
            clauses = tuple(replace(c, targets=(them,), areas=()) for c in reading.clauses)
            return act(replace(reading, clauses=clauses), there, text=request)
        decision = self.read(row, there, SURE, text=request)
        if lesson is None:
            return decision
        return replace(
            decision,
            put=(*lesson.put, *decision.put),
            lessons=(*lesson.lessons, *decision.lessons),
            learned=(*lesson.learned, *decision.learned),
        )

    def meant_for_hub(self, tokens: Sequence[Token]) -> bool:
        """See ``Again``."""
        tokens = strip_answer(tokens, self.mind.statements)
        stray = weigh(
            tokens, chunk(tokens, self.mind.lexicon, self.mind.situation.book.vocabulary), self.mind.situation.book
        )
        return home_directed(self.parse) >= 0.5 and not stray.narrative

    # -- parts

    def _small_talk(self, row: Sequence[Token], mind: Mind) -> Decision | None:
        """Never mind, why, say that again."""
        say, statements = mind.wording.say, mind.statements
        comma = next((position for position in range(1, len(row)) if row[position].comma_before), None)
        parts = comma_parts(tuple(row))
        if (parts and all(is_answer(part, "cancel", statements) for part in parts)) or is_answer(row, "cancel", statements) or (
            comma is not None and mind.pending and row[0].text == "cancel" and is_answer(row[:comma], "cancel", statements)
        ):
            mine = [s for s in mind.pending if s.conversation_id == mind.utterance.conversation_id]
            if mine and (any(t.text in ("cancel", "scratch") for t in row) or mind.state.last_kind == Kind.SCHEDULES):
                newest = max(mine, key=lambda s: s.created or s.due)
                return cancel_schedules([s for s in mine if s.turn_id == newest.turn_id], mind)
            return Decision(Kind.CANCELS, lead=say("cancelled"))
        if is_answer(row, "yes", statements) or is_answer(row, "no", statements):
            if mind.state.last_kind == Kind.REFUSES:
                return Decision(Kind.REFUSES, lead=mind.state.last_speech)
            return Decision(Kind.IGNORES)
        if is_answer(row, "always", statements) and mind.state.lessons:
            return Decision(Kind.CONFIRMS, lead=say("cancelled"))
        if is_answer(row, "repeat", statements):
            return Decision(Kind.ANSWERS, lead=mind.state.last_speech or say("repeat_nothing"))
        if is_answer(row, "why", statements) and mind.state.last_turn_id:
            things = mind.wording.join([mind.wording.name(e) for e in mind.situation.focus])
            if mind.state.last_reasons:
                reasons = mind.wording.join([*mind.state.last_reasons, *([f"so it was the {things}"] if things else [])])
                return Decision(Kind.ANSWERS, lead=say("why", reasons=reasons))
            return Decision(Kind.ANSWERS, lead=say("why_nothing"))
        return None

    def _statement(self, row: Sequence[Token], mind: Mind, parse: Parse) -> Decision | None:
        rows = [row, without_closers(tuple(row))]
        rows.extend(without_leads(part, mind.situation.book) for part in comma_parts(tuple(row)))
        for number, words in enumerate(rows):
            if number and len(words) == len(row):
                continue
            for statement in find_statements(words, mind.statements, lambda term: known(term, mind) is not None):
                if number >= 2 and statement.group not in CUT_SHORT:
                    continue
                decision = state(statement, mind)
                if decision is not None and (decision.kind is not Kind.ASKS_ABOUT or home_directed(parse) >= 0.5):
                    return decision
        return None

    def _announcement(self, row: tuple[Token, ...], mind: Mind, parse: Parse, text: str) -> Decision | None:
        """"I'm off to the gym": a routine by that name, or worth asking for one."""
        said = announcement(row)
        if not said:
            return None
        book = mind.situation.book
        for start in range(len(said)):
            concept = known(" ".join(token.text for token in said[start:]), mind)
            if concept is not None and isinstance(concept.meaning, Routine):
                return act(read_request(said[start:], book, mind.situation.now), mind, text=text)
        if home_directed(parse) < WITHOUT_ANCHOR or any(token.comma_before for token in said[1:]):
            return None
        span = UnknownSpan(" ".join(token.text for token in said), "scene", said[0].start, said[-1].end)
        return ask_about((span,), text, mind)

    def _question(
        self, asked: Question, mind: Mind, parse: Parse, row: Sequence[Token], pieces: Sequence[Chunk], text: str
    ) -> Decision | None:
        if asked.unknowns and not self._teachable(asked.unknowns, mind):
            return None
        if asked.unknowns:
            stray = weigh(row, pieces, mind.situation.book)
            guess = self._guess(asked.unknowns, mind, text)
            if guess is not None and not stray.narrative:
                return guess
            if self._worth_asking(stray, parse, question=True):
                return ask_about(asked.unknowns[:1], text, mind)
            return None
        return report(asked, mind)

    def _request(
        self, request: Request, mind: Mind, parse: Parse, row: Sequence[Token], pieces: Sequence[Chunk], text: str
    ) -> Decision:
        nothing = Decision(Kind.IGNORES, understood=False)
        if request.negated and not any(clause.acts for clause in request.clauses):
            known_thing = any(_anchored(piece, mind) for piece in pieces)
            return Decision(Kind.ANSWERS, lead=mind.wording.say("wont")) if known_thing else nothing
        if not request.clauses:
            return (
                nothing
                if not request.unknowns
                else self._ask(request.unknowns, request, mind, parse, row, pieces, text)
            )
        stray = weigh(row, pieces, mind.situation.book)
        timed = self._timed_parts(row, mind, text) if len(request.times) > 1 else None
        if timed is not None:
            return timed
        if request.unknowns:
            return self._ask(request.unknowns, request, mind, parse, row, pieces, text)
        if any(clause.verb == "swap" for clause in request.clauses):
            swapped = swap(mind)
            if swapped is not None:
                return swapped
        if _vague(request, mind):
            if any(p.pronoun in ("it", "them") for c in request.clauses for p in c.targets) and home_directed(parse) >= SURELY:
                return act(request, mind, text=text)
            return nothing
        if not request.asides and not any(c.complaint or c.scenes for c in request.clauses):
            if stray.narrative or any(_tells(c) for c in request.clauses):
                return nothing
        if not any(c.acts for c in request.clauses):
            named = any(c.targets for c in request.clauses)
            if not named or home_directed(parse) < 0.5 or not any(c.verb for c in request.clauses):
                return nothing
        elif (
            not any(c.targets or c.areas or c.scope for c in request.clauses)
            and stray.anchors == 0
            and home_directed(parse) < 0.5
            and not (mind.situation.focus and stray.unknown == 0)
            and not (any(c.content for c in request.clauses) and home_directed(parse) >= PLAYABLE)
        ):
            return nothing
        return act(request, mind, text=text)

    def _timed_parts(self, row: Sequence[Token], mind: Mind, text: str) -> Decision | None:
        """Two commands with a time each are two requests: "the tv on at nine and off at ten"."""
        for cut in range(1, len(row) - 1):
            if row[cut].text not in ("and", "then") and not row[cut].comma_before:
                continue
            second = row[cut + 1 :] if row[cut].text in ("and", "then") else row[cut:]
            halves = [read_request(part, mind.situation.book, mind.situation.now) for part in (row[:cut], second)]
            if not all(h.times and h.complete and any(c.acts for c in h.clauses) for h in halves):
                continue
            first = act(halves[0], mind, text=text)
            there = mind.with_situation(replace(mind.situation, focus=first.focus or mind.situation.focus))
            following = act(halves[1], there, text=text)
            if {first.kind, following.kind} <= {Kind.ACTS, Kind.SCHEDULES}:
                kind = Kind.SCHEDULES if Kind.SCHEDULES in (first.kind, following.kind) else Kind.ACTS
                return replace(
                    first,
                    kind=kind,
                    lead=f"{first.lead} {following.lead}".strip(),
                    plans=(*first.plans, *following.plans),
                    schedules=(*first.schedules, *following.schedules),
                    focus=(*(first.focus or ()), *(following.focus or ())),
                )
        return None

    def _ask(
        self,
        unknowns: Sequence[UnknownSpan],
        request: Request,
        mind: Mind,
        parse: Parse,
        row: Sequence[Token],
        pieces: Sequence[Chunk],
        text: str,
    ) -> Decision:
        nothing = Decision(Kind.IGNORES, understood=False)
        stray = weigh(row, pieces, mind.situation.book)
        unknowns = tuple(span for span in self._teachable(unknowns, mind) if self._placed(span, request, parse, stray))
        if not unknowns:
            return nothing
        guess = self._guess(unknowns, mind, text)
        if guess is not None and not stray.narrative:
            return guess
        if not self._worth_asking(stray, parse, question=False, spans=unknowns):
            return nothing
        return ask_about(unknowns, text, mind, targets=self._targets(request, mind))

    def _targets(self, request: Request, mind: Mind) -> tuple[str, ...]:
        ids: list[str] = []
        for clause in request.clauses:
            for phrase in clause.targets:
                if phrase.unknown is None:
                    found = resolve(
                        replace(
                            clause,
                            targets=(phrase,),
                            verb="on",
                            particle=None,
                            values=(),
                            content=None,
                            action=None,
                            action_settings=(),
                        ),
                        mind.situation,
                    )
                    if isinstance(found, Resolved):
                        ids.extend(plan.entity_id for plan in found.plans)
        return tuple(dict.fromkeys(ids))

    def _guess(self, spans: Sequence[UnknownSpan], mind: Mind, text: str) -> Decision | None:
        """A close name proposes, and only a yes may act."""
        for span in spans:
            if span.role not in ("device", "area"):
                continue
            entity_id = close_name(span.text, mind.situation)
            if entity_id is not None:
                alias = mind.new_concept(mind.clean_term(span.text), Alias((entity_id,)), "answered")
                return Decision(
                    Kind.ASKS_CONFIRM,
                    lead=mind.wording.say("asks_confirm_guess", what="the " + mind.wording.name(entity_id)),
                    question=ConfirmQuestion("guess", concepts=(alias,), request=text),
                    focus=(entity_id,),
                    reasons=(f"{span.text} sounds like {mind.wording.name(entity_id)}",),
                )
        return None

    def _teachable(self, spans: Sequence[UnknownSpan], mind: Mind) -> tuple[UnknownSpan, ...]:
        """The spans that could be somebody's word for something: not made of everyday words alone."""
        common = mind.situation.book.vocabulary.words("commons")
        return tuple(span for span in spans if not set(split(span.text)) <= common)

    def _placed(self, span: UnknownSpan, request: Request, parse: Parse, stray: Stray) -> bool:
        """Whether the rest of the sentence makes the span's role believable."""
        acting = [c for c in request.clauses if c.acts and (c.targets or c.areas or c.content is not None or c.values)]
        match span.role:
            case "time":
                return bool(acting)
            case "area":
                return bool(acting) or any(c.targets or c.complaint for c in request.clauses)
            case "scene" if any(c.verb_first for c in request.clauses):
                return True
            case "scene":
                return stray.anchors > 0 or parse.probability("scene") >= LIKE_A_SCENE or parse is SURE
            case _:
                return True

    def _worth_asking(self, stray: Stray, parse: Parse, *, question: bool, spans: Sequence[UnknownSpan] = ()) -> bool:
        """Whether unknown words are worth a question: said to the hub, and about the home."""
        if stray.narrative:
            return False
        return home_directed(parse) >= stray.threshold


def _anchored(piece: Chunk, mind: Mind) -> bool:
    return mind.situation.book.is_item(piece)


def comma_parts(row: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    """The stretches between the commas; nothing when there is no comma."""
    cuts = [0, *(i for i in range(1, len(row)) if row[i].comma_before), len(row)]
    return [row[a:b] for a, b in itertools.pairwise(cuts)] if len(cuts) > 2 else []


def _does(row: Sequence[Token]) -> bool:
    """"do the desk lamp in …": do as a verb of doing, and "have the lamp on"."""
    return row[0].text in ("do", "have") and len(row) > 1 and row[1].text in ("the", "a", "my", "it", "them", "all", "some", "our")


def _vague(request: Request, mind: Mind) -> bool:
    """"stop", "shut down": a verb that could mean anything, said of nothing."""
    if mind.situation.focus:
        return False
    return all(
        not (any(p.pronoun in (None, "everything") for p in c.targets) or c.areas or c.values or c.content or c.scenes or c.complaint or c.liking or c.action)
        and (c.scope is None or c.scope == "house")
        and {c.verb, c.particle} <= GENERIC
        for c in request.clauses
    )


def _tells(clause: Clause) -> bool:
    """ "the lamp was on": words of telling in a clause without a verb of doing."""
    left = {word for text in clause.leftovers for word in text.split()}
    return bool(left & TELLING) and not clause.verb_first and not left & OUGHT
