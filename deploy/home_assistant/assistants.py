"""Talks to Home Assistant's conversation agents and makes Assist pipelines of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from deploy.home_assistant.connection import Connection

BUILT_IN: Final = "conversation.home_assistant"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an agent answers. ``continues`` keeps the conversation open for the next sentence."""

    speech: str
    conversation_id: str | None
    continues: bool
    failed: bool


async def say(home: Connection, agent: str, text: str, *, conversation_id: str | None = None) -> Answer:
    """One sentence to one agent (the entity's id)."""
    result = await home.ask(
        "conversation/process", text=text, conversation_id=conversation_id, language="en", agent_id=agent
    )
    return _answer(result)


async def say_to_pipeline(
    home: Connection, pipeline: str, text: str, *, conversation_id: str | None = None, device: str | None = None
) -> Answer:
    """One sentence to an Assist pipeline, as the app sends what was typed, or ``device`` what it heard."""
    fields: dict[str, object] = {
        "start_stage": "intent",
        "end_stage": "intent",
        "input": {"text": text},
        "pipeline": pipeline,
        "conversation_id": conversation_id,
        "device_id": device,
    }
    async with home.events("assist_pipeline/run", **fields) as events:
        result: Any = None
        async for event in events:
            match event["type"]:
                case "intent-end":
                    result = event["data"]["intent_output"]
                case "error":
                    return Answer(event["data"]["message"], None, continues=False, failed=True)
                case "run-end":
                    break
                case _:
                    pass
    return _answer(result)


async def make_pipeline(
    home: Connection, name: str, agent: str, *, preferred: bool = True, ears: str | None = None
) -> str:
    """The id of an assistant of that name with this agent (and these ears, a speech-to-text entity), made or changed.

    "Prefer handling commands locally" is off: Home Assistant would take answers that are meant for the agent.
    """
    wanted = {
        "name": name,
        "language": "en",
        "conversation_engine": agent,
        "conversation_language": "en",
        "stt_engine": ears,
        "stt_language": "en" if ears else None,
        "tts_engine": None,
        "tts_language": None,
        "tts_voice": None,
        "wake_word_entity": None,
        "wake_word_id": None,
        "prefer_local_intents": False,
    }
    listed = (await home.ask("assist_pipeline/pipeline/list"))["pipelines"]
    pipeline_id = next((pipeline["id"] for pipeline in listed if pipeline["name"] == name), None)
    if pipeline_id is None:
        pipeline_id = (await home.ask("assist_pipeline/pipeline/create", **wanted))["id"]
    else:
        await home.ask("assist_pipeline/pipeline/update", pipeline_id=pipeline_id, **wanted)
    if preferred:
        await home.ask("assist_pipeline/pipeline/set_preferred", pipeline_id=pipeline_id)
    return str(pipeline_id)


def _answer(result: Any) -> Answer:  # noqa: ANN401 - read here
    response = result["response"]
    return Answer(
        response["speech"].get("plain", {}).get("speech", ""),
        result.get("conversation_id"),
        continues=bool(result.get("continue_conversation")),
        failed=response["response_type"] == "error",
    )
