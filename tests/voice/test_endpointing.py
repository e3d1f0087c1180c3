"""When somebody begins and ends to speak, from probabilities alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hub.voice.endpointing import Began, End, Ended, Endpointer, NothingSaid, Pace, Step

FRAME_S = 0.02
LOUD, QUIET = 0.01, 0.0001


def spoken(seconds: float) -> list[float]:
    return [0.9] * round(seconds / FRAME_S)


def silent(seconds: float) -> list[float]:
    return [0.01] * round(seconds / FRAME_S)


def steps(endpointer: Endpointer, *parts: list[float]) -> list[tuple[float, Step]]:
    """When each step came, in seconds."""
    found: list[tuple[float, Step]] = []
    probabilities = [probability for part in parts for probability in part]
    for number, probability in enumerate(probabilities, 1):
        step = endpointer.take(probability, LOUD if probability > 0.5 else QUIET)
        if step is not None:
            found.append((round(number * FRAME_S, 2), step))
    return found


def test_speech_begins_once_it_has_lasted_and_brings_what_was_before_it() -> None:
    ((when, step),) = steps(Endpointer(FRAME_S), silent(1), spoken(0.5))
    assert isinstance(step, Began)
    assert when == pytest.approx(1.1)
    assert step.frames * FRAME_S == pytest.approx(0.5)


def test_a_click_is_no_speech() -> None:
    assert steps(Endpointer(FRAME_S), silent(1), spoken(0.06), silent(1), spoken(0.06), silent(1)) == []


def test_speech_ends_after_a_silence_and_is_measured() -> None:
    _, (when, step) = steps(Endpointer(FRAME_S), silent(1), spoken(2), silent(1))
    assert isinstance(step, Ended)
    assert step.why is End.SILENCE
    assert when == pytest.approx(3.6)
    assert step.speech.speech_s == pytest.approx(2)
    assert step.speech.snr_db == pytest.approx(20, abs=0.5)


def test_a_short_pause_does_not_end_it() -> None:
    found = steps(Endpointer(FRAME_S), spoken(1), silent(0.5), spoken(1), silent(2))
    assert [type(step) for _, step in found] == [Began, Ended]


def test_those_who_hesitate_are_given_longer() -> None:
    found = steps(Endpointer(FRAME_S), spoken(1), silent(0.4), spoken(1), silent(0.8), spoken(1), silent(2))
    assert [type(step) for _, step in found] == [Began, Ended]
    assert found[-1][0] == pytest.approx(5.1)


def test_endless_speech_is_cut() -> None:
    found = steps(Endpointer(FRAME_S, Pace(longest_s=3)), spoken(5))
    assert [(when, step.why) for when, step in found if isinstance(step, Ended)] == [(3.0, End.TOO_LONG)]


def test_who_says_nothing_is_not_waited_for_any_longer() -> None:
    found = steps(Endpointer(FRAME_S, patience_s=2), silent(3))
    assert found[0] == (2.02, NothingSaid())


def test_speech_in_the_last_moment_still_counts() -> None:
    found = steps(Endpointer(FRAME_S, patience_s=2), silent(1.8), spoken(1), silent(1))
    assert [type(step) for _, step in found] == [Began, Ended]


def test_what_was_being_said_already_does_not_count_when_a_pause_is_needed() -> None:
    found = steps(Endpointer(FRAME_S, needs_pause=True), spoken(2), silent(0.5), spoken(1))
    assert [(when, type(step)) for when, step in found] == [(2.6, Began)]


def test_the_button_let_go_ends_speech_and_only_speech() -> None:
    endpointer = Endpointer(FRAME_S)
    assert endpointer.release() is None
    steps(endpointer, spoken(1))
    over = endpointer.release()
    assert over is not None
    assert over.why is End.RELEASED


def test_one_utterance_follows_another() -> None:
    found = steps(Endpointer(FRAME_S), spoken(1), silent(1), spoken(1), silent(1))
    assert [type(step) for _, step in found] == [Began, Ended, Began, Ended]


def test_the_next_endpointer_knows_the_noise_of_the_room() -> None:
    first = Endpointer(FRAME_S)
    steps(first, silent(2))
    second = Endpointer(FRAME_S, replace(Pace(), silence_s=0.02), background=first.background)
    _, (_, over) = steps(second, spoken(1), silent(0.04))
    assert isinstance(over, Ended)
    assert over.speech.snr_db is not None
