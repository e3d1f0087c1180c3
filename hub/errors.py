"""What can go wrong around the conversation, in words for the person who can fix it.

HubError
├── ConfigError        a setting is missing, unknown or wrong; exit code 2
├── StartError         something the hub needs at start cannot be had (port, broker, database); exit code 1
├── ApiError           a running hub refused what the command line asked of it; exit code 1
├── SpeakerUnavailable a voice that can't speak now; the answer is still shown
├── WakeUnavailable    the wake phrase can't be listened for where it was to be
├── MicrophoneMissing  this machine's microphone or loudspeaker can't be used
├── SoundFileFaulty    a sound file that can't be heard
├── NotInHome          a room or person that this home does not have
├── NotTaught          a concept that is not there (any more)
├── TaughtAlready      a word that is taught already, for the same people
├── ConceptChanged     somebody else has changed a concept since it was looked at
├── ChangedSince       somebody else has changed what a form shows, since it was opened
├── NotSpoken          a language that the hub does not have
└── HubBusy            too much is waiting, or the hub is stopping
"""

from __future__ import annotations


class HubError(Exception):
    """Base of everything raised by this package. Its text says what is wrong and what to do."""

    exit_code = 1


class ConfigError(HubError):
    """A setting is missing, unknown or wrong."""

    exit_code = 2


class StartError(HubError):
    """Something the hub needs at start cannot be had."""


class ApiError(HubError):
    """A running hub refused what was asked of it over its API."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class SpeakerUnavailable(HubError):
    """A voice that can't speak now; the answer is still shown."""


class WakeUnavailable(HubError):
    """The wake phrase can't be listened for where it was to be."""


class MicrophoneMissing(HubError):
    """This machine's microphone or loudspeaker can't be used."""


class SoundFileFaulty(HubError):
    """A sound file that can't be heard."""


class HubBusy(HubError):
    """Too much is waiting, or the hub is stopping: try again in a moment."""


class NotInHome(HubError):
    """A room or person that this home does not have."""

    def __init__(self, what: str, named: str, known: tuple[str, ...]) -> None:
        there = f"there is {', '.join(known[:20])}" if known else "there is none"
        super().__init__(f"There is no {what} {named!r} in this home; {there}.")
        self.what = what
        self.named = named


class ChangedSince(HubError):
    """Somebody else has changed what a form shows, since it was opened; ``now`` is what it is by now, in words."""

    def __init__(self, now: str) -> None:
        super().__init__(
            f"Somebody else has changed this since you opened it; now it is: {now}. Nothing of yours was put over it. "
            "What you chose is still here: send it again to have yours."
        )


class NotTaught(HubError):
    """A concept that is not there (any more)."""

    def __init__(self, concept_id: str) -> None:
        super().__init__(f"There is no concept {concept_id!r}.")
        self.concept_id = concept_id


class FixedMeaning(HubError):
    """A name that no taught word may have: it means something already. Its text is what the hub says to it."""


class TaughtAlready(HubError):
    """A word that is taught already, for the same people."""

    def __init__(self, concept_id: str, term: str) -> None:
        super().__init__(f"{term!r} is taught already (concept {concept_id}).")
        self.concept_id = concept_id
        self.term = term


class ConceptChanged(HubError):
    """Somebody else has changed a concept since it was looked at."""

    def __init__(self, concept_id: str, term: str) -> None:
        super().__init__(f"{term!r} was changed by somebody else in the meantime.")
        self.concept_id = concept_id
        self.term = term


class NotSpoken(HubError):
    """A language that the hub does not have."""

    def __init__(self, tag: str, own: str) -> None:
        super().__init__(f"This hub speaks {own}, not {tag}.")
