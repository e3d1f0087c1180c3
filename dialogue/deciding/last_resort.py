"""What is said around an answer or a request, when nothing else could make sense of the whole of it.

"Forty, warm. For old fellas." in answer to a question, "oven on at two hundred, doing nachos": the text is cut at its
pauses; one run of the pieces is taken when it is complete and explained by itself, and when nothing in the others could
be meant: they name nothing of the home and say no value, number or time. What nobody knows is never dropped in silence:
where the hub would ask about it, it must also be a remark by its form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dialogue.asides.comment_words import comment_words
from dialogue.asides.pauses import with_pauses
from dialogue.asides.remarks import ANSWERS, Remarks
from dialogue.deciding.stray import weigh
from dialogue.decision import Decision
from dialogue.dialogue_state import MeaningQuestion, MissingQuestion, OpenQuestion, WhichQuestion
from dialogue.listening import listen
from dialogue.mind import Mind
from dialogue.normalizing.hesitations import start_of
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.requests import read_request
from dialogue.reading.statements import is_answer
from dialogue.response import Kind
from dialogue.timing.times import find_times
from dialogue.token_edits import stretches
from dialogue.tokens import Token, is_punctuated, tokenize
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort, split

Row = tuple[Token, ...]
TELLING = frozenset({"value", "extreme", "comparative", "exception", "kind", "attribute"})
"""Labels of words that a value, a thing or a change may be said with."""
AMONG_KNOWN = frozenset({"state", "particle"})
"""The same, where every word beside them is known: "on", "all the way up", but not "good on ya"."""
DONE = frozenset({Kind.ACTS, Kind.SCHEDULES, Kind.REFUSES, Kind.ASKS_CONFIRM})
ANSWERED = frozenset({Kind.ACTS, Kind.SCHEDULES, Kind.CONFIRMS})
SHORTEST_REMARK = 2
MOST = 6
"""A text of more pieces is a story."""


@dataclass(frozen=True)
class LastResort:
    """Tries parts of a text. ``decide`` is how a text is decided on in place of the whole."""

    mind: Mind
    decide: Callable[[str], Decision]

    def instead_of(self, decision: Decision) -> Decision:
        """The decision about what is complete in the text; the one given where nothing is."""
        question = self.mind.state.question
        parts = self._parts()
        if not 1 < len(parts) <= MOST:
            return decision
        found = None
        if isinstance(question, MeaningQuestion | MissingQuestion | WhichQuestion):
            found = self._answer(parts, question, decision)
        return found or self._request(parts, decision) or decision

    def _answer(self, parts: Sequence[Row], question: OpenQuestion, decision: Decision) -> Decision | None:
        """The one run of parts that holds all that could be an answer, when it is one."""
        if decision.understood and decision.kind is not Kind.ASKS_ABOUT:
            return None
        said = [number for number, part in enumerate(parts) if self._says_something(part)]
        if not said or said[-1] - said[0] + 1 == len(parts):
            return None
        run, rest = parts[said[0] : said[-1] + 1], (*parts[: said[0]], *parts[said[-1] + 1 :])
        if not self._may_go(rest, decision) or any(self._could_be_meant(part) for part in parts[said[-1] + 1 :]):
            return None
        text = self._text(run)
        heard = listen(text, self.mind.situation, self.mind.statements, answering=True)
        if not self._is_explained(heard):
            return None
        found = self.decide(text)
        settled = found.kind in ANSWERED and not found.spans
        if isinstance(question, MeaningQuestion):
            settled = settled and (bool(found.learned) or found.kind is Kind.ACTS)
        return found if settled else None

    def _request(self, parts: Sequence[Row], decision: Decision) -> Decision | None:
        """The first parts, when they are all that was asked for and what is asked about stands behind them."""
        if decision.kind is not Kind.ASKS_ABOUT or not decision.spans:
            return None
        for end in range(len(parts) - 1, 0, -1):
            rest = parts[end:]
            if any(self._says_something(part) for part in rest) or not self._may_go(rest, decision):
                return None
            if not all(self._holds(rest, span.text) for span in decision.spans):
                continue
            text = self._text(parts[:end])
            found = self.decide(text)
            if found.kind in DONE and not found.spans:
                return replace(found, asked=found.asked or text)
        return None

    # -- what may go

    def _may_go(self, rest: Sequence[Row], decision: Decision) -> bool:
        """Whether nobody would miss it: what the hub would ask about is a remark by its form."""
        question = self.mind.state.question
        own = question.span.text if isinstance(question, MeaningQuestion) else None
        asked = [span.text for span in decision.spans if span.text != own]
        return all(self._is_remark(part) for part in rest if any(self._holds((part,), text) for text in asked))

    def _holds(self, parts: Sequence[Row], text: str) -> bool:
        words = {token.text for part in parts for token in part}
        return set(split(text)) <= words

    def _says_something(self, part: Row) -> bool:
        """Whether anything in it could be meant: a thing, a value, a number, a time, a command, a short answer."""
        mind, book = self.mind, self.mind.situation.book
        row = start_of(part)
        if any(is_answer(row, kind, mind.statements) for kind in ANSWERS):
            return True
        pieces = self._pieces(row)
        known = all(piece.known for piece in pieces)
        if known and any(word.label in AMONG_KNOWN for piece in pieces for word in piece.words):
            return True
        if any(self._is_meant(piece) for piece in pieces) or any(True for _ in find_times(row, mind.situation.now)):
            return True
        request = read_request(row, book, mind.situation.now)
        return any(clause.acts and not clause.unknowns and clause.targets for clause in request.clauses)

    def _is_meant(self, piece: Chunk) -> bool:
        book = self.mind.situation.book
        return (
            book.is_item(piece)
            or bool(book.areas_named(piece) or piece.named(Sort.CONCEPT))
            or piece.quantity is not None
            or any(word.label in TELLING for word in piece.words)
        )

    def _is_explained(self, heard: Row) -> bool:
        """Whether nothing in it is strange: every word is known, or nothing is left open when it is read."""
        book, now = self.mind.situation.book, self.mind.situation.now
        pieces = self._pieces(heard)
        qualities = {*book.vocabulary.words("value_qualities"), *book.vocabulary.measures, *book.vocabulary.graded}
        if all(piece.known or piece.text in qualities for piece in pieces):
            return True  # "green, and bright, like ninety percent"
        request = read_request(heard, book, now)
        told = any(clause.leftovers for clause in request.clauses) or weigh(heard, pieces, book).narrative
        return bool(request.clauses) and request.complete and not told

    def _could_be_meant(self, part: Row) -> bool:
        """ "twenty, glimmery": a strange word or two right behind an answer are as likely a part of it."""
        told = comment_words()
        said = told.leads | told.adverbs | told.evaluations | told.vague
        if self._is_remark(part) or all(p.known or p.text in said for p in self._pieces(part)):
            return False
        return len(part) == 1 or (len(part) == SHORTEST_REMARK and not part[0].sentence_start)

    def _is_remark(self, part: Row) -> bool:
        """Whether it is no name of anything by its form: a clause about people, what somebody does, or a purpose."""
        told, forms, words = comment_words(), word_forms(), self.mind.words
        texts = [token.text for token in part]
        if len(texts) < SHORTEST_REMARK:
            return False
        first, second = texts[0], texts[1]
        if first in told.subjects:
            return told.asking.isdisjoint(texts)
        if not words("no_remark_words").isdisjoint(texts):
            return False
        finite = any(text in told.finite or text.endswith(forms.negation) for text in texts[1:])
        if (
            first in words("beneficiary_prepositions")
            or (first in told.possessives and finite)
            or texts[-1] in told.kin
        ):
            return True
        vocabulary = self.mind.situation.book.vocabulary
        cheers = vocabulary.opening(part, "cheers")
        if cheers > 0 and not any(piece.known for piece in self._pieces(part) if piece.start >= cheers):
            return True  # "go Rovers"
        if self._pieces(part)[0].known:
            return False
        if first.endswith(forms.gerund) or second in words("remark_objects"):
            return True
        if second in told.finite - words("plain_copulas") and len(texts) > SHORTEST_REMARK:
            return True  # "Pastor would approve"
        tells = first.endswith((*forms.past, *forms.third_person)) and not first.endswith(forms.unchanged)
        return tells and second in told.determiners

    # -- parts

    def _parts(self) -> list[Row]:
        """The text cut at its pauses, as it was written; where nobody wrote any, where the grammar wants one."""
        text = self.mind.utterance.text
        row = tokenize(text)
        if not is_punctuated(text):
            row = with_pauses(row, Remarks(self.mind.situation, self.mind.statements, answering=True))
        return stretches(row) if row else []

    def _text(self, run: Sequence[Row]) -> str:
        return self.mind.utterance.text[run[0][0].start : run[-1][-1].end]

    def _pieces(self, row: Row) -> tuple[Chunk, ...]:
        return chunk(row, self.mind.lexicon, self.mind.situation.book.vocabulary)
