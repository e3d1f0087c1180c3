"""The classes of words that comments are made of: who they are about, judgements, degrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dialogue.language_data import section
from dialogue.tokens import by_word


@dataclass(frozen=True, slots=True)
class CommentWords:
    """The classes of words in ``comments.yaml``."""

    subjects: frozenset[str]
    things: frozenset[str]
    asking: frozenset[str]
    hedging: frozenset[str]
    negated: frozenset[str]
    kin: frozenset[str]
    body: frozenset[str]
    possessives: frozenset[str]
    determiners: frozenset[str]
    finite: frozenset[str]
    adverbs: frozenset[str]
    openings: Mapping[str, tuple[tuple[str, ...], ...]]
    evaluations: frozenset[str]
    commands: frozenset[str]
    degrees: frozenset[str]
    vague: frozenset[str]
    joiners: frozenset[str]
    timing: frozenset[str]
    states: frozenset[str]
    leads: frozenset[str]
    questions: frozenset[str]
    questioned: frozenset[str]
    pronouns: frozenset[str]
    subordinators: frozenset[str]
    parents: frozenset[str]
    pronouns_of_people: frozenset[str]
    reasons: frozenset[str]
    reporting: frozenset[str]
    saying: frozenset[str]
    own: frozenset[str]
    telling_to: frozenset[str]
    hub: frozenset[str]
    handing_on: frozenset[str]
    rejecting: frozenset[str]
    expected: frozenset[str]
    expecting: frozenset[str]
    over: frozenset[str]
    reports: tuple[tuple[str, ...], ...]
    remark_openers: tuple[tuple[str, ...], ...]
    sated: tuple[tuple[str, ...], ...]
    remark_ends: frozenset[str]
    liking: frozenset[str]
    liked: frozenset[str]


@cache
def comment_words(language: str = "en") -> CommentWords:
    """The words of comments of a language. Raises ``LanguageDataError``."""
    words = section("comments", language).words
    return CommentWords(
        subjects=words("subjects"),
        things=words("things"),
        asking=words("asking_verbs"),
        hedging=words("hedging_verbs"),
        negated=words("negated_modals"),
        kin=frozenset(section("comments", language).list("kin")),
        body=frozenset(section("comments", language).list("body")),
        possessives=words("possessives"),
        determiners=words("determiners"),
        finite=words("finite"),
        adverbs=words("adverbs"),
        openings=by_word((tuple(phrase.split()) for phrase in section("comments", language).list("openings")), 0),
        commands=section("fillers", language).words("commands"),
        evaluations=words("evaluations"),
        degrees=frozenset(section("comments", language).list("degrees")),
        vague=words("vague"),
        joiners=words("joiners"),
        timing=words("timing"),
        states=words("states"),
        leads=frozenset(section("comments", language).list("leads")),
        questions=words("question_words"),
        questioned=words("questioned"),
        pronouns=words("pronouns"),
        subordinators=words("subordinators"),
        parents=words("relatives_called"),
        pronouns_of_people=words("pronouns_of_people"),
        reasons=words("reasons"),
        reporting=words("reporting"),
        saying=words("saying"),
        own=words("own"),
        telling_to=words("telling_to"),
        hub=words("hub"),
        handing_on=words("handing_on"),
        rejecting=words("rejecting"),
        expected=words("kin") | words("expected"),
        expecting=words("expecting"),
        over=words("over"),
        reports=tuple(tuple(line.split()) for line in section("comments", language).list("reports")),
        remark_openers=tuple(tuple(line.split()) for line in section("comments", language).list("remark_openers")),
        sated=tuple(tuple(line.split()) for line in section("comments", language).list("sated")),
        remark_ends=words("remark_ends"),
        liking=words("liking_verbs"),
        liked=words("liked"),
    )


@dataclass(frozen=True, slots=True)
class StoryWords:
    """The classes of words that the stories round an answer are made of."""

    leads: tuple[tuple[str, ...], ...]
    adverbials: tuple[tuple[str, ...], ...]
    complements: tuple[tuple[str, ...], ...]
    copulas: frozenset[str]
    past: frozenset[str]
    verbs: frozenset[str]
    restricting: frozenset[str]
    too_much: frozenset[str]
    closings: frozenset[tuple[str, ...]]
    pictures: tuple[tuple[str, ...], ...]
    pointers: tuple[tuple[str, ...], ...]
    meaning: frozenset[str]
    calling: frozenset[str]
    conditions: frozenset[str]
    reminders: tuple[tuple[str, ...], ...]
    day_links: frozenset[str]
    days: frozenset[str]
    reminded: frozenset[str]
    reservations: frozenset[str]
    sayings: frozenset[str]
    owners: frozenset[str]
    speakers: frozenset[str]
    defining: frozenset[str]


@cache
def story_words(language: str = "en") -> StoryWords:
    """The words of stories of a language. Raises ``LanguageDataError``."""
    data = section("comments", language)

    def phrases(name: str) -> tuple[tuple[str, ...], ...]:
        return tuple(sorted((tuple(phrase.split()) for phrase in data.list(name)), key=len, reverse=True))

    return StoryWords(
        leads=phrases("story_leads"),
        adverbials=phrases("story_adverbials"),
        complements=phrases("story_complements"),
        copulas=frozenset(data.list("copulas")),
        past=data.words("past_copulas"),
        verbs=frozenset(data.list("story_verbs")),
        restricting=data.words("restricting"),
        too_much=data.words("too_much"),
        closings=frozenset(phrases("story_closings")),
        pictures=phrases("pictures"),
        pointers=phrases("pointers"),
        meaning=data.words("meaning"),
        calling=data.words("calling"),
        conditions=data.words("conditions"),
        reminders=phrases("reminders"),
        day_links=data.words("day_links"),
        days=data.words("days"),
        reminded=data.words("reminded"),
        reservations=data.words("reservations"),
        sayings=data.words("sayings"),
        owners=data.words("owners"),
        speakers=data.words("speakers"),
        defining=data.words("defining"),
    )
