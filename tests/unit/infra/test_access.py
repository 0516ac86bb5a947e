"""What the broker has to have for the subscribers of the registry, and what differs."""

from typing import Any

from infra.broker.access import KnownSubscriber, bindings, differences, wanted

HASH = "A" * 48
BANK, SHOP = KnownSubscriber("bank", "active", HASH), KnownSubscriber("shop", "suspended", HASH)
USER, QUEUE = "/api/users/lea_subscriber_bank", "/api/queues/lea/subscriber.bank"


def present(*subscribers: KnownSubscriber) -> dict[str, dict[str, Any]]:
    """The broker after a pass, as it answers."""
    return {path: {**body, "name": "x", "tags": []} for path, body in wanted(subscribers).items()}


def test_an_active_subscriber_has_a_user_and_queues_a_suspended_one_queues_alone() -> None:
    paths = wanted([BANK, SHOP])
    assert {path for path in paths if "subscriber_" in path} == {
        USER,
        "/api/user-limits/lea_subscriber_bank/max-connections",
        "/api/user-limits/lea_subscriber_bank/max-channels",
        "/api/permissions/lea/lea_subscriber_bank",
        "/api/topic-permissions/lea/lea_subscriber_bank",
    }
    assert {path.rpartition("/")[2] for path in paths if "/queues/" in path} == {
        *("subscriber.bank", "subscriber.bank.replies", "subscriber.bank.requests"),
        *("subscriber.shop", "subscriber.shop.replies", "subscriber.shop.requests"),
    }
    assert paths[QUEUE]["arguments"]["x-overflow"] == "reject-publish"
    assert bindings([BANK]) == {
        "subscriber.bank": ("lea.subscribers", "bank"),
        "subscriber.bank.replies": ("lea.subscribers", "bank.replies"),
        "subscriber.bank.requests": ("lea.subscriber-requests", "bank.*"),
    }


def test_its_rights_are_its_own() -> None:
    paths = wanted([BANK])
    assert paths["/api/permissions/lea/lea_subscriber_bank"] == {
        "configure": "^$",
        "write": r"^lea\.subscriber-requests$",
        "read": r"^subscriber\.bank(\.replies)?$",
    }
    assert (
        paths["/api/topic-permissions/lea/lea_subscriber_bank"]["write"] == r"^bank\.(resend|positions|replays|states)$"
    )


def test_nothing_is_done_where_nothing_differs() -> None:
    assert differences(wanted([BANK, SHOP]), present(BANK, SHOP)) == ([], [])


def test_what_differs_is_made_and_what_is_unknown_deleted() -> None:
    known = present(BANK, SHOP)
    known[USER]["password_hash"] = "B" * 48
    del known[QUEUE]
    stranger = {"/api/users/lea_subscriber_stranger": {"name": "x"}}
    assert differences(wanted([BANK, SHOP]), {**known, **stranger}) == ([USER, QUEUE], [*stranger])


def test_a_suspended_subscriber_loses_its_user_and_a_removed_one_everything() -> None:
    made, deleted = differences(wanted([BANK._replace(standing="suspended")]), present(BANK))
    assert (made, USER in deleted, QUEUE in deleted) == ([], True, False)
    made, deleted = differences(wanted([]), present(BANK))
    assert (made, USER in deleted, QUEUE in deleted) == ([], True, True)
