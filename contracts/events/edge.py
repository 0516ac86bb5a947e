"""Events of `edge`. The stream of a consumer's registration follows from its id."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts.base import Contract
from contracts.codelists import LEGAL_GROUNDS
from contracts.listed import Listed
from contracts.registry import Event
from contracts.values import Code, FitsBigInteger, Instant, Storable, Text

ConsumerId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,40}$")]
KeyId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,40}\.[a-z0-9-]{1,40}$")]
"""`<consumer>.<name>`: the `keyid` of signatures."""
Certificate = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of a TLS certificate (DER), in hexadecimal digits."""


class KeyKind(StrEnum):
    """How a key proves who asks."""

    BEARER = "bearer"
    """A secret that is shown; of it only the SHA-256 is known."""
    ED25519 = "ed25519"
    """Signatures (RFC 9421) with Ed25519."""
    ECDSA_P256 = "ecdsa-p256"
    """Signatures (RFC 9421) with ECDSA P-256 and SHA-256."""


class ConsumerKey(Contract):
    """A key of a consumer."""

    id: KeyId
    kind: KeyKind
    material: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{40,200}={0,2}$")]
    """In base64: SHA-256 of a bearer key, SubjectPublicKeyInfo (DER) of any other."""
    valid_from: Instant
    valid_to: Instant | None = None
    """From this moment on it opens nothing; none: until it is revoked."""


class Quota(Contract):
    """How much a consumer may ask."""

    requests_per_second: Annotated[float, Field(gt=0, le=100_000)]
    burst: Annotated[int, Field(ge=1, le=1_000_000)]
    """Requests that may come at once."""
    look_ups_per_day: Annotated[int, Field(ge=1, le=1_000_000_000)]
    """Days are those of Europe/Minsk."""


class Terms(Contract):
    """What a consumer may ask, how much, and for how long."""

    scopes: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    """Kinds of look-ups."""
    legal_grounds: Annotated[tuple[Annotated[str, Listed(LEGAL_GROUNDS)], ...], Field(min_length=1, max_length=50)]
    quota: Quota
    valid_from: Instant
    valid_to: Instant | None = None
    certificates: Annotated[tuple[Certificate, ...], Field(max_length=10)] = ()
    """TLS certificates it may come with; none named: any, and none."""


class Registration(Contract):
    """A consumer becomes one."""

    kind: Literal["register"] = "register"
    terms: Terms
    keys: Annotated[tuple[ConsumerKey, ...], Field(min_length=1, max_length=10)]


class KeyAddition(Contract):
    """A consumer gets another key."""

    kind: Literal["add-key"] = "add-key"
    key: ConsumerKey


class KeyRevocation(Contract):
    """A key opens nothing any more."""

    kind: Literal["revoke-key"] = "revoke-key"
    key: KeyId


class NewTerms(Contract):
    """Other terms take the place of the present ones, all of them."""

    kind: Literal["change-terms"] = "change-terms"
    terms: Terms


class Restoration(Contract):
    """A suspended consumer may ask again."""

    kind: Literal["restore"] = "restore"


class Revocation(Contract):
    """A consumer may never ask again."""

    kind: Literal["revoke"] = "revoke"


ConsumerChange = Annotated[
    Registration | KeyAddition | KeyRevocation | NewTerms | Restoration | Revocation, Field(discriminator="kind")
]


class ConsumerChangeProposed(Event):
    """Somebody wants a consumer's registration changed; nothing is changed yet."""

    type: ClassVar[str] = "lea.edge.consumer-change-proposed.v1"
    consumer: ConsumerId
    proposal: UUID
    change: ConsumerChange
    reason: Text


class ConsumerChangeApproved(Event):
    """Somebody else agreed to a proposal: the registration is changed."""

    type: ClassVar[str] = "lea.edge.consumer-change-approved.v1"
    consumer: ConsumerId
    proposal: UUID
    change: ConsumerChange
    proposed_by: Annotated[str, Storable]


class ConsumerChangeRejected(Event):
    """A proposal was turned down, or withdrawn by whoever had made it."""

    type: ClassVar[str] = "lea.edge.consumer-change-rejected.v1"
    consumer: ConsumerId
    proposal: UUID
    reason: Text


class ConsumerSuspended(Event):
    """A consumer was shut out at once, by one person; two let it in again."""

    type: ClassVar[str] = "lea.edge.consumer-suspended.v1"
    consumer: ConsumerId
    reason: Text


class ConsumerInstalled(Event):
    """A first consumer was registered by whoever sets the system up and owns its database."""

    type: ClassVar[str] = "lea.edge.consumer-installed.v1"
    consumer: ConsumerId
    terms: Terms
    keys: tuple[ConsumerKey, ...]


class AlarmKind(StrEnum):
    """What is odd about the way a consumer asks."""

    ENUMERATION = "enumeration"
    """It tries out numbers: most are found with nobody, or come one after the other."""
    ODD_VOLUME = "odd-volume"
    """It looks up far more than it used to."""
    REFUSALS = "refusals"
    """Most of its requests are refused; without a consumer: somebody tries keys."""


class AlarmRaised(Event):
    """A consumer asks in an odd way. The stream is that of the consumer's alarms of this kind."""

    type: ClassVar[str] = "lea.edge.alarm-raised.v1"
    kind: AlarmKind
    consumer: ConsumerId | None
    """None where nobody was recognised."""
    since: Instant
    """Beginning of the window that was looked at."""
    counted: Annotated[int, Field(ge=0), FitsBigInteger]
    """How often the odd thing happened in it."""
    expected: Annotated[int, Field(ge=0), FitsBigInteger]
    """How often it might have happened with nobody noticing."""


class AlarmEnded(Event):
    """What was odd is so no more."""

    type: ClassVar[str] = "lea.edge.alarm-ended.v1"
    kind: AlarmKind
    consumer: ConsumerId | None


class AccessLogSealed(Event):
    """How far a chain of the access log had come. The stream is the chain.

    Whoever keeps this can prove later that no record up to this one was altered, removed or added.
    """

    type: ClassVar[str] = "lea.edge.access-log-sealed.v1"
    sequence: Annotated[int, Field(ge=1), FitsBigInteger]
    """Number of the last record, counted from 1."""
    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of that record, which holds the one before it, in hexadecimal digits."""
    at: Instant
    """When that record's request came."""


class CutChain(Contract):
    """A chain of the access log that a restore has cut."""

    chain: UUID
    kept: Annotated[int, Field(ge=0), FitsBigInteger]
    """Number of the last record that is left; 0: none."""
    known: Annotated[int, Field(ge=1), FitsBigInteger]
    """Number of the last record that is known to have existed."""


class AccessLogRestored(Event):
    """The database was restored to a moment: records of the access log after it are gone, by order of the actor.

    The stream is that of all restores (`contracts.identifiers.RESTORES`). Verification takes no chain for truncated
    that a restore has cut where it says.
    """

    type: ClassVar[str] = "lea.edge.access-log-restored.v1"
    moment: Instant
    reason: Text
    chains: Annotated[tuple[CutChain, ...], Field(max_length=20_000)] = ()


class ArchivedChain(Contract):
    """A chain of the access log in an archive: all of it."""

    chain: UUID
    last: Annotated[int, Field(ge=1), FitsBigInteger]
    """Number of its last record."""
    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of that record, in hexadecimal digits."""


class AccessLogArchived(Event):
    """A partition of the access log was written to a file, which was verified, and taken out of the database.

    The stream is that of all archives (`contracts.identifiers.ARCHIVES`). Verification takes none of its chains for
    missing: it says in which file they are.
    """

    type: ClassVar[str] = "lea.edge.access-log-archived.v1"
    partition: Code
    """The month in which its chains began; `earlier`: before the log had partitions."""
    until: Instant
    """The end of that month."""
    records: Annotated[int, Field(ge=0), FitsBigInteger]
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of the lines of the file before the last one, in hexadecimal digits."""
    reason: Text
    chains: Annotated[tuple[ArchivedChain, ...], Field(max_length=20_000)] = ()
