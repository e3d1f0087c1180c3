"""The command line's way to a running hub: its HTTP API."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from dialogue.response import ActionReport, Kind, LearnedReport, Response, UnknownSpan
from dialogue.transcript import HeardWord, Transcript
from hub.config import Settings
from hub.errors import ApiError
from hub.tokens import ADMIN_TOKEN_FILE

ADDRESS_FILE = "api-address"
_TIMEOUT_S = 60.0


class HubClient:
    """Talks with one hub. Entered with ``async with``."""

    def __init__(self, address: str, token: str, certificate: Path | None = None) -> None:
        self.address = address
        self._client = httpx.AsyncClient(
            base_url=f"{address.rstrip('/')}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=_TIMEOUT_S,
            verify=True if certificate is None else _trusting(certificate),
        )

    @classmethod
    def of(cls, settings: Settings, address: str | None = None) -> HubClient:
        """The client of the hub with these settings, or at ``address``. Raises ``ApiError``."""
        where = address or _read(settings.data_dir / ADDRESS_FILE)
        if where is None:
            raise ApiError(0, "No hub is running with this data folder. Start one with `teachable-hub run`.")
        token = settings.api_token.get_secret_value() if settings.api_token else None
        token = token or _read(settings.data_dir / ADMIN_TOKEN_FILE)
        if token is None:
            raise ApiError(
                0, "A token is needed: make one with `teachable-hub token create` and set TEACHABLE_HUB_API_TOKEN."
            )
        return cls(where, token, settings.api_tls_cert)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def converse(
        self, text: str, *, conversation_id: str | None, area: str | None = None, person: str | None = None
    ) -> Response:
        """One turn."""
        saying = {"text": text, "conversation_id": conversation_id, "area": area, "person": person}
        said = {name: value for name, value in saying.items() if value is not None}
        return _response(await self._ask("POST", "/converse", said))

    async def hear(
        self, content: bytes, *, conversation_id: str, area: str | None = None, person: str | None = None
    ) -> tuple[Transcript, Response | None]:
        """One turn of a sound file: what was heard, and the answer; none when nothing was."""
        there = {"conversation_id": conversation_id, "area": area, "person": person}
        query = {name: value for name, value in there.items() if value is not None}
        document = await self._ask("POST", "/hear", content=content, query=query)
        heard = document["transcript"]
        transcript = Transcript(heard["text"], tuple(HeardWord(**word) for word in heard["words"]))
        return transcript, _response(document) if transcript.text else None

    async def parts(self) -> Mapping[str, Any]:
        """How the parts of the hub are."""
        return await self._ask("GET", "/health/parts")

    async def _ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        content: bytes | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        try:
            answer = await self._client.request(method, path, json=body, content=content, params=query)
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise ApiError(0, f"The hub at {self.address} does not answer ({reason}).") from error
        if answer.is_success:
            found: Mapping[str, Any] = answer.json()
            return found
        try:
            detail = str(answer.json()["detail"])
        except (ValueError, KeyError, TypeError):
            detail = f"The hub at {self.address} answered {answer.status_code}."
        raise ApiError(answer.status_code, detail)


def _trusting(certificate: Path) -> ssl.SSLContext:
    """Trusts the hub's own certificate, whatever name it was made for: here it is asked by its address."""
    context = ssl.create_default_context(cafile=certificate)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def _read(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def _response(document: Mapping[str, Any]) -> Response:
    return Response(
        conversation_id=document["conversation_id"],
        turn_id=document["turn_id"],
        speech=document["speech"],
        kind=Kind(document["kind"]),
        expects_reply=document["expects_reply"],
        unknown_spans=tuple(UnknownSpan(**span) for span in document["unknown_spans"]),
        actions=tuple(ActionReport(**action) for action in document["actions"]),
        learned=tuple(LearnedReport(**learned) for learned in document["learned"]),
        scheduled=tuple(document["scheduled"]),
        reasons=tuple(document["reasons"]),
        interpreter=document["interpreter"],
        timings_ms=document["timings_ms"],
    )
