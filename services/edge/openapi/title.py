"""Title, version and description of the OpenAPI document."""

TITLE = "Electronic service 3.11.01"
VERSION = "1.2.0"
DESCRIPTION = """\
Information on the results and course of execution of execution documents, from the information system of the
enforcement bodies to that of the Supreme Court.

Every request authenticates its consumer, by a bearer key or a signature (RFC 9421), and states its purpose: a legal
ground and a court case. Every request, answered or refused, is in the access log before its answer leaves. Answers are
signed if the service has a signing key (`/v1/policy` lists its public key). A refusal is a problem (RFC 9457) that
names field and rule.

A POST may be sent again with the same request id and the same body: it gets the same answer, byte for byte.
"""
