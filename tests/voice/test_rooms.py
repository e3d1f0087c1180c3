from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from dialogue.transcript import Transcript
from hub.voice.flow import Flow
from hub.voice.rooms import Rooms, RoomVoice
from hub.voice.sound import RATE, WIDTH
from hub.voice.stream import SoundStream
from hub.voice.threads import Threads
from hub.voice.turns import Attention, Place, SpokenTurn


class Ticks:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


def test_the_first_place_to_hear_the_phrase_wins(ticks: Ticks) -> None:
    rooms = Rooms(ticks)
    assert rooms.claim("kitchen", 0.8)
    ticks.now += 0.4
    assert not rooms.claim("hall", 0.99)
    assert rooms.claim("kitchen", 0.8)
    ticks.now += 1.1
    assert rooms.claim("hall", 0.8)


def test_within_a_fifth_of_a_second_the_surer_one_wins_and_the_other_gives_up(ticks: Ticks) -> None:
    rooms = Rooms(ticks)
    gave_up: list[str] = []
    assert rooms.claim("kitchen", 0.8, lambda: gave_up.append("kitchen"))
    ticks.now += 0.15
    assert rooms.claim("hall", 0.9, lambda: gave_up.append("hall"))
    assert gave_up == ["kitchen"]
    ticks.now += 0.04
    assert not rooms.claim("bath", 0.9)
    assert not rooms.claim("bath", None)
    assert gave_up == ["kitchen"]


def test_the_same_words_at_two_places_are_an_echo_for_some_seconds(ticks: Ticks) -> None:
    rooms = Rooms(ticks)
    assert not rooms.is_echo("kitchen", "turn it on")
    assert not rooms.is_echo("kitchen", "turn it on")
    ticks.now += 1
    assert rooms.is_echo("hall", "turn it on")
    assert not rooms.is_echo("hall", "turn it off")
    ticks.now += 3
    assert not rooms.is_echo("hall", "turn it on")


class Hearing:
    """Notes for which place it was asked."""

    def __init__(self) -> None:
        self.places: list[Place] = []

    async def transcript(
        self, audio: AsyncIterator[bytes], place: Place, *, on_partial: Callable[[str], None] | None = None
    ) -> Transcript:
        self.places.append(place)
        if on_partial is not None:
            on_partial("")
        return Transcript(str(len([piece async for piece in audio])))

    async def answer(self, transcript: Transcript, place: Place, attention: Attention = Attention()) -> SpokenTurn:  # noqa: B008
        self.places.append(place)
        assert attention.wake
        return SpokenTurn(transcript, None)


async def test_two_rooms_may_both_answer_the_hub_with_the_same_word_but_an_echo_is_no_turn(ticks: Ticks) -> None:
    rooms, voice = Rooms(ticks), Hearing()
    kitchen = RoomVoice(voice, rooms, lambda: ("kitchen", "alex"))
    hall = RoomVoice(voice, rooms, lambda: ("hall", None))
    await kitchen.answer(Transcript("yes"), Place("a", satellite="k"), Attention("phrase"))
    assert voice.places == [Place("a", "kitchen", "alex", "k")]
    await hall.answer(Transcript("yes"), Place("b", satellite="h"), Attention("phrase"))
    assert len(voice.places) == 1
    await hall.answer(Transcript("yes"), Place("b", satellite="h"), Attention("follow_up"))
    assert voice.places[-1] == Place("b", "hall", None, "h")


async def test_an_open_question_is_kept_for_a_minute_at_its_place(ticks: Ticks) -> None:
    from dialogue.response import Kind, Response

    threads = Threads(clock=ticks)
    threads.note("here", Response("c", "t", "which?", Kind.ASKS_WHICH, expects_reply=True))
    assert threads.of("here") == "c"
    assert threads.of("there") != "c"
    ticks.now += 61
    assert threads.of("here") != "c"
    threads.note("here", Response("c", "t", "which?", Kind.ASKS_WHICH, expects_reply=True))
    threads.note("here", Response("c", "t", "done", Kind.ACTS))
    assert threads.of("here") != "c"


def test_what_comes_in_too_fast_is_refused_until_time_has_passed(ticks: Ticks) -> None:
    flow = Flow(1.0, 3.0, ticks)
    assert [flow.takes() for _ in range(4)] == [True, True, True, False]
    ticks.now += 1
    assert flow.takes()
    assert not flow.takes()


async def test_sound_is_handed_on_in_order_and_ends() -> None:
    stream = SoundStream()
    stream.push(b"ab")
    stream.push(b"cd")
    reading = asyncio.create_task(collected(stream))
    await asyncio.sleep(0)
    stream.push(b"ef")
    stream.end()
    stream.push(b"gh")
    assert await reading == b"abcdef"


async def test_sound_beyond_the_longest_ends_the_stream() -> None:
    stream = SoundStream(longest_s=1)
    stream.push(bytes(RATE * WIDTH * 3))
    assert stream.is_ended
    assert len(await collected(stream)) == RATE * WIDTH


async def test_when_nobody_keeps_up_the_oldest_sound_goes() -> None:
    stream = SoundStream(longest_s=None, backlog_s=1)
    stream.push(b"\x01\x00" * RATE)
    stream.push(b"\x02\x00" * (RATE // 2))
    stream.end()
    kept = await collected(stream)
    assert kept == b"\x01\x00" * (RATE // 2) + b"\x02\x00" * (RATE // 2)
    assert stream.lost_s == pytest.approx(0.5)


async def collected(stream: SoundStream) -> bytes:
    return b"".join([piece async for piece in stream])
