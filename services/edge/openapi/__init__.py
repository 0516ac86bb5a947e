"""The OpenAPI document. The operations are plain ASGI, so it is written from descriptions beside them."""

from services.edge.openapi.document import document
from services.edge.openapi.operations import (
    BULK_REQUEST,
    BULK_REQUESTS,
    BULK_RESULT,
    CHANGES,
    ENFORCEMENT_PROCEEDING,
    INFORMATION_REQUESTS,
    POLICY,
    RECONCILIATIONS,
)
from services.edge.openapi.title import TITLE, VERSION

__all__ = [
    "BULK_REQUEST",
    "BULK_REQUESTS",
    "BULK_RESULT",
    "CHANGES",
    "ENFORCEMENT_PROCEEDING",
    "INFORMATION_REQUESTS",
    "POLICY",
    "RECONCILIATIONS",
    "TITLE",
    "VERSION",
    "document",
]
