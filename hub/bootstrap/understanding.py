"""Composes the interpreters: Rasa where there is one, and the embedded one that always answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dialogue.adapters.embedded import EmbeddedInterpreter
from dialogue.adapters.fallback import FallbackInterpreter
from dialogue.adapters.rasa import RasaInterpreter
from dialogue.adapters.rasa_server import RasaAt, RasaServer, find_rasa_python
from dialogue.ports import IntentParser
from dialogue.training.errors import TrainingError
from dialogue.training.retraining import Trainee
from hub.config import Settings
from hub.errors import StartError
from hub.health import PartHealth
from hub.supervisor import Work


@dataclass(frozen=True, slots=True)
class Understanding:
    """The interpreter that turns ask, those behind it that can be trained, and what must run for them."""

    parser: IntentParser
    trainees: tuple[Trainee, ...]
    background: dict[str, Work] = field(default_factory=dict)

    async def health(self) -> PartHealth:
        """Who answers, and why not the other one."""
        if isinstance(self.parser, FallbackInterpreter):
            status = self.parser.status
            trouble = f" (rasa: {status.trouble})" if status.trouble else ""
            return PartHealth(works=True, detail=f"{status.answering} answers{trouble}")
        return PartHealth(works=True, detail=f"{self.parser.name} answers")


async def understanding(settings: Settings, announce: Callable[[str], None]) -> Understanding:
    """The interpreters of these settings, able to answer. Raises ``StartError``."""
    folder = settings.data_dir / "models"
    embedded = EmbeddedInterpreter(folder, settings.language)
    if not embedded.base_file.exists():
        announce("Training the interpreter; this takes some ten seconds and is done only once …")
    try:
        await embedded.prepare()
    except TrainingError as error:
        raise StartError(f"The embedded interpreter cannot be trained: {error}") from error
    if settings.nlu == "embedded":
        return Understanding(embedded, (embedded,))
    background: dict[str, Work] = {}
    if settings.rasa_url is not None:
        token = settings.rasa_token.get_secret_value() if settings.rasa_token else None
        rasa = RasaInterpreter(RasaAt(settings.rasa_url, token), folder, language=settings.language)
    elif (python := find_rasa_python(settings.rasa_python)) is not None:
        server = RasaServer(python, settings.data_dir / "rasa")
        server.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        background["rasa server"] = server.run
        rasa = RasaInterpreter(server, folder, models=server.folder / "models", language=settings.language)
    elif settings.nlu == "rasa":
        raise StartError(
            "Rasa is asked for, but not installed. Run `make rasa` (it needs Python 3.10), or set "
            "TEACHABLE_HUB_RASA_URL to a server, or TEACHABLE_HUB_NLU=auto."
        )
    else:
        return Understanding(embedded, (embedded,))
    background["rasa interpreter"] = rasa.run
    return Understanding(FallbackInterpreter(rasa, embedded), (embedded, rasa), background)
