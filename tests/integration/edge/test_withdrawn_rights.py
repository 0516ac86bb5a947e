"""What was answered under rights that were withdrawn since is not given again."""

import json
from typing import Any

import pytest

from contracts.soap.messages import ENVELOPE, NAMESPACE, PATH, REQUEST
from services.edge.registry.domain.consumers import SCOPES
from tests.integration.edge.conftest import COURT, Door, proceeding
from tests.integration.edge.log import as_owner
from tests.integration.edge.test_refusals import problem

NUMBER = proceeding(0).course.number
BY_NUMBER = {"by": "proceeding-number", "number": NUMBER}
BY_CASE = {"by": "court-case", "case_number": "none"}
BY_DEBTOR = {"by": "debtor", "identifier": {"kind": "unp", "value": proceeding(0).keys.debtor_identifier}}


async def withdraw(door: Door, **rights: Any) -> None:
    """Leave the court these rights only."""
    async with as_owner(door.own) as owner:
        for column, value in rights.items():
            await owner.execute(f"UPDATE consumer SET {column} = $2 WHERE id = $1", COURT, value)  # noqa: S608 - ours
    await door.refresh()


def without(*scopes: str) -> list[str]:
    return [scope for scope in SCOPES if scope not in scopes]


async def test_a_kept_answer_is_given_while_the_scopes_it_used_are_there(fresh_door: Door) -> None:
    request = fresh_door.request(BY_NUMBER, BY_DEBTOR)
    first = await fresh_door.post(request)
    await withdraw(fresh_door, scopes=without("court-case"))
    assert (await fresh_door.post(request)).content == first.content
    await withdraw(fresh_door, scopes=without("debtor"))
    details = problem(await fresh_door.post(request), 403, "not-permitted")
    assert [item.detail for item in details.problems] == ["the consumer may not look up by debtor"]
    last = await fresh_door.last()
    assert (last["problem"], last["repeated"], list(last["proceedings"])) == ("not-permitted", False, [])
    await withdraw(fresh_door, scopes=SCOPES)
    assert (await fresh_door.post(request)).content == first.content


async def test_that_nothing_was_found_is_an_answer_too(fresh_door: Door) -> None:
    request = fresh_door.request(BY_NUMBER, BY_CASE)
    assert (await fresh_door.post(request)).json()["results"][1]["outcome"] == "not-found"
    await withdraw(fresh_door, scopes=without("court-case"))
    problem(await fresh_door.post(request), 403, "not-permitted")


async def test_what_was_not_answered_needs_no_scope(fresh_door: Door) -> None:
    await withdraw(fresh_door, scopes=without("debtor", "court-case"))
    request = fresh_door.request(BY_NUMBER, BY_DEBTOR, {"by": "court-case", "case_number": ""})
    first = await fresh_door.post(request)
    assert [result["outcome"] for result in first.json()["results"]] == ["found", "not-permitted", "malformed"]
    assert (await fresh_door.post(request)).content == first.content


async def test_a_kept_envelope_and_a_kept_reconciliation_are_withheld_too(fresh_door: Door) -> None:
    request = {**fresh_door.request(), "beliefs": [{"number": NUMBER}]}
    del request["look_ups"]
    headers = {"Authorization": f"Bearer {fresh_door.key}"}
    xml = {**headers, "Content-Type": "text/xml"}
    purpose = "".join(
        f"<{name}>{value}</{name}>" for name, value in fresh_door.request().items() if isinstance(value, str)
    )
    look_up = (
        f"<look_ups><look_up><proceeding-number><number>{NUMBER}</number></proceeding-number></look_up></look_ups>"
    )
    message = f'<{REQUEST.name} xmlns="{NAMESPACE}">{purpose}{look_up}</{REQUEST.name}>'
    envelope = f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{message}</e:Body></e:Envelope>'
    async with fresh_door.client() as client:

        async def ask() -> tuple[Any, Any]:
            soap = await client.post(PATH, content=envelope, headers=xml)
            return await client.post("/v1/reconciliations", json=request, headers=headers), soap

        assert [response.status_code for response in await ask()] == [200, 200]
        await withdraw(fresh_door, scopes=without("proceeding-number"))
        reconciliation, soap = await ask()
    problem(reconciliation, 403, "not-permitted")
    assert "<faultcode>soap:Client</faultcode>" in soap.text
    assert "<code>not-permitted</code>" in soap.text


@pytest.mark.parametrize(
    ("rights", "code"),
    [({"legal_grounds": ["complaint-on-executor"]}, "not-permitted"), ({"status": "suspended"}, "consumer-not-valid")],
)
async def test_a_ground_and_validity_are_checked_as_well(fresh_door: Door, rights: dict[str, Any], code: str) -> None:
    request = json.dumps(fresh_door.request(BY_NUMBER)).encode()
    assert (await fresh_door.post(request)).status_code == 200
    await withdraw(fresh_door, **rights)
    problem(await fresh_door.post(request), 403, code)
