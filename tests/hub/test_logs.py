from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from hub.logs import redact, set_up_logs


@pytest.fixture(autouse=True)
def root_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer hunter22",
        "password=hunter22",
        '{"token": "hunter22"}',
        "connecting to postgresql://me:hunter22@host/db",
        "GET /?token=hunter22&x=1",
        "made thub_hunter22",
    ],
)
def test_secrets_are_blotted_out(line: str) -> None:
    assert "hunter22" not in redact(line)


def test_also_in_tracebacks_and_when_a_setting_holds_them() -> None:
    stream = io.StringIO()
    set_up_logs("INFO", secrets=("correct horse",), stream=stream)
    log = logging.getLogger("hub.test")
    try:
        raise RuntimeError("refused correct horse")  # noqa: TRY301 - to be caught
    except RuntimeError:
        log.exception("no entry for %s", "correct horse")
    assert "correct horse" not in stream.getvalue()
    assert "no entry" in stream.getvalue()
