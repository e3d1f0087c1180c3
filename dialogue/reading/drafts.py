"""A clause while it is being read: the only mutable thing in reading, gone when the clause is done."""

from __future__ import annotations

from dataclasses import dataclass, field

from dialogue.interpretation import Clause, NounPhrase, ValueTerm
from dialogue.response import UnknownSpan
from teaching.concepts import Setting


@dataclass(slots=True)
class Draft:
    """Collects what one segment of a sentence says; ``clause()`` freezes it."""

    text: str
    verb: str | None = None
    verb_text: str = ""
    verb_first: bool = False
    scene_verb: bool = False
    particle: str | None = None
    targets: list[NounPhrase] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    scope: str | None = None
    values: list[ValueTerm] = field(default_factory=list)
    attribute: str | None = None
    exceptions: list[NounPhrase] = field(default_factory=list)
    exception_areas: list[str] = field(default_factory=list)
    unknowns: list[UnknownSpan] = field(default_factory=list)
    content: str | None = None
    action: str | None = None
    action_settings: tuple[Setting, ...] = ()
    concepts: list[str] = field(default_factory=list)
    scenes: list[str] = field(default_factory=list)
    liking: str | None = None
    too: bool = False
    again: bool = False
    degree: str | None = None
    complaint: tuple[str, int] | None = None
    leftovers: list[str] = field(default_factory=list)
    negated: bool = False
    time_concept: str | None = None
    excepting: bool = False
    either: bool = False
    """Whether only one of the things it names is meant: "the lamp or the fan"."""
    drawn_to: bool = False
    """Whether only a last "to" says that it is to be closed, so that a value behind a pause would be where to."""
    paused: bool = False
    """Whether a pause stands before it."""
    wished: bool = False
    """Whether it says what to do only by being a wish: "get the lamp" …"""

    @property
    def acts(self) -> bool:
        """Whether it says so far what to do (an explicit verb, a direction, a value)."""
        return bool(
            (self.verb and self.verb != "set")
            or self.particle
            or self.values
            or self.content is not None
            or self.action
            or self.scenes
            or self.complaint
            or self.liking
        )

    @property
    def has_target(self) -> bool:
        """Whether it names what it is about."""
        return bool(self.targets or self.areas or self.scope)

    def clause(self) -> Clause:
        """The finished clause."""
        return Clause(
            text=self.text,
            verb=self.verb,
            particle=self.particle,
            targets=tuple(self.targets),
            areas=tuple(dict.fromkeys(self.areas)),
            scope=self.scope,
            values=tuple(self.values),
            attribute=self.attribute,
            exceptions=tuple(self.exceptions),
            exception_areas=tuple(self.exception_areas),
            unknowns=tuple(self.unknowns),
            content=self.content,
            action=self.action,
            action_settings=self.action_settings,
            concepts=tuple(dict.fromkeys(self.concepts)),
            scenes=tuple(self.scenes),
            liking=self.liking,
            too=self.too,
            again=self.again,
            degree=self.degree,
            complaint=self.complaint,
            leftovers=tuple(self.leftovers),
            negated=self.negated,
            time_concept=self.time_concept,
            verb_text=self.verb_text,
            verb_first=self.verb_first,
            either=self.either,
        )
