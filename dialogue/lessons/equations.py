"""Lessons that say what something is: "cosy is thirty percent", "Gran's bedtime is nine"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.asides.comment_words import comment_words
from dialogue.decision import Decision
from dialogue.defining.times import sounds_like_time
from dialogue.lessons.amendments import change
from dialogue.lessons.definitions import (
    Contradicted,
    Defined,
    Definition,
)
from dialogue.lessons.fixed_words import known_words_only, names_something
from dialogue.lessons.learning import known, learn
from dialogue.lessons.meaning_questions import contradicted
from dialogue.lessons.teaching import LONGEST_TERM, as_for_others, begins_with_verb, is_sum, replace_used, teach
from dialogue.mind import Mind
from dialogue.normalizing.normalization import normalize
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.complaints import read_complaint
from dialogue.reading.requests import read_request
from dialogue.reading.statements import Statement
from dialogue.timing.clock import read_clock_face
from dialogue.timing.times import read_clock
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.concepts import (
    ActionName,
    Meaning,
    Routine,
    TimeName,
    ValueName,
)
from teaching.lexicon import Sort, split


def teach_by_is(statement: Statement, mind: Mind) -> Decision | None:
    """ "bedtime is half ten": a word that is new, or one that is known and now meant otherwise."""
    if _is_owned(statement, mind):
        return None  # "mia's lamp pink" is for a thing of Mia's
    term = word_forms().bare(mind.clean_term(statement.words("term")))
    words = split(statement.words("term"))
    if len(words) > 1 and words[0] in mind.situation.book.vocabulary.words("never_terms"):
        return None  # "maybe the lamp is on"
    return (
        _own_meaning(term, statement, mind)
        or _shortened(term, statement, mind)
        or _told_time(term, statement, mind)
        or _taught_new(statement, mind)
    )


def _only_complains(statement: Statement, mind: Mind) -> bool:
    """ "the traffic is too loud": how something is, and no meaning of a word."""
    book = mind.situation.book
    said = chunk(statement.slots["definition"], mind.lexicon, book.vocabulary)
    return read_complaint(said, book) is not None


def _may_be_new(term: str, statement: Statement, mind: Mind) -> bool:
    """Whether words are short and whole enough for a term, and ask or point at nothing."""
    words = term.split()
    broken = any(token.comma_before or token.sentence_start for token in statement.slots["term"][1:])
    asking = mind.words("question_pronouns") | mind.words("question_auxiliaries") | mind.words("remember_verb")
    return 0 < len(words) <= LONGEST_TERM and words[0] not in asking | mind.words("referring_words") and not broken


def _taught_new(statement: Statement, mind: Mind) -> Decision | None:
    """A lesson only when the first half is new and the second fully known."""
    term = word_forms().bare(mind.clean_term(statement.words("term")))
    if not _may_be_new(term, statement, mind):
        return None
    if is_sum(term, mind) or (known(term, mind) is not None and "mine" not in statement.slots):
        return None
    titled = _is_title(term, statement.slots["definition"], mind)
    if (begins_with_verb(statement.slots["term"], mind) and not titled) or _only_complains(statement, mind):
        return None
    contracted = statement.words("term").endswith(word_forms().possessive)
    pieces = chunk(statement.slots["term"], mind.lexicon, mind.situation.book.vocabulary)
    named = [p for p in pieces if not p.word("determiner") and not p.word("function")]
    if not named or (named[0].known and not titled) or _tells_state(named, statement, mind):
        return None
    if contracted and (len(statement.slots["definition"]) == 1 or mind.situation.book.person_named(term.split()[-1])):
        return None  # "ben's fan" is a thing of Ben's
    request = read_request(statement.slots["term"], mind.situation.book, mind.situation.now)
    if not titled and (
        not request.unknowns or any(clause.targets and not clause.unknowns for clause in request.clauses)
    ):
        return None
    if split(term)[0] in mind.situation.book.vocabulary.words("subjects") or term in mind.words("no_terms"):
        return None
    found = mind.definer.define_any(statement.slots["definition"], term)
    if isinstance(found, Contradicted) and isinstance(found.draft, Routine) and found.code != "contradiction":
        return contradicted(found, term, "scene", mind.utterance.text, mind, None)
    if not isinstance(found, Defined):
        return None
    if isinstance(found.meaning, ValueName | ActionName) and not _surely_value(found.meaning):
        return None
    pieces = chunk(statement.slots["definition"], mind.lexicon, mind.situation.book.vocabulary)
    built = any(piece.named(Sort.CONCEPT) for piece in pieces)  # "dazzle is twice cosy"
    bare = not built and _is_bare_number(found.meaning, statement.slots["definition"])
    bare = bare or _describes_thing(statement, found.meaning, mind)
    if bare or (known_words_only(term, mind) and not titled):
        return None
    scope = mind.utterance.person if "mine" in statement.slots else None
    meaning = as_for_others(term, found.meaning, statement.slots["definition"], mind) if scope else found.meaning
    return replace_used(learn(term, meaning, mind, how="told", scope=scope), found.uses)


def _tells_state(term: Sequence[Chunk], statement: Statement, mind: Mind) -> bool:
    """ "the street light is on, close the shutters": how a thing is that isn't of this home, and nothing to learn."""
    book = mind.situation.book
    first = chunk(statement.slots["definition"], mind.lexicon, book.vocabulary)[:1]
    state = bool(first) and bool(first[0].word("particle") or first[0].word("state")) and not first[0].names
    return state and bool(book.kinds_named(term[-1]))


def _describes_thing(statement: Statement, meaning: Meaning, mind: Mind) -> bool:
    """ "the bowl's still full", "my battery is at ten percent", "her coat's purple": how one certain thing is.

    What is nothing but a value is a lesson about the words only where they stand alone, or name it as one ("the
    reading level"), or where more is said than one can say of a thing in passing.
    """
    if not isinstance(meaning, ValueName) or len(meaning.settings) > 1 or "mine" in statement.slots:
        return False
    term, told = statement.slots["term"], comment_words()
    vocabulary = mind.situation.book.vocabulary
    named = vocabulary.words("value_qualities") | vocabulary.words("scene_nouns") | vocabulary.words("time_nouns")
    before = split(mind.utterance.text[: term[0].start])[-1:]
    certain = {*before, term[0].text} & (told.determiners | told.possessives)
    return bool(certain) and word_forms().bare(term[-1].text) not in named


def _is_title(term: str, definition: Sequence[Token], mind: Mind) -> bool:
    """ "quiet time (is the telly at ten and the curtains closed)": named like a scene, and what is to be done."""
    words, vocabulary = split(term), mind.situation.book.vocabulary
    pieces = chunk(normalize(term).tokens, mind.lexicon, vocabulary)
    if len(words) < 2 or any(mind.situation.book.is_item(piece) for piece in pieces):
        return False
    headed = sounds_like_time(mind.situation, term) or words[-1] in vocabulary.words("scene_nouns")
    found = mind.definer.define_any(definition, term) if headed else None
    return isinstance(found, Defined) and isinstance(found.meaning, Routine)


def teach_somebodys(statement: Statement, mind: Mind) -> Decision | None:
    """ "Robin's favourite colour is purple", "Robin's bedtime is eight": a word that names whose it is."""
    owner = word_forms().bare(statement.slots["term"][0].text)
    timed = _is_time(mind.definer.define_any(statement.slots["definition"], statement.words("term")))
    if mind.situation.book.person_named(owner) is None and not timed:
        return None
    return teach(statement.words("term"), statement.slots["definition"], mind, how="told", named=False)


def _own_meaning(term: str, statement: Statement, mind: Mind) -> Decision | None:
    """ "for me just so is thirty percent": a word that the household knows, meant otherwise by one of them."""
    concept = known(term, mind)
    if concept is None or "mine" not in statement.slots or mind.utterance.person is None:
        return None
    found = mind.definer.define_any(statement.slots["definition"], term)
    if not isinstance(found, Defined) or found.meaning.type != concept.meaning.type:
        return None
    return learn(term, found.meaning, mind, how="told", scope=mind.utterance.person)


def _shortened(term: str, statement: Statement, mind: Mind) -> Decision | None:
    """ "footie is thirty five from now on": "footie volume", without the noun that it ends in."""
    said = mind.utterance.text.lower()
    if not any(" ".join(phrase) in said for phrase in mind.statements.lasting):
        return None
    vocabulary = mind.situation.book.vocabulary
    nouns = vocabulary.words("value_nouns") | vocabulary.words("time_nouns") | vocabulary.words("scene_nouns")
    whole = {concept.id: concept for noun in nouns if (concept := known(f"{term} {noun}", mind)) is not None}
    if len(whole) != 1:
        return None
    return change(next(iter(whole.values())), statement.slots["definition"], mind)


def _told_time(term: str, statement: Statement, mind: Mind) -> Decision | None:
    """ "brew time's ten past four", "shift change is at half past five": several known words, and a clock time."""
    words = split(term)
    plain = mind.situation.book.vocabulary.words("not_before_time")
    if len(words) < 2 or set(words) & plain or known(term, mind) is not None:
        return None
    tokens = statement.slots["definition"]
    if _is_when(term, statement, mind):
        found = mind.definer.define("time", tokens, (), term)
    elif words[-1] in mind.words("time_noun"):
        found = mind.definer.define_any(tokens, term)
    else:
        return None
    return learn(term, found.meaning, mind, how="told") if isinstance(found, Defined) and _is_time(found) else None


def _is_when(term: str, statement: Statement, mind: Mind) -> bool:
    """Whether a clock time is said of words that may be an occasion: of no thing, no room, and nobody."""
    vocabulary, tokens = mind.situation.book.vocabulary, statement.slots["definition"]
    clock = read_clock(tokens, mind.situation.now, term) is not None
    face = read_clock_face(tokens, 0)
    clock = clock and ("at" in statement.slots or face is None or face.form != "hour")
    words = split(term)
    told = set(words) & (vocabulary.words("functions") | vocabulary.words("subjects") | vocabulary.words("determiners"))
    if not clock or told or known_words_only(term, mind):
        return False
    return not names_something(term, mind) and not any(word.endswith(word_forms().possessive) for word in words)


def _is_time(found: Definition) -> bool:
    return isinstance(found, Defined) and isinstance(found.meaning, TimeName)


def _is_owned(statement: Statement, mind: Mind) -> bool:
    """Whether "X's" begins the name of a thing of this home, or a noun for things follows it."""
    book = mind.situation.book
    if not statement.words("term").endswith(word_forms().possessive):
        return False
    first = chunk(statement.slots["definition"], mind.lexicon, book.vocabulary)[0]
    return bool(book.partial(statement.slots["term"][-1].text)) or book.is_item(first)


def _is_bare_number(meaning: Meaning, tokens: Sequence[Token]) -> bool:
    """ "my mother is seventy": a number without a unit says nothing of the home."""
    if not isinstance(meaning, ValueName) or len(meaning.settings) != 1:
        return False
    value = meaning.settings[0].value
    units = {
        "percent",
        "degrees",
        "degree",
        "kelvin",
        "celsius",
        "full",
        "half",
        "bright",
        "dim",
        "brightness",
        "volume",
    }
    return isinstance(value, int | float) and not isinstance(value, bool) and not units & {t.text for t in tokens}


def _surely_value(meaning: Meaning) -> bool:
    return isinstance(meaning, ValueName) and any(s.attribute != "on" for s in meaning.settings)
