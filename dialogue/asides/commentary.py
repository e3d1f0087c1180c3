"""Tells what is asked for from what is said beside it: "lamp off, the baby's asleep", "sorry, where was I. Forty".

A sentence is cut at its pauses and where a reason is joined on. A part that is a clause about people or things outside
the home, a judgement, or a question people ask themselves is a comment. It goes when what is left stands by itself: a
request, or an answer to the open question. Words in a slot of the request never are a comment: they are no clause.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogue.asides.comment_words import CommentWords
from dialogue.asides.remarks import ANSWERS, LONGEST_SUBJECT, Remarks, Row, bare
from dialogue.interpretation import Request
from dialogue.normalizing.hesitations import start_of
from dialogue.normalizing.wrappings import wrapping_words
from dialogue.reading.chunks import Chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.requests import read_request
from dialogue.reading.statements import find_statements, is_answer
from dialogue.situation import Situation
from dialogue.tokens import holds_any, places
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort

OPEN_STATEMENTS = frozenset({"is_definition", "explain", "amend_change", "drop_step"})
"""Statements so open that a request with a comment may look like one."""
LOOSE_STATEMENTS = frozenset({"teach"})
"""Statements that a whole command with a reason behind it looks like: "turn off the lamp, it is hurting my eyes"."""
CLOSED_STATEMENTS = frozenset(
    {"name", "rename", "remember_state", "remember_value", "forget", "undo", "retire", "restore"}
)
"""Statements that are over where a comment begins."""


@dataclass(frozen=True)
class Commentary:
    """Finds the comments in a sentence, as the home and the conversation stand."""

    remarks: Remarks

    @property
    def situation(self) -> Situation:
        """Where and when it is said."""
        return self.remarks.situation

    @property
    def book(self) -> Phrasebook:
        """The words of this home."""
        return self.remarks.book

    @property
    def words(self) -> CommentWords:
        """The words of comments."""
        return self.remarks.words

    @property
    def answering(self) -> bool:
        """Whether a question is open."""
        return self.remarks.answering

    def without(self, row: Row) -> Row:
        """The sentence without its comments. Nothing is left of one that is said to somebody of the household."""
        addressed = self._without_address(row)
        if addressed is not row:
            return addressed
        parts = self._parts(row)
        if len(parts) < 2:
            return row
        if not self.answering and self._hands_back(parts[-1]):
            return ()
        placed = self._placed(parts)
        if placed is not None:
            return placed
        strange = None if self.answering else self._with_strange_thing(parts)
        if strange is not None:
            return strange
        measured = self.answering and any(p.quantity is not None for p in self.remarks.pieces(row))
        comments: list[bool] = []
        for number, part in enumerate(parts):
            said = [one for one, gone in zip(parts[:number], comments, strict=True) if not gone]
            comments.append(
                self.remarks.is_comment(part)
                or (number > 0 and self._says_again(part, said))
                or (measured and self.remarks.is_vague([token.text for token in part]))
            )
        if all(comments):
            return row
        if not any(comments):
            return self._with_focus(parts) or self._without_news(parts) or row
        kept = tuple(token for part, comment in zip(parts, comments, strict=True) if not comment for token in part)
        core = start_of((replace(kept[0], comma_before=False), *kept[1:]))
        if self._points_back(core, [part for part, comment in zip(parts, comments, strict=True) if comment]):
            return row
        stated = self._groups(row) - (LOOSE_STATEMENTS if self._commands(core) else frozenset())
        if stated and not stated & self._groups(core) & CLOSED_STATEMENTS:
            return row
        if not self._stands(core):
            return self._with_focus(parts) or row
        return core

    def _hands_back(self, part: Row) -> bool:
        """ "…, he said": somebody else's words stand before it."""
        texts = [token.text for token in part]
        others = self.words.subjects - self.words.own
        return len(texts) == 2 and texts[0] in others and texts[1] in self.words.saying

    def _commands(self, core: Row) -> bool:
        """Whether it is a command from its first word on, be its verb known or not, to things that are named."""
        request = read_request(core, self.book, self.situation.now)
        return bool(request.clauses) and all(
            c.verb_first
            and (c.acts or any(span.role == "action" for span in c.unknowns))
            and any(p.pronoun is None and not p.concept_id for p in c.targets)
            for c in request.clauses
        )

    def _points_back(self, core: Row, comments: Sequence[Row]) -> bool:
        """ "they moan about the shutters, keep them out of cosy": the change of a word needs what the comment names."""
        if not any(token.text in self.words.pronouns for token in core[:3]):
            return False
        named = any(self.book.is_item(piece) for part in comments for piece in self.remarks.pieces(bare(part)))
        return named and any(group.startswith("amend_") for group in self._groups(core))

    def _placed(self, parts: Sequence[Row]) -> Row | None:
        """ "it's pitch black in the boot room, put a light on" → "put a light on in the boot room": a strange place
        is still where it shall be, so that it is asked about.
        """
        place = self._strange_place(parts[0])
        if place is None or self.answering:
            return None
        rest = tuple(token for part in parts[1:] for token in part)
        core = start_of((replace(rest[0], comma_before=False), *rest[1:]))
        request = read_request(core, self.book, self.situation.now)
        named = any(c.areas or c.scope or any(p.named for p in c.targets) for c in request.clauses)
        if named or request.unknowns or self._groups(core) or not self._stands(core):
            return None
        return (*core, *place)

    def _strange_place(self, part: Row) -> Row | None:
        """ "in the boot room": the end of a remark that says how dark or cold it is somewhere nobody knows."""
        words = self.book.vocabulary.words
        for at in range(1, len(part) - 2):
            named = part[at + 2 :]
            if part[at].text not in words("strange_place_leads") or part[at + 1].text not in words(
                "definite_determiners"
            ):
                continue
            if len(named) > LONGEST_SUBJECT or not self._complains(part[:at]):
                return None
            if any(token.text in self.words.body for token in named):
                return None  # "the sun is in my eyes"
            pieces = self.remarks.pieces(named)
            if any(p.known and not p.word("kind") and p.text not in words("place_nouns") for p in pieces):
                continue
            part_words = self.remarks.statements.part_words.values()
            if {t.text for t in named} & {w for row in part_words for p in row for w in p}:
                return None
            if any(self.book.areas_named(p) or p.named(Sort.ENTITY) for p in pieces):
                return None
            return part[at:]
        return None

    def _complains(self, part: Row) -> bool:
        """Whether it says how it is: dark, cold, stuffy."""
        texts = [token.text for token in part]
        vocabulary = self.book.vocabulary
        phrases = [p for entry in (*vocabulary.complaints, *vocabulary.complaint_verbs) for p in entry.words]
        return holds_any(texts, phrases)

    # -- said to somebody

    def _without_address(self, row: Row) -> Row:
        """Without a name that is called, and what is said to its bearer in that sentence."""
        end = self._called(row)
        if not end:
            return row
        after = next((i for i in range(end, len(row)) if row[i].sentence_start), len(row))
        rest = row[after:]
        if rest and self._stands(rest):
            return start_of((replace(rest[0], comma_before=False), *rest[1:]))
        said = start_of((replace(row[end], comma_before=False), *row[end + 1 :]))
        core = self.without(said)
        if self._stands(core) and not read_request(core, self.book, self.situation.now).unknowns:
            return core
        return row if any(self.remarks.is_anchored(piece) for piece in self.remarks.pieces(said)) else ()

    def _called(self, row: Row) -> int:
        """The end of somebody's name that opens the sentence before a pause, also "Sam love"."""
        end = next((i for i in range(1, min(len(row), 4)) if row[i].comma_before), 0)
        if not end or row[end - 1].text.endswith(word_forms().possessive):
            return 0
        name = self.remarks.pieces(row[:end])[0]
        if not name.named(Sort.PERSON):
            return 0
        return (
            end
            if name.end == end or wrapping_words(self.remarks.language).vocatives.end(row[:end], name.end) == end
            else 0
        )

    # -- parts

    def _parts(self, row: Row) -> list[Row]:
        """The sentence cut at pauses, and where "because" or "but" joins a clause about somebody."""
        cuts = [0]
        texts = [token.text for token in row]
        for i in range(1, len(row)):
            joined = (
                row[i].text in self.words.joiners - self.words.timing
                and i + 1 < len(row)
                and self._begins_remark(texts[i], texts[i + 1 : self._pause(row, i + 1)], texts[i + 1 :])
            )
            enough = texts[i] in self.words.joiners and self.remarks.has_enough(texts[cuts[-1] : i])
            if row[i].comma_before or joined or enough:
                cuts.append(i)
        cuts.append(len(row))
        return [row[a:b] for a, b in itertools.pairwise(cuts)]

    def _begins_remark(self, joiner: str, part: Sequence[str], rest: Sequence[str]) -> bool:
        if self.remarks.subject_end(rest) > 0 or self.remarks.has_enough(part):
            return True
        return self.answering and joiner in self.book.words("plain_joiners") and self.remarks.is_vague(part)

    def _pause(self, row: Row, start: int) -> int:
        return next((i for i in range(start + 1, len(row)) if row[i].comma_before), len(row))

    def _says_again(self, part: Row, earlier: Sequence[Row]) -> bool:
        """ "yes", "yes, twenty three": an assent to oneself, or what was said before."""
        texts = [token.text for token in part if token.text not in self.words.leads]
        if not texts:
            return self.answering
        told = self.words.subjects | self.words.determiners if self.answering else frozenset()
        said = [[token.text for token in row] for row in earlier if row[0].text not in told]
        return any(next(places(row, texts), None) is not None for row in said)

    # -- what is left

    def _stands(self, core: Row) -> bool:
        """Whether this is a request, or an answer to the open question, by itself."""
        pieces = self.remarks.pieces(core)
        if self.answering and (
            any(p.quantity is not None or p.word("value") or self.remarks.is_anchored(p) for p in pieces)
            or any(is_answer(core, kind, self.remarks.statements) for kind in ANSWERS)
        ):
            return True
        if self.situation.focus and pieces[0].quantity is not None:
            rest = tuple(token.text for token in core[pieces[0].end :])
            if not rest or rest in self.book.vocabulary.phrases("one_off"):
                return True  # "fifty five, just this once" of what was just spoken of
        return bool(self._groups(core)) or self._asks(read_request(core, self.book, self.situation.now))

    def _groups(self, row: Row) -> set[str]:
        """What the whole of it says about words: "watch me, I'll show you film club"."""
        found = find_statements(row, self.remarks.statements, lambda term: bool(self.book.lexicon.concepts_named(term)))
        return {statement.group for statement in found} - OPEN_STATEMENTS

    def _asks(self, request: Request) -> bool:
        for clause in request.clauses:
            named = any(p.pronoun is None or p.pronoun == "everything" for p in clause.targets)
            said = bool(clause.values or clause.particle or clause.verb or clause.action or request.unknowns)
            if clause.scenes or clause.content or ((named or clause.areas or clause.scope) and said):
                return True
            if self.situation.focus and clause.targets and clause.acts:
                return True
            if clause.verb == "scene" and clause.verb_first and any(span.role == "scene" for span in clause.unknowns):
                return True  # "Dad's on a call, do ghost house"
        return False

    def _without_news(self, parts: Sequence[Row]) -> Row | None:
        """ "somebody's at the front door, hall light on": what is told goes when the rest names its own thing."""
        news = [self._is_news(part) for part in parts]
        if not any(news) or all(news) or self._groups(tuple(token for part in parts for token in part)):
            return None
        kept = tuple(token for part, told in zip(parts, news, strict=True) if not told for token in part)
        core = start_of((replace(kept[0], comma_before=False), *kept[1:]))
        request = read_request(core, self.book, self.situation.now)
        whole = request.complete and all(
            c.acts and any(p.named or p.fitting for p in c.targets) for c in request.clauses
        )
        return core if request.clauses and whole else None

    def _is_news(self, part: Row) -> bool:
        texts = [token.text for token in part]
        pieces = self.remarks.pieces(bare(part))
        if texts[0] not in self.words.subjects | self.words.things or len(texts) < 3:
            return False
        if any(p.quantity is not None or p.named(Sort.CONCEPT) or self.book.areas_named(p) for p in pieces):
            return False
        return texts[0].endswith(word_forms().being_had) or texts[1] in self.words.finite - self.words.asking

    def _tells_when(self, part: Row) -> bool:
        """ "whenever the lamp goes on": what shall be whenever something is switched on belongs to it."""
        words, row = self.book.vocabulary.words, [token.text for token in part]
        return bool(self.book.vocabulary.opening(part, "switching_openers")) and any(
            verb in words("switching_verbs") and on in self.book.words("plain_on")
            for verb, on in itertools.pairwise(row)
        )

    def _with_focus(self, parts: Sequence[Row]) -> Row | None:
        """ "we've left the garage open, close it" → "close the garage": the comment says what "it" is."""
        if len(parts) != 2:
            return None
        comment, core = parts
        texts = [token.text for token in comment]
        if self._tells_when(comment):
            return None
        comment = bare(comment)
        place = next((i for i, token in enumerate(core) if token.text in self.words.pronouns), None)
        pieces = self.remarks.pieces(comment)
        named = self._thing_named(pieces)
        told = texts[0] in self.words.subjects or any(
            word in self.words.finite or word.endswith(word_forms().possessive) for word in texts[1:6]
        )
        if named is not None and named[1] < len(texts):
            told = told or self.remarks.is_finite(texts[named[1]])
        if place is None or named is None or not told:
            return None
        if any(self.remarks.is_anchored(piece) and not piece.word("verb") for piece in self.remarks.pieces(core)):
            return None
        if any(piece.quantity is not None or piece.named(Sort.CONCEPT) for piece in pieces):
            return None
        row = self._named_for(core, place, comment[named[0] : named[1]])
        request = read_request(row, self.book, self.situation.now)
        return row if not request.unknowns and self._asks(request) else None

    def _with_strange_thing(self, parts: Sequence[Row]) -> Row | None:
        """ "the craft lamp is too bright, dim it" → "dim the craft lamp", where nobody has told which lamp that is."""
        if len(parts) != 2 or self._tells_when(parts[0]):
            return None
        comment, core = bare(parts[0]), parts[1]
        place = next((i for i, token in enumerate(core) if token.text in self.words.pronouns), None)
        pieces = self.remarks.pieces(comment)
        named = self._thing_named(pieces)
        if not place or named is None or any(self.remarks.is_anchored(p) for p in self.remarks.pieces(core)):
            return None
        inside = [piece for piece in pieces if named[0] <= piece.start < named[1]]
        led = named[0] > 0 and comment[named[0] - 1].text in self.words.determiners
        if not led or inside[0].known or not self.book.kinds_named(inside[-1]):
            return None
        row = self._named_for(core, place, comment[named[0] : named[1]])
        unknowns = read_request(row, self.book, self.situation.now).unknowns
        return row if len(unknowns) == 1 and unknowns[0].role == "device" else None

    def _named_for(self, core: Row, place: int, named: Row) -> Row:
        """A request with the thing that was named before in place of "it"."""
        thing = tuple(replace(token, comma_before=False, sentence_start=False) for token in named)
        the = replace(core[place], text=self.book.vocabulary.written["the_thing"], comma_before=False)
        return start_of((*(replace(core[0], comma_before=False), *core[1:])[:place], the, *thing, *core[place + 1 :]))

    def _thing_named(self, pieces: Sequence[Chunk]) -> tuple[int, int] | None:
        """Where the one thing of the home stands: its name, with the words between "the" and it."""
        items = [i for i, piece in enumerate(pieces) if self.book.is_item(piece) and not piece.word("state")]
        if not items or items != list(range(items[0], items[-1] + 1)):
            return None
        if all(self.book.areas_named(pieces[i]) for i in items):
            return None
        first = items[0]
        while first > 0 and not pieces[first - 1].known:
            first -= 1
        return pieces[first].start, pieces[items[-1]].end
