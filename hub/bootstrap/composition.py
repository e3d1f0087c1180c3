"""Puts a whole hub together."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence

from dialogue.response import Response
from dialogue.training.retraining import Retrainer
from dialogue.turn import Turn
from hub.adjustments import Adjustments
from hub.bootstrap.adjusting import Adjusted, tells_words, turn_settings
from hub.bootstrap.admin import web_door
from hub.bootstrap.doors import Doors, api_announcer, voice_doors
from hub.bootstrap.hearing import Hearing, hearing_if_there, listeners, wake_phrase_fault
from hub.bootstrap.home import ConnectedHome, connected_home
from hub.bootstrap.keeping import open_sound_debug, open_store
from hub.bootstrap.microphone import MicrophoneListening
from hub.bootstrap.speaking import speaking
from hub.bootstrap.takeaway import offering, packing
from hub.bootstrap.understanding import Understanding, understanding
from hub.clock import SystemClock
from hub.config import Settings, prepare_data_dir
from hub.feed import Feed
from hub.health import Health, PartHealth
from hub.household import Household
from hub.identity import identity_in
from hub.mqtt_topics import OwnTopics
from hub.running import Hub
from hub.scheduler import Scheduler, ScheduleReport
from hub.sessions import Sessions
from hub.storage.inventory import BACKUPS
from hub.storage.records import Records
from hub.storage.shelf import Shelf
from hub.storage.store import SqlStore
from hub.tokens import Doorkeeper, ensure_admin_token
from hub.transfer import Transfer
from hub.voice.mouth import Mouth
from hub.voice.turns import Voice
from hub.voice.upkeep import VocabularyUpkeep
from teaching.concepts import Concept, Status
from teaching.schedules import ScheduleStatus

# How soon what another hub on the same database has learned is known here.
_FOLLOW_EVERY_S = 5.0


def _silent(_text: str) -> None:
    return


@contextlib.asynccontextmanager
async def composed(settings: Settings, *, announce: Callable[[str], None] = _silent) -> AsyncIterator[Hub]:
    """A hub with everything it needs, started; stopped in the opposite order when the block ends.

    ``announce`` is told what takes longer than a moment. Its tasks (``Hub.background``) are run by ``hub/app.py``.
    Raises ``HubError``, ``HomeFileError``, ``LanguageDataError`` or ``StorageError``.
    """
    folder = prepare_data_dir(settings)
    clock = SystemClock(settings.time_zone)
    async with contextlib.AsyncExitStack() as stack:
        identity = identity_in(folder)
        store = await stack.enter_async_context(open_store(settings))
        home = await stack.enter_async_context(connected_home(settings, clock, announce))
        household = await Household.of(store, home.registry)
        interpreters = await understanding(settings, announce)
        retrainer = Retrainer(interpreters.trainees, lambda: _active_concepts(store), language=settings.language)
        sound_debug = open_sound_debug(settings, clock)
        ears, no_voice = await hearing_if_there(stack, settings, announce)
        turn = Turn(
            registry=home.registry,
            dispatcher=home.dispatcher,
            store=store,
            interpreter=interpreters.parser,
            clock=clock,
            settings=turn_settings(settings),
            heard_words=ears.words if ears is not None else None,
        )
        await turn.follow()
        sessions = await stack.enter_async_context(
            Sessions(turn, clock, turn_timeout_s=settings.turn_timeout_s, idle_s=settings.conversation_idle_s)
        )
        if ears is not None:
            await ears.words.follow(turn.lexicon)
        mouth = speaking(settings, announce)
        voice = Voice(ears.ear, turn, sessions, clock) if ears is not None else None
        listening = listeners(settings, ears, voice, mouth, sound_debug) if ears is not None and voice else None
        if ears is not None and (fault := await wake_phrase_fault(settings, ears)):
            announce(fault)
        microphone = (
            MicrophoneListening(settings, listening, home.registry, announce)
            if settings.microphone is not None and listening is not None
            else None
        )
        scheduler = Scheduler(store, home.dispatcher, clock, late_s=settings.schedule_late_s)
        topics = _own_topics(settings, home, sessions, scheduler)
        feed = _feed(settings, turn, sessions, clock)
        store.register(feed, retrainer, sound_debug)
        sessions.on_turn(lambda _utterance, response: _after_turn(response, scheduler, retrainer))
        vocabulary = _vocabulary_upkeep(ears, turn, home, sessions)
        scheduler.on_report(lambda report: _note_report(report, feed, home, mouth))
        doors = voice_doors(settings, sessions, home.registry.home, voice, _model(ears), mouth, listening)
        health = _health(store, home, interpreters, ears, mouth, doors, microphone)
        if sound_debug.is_on:
            health.add("sound debug", sound_debug.health)
            announce(sound_debug.mark)
        if settings.api and (written := await ensure_admin_token(store, folder, clock.now())) is not None:
            announce(f"The admin's API token is in {written} (readable by you only).")

        async def follow() -> None:
            await household.follow()
            await turn.follow()
            scheduler.wake()
            retrainer.request()
            if vocabulary is not None:
                vocabulary.wake()

        audit, door = await web_door(settings, store, clock)
        packed = packing(settings, store, home.registry)
        hub = Hub(
            settings=settings,
            adjustments=Adjustments(settings),
            identity=identity,
            clock=clock,
            registry=home.registry,
            dispatcher=home.dispatcher,
            store=store,
            sessions=sessions,
            weigh=turn.weigh,
            scheduler=scheduler,
            doorkeeper=Doorkeeper(store, clock),
            household=household,
            audit=audit,
            door=door,
            health=health,
            feed=feed,
            announcer=api_announcer(settings, identity),
            transfer=Transfer(store, folder),
            records=Records(store),
            shelf=Shelf(store, folder / BACKUPS),
            packing=packed,
            offering=offering(settings, packed),
            follow=follow,
            voice=voice,
            no_voice=no_voice,
            listeners=listening,
            mouth=mouth,
            home_name=home.name,
            background={
                **interpreters.background,
                **(ears.background if ears is not None else {}),
                **({"recogniser's vocabulary": vocabulary.run} if vocabulary is not None else {}),
                **({"microphone": microphone.run} if microphone is not None else {}),
                **({"own topics": topics.run} if topics is not None else {}),
                "retraining": retrainer.run,
                "following": lambda: _keep_following(turn, household),
                "health": lambda: feed.watch(health),
            },
            doors=doors.work,
        )
        hub.adjustments.apply = Adjusted(hub, store, turn, topics)
        yield hub


def _model(ears: Hearing | None) -> str:
    return ears.recogniser.folder.name if ears is not None else ""


def _note_report(report: ScheduleReport, feed: Feed, home: ConnectedHome, mouth: Mouth | None) -> None:
    feed.note_schedule(report, home.registry.home())
    if mouth is not None and report.status in (ScheduleStatus.LATE, ScheduleStatus.FAILED):
        mouth.note(f"{report.schedule.text}: {report.detail.replace('_', ' ')}")


def _vocabulary_upkeep(
    ears: Hearing | None, turn: Turn, home: ConnectedHome, sessions: Sessions
) -> VocabularyUpkeep | None:
    if ears is None:
        return None
    upkeep = VocabularyUpkeep(ears.words, turn, home.registry)
    sessions.on_turn(lambda _utterance, response: upkeep.wake() if response.learned else None)
    return upkeep


def _feed(settings: Settings, turn: Turn, sessions: Sessions, clock: SystemClock) -> Feed:
    began = int(clock.now().timestamp() * 1000)
    feed = Feed(lambda: sum(1 for _ in turn.lexicon.active()), settings.question_timeout_s, began)
    sessions.on_turn(feed.note_turn)
    return feed


def _own_topics(settings: Settings, home: ConnectedHome, sessions: Sessions, scheduler: Scheduler) -> OwnTopics | None:
    if home.broker is None:
        return None
    topics = OwnTopics(
        home.broker,
        sessions,
        home.registry.home,
        prefix=settings.mqtt_topic_prefix,
        with_content=tells_words(settings),
        may_converse=settings.mqtt_converse,
    )
    sessions.on_turn(topics.note_turn)
    scheduler.on_report(topics.note_schedule)
    return topics


def _health(
    store: SqlStore,
    home: ConnectedHome,
    interpreters: Understanding,
    ears: Hearing | None,
    mouth: Mouth | None,
    doors: Doors,
    microphone: MicrophoneListening | None,
) -> Health:
    health = Health()

    async def database() -> PartHealth:
        await store.ping()
        return PartHealth(works=True, detail=str(store.address))

    health.add("database", database)
    for part, probe in home.probes().items():
        health.add(part, probe)
    health.add("interpreter", interpreters.health)
    if ears is not None:
        health.add("recogniser", ears.health)
    if mouth is not None:
        health.add("voice", mouth.health)
    for part, probe in doors.health.items():
        health.add(part, probe)
    if microphone is not None:
        health.add("microphone", microphone.health)
    return health


def _after_turn(response: Response, scheduler: Scheduler, retrainer: Retrainer) -> None:
    scheduler.wake()
    if response.learned:
        retrainer.request()


async def _active_concepts(store: SqlStore) -> Sequence[Concept]:
    async with store.reading() as kept:
        return [concept for concept in await kept.concepts.all() if concept.status is Status.ACTIVE]


async def _keep_following(turn: Turn, household: Household) -> None:
    while True:
        await asyncio.sleep(_FOLLOW_EVERY_S)
        await household.follow()
        await turn.follow()
