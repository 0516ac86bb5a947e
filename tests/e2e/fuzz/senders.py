"""Changes to a message's properties, to who sends it and to where it goes, each with what follows from it."""

import struct
from collections.abc import Callable
from random import Random

from contracts.envelope import PREFIX
from shared.actors import SYSTEM_ACTORS
from shared.messaging.senders import OPERATOR, publisher_of
from tests.e2e.fuzz.fields import Field, text
from tests.e2e.fuzz.samples import SOURCES, Draft
from tests.integration.messaging.hostile import long

_NAMES = (b"", b"\xff" * 255, b"a" * 255, b"\0", "é".encode(), b"\xc3", b"null", b"%s", b"application/xml", b"gzip")
_REPLIES = (
    *(b"\xff", b"\xff" * 255, b"a" * 255, b"\0", b"intake.commands", b"lea.events", b""),
    *(b"amq.rabbitmq.reply-to.g1h2AA5yZXBseUA.x", b"lea_operator.replies.nobody", b"lea_operator.replies.\xff", b"#"),
)


def change_properties(draft: Draft, random: Random) -> None:
    """Give some properties other values; none of them says whether the message can be read."""
    for _ in range(random.choice([1, 1, 3])):
        _PROPERTIES[random.randrange(len(_PROPERTIES))](draft, random)


def change_sender(draft: Draft, random: Random) -> None:
    """Have somebody send it who may not, or to where it does not belong."""
    own = _OF_EVENTS if draft.is_event else _OF_COMMANDS
    own[random.randrange(len(own))](draft, random)


def _name(draft: Draft, random: Random) -> None:
    name = random.choice(["content_type", "content_encoding", "message_id", "type", "app_id", "cluster_id"])
    draft.what.append(name)
    if random.random() < 0.3:
        draft.properties.pop(name, None)
    else:
        draft.properties[name] = random.choice(_NAMES)


def _number(draft: Draft, random: Random) -> None:
    """The broker refuses other modes of delivery itself."""
    name, values = random.choice([("delivery_mode", [1, 2]), ("priority", [0, 1, 9, 10, 255])])
    draft.what.append(name)
    draft.properties[name] = bytes([random.choice(values)])


def _time(draft: Draft, random: Random) -> None:
    draft.what.append("timestamp")
    draft.properties["timestamp"] = struct.pack(">Q", random.choice([0, 1, 2**31, 2**48, 2**63, 2**64 - 1]))


def _expiration(draft: Draft, random: Random) -> None:
    """The broker refuses what is no number itself."""
    draft.what.append("expiration")
    draft.expires = True
    draft.properties["expiration"] = random.choice([b"0", b"1", b"50", b"60000"])


def _correlation(draft: Draft, random: Random) -> None:
    if not draft.is_event:
        draft.what.append("correlation_id")
        draft.findable = False
    draft.properties["correlation_id"] = random.choice(_NAMES)


def _replies(draft: Draft, random: Random) -> None:
    """Answers go to another queue of the sender, or to nobody."""
    draft.findable = False
    if random.random() < 0.7:
        draft.properties["reply_to"] = random.choice(_REPLIES)
    else:
        draft.properties.pop("reply_to", None)
    draft.what.append(f"answers to {draft.properties.get('reply_to', b'')[:40]!r}")


def _other_user(draft: Draft, random: Random) -> None:
    right = draft.properties["user_id"].decode()
    names = [OPERATOR, "tester", "nobody", "guest", "", "lea_", *map(publisher_of, SOURCES), right.upper()]
    wrong = [name.encode() for name in names if name != right] + [b"\xff", b"x" * 255, right.encode() + b"\0"]
    draft.properties["user_id"] = random.choice(wrong)
    draft.what.append(f"user {draft.properties['user_id'][:20]!r}")
    draft.doubt(permitted=False)


def _no_user(draft: Draft, _: Random) -> None:
    draft.properties.pop("user_id")
    draft.what.append("no user")
    draft.doubt(permitted=False)


def _other_key(draft: Draft, random: Random) -> None:
    """The key decides which queues it comes to; the type says that the key is wrong."""
    own = f"lea.{draft.service}"
    keys = [own, f"{own}.", f"{own}.none.v1", draft.type.upper(), f"{draft.type}.x", f"{own}.\xff\xfe", "", "#"]
    keys += [f"lea.{source}.none.v1" for source in (*SOURCES, "nobody")] + ["lea.*.x", "x" * 255]
    draft.key = random.choice([key for key in keys if key != draft.key])
    draft.what.append(f"key {draft.key[:40]!r}")
    draft.doubt(permitted=False)


def _other_source(draft: Draft, random: Random) -> None:
    sources = [source for source in (*SOURCES, "court_query", "nobody") if source != draft.service]
    source = random.choice(sources)
    draft.headers[f"{PREFIX}source"] = text(f"/lea/{source}")
    draft.what.append(f"source {source}")
    draft.doubt(permitted=False)


def _other_service(draft: Draft, random: Random) -> None:
    """A service sends an event in the name of another one, whole and consistent but for the user."""
    other = random.choice([source for source in SOURCES if source != draft.service])
    draft.properties["user_id"] = publisher_of(other).encode()
    draft.what.append(f"sent by {other}")
    draft.doubt(permitted=False)


def _also_to(draft: Draft, random: Random) -> None:
    """Keys in the headers CC and BCC lead to more queues; sender and type are right there as well."""
    keys = [f"lea.{source}.none.v1" for source in random.sample(SOURCES, 2)]
    listed = b"".join(text(key).kind + text(key).payload for key in keys)
    name = random.choice(["CC", "BCC"])
    draft.headers[name] = Field(b"A", long(listed))
    draft.copied_to = tuple(keys)
    draft.what.append(f"{name} {keys}")


def _system_actor(draft: Draft, random: Random) -> None:
    actor = random.choice([*SYSTEM_ACTORS, *(f"{each}voluntary-term" for each in SYSTEM_ACTORS)])
    draft.headers[f"{PREFIX}actor"] = text(random.choice([actor, f" {actor}"]))
    draft.what.append(f"actor {actor}")
    draft.doubt(permitted=False)


def _system_source(draft: Draft, random: Random) -> None:
    source = random.choice([*SOURCES, "court_query"])
    draft.headers[f"{PREFIX}source"] = text(f"/lea/{source}")
    draft.what.append(f"source {source}")
    draft.doubt(permitted=False)


Change = Callable[[Draft, Random], None]
_PROPERTIES: tuple[Change, ...] = (_name, _name, _name, _number, _time, _expiration, _correlation, _replies, _replies)
_OF_EVENTS: tuple[Change, ...] = (_other_user, _no_user, _other_key, _other_source, _other_service, _also_to)
_OF_COMMANDS: tuple[Change, ...] = (_other_user, _no_user, _other_key, _system_actor, _system_source)
