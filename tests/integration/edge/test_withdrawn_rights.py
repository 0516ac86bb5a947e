"""A stored answer is refused once a right it was made under is withdrawn."""

import json
from typing import Any

import pytest

from contracts.soap.messages import ENVELOPE, NAMESPACE, PATH, REQUEST
from services.edge.registry.domain.consumers import SCOPES
from tests.integration.edge.conftest import COURT, Edge, proceeding
from tests.integration.edge.log import as_owner
from tests.integration.edge.test_refusals import problem

NUMBER = proceeding(0).course.number
BY_NUMBER = {"by": "proceeding-number", "number": NUMBER}
BY_CASE = {"by": "court-case", "case_number": "none"}
BY_DEBTOR = {"by": "debtor", "identifier": {"kind": "unp", "value": proceeding(0).keys.debtor_identifier}}


async def withdraw(edge: Edge, **rights: Any) -> None:
    """Leave the court only these rights."""
    async with as_owner(edge.own) as owner:
        for column, value in rights.items():
            await owner.execute(f"UPDATE consumer SET {column} = $2 WHERE id = $1", COURT, value)  # noqa: S608 - ours
    await edge.refresh()


def without(*scopes: str) -> list[str]:
    return [scope for scope in SCOPES if scope not in scopes]


async def test_a_stored_answer_is_returned_while_its_scopes_are_granted(fresh_edge: Edge) -> None:
    request = fresh_edge.request(BY_NUMBER, BY_DEBTOR)
    first = await fresh_edge.post(request)
    await withdraw(fresh_edge, scopes=without("court-case"))
    assert (await fresh_edge.post(request)).content == first.content
    await withdraw(fresh_edge, scopes=without("debtor"))
    details = problem(await fresh_edge.post(request), 403, "not-permitted")
    assert [item.detail for item in details.problems] == ["the consumer may not look up by debtor"]
    last = await fresh_edge.last()
    assert (last["problem"], last["repeated"], list(last["proceedings"])) == ("not-permitted", False, [])
    await withdraw(fresh_edge, scopes=SCOPES)
    assert (await fresh_edge.post(request)).content == first.content


async def test_a_stored_answer_without_results_needs_its_scope_too(fresh_edge: Edge) -> None:
    request = fresh_edge.request(BY_NUMBER, BY_CASE)
    assert (await fresh_edge.post(request)).json()["results"][1]["outcome"] == "not-found"
    await withdraw(fresh_edge, scopes=without("court-case"))
    problem(await fresh_edge.post(request), 403, "not-permitted")


async def test_a_look_up_that_was_not_answered_needs_no_scope(fresh_edge: Edge) -> None:
    await withdraw(fresh_edge, scopes=without("debtor", "court-case"))
    request = fresh_edge.request(BY_NUMBER, BY_DEBTOR, {"by": "court-case", "case_number": ""})
    first = await fresh_edge.post(request)
    assert [result["outcome"] for result in first.json()["results"]] == ["found", "not-permitted", "malformed"]
    assert (await fresh_edge.post(request)).content == first.content


async def test_a_stored_envelope_and_a_stored_reconciliation_are_withheld_too(fresh_edge: Edge) -> None:
    request = {**fresh_edge.request(), "beliefs": [{"number": NUMBER}]}
    del request["look_ups"]
    headers = {"Authorization": f"Bearer {fresh_edge.key}"}
    xml = {**headers, "Content-Type": "text/xml"}
    purpose = "".join(
        f"<{name}>{value}</{name}>" for name, value in fresh_edge.request().items() if isinstance(value, str)
    )
    look_up = (
        f"<look_ups><look_up><proceeding-number><number>{NUMBER}</number></proceeding-number></look_up></look_ups>"
    )
    message = f'<{REQUEST.name} xmlns="{NAMESPACE}">{purpose}{look_up}</{REQUEST.name}>'
    envelope = f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{message}</e:Body></e:Envelope>'
    async with fresh_edge.client() as client:

        async def ask() -> tuple[Any, Any]:
            soap = await client.post(PATH, content=envelope, headers=xml)
            return await client.post("/v1/reconciliations", json=request, headers=headers), soap

        assert [response.status_code for response in await ask()] == [200, 200]
        await withdraw(fresh_edge, scopes=without("proceeding-number"))
        reconciliation, soap = await ask()
    problem(reconciliation, 403, "not-permitted")
    assert "<faultcode>soap:Client</faultcode>" in soap.text
    assert "<code>not-permitted</code>" in soap.text


@pytest.mark.parametrize(
    ("rights", "code"),
    [({"legal_grounds": ["complaint-on-executor"]}, "not-permitted"), ({"status": "suspended"}, "consumer-not-valid")],
)
async def test_a_ground_and_validity_are_checked_as_well(fresh_edge: Edge, rights: dict[str, Any], code: str) -> None:
    request = json.dumps(fresh_edge.request(BY_NUMBER)).encode()
    assert (await fresh_edge.post(request)).status_code == 200
    await withdraw(fresh_edge, **rights)
    problem(await fresh_edge.post(request), 403, code)
