"""Takes an utterance as the answer to the hub's open question, when it is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.acting import act, check_rights
from dialogue.chunks import chunk
from dialogue.decision import Decision
from dialogue.definitions import Contradicted, Defined, NotADefinition, Undefined, VagueTime, phrase_entities
from dialogue.dialogue_state import (
    ConfirmQuestion,
    GuidedQuestion,
    MeaningQuestion,
    MissingQuestion,
    OpenQuestion,
    ScopeQuestion,
    WhichQuestion,
)
from dialogue.interpretation import Request
from dialogue.learning import ask_about, contradicted, known, learn, question_text, taken
from dialogue.lessons import contradiction_answer, guided_answer, range_answer, replace_used, state
from dialogue.leads import without_leads
from dialogue.mind import Mind
from dialogue.normalization import normalize
from dialogue.ports import Forget
from dialogue.preferences import preference_answer
from dialogue.questions import AUXILIARIES, read_question
from dialogue.requests import read_request
from dialogue.resolution import Planned, Resolved, resolve
from dialogue.response import Kind
from dialogue.statements import Statement, find_statements, is_answer, strip_answer
from dialogue.tokens import Token
from teaching.concepts import Concept, Routine, TimeName, ValueName
from teaching.lexicon import split
from teaching.phrases import stems

ORDINALS = {
    "first": 0,
    "1st": 0,
    "one": 0,
    "1": 0,
    "second": 1,
    "2nd": 1,
    "two": 1,
    "2": 1,
    "third": 2,
    "three": 2,
    "3": 2,
    "fourth": 3,
    "four": 3,
    "4": 3,
    "fifth": 4,
    "five": 4,
    "5": 4,
    "last": -1,
}
OPENING_QUESTIONS = frozenset({"what", "what's", "how", "who", "which", "where", "when", "why", "who's", "where's"})
MAX_PROMPTS = 1


class Replies:
    """Answers to one open question in one turn. ``again`` decides about a request that is taken up once more."""

    def __init__(self, mind: Mind, question: OpenQuestion, tokens: Sequence[Token], again: "Again") -> None:
        self._mind = mind
        self._question = question
        self._tokens = tuple(tokens)
        self._again = again

    def take(self) -> Decision | None:
        """The decision that the answer leads to; ``None`` when it is no answer but something new."""
        question, say = self._question, self._mind.wording.say
        self._tokens = without_leads(self._tokens, self._mind.situation.book)
        if is_answer(self._tokens, "cancel", self._mind.statements) or self._begins_with_cancel():
            if isinstance(question, GuidedQuestion):
                return Decision(Kind.CANCELS, lead=say("guided_stopped"))
            return Decision(Kind.CANCELS, lead=say("cancelled"))
        if is_answer(self._tokens, "help", self._mind.statements) and not isinstance(question, ConfirmQuestion):
            return Decision(Kind.ANSWERS, lead=self._help(question), keep_question=True)
        match question:
            case MeaningQuestion():
                return self._meaning(question)
            case WhichQuestion():
                return self._which(question)
            case ConfirmQuestion():
                return self._confirm(question)
            case MissingQuestion():
                return self._missing(question)
            case ScopeQuestion():
                return self._scope(question)
            case GuidedQuestion():
                return guided_answer(question.step, self._tokens, self._mind)

    def _begins_with_cancel(self) -> bool:
        """"forget it, doesn't matter": called off, and nothing else is asked for."""
        commas = [i for i in range(1, len(self._tokens)) if self._tokens[i].comma_before]
        if not commas:
            return False
        first, last = self._tokens[: commas[0]], self._tokens[commas[-1] :]
        if is_answer(last, "cancel", self._mind.statements):
            return True
        if not is_answer(first, "cancel", self._mind.statements):
            return False
        rest = read_request(self._tokens[commas[0] :], self._mind.situation.book, self._mind.situation.now)
        return not any(clause.acts and clause.targets for clause in rest.clauses)

    def _help(self, question: OpenQuestion) -> str:
        home = self._mind.situation.home
        example = ""
        key = "help_which"
        if isinstance(question, MeaningQuestion):
            role = question.span.role
            key = f"help_{role}"
            if role == "area":
                example = next((area.name for area in home.areas.values()), "")
            elif role == "person":
                example = next((person.name for person in home.persons.values()), "")
            else:
                example = next(
                    (e.name for e in home.spoken if e.area == self._mind.situation.area),
                    next((e.name for e in home.spoken), ""),
                )
        elif isinstance(question, MissingQuestion | GuidedQuestion):
            key = "help_time" if isinstance(question, MissingQuestion) and "time" in question.what else "help_value"
        return self._mind.wording.say(key, example=example)

    # -- what does X mean?

    def _targets(self, question: MeaningQuestion) -> tuple[str, ...]:
        """The entities the request with the unknown word was about."""
        request = self._read(question.request)
        for clause in request.clauses:
            if clause.targets or clause.areas or clause.scope:
                ids: list[str] = []
                for phrase in clause.targets:
                    if phrase.pronoun in ("it", "them"):
                        ids.extend(self._mind.situation.focus)
                    elif phrase.unknown is None:
                        found = resolve(
                            replace(clause, targets=(phrase,), values=(), verb="on", particle=None, unknowns=()),
                            self._mind.situation,
                        )
                        ids.extend(p.entity_id for p in found.plans) if isinstance(found, Resolved) else ids.extend(
                            (phrase.named or phrase.fitting)[:1]
                        )
                if not ids and clause.areas:
                    ids.extend(
                        e.id
                        for area in clause.areas
                        for e in self._mind.situation.home.by_area.get(area, ())
                        if e.kind == "light"
                    )
                if ids:
                    return tuple(dict.fromkeys(ids))
        return tuple(self._mind.situation.focus)

    def _read(self, text: str) -> Request:
        return read_request(normalize(text).tokens, self._mind.situation.book, self._mind.situation.now)

    def _meaning(self, question: MeaningQuestion) -> Decision | None:
        mind, span = self._mind, question.span
        targets = self._targets(question)
        helpful = self._lesson_on_the_way(question)
        if helpful is not None:
            return helpful
        if self._is_new_request(question, targets):
            return None
        if span.role == "preference":
            decision = preference_answer(
                self._tokens, question.request, targets, normalize(question.request).tokens, mind
            )
            return decision or self._unclear(question)
        tokens, term = self._tokens, span.text
        statement = self._own_statement(term)
        if statement is not None:
            tokens = statement
        return self._define(question, tokens, targets)

    def _lesson_on_the_way(self, question: MeaningQuestion) -> Decision | None:
        """"Boo is Isla" as the answer about "Boo's lamp": a lesson about a part of it, which may be enough."""
        mind = self._mind
        words = {word.removesuffix("'s") for word in split(question.span.text)}
        for statement in find_statements(self._tokens, mind.statements, lambda term: known(term, mind) is not None):
            term = split(mind.clean_term(statement.words("term")).removesuffix("'s"))
            if statement.group not in ("name", "is_definition", "teach") or not term or not set(term) < words:
                continue
            learned = state(statement, mind)
            if learned is not None and learned.kind is Kind.CONFIRMS and learned.put:
                return self._again.after_lesson(learned, question, mind)
        return None

    def _define(self, question: MeaningQuestion, tokens: Sequence[Token], targets: Sequence[str]) -> Decision | None:
        mind, span = self._mind, question.span
        term = mind.clean_term(span.text)
        found = mind.definer.define(span.role, tokens, targets, term)
        if isinstance(found, NotADefinition):
            found = mind.definer.define_any(mind.definer.content(tokens, term), term) if span.role != "value" else found
        match found:
            case Defined():
                if found.once or self._once():
                    return self._only_once(found, targets)
                learned = replace_used(learn(term, found.meaning, mind, how="answered"), found.uses)
                if learned.kind is not Kind.CONFIRMS:
                    return learned
                return self._again.after_lesson(learned, question, mind)
            case Undefined():
                spans = [s for s in found.unknowns if split(s.text) != split(span.text)]
                if not spans or not self._again.meant_for_hub(self._tokens) or is_answer(self._tokens, "yes", mind.statements):
                    return self._unclear(question)
                if any(split(s.text) == split(above.span.text) for s in spans for above in _parents(question)):
                    return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_cycle", term=question.span.text))
                common = mind.situation.book.vocabulary.words("commons")
                spans = [s for s in spans if not set(split(s.text)) <= common]
                if not spans:
                    return self._unclear(question)
                text = " ".join(token.text for token in tokens)
                return ask_about(spans, text, mind, parent=question)
            case Contradicted():
                return contradicted(found, term, span.role, question.request, mind, question)
            case VagueTime():
                asked = MissingQuestion("time_of", question.request, term, "time", None, mind.situation.area, question)
                return Decision(Kind.ASKS_FOR, lead=mind.wording.say("asks_time"), question=asked)
            case NotADefinition():
                return self._unclear(question)

    def _once(self) -> bool:
        return read_request(self._tokens, self._mind.situation.book, self._mind.situation.now).once

    def _only_once(self, found: Defined, targets: Sequence[str]) -> Decision:
        """ "just this once": done, and not remembered."""
        plans = found.plans
        if isinstance(found.meaning, ValueName):
            plans = tuple(Planned(e, {s.attribute: s.value for s in found.meaning.settings}) for e in targets)
        refused = check_rights(plans, self._mind)
        return refused or Decision(Kind.ACTS, plans=plans, focus=tuple(p.entity_id for p in plans))

    def _own_statement(self, term: str) -> tuple[Token, ...] | None:
        """The definition in "sketching mode means eighty percent", said as the answer about sketching mode."""
        for statement in find_statements(self._tokens, self._mind.statements, lambda _: False):
            if statement.group in ("teach", "is_definition") and "definition" in statement.slots:
                said = self._mind.clean_term(statement.words("term"))
                if stems(split(said)) and set(stems(split(said))) | set(stems(split(said.removesuffix("'s")))) >= set(stems(split(term))):
                    return statement.slots["definition"]
            elif statement.group == "name" and "target" in statement.slots:
                if set(split(statement.words("term"))) & set(split(term)):
                    return statement.slots["target"]
        return None

    def _is_new_request(self, question: MeaningQuestion, targets: Sequence[str]) -> bool:
        """Whether this is another request, so that the question is closed."""
        mind, role = self._mind, question.span.role
        row = strip_answer(self._tokens, mind.statements)
        pieces = chunk(self._tokens, mind.lexicon, mind.situation.book.vocabulary)
        words = split(question.span.text)
        said = tuple(token.text for token in self._tokens)
        repeats_term = any(said[i : i + len(words)] == words for i in range(len(said)))
        asked = read_question(pieces, mind.situation.book)
        if not repeats_term and said[0] in OPENING_QUESTIONS and (said[0] != "when" or said[1:2] and said[1] in AUXILIARIES):
            return True
        if (
            asked is not None
            and not repeats_term
            and said[0] in ("is", "are", "what", "what's", "how", "who", "which", "did", "does", "do", "where", "when")
        ):
            return True
        if (
            repeats_term
            and self._own_statement(question.span.text) is None
            and self._mind.definer.content(self._tokens, question.span.text) == row
        ):
            again = self._read(" ".join(said))
            named = any(p.pronoun is None and p.unknown is None for c in again.clauses for p in c.targets)
            return again.unknowns != () and role != "scene" and named
        for statement in find_statements(
            self._tokens, mind.statements, lambda term: known(term, mind) is not None
        ):
            if statement.words("term") in ("it", "that", "this"):
                continue
            if (
                statement.group in ("teach",)
                and not (set(stems(split(statement.words("term")))) & set(stems(words)))
                and "when" not in statement.slots
            ):
                return role != "scene"
            if statement.group in ("teach", "is_definition") or (repeats_term and statement.group != "forget"):
                continue
            if state(statement, mind) is not None:
                return True
        if repeats_term or role == "scene":
            return False
        request = read_request(self._tokens, mind.situation.book, mind.situation.now)
        acting = [c for c in request.clauses if c.acts and c.targets]
        if not acting:
            return False
        named = {e for c in acting for p in c.targets for e in (p.named or p.fitting)}
        strange = any(p.unknown is not None for c in acting for p in c.targets)
        if role in ("device", "area", "person", "time"):
            return any(c.verb_first or c.particle or c.values for c in acting) and not self._answers_name(role, row)
        return (bool(named) and not named & set(targets)) or (strange and not named and request.clauses[0].verb_first)

    def _answers_name(self, role: str, row: Sequence[Token]) -> bool:
        found = self._mind.definer.define(role, row)
        return isinstance(found, Defined)

    def _unclear(self, question: OpenQuestion) -> Decision | None:
        """Not understood as an answer: once more, then a way out. Stray talk leaves the question open."""
        if not self._again.meant_for_hub(self._tokens):
            return Decision(Kind.IGNORES, keep_question=True, understood=False)
        say = self._mind.wording.say
        if isinstance(question, MeaningQuestion):
            if question.prompts >= MAX_PROMPTS:
                return Decision(Kind.CANCELS, lead=say("gave_up", term=question.span.text), understood=False)
            asked = replace(question, prompts=question.prompts + 1)
            thing = self._mind.wording.join([self._mind.wording.name(e) for e in self._targets(question)])
            return Decision(
                Kind.ASKS_ABOUT,
                lead=say("reprompt", question=question_text(asked, self._mind, thing)),
                question=asked,
                spans=(question.span,),
                understood=False,
            )
        if question.type in ("scope", "guided") or getattr(question, "prompts", 0) >= MAX_PROMPTS:
            return None
        if isinstance(question, WhichQuestion | ConfirmQuestion | MissingQuestion):
            key = "help_confirm" if isinstance(question, ConfirmQuestion) else "help_which"
            kind = {"which": Kind.ASKS_WHICH, "confirm": Kind.ASKS_CONFIRM}.get(question.type, Kind.ASKS_FOR)
            return Decision(
                kind, lead=say(key), question=replace(question, prompts=question.prompts + 1), understood=False
            )
        return None

    # -- which one?

    def _which(self, question: WhichQuestion) -> Decision | None:
        mind = self._mind
        said = read_request(self._tokens, mind.situation.book, mind.situation.now)
        if said.complete and any(c.targets and (c.values or c.verb_first) for c in said.clauses):
            return None
        words = [token.text for token in strip_answer(self._tokens, mind.statements)]
        chosen: str | None = None
        bare = [word for word in words if word not in ("the", "one", "number", "option", "please")] or words
        if len(bare) == 1 and bare[0] in ORDINALS:
            index = ORDINALS[bare[0]]
            if index < len(question.options):
                chosen = question.options[index]
        if chosen is None and words in (
            ["both"],
            ["all"],
            ["all", "of", "them"],
            ["both", "of", "them"],
            ["every", "one"],
            ["all", "three"],
        ):
            return self._again.take_up(question.request, mind, bound_all=(question.mention, question.options))
        if chosen is None:
            named = [e for e in phrase_entities(self._tokens, mind.situation) if e in question.options]
            if len(named) != 1:
                named = self._by_words(bare, question.options)
            chosen = named[0] if len(named) == 1 else None
        if chosen is None:
            request = read_request(self._tokens, mind.situation.book, mind.situation.now)
            if any(clause.acts for clause in request.clauses) and request.complete:
                return None
            return self._unclear(question)
        return self._again.take_up(question.request, mind, bound=(question.mention, chosen))

    def _by_words(self, words: Sequence[str], options: Sequence[str]) -> list[str]:
        home = self._mind.situation.home
        best: list[str] = []
        for entity_id in options:
            entity = home.entities[entity_id]
            known = set(split(" ".join((entity.name, *entity.aliases))))
            if entity.area is not None:
                known |= set(split(home.areas[entity.area].name)) if entity.area in home.areas else set()
            meant = [w for w in words if w not in ("in", "on", "at", "of", "it's", "that")]
            if meant and all(word in known for word in meant):
                best.append(entity_id)
        return best

    # -- shall I?

    def _confirm(self, question: ConfirmQuestion) -> Decision | None:
        mind, say = self._mind, self._mind.wording.say
        if is_answer(self._tokens, "yes", mind.statements):
            return self._confirmed(question)
        if is_answer(self._tokens, "no", mind.statements):
            return Decision(Kind.CANCELS, lead=say("cancelled"))
        if self._tokens and self._tokens[0].text in AUXILIARIES | OPENING_QUESTIONS:
            return None
        if question.about == "lesson" and question.concepts:
            corrected = self._corrected_lesson(question.concepts[0])
            if corrected is not None:
                return corrected
        said = split(" ".join(token.text for token in self._tokens))
        if question.about == "lesson" and said == split(question.request):
            return Decision(Kind.ASKS_CONFIRM, lead=mind.state.last_speech, question=question)
        request = read_request(self._tokens, mind.situation.book, mind.situation.now)
        if any(clause.acts or clause.targets for clause in request.clauses):
            return None
        return self._unclear(question)

    def _confirmed(self, question: ConfirmQuestion) -> Decision | None:
        mind = self._mind
        plans = tuple(Planned(command.entity_id, command.settings) for command in question.commands)
        refused = check_rights(plans, mind)
        if refused is not None:
            return refused
        if question.about == "guess" and question.concepts:
            stored = taken(question.concepts[0], None, mind)
            return self._again.take_up(question.request, mind, lesson=stored)
        if question.about == "lesson" and question.concepts:
            old = mind.lexicon.concepts.get(question.concepts[0].id)
            return taken(question.concepts[0], old, mind)
        if question.schedules:
            listed = mind.wording.join([s.text for s in question.schedules])
            from dialogue.spoken import say_when

            lead = mind.wording.say(
                "scheduled", what=listed, when=say_when(question.schedules[0].due, mind.situation.now)
            )
            return Decision(Kind.SCHEDULES, lead=lead, schedules=question.schedules)
        return Decision(Kind.ACTS, plans=plans, focus=tuple(p.entity_id for p in plans))

    def _corrected_lesson(self, concept: Concept) -> Decision | None:
        """ "no wait, lock it": another definition in place of the one that was questioned."""
        mind = self._mind
        row = list(self._tokens)
        while row and row[0].text in ("no", "wait", "not", "sorry", "i", "mean", "meant", "actually", "then"):
            row.pop(0)
        if not row:
            return None
        meaning = concept.meaning
        focus = tuple(e for step in meaning.steps for e in step.target.entities) if isinstance(meaning, Routine) else ()
        there = mind.with_situation(replace(mind.situation, focus=focus))
        found = there.definer.define("scene", row, focus)
        if not isinstance(found, Defined):
            return None
        return learn(concept.term, found.meaning, there, how="corrected")

    # -- a missing piece

    def _missing(self, question: MissingQuestion) -> Decision | None:
        mind = self._mind
        match question.what:
            case "time_of":
                found = mind.definer.define("time", self._tokens, (), question.term)
                if isinstance(found, VagueTime):
                    return Decision(Kind.ASKS_FOR, lead=mind.wording.say("asks_time"), question=question)
                if not isinstance(found, Defined) or not isinstance(found.meaning, TimeName):
                    return self._missing_else(question)
                learned = learn(question.term, found.meaning, mind, how="answered")
                if question.parent is not None:
                    return self._again.after_lesson(learned, question.parent, mind)
                return learned
            case "contradiction":
                return contradiction_answer(question, self._tokens, mind) or self._missing_else(question)
            case "range":
                settled = range_answer(question, _without_then(strip_answer(self._tokens, mind.statements)), mind)
                if settled is not None and settled.kind is Kind.CONFIRMS and question.parent is not None:
                    return self._again.after_lesson(settled, question.parent, mind)
                return settled or self._missing_else(question)
            case "meaning" if question.parent is not None:
                return self._define(question.parent, _without_then(self._tokens), self._targets(question.parent))
            case "meaning":
                found_any = mind.definer.define_any(_without_then(self._tokens), question.term)
                if isinstance(found_any, Defined):
                    return learn(question.term, found_any.meaning, mind, how="answered")
                return self._missing_else(question)
            case "time" | "target" | "value":
                return self._completed(question)
            case "name":
                if question.draft is not None:
                    return learn(" ".join(t.text for t in self._tokens), question.draft, mind, how="shown")
                return None
            case "forget_all":
                if is_answer(self._tokens, "yes", mind.statements):
                    return Decision(
                        Kind.FORGETS, lead=mind.wording.say("forgotten_all"), forget=Forget(everything=True)
                    )
                return Decision(Kind.CANCELS, lead=mind.wording.say("cancelled"))
            case _:
                return None

    def _missing_else(self, question: MissingQuestion) -> Decision | None:
        request = read_request(self._tokens, self._mind.situation.book, self._mind.situation.now)
        if any(c.acts and c.targets for c in request.clauses):
            return None
        return self._unclear(question)

    def _completed(self, question: MissingQuestion) -> Decision | None:
        """The request again with the missing piece behind it."""
        mind = self._mind
        row = strip_answer(self._tokens, mind.statements)
        answer = " ".join(token.text for token in row)
        alone = read_request(row, mind.situation.book, mind.situation.now)
        if any(c.acts and (c.targets or c.areas) for c in alone.clauses):
            return None
        joiner = {"time": " at ", "value": " to ", "target": " "}[question.what]
        if question.what == "time" and answer.split()[:1] in (["at"], ["in"], ["on"], ["tomorrow"], ["tonight"]):
            joiner = " "
        if question.what == "value" and (answer.split()[:1] in (["to"], ["on"], ["off"], ["at"])):
            joiner = " "
        if question.what == "target":
            entities = phrase_entities(row, mind.situation)
            if entities:
                there = mind.with_situation(replace(mind.situation, focus=entities))
                request = read_request(normalize(question.request).tokens, there.situation.book, there.situation.now)
                if request.complete:
                    return act(request, there, text=question.request)
        request = self._read(question.request + joiner + answer)
        if not request.complete:
            return self._unclear(question)
        decision = act(request, mind, text=question.request + joiner + answer)
        return decision if decision.kind not in (Kind.ASKS_FOR, Kind.REFUSES) else self._unclear(question)

    # -- only now, or always?

    def _scope(self, question: ScopeQuestion) -> Decision | None:
        mind = self._mind
        if is_answer(self._tokens, "always", mind.statements):
            concept = mind.lexicon.concepts.get(question.concept_id)
            if concept is None:
                return None
            return taken(concept.changed(question.meaning, mind.provenance("corrected")), concept, mind, changed=True)
        if is_answer(self._tokens, "only_now", mind.statements):
            return Decision(Kind.ANSWERS, lead=mind.wording.say("scope_only_now"))
        return None


class Again:
    """What replies need of the policy: taking up a request once more."""

    def after_lesson(self, learned: Decision, question: MeaningQuestion, mind: Mind) -> Decision:
        """The decision of a lesson and of the request that waited for it."""
        raise NotImplementedError

    def take_up(
        self,
        request: str,
        mind: Mind,
        *,
        bound: tuple[str, str] | None = None,
        bound_all: tuple[str, tuple[str, ...]] | None = None,
        lesson: Decision | None = None,
    ) -> Decision | None:
        """The decision about a request with its open mention settled."""
        raise NotImplementedError

    def meant_for_hub(self, tokens: Sequence[Token]) -> bool:
        """Whether words that are no answer were at least said to the hub."""
        raise NotImplementedError


def _parents(question: MeaningQuestion) -> list[MeaningQuestion]:
    found = []
    above = question.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found


def _without_then(tokens: Sequence[Token]) -> tuple[Token, ...]:
    row = tuple(tokens)
    while len(row) > 1 and row[-1].text in ("then", "instead", "please"):
        row = row[:-1]
    return row


def is_statement(statement: Statement, groups: Sequence[str]) -> bool:
    """Whether it belongs to one of these groups."""
    return statement.group in groups
