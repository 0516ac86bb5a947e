"""To which queues replies may go."""

import pytest

from shared.messaging.queue_names import reply_queue
from shared.messaging.senders import OPERATOR, may_be_answered, publisher_of


@pytest.mark.parametrize(
    ("sender", "queue", "answered"),
    [
        (OPERATOR, reply_queue(OPERATOR, "0"), True),
        (OPERATOR, "", False),
        (OPERATOR, None, False),
        (OPERATOR, "amq.rabbitmq.reply-to.g1h2AA5yZXBseUA.x", False),
        (OPERATOR, reply_queue("another", "0"), False),
        (None, reply_queue(OPERATOR, "0"), False),
        (publisher_of("intake"), reply_queue(publisher_of("intake"), "0"), False),
        ("another", reply_queue(OPERATOR, "0"), False),
    ],
)
def test_answers_go_to_queues_of_the_senders_name(sender: str | None, queue: str | None, answered: bool) -> None:
    assert may_be_answered(sender, queue) is answered
