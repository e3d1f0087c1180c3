"""What calendars hold: "what's on tomorrow", "when is the dentist", "put lunch in my calendar for Friday at one".

Their names are no words of the grammar; a question is made of words about calendars and days, and of no others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from devices.agenda import Event, events_of
from devices.home import Entity
from dialogue.deciding.due_dates import repeats
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.timing.dates import read_date
from dialogue.timing.times import Moment, Recurrence, Vague, find_split_time, find_time
from dialogue.timing.words import time_words
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.lexicon import split
from teaching.phrases import stem

CALENDAR: Final = "calendar"
_HOUR: Final = timedelta(hours=1)
_MOST_TOLD: Final = 6
_WEEKEND: Final = 5
_WEEK: Final = 7


def read_calendar(row: Sequence[Token], mind: Mind) -> Decision | None:
    """What is on, when something is, or what is to be written down; ``None`` when it is about no calendar."""
    if row[0].text in mind.words("calendar_writing"):
        return _written(row, mind)
    if row[0].text not in mind.words("calendar_openers"):
        return None
    return _told_of_days(row, mind) or _told_when(row, mind)


def _calendars(mind: Mind) -> tuple[Entity, ...]:
    return mind.situation.home.unspoken.get(CALENDAR, ())


def _words_of(calendars: Sequence[Entity]) -> frozenset[str]:
    names = (name for calendar in calendars for name in (calendar.name, *calendar.aliases))
    return frozenset(word for name in names for word in split(name))


def _named(words: set[str], mind: Mind) -> list[Entity]:
    """The calendars that a word of their name is said of; else all."""
    nouns = mind.words("calendar_nouns") | mind.words("calendar_fillers")
    found = [c for c in _calendars(mind) if (_words_of([c]) - nouns) & words]
    return found or list(_calendars(mind))


def _told_of_days(row: Sequence[Token], mind: Mind) -> Decision | None:
    words = {token.text for token in row}
    is_named = bool(words & mind.words("calendar_nouns"))
    is_next = bool(words & mind.words("calendar_next"))
    days = _days(row, mind)
    asks = words & mind.words("calendar_doings")
    if not (is_named or (asks and days)):
        return None
    sayable = frozenset().union(
        *(mind.words(f"calendar_{name}") for name in ("nouns", "openers", "next", "doings", "fillers", "days")),
        time_words().weekdays,
        _words_of(_calendars(mind)),
    )
    dated = set() if days is None else {t.text for t in row if t.text in time_words().months or t.text[:1].isdigit()}
    if not words <= sayable | dated:
        return None
    calendars = _named(words, mind)
    events = [event for calendar in calendars for event in _events(calendar, mind)]
    focus = tuple(calendar.id for calendar in calendars)
    if days is None or (is_next and not days):
        ahead = [event for event in events if _is_ahead(event, mind.situation.now)]
        if words & mind.words("calendar_timed"):
            ahead = [event for event in ahead if not event.is_all_day] or ahead
        ahead.sort(key=_beginning)
        return _answer(_list(ahead[:1], mind, with_day=True), None, focus, mind)
    first, last = days
    on = [e for e in events if any(e.is_on(first + timedelta(days=n)) for n in range((last - first).days + 1))]
    day = mind.wording.day(first, mind.situation.now) if first == last else ""
    is_free = bool(words & mind.words("calendar_free"))
    whether = row[0].text in mind.words("question_auxiliaries")
    key = ("state_no" if is_free else "state_yes") if whether and on else "state_plain"
    return _answer(_list(on, mind, with_day=first != last), day, focus, mind, key=key)


def _events(calendar: Entity, mind: Mind) -> list[Event]:
    return list(events_of(mind.situation.states.get(calendar.id, "agenda")))


def _is_ahead(event: Event, now: datetime) -> bool:
    if isinstance(event.start, datetime):
        return _seen(event.start, now) >= now
    return event.start >= now.date()


def _seen(moment: datetime, now: datetime) -> datetime:
    """A moment in the zone of the house."""
    return moment.astimezone(now.tzinfo) if moment.tzinfo is not None else moment.replace(tzinfo=now.tzinfo)


def _days(row: Sequence[Token], mind: Mind) -> tuple[date, date] | None:
    """From which day to which."""
    vocabulary, today = mind.situation.book.vocabulary, mind.situation.now.date()
    for at in range(len(row)):
        if vocabulary.opening(row, "calendar_weekends", at):
            saturday = today + timedelta(days=max(_WEEKEND - today.weekday(), 0))
            return saturday, saturday + timedelta(days=6 - saturday.weekday())
        if vocabulary.opening(row, "calendar_next_weeks", at):
            monday = today + timedelta(days=_WEEK - today.weekday())
            return monday, monday + timedelta(days=6)
        if vocabulary.opening(row, "calendar_weeks", at):
            return today, today + timedelta(days=6 - today.weekday())
        if row[at].text in mind.words("calendar_today"):
            return today, today
    day = read_date(row, mind.situation.now, from_today=True)
    return None if day is None else (day, day)


def _list(events: Sequence[Event], mind: Mind, *, with_day: bool) -> str:
    told = sorted(events, key=_beginning)[:_MOST_TOLD]
    return mind.wording.listed([_in_words(event, mind, with_day=with_day) for event in told])


def _in_words(event: Event, mind: Mind, *, with_day: bool) -> str:
    wording, now = mind.wording, mind.situation.now
    if isinstance(event.start, datetime):
        begins = _seen(event.start, now)
        when = wording.when(begins, now) if with_day else wording.piece("at_clock", time=wording.clock(begins.time()))
        return wording.piece("event_at", what=event.summary, when=when)
    when = wording.day(event.day, now) if with_day else wording.piece("all_day")
    return wording.piece("event_at", what=event.summary, when=when)


def _answer(told: str, day: str | None, focus: tuple[str, ...], mind: Mind, *, key: str = "state_plain") -> Decision:
    if told:
        return Decision(Kind.ANSWERS, lead=mind.wording.say(key, what=told), focus=focus)
    key = "nothing_coming" if day is None else "nothing_on_day" if day else "nothing_then"
    lead = mind.wording.say(key, day=day or "")
    return Decision(Kind.ANSWERS, lead=lead, focus=focus)


def _told_when(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "When is the dentist": the next event with all of these words in it."""
    if not mind.situation.book.vocabulary.opening(row, "calendar_asking_when"):
        return None
    plain = mind.words("calendar_fillers") | mind.words("calendar_openers") | mind.words("calendar_next")
    asked = {_plain(token.text) for token in row if token.text not in plain | mind.words("calendar_nouns")}
    events = [event for calendar in _calendars(mind) for event in _events(calendar, mind)]
    now = mind.situation.now
    ahead = [event for event in events if _is_ahead(event, now)] + [e for e in events if e.day == now.date()]
    found = [event for event in ahead if asked and asked <= {_plain(word) for word in split(event.summary)}]
    if not found:
        return None
    found.sort(key=_beginning)
    return _answer(_list(found[:1], mind, with_day=True), None, tuple(c.id for c in _calendars(mind)), mind)


def _plain(word: str) -> str:
    return stem(word_forms().bare(word))


def _beginning(event: Event) -> tuple[date, bool, str]:
    return event.day, not event.is_all_day, event.start.isoformat()


def _written(row: Sequence[Token], mind: Mind) -> Decision | None:
    """Something is put into a calendar that takes it."""
    vocabulary, now = mind.situation.book.vocabulary, mind.situation.now
    place = next((i for i in range(1, len(row)) if vocabulary.opening(row, "calendar_places", i)), None)
    if place is None:
        return None
    end = place + vocabulary.opening(row, "calendar_places", place)
    rest = (*row[1:place], *row[end:])
    split_time = find_split_time(rest, now)
    found = find_time(rest, now) if split_time is None else None
    if split_time is not None:
        spans, when = split_time[0], split_time[1].when
    elif found is not None:
        spans, when = ((found[0], found[1]),), found[2].when
    else:
        return Decision(Kind.REFUSES, lead=mind.wording.say("event_needs_time"), understood=False)
    inside = {i for start, stop in spans for i in range(start, stop)}
    kept = [token for i, token in enumerate(rest) if i not in inside]
    while kept and kept[0].text in mind.words("list_determiners"):
        kept = kept[1:]
    while kept and kept[-1].text in mind.words("calendar_links"):
        kept = kept[:-1]
    start = when.at if isinstance(when, Moment) else when.day if isinstance(when, Vague) else None
    calendars = [c for c in _named({t.text for t in row[place:end]}, mind) if "add_event" in c.capabilities]
    if calendars and (isinstance(when, Recurrence) or repeats(kept, mind)):
        return Decision(Kind.REFUSES, lead=mind.wording.say("event_once"))
    if not kept or start is None or not calendars:
        return None
    summary = " ".join(mind.utterance.text[token.start : token.end] for token in kept)
    finish = start + (_HOUR if isinstance(start, datetime) else timedelta(days=1))
    event = Event(start, finish, summary[:1].upper() + summary[1:])
    told = _in_words(event, mind, with_day=True)
    return Decision(
        Kind.ACTS,
        lead=mind.wording.say("event_written", what=told),
        plans=(Planned(calendars[0].id, {"add_event": event.line()}),),
        focus=(calendars[0].id,),
    )
