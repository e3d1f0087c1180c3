"""Takes off what only opens or closes a sentence ("and", "oh", "hang on", "then"), and joins what was put in front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dialogue.normalizing.hesitations import start_of
from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.numbers import read_quantity
from dialogue.timing.times import find_time
from dialogue.tokens import Token, begun_in
from dialogue.word_forms import word_forms
from teaching.concepts import Routine, ValueName
from teaching.lexicon import Sort, split
from teaching.phrases import stem, stems

TOGETHER = 2
FRONTED = ("determiner", "quantifier", "preposition", "attribute", "conjunction")
"""What may stand in a phrase that is named first, beside its things and rooms."""
LONGEST_NAME = 4


def without_leads(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "and what is monk then" → "what is monk"."""
    changed = bool(row)
    while changed:
        changed = False
        words = tuple(token.text for token in row)
        for lead in book.vocabulary.beginning("leads", words[0]):
            if len(row) > len(lead) and words[: len(lead)] == lead and not _opens_taught(words, len(lead), book):
                following = row[len(lead)]
                asking = following.text in book.words("question_pronouns")  # "now who taught you that?"
                paused = following.comma_before or asking
                if set(lead) <= book.vocabulary.words("leads_before_comma") and not paused:
                    continue
                told = following.text in book.vocabulary.words("telling_pronouns")
                if set(lead) <= book.vocabulary.words("leads_before_telling") and not told:
                    continue
                row, changed = row[len(lead) :], True
                break
        dismissed = book.vocabulary.opening(row, "dismissals")
        if 0 < dismissed < len(row) and row[dismissed].comma_before and not _opens_taught(words, dismissed, book):
            row, changed = row[dismissed:], True
    return row


def _opens_taught(words: Sequence[str], end: int, book: Phrasebook) -> bool:
    """Whether a taught word stands there that is no shorter: "just so is thirty percent"."""
    return any(
        until >= end and any(name.sort is Sort.CONCEPT for name in names)
        for until, names in book.lexicon.at(words, stems(words), 0)
    )


def without_closers(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "what's knitting then" → "what's knitting"."""
    while len(row) > 2 and row[-1].text in book.vocabulary.words("closers"):
        row = row[:-1]
    return row


def fronted(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "the back door, is that locked" → "is the back door locked": a thing named first stands where the pronoun is."""
    comma = next((position for position in range(1, len(row)) if row[position].comma_before), None)
    if comma is None or comma + 1 >= len(row):
        return row
    front, rest = row[:comma], row[comma:]
    pieces = chunk(front, book.lexicon, book.vocabulary)
    if not all(book.is_item(p) or any(p.word(label) for label in FRONTED) for p in pieces):
        return row
    if not any(book.is_item(p) for p in pieces):
        return row
    pointing = book.words("anaphors") | (book.words("all_and_both") if len(pieces) > TOGETHER else frozenset())
    place = next((i for i, token in enumerate(rest) if token.text in pointing), None)
    if place is not None and rest[place + 1 : place + 2] and rest[place + 1].text in book.vocabulary.words("counted"):
        rest = (*rest[: place + 1], *rest[place + 2 :])  # "those two"
    if place is None:
        if rest[0].text in book.words("question_auxiliaries"):
            return row
        verb = any(word.label == "verb" for p in chunk(rest, book.lexicon, book.vocabulary)[:2] for word in p.words)
        called = all(not p.word("determiner") for p in pieces)
        return (
            (*rest, *(replace(token, comma_before=False) for token in front))
            if verb and called and not _has_item(rest, book)
            else row
        )
    named = tuple(replace(token, comma_before=False) for token in front)
    if place and not any(pieces[0].word(label) for label in ("determiner", "quantifier")):
        named = (replace(named[0], text=book.vocabulary.written["definite"], end=named[0].start), *named)
    return (*start_of(rest[:place]), *named, *rest[place + 1 :])


def _has_item(row: Sequence[Token], book: Phrasebook) -> bool:
    return any(book.is_item(p) for p in chunk(row, book.lexicon, book.vocabulary))


def announcement(row: Sequence[Token], book: Phrasebook) -> tuple[Token, ...]:
    """ "I'm off to the gym" → "off to the gym": what somebody announces; empty when nothing is."""
    words = [token.text for token in row]
    if len(words) < 2 or words[0] not in book.words("announcing_subjects"):
        return ()
    start = 1
    if words[1] in book.words("announced_copulas") and len(words) > 2:
        start = 2
    return tuple(row[start:]) if words[start] in book.vocabulary.words("announced") else ()


def with_shared_heads(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "the front and the back door" → "the front door and the back door": a head noun said once for two names."""
    words = [token.text for token in row]
    for place in range(1, len(words) - 1):
        if words[place] not in book.words("list_conjunctions"):
            continue
        start = place + 1
        while start < len(words) and words[start] in book.words("definite_determiners"):
            start += 1
        if start >= len(words):
            continue
        shared = _head_of_both(words, place, start, book)
        if shared is not None:
            end, noun = shared
            head = replace(row[end - 1], text=noun, comma_before=False)
            return (*row[:place], head, *row[place : end - 1], head, *row[end:])
        for end, names in book.lexicon.at(words, stems(words), start):
            if end - start < TOGETHER or not any(name.sort is Sort.ENTITY for name in names):
                continue
            head = row[end - 1]
            for noun in (head.text, stem(head.text)):
                if any(n.sort is Sort.ENTITY for n in book.lexicon.names.index.get((words[place - 1], noun))):
                    return (*row[:place], replace(head, text=noun, comma_before=False), *row[place:])
    return row


def _head_of_both(words: Sequence[str], place: int, start: int, book: Phrasebook) -> tuple[int, str] | None:
    """ "the front and back doors": where the head ends, and its singular, when both words before it name a thing."""
    for end in range(start + TOGETHER, min(start + LONGEST_NAME, len(words)) + 1):
        noun = stem(words[end - 1])
        names = (words[place - 1], noun), (*words[start : end - 1], noun)
        if noun != words[end - 1] and all(
            any(name.sort is Sort.ENTITY for name in book.lexicon.names.index.get(parts)) for parts in names
        ):
            return end, noun
    return None


def without_clitics(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "how long's left", "till the washer's done" → "how long is left", "till the washer is done"."""
    predicates = book.vocabulary.words("endings")
    kept: list[Token] = []
    for position, token in enumerate(row):
        bare = word_forms().bare(token.text)
        following = row[position + 1].text if position + 1 < len(row) else ""
        if bare != token.text and (
            bare in book.vocabulary.measures
            or following in predicates
            or (
                _is_predicate(row, position + 1, book)
                and (_names_thing(row[:position], bare, book) or _is_new(row[: position + 1], bare, book))
            )
            or (_is_at_hour(row, position + 1, book) and _is_new(row[: position + 1], bare, book))
        ):
            kept.append(replace(token, text=bare))
            kept.append(Token(book.vocabulary.written["being"], token.start, token.end))
        elif bare != token.text and _has_quality(row, position, book):
            kept.append(replace(token, text=bare))
        elif (
            token.comma_before
            and kept
            and kept[-1].text != row[position - 1].text
            and (kept[-1].text == book.vocabulary.written["being"])
        ):
            kept.append(replace(token, comma_before=False))  # nobody pauses behind "the lamp's"
        else:
            kept.append(token)
    return tuple(kept)


def _is_new(before: Sequence[Token], bare: str, book: Phrasebook) -> bool:
    """ "cosy's forty": whether a sentence opens with a word that nothing explains."""
    if len(before) != 1 or book.person_named(bare) is not None:
        return False
    piece = chunk([replace(before[0], text=bare)], book.lexicon, book.vocabulary)[0]
    return not piece.names and not book.is_item(piece) and not piece.word("pronoun") and not piece.word("determiner")


def _is_at_hour(row: Sequence[Token], at: int, book: Phrasebook) -> bool:
    """ "(tea's) at five": when something is."""
    return (
        at + 1 < len(row)
        and row[at].text in book.words("point_prepositions")
        and (read_quantity(row, at + 1) is not None or row[at + 1].text in book.words("clock_before_range"))
    )


def _is_predicate(row: Sequence[Token], at: int, book: Phrasebook) -> bool:
    """Whether what stands there is said of a thing: "too dark", "fifteen percent", "red"."""
    if at >= len(row):
        return False
    if read_quantity(row, at) is not None:
        return True
    if row[at].comma_before:
        return False
    if row[at].text in book.vocabulary.words("complaint_degrees"):
        return True
    ends = book.vocabulary.index.matches([row[at].text], 0)
    return at + 1 == len(row) and any(word.label == "value" for _, entries in ends for word in entries)


def _has_quality(row: Sequence[Token], position: int, book: Phrasebook) -> bool:
    """ "Bertha's volume": whether a thing is named there that an attribute follows."""
    if position + 1 >= len(row):
        return False
    matches = book.vocabulary.index.matches([token.text for token in row[position + 1 :]], 0)
    attribute = any(word.label == "attribute" for _, entries in matches for word in entries)
    return attribute and _names_thing(row[:position], word_forms().bare(row[position].text), book)


def owned(row: tuple[Token, ...], book: Phrasebook, focus: Sequence[str], person: str | None) -> tuple[Token, ...]:
    """ "now mine too" → "now Juno's bunk light too": somebody's thing of the kind that was just spoken of."""
    entities = [book.home.entities[e] for e in focus if e in book.home.entities]
    spoken = {entity.kind for entity in entities}
    for at, token in enumerate(row):
        if token.text in book.words("speakers_own_one") and person is not None:
            theirs = book.of_person(person)
        elif (
            token.text.endswith(word_forms().possessive)
            and not _continues(row, at, book)
            and not _opens_taught_at(row, at, book)
        ):
            theirs = book.owned(token.text) or book.partial(token.text)
        else:
            continue
        kinds = book.widened(_kinds_said(row[:at], book)) or spoken
        fitting = [e for e in theirs if book.home.entities[e].kind in kinds]
        heads = {split(entity.name)[-1] for entity in entities}
        fitting = [e for e in fitting if split(book.home.entities[e].name)[-1] in heads] or fitting
        if len(fitting) == 1:
            name = split(book.home.entities[fitting[0]].name)
            thing = tuple(Token(word, token.start, token.end, comma_before=False) for word in name)
            thing = (
                replace(thing[0], comma_before=token.comma_before, sentence_start=token.sentence_start),
                *thing[1:],
            )
            return (*row[:at], *thing, *row[at + 1 :])
    return row


def _kinds_said(row: Sequence[Token], book: Phrasebook) -> tuple[str, ...]:
    pieces = chunk(row, book.lexicon, book.vocabulary) if row else ()
    return tuple(dict.fromkeys(k for p in pieces if not p.word("verb") for k in book.kinds_named(p)))


def _opens_taught_at(row: Sequence[Token], at: int, book: Phrasebook) -> bool:
    """ "Robin's bedtime": whether a taught word begins with the owner."""
    words = tuple(token.text for token in row)
    return _opens_taught(words[at:], 1, book)


def _continues(row: Sequence[Token], at: int, book: Phrasebook) -> bool:
    """Whether the thing itself is named behind its owner: "Juno's bunk light", "Juno's room"."""
    following = row[at + 1].text if at + 1 < len(row) and not row[at + 1].comma_before else ""
    return bool(following) and (bool(book.partial(following)) or _has_item(row[at + 1 : at + 3], book))


def _names_thing(before: Sequence[Token], last: str, book: Phrasebook) -> bool:
    """Whether a word ends the name of a thing or room, or is a noun for things."""
    row = [*before[-LONGEST_NAME:], Token(last, 0, 0)]
    return any(
        len(pieces) == 1 and book.is_item(pieces[0])
        for start in range(len(row))
        if (pieces := chunk(row[start:], book.lexicon, book.vocabulary))
    )


def proposed(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "what about movie night on the lamp" → "movie night on the lamp", where a taught word says what to do."""
    opener = book.vocabulary.opening(row, "suggestions")
    if not opener:
        return row
    rest = row[opener:]
    taught = (c for piece in chunk(rest, book.lexicon, book.vocabulary) for c in piece.named(Sort.CONCEPT))
    return rest if any(isinstance(book.lexicon.concept(c).meaning, ValueName | Routine) for c in taught) else row


def readied(row: tuple[Token, ...], book: Phrasebook, now: datetime) -> tuple[Token, ...]:
    """ "get the kitchen ready for baking day" → "start baking day in the kitchen"."""
    vocabulary = book.vocabulary
    words = [token.text for token in row]
    if vocabulary.words("beneficiary_prepositions").isdisjoint(words[2:-1]):
        return row
    cut = next(i for i, word in enumerate(words) if i > 1 and word in vocabulary.words("beneficiary_prepositions"))
    front = tuple(words[:cut])
    if (
        front[-1] in vocabulary.words("ready_word")
        and front[:-1] in vocabulary.phrases("being_ready")
        and _names_routine(words, cut + 1, book)
    ):
        return (
            replace(row[0], text=vocabulary.written["starting"]),
            *row[cut + 1 :],
        )  # "we're all ready for baking day"
    ready = next((p for p in vocabulary.phrases("ready") if front[-len(p) :] == p), None)
    verb = next((p for p in vocabulary.phrases("preparing") if front[: len(p)] == p), None)
    if ready is not None and front[0] in vocabulary.words("readying"):
        start, end = 1, cut - len(ready)
    elif verb is not None:
        start, end = len(verb), cut
    else:
        return row
    name = row[cut + 1 :]
    while len(name) > 1 and name[0].text in vocabulary.words("determiners"):
        name = name[1:]
    place = chunk(row[start:end], book.lexicon, vocabulary)
    rooms = [p for p in place if book.areas_named(p)]
    whole = any(
        p.word("house") or p.word("pronoun") == "everything" or p.text in vocabulary.words("everything_word")
        for p in place
    )
    others = [p for p in place if p not in rooms and not p.word("determiner") and not p.word("quantifier")]
    if len(name) > LONGEST_NAME or find_time(name, now) is not None or bool(rooms) == whole:
        return row
    if (rooms and others) or any(book.is_item(p) for p in chunk(name, book.lexicon, vocabulary)):
        return row
    asked = (
        replace(row[0], text=vocabulary.written["starting"]),
        *(replace(token, comma_before=False) for token in name),
    )
    return (*asked, replace(row[cut], text=vocabulary.written["within"]), *row[start:end]) if rooms else asked


def whole_routine(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "do everything in tea time but the kettle" → "do tea time but the kettle"."""
    words = tuple(token.text for token in row)
    for phrase in begun_in(words, book.vocabulary.phrases("whole_of")):
        for at in range(len(row) - len(phrase)):
            after = at + len(phrase)
            if words[at:after] == phrase and _names_routine(words, after, book):
                return (*row[:at], *row[after:])
    return row


def same_again(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "same focus mode for the lamp" → "focus mode for the lamp", "the lamp, same focus thing" → "the lamp focus"."""
    same = next((i for i, token in enumerate(row[:-1]) if token.text in book.words("same_word")), None)
    if same is None or len(row) < TOGETHER:
        return row
    known = next((p for p in chunk(row, book.lexicon, book.vocabulary) if p.start == same + 1), None)
    if known is None or not known.named(Sort.CONCEPT):
        return row
    lead = same - 1 if same and row[same - 1].text in book.words("definite_article") else same
    end = known.end + int(known.end < len(row) and row[known.end].text in book.vocabulary.words("same_nouns"))
    if lead and end < len(row):
        return row  # "it should be the same focus as …"
    term = (replace(row[same + 1], comma_before=False, sentence_start=row[lead].sentence_start and not lead),)
    rest = row[same + 2 : known.end] + row[end:]
    return start_of((*row[:lead], *term, *rest))


def _names_routine(words: Sequence[str], at: int, book: Phrasebook) -> bool:
    return any(
        name.sort is Sort.CONCEPT and isinstance(book.lexicon.concept(name.id).meaning, Routine)
        for _, names in book.lexicon.at(words, stems(words), at)
        for name in names
    )


def without_tags(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "the bedside lamp and all" → "the bedside lamp"."""
    last = row[-1].text if row else ""
    for tag in book.vocabulary.ending("tags", last):
        if len(row) > len(tag) + 1 and tuple(token.text for token in row[-len(tag) :]) == tag:
            return row[: -len(tag)]
    if {token.text for token in row} & book.vocabulary.words("defining_words"):
        return row
    for tag in book.vocabulary.ending("request_tags", last):
        if len(row) > len(tag) + 1 and tuple(token.text for token in row[-len(tag) :]) == tag:
            rest = row[: -len(tag)]
            taught = book.lexicon.concepts_named(" ".join(tag))
            leads = chunk(rest, book.lexicon, book.vocabulary)[-1]
            bare = leads.word("preposition") and not leads.word("particle")
            return row if taught or bare or leads.word("determiner") else without_tags(rest, book)
    return row


def left_alone(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "leave the lamp as it is" → "leave the lamp alone"."""
    words = [token.text for token in row]
    if words[-1] in book.vocabulary.words("left_alone") and any(
        book.vocabulary.opening(row, "but_leave", at) for at in range(len(row) - 1)
    ):
        return row[:-1]
    for keeping in (i for i, word in enumerate(words) if word in book.words("staying_verbs")):
        for phrase in book.vocabulary.phrases("left_as_is"):
            for at in range(keeping + 2, len(row) - len(phrase) + 1):
                if tuple(words[at : at + len(phrase)]) == phrase:
                    return (
                        *row[:at],
                        replace(row[at], text=book.vocabulary.written["untouched"]),
                        *row[at + len(phrase) :],
                    )
    return row
