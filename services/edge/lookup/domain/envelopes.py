"""SOAP 1.1 envelopes: of requests, answers and faults."""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from contracts.problems import ProblemDetails
from contracts.soap.messages import ANSWER, ENVELOPE, NAMESPACE, PROBLEM, REQUEST
from contracts.soap.reading import value_of
from contracts.soap.writing import escaped, writer_of
from services.edge.refusals import HEADER_NOT_UNDERSTOOD, NOT_SOAP
from shared.http.problems import MALFORMED, ProblemKind, Refused, refused

_WRITE_ANSWER, _WRITE_PROBLEM = writer_of(ANSWER), writer_of(PROBLEM)
_NEXT = "http://schemas.xmlsoap.org/soap/actor/next"
_BOM = b"\xef\xbb\xbf"
_DEPTH_AT_MOST = 32
"""Nesting of elements; an information request has eight levels."""
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (_DEPTH_AT_MOST + 1)})")
_DECLARATION = re.compile(rb"<\?xml\s")
_ENCODING = re.compile(rb"<\?xml[^>]*\sencoding\s*=\s*[\"']([^\"']*)")

_FAULT_CODES: Mapping[str, str] = {NOT_SOAP.code: "VersionMismatch", HEADER_NOT_UNDERSTOOD.code: "MustUnderstand"}
_SERVER_AT_FAULT = frozenset({408, 429})
"""Statuses after which the same request may be sent again, besides 5xx (SOAP 1.1, 4.4.1)."""
_KNOWN_TO_HTTP = frozenset({401, 405, 408, 413, 415, 429, 503})
"""Refusals of the HTTP request rather than of the message in it."""


def request_in(body: bytes) -> Any:
    """The information request in an envelope, in its JSON form; its content is not validated. Raises Refused."""
    envelope = _parsed(body)
    if envelope.tag != f"{{{ENVELOPE}}}Envelope":
        raise refused(NOT_SOAP, "a request is an envelope of SOAP 1.1", NOT_SOAP.title)
    header, content = _parts(envelope)
    _check_understood(header)
    if [child.tag for child in content] != [f"{{{NAMESPACE}}}{REQUEST.name}"]:
        raise _malformed(f"the body of the envelope holds one {REQUEST.name} of {NAMESPACE} and nothing else")
    return value_of(content[0], REQUEST.shape)


def answer_in(value: Any) -> bytes:
    """The envelope of an answer, given in its JSON form."""
    return _enveloped(_WRITE_ANSWER(value))


def fault_in(kind: ProblemKind, details: ProblemDetails) -> bytes:
    """The envelope of a refusal."""
    at_fault = "Server" if kind.status >= 500 or kind.status in _SERVER_AT_FAULT else "Client"
    return _enveloped(
        f"<soap:Fault><faultcode>soap:{_FAULT_CODES.get(kind.code, at_fault)}</faultcode>"
        f'<faultstring xml:lang="en">{escaped(details.detail)}</faultstring>'
        f"<detail>{_WRITE_PROBLEM(details.model_dump(mode='json'))}</detail></soap:Fault>"
    )


def fault_status(kind: ProblemKind) -> int:
    """The HTTP status of a fault: 500 (SOAP 1.1, 6.2), or that of the problem if the message was not read."""
    return kind.status if kind.status in _KNOWN_TO_HTTP else 500


def _parsed(body: bytes) -> etree._Element:
    body = body.removeprefix(_BOM)
    # Not left to the parser: SOAP 1.1 (section 3) allows neither, and both have been used for attacks on parsers.
    if b"<!DOCTYPE" in body or body.count(b"<?") > bool(_DECLARATION.match(body)):
        raise _malformed("an envelope has neither a document type nor processing instructions")
    declared = _ENCODING.match(body)
    if declared and declared[1].lower() not in {b"utf-8", b"us-ascii"}:
        raise _malformed("an envelope is encoded as UTF-8")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True
    )
    try:
        envelope = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise _malformed(f"the request is not well-formed XML at line {error.lineno}") from None
    if _TOO_DEEP(envelope):
        raise _malformed(f"an envelope has at most {_DEPTH_AT_MOST} elements inside each other")
    return envelope


def _parts(envelope: etree._Element) -> tuple[list[etree._Element], etree._Element]:
    """The blocks of the header, and the body."""
    match [child.tag.rpartition("}") for child in envelope]:
        case [(space, _, "Body")] if space == f"{{{ENVELOPE}":
            return [], envelope[0]
        case [(space, _, "Header"), (same, _, "Body")] if space == same == f"{{{ENVELOPE}":
            return list(envelope[0]), envelope[1]
    raise _malformed("an envelope has at most a header, then a body, and nothing else")


def _check_understood(header: list[etree._Element]) -> None:
    for block in header:
        for_us = block.get(f"{{{ENVELOPE}}}actor") in {None, "", _NEXT}
        if for_us and block.get(f"{{{ENVELOPE}}}mustUnderstand") in {"1", "true"}:
            detail = "a header block must be understood, and none is known here"
            raise refused(HEADER_NOT_UNDERSTOOD, "headers that must be understood are none", detail)


def _malformed(detail: str) -> Refused:
    return refused(MALFORMED, "a request is one message in an envelope of SOAP 1.1", detail)


def _enveloped(content: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{ENVELOPE}"><soap:Body>{content}'
        "</soap:Body></soap:Envelope>"
    ).encode()
