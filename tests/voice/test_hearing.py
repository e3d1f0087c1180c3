from __future__ import annotations

import pytest

from devices.home import Home
from devices.home_file import load_home_file
from dialogue.decision import Decision
from dialogue.hearing.choice import Candidate, Sense, choose, differences, needs_second_look, readings
from dialogue.hearing.ear import Ear
from dialogue.hearing.home_words import HomeWords, fit
from dialogue.hearing.phrases import MOST_PHRASES, home_phrases, phrases_of
from dialogue.hearing.resemblance import SAME_SOUND, resemblance
from dialogue.hearing.spelling import respelled, spellings_of, spoken_words
from dialogue.hearing.trace import heard_later
from dialogue.ports import Listening
from dialogue.reading.vocabulary import load_vocabulary
from dialogue.response import Kind
from dialogue.transcript import Partial, Transcript
from dialogue.utterance import EarTrace
from hub.bootstrap.home import demo_home_file
from teaching.lexicon import Lexicon
from tests.fakes.recognisers import FakeRecogniser, sound_of, transcript_of


def _home() -> Home:
    return load_home_file(demo_home_file()).home


def _lexicon() -> Lexicon:
    vocabulary = load_vocabulary("en")
    return Lexicon(_home(), tails=vocabulary.tails, products=vocabulary.products)


# -- spelling


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("HDMI 1", ("hdmi", "one")),
        ("TV-corner lamp", ("tv", "corner", "lamp")),
        ("Channel 40", ("channel", "four", "zero")),
        ("kid's room", ("kid's", "room")),
        ("50/50", ("five", "zero", "five", "zero")),
        ("…", ()),
    ],
)
def test_names_are_opened_into_the_words_that_are_said(written: str, words: tuple[str, ...]) -> None:
    assert spoken_words(written) == words


@pytest.mark.parametrize(
    ("word", "spelling"),
    [("colour", "color"), ("organise", "organize"), ("theatre", "theater"), ("cosy", "cozy"), ("ac", "a c")],
)
def test_a_word_has_the_spellings_that_word_lists_use(word: str, spelling: str) -> None:
    assert spelling in spellings_of(word)


def test_another_open_reading_counts_only_where_each_word_sounds_the_same_by_itself() -> None:
    heard = transcript_of("you must fi/0.7")
    assert readings(heard, transcript_of(""), ["you must five"]) == ()
    assert [found.text for found in readings(transcript_of("set it to for/0.8"), transcript_of(""), ["set it to four"])]


def test_only_a_lacking_word_is_respelled_and_only_with_words_that_are_there() -> None:
    assert respelled(["colour", "grey", "sofa"], {"color"}, frozenset({"colour", "grey"})) == {"colour": "color"}


# -- resemblance


@pytest.mark.parametrize(
    ("first", "second"),
    [("four", "for"), ("two", "to"), ("to", "too"), ("set up", "setup"), ("lock it", "locked"), ("by by", "bye bye")],
)
def test_what_sounds_the_same_resembles_whatever_its_letters(first: str, second: str) -> None:
    assert resemblance(first.split(), second.split()) >= SAME_SOUND


@pytest.mark.parametrize(
    ("first", "second"), [("on", "off"), ("start", "stop"), ("zoom", "room"), ("kitchen", "bedroom"), ("open", "close")]
)
def test_what_sounds_different_is_kept_apart(first: str, second: str) -> None:
    assert resemblance(first.split(), second.split()) < SAME_SOUND


# -- choice


def _heard(text: str, sense: Sense) -> Candidate:
    return Candidate(transcript_of(text), sense)


def test_a_certain_deed_needs_no_second_look_and_all_else_does() -> None:
    assert not needs_second_look(_heard("turn it on", Sense.DEED))
    assert needs_second_look(_heard("turn it on/0.7", Sense.DEED))
    assert needs_second_look(_heard("burn it on", Sense.QUESTION))
    assert not needs_second_look(_heard("", Sense.NOTHING))


def test_a_piece_is_taken_where_the_open_decoding_was_unsure_and_the_contest_is_not() -> None:
    found = readings(transcript_of("turn/0.5 the lump/0.4 off"), transcript_of("turn the lamp off"))
    assert [reading.text for reading in found] == ["turn the lamp off"]
    assert found[0].confidence <= 0.6


def test_a_word_that_was_heard_surely_stays() -> None:
    assert readings(transcript_of("light on in the nest"), transcript_of("light on in the guest")) == ()


def test_a_piece_the_contest_itself_doubts_is_not_taken() -> None:
    assert readings(transcript_of("set it to the moon/0.5"), transcript_of("set it to the room/0.4")) == ()


def test_a_piece_that_sounds_quite_different_is_not_taken() -> None:
    heard = transcript_of("three eight four/0.6 two one")
    assert readings(heard, transcript_of("three eight kitchen/0.8 two one")) == ()


def test_a_certain_piece_of_the_contest_stands_against_doubted_words_however_it_sounds() -> None:
    found = readings(transcript_of("start/0.6 the robot vacuum"), transcript_of("stop the robot vacuum"))
    assert [(reading.text, reading.confidence) for reading in found] == [("stop the robot vacuum", 0.45)]


def test_a_word_the_open_decoding_swallowed_is_put_in() -> None:
    found = readings(transcript_of("heater on the terrace"), transcript_of("heater on in/0.9 the terrace"))
    assert [reading.text for reading in found] == ["heater on in the terrace"]


def test_a_reading_that_is_quite_another_sentence_is_not_taken() -> None:
    heard = transcript_of("famous/0.3 apart/0.3 bell/0.3 yet/0.3")
    assert readings(heard, transcript_of("unlock the front door")) == ()


def test_the_same_sounds_written_differently_are_no_guess() -> None:
    found = readings(transcript_of("no wait locked"), transcript_of("no wait locked"), ["no wait lock it", "no late"])
    assert [reading.text for reading in found] == ["no wait lock it"]
    assert found[0].confidence == 1.0


def test_pieces_are_offered_together_and_one_by_one() -> None:
    found = readings(
        transcript_of("burn/0.5 the kitten/0.5 light on"), transcript_of("turn the kitchen light on"), ["something"]
    )
    assert [reading.text for reading in found] == [
        "turn the kitchen light on",
        "turn the kitten light on",
        "burn the kitchen light on",
    ]


def test_differences_run_together_and_know_their_place() -> None:
    (one,) = differences(transcript_of("turn on the bad rum lamp"), transcript_of("turn on the bedroom lamp"))
    assert (one.start, one.end, [word.text for word in one.words]) == (3, 5, ["bedroom"])


def test_an_unknown_piece_is_never_taken() -> None:
    assert readings(transcript_of("zoom/0.3 the light"), transcript_of("[unk] the light")) == ()


def test_what_makes_more_sense_is_chosen_and_the_rest_is_kept() -> None:
    chosen = choose(_heard("burn it on", Sense.QUESTION), [_heard("turn it on", Sense.DEED)])
    assert (chosen.text, chosen.alternatives) == ("turn it on", ("burn it on",))


def test_what_makes_no_better_sense_is_not_chosen() -> None:
    chosen = choose(_heard("please zoom scene", Sense.QUESTION), [_heard("please room scene", Sense.QUESTION)])
    assert chosen.text == "please zoom scene"


# -- phrases


def test_the_vocabulary_has_every_name_of_the_home_in_a_frame_and_no_row_twice() -> None:
    rows = home_phrases(_lexicon(), load_vocabulary("en"))
    assert len(set(rows)) == len(rows)
    joined = {" ".join(row) for row in rows}
    for entity in _home().spoken:
        name = " ".join(spoken_words(entity.name))
        assert any(name in row for row in joined)


def test_in_a_very_large_home_each_name_gets_fewer_places() -> None:
    names = [("device", f"lamp {'x' * (n % 7 + 1)} {n}") for n in range(500)]
    names += [("value", f"mood {'y' * (n % 9 + 1)} {n}") for n in range(5_000)]
    rows = phrases_of(names)
    assert len(rows) <= MOST_PHRASES * 1.1
    assert all(any(" ".join(spoken_words(name)) in " ".join(row) for row in rows) for _, name in names[::997])


# -- the vocabulary on a recogniser


async def test_the_vocabulary_is_taken_in_once_and_again_only_when_it_is_another() -> None:
    recogniser = FakeRecogniser()
    words = HomeWords(recogniser, Ear(recogniser), load_vocabulary("en"))
    assert await words.follow(_lexicon())
    assert not await words.follow(_lexicon())


async def test_words_the_model_spells_differently_are_heard_and_written_as_the_home_does() -> None:
    recogniser = FakeRecogniser(frozenset({"gray", "lamp", "on"}))
    fitted = await fit(recogniser, (("grey", "lamp", "on"),))
    assert "gray lamp on" in fitted.phrases
    ear = Ear(recogniser)
    ear.respell([(tuple(heard.split()), written) for written, heard in fitted.respelled.items()])
    heard = [h async for h in ear.hear(sound_of("gray lamp on"))][-1]
    assert isinstance(heard, Transcript)
    assert heard.text == "grey lamp on"
    assert [word.text for word in heard.words] == ["grey", "lamp", "on"]


async def test_where_the_home_knows_both_spellings_what_was_heard_stays_as_it_was_heard() -> None:
    rows = home_phrases(_lexicon(), load_vocabulary("en"))
    recogniser = FakeRecogniser(frozenset(word for row in rows for word in row) - {"cosy"})
    ear = Ear(recogniser)
    await HomeWords(recogniser, ear, load_vocabulary("en")).follow(_lexicon())
    heard = [h async for h in ear.hear(sound_of("cozy white"))][-1]
    assert isinstance(heard, Transcript)
    assert heard.text == "cozy white"


async def test_words_the_model_lacks_under_any_spelling_are_left_out_and_told() -> None:
    rows = home_phrases(_lexicon(), load_vocabulary("en"))
    lacking = spoken_words(next(iter(_home().spoken)).name)[0]
    recogniser = FakeRecogniser(frozenset(word for row in rows for word in row) - {lacking})
    words = HomeWords(recogniser, Ear(recogniser), load_vocabulary("en"))
    await words.follow(_lexicon())
    assert words.unheard == {lacking}
    assert all(lacking not in phrase.split() for phrase in recogniser.phrases)


# -- the ear

_DEEDS = {"turn the lamp off", "lock it", "turn it on"}


async def _weigh(text: str) -> Decision:
    return Decision(Kind.ACTS if text in _DEEDS else Kind.ASKS_ABOUT)


async def _heard_by(recogniser: FakeRecogniser, said: str) -> Transcript:
    heard = [h async for h in Ear(recogniser).hear(sound_of(said), _weigh)]
    last = heard[-1]
    assert isinstance(last, Transcript)
    assert all(isinstance(h, Partial) for h in heard[:-1])
    return last


async def test_a_certain_deed_is_decoded_once() -> None:
    recogniser = FakeRecogniser()
    assert (await _heard_by(recogniser, "turn it on")).text == "turn it on"
    assert len(recogniser.asked) == 1


async def test_the_other_readings_of_a_certain_deed_are_found_when_they_are_asked_for() -> None:
    recogniser = FakeRecogniser(others={"turn it on": ["burn it on", "turn it on"]})
    heard = await _heard_by(recogniser, "turn it on")
    assert heard.find_alternatives is not None
    later = heard_later(EarTrace(heard))
    assert later is not None
    assert (await later())["heard"]["alternatives"] == ["burn it on"]  # type: ignore[index]
    assert recogniser.asked[-1].alternatives > 0


async def test_the_contest_is_between_the_home_and_what_was_heard_openly() -> None:
    recogniser = FakeRecogniser(
        mishears={"turn the lamp off": "turn the lump/0.4 off"}, contests={"turn the lamp off": "turn the lamp off"}
    )
    transcript = await _heard_by(recogniser, "turn the lamp off")
    assert transcript.text == "turn the lamp off"
    assert "turn the lump off" in transcript.alternatives
    assert Listening(home=True, phrases=("turn the lump off",)) in recogniser.asked


async def test_a_contest_that_agrees_confirms_what_was_heard() -> None:
    recogniser = FakeRecogniser(
        mishears={"make it snuggly": "make it snuggly/0.6"}, contests={"make it snuggly": "make it snuggly/0.9"}
    )
    transcript = await _heard_by(recogniser, "make it snuggly")
    assert (transcript.text, transcript.way) == ("make it snuggly", "open")
    assert transcript.confidence == pytest.approx(0.75)


async def test_the_same_sounds_in_other_words_win_when_they_are_a_deed() -> None:
    recogniser = FakeRecogniser(mishears={"lock it": "locked"}, others={"lock it": ["lock it"]})
    assert (await _heard_by(recogniser, "lock it")).text == "lock it"


async def test_silence_is_not_looked_at_twice() -> None:
    recogniser = FakeRecogniser()
    assert (await _heard_by(recogniser, "")).text == ""
    assert len(recogniser.asked) == 1
