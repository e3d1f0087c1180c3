"""Reads one segment of a sentence as a command: verb, targets, places, values, and the words nothing explains.

Words that nothing explains get the role that their place gives them (``dialogue/unknown_spans.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.chunks import Chunk
from dialogue.drafts import Draft
from dialogue.interpretation import NounPhrase, ValueTerm
from dialogue.noun_phrases import Phrasebook, describe
from dialogue.response import UnknownSpan
from dialogue.unknown_spans import PLACE_NOUNS, role_after_preposition, starts_like_place
from dialogue.media_words import FILM_WORDS, MUSIC_WORDS
from dialogue.values import read_value, value_of
from teaching.concepts import ActionName, Routine, TimeName
from teaching.lexicon import Sort

SET_VERBS_WITH_PARTICLE = frozenset({"set", "on", "off", "up", "down"})
WISHES = frozenset(
    {
        "give me",
        "i want",
        "i need",
        "i'd like",
        "i would like",
        "want",
        "need",
        "would like",
        "get",
        "have",
        "let's have",
    }
)
PUTTING = frozenset({"put", "stick", "throw", "pop", "get", "have", "put on"})
MEDIA_WORDS = FILM_WORDS | MUSIC_WORDS
SCENE_ONLY_VERBS = frozenset({"scene", "start", "on"})


class ClauseReader:
    """Reads the chunks of one segment from left to right."""

    def __init__(self, chunks: Sequence[Chunk], book: Phrasebook) -> None:
        self._chunks = chunks
        self._book = book
        self._count = len(chunks)
        self._draft = Draft(" ".join(chunk.text for chunk in chunks))
        self._mine = False

    def read(self) -> Draft:
        """The draft of the whole segment."""
        position = self._skip_lead(0)
        position = self._read_verb(position)
        while position < self._count:
            position = self._step(position)
        self._finish()
        return self._draft

    # -- verb

    def _skip_lead(self, position: int) -> int:
        while position < self._count and self._is_filler(position):
            position += 1
        return position

    def _is_filler(self, position: int) -> bool:
        chunk = self._chunks[position]
        if chunk.names or chunk.quantity is not None:
            return False
        labels = {word.label for word in chunk.words}
        if chunk.text == "plus" and position + 1 < self._count and self._chunks[position + 1].quantity is not None:
            return False
        if chunk.text in ("too", "as well", "also"):
            self._draft.too = True
        if chunk.text in ("again", "back"):
            self._draft.again = True
        return (
            bool(labels)
            and labels <= {"adverb", "conjunction", "degree"}
            and not ("degree" in labels and position + 1 < self._count and self._next_is_change(position + 1))
        )

    def _next_is_change(self, position: int) -> bool:
        chunk = self._chunks[position]
        return bool(chunk.word("comparative") or chunk.word("particle") in ("up", "down"))

    def _read_verb(self, position: int) -> int:
        draft = self._draft
        if position >= self._count:
            return position
        chunk = self._chunks[position]
        action = self._taught_action(chunk)
        if action is not None:
            draft.action, draft.verb_first = action, True
            meaning = self._book.lexicon.concept(action).meaning
            assert isinstance(meaning, ActionName)
            draft.action_settings = meaning.settings
            draft.verb = meaning.verb or "set"
            draft.concepts.append(action)
            return position + 1
        if chunk.text in ("don't", "dont", "never", "not") or (
            chunk.text == "do" and position + 1 < self._count and self._chunks[position + 1].text == "not"
        ):
            draft.negated = True
            return self._read_verb(position + 1)
        split_action = self._split_action(position)
        if split_action is not None:
            return split_action
        verbs = chunk.all_words("verb")
        if verbs and self._is_verb(position):
            draft.scene_verb = "scene" in verbs
            plain = [verb for verb in verbs if verb != "scene"]
            draft.verb = plain[0] if plain else "scene"
            draft.verb_text, draft.verb_first = chunk.text, True
            if draft.verb == "play":
                return self._read_content(position + 1)
            if chunk.text in PUTTING and self._puts_on(position + 1):
                draft.verb = "play"
                self._chunks = tuple(c for i, c in enumerate(self._chunks) if i <= position or c.text != "on" or self._is_place_on(i))
                self._count = len(self._chunks)
                return self._read_content(position + 1)
            return position + 1
        if not chunk.known:
            return self._read_unknown_verb(position)
        return position

    def _puts_on(self, position: int) -> bool:
        """"put some jazz on", "put on the movie Paddington": something to play, and nothing of the home."""
        rest = self._chunks[position:]
        words = [word for chunk in rest for word in chunk.text.split()]
        if not rest or "on" not in words:
            return False
        first = rest[1] if rest[0].text == "on" and len(rest) > 1 else rest[0]
        media = bool(set(words) & MEDIA_WORDS)
        thing = next((chunk for chunk in rest if self._book.is_item(chunk) and not self._media(chunk)), None)
        early = thing is not None and rest.index(thing) < min(3, words.index("on") + 1)
        strange = any(not chunk.known for chunk in rest)
        return (first.text == "some" or (media and strange)) and not early

    def _is_place_on(self, position: int) -> bool:
        """"on the kitchen speaker": not the particle of "put on"."""
        return position + 1 < self._count and self._ends_in_place(position + 1)

    def _split_action(self, position: int) -> int | None:
        """"perk the lamp up": a taught verb with its particle behind the object."""
        chunk = self._chunks[position]
        if chunk.known:
            return None
        for concept in self._book.lexicon.of_type("action"):
            words = concept.term.split()
            meaning = concept.meaning
            if len(words) != 2 or words[0] != chunk.text or not isinstance(meaning, ActionName):
                continue
            place = next((i for i in range(position + 1, self._count) if self._chunks[i].text == words[1]), None)
            if place is None:
                continue
            self._chunks = (*self._chunks[:place], *self._chunks[place + 1 :])
            self._count -= 1
            draft = self._draft
            draft.action, draft.verb_first, draft.action_settings = concept.id, True, meaning.settings
            draft.verb = meaning.verb or "set"
            draft.concepts.append(concept.id)
            return position + 1
        return None

    def _taught_action(self, chunk: Chunk) -> str | None:
        for concept_id in chunk.named(Sort.CONCEPT):
            if isinstance(self._book.lexicon.concept(concept_id).meaning, ActionName):
                return concept_id
        return None

    def _is_verb(self, position: int) -> bool:
        """Whether a word that may be a verb is one here: "lock the door" against "lock on the door"."""
        chunk = self._chunks[position]
        other = bool(chunk.names) or any(word.label not in ("verb", "adverb") for word in chunk.words)
        if not other:
            return True
        if position + 1 >= self._count:
            return not (chunk.names or self._book.kinds_named(chunk) or chunk.word("value"))
        following = self._chunks[position + 1]
        if following.word("determiner") or following.word("pronoun") or following.word("quantifier"):
            return True
        if chunk.text == "switch":
            return not (following.word("state") or following.word("preposition")) or self._object_after(position + 2)
        if chunk.word("kind") or chunk.names:
            return bool(following.names) and chunk.text in ("lock", "vacuum", "alarm", "clean")
        if chunk.word("particle") or chunk.word("value"):
            return self._book.is_item(following) and not chunk.word("value")
        return True

    def _object_after(self, position: int) -> bool:
        return position < self._count and (not self._chunks[position].known or self._starts_object(position))

    def _read_unknown_verb(self, position: int) -> int:
        """Unknown words at the very start: a verb when an object follows ("nuke the television")."""
        end = position
        while end < self._count and not self._chunks[end].known:
            end += 1
        span_end = end
        if end < self._count and self._chunks[end].word("particle") in ("up", "down", "off", "on"):
            after = end + 1
            if after < self._count and self._starts_object(after):
                span_end = after
        if span_end >= self._count:
            return position
        following = self._chunks[span_end]
        object_follows = bool(
            following.word("determiner")
            or (following.word("pronoun") in ("it", "them", "everything") and not following.word("determiner"))
            or following.word("quantifier")
        )
        if not object_follows and following.names and end - position == 1:
            object_follows = self._whole_name_ends_clause(span_end)
        if not object_follows:
            return position
        first, last = self._chunks[position], self._chunks[span_end - 1]
        text = " ".join(c.text for c in self._chunks[position:span_end])
        self._draft.unknowns.append(UnknownSpan(text, "action", first.start, last.end))
        self._draft.verb_first = True
        return span_end

    def _whole_name_ends_clause(self, position: int) -> bool:
        chunk = self._chunks[position]
        entities = chunk.named(Sort.ENTITY)
        return bool(entities) and chunk.end - chunk.start >= 2 and position == self._count - 1

    def _starts_object(self, position: int) -> bool:
        chunk = self._chunks[position]
        return bool(
            chunk.word("determiner") or chunk.word("pronoun") or chunk.word("quantifier") or self._book.is_item(chunk)
        )

    # -- what is played

    def _read_content(self, position: int) -> int:
        """Everything after "play" up to a known place or player is content."""
        draft = self._draft
        end = self._count
        for split_at in range(self._count - 1, position - 1, -1):
            chunk = self._chunks[split_at]
            if chunk.word("preposition") and split_at + 1 < self._count and self._ends_in_place(split_at + 1):
                end = split_at
                break
        words = [chunk for chunk in self._chunks[position:end]]
        while words and (words[0].word("determiner") or words[0].text in ("me", "us", "some", "a bit of")):
            words.pop(0)
        while words and (words[-1].text in ("again", "please", "now", "here", "in here", "for me", "for us")):
            words.pop()
        if len(words) == 1 and self._media(words[0]):
            draft.content = ""
            draft.targets.append(describe(words, self._book))
        elif words:
            draft.content = " ".join(chunk.text for chunk in words)
            players = [c for c in words if self._media(c) and c.names]
            if players and len(words) == 1:
                draft.targets.append(describe(players, self._book))
        else:
            draft.content = ""
        return end

    def _media(self, chunk: Chunk) -> bool:
        kinds = set(self._book.kinds_named(chunk))
        kinds.update(
            self._book.home.entities[e].kind for e in chunk.named(Sort.ENTITY) if e in self._book.home.entities
        )
        return bool(kinds & {"tv", "speaker"})

    def _ends_in_place(self, position: int) -> bool:
        """Whether what follows a preposition to the end is a place or player, known or said like one."""
        while position < self._count and self._chunks[position].word("determiner"):
            position += 1
            if position < self._count and not self._chunks[position].known:
                rest = self._chunks[position:]
                return all(not c.known or c.word("tail") for c in rest) and len(rest) <= 2
        rest = [c for c in self._chunks[position:] if not c.word("adverb")]
        return bool(rest) and all(
            self._book.areas_named(c) or self._media(c) or c.word("here") or c.word("there") or c.word("house")
            for c in rest
        )

    # -- the rest of the clause

    def _step(self, position: int) -> int:
        chunk = self._chunks[position]
        draft = self._draft
        if self._is_filler(position):
            return position + 1
        if chunk.word("exception") or chunk.word("without"):
            draft.excepting = True
            return position + 1
        if self._sends_home(position):
            draft.verb = "dock"
            return position + 1
        taught = self._read_taught(position)
        if taught is not None:
            return taught
        for label in ("here", "there", "house"):
            if chunk.word(label) and not (chunk.names and not chunk.named(Sort.OPTION)) and self._is_scope(position):
                draft.scope = label
                return position + 1
        particle = self._read_particle(position)
        if particle is not None:
            return particle
        if chunk.word("preposition") and not self._book.is_item(chunk):
            return self._read_preposition(position)
        value = self._read_value(position, None)
        if value is not None:
            return value
        if self._starts_phrase(position):
            return self._read_phrase(position, None)
        attribute = chunk.word("attribute")
        if attribute is not None:
            draft.attribute = attribute
            return position + 1
        verbs = chunk.all_words("verb")
        if verbs and draft.verb in (None, "set") and not (draft.verb == "set" and verbs[0] == "set"):
            if draft.verb is None or verbs[0] not in ("set", "scene"):
                draft.verb = next((verb for verb in verbs if verb != "scene"), "scene")
                draft.verb_text = chunk.text
            return position + 1
        if not chunk.known and self._is_what_plays(position):
            return position + 1
        if not chunk.known:
            return self._read_unknown(position, None, determiner=False)
        if not (
            verbs or chunk.word("state") or chunk.word("tail") or chunk.word("conjunction") or chunk.word("degree")
        ):
            draft.leftovers.append(chunk.text)
        return position + 1

    def _sends_home(self, position: int) -> bool:
        """ "send robbie home", "back to its dock": where things that clean go."""
        chunk, draft = self._chunks[position], self._draft
        places = self._book.vocabulary.words("dock_places")
        if (
            draft.verb_text not in ("send", "bring", "take", "get", "return", "go", "put", "send back")
            and draft.verb != "dock"
        ):
            return False
        if chunk.text not in places and not (
            position + 1 < self._count and f"{chunk.text} {self._chunks[position + 1].text}" in places
        ):
            return False
        kinds = {
            self._book.home.entities[e].kind for t in draft.targets for e in t.fitting if e in self._book.home.entities
        }
        return bool(kinds & {"vacuum", "lawn_mower"}) or (draft.verb == "dock") or any(t.pronoun for t in draft.targets)

    def _is_what_plays(self, position: int) -> bool:
        """"pause the movie", "carry on with the film": whatever is playing, not a thing by that name."""
        draft = self._draft
        last = position + 1 >= self._count or not self._book.is_item(self._chunks[position + 1])
        return draft.verb in ("pause", "resume", "stop", "mute", "unmute") and self._chunks[position].text in MEDIA_WORDS and last

    def _is_scope(self, position: int) -> bool:
        """ "home" is a place word only where no value "home" is meant ("alarm to home", "send it home")."""
        chunk = self._chunks[position]
        if chunk.text in ("home", "house", "flat", "apartment", "place") and position:
            previous = self._chunks[position - 1]
            return bool(
                previous.word("determiner")
                or previous.word("quantifier")
                or previous.text in ("in", "at", "around", "throughout", "of")
            ) and not chunk.named(Sort.OPTION)
        return True

    def _read_taught(self, position: int) -> int | None:
        chunk, draft = self._chunks[position], self._draft
        for concept_id in chunk.named(Sort.CONCEPT):
            meaning = self._book.lexicon.concept(concept_id).meaning
            if isinstance(meaning, Routine):
                draft.scenes.append(concept_id)
                draft.concepts.append(concept_id)
            elif isinstance(meaning, TimeName):
                draft.time_concept = concept_id
                draft.concepts.append(concept_id)
            elif isinstance(meaning, ActionName) and draft.action is None and not chunk.named(Sort.ENTITY):
                draft.action, draft.action_settings = concept_id, meaning.settings
                draft.verb = meaning.verb or draft.verb or "set"
                draft.concepts.append(concept_id)
            else:
                continue
            after = position + 1
            while after < self._count and self._chunks[after].word("tail") and not self._chunks[after].names:
                after += 1
            return after
        return None

    def _read_particle(self, position: int) -> int | None:
        """ "on", "off", "up", "down", "open", "locked" as what to do; ``None`` when it is something else here."""
        chunk, draft = self._chunks[position], self._draft
        state = chunk.word("particle") or chunk.word("state")
        if state is None:
            return None
        is_plain_on = chunk.text == "on"
        if is_plain_on and not self._on_is_particle(position):
            return None
        if state in ("up", "down") and chunk.word("preposition"):
            return None
        if self._book.is_item(chunk) and not chunk.word("particle"):
            return None
        if chunk.word("state") and chunk.word("verb") and not draft.has_target and not draft.verb:
            return None
        if state in ("up", "down") and position + 1 < self._count and self._chunks[position + 1].text == "by":
            draft.particle = state
            return position + 1
        if draft.verb == "close" and state in ("off", "down") and draft.verb_text == "shut":
            draft.verb = "off"
        if draft.particle is None or draft.particle in ("up", "down"):
            if draft.verb in (None, "set", "scene", "start", "on", "off") or state in ("up", "down"):
                draft.particle = state
        return position + 1

    def _on_is_particle(self, position: int) -> bool:
        draft = self._draft
        if position + 1 >= self._count:
            return True
        following = self._chunks[position + 1]
        if following.comma_before:
            return True
        previous = self._chunks[position - 1] if position else None
        after_verb = previous is not None and previous.word("verb") and draft.verb_first and not draft.has_target
        if after_verb and draft.verb == "set":
            return True
        if following.word("adverb") or following.word("exception") or following.word("here") or following.word("there"):
            return True
        if following.word("preposition") or following.word("conjunction") or following.word("without"):
            return True
        return False

    # -- prepositions

    def _read_preposition(self, position: int) -> int:
        chunk, draft = self._chunks[position], self._draft
        preposition = chunk.text
        after = position + 1
        if after >= self._count:
            return after
        if preposition == "from":
            value = read_value(self._chunks, after, self._book)
            if value is not None:
                return value[1]
        determiner = False
        while (
            after < self._count
            and (self._chunks[after].word("determiner") or self._chunks[after].word("adverb"))
            and not (
                self._chunks[after].word("extreme") or self._chunks[after].word("pronoun") or self._chunks[after].names
            )
        ):
            determiner = determiner or bool(self._chunks[after].word("determiner"))
            after += 1
        if after >= self._count:
            return after
        following = self._chunks[after]
        taught = self._read_taught(after)
        if taught is not None:
            return taught
        for label in ("here", "there", "house"):
            if following.word(label) and not following.named(Sort.OPTION):
                draft.scope = label
                return after + 1
        if preposition != "of" and not determiner and following.word("state") and not self._book.is_item(following):
            if not draft.acts or draft.verb == "set":
                draft.particle = following.word("state")
                return after + 1
        if preposition != "of":
            value = self._read_value(after, preposition)
            if value is not None:
                return value
        if following.word("attribute") and not self._book.is_item(following):
            draft.attribute = following.word("attribute")
            return after + 1
        if self._sends_home(after):
            draft.verb = "dock"
            return after + 1
        if self._starts_phrase(after):
            return self._read_phrase(after, preposition, determiner=determiner)
        bare = not following.words or {word.label for word in following.words} <= {"function", "adverb", "tail"}
        if not following.known and self._is_what_plays(after):
            return after + 1
        if not following.known or (determiner and bare and not following.names and following.quantity is None):
            return self._read_unknown(after, preposition, determiner=determiner)
        return after

    # -- values

    def _read_value(self, position: int, introduced: str | None) -> int | None:
        chunk, draft = self._chunks[position], self._draft
        if self._book.is_item(chunk) and not self._is_value_here(position):
            return None
        result = read_value(self._chunks, position, self._book)
        if result is None:
            return None
        term, after = result
        if after < self._count and self._unknown_colour(term, after):
            return None
        if term.concept_id is not None:
            draft.concepts.append(term.concept_id)
        if introduced == "by" and term.amount is not None and not term.direction:
            term = replace(term, introduced="by")
        else:
            term = replace(term, introduced=introduced)
        draft.values.append(term)
        return after

    def _is_value_here(self, position: int) -> bool:
        """A word that is both a value and a name ("cool" and a room) is a value when a target stands before it."""
        chunk = self._chunks[position]
        if chunk.quantity is not None:
            return True
        if not (chunk.word("value") or chunk.named(Sort.OPTION) or chunk.word("extreme")):
            return False
        return bool(self._draft.targets)

    def _unknown_colour(self, term: ValueTerm, after: int) -> bool:
        return False

    # -- noun phrases

    def _starts_phrase(self, position: int) -> bool:
        chunk = self._chunks[position]
        return bool(
            chunk.word("determiner") or chunk.word("quantifier") or chunk.word("pronoun") or self._book.is_item(chunk)
        )

    def _read_phrase(self, position: int, preposition: str | None, *, determiner: bool = False) -> int:
        start, draft = position, self._draft
        quantifier: str | None = None
        while position < self._count:
            chunk = self._chunks[position]
            pronoun = chunk.word("pronoun")
            if pronoun and not (chunk.word("quantifier") and self._phrase_continues(position + 1)):
                if not (chunk.word("determiner") and self._phrase_continues(position + 1)):
                    if pronoun != "one":
                        self._add(NounPhrase(chunk.text, chunk.start, chunk.end, pronoun=pronoun), preposition)
                    return position + 1
            if chunk.word("quantifier") and not self._book.is_item(chunk):
                quantifier = chunk.word("quantifier")
            elif chunk.word("determiner"):
                determiner = True
                self._mine = chunk.text == "my"
            elif chunk.text in ("of", "other"):
                pass
            else:
                break
            position += 1
        strange = self._strange_thing(position) if determiner else None
        if strange is not None:
            return strange
        items, end = self._items(position)
        if not items:
            if quantifier == "all":
                self._add(
                    NounPhrase("all", self._chunks[start].start, self._chunks[start].end, pronoun="everything"),
                    preposition,
                )
            return max(end, start + 1)
        return self._take_phrase(items, end, preposition, determiner=determiner, quantifier=quantifier)

    def _strange_thing(self, position: int) -> int | None:
        """ "the slow cooker": an adjective that is no setting of what it stands before makes another thing of it."""
        if position + 1 >= self._count:
            return None
        word, noun = self._chunks[position], self._chunks[position + 1]
        options = value_of(word, self._book)
        if (
            options is None
            or not options.options
            or word.names
            or not self._book.kinds_named(noun)
            or noun.comma_before
        ):
            return None
        attributes = {attribute for attribute, _ in options.options}
        entities = self._book.of_kinds(self._book.kinds_named(noun))
        if any(attributes & set(entity.capabilities) for entity in entities):
            return None
        text = f"{word.text} {noun.text}"
        span = UnknownSpan(text, "device", word.start, noun.end)
        self._draft.unknowns.append(span)
        self._draft.targets.append(NounPhrase(text, word.start, noun.end, unknown=span))
        return position + 2

    def _phrase_continues(self, position: int) -> bool:
        if position >= self._count:
            return False
        chunk = self._chunks[position]
        if chunk.comma_before:
            return False
        return bool(
            self._book.is_item(chunk)
            or chunk.word("determiner")
            or chunk.text == "of"
            or (not chunk.known)
            or (chunk.word("pronoun") == "one" and chunk.text in ("one", "ones"))
        )

    def _items(self, position: int) -> tuple[list[Chunk], int]:
        """The modifiers and head of a phrase: known names and nouns, and unknown words before the head."""
        items: list[Chunk] = []
        headed = False
        while position < self._count:
            chunk = self._chunks[position]
            if chunk.comma_before and items:
                break
            entity = bool(chunk.named(Sort.ENTITY)) or bool(self._book.entities_named(chunk)[0])
            kind = bool(self._book.kinds_named(chunk))
            if self._book.is_item(chunk):
                if headed and not kind:
                    break
                if headed and kind and not self._compatible(items, chunk):
                    break
                items.append(chunk)
                headed = headed or entity or kind
            elif not chunk.known and not headed:
                items.append(chunk)
            elif not chunk.known and (self._explains_partly(items, chunk) or chunk.text in PLACE_NOUNS):
                items.append(chunk)
            elif chunk.word("pronoun") == "one" and items and not headed:
                items.append(chunk)
                position += 1
                break
            elif (chunk.word("tail") or chunk.quantity is not None) and items and not items[-1].known and not headed:
                if chunk.quantity is not None and not self._ends_phrase(position + 1):
                    break
                items.append(chunk)
            elif (
                items
                and not items[-1].known
                and not headed
                and chunk.word("value")
                and self._noun_follows(position + 1)
            ):
                items.append(chunk)
            else:
                break
            position += 1
        while len(items) > 1 and items[-1].text.endswith("ly") and not items[-1].known:
            items.pop()
            position -= 1
        return items, position

    def _ends_phrase(self, position: int) -> bool:
        return position >= self._count or bool(self._chunks[position].word("particle"))

    def _noun_follows(self, position: int) -> bool:
        return position < self._count and self._book.is_item(self._chunks[position])

    def _compatible(self, items: Sequence[Chunk], kind: Chunk) -> bool:
        """Whether a kind noun belongs to the name before it: "play corner" + "lights"."""
        wide = self._book.widened(self._book.kinds_named(kind))
        entities = [e for item in items for e in self._book.entities_named(item)[0]]
        kinds = {self._book.home.entities[e].kind for e in entities if e in self._book.home.entities}
        if kinds:
            return bool(kinds & wide) or any(e in self._book.partial(kind.text) for e in entities)
        return True

    def _explains_partly(self, items: Sequence[Chunk], chunk: Chunk) -> bool:
        having = self._book.partial(chunk.text)
        entities = [e for item in items for e in self._book.entities_named(item)[0]]
        return bool(having) and any(entity in having for entity in entities)

    def _take_phrase(
        self, items: list[Chunk], end: int, preposition: str | None, *, determiner: bool, quantifier: str | None
    ) -> int:
        draft = self._draft
        if len(items) == 1 and not items[0].known and self._is_what_plays(end - 1):
            return end
        if all(not item.known or item.word("tail") for item in items) and not any(
            self._book.partial(item.text) for item in items if not item.known
        ):
            return self._read_unknown(end - len(items), preposition, determiner=determiner)
        area_only = all(self._book.areas_named(item) for item in items) and not self._area_is_kind(items, end)
        if area_only:
            return self._take_area(items, end)
        if preposition is not None and self._place_like(items):
            phrase = describe(items, self._book, determiner=determiner, quantifier=quantifier)
            if phrase.unknown is not None:
                return self._read_unknown_span(items, end, preposition, determiner=determiner)
        phrase = describe(items, self._book, determiner=determiner, quantifier=quantifier)
        if phrase.unknown is not None and not items[-1].known and items[-1].text in PLACE_NOUNS:
            draft.unknowns.append(replace(phrase.unknown, role="area"))
            return end
        if phrase.unknown is not None and len(items) > 1 and not items[-1].known and self._trailing_value(items):
            return self._split_value(items, end, determiner=determiner, quantifier=quantifier)
        if (
            phrase.unknown is not None
            and preposition is None
            and not determiner
            and not draft.verb
            and end >= self._count
        ):
            pass
        self._add(phrase, preposition)
        return end

    def _area_is_kind(self, items: Sequence[Chunk], end: int) -> bool:
        """ "open the garage": a word for a room and for a door is the door when it is to be opened."""
        if len(items) != 1 or not self._book.kinds_named(items[0]):
            return False
        state = self._chunks[end].word("state") if end < self._count else None
        return self._draft.verb in ("open", "close") or state in ("open", "close")

    def _place_like(self, items: Sequence[Chunk]) -> bool:
        return not any(self._book.kinds_named(item) or self._book.entities_named(item)[0] for item in items)

    def _take_area(self, items: Sequence[Chunk], end: int) -> int:
        draft = self._draft
        if end < self._count and self._is_room_number(end):
            first, number = items[0], self._chunks[end]
            draft.unknowns.append(UnknownSpan(f"{items[-1].text} {number.text}", "area", first.start, number.end))
            return end + 1
        areas = [area for item in items for area in self._book.areas_named(item)]
        concepts = [c for item in items for c in item.named(Sort.CONCEPT)]
        draft.concepts.extend(concepts)
        if draft.excepting:
            draft.exception_areas.extend(areas)
        else:
            draft.areas.extend(areas)
        return end

    def _is_room_number(self, position: int) -> bool:
        """"bedroom two": a number right behind a room, with nothing that makes it a value."""
        chunk = self._chunks[position]
        if chunk.quantity is None or chunk.quantity.unit is not None or chunk.comma_before or chunk.quantity.value > 9:
            return False
        return position + 1 >= self._count or not (
            self._chunks[position + 1].word("attribute") or self._chunks[position + 1].word("comparative")
        )

    def _trailing_value(self, items: Sequence[Chunk]) -> bool:
        known = [item for item in items if item.known]
        unknown = [item for item in items if not item.known]
        return bool(known) and items[: len(known)] == known and len(unknown) >= 1 and self._draft.verb in ("set", None)

    def _split_value(self, items: list[Chunk], end: int, *, determiner: bool, quantifier: str | None) -> int:
        """ "the lounge velvety": a place, then an unknown value."""
        known = [item for item in items if item.known]
        if all(self._book.areas_named(item) for item in known):
            if self._draft.verb == "set" or end < self._count:
                if self._draft.verb != "set":
                    self._add(describe(items, self._book, determiner=determiner, quantifier=quantifier), None)
                    return end
                self._take_area(known, end)
                return self._read_unknown_span(items[len(known) :], end, None, determiner=False)
        self._add(describe(items, self._book, determiner=determiner, quantifier=quantifier), None)
        return end

    def _add(self, phrase: NounPhrase, preposition: str | None) -> None:
        draft = self._draft
        if self._mine:
            phrase, self._mine = replace(phrase, mine=True), False
        if phrase.concept_id is not None:
            draft.concepts.append(phrase.concept_id)
        if draft.excepting:
            if phrase.unknown is not None:
                draft.unknowns.append(phrase.unknown)
            draft.exceptions.append(phrase)
            return
        if phrase.unknown is not None:
            draft.unknowns.append(phrase.unknown)
        if not phrase.kinds and not phrase.named and not phrase.fitting and phrase.areas and phrase.unknown is None:
            draft.areas.extend(phrase.areas)
            return
        draft.targets.append(phrase)

    # -- unknown words

    def _read_unknown(self, position: int, preposition: str | None, *, determiner: bool) -> int:
        end = position
        while end < self._count:
            chunk = self._chunks[end]
            if end > position and (chunk.comma_before or not self._continues_unknown(end, preposition)):
                break
            end += 1
        items = list(self._chunks[position:end])
        while len(items) > 1 and not items[-1].known and items[-1].text.endswith("ly") and items[-1].text != "only":
            items.pop()
        return self._read_unknown_span(items, end, preposition, determiner=determiner)

    def _continues_unknown(self, position: int, preposition: str | None) -> bool:
        chunk = self._chunks[position]
        if not chunk.known:
            return True
        if chunk.quantity is not None and not chunk.words and not chunk.names:
            return preposition is not None and position == self._count - 1 and not self._draft.values
        labels = {word.label for word in chunk.words}
        if self._draft.scene_verb and labels == {"function"} and position + 1 < self._count:
            return not self._chunks[position + 1].known
        if chunk.word("tail") or (chunk.word("attribute") and preposition is not None):
            return True
        if self._book.kinds_named(chunk) and not chunk.named(Sort.ENTITY):
            return True
        if labels & {"value", "extreme", "comparative"} and position + 1 < self._count:
            return not self._chunks[position + 1].known and preposition is not None
        if labels == {"verb"} and (preposition is not None or (position + 1 < self._count and not self._chunks[position + 1].known)):
            return True
        if preposition is not None and position == self._count - 1 and chunk.text in ("up", "down", "out", "in"):
            return True
        if preposition is not None and self._book.is_item(chunk) and position == self._count - 1:
            return not self._draft.acts
        return False

    def _read_unknown_span(self, items: Sequence[Chunk], end: int, preposition: str | None, *, determiner: bool) -> int:
        draft = self._draft
        words = [item.text for item in items]
        if preposition is None and not draft.targets and not draft.areas and not draft.has_target and (draft.values or draft.particle):
            named = frozenset.intersection(*(self._book.partial(word) for word in words))
            if named:  # "one degree cooler upstairs"
                draft.targets.append(NounPhrase(" ".join(words), items[0].start, items[-1].end, fitting=tuple(sorted(named))))
                return end
        if draft.verb_text.startswith("get ready") or draft.verb_text.startswith("prepare"):
            if preposition is None and not draft.has_target:
                words = [*draft.verb_text.removeprefix("get ").split(), *words]
        text = " ".join(words)
        start, stop = items[0].start, items[-1].end
        if preposition is not None:
            role, whole = role_after_preposition(preposition, words, draft, determiner=determiner)
            if whole:
                text = " ".join([preposition, *(["the"] if determiner else []), text])
            if role == "":
                draft.leftovers.append(text)
                return end
        else:
            role = self._bare_role(items, end, determiner=determiner)
            if role == "leftover":
                draft.leftovers.append(text)
                return end
            if role == "device":
                return self._unknown_device(items, end, determiner=determiner)
        draft.unknowns.append(UnknownSpan(text, role, start, stop))
        return end

    def _bare_role(self, items: Sequence[Chunk], end: int, *, determiner: bool) -> str:
        draft = self._draft
        if draft.targets or draft.areas or draft.scope:
            if items[0].text.endswith("ly") and (
                draft.particle or draft.values or draft.verb not in (None, "set") or draft.unknowns
            ):
                return "leftover"
            if draft.values or (draft.particle and not draft.verb_first) or draft.action:
                return "value" if not draft.values else "leftover"
            return "value"
        if draft.verb in ("set",) and draft.particle is None and end < self._count and self._value_follows(end):
            return "device"
        if draft.verb == "set" and draft.particle is None and end >= self._count and not determiner:
            return "value" if draft.verb_text in ("make", "go", "switch", "change") else "scene"
        if draft.scene_verb and draft.particle is None:
            ends_in_tail = bool(items[-1].word("tail")) or items[-1].text in ("mode", "time", "night", "thing")
            if ends_in_tail or not determiner:
                return "scene"
            return "device" if draft.verb != "scene" else "scene"
        if draft.verb in ("dock", "clean") and determiner:
            return "area" if draft.verb == "clean" else "device"
        if draft.verb is None and draft.particle is None and not draft.values:
            if end >= self._count or not self._action_follows(end):
                return "scene"
        return "device"

    def _value_follows(self, position: int) -> bool:
        return bool(self._chunks[position].word("preposition")) or self._chunks[position].known

    def _action_follows(self, position: int) -> bool:
        chunk = self._chunks[position]
        return bool(
            chunk.word("particle")
            or chunk.word("state")
            or chunk.text in ("to", "at", "in", "on", "into")
            or chunk.quantity is not None
            or chunk.word("value")
            or chunk.word("extreme")
            or chunk.word("comparative")
        )

    def _unknown_device(self, items: Sequence[Chunk], end: int, *, determiner: bool) -> int:
        """An unknown thing, with the place words that belong to its description ("the beast in the corner")."""
        text = " ".join(item.text for item in items)
        stop = items[-1].end
        if end + 1 < self._count and self._chunks[end].text in (
            "in",
            "by",
            "on",
            "under",
            "near",
            "next to",
            "behind",
            "with",
            "over",
            "above",
            "beside",
            "from",
        ):
            after = end + 1
            has_determiner = bool(self._chunks[after].word("determiner"))
            if has_determiner:
                after += 1
            tail = after
            while tail < self._count and not self._chunks[tail].known:
                tail += 1
            rest = [c.text for c in self._chunks[after:tail]]
            if has_determiner and rest and tail >= self._count and not starts_like_place(rest):
                text = " ".join([text, *(c.text for c in self._chunks[end:tail])])
                stop, end = self._chunks[tail - 1].end, tail
        span = UnknownSpan(text, "device", items[0].start, stop)
        self._draft.unknowns.append(span)
        self._draft.targets.append(NounPhrase(text, items[0].start, stop, unknown=span))
        return end

    # -- the end

    def _finish(self) -> None:
        draft = self._draft
        if draft.verb == "set" and draft.verb_text in WISHES and not (draft.particle or draft.values or draft.scenes):
            if draft.targets and not draft.unknowns:
                draft.particle = "on"
        draft.unknowns = list(dict.fromkeys(draft.unknowns))
