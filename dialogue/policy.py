"""Decides what a turn does. Pure: from the words, the situation and a statistical guess to one decision.

The order is the heart of it: an answer to the open question, a correction, something said about words, a taste, a
question about the home, a request. What is fully understood acts; what is not asks or is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogue.asides.before_taught import without_remark_before
from dialogue.asides.bystanders import called_upon, judges_deeds, moves_people, sends_people, without_call
from dialogue.asides.fragments import with_verb_for
from dialogue.asides.leads import (
    fronted,
    left_alone,
    owned,
    proposed,
    readied,
    same_again,
    whole_routine,
    with_shared_heads,
    without_clitics,
    without_leads,
    without_tags,
)
from dialogue.asides.needed import bidden_on
from dialogue.asides.side_speech import without_side_speech
from dialogue.deciding.acting import act
from dialogue.deciding.asked_again import shorter
from dialogue.deciding.asking import SURE
from dialogue.deciding.corrections import read_correction, read_value_again, without_rejection
from dialogue.deciding.doubtful_terms import heard_term
from dialogue.deciding.either import ask_either
from dialogue.deciding.errands import read_errand
from dialogue.deciding.events import refuse_event, refuse_waiting, time_behind
from dialogue.deciding.fades import read_fade
from dialogue.deciding.false_times import refuse_time
from dialogue.deciding.granting import refuse_grant
from dialogue.deciding.joined import read_joined
from dialogue.deciding.last_resort import LastResort
from dialogue.deciding.limits import refuse_limit
from dialogue.deciding.misread_names import misread
from dialogue.deciding.none_of_them import none_of
from dialogue.deciding.pleading import refuse_plea
from dialogue.deciding.relevance import IN_ANSWER, home_directed
from dialogue.deciding.repeats import read_ellipsis, read_other_way
from dialogue.deciding.small_talk import announced, small_talk, tell_clock
from dialogue.deciding.sound_alikes import meant_instead
from dialogue.deciding.stray import weigh
from dialogue.deciding.understood import asked_of_home, decide_request
from dialogue.deciding.unfinished import ask_for_rest
from dialogue.deciding.unsure import heard_well
from dialogue.decision import Decision
from dialogue.dialogue_state import MeaningQuestion, OpenQuestion
from dialogue.interpretation import NounPhrase
from dialogue.lessons.bygones import ask_again
from dialogue.lessons.cores import stated_alone
from dialogue.lessons.deeds_told import as_told_by_deed
from dialogue.lessons.demonstrations import finish_watching
from dialogue.lessons.every_day import for_every_day
from dialogue.lessons.indirect import asked_directly
from dialogue.lessons.meaning_questions import ask_about
from dialogue.lessons.pet_names import as_pet_name
from dialogue.lessons.preferences import read_preference
from dialogue.lessons.switching_on import read_switching_on
from dialogue.lessons.told import comma_parts, said_of_words
from dialogue.listening import listen
from dialogue.mind import Mind
from dialogue.normalizing.hesitations import start_of
from dialogue.normalizing.homophones import mend
from dialogue.ports import Parse
from dialogue.questions.comings import as_presence_question
from dialogue.questions.deeds import as_state_question
from dialogue.questions.oughts import as_it_is, asks_what_ought
from dialogue.questions.outdoors import in_the_open
from dialogue.questions.questions import is_to_be_set, read_question
from dialogue.questions.verbless import as_verbless_question
from dialogue.questions.whys import read_why
from dialogue.questions.workings import as_working_question
from dialogue.reading.bare_minutes import with_minutes
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.denied_things import denied_alone, with_plain_offs
from dialogue.reading.floating import without_floating
from dialogue.reading.frames import NAMED_TO, RUN
from dialogue.reading.growth import less_so
from dialogue.reading.heads_left_out import with_heads
from dialogue.reading.inflected import uninflected
from dialogue.reading.open_choices import asked_openly
from dialogue.reading.plainness import without_plainness
from dialogue.reading.ranges import settled
from dialogue.reading.requests import read_request
from dialogue.reading.scene_requests import (
    activity_scene,
    called_scene,
    called_threshold,
    clause_as_scene,
    run_scene,
    unknown_scene,
)
from dialogue.reading.statements import is_answer, strip_answer
from dialogue.reading.strange_values import strange_value
from dialogue.reading.whole_names import taught_places
from dialogue.replies.again import Again
from dialogue.replies.answer import answer
from dialogue.replies.counter_questions import counter_question
from dialogue.replies.turning import behind_ending, behind_refusal, teaches_other, turned_to
from dialogue.response import Kind, UnknownSpan
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort


@dataclass(frozen=True)
class Policy(Again):
    """Decides one turn; ``parse`` is what the statistical interpreter made of the sentence."""

    mind: Mind
    parse: Parse

    def decide(self, tokens: Sequence[Token]) -> Decision:
        """The decision about an utterance; by voice it may be the question whether that was said, or meant."""
        mind = self.mind
        row = without_side_speech(tuple(tokens), mind)
        decision = for_every_day(LastResort(mind, self._alone).instead_of(self._decide(row)), row, mind)
        decision = refuse_plea(decision, mind)
        if mind.utterance.channel != "voice" or not row:
            return misread(decision, mind, row, lambda text: self.said_again(text, mind)) if row else decision
        decision = meant_instead(decision, mind, row, lambda text: self.said_again(text, mind))
        return shorter(heard_well(heard_term(decision, mind), mind, row), mind)

    def _decide(self, tokens: tuple[Token, ...]) -> Decision:
        mind = self.mind
        if not tokens or (mind.state.question is None and judges_deeds(tokens, mind.situation.book)):
            return Decision(Kind.IGNORES, understood=False, keep_question=mind.state.question is not None)
        vocabulary = mind.situation.book.vocabulary
        row = settled(mend(tuple(tokens), vocabulary, taught_places(tokens, mind.lexicon)), vocabulary, mind.lexicon)
        row = as_pet_name(row, mind)
        if mind.state.recording_since is not None and is_answer(row, "done", mind.statements):
            return finish_watching(mind)
        if mind.state.question is not None:
            if _to_people(row, mind) is not None and not _answers_shortly(row, mind):
                return Decision(Kind.IGNORES, understood=False, keep_question=True)
            answered = self._asked_between(row, mind.state.question) or answer(mind, mind.state.question, row, self)
            if answered is not None:
                return answered
        decision = ask_for_rest(self.read(row, mind, self.parse, text=mind.utterance.text), mind)
        if decision.kind is Kind.IGNORES and mind.state.question is not None:
            return replace(decision, keep_question=True)
        return decision

    def _alone(self, text: str) -> Decision:
        """The decision about a part of what was said, as if it had been all of it."""
        mind = replace(self.mind, utterance=replace(self.mind.utterance, text=text))
        heard = listen(text, mind.situation, mind.statements, answering=mind.state.question is not None)
        alone = replace(self, mind=mind, parse=SURE)
        return Policy._decide(alone, without_side_speech(heard, mind))

    def _asked_between(self, row: tuple[Token, ...], question: OpenQuestion) -> Decision | None:
        """What comes in between: another lesson behind a no, or a question about the home, which is answered."""
        other = behind_refusal(row, question, self.mind)
        if other is not None:
            learned = self.said_again(" ".join(token.text for token in other), turned_to(question, self.mind))
            if teaches_other(learned, question):
                return learned
        beside = read_why(row, self.mind) or tell_clock(row, self.mind)
        if beside is not None:
            return replace(beside, keep_question=True)
        counter = counter_question(row, question, self.mind)
        if counter is None:
            return None
        decision = self.read(start_of(counter.asked), self.mind, SURE, text=" ".join(t.text for t in counter.asked))
        return replace(decision, keep_question=not counter.closes) if decision.kind is Kind.ANSWERS else None

    def read(self, row: tuple[Token, ...], mind: Mind, parse: Parse, *, text: str) -> Decision:
        """The decision about a sentence that answers nothing."""
        decision = self._read(row, mind, parse, text=text)
        if decision.kind is Kind.IGNORES:
            rest = behind_ending(row, mind)
            begun = self._read(rest, mind, parse, text=text) if rest else None
            return refuse_waiting(row, mind) or begun or self._with_question(row, mind, text) or decision
        return decision

    def _with_question(self, row: tuple[Token, ...], mind: Mind, text: str) -> Decision | None:
        """ "kitchen light off, is the back door locked": what is asked behind a request doesn't make it a question."""
        for at in range(1, len(row)):
            if not row[at].comma_before or row[at].text not in mind.words("question_pronouns") | mind.words(
                "question_auxiliaries"
            ):
                continue
            asked = self._read(start_of((replace(row[at], comma_before=False), *row[at + 1 :])), mind, SURE, text=text)
            if asked.kind is not Kind.ANSWERS:
                continue
            done = self._read(row[:at], mind, SURE, text=text)
            if done.kind is Kind.ACTS:
                return replace(done, tail=" ".join(part for part in (done.tail, asked.lead) if part))
        return None

    def _read(self, row: tuple[Token, ...], mind: Mind, parse: Parse, *, text: str) -> Decision:
        small = read_errand(row, mind) or small_talk(row, mind)
        small = small or read_fade(row, mind, lambda part: self._read(part, mind, parse, text=text))
        small = small or read_joined(row, mind, lambda part: self._read(part, mind, SURE, text=text))
        if small is not None:
            return small
        plain = _plainly(row, mind)
        small = (read_errand(plain, mind) or small_talk(plain, mind)) if plain != row else None
        small = small or _to_people(plain, mind) or read_value_again(plain, mind)
        if small is not None:
            return small
        plain = as_told_by_deed(without_remark_before(plain, mind.situation.book), mind)
        row = as_verbless_question(stated_alone(asked_directly(plain, mind), mind), text, mind.situation.book)
        refused = refuse_grant(row, mind) or refuse_limit(row, mind) or refuse_time(row, mind, parse)
        if refused is not None:
            return refused
        corrected = read_other_way(row, mind) or read_correction(row, mind)
        if corrected is not None:
            return corrected
        row = without_rejection(row, mind)
        switched = read_switching_on(row, mind)
        if switched is not None:
            return switched
        row = time_behind(row, mind)
        waiting = refuse_event(row, mind)
        if waiting is not None:
            return waiting
        said = said_of_words(row, mind, parse)
        if said is not None:
            return said
        liking = read_preference(row, mind)
        if liking is not None:
            return liking
        told = announced(row, mind, parse, text)
        if told is not None:
            return told
        placed = in_the_open(row, mind.situation.book)
        presence = as_working_question(as_presence_question(placed, mind.situation.book), mind.situation.book)
        question = as_state_question(presence, mind.situation.book)
        pieces = chunk(question, mind.lexicon, mind.situation.book.vocabulary)
        asked = read_question(pieces, mind.situation.book)
        if asked is not None:
            told_of = asked_of_home(asked, mind, parse, question, pieces, text, deed=question is not placed)
            if told_of is not None:
                return told_of
        return self._request(row, mind, parse, text=text)

    def _request(self, row: tuple[Token, ...], mind: Mind, parse: Parse, *, text: str) -> Decision:
        row = without_call(without_plainness(row, mind.situation.book), mind.situation.book, mind.situation.now)
        scene = clause_as_scene(row, mind.situation.book) or unknown_scene(row, mind.situation.book)
        scene = scene or activity_scene(row, mind.situation.book)
        if scene is not None and not weigh(row, (), mind.situation.book).narrative:
            return ask_about([scene], text, mind)
        again = ask_again(row, mind)
        if again is not None:
            return again
        running = run_scene(row, mind.situation.book)
        if running is not None and home_directed(parse) >= RUN:
            return ask_about([running], text, mind)
        called = called_scene(row, text, mind.situation.book)
        if called is not None and home_directed(parse) >= called_threshold(row, text, mind.situation.book):
            return ask_about([called], text, mind)
        if _is_for_others(row, mind):
            return Decision(Kind.IGNORES, understood=False)
        more = read_ellipsis(row, mind)
        if more is not None:
            return more

        def does(part: tuple[Token, ...]) -> bool:
            return self._requested(part, mind, parse, text).kind in (Kind.ACTS, Kind.SCHEDULES)

        left_open = ask_either(row, mind, does)
        if left_open is not None:
            return left_open
        book = mind.situation.book
        row = asked_openly(with_minutes(denied_alone(with_plain_offs(row, book), book), book), book)
        row = with_verb_for(bidden_on(row, book), text, book)
        decision = self._requested(row, mind, parse, text)
        strange = strange_value(row, mind.situation.book, mind.situation.now)
        if strange is None or home_directed(parse) < NAMED_TO or _asks_for(decision, strange.span):
            return decision
        return ask_about([strange.span], text, mind, targets=strange.things)

    def _requested(self, row: tuple[Token, ...], mind: Mind, parse: Parse, text: str) -> Decision:
        request = read_request(row, mind.situation.book, mind.situation.now)
        pieces = chunk(row, mind.lexicon, mind.situation.book.vocabulary)
        return decide_request(request, mind, parse, row, pieces, text)

    # -- Again

    def after_lesson(self, learned: Decision, question: MeaningQuestion, mind: Mind) -> Decision:
        """See ``Again``."""
        lexicon = mind.lexicon.with_concepts(learned.put)
        wiser = mind.with_situation(
            replace(
                mind.situation,
                area=question.area or mind.situation.area,
                book=replace(mind.situation.book, lexicon=lexicon),
                preferences=lexicon.of_type("preference"),
            )
        )
        row = self._heard(question.request, wiser)
        if not row:
            return learned  # all that was said is a remark, now that its words are known
        if question.parent is not None:
            following = answer(wiser, question.parent, row, replace(self, mind=wiser))
        else:
            following = self.read(row, wiser, SURE, text=question.request)
            if following.kind is Kind.IGNORES and row and row[0].text in wiser.words("bare_switching"):
                text = f"{wiser.situation.book.vocabulary.written['turning']} {question.request}"
                following = self.read(self._heard(text, wiser), wiser, SURE, text=text)
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
        row = self._heard(request, there)
        if bound_all is not None:
            reading = read_request(row, situation.book, situation.now)
            them = NounPhrase("them", 0, 0, pronoun="them")
            clauses = tuple(replace(c, targets=(them,), areas=()) for c in reading.clauses)
            return replace(act(replace(reading, clauses=clauses), there, text=request), asked=request)
        return _with_lesson(replace(self.read(row, there, SURE, text=request), asked=request), lesson)

    def said_again(
        self,
        text: str,
        mind: Mind,
        *,
        behind: OpenQuestion | None = None,
        lesson: Decision | None = None,
        sure: bool = True,
    ) -> Decision:
        """See ``Again``."""
        there = replace(mind, utterance=replace(mind.utterance, text=text), state=replace(mind.state, question=behind))
        if lesson is not None:
            book = replace(mind.situation.book, lexicon=mind.lexicon.with_concepts(lesson.put))
            there = there.with_situation(replace(mind.situation, book=book))
        row = self._heard(text, there)
        again = replace(self, mind=there, parse=SURE if sure else self.parse)
        decision = answer(there, behind, row, again) if behind is not None and row else None
        if decision is None:
            decision = again.read(row, there, again.parse, text=text) if row else Decision(Kind.IGNORES)
            decision = replace(decision, keep_question=False)
        return _with_lesson(replace(decision, asked=text), lesson)

    def _heard(self, text: str, mind: Mind) -> tuple[Token, ...]:
        """An earlier sentence, as it is understood now."""
        book = mind.situation.book
        heard = without_side_speech(listen(text, mind.situation, mind.statements), mind)
        return settled(mend(heard, book.vocabulary, taught_places(heard, book.lexicon)), book.vocabulary, book.lexicon)

    def meant_for_hub(self, tokens: Sequence[Token]) -> bool:
        """See ``Again``."""
        tokens = strip_answer(tokens, self.mind.statements)
        stray = weigh(
            tokens, chunk(tokens, self.mind.lexicon, self.mind.situation.book.vocabulary), self.mind.situation.book
        )
        return home_directed(self.parse) >= IN_ANSWER and not stray.narrative


def _plainly(row: tuple[Token, ...], mind: Mind) -> tuple[Token, ...]:
    """The sentence in the order and the words that everything else is read in."""
    book = mind.situation.book
    row = less_so(row, book) if mind.situation.focus or any(token.comma_before for token in row) else row
    row = uninflected(without_leads(without_tags(without_clitics(row, book), book), book), book)
    row = with_heads(whole_routine(same_again(row, book), book), book, mind.situation.focus)
    row = owned(none_of(row, mind), book, mind.situation.focus, mind.situation.person)
    row = as_it_is(called_upon(row, book, mind.situation.now), book)
    row = left_alone(with_shared_heads(fronted(proposed(without_floating(row, book) or row, book), book), book), book)
    return readied(row, book, mind.situation.now)


def _to_people(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """Nothing is done about "sit down", nor what somebody is to do before going to bed."""
    book = mind.situation.book
    said = moves_people(row, book) or (mind.state.question is None and sends_people(row, book))
    return Decision(Kind.IGNORES, understood=False) if said else None


def _answers_shortly(row: tuple[Token, ...], mind: Mind) -> bool:
    return any(is_answer(row, kind, mind.statements) for kind in mind.statements.answers)


def _with_lesson(decision: Decision, lesson: Decision | None) -> Decision:
    if lesson is None:
        return decision
    return replace(
        decision,
        put=(*lesson.put, *decision.put),
        lessons=(*lesson.lessons, *decision.lessons),
        learned=(*lesson.learned, *decision.learned),
    )


def _asks_for(decision: Decision, span: UnknownSpan) -> bool:
    return any(asked.text == span.text for asked in decision.spans)


def _does(row: Sequence[Token], mind: Mind) -> bool:
    """ "do the desk lamp in …", "do last rounds": do as a verb of doing, and "have the lamp on"."""
    if (
        row[0].text in mind.words("plain_do")
        and len(row) > 1
        and row[1].text not in mind.words("subjects_of_do") | mind.words("hearers_own")
    ):
        return True
    if row[0].text in mind.words("do_and_have") and len(row) > 1:
        pieces = chunk(row, mind.lexicon, mind.situation.book.vocabulary)
        if _is_made_to(pieces, mind):
            return True
        if is_to_be_set(pieces, mind.situation.book) or row[-1].text in mind.situation.book.vocabulary.words(
            "scene_nouns"
        ):
            return True
    return row[0].text in mind.words("do_and_have") and len(row) > 1 and row[1].text in mind.words("do_objects")


def _is_made_to(pieces: Sequence[Chunk], mind: Mind) -> bool:
    """ "have Rosie start cleaning": a thing that is to do something, and no question whether it has done it."""
    if len(pieces) < 3 or pieces[0].text not in mind.words("plain_have") or mind.utterance.text.rstrip().endswith("?"):
        return False
    done = pieces[2].text.split()[0].endswith((*word_forms().past, *word_forms().gerund))
    return mind.situation.book.is_item(pieces[1]) and bool(pieces[2].word("verb")) and not done


def _is_for_others(row: tuple[Token, ...], mind: Mind) -> bool:
    """A question, but not one about this home; or something other assistants do ("text Paul …")."""
    if not row:
        return False
    if asks_what_ought(row, mind.situation.book):
        return True
    if row[0].text in mind.words("question_pronouns") | mind.words("question_auxiliaries") | mind.words(
        "asking_why"
    ) and not _does(row, mind):
        return True
    if row[0].text in mind.words("fronted_prepositions") and any(
        part[0].text in mind.words("question_pronouns") for part in comma_parts(row)[1:]
    ):
        return True  # "in Chile, what kind of plugs …"
    if row[0].text not in mind.situation.book.vocabulary.words("foreign_verbs"):
        return False
    first = chunk(row, mind.lexicon, mind.situation.book.vocabulary)[0]
    return not mind.situation.book.is_item(first) and not first.named(Sort.CONCEPT)  # "track lights off"
