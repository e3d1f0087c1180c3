"""Words told by what they do: "a notch up adds two degrees", "movie time dims the lights"."""

from __future__ import annotations

from dataclasses import replace

from dialogue.defining.times import sounds_like_time
from dialogue.lessons.fixed_words import names_something
from dialogue.lessons.teaching import LONGEST_TERM
from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.reading.growth import amount_end
from dialogue.replies.tellings import with_plain_verbs
from dialogue.tokens import Token
from dialogue.word_forms import word_forms

Row = tuple[Token, ...]


def as_told_by_deed(row: Row, mind: Mind) -> Row:
    """ "trimming takes two degrees off" → "trimming means take two degrees off"; any other sentence as it is."""
    for at in range(1, min(len(row) - 1, LONGEST_TERM + 1)):
        if row[at].comma_before or not row[at].text.endswith(word_forms().third_person):
            continue
        deed = row[at:]
        if not _may_be_term(row[:at], mind) or _names_thing(row[at], mind):
            continue
        if _changes(deed, mind) and _is_change(row[:at], mind):
            plain = [word_forms().singular(deed[0].text), *(token.text for token in deed[1:])]
        elif _is_called(row[:at], mind):
            plain = with_plain_verbs(deed, mind).split()
        else:
            continue
        if not plain:
            continue
        means = replace(row[at], text=mind.situation.book.vocabulary.written["meaning"], end=row[at].start)
        told = (replace(token, text=word) for token, word in zip(deed[len(deed) - len(plain) :], plain, strict=True))
        return (*row[:at], means, *told)
    return row


def _changes(deed: Row, mind: Mind) -> bool:
    """Whether an amount is added or taken off, and nothing is named that it is done to."""
    book = mind.situation.book
    verb = word_forms().singular(deed[0].text)
    verbs = book.vocabulary.words("adding") | book.vocabulary.words("taking_off") | book.words("putting_on")
    end = amount_end(deed, 1, book) if verb in verbs else 0
    links = book.words("plain_on") | book.words("plain_off")
    rest = [token.text for token in deed[end:]]
    return bool(end) and (not rest or (rest[0] in links and set(rest[1:]) <= book.words("core_pronouns")))


def _is_change(term: Row, mind: Mind) -> bool:
    """ "a notch up", "trimming", or what was asked about before; no tax that adds ten percent."""
    article = term[0].text in mind.words("indefinite_articles") and len(term) > 1
    doing = term[-1].text.endswith(word_forms().gerund)
    return article or doing or mind.clean_term(" ".join(token.text for token in term)) in mind.state.heard_of


def _may_be_term(term: Row, mind: Mind) -> bool:
    """Whether words can be what is told of: nobody, no thing of the home, and no pronoun."""
    book = mind.situation.book
    words = [token.text for token in term]
    people = book.vocabulary.words("relations") | book.vocabulary.words("subjects") | book.words("referring_words")
    named = names_something(" ".join(words), mind) or book.person_named(words[0]) is not None
    return not named and people.isdisjoint(words) and words[0] not in book.words("definite_determiners")


def _names_thing(told: Token, mind: Mind) -> bool:
    """ "supper lights off": a noun for things, and no verb."""
    return mind.situation.book.is_item(chunk((told,), mind.lexicon, mind.situation.book.vocabulary)[0])


def _is_called(term: Row, mind: Mind) -> bool:
    """Whether words are what something is called that happens: asked about before, or called like a time or a scene."""
    words = [token.text for token in term]
    said = mind.clean_term(" ".join(words))
    scenes = mind.situation.book.vocabulary.words("scene_nouns")
    return said in mind.state.heard_of or words[-1] in scenes or sounds_like_time(mind.situation, said)
