"""Whether words that nothing explains are worth a question, and which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dialogue.asides.bystanders import of_people
from dialogue.deciding.relevance import home_directed
from dialogue.deciding.stray import Stray, weigh
from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion
from dialogue.interpretation import Request
from dialogue.lessons.meaning_questions import ask_about
from dialogue.mind import Mind
from dialogue.ports import Parse
from dialogue.reading.chunks import Chunk
from dialogue.reading.frames import request_threshold
from dialogue.reading.vocabulary import Vocabulary
from dialogue.resolving.close_names import close_area, close_in_focus, close_name, close_noun
from dialogue.resolving.outcomes import Resolved
from dialogue.resolving.resolution import resolve
from dialogue.response import Kind, UnknownSpan
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.concepts import Alias, AreaName
from teaching.lexicon import split

SCENE_WORDS = 2
"""A lone strange word is as likely a name or a slip as a scene."""
LIKE_A_SCENE = 0.2


SURE = Parse({"command": 1.0}, (), "lexicon")


def ask_if_worth(
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
    asked = (*teachable(unknowns, mind), *(span for span in unknowns if _tends(span, request, mind)))
    hours = mind.words("clock_ends")
    worthy = (
        s
        for s in dict.fromkeys(asked)
        if _placed(s, request, parse, stray) or (stray.anchors and split(s.text)[-1] in hours)
    )
    worthy = (span for span in worthy if not of_people(span, request, row, mind.situation.book))
    unknowns = tuple(span for span in worthy if not _is_told_of(span, request, mind.situation.book.vocabulary))
    if not unknowns:
        return nothing
    if any(span.role != "time" for span in unknowns):  # when it is to be done is asked once the rest is known
        unknowns = tuple(span for span in unknowns if span.role != "time")
    clear = len(request.unknowns) == 1 and any(c.verb_first and c.acts for c in request.clauses)
    guess = guess_name(unknowns, mind, text, clear=clear)
    if guess is not None and not stray.narrative:
        return guess
    if not worth_asking(
        stray, parse, request_threshold(replace(request, unknowns=unknowns), row, text, mind.situation.book.vocabulary)
    ):
        return nothing
    there = mind
    rooms = tuple(dict.fromkeys(area for clause in request.clauses for area in clause.areas))
    if unknowns[0].role == "scene" and len(rooms) == 1:
        there = mind.with_situation(replace(mind.situation, area=rooms[0]))
    return ask_about(unknowns, text, there, targets=_targets(request, unknowns[0], mind))


def _targets(request: Request, asked: UnknownSpan, mind: Mind) -> tuple[str, ...]:
    """What the clause with the unknown words is about."""
    ids: list[str] = []
    own = [clause for clause in request.clauses if any(s.text == asked.text for s in clause.unknowns)]
    for clause in own or request.clauses:
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


def guess_name(spans: Sequence[UnknownSpan], mind: Mind, text: str, *, clear: bool = False) -> Decision | None:
    """A close name proposes, and only a yes may act. ``clear``: the rest of the sentence is a full command."""
    say = mind.wording.say
    for span in spans:
        if span.role not in ("device", "area"):
            continue
        entity_id = close_name(span.text, mind.situation, clear=clear and span.role == "device")
        if entity_id is None and clear and span.role == "device":
            entity_id = close_in_focus(span.text, mind.situation)
        area_id = close_area(span.text, mind.situation) if entity_id is None and span.role == "area" else None
        meaning: Alias | AreaName | None = Alias((entity_id,)) if entity_id is not None else None
        if area_id is not None:
            meaning = AreaName((area_id,))
        if meaning is not None:
            name = mind.wording.meaning(meaning)
            return Decision(
                Kind.ASKS_CONFIRM,
                lead=say("asks_confirm_guess", what=mind.wording.definite(name)),
                question=ConfirmQuestion(
                    "guess",
                    concepts=(mind.new_concept(mind.clean_term(span.text), meaning, "answered"),),
                    request=text,
                ),
                focus=(entity_id,) if entity_id is not None else None,
                reasons=(f"{span.text} sounds like {name}",),
            )
        noun = close_noun(span.text, mind.situation, clear=clear)
        if noun is not None:
            mended = re.sub(rf"\b{re.escape(span.text)}\b", noun, text, count=1, flags=re.IGNORECASE)
            return Decision(
                Kind.ASKS_CONFIRM,
                lead=say("asks_confirm_guess", what=f'"{noun}"'),
                question=ConfirmQuestion("rewrite", request=mended),
                reasons=(f"{span.text} looks like {noun}",),
            )
    return None


def teachable(spans: Sequence[UnknownSpan], mind: Mind) -> tuple[UnknownSpan, ...]:
    """The spans that could be somebody's word for something: not made of everyday words alone."""
    vocabulary = mind.situation.book.vocabulary
    common = vocabulary.words("commons")
    told = (span for span in spans if not set(split(span.text)) <= common or _is_occasion(span, vocabulary))
    return tuple(dict.fromkeys((*told, *(s for s in spans if s.role == "value" and s.text in mind.words("day_parts")))))


def _is_occasion(span: UnknownSpan, vocabulary: Vocabulary) -> bool:
    """ "after work", "before school", "last call": everyday words, but what one goes by."""
    words = split(span.text)
    leads = vocabulary.words("occasion_openers") | vocabulary.words("occasion_ordinals")
    named = len(words) > 1 and words[0] in leads
    return span.role == "time" and named and words[-1] not in vocabulary.words("no_occasions")


def _placed(span: UnknownSpan, request: Request, parse: Parse, stray: Stray) -> bool:
    """Whether the rest of the sentence makes the span's role believable."""
    acting = [c for c in request.clauses if c.acts and (c.targets or c.areas or c.content is not None or c.values)]
    match span.role:
        case "time":
            return bool(acting)
        case "area":
            strange_deed = any(other.role == "action" for other in request.unknowns)  # "frizzle my rumpus room"
            return bool(acting) or strange_deed or any(c.targets or c.complaint for c in request.clauses)
        case "scene" if any(c.verb_first for c in request.clauses):
            return True
        case "scene" if parse is not SURE and len(split(span.text)) < SCENE_WORDS and not stray.anchors:
            return False
        case "scene":
            return stray.anchors > 0 or parse.probability("scene") >= LIKE_A_SCENE or parse is SURE
        case _:
            return True


def _tends(span: UnknownSpan, request: Request, mind: Mind) -> bool:
    """ "sort out the telly": everyday words, but what is to be done to a thing of this home, which nobody has told."""
    words = split(span.text)
    if span.role != "action" or span.start or words[0] not in mind.words("tending_verbs") or len(request.clauses) > 1:
        return False
    targets = [phrase for clause in request.clauses for phrase in clause.targets]
    return bool(targets) and all(phrase.named for phrase in targets)


def _is_told_of(span: UnknownSpan, request: Request, vocabulary: Vocabulary) -> bool:
    """ "the wine's red", "the cat's on the table": how something is that is nothing of this home."""
    if span.role != "device" or any(clause.verb_first for clause in request.clauses):
        return False
    words = split(span.text)
    behind = (words[at + 1 : at + 2] for at, word in enumerate(words) if word.endswith(word_forms().possessive))
    return any(not word or word[0] in vocabulary.words("action_prepositions") for word in behind)


def worth_asking(stray: Stray, parse: Parse, shaped: float | None = None) -> bool:
    """Whether unknown words are worth a question: said to the hub, and about the home.

    ``shaped`` is how sure the model must be where the shape of the sentence already speaks for it.
    """
    if stray.narrative:
        return False
    return home_directed(parse) >= min(stray.threshold, shaped if shaped is not None else 1.0)
