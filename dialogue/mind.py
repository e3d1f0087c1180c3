"""What every part of deciding shares: the situation, the language, and how things are said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from devices.home import Role
from devices.safety import Tier, is_safe_direction, tier_of
from devices.state import StateChange
from dialogue.defining.definer import Definer
from dialogue.dialogue_state import DialogueState
from dialogue.reading.statements import StatementBook
from dialogue.resolving.outcomes import Planned
from dialogue.saying.wording import Wording
from dialogue.situation import Situation
from dialogue.utterance import Utterance
from teaching.concepts import Concept, Meaning, Provenance, Version
from teaching.lexicon import Lexicon, split
from teaching.schedules import Schedule


@dataclass(frozen=True)
class Mind:
    """One turn's view of everything; made new for each turn. ``unheard`` are words of the home the recogniser lacks."""

    utterance: Utterance
    state: DialogueState
    situation: Situation
    statements: StatementBook
    wording: Wording
    confirm_entrances: bool = False
    ask_when_unsure: bool = True
    unheard: frozenset[str] = frozenset()
    pending: tuple[Schedule, ...] = ()
    history: tuple[StateChange, ...] = ()

    @property
    def lexicon(self) -> Lexicon:
        """The household's words."""
        return self.situation.book.lexicon

    def words(self, name: str) -> frozenset[str]:
        """A plain word list of the language file."""
        return self.situation.book.vocabulary.words(name)

    @property
    def definer(self) -> Definer:
        """Reads definitions in this situation."""
        return Definer(self.situation, self.statements)

    def with_situation(self, situation: Situation) -> Mind:
        """The same turn seen in another situation (another room, more words known)."""
        return replace(self, situation=situation)

    def provenance(self, how: str) -> Provenance:
        """Where something learned in this turn comes from."""
        return Provenance(self.utterance.person, self.utterance.at, self.utterance.turn_id, how)

    def new_concept(self, term: str, meaning: Meaning, how: str, scope: str | None = None) -> Concept:
        """A concept first taught in this turn. Its id says nothing of the term."""
        return Concept(uuid4().hex, term, (Version(meaning, self.provenance(how), term),), scope=scope)

    def clean_term(self, term: str) -> str:
        """A taught term without determiners around it: "the desk gang" → "desk gang"."""
        words = list(split(term))
        while len(words) > 1 and words[0] in self.words("term_leads"):
            words.pop(0)
        while len(words) > 1 and words[-1] in self.words("term_tails"):
            words.pop()
        return " ".join(words)

    def highest_tier(self, plans: Sequence[Planned]) -> Tier:
        """The highest safety tier in these plans, leaving out what only makes things safer."""
        tiers = [
            tier_of(self.situation.home.entities[p.entity_id], p.settings)
            for p in plans
            if p.entity_id in self.situation.home.entities
            and not is_safe_direction(self.situation.home.entities[p.entity_id], p.settings)
        ]
        return max(tiers, default=Tier.COMFORT)

    @property
    def may_do_dangerous(self) -> bool:
        """Whether the speaker may move what can harm or let somebody in."""
        return self.situation.role is Role.ADULT
