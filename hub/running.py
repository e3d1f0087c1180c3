"""The parts of a running hub, as the doors see them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field

from devices.dispatch import Dispatcher
from devices.ports import Clock
from devices.registry import Registry
from dialogue.decision import Decision
from dialogue.utterance import Utterance
from hub.adjustments import Adjustments
from hub.admin.door import Door
from hub.audit import Audit
from hub.config import Settings
from hub.feed import Feed
from hub.health import Health
from hub.household import Household
from hub.identity import Identity
from hub.ports import HouseholdStore
from hub.scheduler import Scheduler
from hub.sessions import Sessions
from hub.storage.records import Records
from hub.storage.shelf import Shelf
from hub.takeaway.offering import Offering
from hub.takeaway.packing import Packing
from hub.tokens import Doorkeeper
from hub.transfer import Transfer
from hub.voice.listeners import Listeners
from hub.voice.mouth import Mouth
from hub.voice.ports import Announcer
from hub.voice.turns import Voice


@dataclass(slots=True, eq=False)
class Hub:
    """One hub, composed by ``hub/bootstrap.py``.

    ``settings`` are those of now: what an admin changes by ``adjustments`` takes their place. The other parts stay.
    ``household`` says who lives here; ``audit`` writes down who changed what; ``door`` lets people in to the web
    admin, where it is switched on.
    ``feed`` tells what happens to whoever follows live; ``announcer`` makes the API known on the network, where it is
    to be. ``follow`` takes in at once what a door has changed in the store (otherwise it is noticed in a few seconds).
    ``records`` is what the pages look up in the store, ``shelf`` its backups.
    ``packing`` puts what was taught into Home Assistant's words, ``offering`` puts it there, where there is one.
    ``voice`` is there when there is a speech model; ``no_voice`` says why not. ``listeners`` makes the listener of each
    place that has a microphone. ``mouth`` speaks, when something is there to speak with. ``home_name`` says in words
    what home it is connected to; ``background`` are the tasks that run beside the doors, ``doors`` those through which
    others come in while it serves. ``weigh`` tells what would
    be decided about something said, and does nothing. ``correcting`` lets one at a time correct what was taught.
    """

    settings: Settings
    adjustments: Adjustments
    identity: Identity
    clock: Clock
    registry: Registry
    dispatcher: Dispatcher
    store: HouseholdStore
    sessions: Sessions
    scheduler: Scheduler
    doorkeeper: Doorkeeper
    household: Household
    audit: Audit
    health: Health
    feed: Feed
    transfer: Transfer
    records: Records
    shelf: Shelf
    packing: Packing
    follow: Callable[[], Coroutine[None, None, None]]
    door: Door | None = None
    offering: Offering | None = None
    announcer: Announcer | None = None
    voice: Voice | None = None
    no_voice: str = ""
    listeners: Listeners | None = None
    mouth: Mouth | None = None
    home_name: str = ""
    weigh: Callable[[Utterance], Awaitable[Decision]] | None = None
    correcting: asyncio.Lock = field(default_factory=asyncio.Lock)
    background: Mapping[str, Callable[[], Coroutine[None, None, None]]] = field(default_factory=dict)
    doors: Mapping[str, Callable[[], Coroutine[None, None, None]]] = field(default_factory=dict)
