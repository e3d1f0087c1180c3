"""The hub as a conversation agent: what is said goes to the hub, and its question keeps the conversation open."""

from __future__ import annotations

import logging
from typing import Final, Literal

from homeassistant.components.conversation import (
    AssistantContent,
    ChatLog,
    ConversationEntity,
    ConversationEntityFeature,
    ConversationInput,
    ConversationResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .answers import Answer
from .const import CONF_ANSWER_TIMEOUT, CONF_PASS_AREA, CONF_PASS_PERSON, DEFAULT_ANSWER_TIMEOUT_S
from .coordinator import HubConfigEntry, HubCoordinator
from .entity import device_of
from .errors import HubError, TokenRefused
from .threads import Threads
from .whereabouts import area_of, language_of, person_of, satellite_of
from .wording import NOT_FOR_THE_HUB, key_of, sentence

_LOGGER = logging.getLogger(__name__)

PARALLEL_UPDATES = 0

DONE: Final = frozenset({"acts", "schedules", "confirms", "cancels", "forgets"})
NOT_DONE: Final = frozenset({"unconfirmed", "failed"})


async def async_setup_entry(
    hass: HomeAssistant, entry: HubConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the hub's conversation agent."""
    async_add_entities([HubConversation(entry.runtime_data)])


class HubConversation(ConversationEntity):
    """Talks to the hub. It stays available while the hub is away, to say so in words."""

    _attr_has_entity_name = True
    _attr_name = None
    _attr_translation_key = "hub"
    _attr_supported_features = ConversationEntityFeature.CONTROL

    def __init__(self, coordinator: HubCoordinator) -> None:
        self._hub = coordinator
        self._threads = Threads()
        self._attr_unique_id = f"{coordinator.info.id}_conversation"
        self._attr_device_info = device_of(coordinator)

    @property
    def supported_languages(self) -> list[str] | Literal["*"]:
        """Those the hub reads."""
        return list(self._hub.info.languages)

    async def _async_handle_message(self, user_input: ConversationInput, chat_log: ChatLog) -> ConversationResult:
        response = intent.IntentResponse(language=user_input.language)
        goes_on = False
        try:
            answer = await self._ask(user_input, chat_log.conversation_id)
        except HubError as error:
            speech = await self._excuse(error, user_input.language)
            response.async_set_error(intent.IntentResponseErrorCode.FAILED_TO_HANDLE, speech)
        else:
            speech = answer.speech or await sentence(self.hass, user_input.language, NOT_FOR_THE_HUB)
            goes_on = answer.expects_reply
            self._say(response, answer, speech)
        chat_log.async_add_assistant_content_without_tools(
            AssistantContent(agent_id=user_input.agent_id, content=speech)
        )
        return ConversationResult(
            response=response, conversation_id=chat_log.conversation_id, continue_conversation=goes_on
        )

    async def _ask(self, user_input: ConversationInput, conversation_id: str) -> Answer:
        options = self._hub.config_entry.options
        device_id = user_input.device_id
        satellite_id = satellite_of(self.hass, getattr(user_input, "satellite_id", None), device_id)
        asked = {question.conversation_id for question in self._hub.data.questions}
        expected = self._hub.expected.taken(satellite_id)
        given = expected or user_input.conversation_id
        request = {
            "text": user_input.text,
            "conversation_id": self._threads.of(conversation_id, given, asked | {expected} if expected else asked),
            "area": area_of(self.hass, satellite_id, device_id) if options.get(CONF_PASS_AREA, True) else None,
            "person": person_of(self.hass, user_input.context) if options.get(CONF_PASS_PERSON, True) else None,
            "satellite": satellite_id,
            "language": language_of(user_input.language),
            "strict": False,
        }
        timeout_s = options.get(CONF_ANSWER_TIMEOUT, DEFAULT_ANSWER_TIMEOUT_S)
        return await self._hub.client.turn("converse", request, timeout_s=timeout_s)

    async def _excuse(self, error: HubError, language: str) -> str:
        _LOGGER.debug("No answer from the hub: %s", error)
        if isinstance(error, TokenRefused):
            self._hub.config_entry.async_start_reauth(self.hass)
        return await sentence(self.hass, language, key_of(error), detail=str(error))

    def _say(self, response: intent.IntentResponse, answer: Answer, speech: str) -> None:
        """Tells Home Assistant whether something was done, so that its dialogs look right."""
        if answer.kind in DONE:
            response.response_type = intent.IntentResponseType.ACTION_DONE
        else:
            response.response_type = intent.IntentResponseType.QUERY_ANSWER
        response.async_set_speech(speech)
        if error_code := _error_code_of(answer):
            response.async_set_error(error_code, speech)
        targets = {
            is_done: [
                intent.IntentResponseTarget(
                    name=action.name, type=intent.IntentResponseTargetType.ENTITY, id=action.native_id
                )
                for action in answer.actions
                if (action.outcome not in NOT_DONE) is is_done and self.hass.states.get(action.native_id)
            ]
            for is_done in (True, False)
        }
        response.async_set_results(success_results=targets[True], failed_results=targets[False])


def _error_code_of(answer: Answer) -> intent.IntentResponseErrorCode | None:
    """Why nothing came of it; none where something was done or is asked."""
    if answer.kind == "ignores":
        return intent.IntentResponseErrorCode.NO_INTENT_MATCH
    has_failed = bool(answer.actions) and all(action.outcome == "failed" for action in answer.actions)
    if not answer.expects_reply and (answer.kind == "refuses" or (answer.kind == "acts" and has_failed)):
        return intent.IntentResponseErrorCode.FAILED_TO_HANDLE
    return None
