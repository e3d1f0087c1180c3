"""Manners that change while places already listen."""

from __future__ import annotations

from hub.voice.listener import Listener
from hub.voice.listeners import Listeners
from hub.voice.manners import Manners
from hub.voice.mouth import Mouth
from hub.voice.turns import Place
from tests.fakes.places import LoudnessDetector
from tests.fakes.voices import FakeSynthesiser
from tests.voice.test_listener import MarkedWake, ScriptedVoice


async def test_places_that_listen_already_take_other_manners_and_keep_what_is_their_own() -> None:
    listeners = Listeners(
        ScriptedVoice({}),
        wake=MarkedWake(),
        new_detector=LoudnessDetector,
        mouth=Mouth([FakeSynthesiser()]),
        manners=Manners(wake_phrase="hey hub", follow_up=True, barge_in=True),
    )

    def listener(name: str, *, barge_in: bool = True) -> Listener:
        return listeners.at(Place(name), on_event=lambda _event: None, barge_in=barge_in)

    kitchen, phone = listener("kitchen"), listener("phone", barge_in=False)
    assert (kitchen.manners.barge_in, phone.manners.barge_in) == (True, False)
    listeners.behave(Manners(wake_phrase="ok house", follow_up=False, follow_up_s=20, barge_in=True))
    for one in (kitchen, phone, listener("hall")):
        assert (one.manners.follow_up, one.manners.follow_up_s) == (False, 20)
        assert one.manners.wake_phrase == "hey hub"
    assert (kitchen.manners.barge_in, phone.manners.barge_in) == (True, False)
    assert not listeners.follow_up
