"""A sentence without punctuation, cut into what the home and the language know: what can begin at each of its words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dialogue.asides.comment_words import story_words
from dialogue.asides.pause_words import PauseWords, pause_words
from dialogue.asides.remarks import Remarks
from dialogue.normalizing.hesitations import hesitation_words
from dialogue.reading.chunks import Chunk, chunk
from dialogue.token_edits import Tokens
from dialogue.tokens import opening
from dialogue.word_forms import word_forms
from teaching.lexicon import Sort

SHORTEST = 3
"""A remark has at least so many words."""
LONGEST_THING = 3
WHAT = ("particle", "state", "value", "extreme", "comparative")


@dataclass(frozen=True)
class Unpunctuated:
    """The words of somebody who wrote no punctuation."""

    tokens: Tokens
    remarks: Remarks
    language: str

    @cached_property
    def words(self) -> PauseWords:
        return pause_words(self.language)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(token.text for token in self.tokens)

    @cached_property
    def pieces(self) -> dict[int, Chunk]:
        """What begins at a word, in order; nothing does inside a name."""
        book = self.remarks.book
        return {piece.start: piece for piece in chunk(self.tokens, book.lexicon, book.vocabulary)}

    @cached_property
    def ends(self) -> dict[int, Chunk]:
        """What ends before a word."""
        return {piece.end: piece for piece in self.pieces.values()}

    def calls(self, piece: Chunk) -> bool:
        """Whether what follows a name is said to its bearer: "Sam turn it off", "Sam your tea's ready"."""
        if piece.text.endswith(word_forms().possessive):
            return False
        after = piece.end
        return (
            self.commands(after)
            or self.texts[after] in self.remarks.book.words("requests_begun")
            or self.is_subject(after)
        )

    def is_told(self, begin: int) -> bool:
        """Whether a remark begins there: "I can't sleep", "love this"."""
        return self.is_subject(begin) or self.calls_out(begin, shortest=1)

    def paints(self, at: int) -> bool:
        """ "warm white | like butter", where a value is awaited."""
        phrases = story_words(self.language).pictures if self.remarks.answering else ()
        end = at + opening(self.texts, phrases, at)
        return at < end < len(self.texts) and all(not self.says_what(p) for p in self.row(end, len(self.texts)))

    def requests(self, at: int) -> bool:
        """ "can you turn", but not the "would you" that only closes a request."""
        end = self.words.requesting.end(self.tokens, at)
        if end == at or end >= len(self.texts) or self.is_subject(end):
            return False
        piece = self.pieces.get(end)
        return piece is not None and (bool(piece.word("verb")) or not piece.known)

    def is_step(self, at: int) -> bool:
        """ "the loft fan goes on high": a step of an answer that names its thing first."""
        if not self.remarks.answering:
            return False
        end, named = at, False
        while (piece := self.pieces.get(end)) is not None and (
            self.names(piece) or (not named and piece.word("determiner"))
        ):
            named = named or self.names(piece)
            end = piece.end
        return named and end < len(self.texts) and self.texts[end] in self.words.step_verbs

    def is_about_body(self, at: int) -> bool:
        """ "my poor head"; not "hurting my eyes", where it is what something is done to."""
        words, before = self.remarks.words, self.ends.get(at)
        if before is None or not before.known:
            return False
        return self.texts[at] in words.possessives and any(t in words.body for t in self.texts[at + 1 : at + 3])

    def first_noun(self, piece: Chunk) -> int:
        at = piece.start
        while at > 0 and self.texts[at - 1] in self.words.noun_openers:
            at -= 1
        return at

    def is_subject(self, at: int) -> bool:
        """Whether a subject and its verb begin there: "I can't hear", "the cake's done", "Sam left it on"."""
        texts = self.texts[at:]
        if len(texts) < 2:
            return False
        goes_on = self.words.that_clauses.end(self.tokens, at)
        if goes_on > at:
            return goes_on < len(self.texts) and self.texts[goes_on] in self.words.that_goes_on
        if texts[0] in self.words.sure_subjects:
            return True
        if texts[0] in self.words.subjects:
            return self.tells(at + 1)
        end = at + self.remarks.person_end(texts)
        end = end if end > at else self.people_end(at)
        if end > at:
            return not self.owns(end)
        return self.is_thing_told_of(at) or self.is_expected(at)

    def tells(self, at: int) -> bool:
        """Whether a verb stands there, also behind "always"."""
        while at + 1 < len(self.texts) and self.texts[at] in self.words.adverbs:
            at += 1
        word = self.texts[at]
        return word in self.words.verbs or (len(word) > SHORTEST + 1 and word.endswith(word_forms().told))

    def people_end(self, at: int) -> int:
        """The end of "my old mother" where a verb follows, 0 for none."""
        words = self.remarks.words
        start = at + (self.texts[at] in words.determiners)
        called = word_forms().bare(self.texts[at]) in words.parents
        if start == at and not called and at > 1 and self.texts[at - 2] in words.determiners:
            return 0  # "the whole | family": inside what is named
        for end in range(start + 1, min(len(self.texts) - 1, start + LONGEST_THING) + 1):
            noun = self.texts[end - 1]
            if noun in words.determiners | self.words.governing or noun in words.subjects | words.things:
                return 0
            piece = self.pieces.get(end - 1)
            if piece is not None and (piece.word("preposition") or piece.word("verb") or self.names(piece)):
                return 0
            bare = word_forms().alone(noun)
            if bare not in words.kin:
                continue
            return end if bare != noun or self.texts[end] in words.finite or self.tells(end) else 0
        return 0

    def owns(self, end: int) -> bool:
        """ "my daughter's lamp": what follows belongs to somebody, also where that is its name."""
        if not self.texts[end - 1].endswith(word_forms().possessive):
            return False
        if any(piece.start < end < piece.end for piece in self.pieces.values()):
            return True
        piece = self.pieces.get(end)
        if piece is None:
            return False
        described = self.texts[piece.end - 1] in self.remarks.book.vocabulary.words("value_nouns")
        return self.names(piece) or bool(piece.word("attribute")) or described  # "on Nan's setting"

    def is_thing_told_of(self, at: int) -> bool:
        """ "the cake's done", "the puppy fell asleep": nothing of the home, and a verb."""
        words = self.remarks.words
        if self.texts[at] not in words.determiners or self.words.manners.end(self.tokens, at) > at:
            return False
        for end in range(at + 2, min(len(self.texts), at + LONGEST_THING + 1)):
            noun, verb = self.texts[end - 1], self.texts[end]
            if self.words.requesting.end(self.tokens, end) > end:
                return False
            piece = self.pieces.get(end - 1)
            if piece is None or self.names(piece) or piece.word("value") or piece.word("verb"):
                return False
            if noun.endswith(word_forms().being_had):
                return not self.owns(end)
            if (
                verb in words.finite
                or verb in self.words.verbs
                or (len(verb) > SHORTEST + 1 and verb.endswith(word_forms().past))
            ):
                return not (self.pieces.get(end) and self.names(self.pieces[end]))
        return False

    def is_expected(self, at: int) -> bool:
        """ "guests at six"."""
        words = self.remarks.words
        return at + 1 < len(self.texts) and self.texts[at] in words.expected and self.texts[at + 1] in words.expecting

    def commands(self, at: int) -> bool:
        """Whether a command begins there: a verb and what can stand behind it."""
        piece = self.pieces.get(at)
        if at > 0 and (
            self.texts[at - 1] in self.remarks.book.words("speaker_object")
            or self.texts[at - 1].endswith(word_forms().modal_or_not)
        ):
            return False
        if piece is None or piece.names or piece.end >= len(self.texts):
            return piece is not None and piece.text in self.words.lesson_verbs and piece.end < len(self.texts)
        if piece.text in self.words.lesson_verbs:
            return True
        if piece.word("verb") is None and piece.text not in self.remarks.words.commands:
            return False
        following = self.texts[piece.end]
        if piece.text in self.words.no_commands:
            return piece.text in self.words.commands_before_nouns and following in self.words.noun_openers
        after = self.pieces.get(piece.end)
        # "Hall light on | wind up the radio", but "hall light on wind down": there nothing is wound down.
        particle = following in self.remarks.book.words("switching_particles") and piece.end + 1 < len(self.texts)
        opens = following in self.words.noun_openers or particle
        return opens or (after is not None and (self.names(after) or bool(after.word("quantifier"))))

    def is_thing_with_value(self, at: int) -> bool:
        """ "the lamp off", "floor lamp to ten"."""
        end, named = at, False
        while (piece := self.pieces.get(end)) is not None and end < len(self.texts):
            if self.names(piece) and not (named and self.says_what(piece)):
                named = True
            elif named or end > at or not (piece.word("determiner") or piece.word("quantifier")):
                break
            end = piece.end
        after = self.pieces.get(end)
        if not named or after is None:
            return False
        if self.says_what(after):
            return True
        behind = self.pieces.get(after.end)
        return (
            after.text in self.remarks.book.words("value_introducers")
            and behind is not None
            and (self.says_what(behind) or bool(behind.named(Sort.OPTION)) or not behind.known)
        )

    def calls_out(self, at: int, shortest: int = 2) -> bool:
        """ "can't see a thing", "no idea why"."""
        texts = self.texts[at:]
        if at > 0 and self.texts[at - 1] in self.words.subjects:
            return False
        first = texts[0] if texts else ""
        openings = () if first in self.words.no_openings else self.remarks.words.openings.get(first, ())
        return any(
            len(phrase) >= shortest and texts[: len(phrase)] == phrase and len(texts) > len(phrase)
            for phrase in openings
        ) or hesitation_words(self.language).interjections.end(self.tokens, at) == len(self.tokens)

    def is_asked(self, begin: int) -> bool:
        return self.words.asking.end(self.tokens, begin) > begin

    def row(self, begin: int, at: int) -> list[Chunk]:
        return [piece for start, piece in self.pieces.items() if begin <= start < at]

    def names(self, piece: Chunk) -> bool:
        """Whether a thing or room of the home is named."""
        return self.remarks.book.is_item(piece)

    def refers(self, piece: Chunk) -> bool:
        return piece.word("pronoun") is not None

    def says_what(self, piece: Chunk) -> bool:
        """Whether it says what to do or to set."""
        if piece.names and not piece.named(Sort.CONCEPT):
            return False
        if piece.quantity is not None:
            return True
        return any(piece.word(label) is not None for label in WHAT) or (
            bool(piece.named(Sort.CONCEPT)) and not self.names(piece)
        )
