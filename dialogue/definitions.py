"""Understands what a word is said to mean: the answer to "what does it mean?", or the second half of "X means Y"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from devices.capabilities import Value
from devices.home import Entity
from dialogue.chunks import Chunk, chunk
from dialogue.effects import effects_of
from dialogue.interpretation import Clause, Request, ValueTerm
from dialogue.noun_phrases import describe
from dialogue.requests import read_request
from dialogue.resolution import Ambiguous, Impossible, Incomplete, Planned, Resolved, resolve
from dialogue.response import UnknownSpan
from dialogue.situation import Situation
from dialogue.statements import StatementBook, strip_answer
from dialogue.times import Moment, Recurrence, Vague, find_time, read_clock
from dialogue.tokens import Token
from teaching.concepts import (
    ActionName,
    Alias,
    AreaName,
    Meaning,
    PersonName,
    Routine,
    Selector,
    Setting,
    Step,
    TimeName,
    ValueName,
)
from teaching.grounding import DIRECTIONS, STEPS, settable
from teaching.lexicon import Sort, split

LONG_ANSWER = 8
PLAIN_VERBS = frozenset(
    {
        "on",
        "off",
        "open",
        "close",
        "lock",
        "unlock",
        "start",
        "stop",
        "pause",
        "resume",
        "mute",
        "unmute",
        "dock",
        "clean",
        "toggle",
        "arm",
        "disarm",
    }
)


@dataclass(frozen=True, slots=True)
class Defined:
    """A meaning, and the concepts it was built from."""

    meaning: Meaning
    uses: tuple[str, ...] = ()
    plans: tuple[Planned, ...] = ()
    once: bool = False


@dataclass(frozen=True, slots=True)
class Undefined:
    """The definition itself holds words that nothing explains."""

    unknowns: tuple[UnknownSpan, ...]


@dataclass(frozen=True, slots=True)
class Contradicted:
    """The definition can't be: ``code`` names the wording."""

    code: str
    names: dict[str, str]
    options: tuple[tuple[str, str, Value], ...] = ()
    draft: Meaning | None = None


@dataclass(frozen=True, slots=True)
class VagueTime:
    """A part of the day where a clock time is needed."""


@dataclass(frozen=True, slots=True)
class NotADefinition:
    """Nothing in it defines anything."""


Definition: TypeAlias = Defined | Undefined | Contradicted | VagueTime | NotADefinition


class Definer:
    """Reads definitions in one situation."""

    def __init__(self, situation: Situation, statements: StatementBook) -> None:
        self._situation = situation
        self._book = situation.book
        self._statements = statements

    # -- what an answer says

    def content(self, tokens: Sequence[Token], term: str) -> tuple[Token, ...]:
        """The answer without the term it repeats and without openers: "oh, sketching mode is eighty percent"."""
        row = strip_answer(tokens, self._statements)
        words = [token.text for token in row]
        keys = [split(term)]
        if len(keys[0]) > 1 and keys[0][-1] in self._book.vocabulary.tails:
            keys.append(keys[0][:-1])
        for key in keys:
            for start in range(1, len(words) - len(key) - 1):
                if tuple(words[start : start + len(key)]) == key and words[start + len(key)] in ("is", "means", "mean", "are"):
                    return strip_answer(row[start + len(key) + 1 :], self._statements)
            for lead in range(min(4, len(words))):
                end = lead + len(key)
                said = [*words[lead : end - 1], words[end - 1].removesuffix("'s")] if end <= len(words) and end > lead else []
                if tuple(said) == key and all(
                    w
                    in (
                        "the",
                        "a",
                        "an",
                        "my",
                        "our",
                        "by",
                        "with",
                        "so",
                        "well",
                        "call",
                        "i",
                        "mean",
                        "say",
                        "when",
                        "if",
                    )
                    for w in words[:lead]
                ):
                    rest = row[end:]
                    while rest and rest[0].text in ("mode", "level", "time", "setting"):
                        rest = rest[1:]
                    return strip_answer(rest, self._statements) if rest else row
        return row

    def define(self, role: str, tokens: Sequence[Token], targets: Sequence[str] = (), term: str = "") -> Definition:
        """The meaning that an answer gives to a word of that role, said of ``targets``."""
        row = self.content(tokens, term)
        if not row:
            return NotADefinition()
        match role:
            case "device":
                return self._alias(row, term)
            case "area":
                return self._area(row, term)
            case "person":
                return self._person(row)
            case "time":
                return self._time(row)
            case "action":
                return self._action(row, targets)
            case "scene":
                return self._scene(row, targets)
            case _:
                return self._value(row, targets)

    def define_any(self, tokens: Sequence[Token], term: str) -> Definition:
        """The meaning in "X means Y", where only Y tells what kind of word X is."""
        row = self.content(tokens, term)
        if not row:
            return NotADefinition()
        for attempt in (self._area_only(row), self._person(row), self._time_only(row), self._alias_only(row, term)):
            if isinstance(attempt, Defined | VagueTime):
                return attempt
        request = self._request(row)
        named = any(self._book.is_item(piece) for piece in self._chunks(row))
        clock = None if named else self._time(row) if _sounds_like_time(term) or self._is_clock_number(row) or row[0].text == "at" else None
        if isinstance(clock, Defined):
            return clock
        if request.clauses and all(
            all(p.pronoun is not None for p in c.targets) and not c.areas and not c.scope and not c.scenes for c in request.clauses
        ):
            verb = self._bare_verb(request)
            if verb is not None:
                return verb
            value = self._value(row, ())
            if not isinstance(value, NotADefinition):
                return value
        return self._scene(row, ())

    # -- kinds of meaning

    def _request(self, row: Sequence[Token]) -> Request:
        return read_request(row, self._book, self._situation.now)

    def _chunks(self, row: Sequence[Token]) -> tuple[Chunk, ...]:
        return chunk(row, self._book.lexicon, self._book.vocabulary)

    def _alias(self, row: Sequence[Token], term: str) -> Definition:
        request = self._request(row)
        spoken = {word for word in split(term)}
        if any(clause.acts for clause in request.clauses) and not self._names_only(row, term):
            return NotADefinition()
        entities: list[str] = []
        several = False
        owner = _belonging(row, term)
        if owner is not None:
            return self._alias(owner, term)
        for clause in request.clauses:
            for phrase in clause.targets:
                found = resolve(
                    Clause(clause.text, targets=(phrase,), particle="on", areas=clause.areas), self._situation
                )
                pool = phrase.named or phrase.fitting
                if isinstance(found, Resolved):
                    entities.extend(plan.entity_id for plan in found.plans)
                elif pool and (len(pool) == 1 or phrase.every or phrase.plural):
                    entities.extend(pool)
                elif isinstance(found, Ambiguous):
                    return Contradicted(
                        "asks_which",
                        {"options": ", ".join(self._name(e) for e in found.options)},
                        tuple((e, "", None) for e in found.options),
                    )
                several = several or phrase.every
        if entities:
            return Defined(Alias(tuple(dict.fromkeys(entities))))
        strange = tuple(
            span for span in request.unknowns if not set(split(span.text)) <= spoken and span.role not in ("action",)
        )
        return Undefined(strange) if strange and len(row) <= LONG_ANSWER else NotADefinition()

    def _names_only(self, row: Sequence[Token], term: str) -> bool:
        known = sum(1 for piece in self._chunks(row) if self._book.is_item(piece))
        return known > 0 and len(row) <= LONG_ANSWER and not any(piece.word("verb") for piece in self._chunks(row)[:1])

    def _name(self, entity_id: str) -> str:
        return self._situation.home.entities[entity_id].name

    def _alias_only(self, row: Sequence[Token], term: str) -> Definition:
        """Only names of entities, nothing to do with them."""
        request = self._request(row)
        if not request.clauses or not request.complete or any(c.acts or c.scenes or c.liking for c in request.clauses):
            return NotADefinition()
        if any(c.verb for c in request.clauses) or not any(c.targets for c in request.clauses):
            return NotADefinition()
        return self._alias(row, term)

    def _area(self, row: Sequence[Token], term: str) -> Definition:
        areas = [area for piece in self._chunks(row) for area in self._book.areas_named(piece)]
        if areas and not any(self._book.entities_named(p)[0] for p in self._chunks(row)):
            return Defined(AreaName(tuple(dict.fromkeys(areas))))
        if any(piece.word("here") for piece in self._chunks(row)) and self._situation.area is not None:
            return Defined(AreaName((self._situation.area,)))
        return self._alias(row, term)

    def _area_only(self, row: Sequence[Token]) -> Definition:
        pieces = [
            p
            for p in self._chunks(row)
            if not (p.word("determiner") or p.word("conjunction") or p.word("adverb") or p.text in ("both", "together"))
        ]
        if pieces and all(self._book.areas_named(p) and not self._book.entities_named(p)[0] for p in pieces):
            return Defined(AreaName(tuple(dict.fromkeys(a for p in pieces for a in self._book.areas_named(p)))))
        return NotADefinition()

    def _person(self, row: Sequence[Token]) -> Definition:
        pieces = [p for p in self._chunks(row) if not (p.word("determiner") or p.word("adverb"))]
        people = [person for p in pieces for person in p.named(Sort.PERSON)]
        for piece in pieces:
            for concept_id in piece.named(Sort.CONCEPT):
                meaning = self._book.lexicon.concept(concept_id).meaning
                if isinstance(meaning, PersonName):
                    people.append(meaning.person)
        if people and len(pieces) <= 2:
            return Defined(PersonName(people[0]))
        if [p.text for p in pieces] in (["me"], ["myself"]) and self._situation.person is not None:
            return Defined(PersonName(self._situation.person))
        return NotADefinition()

    def _time(self, row: Sequence[Token]) -> Definition:
        clock = read_clock(row, self._situation.now)
        if clock is not None:
            return Defined(TimeName(f"{clock:%H:%M}"))
        found = find_time(row, self._situation.now)
        if found is not None:
            when = found[2].when
            if isinstance(when, Moment):
                return Defined(TimeName(f"{when.at:%H:%M}"))
            if isinstance(when, Recurrence) and when.clock is not None:
                return Defined(TimeName(f"{when.clock:%H:%M}"))
            if isinstance(when, Vague):
                return VagueTime()
        for piece in self._chunks(row):
            for concept_id in piece.named(Sort.CONCEPT):
                meaning = self._book.lexicon.concept(concept_id).meaning
                if isinstance(meaning, TimeName):
                    return Defined(meaning, (concept_id,))
        return NotADefinition()

    def _time_only(self, row: Sequence[Token]) -> Definition:
        if any(self._book.is_item(piece) for piece in self._chunks(row)) or len(row) > LONG_ANSWER:
            return NotADefinition()
        bare = [
            t
            for t in row
            if t.text
            not in (
                "at",
                "around",
                "about",
                "always",
                "usually",
                "every",
                "day",
                "night",
                "o'clock",
                "the",
                "in",
                "exactly",
            )
        ]
        if len(bare) == 1 and bare[0].text.isdigit() and not any(t.text in ("at", "o'clock") for t in row):
            return NotADefinition()
        clock = read_clock(row, self._situation.now)
        if clock is None:
            found = find_time(row, self._situation.now)
            return (
                VagueTime()
                if found is not None and isinstance(found[2].when, Vague) and found[0] == 0 and found[1] == len(row)
                else NotADefinition()
            )
        units = any(piece.quantity is not None and piece.quantity.unit and not piece.quantity.fraction for piece in self._chunks(row))
        single = len(self._chunks(row)) == 1 and self._chunks(row)[0].quantity is not None
        return NotADefinition() if units or single else self._time(row)

    def _is_clock_number(self, row: Sequence[Token]) -> bool:
        """"six fifteen": a number that is too large for a share and reads as a clock time."""
        pieces = self._chunks(row)
        quantity = pieces[0].quantity if len(pieces) == 1 else None
        return quantity is not None and quantity.unit is None and 100 < quantity.value < 1300 and len(row) > 1

    def _bare_verb(self, request: Request) -> Definition | None:
        """ "zap means turn it off": a verb class and nothing it is done to."""
        if len(request.clauses) != 1 or not request.complete:
            return None
        clause = request.clauses[0]
        if clause.values or clause.complaint or clause.content is not None:
            return None
        verb = clause.particle or clause.verb
        return Defined(ActionName(verb=verb)) if verb in PLAIN_VERBS or verb in DIRECTIONS else None

    def _action(self, row: Sequence[Token], targets: Sequence[str]) -> Definition:
        request = self._request(row)
        clauses = [clause for clause in request.clauses if clause.acts or clause.verb]
        if not clauses:
            return self._nested(request, row)
        things = [c for c in clauses if any(p.pronoun is None and (p.kinds or p.named) for p in c.targets)]
        if len(clauses) > 1 and len(things) > 1 and request.complete:
            return self._scene(row, targets)
        clause = clauses[0]
        if not clause.values and not clause.action_settings:
            verb = clause.particle or clause.verb
            if clause.action is not None:
                verb = clause.verb
            if request.complete and verb is not None and verb != "set":
                return Defined(ActionName(verb=verb), clause.concepts)
            return self._nested(request, row)
        if not request.complete and len(row) <= LONG_ANSWER:
            return Undefined(request.unknowns)
        settings = self._relative_settings(clause, targets)
        if settings is None:
            return self._value(row, targets)
        return Defined(ActionName(settings=settings), clause.concepts)

    def _relative_settings(self, clause: Clause, targets: Sequence[str]) -> tuple[Setting, ...] | None:
        """Settings of an action word, changes kept as changes ("plus one")."""
        settings: list[Setting] = []
        for entity in self._entities(targets):
            current = dict(self._situation.states.of(entity.id))
            for term in clause.values:
                single = replace(clause, values=(term,), targets=(), areas=())
                grounded = effects_of(single, entity, current)
                if grounded is None or grounded.fault is not None:
                    return None
                relative = bool(term.direction) or term.introduced == "by"
                for attribute, value in grounded.settings.items():
                    if relative and attribute == "on":
                        continue
                    now = current.get(attribute)
                    if relative and term.amount is not None:
                        settings.append(
                            Setting(attribute, term.amount * (term.direction or _sign(clause)), relative=True)
                        )
                    elif (
                        relative
                        and isinstance(value, int | float)
                        and isinstance(now, int | float)
                        and not isinstance(value, bool)
                    ):
                        settings.append(Setting(attribute, value - now, relative=True))
                    else:
                        settings.append(Setting(attribute, value))
            break
        else:
            return None
        return tuple(dict.fromkeys(settings)) or None

    def _entities(self, targets: Sequence[str]) -> list[Entity]:
        return [self._situation.home.entities[e] for e in targets if e in self._situation.home.entities]

    def _nested(self, request: Request, row: Sequence[Token]) -> Definition:
        if request.unknowns and len(row) <= LONG_ANSWER:
            return Undefined(request.unknowns)
        return NotADefinition()

    # -- values

    def _value(self, row: Sequence[Token], targets: Sequence[str]) -> Definition:
        request = self._request(row)
        clauses = [
            c
            for c in request.clauses
            if c.values or c.particle or (c.verb and c.verb != "set") or c.action_settings or c.scenes
        ]
        named = [p for c in clauses for p in c.targets if p.pronoun is None and (p.named or p.fitting)]
        foreign = [p for p in named if targets and not set(p.named or p.fitting) & set(targets)]
        if foreign or (named and len(clauses) > 1):
            return self._scene(row, targets)
        if request.unknowns:
            nested = self._strange_value(request, row)
            if isinstance(nested, Undefined):
                spans = (replace(s, role="value" if s.role in ("device", "scene") else s.role) for s in nested.unknowns)
                return Undefined(tuple(spans))
        if not clauses:
            return self._nested(request, row)
        settings: dict[str, Setting] = {}
        uses: list[str] = []
        for clause in clauses:
            uses.extend(clause.concepts)
            bare = replace(clause, targets=(), areas=(), scope=None)
            outcome = self._settings_of(bare, targets)
            if isinstance(outcome, Contradicted):
                return outcome
            for setting in outcome:
                settings[setting.attribute] = setting
        if not settings:
            return NotADefinition()
        clash = _off_and_more(settings)
        if clash is not None and targets:
            return Contradicted("contradiction", {"thing": self._name(targets[0])}, ((targets[0], "on", False), (targets[0], *clash)))
        return Defined(ValueName(tuple(settings.values())), tuple(dict.fromkeys(uses)), once=request.once)

    def _strange_value(self, request: Request, row: Sequence[Token]) -> Definition | None:
        """Unknown words inside a value ("candy pink"): asked first, unless the answer is a long story with a value."""
        pieces = self._chunks(row)
        if len(row) > LONG_ANSWER:
            return None
        for span in request.unknowns:
            position = next((i for i, p in enumerate(pieces) if row[p.start].start == span.start), None)
            last = next((i for i, p in enumerate(pieces) if row[p.end - 1].end == span.end), position)
            if position is not None and last is not None and last + 1 < len(pieces) and pieces[last + 1].word("value"):
                text = f"{span.text} {pieces[last + 1].text}"
                return Undefined((UnknownSpan(text, "value", span.start, row[pieces[last + 1].end - 1].end),))
        return Undefined(request.unknowns[:1])

    def _settings_of(self, clause: Clause, targets: Sequence[str]) -> tuple[Setting, ...] | Contradicted:
        entities = self._entities(targets)
        if entities:
            grounded_any: list[Setting] = []
            for entity in entities:
                current = dict(self._situation.states.of(entity.id))
                base = [s for t in clause.values for s in t.settings]
                current.update({s.attribute: s.value for s in base})
                plain = replace(clause, values=tuple(sorted(clause.values, key=lambda term: bool(term.direction))))
                grounded = effects_of(plain, entity, current)
                if grounded is None:
                    continue
                if grounded.fault is not None:
                    return Contradicted(
                        "out_of_range",
                        {
                            "thing": entity.name,
                            "attribute": (grounded.faulty_attribute or "").replace("_", " "),
                            "reason": grounded.fault,
                        },
                    )
                said = set(grounded.settings)
                if len(said) > 1 and not _says_on(clause):
                    said.discard("on")
                grounded_any.extend(Setting(a, v) for a, v in grounded.settings.items() if a in said)
                break
            lacking = [
                s
                for term in clause.values
                for s in _free_settings(term)
                if grounded_any
                and s.attribute not in {g.attribute for g in grounded_any}
                and not any(settable(e, s.attribute) for e in entities)
                and s.attribute != "on"
                and len(term.options) == 1
            ]
            return tuple(grounded_any + lacking)
        base = {s.attribute: s for term in clause.values for s in term.settings}
        changed = [_scaled(base, term) for term in clause.values if not term.settings]
        if base and any(changed):
            base.update({s.attribute: s for s in changed if s is not None})
            rest = [s for t, c in zip([t for t in clause.values if not t.settings], changed, strict=True) if c is None for s in _free_settings(t)]
            return (*base.values(), *rest)
        return tuple(s for term in clause.values for s in _free_settings(term)) + _state_settings(clause)

    # -- routines

    def _scene(self, row: Sequence[Token], targets: Sequence[str]) -> Definition:
        request = self._request(row)
        if request.unknowns:
            if any(c.acts for c in request.clauses) or len(row) <= LONG_ANSWER:
                return Undefined(request.unknowns)
            return NotADefinition()
        steps: list[Step] = []
        plans: list[Planned] = []
        uses: list[str] = []
        earlier: tuple[str, ...] = ()
        for clause in request.clauses:
            if not clause.acts:
                if clause.targets and not request.clauses[0].acts:
                    return NotADefinition()
                continue
            for scene in clause.scenes:
                meaning = self._book.lexicon.concept(scene).meaning
                if isinstance(meaning, Routine):
                    steps.extend(meaning.steps)
                    uses.append(scene)
            if clause.scenes and not clause.targets:
                continue
            found = resolve(clause, self._situation, earlier)
            if isinstance(found, Resolved):
                for plan in found.plans:
                    if plan.fault is not None:
                        good = [*steps, *self._steps(clause, [p for p in found.plans if p.fault is None])]
                        names = {
                            "thing": self._name(plan.entity_id),
                            "attribute": (plan.faulty_attribute or "").replace("_", " "),
                            "reason": plan.fault,
                        }
                        unsettled = Step(Selector(entities=(plan.entity_id,)), ())
                        return Contradicted(
                            "out_of_range", names, ((plan.entity_id, "", None),), Routine((*good, unsettled))
                        )
                earlier = tuple(plan.entity_id for plan in found.plans)
                plans.extend(found.plans)
                steps.extend(self._steps(clause, found.plans))
                uses.extend(found.concepts)
            elif isinstance(found, Ambiguous):
                return Contradicted(
                    "asks_which",
                    {"options": ", ".join(self._name(e) for e in found.options)},
                    tuple((e, "", None) for e in found.options),
                )
            elif isinstance(found, Impossible):
                return Contradicted(found.code, dict(found.names))
            elif isinstance(found, Incomplete):
                return NotADefinition()
        if not steps:
            return NotADefinition()
        clash = _contradiction(steps)
        if clash is not None:
            entity_id, attribute, first, second = clash
            return Contradicted(
                "contradiction",
                {"thing": self._name(entity_id)},
                ((entity_id, attribute, first), (entity_id, attribute, second)),
                Routine(tuple(steps)),
            )
        return Defined(Routine(tuple(steps)), tuple(dict.fromkeys(uses)), tuple(plans), once=request.once)

    def _steps(self, clause: Clause, plans: Sequence[Planned]) -> list[Step]:
        """Steps by entity; a kind without a place ("lights off") stays a kind, done wherever it is said."""
        relative = {t.attributes for t in clause.values if t.direction}
        phrase = clause.targets[0] if len(clause.targets) == 1 else None
        free = (
            phrase is not None
            and (phrase.plural or phrase.mass)
            and not phrase.named
            and not phrase.areas
            and not clause.areas
            and clause.scope is None
            and not phrase.every
            and not clause.exceptions
            and not relative
        )
        if (
            free
            and phrase is not None
            and plans
            and len({tuple(sorted(p.settings.items(), key=str)) for p in plans}) == 1
        ):
            settings = tuple(Setting(a, v) for a, v in plans[0].settings.items())
            return [Step(Selector(kind=phrase.kinds[0]), settings)]
        return [
            Step(Selector(entities=(p.entity_id,)), tuple(Setting(a, v) for a, v in p.settings.items()))
            for p in plans
            if p.settings
        ]


def _says_on(clause: Clause) -> bool:
    return "on" in (clause.particle, clause.verb)


def _sign(clause: Clause) -> int:
    for word in (clause.particle, clause.verb):
        if word in DIRECTIONS:
            return DIRECTIONS[word][1]
    return 1


def _sounds_like_time(term: str) -> bool:
    return term.endswith("time") or term.split()[-1:] in (["bedtime"], ["lunch"], ["dinner"], ["supper"], ["breakfast"], ["curfew"])


def _scaled(base: Mapping[str, Setting], term: ValueTerm) -> Setting | None:
    """"like prep light but half as bright", "… but brighter": a taught value, changed."""
    setting = base.get("brightness") or next((s for s in base.values() if isinstance(s.value, int | float)), None)
    if setting is None or isinstance(setting.value, bool) or not isinstance(setting.value, int | float):
        return None
    if term.factor is not None:
        return Setting(setting.attribute, round(setting.value * term.factor))
    if term.direction:
        step = term.amount if term.amount is not None else STEPS.get(setting.attribute, 10.0)
        value = setting.value + term.direction * step
        return Setting(setting.attribute, round(min(max(value, 1), 100)) if setting.attribute == "brightness" else value)
    return None


def _free_settings(term: ValueTerm) -> tuple[Setting, ...]:
    """A value without a device: percent is brightness, degrees are a temperature."""
    if term.settings:
        return term.settings
    if term.amount is not None and not term.direction:
        value: float | int = int(term.amount) if float(term.amount).is_integer() else term.amount
        if term.attribute is not None:
            return (Setting({"temperature": "target_temperature"}.get(term.attribute, term.attribute), value),)
        if term.unit in ("degrees", "degree", "celsius"):
            return (Setting("target_temperature", value),)
        if term.unit == "kelvin":
            return (Setting("color_temp", value),)
        return (Setting("brightness", value),)
    if term.options:
        return tuple(Setting(a, v) for a, v in term.options[:1])
    if term.extreme is not None:
        return (Setting("brightness", {"max": 100, "min": 1, "half": 50}[term.extreme]),)
    if term.direction and term.amount is not None:
        attribute = next((a for a in term.attributes if a != "*"), "brightness")
        return (Setting(attribute.rstrip("-"), term.amount * term.direction, relative=True),)
    return ()


def _state_settings(clause: Clause) -> tuple[Setting, ...]:
    match clause.particle:
        case "on" | "off":
            return (Setting("on", clause.particle == "on"),)
        case "open" | "close":
            return (Setting("position", 100 if clause.particle == "open" else 0),)
        case _:
            return ()


def _belonging(row: Sequence[Token], term: str) -> tuple[Token, ...] | None:
    """"the bedroom fan is ben's" as the answer about "ben's fan": the thing without whose it is."""
    words = [token.text for token in row]
    if len(words) > 2 and words[-2] in ("is", "are", "belongs") and words[-1] in split(term):
        return tuple(row[:-2])
    return None


def _off_and_more(settings: Mapping[str, Setting]) -> tuple[str, Value] | None:
    """Off, and at the same time something that needs it on."""
    on = settings.get("on")
    if on is None or on.value is not False:
        return None
    return next(((s.attribute, s.value) for s in settings.values() if s.attribute in ("brightness", "color", "color_temp", "speed")), None)


def _contradiction(steps: Sequence[Step]) -> tuple[str, str, Value, Value] | None:
    seen: dict[tuple[str, str], Value] = {}
    for step in steps:
        for entity_id in step.target.entities:
            for setting in step.settings:
                key = (entity_id, setting.attribute)
                if key in seen and seen[key] != setting.value and not setting.relative:
                    return entity_id, setting.attribute, seen[key], setting.value
                seen[key] = setting.value
    return None


def phrase_entities(row: Sequence[Token], situation: Situation) -> tuple[str, ...]:
    """The entities that a row of words names, empty when it doesn't name any."""
    pieces = chunk(row, situation.book.lexicon, situation.book.vocabulary)
    items = [p for p in pieces if situation.book.is_item(p) or not p.known]
    if not items or any(not p.known for p in items):
        return ()
    phrase = describe(items, situation.book)
    return phrase.named or phrase.fitting if phrase.unknown is None else ()
