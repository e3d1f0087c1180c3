"""An evening in the house, so that every page has something to show."""

from __future__ import annotations

from typing import Final

from hub.admin.roles import AccountRole
from tests.web.site import Site

# Who says what in which conversation.
SAID: Final = (
    ("sam", "a", "set the living room light to study mode"),
    ("sam", "a", "eighty percent and cool white"),
    ("alex", "b", "when I say movie night I mean dim the living room light to twenty percent and close the blinds"),
    ("alex", "b", "bedtime is half past ten"),
    ("alex", "c", "call the floor lamp Bertha"),
    ("robin", "d", "put the bedroom light on fluffy"),
    ("robin", "d", "never mind"),
    ("sam", "e", "make it snuggly in the living room"),
    ("sam", "e", "never mind"),
    ("alex", "g", "turn the office heater off at ten pm"),
    ("alex", "g", "every weekday at seven turn on the coffee machine"),
    ("alex", "h", "I like the lights low in the evening"),
    ("alex", "h", "thirty percent"),
    ("sam", "i", "set the desk lamp to study mode"),
    ("robin", "j", "unlock the front door"),
)


def live_an_evening(site: Site) -> None:
    """Talk, teach, plan, and fail to be understood; notes for each page of one thing which thing there is."""
    taught: list[str] = []
    with site.api() as api:
        for person, conversation, text in SAID:
            request = {"text": text, "person": person, "conversation_id": conversation, "area": "living_room"}
            answer = api.post("/converse", json=request).json()
            taught += [learned["concept_id"] for learned in answer["learned"]]
            site.examples["{turn_id}"] = answer["turn_id"]
    asked = site.post(
        AccountRole.ADMIN, "/learned/add", "/learned/add", term="cosy", meaning="like snuggly but warmer", scope=""
    )
    assert asked.status_code == 303, asked.text
    site.post(AccountRole.ADMIN, "/privacy", "/privacy/backups")
    with site.client(AccountRole.ADMIN) as client:
        backups = [link for link in client.get("/privacy").text.split('"') if link.startswith("/privacy/backups/")]
    examples = {
        "{concept_id}": taught[0],
        "{key}": asked.headers["location"].rsplit("/", 1)[1],
        "{name}": next(link.split("/")[3] for link in backups if "." in link),
        "{entity_id:path}": "living_room_thermostat",
        "{person_id}": "robin",
    }
    site.examples.update(examples)
