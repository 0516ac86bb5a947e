"""The service described for machines: what it does, within which limits, with which codes and rules."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from contracts.base import Contract
from contracts.service_3_11_01.bulk import Sha256


class OperationInfo(Contract):
    """An operation of the service."""

    name: str
    method: str
    path: str
    description: str


class Limits(Contract):
    """What a request may carry, and how long things are kept."""

    look_ups: int
    """Look-ups of one information request."""
    proceedings_per_look_up: int
    """Proceedings one look-up may find and still be told."""
    beliefs: int
    """Proceedings one reconciliation may name."""
    changes: int
    """Changes one page may carry."""
    bulk_look_ups: int
    """Look-ups of one bulk request."""
    bulk_bytes: int
    """Bytes of one bulk request."""
    bulk_line_bytes: int
    """Bytes of one line of it."""
    bulk_tasks: int
    """Bulk requests of one consumer that may wait or run at a time."""
    bulk_kept_hours: float
    """Hours for which the result of a bulk request is kept."""
    body_bytes: int
    """Bytes of any other request."""
    body_seconds: float
    """Seconds in which a request has to arrive."""
    stale_after_seconds: float
    """Answers are marked stale if the read model is further behind than this."""


class Quotas(Contract):
    """What the asking consumer may use."""

    requests_per_second: Annotated[float, Field(gt=0)]
    burst: Annotated[int, Field(ge=1)]
    """Requests that may come at once."""
    look_ups_per_day: Annotated[int, Field(ge=1)]
    """Days are those of Europe/Minsk."""


class Rights(Contract):
    """What the asking consumer is registered for."""

    consumer: str
    scopes: tuple[str, ...]
    """Kinds of look-ups."""
    legal_grounds: tuple[str, ...]
    valid_from: AwareDatetime
    valid_to: AwareDatetime | None
    quotas: Quotas | None
    """None: no quota is set."""


class CodeInfo(Contract):
    """A code of a code list."""

    code: str
    name: str
    """In the language asked for."""
    article: str | None
    valid_from: date
    valid_to: date | None


class CodeListInfo(Contract):
    """A code list in its present version."""

    name: str
    version: str
    codes: tuple[CodeInfo, ...]


class SchemaInfo(Contract):
    """A JSON Schema of the service."""

    type: str
    path: str
    """Where it is served."""
    digest: Sha256


class RuleSetInfo(Contract):
    """A wording of the law that the answers rest on."""

    id: str
    name: str
    """In the language asked for."""
    valid_from: date
    valid_to: date | None


class HouseKey(Contract):
    """A key with which the house signs its answers (RFC 9421)."""

    id: str
    """`keyid` of the signatures."""
    algorithm: str
    """By its name in the registry of HTTP signature algorithms."""
    public_key: str
    """SubjectPublicKeyInfo in PEM."""


class Contact(Contract):
    """Whom to ask."""

    name: str
    email: str
    telephone: str


class SoapInfo(Contract):
    """The binding of the information request to SOAP 1.1, document-literal."""

    path: str
    """Where envelopes go, by POST."""
    action: str
    """Of the header `SOAPAction`."""
    wsdl: str
    """Where it is described (WSDL 1.1): path and query."""
    xsd: str
    """Path of the schema of its messages, to which the description leads."""


class Policy(Contract):
    """The service as it describes itself to the consumer that asks."""

    service: str
    """Number of the electronic service."""
    version: str
    """Version of the interface; the same as in the OpenAPI document."""
    openapi: str
    """Path of the OpenAPI document."""
    operations: tuple[OperationInfo, ...]
    limits: Limits
    rights: Rights
    languages: tuple[str, ...]
    """Languages of the names, by `Accept-Language`."""
    code_lists: tuple[CodeListInfo, ...]
    schemas: tuple[SchemaInfo, ...]
    rule_sets: tuple[RuleSetInfo, ...]
    keys: tuple[HouseKey, ...]
    contact: Contact
    soap: SoapInfo | None = None
    """None: SOAP is not spoken."""
