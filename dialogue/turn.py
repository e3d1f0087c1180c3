"""One turn of talk, in a straight line. Read this first.

recall → hear → parse → decide → keep → perform → answer → note
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from devices.commands import Command
from devices.dispatch import Dispatcher
from devices.home import Person, Role
from devices.ports import Clock
from devices.registry import Registry
from dialogue.decision import Decision
from dialogue.dialogue_state import Act, DialogueState, GuidedQuestion
from dialogue.errors import InterpreterUnavailable, UtteranceTooLong
from dialogue.hearing.lessons import with_ears
from dialogue.hearing.trace import heard_later, heard_trace
from dialogue.lessons.bygones import spans_in_play, words_in_play
from dialogue.listening import listen
from dialogue.meant import as_called_now, meant_by
from dialogue.mind import Mind
from dialogue.policy import Policy
from dialogue.ports import HeardWords, IntentParser, JournalEntry, Parse, TurnRecord, TurnStore
from dialogue.reading.chunks import chunk
from dialogue.reading.explained import explained
from dialogue.reading.masking import mask
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.statements import load_statements
from dialogue.reading.vocabulary import Vocabulary, load_vocabulary
from dialogue.response import Kind, Response
from dialogue.saying.telling import tell
from dialogue.saying.wording import Wording
from dialogue.situation import Situation
from dialogue.stopwatch import Stopwatch
from dialogue.tokens import Token
from dialogue.utterance import Utterance
from teaching.lexicon import Lexicon
from teaching.schedules import Schedule, ScheduleStatus

LONGEST = 2_000


REMEMBERED = 8


UNKNOWN_PARSE = Parse({"command": 0.5, "chat": 0.5}, (), "none")


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """What a household may set about talk: how long a question stays open, and whether entrances ask for a yes.

    ``ask_when_unsure``: "Did you say …?" before anything that was not heard clearly; off, only before what can harm.
    """

    question_s_text: float = 300
    question_s_voice: float = 30
    confirm_entrances: bool = False
    default_language: str = "en"
    ask_when_unsure: bool = True


class Turn:
    """Takes utterances, one after the other in each conversation. The only way in, for every door."""

    def __init__(
        self,
        *,
        registry: Registry,
        dispatcher: Dispatcher,
        store: TurnStore,
        interpreter: IntentParser,
        clock: Clock,
        settings: TurnSettings = TurnSettings(),
        heard_words: HeardWords | None = None,
    ) -> None:
        self._registry = registry
        self._dispatcher = dispatcher
        self._store = store
        self._interpreter = interpreter
        self._clock = clock
        self.settings = settings
        self._heard_words = heard_words
        self._vocabulary: Vocabulary = load_vocabulary(settings.default_language)
        self._lexicon = Lexicon(
            registry.home(),
            tails=self._vocabulary.tails,
            products=self._vocabulary.products,
            collectives=self._vocabulary.collectives,
            qualities=self._vocabulary.words("value_qualities"),
        )
        self._revision = 0
        self._schedules: tuple[Schedule, ...] | None = None

    @property
    def lexicon(self) -> Lexicon:
        """The household's words as they are known now."""
        return self._lexicon

    async def follow(self) -> None:
        """Take in what has been learned elsewhere: at start, by another hub, by the web admin."""
        revision, put, deleted = await self._store.changed_since(self._revision)
        for concept_id in deleted:
            self._lexicon.drop(concept_id)
        for concept in put:
            self._lexicon.put(concept)
        self._revision = revision
        self._schedules = None

    async def take(self, utterance: Utterance) -> Response:
        """One turn. Raises ``UtteranceTooLong``, and whatever the store raises when nothing could be kept."""
        watch = Stopwatch()
        mind, parse, decision = await self._decided(utterance, watch)
        if self._heard_words is not None and decision.learned:
            decision = await with_ears(decision, mind, self._heard_words)
        commands = tuple(Command(plan.entity_id, plan.settings) for plan in decision.plans if plan.settings)
        kept = self._next_state(utterance, mind, decision, commands)
        await self._keep(kept, decision)
        watch.lap("keep")
        outcomes = await self._dispatcher.perform(commands) if commands else ()
        watch.lap("perform")
        response = tell(utterance, decision, outcomes, mind, parse)
        response = replace(response, timings_ms=watch.laps)
        await self._note(utterance, response, decision, parse)
        return response

    async def weigh(self, utterance: Utterance) -> Decision:
        """What would be decided about an utterance: nothing is kept, done or said. Raises ``UtteranceTooLong``."""
        return (await self._decided(utterance, Stopwatch()))[2]

    # -- recall, hear, parse, decide

    async def _decided(self, utterance: Utterance, watch: Stopwatch) -> tuple[Mind, Parse, Decision]:
        if len(utterance.text) > LONGEST:
            raise UtteranceTooLong(len(utterance.text), LONGEST)
        self._dispatcher.stand_by()
        state = await self._recall(utterance)
        watch.lap("recall")
        situation = self._situation(utterance, state)
        state = as_called_now(state, situation.home)
        statements = load_statements(self.settings.default_language)
        answering = state.question is not None
        tokens = listen(utterance.text, situation, statements, answering=answering, language=utterance.language)
        watch.lap("hear")
        parse = await self._parse(tokens, situation)
        watch.lap("parse")
        mind = await self._mind(utterance, state, situation)
        decision = Policy(mind, parse).decide(tokens)
        watch.lap("decide")
        return mind, parse, decision

    async def _recall(self, utterance: Utterance) -> DialogueState:
        state = await self._store.recall(utterance.conversation_id) or DialogueState(utterance.conversation_id)
        if state.question is not None and state.question_expires is not None and utterance.at > state.question_expires:
            state = replace(state, question=None, question_expires=None)
        return state

    def _situation(self, utterance: Utterance, state: DialogueState) -> Situation:
        home = self._registry.home()
        self._lexicon.follow(home)
        person = home.persons.get(utterance.person or "")
        return Situation(
            book=Phrasebook(self._vocabulary, self._lexicon.for_person(utterance.person)),
            states=self._registry.states(),
            now=utterance.at,
            area=utterance.area,
            person=utterance.person,
            role=_role(person, utterance),
            focus=tuple(entity for entity in state.focus if entity in home.entities),
            focus_area=state.focus_area,
            focus_attribute=state.focus_attribute,
            preferences=self._lexicon.of_type("preference"),
            choices=self._lexicon.of_type("choice"),
            recent=tuple(c.entity_id for act in reversed(state.acts) for c in act.commands),
        )

    async def _parse(self, tokens: Sequence[Token], situation: Situation) -> Parse:
        text = " ".join(token.text for token in tokens)
        if not text:
            return UNKNOWN_PARSE
        pieces = chunk(tokens, situation.book.lexicon, situation.book.vocabulary)
        try:
            return await self._interpreter.parse(mask(text, explained(tokens, pieces, situation)).text)
        except InterpreterUnavailable:
            return UNKNOWN_PARSE

    async def _mind(self, utterance: Utterance, state: DialogueState, situation: Situation) -> Mind:
        if self._schedules is None:
            self._schedules = tuple(await self._store.schedules())
        return Mind(
            utterance=utterance,
            state=state,
            situation=situation,
            statements=load_statements(self.settings.default_language),
            wording=Wording(situation.home, self.settings.default_language, utterance.turn_id, utterance.channel),
            confirm_entrances=self.settings.confirm_entrances,
            ask_when_unsure=self.settings.ask_when_unsure,
            unheard=self._heard_words.unheard if self._heard_words is not None else frozenset(),
            pending=tuple(s for s in self._schedules if s.status is ScheduleStatus.PENDING and s.due > situation.now),
            history=self._registry.history(),
        )

    # -- keep

    def _next_state(
        self, utterance: Utterance, mind: Mind, decision: Decision, commands: Sequence[Command]
    ) -> DialogueState:
        state, question = mind.state, decision.question
        meant = meant_by(question, mind.situation.book)
        expires: datetime | None = None
        if decision.keep_question:
            question, expires, meant = state.question, state.question_expires, state.meant
        elif question is not None:
            limit = self.settings.question_s_voice if utterance.channel == "voice" else self.settings.question_s_text
            if isinstance(question, GuidedQuestion):
                limit = max(limit, 120)
            expires = utterance.at + timedelta(seconds=limit)
        if decision.kind is Kind.IGNORES:
            return replace(state, question=question, question_expires=expires, meant=meant, updated=utterance.at)
        acts = state.acts[:-1] if decision.drop_act else state.acts
        if (commands or decision.kind is Kind.SCHEDULES) and not decision.drop_act:
            acts = (*acts, self._act_of(utterance, decision, commands))[-REMEMBERED:]
        lessons = (*state.lessons, *decision.lessons)[-REMEMBERED:]
        if decision.drop_lessons:
            lessons = state.lessons[: -decision.drop_lessons]
        return replace(
            state,
            focus=decision.focus if decision.focus is not None else state.focus,
            focus_area=decision.focus_area or self._area_of(decision.focus) or state.focus_area,
            focus_attribute=decision.focus_attribute or (None if decision.focus is not None else state.focus_attribute),
            focus_concept=decision.focus_concept or state.focus_concept,
            question=question,
            question_text=decision.lead if question is not None else "",
            question_expires=expires,
            meant=meant,
            acts=acts,
            lessons=lessons,
            newest="lesson" if decision.lessons else "act" if commands else state.newest,
            recording_since=utterance.at
            if decision.recording is not None
            else None
            if decision.stop_recording
            else state.recording_since,
            recording_term=decision.recording if decision.recording is not None else state.recording_term,
            asked_about=(*state.asked_about, *spans_in_play(decision))[-REMEMBERED:],
            refused=(*state.refused, *decision.refused)[-REMEMBERED:],
            heard_of=(*state.heard_of, *words_in_play(decision))[-REMEMBERED:],
            last_turn_id=utterance.turn_id,
            last_kind=decision.kind.value,
            last_speech=self._expected_speech(decision, utterance.channel),
            last_reasons=decision.reasons if decision.reasons or commands else state.last_reasons,
            updated=utterance.at,
        )

    def _expected_speech(self, decision: Decision, channel: str) -> str:
        """What is said when everything goes well, for "say that again"."""
        wording = Wording(self._registry.home(), self.settings.default_language, channel=channel)
        plans = [(p.entity_id, p.settings) for p in decision.plans]
        acts = wording.acts(plans, short=True) if plans else ""
        parts = (decision.lead, acts and wording.say("done", what=acts), decision.tail)
        return wording.finished(" ".join(part for part in parts if part))

    def _area_of(self, focus: Sequence[str] | None) -> str | None:
        entities = self._registry.home().entities
        return next((entities[e].area for e in focus or () if e in entities and entities[e].area), None)

    def _act_of(self, utterance: Utterance, decision: Decision, commands: Sequence[Command]) -> Act:
        states = self._registry.states()
        before = tuple(
            (command.entity_id, attribute, states.get(command.entity_id, attribute))
            for command in commands
            for attribute in command.settings
        )
        return Act(
            utterance.turn_id,
            tuple(commands),
            before,
            decision.asked or utterance.text,
            decision.used,
            tuple(s.id for s in decision.schedules),
        )

    async def _keep(self, state: DialogueState, decision: Decision) -> None:
        record = TurnRecord(
            state=state,
            concepts_put=decision.put,
            concepts_deleted=decision.deleted,
            concepts_used=decision.used,
            schedules_put=decision.schedules,
            forget=decision.forget,
        )
        newest = await self._store.keep(record)
        if decision.schedules or decision.forget is not None:
            self._schedules = None
        if newest != self._revision or decision.forget is not None:
            await self.follow()

    # -- note

    async def _note(self, utterance: Utterance, response: Response, decision: Decision, parse: Parse) -> None:
        if decision.forget is not None:
            return
        await self._store.note(
            JournalEntry(
                turn_id=utterance.turn_id,
                conversation_id=utterance.conversation_id,
                at=utterance.at,
                text=utterance.text,
                speech=response.speech,
                kind=response.kind.value,
                person=utterance.person,
                area=utterance.area,
                satellite=utterance.satellite,
                channel=utterance.channel,
                trace={
                    **heard_trace(utterance.ear),
                    "interpreter": parse.interpreter,
                    "intents": {name: round(p, 3) for name, p in parse.intents.items()},
                    "reasons": list(decision.reasons),
                    "understood": decision.understood,
                    "unknown": [
                        {"text": s.text, "role": s.role, "start": s.start, "end": s.end} for s in decision.spans
                    ],
                    "actions": [
                        {"entity": a.entity_id, "settings": dict(a.settings), "outcome": a.outcome, "reason": a.reason}
                        for a in response.actions
                    ],
                    "used": list(decision.used),
                    "learned": [{"id": r.concept_id, "term": r.term, "change": r.change} for r in response.learned],
                },
                timings_ms=response.timings_ms,
                late=heard_later(utterance.ear),
            )
        )


def _role(person: Person | None, utterance: Utterance) -> Role:
    """The lesser of what somebody is at home and what the door they came through lets them be."""
    known = person.role if person is not None else Role.ADULT
    return max(known, utterance.role or Role.ADULT, key=list(Role).index)
