"""Bodies and headers of requests and answers, as path operations describe them."""

from collections.abc import Mapping
from typing import Any

from contracts.base import Contract

Json = dict[str, Any]

JSON = "application/json"


def header(description: str, type_: str = "string") -> Json:
    """A header of an answer."""
    return {"description": description, "schema": {"type": type_}}


COMMON: Json = {
    "RateLimit": header("What is left of the consumer's quota (draft-ietf-httpapi-ratelimit-headers)."),
    "RateLimit-Policy": header("The consumer's quota."),
    "Content-Digest": header("SHA-256 of the body (RFC 9530), where answers are signed."),
    "Signature-Input": header("What is signed (RFC 9421), where answers are signed."),
    "Signature": header("Signature of the service over the answer and what it answers (RFC 9421)."),
}
"""Of every answer."""
IN_A_LANGUAGE: Json = {**COMMON, "Content-Language": header("Language of the names.")}
TAGGED: Json = {**IN_A_LANGUAGE, "ETag": header("Changes when the body does.")}
CARD: Json = {
    **TAGGED,
    "LEA-Request-Id": header("The request id, as given."),
    "LEA-Revision": header("How often its course was revised, by acts recorded late or by corrections.", "integer"),
    "LEA-Known-Since": header("Since when all rows of the card are known; left out if that was not kept."),
    "LEA-Data-As-Of": header("Everything recorded by this moment is in the answer."),
    "LEA-Lag-Seconds": header("How far that is behind.", "number"),
    "LEA-Stale": header("Whether the read model is not being fed at the moment.", "boolean"),
}
ACCEPTED: Json = {**COMMON, "Location": header("Where the state of the bulk request is reported.")}
RETRY_AFTER = header("Seconds after which asking again makes sense.", "integer")


def answer(status: int, description: str, model: type[Contract], headers: Json, examples: Mapping[str, Json]) -> Any:
    """An answer with a body of this model."""
    content = {JSON: {"examples": _examples(examples)}}
    return {status: {"model": model, "description": description, "headers": headers, "content": content}}


def unchanged(headers: Json) -> Any:
    """The answer to a request that names the current entity tag."""
    return {304: {"description": "It is still the one named by If-None-Match.", "headers": headers}}


def json_request(model: type[Contract], examples: Mapping[str, Json]) -> Json:
    """The body of a request: it is read after the caller is authenticated, so FastAPI cannot read it itself."""
    return request_body({JSON: {"schema": reference(model), "examples": _examples(examples)}})


def request_body(content: Json) -> Json:
    """What a path operation adds to its description for a body of these media types."""
    return {"requestBody": {"required": True, "content": content}}


def reference(model: type[Contract]) -> Json:
    """The schema of a model of the contracts."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _examples(examples: Mapping[str, Json]) -> Json:
    return {name: {"value": value} for name, value in examples.items()}
