"""Tells what is a remark: a clause about people or things outside the home, a judgement, a question asked of nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogue.asides.comment_words import CommentWords, comment_words
from dialogue.asides.reported import is_reporting
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.statements import StatementBook, asks_of_word, is_answer, strip_answer
from dialogue.situation import Situation
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort
from teaching.phrases import stems

Row = tuple[Token, ...]
LONGEST_SUBJECT = 4
ANSWERS = ("cancel", "yes", "no", "help", "why", "repeat", "done", "only_now", "always")


@dataclass(frozen=True)
class Remarks:
    """What is a remark, as the home and the conversation stand. Words in a slot of a request never are: no clause."""

    situation: Situation
    statements: StatementBook
    answering: bool = False
    language: str = "en"

    @property
    def book(self) -> Phrasebook:
        """The words of this home."""
        return self.situation.book

    @property
    def words(self) -> CommentWords:
        """The words of remarks."""
        return comment_words(self.language)

    def is_comment(self, part: Row) -> bool:
        """Whether a part of a sentence is a clause about people or things outside the home, or a judgement."""
        row = list(part)
        while len(row) > 1 and row[0].text in self.words.leads:
            row.pop(0)
        texts, said = [token.text for token in row], [token.text for token in part]
        if said[0] in self.words.timing and not self._is_standing(texts):
            return False
        pieces = self.pieces(bare(row))
        joined = int(said[0] in self.words.joiners and len(said) > 1)
        if self._is_report(texts, pieces) or self._is_report(said[joined:], pieces):
            return True
        if (
            is_reporting(part)
            or texts[0] in self.words.subordinators
            or any(is_answer(row, kind, self.statements) for kind in ANSWERS)
        ):
            return False
        if self._is_expected(texts, pieces) or self._calls_to(texts, pieces):
            return True
        if any(
            (piece.quantity is not None and piece.text not in self.book.words("numeral_one"))
            or piece.named(Sort.CONCEPT)
            for piece in pieces
        ):
            return False
        if self.is_judgement(texts):
            return True
        if any(piece.named(Sort.ENTITY) or self.book.areas_named(piece) for piece in pieces):
            return False
        kinds = any(self.is_anchored(piece) for piece in pieces)
        valued = any(piece.word("value") or piece.word("extreme") or piece.word("comparative") for piece in pieces)
        step = texts[0] in self.words.determiners and bool(pieces[-1].word("state") or valued)
        if self.answering and (step or self._says_how(row)):
            return False  # "and the spots are off": a step
        if self._is_about_people(texts, valued=valued):
            stated = any(piece.word("state") or piece.word("particle") for piece in pieces)
            own = self.answering and stated and texts[0] in self.book.vocabulary.words("step_subjects")
            return not (kinds and (self._is_step(texts) or own))
        if kinds or valued:
            return self._hurts(texts) if kinds else self._is_about_body(texts)
        return (
            self._is_about_body(texts)
            or self._is_about_things(texts)
            or self.is_own_question(texts)
            or self._lacks_subject(texts)
            or self._lacks_subject(said)
        )

    def _says_how(self, row: Sequence[Token]) -> bool:
        """ "… and it's purple": the next piece of an answer, a value and no more, of what was asked about."""
        if row[0].text not in self.words.things or len(row) < 2:
            return False
        rough = self.book.vocabulary.words("qualities")
        beside = self.words.adverbs | self.words.degrees | self.words.determiners
        core = strip_answer(row, self.statements)
        said = [piece for piece in self.pieces(tuple(core)) if piece.text not in beside]
        return bool(said) and all(
            (piece.word("value") or piece.named(Sort.OPTION)) and piece.text not in rough for piece in said
        )

    def _hurts(self, texts: Sequence[str]) -> bool:
        """ "the light hurts my head": what a thing does to somebody's body."""
        body = len(texts) > 2 and texts[-1] in self.words.body and texts[-2] in self.words.possessives
        return body and texts[0] in self.words.determiners and not self.answering

    def _is_step(self, texts: Sequence[str]) -> bool:
        """ "… and I draw the curtains": in an answer it is told what is done."""
        verb = next((word for word in texts[1:] if word not in self.words.adverbs), "")
        return self.answering and (verb in self.words.commands or word_forms().singular(verb) in self.words.commands)

    def _is_report(self, texts: Sequence[str], pieces: Sequence[Chunk]) -> bool:
        """ "all done baking", "finished": what somebody has got done; not of a thing of the home, nor as an answer."""
        if self.answering or any(piece.named(Sort.CONCEPT) for piece in pieces):
            return False
        begun = _longest(self.words.reports, texts)
        if begun == len(texts):
            return True
        more = _longest(self.words.remark_openers, texts)
        stays = any(self.is_anchored(piece) for piece in pieces) and not _longest(self.words.sated, texts)
        if stays or any(
            piece.quantity is not None and piece.text not in self.book.words("numeral_one") for piece in pieces
        ):
            return False
        over = len(texts) > 1 and texts[-1] in self.words.remark_ends
        return bool(begun or over or 0 < more < len(texts)) and len(texts) - max(begun, more) <= LONGEST_SUBJECT

    def _calls_to(self, texts: Sequence[str], pieces: Sequence[Chunk]) -> bool:
        """ "lights off, bed", "telly off, teeth": what people are called to, which is nothing of the home."""
        if self.answering or any(self.is_anchored(piece) for piece in pieces):
            return False
        called = self.book.vocabulary.words("everyday_purposes") | self.words.body
        left = [word for word in texts if word not in self.words.adverbs and word not in self.words.degrees]
        return len(texts) <= LONGEST_SUBJECT and len(left) == 1 and left[0] in called

    def _is_expected(self, texts: Sequence[str], pieces: Sequence[Chunk]) -> bool:
        """ "guests at six", "company coming": who or what is about to come, without a verb."""
        start = next((i for i, word in enumerate(texts[:2]) if word not in self.words.determiners), 0)
        if start + 1 >= len(texts) or texts[start] not in self.words.expected:
            return False
        if any(piece.named(Sort.ENTITY) or piece.named(Sort.CONCEPT) for piece in pieces):
            return False
        return texts[start + 1] in self.words.expecting

    def _lacks_subject(self, texts: Sequence[str]) -> bool:
        """ "can't see a thing", "no idea why", "let me find my glasses": nobody is named, and nothing of the home."""
        openings = self.words.openings.get(texts[0], ()) if texts else ()
        begun = next((o for o in openings if tuple(texts[: len(o)]) == o), None)
        if begun is None or len(texts) < 2:
            return False
        return begun in self.book.vocabulary.phrases("letting_oneself") or not any(
            word in self.words.commands for word in texts[1:3]
        )

    def _is_standing(self, texts: Sequence[str]) -> bool:
        """ "as my knees are bad" gives a reason; "as I arrive" says when, and is no remark."""
        return any(word in self.words.states or word.endswith(word_forms().standing) for word in texts[:5])

    def has_enough(self, part: Sequence[str]) -> bool:
        """ "no more biscuits": of something that nobody knows here."""
        sated = _longest(self.words.sated, part)
        if not 0 < sated < len(part):
            return False
        return not any(self.is_anchored(p) for p in self.pieces(bare([Token(text, 0, 0) for text in part[sated:]])))

    def is_vague(self, texts: Sequence[str]) -> bool:
        """ "really low", "barely there": nothing beside a number."""
        known = self.words.evaluations | self.words.degrees | self.words.vague
        return all(word in known for word in texts) and any(word not in self.words.joiners for word in texts)

    def is_judgement(self, texts: Sequence[str]) -> bool:
        """ "horrible basically", "lovely and snug"."""
        known = self.words.evaluations | self.words.degrees
        return all(word in known for word in texts) and any(word in self.words.evaluations for word in texts)

    def _is_about_people(self, texts: Sequence[str], *, valued: bool) -> bool:
        """ "I can't hear myself think", "the baby just went down", "my husband always did feel the cold"."""
        words = self.words
        if texts[0] in words.subjects:
            first = next((word for word in texts[1:] if word not in words.adverbs), "")
            if texts[0] in self.book.words("wishing_subjects"):
                return False
            if first in words.asking and first not in words.negated and not self.wants_to_do(texts):
                return self._likes_it(texts)
            return len(texts) > 1 and not (valued and any(word in words.hedging for word in texts[:4]))
        return 0 < self.subject_end(texts) < len(texts) or self._is_about_household(texts)

    def _likes_it(self, texts: Sequence[str]) -> bool:
        """ "he'll love it", "she hates that so much": a liking, and nothing that says what for."""
        at = next((i for i, word in enumerate(texts) if word in self.words.liking), len(texts))
        before = all(
            word in self.words.adverbs or word in self.book.words("future_auxiliaries") for word in texts[1:at]
        )
        return before and at + 1 < len(texts) and all(word in self.words.liked for word in texts[at + 1 :])

    def wants_to_do(self, texts: Sequence[str]) -> bool:
        """ "I need to see what I'm doing": wanted, but nothing that the hub could do."""
        to = next((i for i, word in enumerate(texts[:4]) if word in self.book.words("infinitive_marker")), None)
        return (
            to is not None
            and to + 1 < len(texts)
            and texts[to + 1] not in self.words.commands | self.book.words("light_infinitives")
        )

    def _is_about_household(self, texts: Sequence[str]) -> bool:
        return self.person_end(texts) > 0

    def person_end(self, texts: Sequence[str]) -> int:
        """The end of somebody's name that a verb follows: "Annika's asleep", "Wilf is in bed"."""
        bare = [word_forms().bare(text) for text in texts]
        named = self.book.lexicon.at(bare, stems(bare), 0)
        if not any(name.sort is Sort.PERSON for _, names in named for name in names):
            return 0
        piece = self.pieces(tuple(Token(text, 0, 0) for text in bare))[0]
        if not piece.named(Sort.PERSON) or piece.end >= len(texts):
            return 0
        thing = self._thing_end(texts)
        if thing > piece.end:  # "Tobi's light" is no Tobi who is something
            return thing if thing < len(texts) and self.is_finite(texts[thing]) else 0
        told = texts[piece.end - 1].endswith(word_forms().possessive) or self.is_finite(texts[piece.end])
        return piece.end if told else 0

    def _thing_end(self, texts: Sequence[str]) -> int:
        """The end of the name of a thing or a room that these words begin with."""
        named = self.book.lexicon.at(texts, stems(texts), 0)
        return max((end for end, names in named for n in names if n.sort in (Sort.ENTITY, Sort.AREA)), default=0)

    def subject_end(self, texts: Sequence[str]) -> int:
        """The end of a subject about people that a verb follows: "my old mother" in "my old mother is asleep"."""
        words = self.words
        if texts and texts[0] in words.subjects | words.things:
            return 1
        start = 1 if texts and texts[0] in words.determiners else 0
        for end in range(start + 1, min(len(texts), start + LONGEST_SUBJECT) + 1):
            noun = texts[end - 1]
            bare = word_forms().alone(noun)
            if bare not in words.kin:
                continue
            if bare != noun:
                return end if end < len(texts) else 0
            return end if end < len(texts) and self.is_finite(texts[end]) else 0
        return 0

    def is_finite(self, word: str) -> bool:
        return (
            word in self.words.finite
            or word in self.words.adverbs
            or (len(word) > 3 and word.endswith(word_forms().told) and not word.endswith(word_forms().unchanged))
        )

    def _is_about_body(self, texts: Sequence[str]) -> bool:
        """ "my eyes", "my poor feet are like ice"."""
        if texts[0] not in self.words.possessives:
            return False
        return any(word_forms().bare(word) in self.words.body for word in texts[1:4])

    def _is_about_things(self, texts: Sequence[str]) -> bool:
        """ "it's the stone", "that wakes her up", "the film's about to start": nothing of the home in it."""
        words = self.words
        if texts[0] in words.things:
            return len(texts) > 1 and not any(word in words.asking and word not in words.negated for word in texts[1:3])
        if texts[0] not in words.determiners:
            said = len(texts) > 1 and texts[0].endswith(word_forms().possessive)
            return said and (
                texts[1].endswith(word_forms().gerund) or texts[1] in words.over
            )  # "film's starting", "pie's done"
        for end in range(2, min(len(texts), LONGEST_SUBJECT + 1)):
            noun, verb = texts[end - 1], texts[end]
            if noun.endswith(word_forms().being_had):
                return True
            if verb in words.finite or (verb in words.adverbs and end + 1 < len(texts)):
                return True
            if len(verb) > 4 and verb.endswith(word_forms().past):
                return True
        return False

    def is_own_question(self, texts: Sequence[str]) -> bool:
        """ "where was I", "isn't it awful": nothing that the hub could answer."""
        if asks_of_word(texts, self.statements):
            return False
        asked = texts[0] in self.words.questions and any(word in self.words.questioned for word in texts[1:4])
        return asked and len(texts) > 2

    def pieces(self, row: Row) -> tuple[Chunk, ...]:
        return chunk(row, self.book.lexicon, self.book.vocabulary)

    def is_anchored(self, piece: Chunk) -> bool:
        return self.book.is_item(piece) or bool(piece.named(Sort.CONCEPT))


def bare(row: Sequence[Token]) -> Row:
    """The words without a clitic "is": "the back door's open" names the back door."""
    return tuple(
        replace(token, text=word_forms().bare(token.text)) if token.text.endswith(word_forms().possessive) else token
        for token in row
    )


def _longest(phrases: Sequence[tuple[str, ...]], texts: Sequence[str]) -> int:
    """How many words the longest of the phrases takes that the words begin with."""
    return max((len(phrase) for phrase in phrases if tuple(texts[: len(phrase)]) == phrase), default=0)
