"""What is known of a request that nobody replied to in time."""

from types import SimpleNamespace
from typing import Any

import pytest

from shared.messaging.requests import NoReply, Request, Requests

COMMAND = Request("proceedings", "lea.proceedings.record-cost.v1", b"{}", {})


class Reached(Requests):
    """Requests over a broker that takes them, or that is away."""

    def __init__(self, *, away: bool) -> None:
        super().__init__("amqp://nowhere", "x", user="desk", name="test", resend_after=5.0)
        self.away = away

    async def _connected(self) -> Any:
        if self.away:
            raise ConnectionRefusedError
        return SimpleNamespace(replies="replies", requests=self, ended=self._ended())

    def _ended(self) -> Any:
        return next(iter(self._waiting.values())).body.get_loop().create_future()

    async def publish(self, *_: Any, **__: Any) -> None: ...


@pytest.mark.parametrize(
    ("away", "reads", "without_effect"), [(True, False, True), (False, False, False), (False, True, True)]
)
async def test_only_what_never_left_or_only_reads_is_without_effect(
    away: bool, reads: bool, without_effect: bool
) -> None:
    requests = Reached(away=away)
    with pytest.raises(NoReply) as raised:
        await requests.send(COMMAND._replace(reads=reads), bytes, 0.05)
    assert raised.value.without_effect is without_effect
