"""Parameters of requests: what is read, and how a refusal names what is not."""

from uuid import UUID

import pytest
from pydantic import TypeAdapter

from shared.http.authentication import bearer_token, new_secret, secret_digest
from shared.http.parameters import missing_parameters, parameter_in, query_parameters, uuid_in
from shared.http.problems import MALFORMED, Refused, problem_content, refused


def test_a_parameter_is_read_by_its_type() -> None:
    assert parameter_in(TypeAdapter(int), "7", "limit") == 7
    with pytest.raises(Refused) as caught:
        parameter_in(TypeAdapter(int), "x", "limit")
    assert (caught.value.kind, caught.value.problems[0].field) == (MALFORMED, "limit")


@pytest.mark.parametrize("text", ["", "x", "018f2f6400007000800000000000001", "{018f2f64-0000-7000-8000-000000000001}"])
def test_a_uuid_has_one_form(text: str) -> None:
    assert uuid_in("018F2F64-0000-7000-8000-000000000001", "the id", "id") == UUID(
        int=0x018F2F64_0000_7000_8000_000000000001
    )
    with pytest.raises(Refused, match="malformed-request"):
        uuid_in(text, "the id", "id")


def test_parameters_of_a_query() -> None:
    assert query_parameters(b"", "after") == {}
    assert query_parameters(b"after=1-2&limit=", "after", "limit") == {"after": "1-2", "limit": ""}


@pytest.mark.parametrize("query", [b"after", b"after=1&after=2", b"before=1", b"after=%ff", b"after=\xd0", b"&"])
def test_other_queries_are_refused(query: bytes) -> None:
    with pytest.raises(Refused, match="malformed-request"):
        query_parameters(query, "after", "limit")


def test_a_missing_parameter_is_named() -> None:
    refusal = missing_parameters([{"loc": ("header", "LEA-Court-Case", "str")}])
    assert [problem.detail for problem in refusal.problems] == ["the header LEA-Court-Case is missing"]


def test_a_refusal_is_answered_with_problem_details() -> None:
    body, headers = problem_content(refused(MALFORMED, "rule", "detail", headers={"allow": "GET"}), "trace")
    assert headers == {"allow": "GET", "cache-control": "no-store", "content-type": "application/problem+json"}
    assert b'"type":"urn:lea:problem:malformed-request"' in body
    assert b'"trace_id":"trace"' in body


@pytest.mark.parametrize(
    ("authorization", "token"),
    [(None, None), ("", None), ("Bearer", None), ("Bearer  ", None), ("Basic x", None), ("bearer  x ", "x")],
)
def test_the_token_of_a_bearer_header(authorization: str | None, token: str | None) -> None:
    assert bearer_token(authorization) == token


def test_secrets_are_random_and_stored_as_digests() -> None:
    assert new_secret() != new_secret()
    assert len(secret_digest(new_secret())) == 32
