"""Logs for the operator: ids, never what was said; secrets are blotted out."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from typing import Final, TextIO

LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
_OWN: Final = ("hub", "dialogue", "teaching", "devices")
_SECRETS = (
    re.compile(r"(?i)(\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]+"),
    re.compile(r"(?i)(\b(?:password|passwd|token|secret|api_key)\b['\"]?\s*[=:]\s*['\"]?)[^\s'\",;&}]+"),
    re.compile(r"(://[^/\s:@]+:)[^@\s]+(?=@)"),
    re.compile(r"(\bthub_)[A-Za-z0-9_-]+"),
)


def redact(text: str) -> str:
    """``text`` with tokens and passwords replaced by dots."""
    for pattern in _SECRETS:
        text = pattern.sub(r"\1…", text)
    return text


class RedactingFormatter(logging.Formatter):
    """Formats one line and blots out secrets, also in tracebacks."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self._secrets = tuple(secret for secret in secrets if len(secret) >= 4)

    def format(self, record: logging.LogRecord) -> str:
        """The line for one record."""
        line = redact(super().format(record))
        for secret in self._secrets:
            line = line.replace(secret, "…")
        return line


def set_log_level(level: str) -> None:
    """How much the hub's own packages log from now on."""
    for package in _OWN:
        logging.getLogger(package).setLevel(level)


def log_level() -> str:
    """How much they log now."""
    return logging.getLevelName(logging.getLogger(_OWN[0]).getEffectiveLevel())


def set_up_logs(level: str, *, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send the logs to ``stream`` (standard error). Libraries speak only from WARNING on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    set_log_level(level)
    for noisy in ("amqtt", "transitions", "passlib", "asyncio", "httpx", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
