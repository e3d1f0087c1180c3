"""What is asked of sensors: "is there motion in the hall", "which batteries are low", "how much power does it draw".

A sensor is known by what it senses and by the words of its name or its room, in any order: the dryer in "how much power
is the dryer using" is the one that "Dryer power" measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from devices.capabilities import Value
from devices.home import Entity
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.questions.not_known import not_known
from dialogue.questions.reading_words import Found, ReadingWords, find, reading_words
from dialogue.reading.bare_places import is_outdoors
from dialogue.reading.chunks import chunk
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.lexicon import split
from teaching.phrases import stem

SENSOR: Final = "sensor"
BINARY_SENSOR: Final = "binary_sensor"
_SENSORS: Final = frozenset({SENSOR, BINARY_SENSOR})
_HOLDERS: Final = frozenset({"text", "select", "number", "clock"})
_LOW_BATTERY: Final = 20
_MOST_TOLD: Final = 6
_DECIMALS: Final = 1


def read_reading(row: Sequence[Token], mind: Mind) -> Decision | None:
    """The answer; ``None`` when nothing is asked that a sensor of this home tells."""
    words = reading_words()
    if len(row) < 2 or row[0].text not in words.openers:
        return None
    counted = words.asking_count.end(row, 0)
    told = None if counted else _told_extreme(row, mind, words)
    if told is None and (counted or row[0].text in words.asking_whether | words.asking_which):
        told = _told_sense(row, counted, mind, words)
    if told is None and row[0].text in words.asking_how:
        told = _told_measure(row, mind, words)
    return told


# -- yes or no


def _told_sense(row: Sequence[Token], counted: int, mind: Mind, words: ReadingWords) -> Decision | None:
    body = row[counted:]
    found = [*find(body, words.opposite, is_opposite=True), *find(body, words.sensed)]
    for one in sorted(found, key=lambda one: one.start - one.end):
        for attribute in one.attributes:
            looked_at = words.of_people if attribute == words.of_people[0] else (attribute,)
            for sensed in looked_at:
                sensors = _sensors(body, one, sensed, mind, words)
                if sensors:
                    return _sense_answer(sensors, sensed, one, body, bool(counted), mind, words)
    told = _told_triggered(body, mind, words) if not counted else None
    return told or _told_nowhere(body, found, mind, words)


def _told_nowhere(row: Sequence[Token], found: Sequence[Found], mind: Mind, words: ReadingWords) -> Decision | None:
    """ "Any movement in the garden", where nothing there senses it, as something does elsewhere."""
    book = mind.situation.book
    pieces = chunk(row, mind.lexicon, book.vocabulary)
    if not any(book.areas_named(piece) for piece in pieces):
        return None
    for one in found:
        attribute = one.attributes[0]
        looked_at = words.of_people if attribute == words.of_people[0] else (attribute,)
        rest = [p.text for p in pieces if not book.areas_named(p) and not one.start <= p.start < one.end]
        plain = words.fillers | words.said_of.get(attribute, frozenset())
        if all(word in plain for text in rest for word in text.split()) and any(
            sensed in mind.situation.home.attributes for sensed in looked_at
        ):
            return _answer(mind.wording.say("no_measure"), ())
    return None


def _told_triggered(row: Sequence[Token], mind: Mind, words: ReadingWords) -> Decision | None:
    """ "Is the smoke detector going off", "has the doorbell sensor been triggered": whatever it senses."""
    for at in range(len(row)):
        end = words.triggered.end(row, at)
        if end > at:
            said = Found((), at, end)
            for attribute in sorted(mind.situation.home.attributes & words.said_of.keys()):
                sensors = _sensors(row, said, attribute, mind, words, named=True)
                if sensors:
                    return _sense_answer(sensors, attribute, said, row, False, mind, words)
    return None


def _sense_answer(
    sensors: Sequence[Entity],
    attribute: str,
    asked: Found,
    row: Sequence[Token],
    counted: bool,
    mind: Mind,
    words: ReadingWords,
) -> Decision:
    wording = mind.wording
    truths = [(sensor, _is_sensed(sensor, attribute, mind)) for sensor in sensors]
    known = [(sensor, truth is not asked.is_opposite) for sensor, truth in truths if truth is not None]
    focus = tuple(sensor.id for sensor, _ in known)
    if not known:
        return not_known(sensors, mind)
    so = [sensor for sensor, truth in known if truth]
    is_all = any(token.text in words.every for token in row)
    if counted:
        named = wording.listed([sensor.name for sensor in so])
        key = "counted_so" if so else "counted_none"
        return _answer(wording.say(key, count=str(len(so)), what=named), focus)
    told = so if so and not is_all else [sensor for sensor, truth in known if not truth] or so
    is_yes = bool(so) and (not is_all or len(so) == len(known))
    what = wording.listed([_sense_in_words(sensor, attribute, mind) for sensor in told[:_MOST_TOLD]])
    if row[0].text in words.asking_which:
        return _answer(wording.say("state_plain" if so else "state_no", what=what), focus)
    return _answer(wording.say("state_yes" if is_yes else "state_no", what=what), focus)


def _is_sensed(sensor: Entity, attribute: str, mind: Mind) -> bool | None:
    value = mind.situation.reached.get(sensor.id, attribute)
    if value is None and attribute == "battery_low":
        charge = mind.situation.reached.get(sensor.id, "battery")
        return charge <= _LOW_BATTERY if isinstance(charge, int | float) else None
    return value if isinstance(value, bool) else None


def _sense_in_words(sensor: Entity, attribute: str, mind: Mind) -> str:
    charge = mind.situation.reached.get(sensor.id, "battery")
    if attribute == "battery_low" and isinstance(charge, int | float):
        return _measure_in_words(sensor, "battery", charge, mind)
    side = "is" if _is_sensed(sensor, attribute, mind) else "not"
    return mind.wording.piece("measured", name=sensor.name, what=mind.wording.piece(f"sensed_{side}_{attribute}"))


# -- numbers


def _told_measure(row: Sequence[Token], mind: Mind, words: ReadingWords) -> Decision | None:
    average = next((i for i in range(len(row)) if words.average.end(row, i) > i), None)
    is_average = average is not None
    book = mind.situation.book
    storey = any(len(book.areas_named(p)) > 1 for p in chunk(row, mind.lexicon, book.vocabulary))
    for found in find(row, words.measured):
        for attribute in found.attributes:
            sensors = _sensors(row, found, attribute, mind, words, beside=average, everywhere=is_average)
            if sensors and (is_average or attribute not in words.everywhere_measured or storey):
                inside = [sensor for sensor in sensors if not is_average or not _is_outdoors(sensor, mind)]
                return _measure_answer(inside or sensors, attribute, mind, is_average=is_average)
    air = next(
        (Found(words.of_air, i, words.air.end(row, i)) for i in range(len(row)) if words.air.end(row, i) > i), None
    )
    if air is not None:
        told = [
            (sensor, attribute) for attribute in words.of_air for sensor in _sensors(row, air, attribute, mind, words)
        ]
        known = [(s, a, value) for s, a in told if (value := mind.situation.reached.get(s.id, a)) is not None]
        if known:
            return _readings([_measure_in_words(*one, mind) for one in known], [s.id for s, _, _ in known], mind)
    return _told_by_name(row, mind, words)


def _measure_answer(sensors: Sequence[Entity], attribute: str, mind: Mind, *, is_average: bool) -> Decision:
    known = [(s, value) for s in sensors if (value := mind.situation.reached.get(s.id, attribute)) is not None]
    if not known:
        return not_known(sensors, mind)
    numbers = [value for _, value in known if isinstance(value, int | float)]
    if is_average and numbers:
        mean = round(sum(numbers) / len(numbers), _DECIMALS)
        what = mind.wording.measure(known[0][0], attribute, mean)
        return _answer(mind.wording.say("on_average", what=what), tuple(s.id for s, _ in known))
    return _readings([_measure_in_words(s, attribute, v, mind) for s, v in known], [s.id for s, _ in known], mind)


def _readings(told: Sequence[str], focus: Sequence[str], mind: Mind) -> Decision:
    return _answer(mind.wording.say("state_plain", what=mind.wording.listed(told[:_MOST_TOLD])), tuple(focus))


def _told_by_name(row: Sequence[Token], mind: Mind, words: ReadingWords) -> Decision | None:
    """ "What does the barometer say", "what is the dishwasher doing": a sensor by its name, whatever it tells."""
    for at in range(1, len(row)):
        end = words.telling.end(row, at)
        if end == at:
            continue
        for attribute in sorted(mind.situation.home.attributes):
            found = _sensors(row, Found((), at, end), attribute, mind, words, named=True)
            told = [(s, v) for s in found if (v := mind.situation.reached.get(s.id, attribute)) is not None]
            if told and not isinstance(told[0][1], bool):
                sensor, value = told[0]
                return _answer(
                    mind.wording.say("state_plain", what=_measure_in_words(sensor, attribute, value, mind)),
                    (sensor.id,),
                )
    return None


def _told_extreme(row: Sequence[Token], mind: Mind, words: ReadingWords) -> Decision | None:
    """ "Which is the warmest room", "which battery is the lowest"."""
    most, least = find(row, words.most), find(row, words.least, is_opposite=True)
    for found in sorted((*most, *least), key=lambda one: one.start - one.end):
        attribute = found.attributes[0]
        sensors = _sensors(row, found, attribute, mind, words, everywhere=True)
        told = [(s, v) for s in sensors if isinstance(v := mind.situation.reached.get(s.id, attribute), int | float)]
        inside = [one for one in told if not _is_outdoors(one[0], mind)] or told
        if inside:
            pick = min if found.is_opposite else max
            sensor, value = pick(inside, key=lambda one: one[1])
            return _answer(
                mind.wording.say("state_plain", what=_measure_in_words(sensor, attribute, value, mind)), (sensor.id,)
            )
    return None


def _is_outdoors(sensor: Entity, mind: Mind) -> bool:
    return sensor.area is not None and is_outdoors(sensor.area, mind.situation.book)


def _measure_in_words(sensor: Entity, attribute: str, value: Value, mind: Mind) -> str:
    return mind.wording.reading(sensor, attribute, value)


# -- which sensors


def _sensors(
    row: Sequence[Token],
    said: Found,
    attribute: str,
    mind: Mind,
    words: ReadingWords,
    *,
    beside: int | None = None,
    named: bool = False,
    everywhere: bool = False,
) -> list[Entity]:
    """Those of an attribute that everything else in the sentence is a name of: their own, or their room's.

    ``named``: nothing is said that could be a name, so it is none of them.
    """
    situation = mind.situation
    if attribute not in situation.home.attributes and attribute != "battery_low":
        return []
    rest = tuple(token for i, token in enumerate(row) if not said.start <= i < said.end and i != beside)
    pieces = chunk(rest, mind.lexicon, situation.book.vocabulary)
    known = words.said_of.get(attribute, frozenset()) if said.attributes else frozenset()
    areas: set[str] = set()
    names: list[str] = []
    for piece in pieces:
        texts = piece.text.split()
        rooms = situation.book.areas_named(piece)
        if rooms:
            areas |= set(rooms)
        elif piece.text in mind.words("outdoor_words") and not piece.names:
            areas |= {area for area in situation.home.areas if is_outdoors(area, situation.book)} or {piece.text}
        elif piece.word("here") and situation.area is not None and not everywhere:
            areas.add(situation.area)
        else:
            names += [text for text in texts if text not in words.fillers and text not in known]
    if named and not names:
        return []
    of_all = [e for e in situation.home.spoken if _tells(e, attribute, by_name=named)]
    found = [e for e in of_all if (not areas or e.area in areas or _is_called(e, areas, mind))]
    found = [e for e in found if not names or _bears(e, names, mind)]
    if areas or names or everywhere or attribute in words.of_the_house:
        return found
    if any(token.text in words.anywhere for token in rest):
        return found
    here = [e for e in found if e.area is not None and e.area == situation.area]
    return here or found


def _tells(entity: Entity, attribute: str, *, by_name: bool = False) -> bool:
    if entity.kind not in (_SENSORS | _HOLDERS if by_name else _SENSORS):
        return False
    return attribute in entity.capabilities or (attribute == "battery_low" and "battery" in entity.capabilities)


def _is_called(sensor: Entity, areas: set[str], mind: Mind) -> bool:
    """Whether a sensor without a room has one in its name."""
    known = mind.situation.home.areas
    return sensor.area is None and any(split(known[a].name)[0] in split(sensor.name) for a in areas if a in known)


def _bears(sensor: Entity, names: Sequence[str], mind: Mind) -> bool:
    own = _words_of(sensor, mind)
    return all(stem(name) in own for name in names)


def _words_of(sensor: Entity, mind: Mind) -> frozenset[str]:
    """The words of its names, of its device's and of its room's; all those for the same product with one of them."""
    home = mind.situation.home
    area, device = home.areas.get(sensor.area or ""), home.devices.get(sensor.device or "")
    texts = [sensor.name, *sensor.aliases]
    texts += [area.name, *area.aliases] if area is not None else []
    texts += [device.name] if device is not None else []
    said = {word for text in texts for word in split(text)}
    for group in mind.situation.book.vocabulary.products:
        if any(said.issuperset(noun) for noun in group):
            said |= {word for noun in group for word in noun}
    return frozenset(stem(word) for word in said)


def _answer(lead: str, focus: tuple[str, ...]) -> Decision:
    return Decision(Kind.ANSWERS, lead=lead, focus=focus)
