"""Names that Home Assistant knows this integration by, and what its options are without being set."""

from typing import Final

DOMAIN: Final = "teachable_hub"
DEFAULT_PORT: Final = 8321

CONF_PASS_AREA: Final = "pass_area"  # noqa: S105 - to pass on, not to get in
CONF_PASS_PERSON: Final = "pass_person"  # noqa: S105
CONF_ANSWER_TIMEOUT: Final = "answer_timeout"
CONF_SHARE_WORDS: Final = "share_words"
CONF_ANNOUNCE: Final = "announce"

DEFAULT_ANSWER_TIMEOUT_S: Final = 10

NOTICE: Final = "notice"
NOTABLE: Final = ("not_understood", "lesson_offered", "learned", NOTICE)
"""Events of the hub that automations can be built on: on the bus as ``teachable_hub_…``, as device triggers."""
