"""Hesitations, stutters, politeness and repairs go; what was meant stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.normalizing.normalization import Normalized, normalize
from dialogue.tokens import Token, tokenize
from tests.effort import calls_of

WORDS = st.sampled_from(
    "turn on off the the lamp kitchen um uh like you know no wait sorry i mean scratch that actually make it "
    "sixty one fifty percent at half past six and to in a bedroom please could you can get i'd want what s , . - … "
    "every monday for an hour hey hub alexa thanks 21.5 7:30am 50% lights up up all way give me turned be".split()
)
TALK = st.lists(WORDS, max_size=40).map(" ".join)


def words_of(text: str) -> str:
    return normalize(text).words


class TestTokens:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Set it to 50%!", "set it to 50 percent"),
            ("21.5°C", "21.5 degrees"),
            ("70 °F", "70 degrees fahrenheit"),
            ("22℃", "22 degrees"),
            ("at 18:30", "at 18:30"),
            ("at 7:30am", "at 7:30am"),
            ("at 9 p.m. sharp", "at 9 pm sharp"),
            ("2700k", "2700 kelvin"),
            ("2700 K", "2700 k"),
            ("a 4k film", "a 4k film"),
            ("1,500 lux", "1500 lux"),
            ("-5 degrees", "minus 5 degrees"),
            ("Ben’s make-up lamp", "ben's make-up lamp"),
            ("on/off", "on off"),
            ("r&b", "r&b"),
            ("½", "half"),
            ("2½ hours", "2 and half hours"),
            ("¾ open", "three-quarters open"),
            ("kit\x00chen\u200b light", "kitchen light"),
            ('(the) "lamp"…', "the lamp"),
            ("ＬＡＭＰ", "lamp"),
            ("", ""),
            (" ?! ", ""),
        ],
    )
    def test_words_come_without_punctuation(self, text: str, expected: str) -> None:
        assert " ".join(token.text for token in tokenize(text)) == expected

    def test_a_comma_and_a_sentence_end_are_remembered(self) -> None:
        tokens = tokenize("Lamp off, radio on. Then stop")
        assert [token.text for token in tokens if token.comma_before] == ["radio", "then"]
        assert [token.text for token in tokens if token.sentence_start] == ["lamp", "then"]

    @given(st.text(max_size=80))
    def test_offsets_lie_in_the_text_in_order(self, text: str) -> None:
        start = end = 0
        for token in tokenize(text):
            assert start <= token.start < token.end <= len(text)
            assert end <= token.end
            start, end = token.start, token.end
            assert token.text.strip()

    @given(st.lists(st.sampled_from(["Lamp", "Küche", "ben’s", "zhuzh", "it"]), max_size=8))
    def test_offsets_point_at_the_word(self, words: list[str]) -> None:
        text = ", ".join(words)
        for token in tokenize(text):
            assert text[token.start : token.end].replace("’", "'").lower() == token.text


class TestHesitations:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("um turn on the uh mirror light", "turn on the mirror light"),
            ("turn on the, um, lamp", "turn on the lamp"),
            ("could you put the uh study lamp on comic book", "put the study lamp on comic book"),
            ("set it to like fifty percent", "set it to fifty percent"),
            ("it should be at, say, fifty", "it should be at fifty"),
            ("he needs loads of light, let's say ninety five percent", "he needs loads of light ninety five percent"),
            ("you know, the lamp in the corner", "the lamp in the corner"),
            ("oh, well, okay turn it off", "turn it off"),
            ("right, lamp on", "lamp on"),
            ("what s the temperature", "what's the temperature"),
            ("turn on the kit- kitchen light", "turn on the kitchen light"),
        ],
    )
    def test_words_without_content_go(self, text: str, expected: str) -> None:
        assert words_of(text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "what do you know about monkey",
            "like study mode but dimmer",
            "i like fifty percent",
            "right lamp on",
            "well pump on",
            "look up the recipe",
            "okay",
            "never mind",
            "hello",
        ],
    )
    def test_words_with_content_stay(self, text: str) -> None:
        assert words_of(text) == text

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("turn turn on the the lamp", "turn on the lamp"),
            ("turn on on the lamp", "turn on the lamp"),
            ("lights on on the terrace", "lights on on the terrace"),
            ("in the in the kitchen", "in the kitchen"),
            ("bye bye", "bye bye"),
            ("no no", "no no"),
        ],
    )
    def test_stutters_go_and_second_uses_stay(self, text: str, expected: str) -> None:
        assert words_of(text) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("hey hub lights off", "lights off"),
            ("ok google lights off", "lights off"),
            ("olly lights off", "lights off"),
            ("computer, lights off", "lights off"),
            ("computer off", "computer off"),
            ("lights off, alexa", "lights off"),
        ],
    )
    def test_a_name_that_wakes_the_hub_goes(self, text: str, expected: str) -> None:
        assert words_of(text) == expected

    def test_a_household_can_call_the_hub_by_its_own_name(self) -> None:
        assert normalize("hey mister hobbs lights off", names=("mister hobbs",)).words == "lights off"


class TestWrappings:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("crikey, lamp on", "lamp on"),
            ("lamp on, heavens above", "lamp on"),
            ("lamp on, there's a love", "lamp on"),
            ("lamp off and all", "lamp off"),
            ("strewth it's cold in here", "it's cold in here"),
            ("lights off, poppet", "lights off"),
            ("turn the lamp, like, off", "turn the lamp off"),
            ("turn on crikey", "turn on crikey"),
            ("crikey on", "crikey on"),
            ("crikey means forty percent", "crikey means forty percent"),
            ("crikey", "crikey"),
            ("I should quite like the lounge warmer", "give me the lounge warmer"),
            ("is the lamp on when you leave", "is the lamp on when you leave"),
        ],
    )
    def test_what_is_wrapped_around_it_goes(self, text: str, expected: str) -> None:
        assert words_of(text) == expected


class TestPoliteness:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("bedroom lamp off please", "bedroom lamp off"),
            ("could you please put the kettle on", "put the kettle on"),
            ("I'd like you to turn on the fan", "turn on the fan"),
            ("would you mind closing the blinds for me", "close the blinds"),
            ("do me a favor and lock the door", "lock the door"),
            ("I would like to turn on the fireplace", "turn on the fireplace"),
            ("I want to set up my preferences", "set up my preferences"),
            ("turn it off, would you", "turn it off"),
            ("I wonder if somebody could dim the lamp", "dim the lamp"),
            ("would you mind terribly closing the blinds", "close the blinds"),
            ("you couldn't switch the fan on, could you", "switch the fan on"),
            ("we'd be so very glad if you turned the radio down", "turn the radio down"),
            ("be an absolute star and lock the door", "lock the door"),
            ("any chance of getting the heater off", "get the heater off"),
            ("could we possibly have the lamp on", "give me the lamp on"),
            ("might I trouble you to shut the door", "shut the door"),
            ("if you'd be so good, put the fan on", "put the fan on"),
            ("put the fan on when you've got a minute", "put the fan on"),
            ("it's dark could you turn on the lamp", "it's dark turn on the lamp"),
            ("can I get some light in the spare room", "give me some light in the spare room"),
            ("let's have some music", "give me some music"),
        ],
    )
    def test_a_polite_request_is_the_plain_one(self, text: str, expected: str) -> None:
        found = normalize(text)
        assert (found.words, found.polite) == (expected, True)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("I want it darker", "give me it darker"),
            ("I need more light", "give me more light"),
            ("I want the bathroom light turned off", "turn the bathroom light off"),
            ("I need the garage door locked", "lock the garage door"),
            ("I need the fan to be turned off", "turn the fan off"),
            ("i need the vacuum to stop", "stop the vacuum"),
        ],
    )
    def test_a_wish_becomes_a_command_and_is_known_as_a_wish(self, text: str, expected: str) -> None:
        found = normalize(text)
        assert (found.words, found.wish) == (expected, True)

    @pytest.mark.parametrize(
        "text",
        ["i like it at twenty two", "for me cosy means forty percent", "what can you do", "i want to sleep", "thanks"],
    )
    def test_what_is_no_request_stays(self, text: str) -> None:
        found = normalize(text)
        assert (found.words, found.polite, found.wish) == (text, False, False)

    def test_give_me_spans_the_words_it_stands_for(self) -> None:
        give, me = normalize("Can I get some light").tokens[:2]
        assert (give, me) == (Token("give", 0, 3, sentence_start=True), Token("me", 4, 9))


class TestRepairs:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("set the study lamp to sixty, sorry, seventy percent", "set the study lamp to seventy percent"),
            ("set the study lamp to sixty sorry seventy percent", "set the study lamp to seventy percent"),
            ("set sixty percent on the lamp, no, seventy", "set seventy percent on the lamp"),
            ("oven to one fifty, no wait, one seventy", "oven to one seventy"),
            ("oven to two hundred make that one eighty", "oven to one eighty"),
            ("timer for five minutes, actually ten minutes", "timer for ten minutes"),
            ("wake me at quarter to nine, no, half past nine", "wake me at half past nine"),
            ("at six thirty, no wait, seven", "at seven"),
            ("oven to one eighty for ten minutes, sorry, one ninety", "oven to one ninety for ten minutes"),
            ("oven to one eighty for ten minutes, sorry, twenty", "oven to one eighty for twenty minutes"),
        ],
    )
    def test_a_number_replaces_a_number_and_a_time_a_time(self, text: str, expected: str) -> None:
        self.check(text, expected)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("turn on the kitchen, I mean the bedroom light", "turn on the bedroom light"),
            ("turn the kitchen light off I mean the bedroom light", "turn the bedroom light off"),
            ("put the study lamp, no, the bedroom lamp in study mode", "put the bedroom lamp in study mode"),
            ("put the study lamp in study mode, no, the bedroom lamp", "put the bedroom lamp in study mode"),
            ("set the lamp in the kitchen to fifty, sorry, the fan", "set the fan in the kitchen to fifty"),
            ("turn on the light in the hall sorry in the bedroom", "turn on the light in the bedroom"),
            ("turn off the lamp uh no the radio", "turn off the radio"),
            ("switch on kitchen light sorry bedroom light", "switch on bedroom light"),
            ("floor lamp to campfire, sorry, sunset", "floor lamp to sunset"),
            ("turn on the lamp, scratch that, the fan", "turn on the fan"),
        ],
    )
    def test_a_name_replaces_a_name(self, text: str, expected: str) -> None:
        self.check(text, expected)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("set it to red, sorry, blue", "set it to blue"),
            ("bedroom fan on high, no, low", "bedroom fan on low"),
            ("open the blinds halfway, no, all the way", "open the blinds all the way"),
            ("kitchen and bedroom lights off, sorry, on", "kitchen and bedroom lights on"),
            ("turn on, sorry, turn off the light", "turn off the light"),
            ("turn on the lamp, actually, turn on the radio", "turn on the radio"),
            ("turn the light off, no, make it fifty", "make the light fifty"),
            ("turn the light off, actually leave it on", "leave the light on"),
            ("lock the front door, I mean unlock it", "unlock the front door"),
            ("is the back door locked, I mean the front door", "is the front door locked"),
            ("put the lamp in study mode sorry reading mode", "put the lamp in reading mode"),
        ],
    )
    def test_a_state_or_a_command_replaces_its_like(self, text: str, expected: str) -> None:
        self.check(text, expected)

    @pytest.mark.parametrize(
        "text",
        [
            "no make it sixty",
            "no the ceiling one",
            "no wait lock it",
            "i mean the floor lamp",
            "turn it off i mean",
            "the balcony i mean",
            "turn on the lamp scratch that",
            "when i say cosy i mean forty percent",
            "there is no light in the hall",
            "is the light actually on",
            "is there no way to dim it",
            "send a sorry for your loss email to pat",
            "rather warm in here",
            "dim the light and make it fifty",
        ],
    )
    def test_what_corrects_another_turn_or_nothing_stays(self, text: str) -> None:
        found = normalize(text)
        assert (found.words, found.repaired) == (text, False)

    def check(self, text: str, expected: str) -> None:
        found = normalize(text)
        assert (found.words, found.repaired) == (expected, True)


class TestAnyTalk:
    @given(st.one_of(TALK, st.text(max_size=120)))
    @settings(max_examples=400, deadline=None)
    def test_it_never_fails_and_points_into_the_text(self, text: str) -> None:
        found = normalize(text)
        assert found.text == text
        for token in found.tokens:
            assert 0 <= token.start < token.end <= len(text)
        assert not found.tokens or (found.tokens[0].sentence_start and not found.tokens[0].comma_before)

    @given(TALK)
    @settings(max_examples=200, deadline=None)
    def test_clean_talk_is_a_fixed_point_of_cleaning_twice(self, text: str) -> None:
        once = normalize(text)
        again = normalize(" ".join(token.text for token in once.tokens))
        assert len(again.tokens) <= len(once.tokens) + 1

    @pytest.mark.parametrize(
        "text",
        [
            "turn on the um kitchen light no wait the the bedroom light at half past six please ",
            "no ",
            "sixty, no, ",
            "the lamp i mean ",
        ],
    )
    def test_four_times_the_words_are_four_times_the_work(self, text: str) -> None:
        normalize("warm up")
        short, long = (text * (words // len(text.split())) for words in (2_500, 10_000))
        assert calls_of(lambda: normalize(long)) < 5 * calls_of(lambda: normalize(short))

    def test_twenty_thousand_words_are_normalized(self) -> None:
        found = normalize("turn on the um kitchen light no wait the the bedroom light please " * 1_700)
        assert isinstance(found, Normalized)
