"""All look-ups of a request are one round trip to the read model."""

from typing import Any

import pytest

from services.edge.lookup.read_model import ReadModel
from tests.integration.edge.conftest import COURT, NOW, Edge, proceeding

KEYS = proceeding(3).keys
MIXED: list[dict[str, Any]] = [
    {"by": "proceeding-number", "number": proceeding(1).course.number},
    {"by": "court-case", "case_number": KEYS.court_case},
    {"by": "debtor", "identifier": {"kind": KEYS.debtor_kind, "value": KEYS.debtor_identifier}},
    {
        "by": "execution-document",
        "issuer": KEYS.issuer,
        "number": KEYS.document_number,
        "issued_on": KEYS.document_issued_on.isoformat(),
    },
    {"by": "proceeding-number", "number": "9999-2001-000001"},
]


@pytest.fixture
def statements(edge: Edge) -> list[str]:
    """The statements sent to the read model from now on, except for its freshness."""
    asked = list[str]()
    read_model = next(part for part in edge.parts if isinstance(part, ReadModel))
    for holder in read_model._pool._holders:
        holder._con.add_query_logger(lambda query: asked.append(query.query))
    return asked


def of_look_ups(statements: list[str]) -> list[str]:
    return [statement for statement in statements if "asked" in statement]


@pytest.mark.parametrize("as_of", [None, NOW.date().isoformat()])
async def test_five_hundred_look_ups_are_one_statement(edge: Edge, statements: list[str], as_of: str | None) -> None:
    response = await edge.post(edge.request(*MIXED * 100, as_of=as_of))
    assert response.status_code == 200
    assert [result["outcome"] for result in response.json()["results"][:5]] == [
        "found", "several-found", "several-found", "found", "not-found"
    ]  # fmt: skip
    assert len(response.json()["results"]) == 500
    assert len(of_look_ups(statements)) == 1


async def test_a_reconciliation_is_one_statement(edge: Edge, statements: list[str]) -> None:
    request = edge.request()
    del request["look_ups"]
    request["beliefs"] = [{"number": proceeding(number % 12).course.number} for number in range(500)]
    async with edge.client() as client:
        response = await client.post(
            "/v1/reconciliations", json=request, headers={"Authorization": f"Bearer {edge.key}"}
        )
    assert response.status_code == 200
    assert request["consumer"] == COURT
    assert len(of_look_ups(statements)) == 1
