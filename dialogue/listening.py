"""From a text to the words that were meant for the hub: the one way in, for what is said now and was said before."""

from __future__ import annotations

from dialogue.asides.commentary import Commentary
from dialogue.asides.instructions import asks_nothing, is_put_off
from dialogue.asides.needed import as_commands
from dialogue.asides.pauses import meant
from dialogue.asides.remarks import Remarks
from dialogue.asides.side_speech import without_words_to_people
from dialogue.questions.tagged import as_tagged_question
from dialogue.questions.verbless import as_verbless_question
from dialogue.reading.compounds import run_together
from dialogue.reading.exceptions import with_pointed_exception
from dialogue.reading.hyphens import unhyphened
from dialogue.reading.own_rooms import with_own_room, with_rooms_first
from dialogue.reading.plain_colours import with_plain_colours
from dialogue.reading.statements import StatementBook
from dialogue.reading.that_one import with_that_one
from dialogue.reading.whole_names import with_whole_name
from dialogue.situation import Situation
from dialogue.tokens import Token, tokenize


def listen(
    text: str, situation: Situation, statements: StatementBook, *, answering: bool = False, language: str = "en"
) -> tuple[Token, ...]:
    """The words that were meant for the hub. ``answering``: a question of the hub is open."""
    book = situation.book
    said = tokenize(text)
    if len(said) > 1 and book.lexicon.concepts_named(" ".join(token.text for token in said)):
        return said  # "honey I'm home": what is taught is called by all its words
    tagged = as_tagged_question(said, book)
    if tagged is not said:
        return tagged
    if asks_nothing(said, book, situation.now) or (not answering and is_put_off(said, book, situation.now)):
        return ()
    remarks = Remarks(situation, statements, answering=answering)
    heard = run_together(unhyphened(meant(text, remarks, language), book.lexicon), book.lexicon, book.vocabulary)
    heard = without_words_to_people(heard, situation)
    heard = with_that_one(with_rooms_first(with_own_room(heard, situation), book), situation)
    heard = with_pointed_exception(heard, book)
    if not answering:
        heard = as_verbless_question(heard, text, book)
    return with_plain_colours(with_whole_name(Commentary(remarks).without(as_commands(heard, book)), book), book)
