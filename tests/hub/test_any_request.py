"""Requests that nobody wrote, made from the description of the API: whatever comes, the hub stays on its feet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.specs.openapi.schemas import OpenApiSchema

from hub.web.api import routes
from tests.program import serving

REQUESTS_OF_EACH = 60
LONGEST_S = 20.0
LEFT_OUT = {"GET /api/v1/events", "GET /api/v1/openapi.json"}
"""A stream has no end, so no answer to look at; the description does not describe itself."""


@schemathesis.serializer("audio/wav")
def sound(_context: object, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


@dataclass(frozen=True, slots=True)
class Served:
    """A hub that serves, as its admin sees it."""

    schema: OpenApiSchema
    headers: dict[str, str]
    log: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("any") / "data"
    folder.mkdir(mode=0o700)
    (folder / "models").symlink_to(models)
    with serving(folder, API_RATE_PER_MINUTE="100000"):
        address = (folder / "api-address").read_text().strip()
        headers = {"Authorization": f"Bearer {(folder / 'admin-token').read_text().strip()}"}
        schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json", headers=headers)
        assert isinstance(schema, OpenApiSchema)
        yield Served(schema, headers, folder / "hub.log")


REQUESTED = sorted(f"{method} {path}" for method, path in routes() if method != "WS")


@pytest.mark.slow
@pytest.mark.parametrize("route", [route for route in REQUESTED if route not in LEFT_OUT])
def test_no_request_breaks_the_hub(served: Served, route: str) -> None:
    method, path = route.split()
    operation = served.schema[path][method]

    @settings(
        max_examples=REQUESTS_OF_EACH,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def ask(case: Case[Any]) -> None:
        answer = case.call(headers=served.headers, timeout=LONGEST_S)
        assert answer.status_code < 500 or is_for_want_of_a_part(answer.status_code, answer.text), answer.text

    ask()
    assert "Traceback" not in served.log.read_text(), served.log.read_text()[-4000:]


def is_for_want_of_a_part(status: int, text: str) -> bool:
    """A hub without a speech model says that it can't hear."""
    return status == 503 and "speech model" in text
