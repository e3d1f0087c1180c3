"""The contract of the gateway to Home Assistant, on the fake one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.devices.home_assistant_contract import HomeAssistantContract, Site
from tests.fakes.home_assistant import TOKEN, running


class TestOnTheFake(HomeAssistantContract):
    @pytest.fixture
    async def site(self) -> AsyncIterator[Site]:
        async with running() as home:
            yield Site(home.url, TOKEN)
