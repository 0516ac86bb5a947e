"""What the document says of itself."""

TITLE = "Electronic service 3.11.01"
VERSION = "1.2.0"
DESCRIPTION = """\
Information on the results and course of execution of execution documents, from the information system of the
enforcement bodies to that of the Supreme Court.

Every request proves whose it is, by a bearer key or a signature (RFC 9421), and states its purpose: a legal ground and
a court case. Every request, answered or refused, is in the access log before its answer leaves. Answers are signed
where the house has a key (`/v1/policy` tells it). What is refused is told as a problem (RFC 9457) that names field and
rule.

A POST may be sent again with the same request id and the same body: it gets the same answer, byte for byte.
"""
