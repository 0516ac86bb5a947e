"""The service describes itself, to each consumer with its own rights."""

from hashlib import sha256

from contracts.codelists import LEGAL_GROUNDS
from contracts.service_3_11_01 import Policy
from services.edge.registry.domain.consumers import SCOPES
from services.edge.registry.first_consumers import register
from tests.integration.edge.conftest import COURT, NOW, Door

PATH = "/v1/policy"


async def policy(door: Door, **headers: str) -> Policy:
    async with door.client() as client:
        response = await client.get(PATH, headers={"Authorization": f"Bearer {door.key}", **headers})
    assert response.status_code == 200, response.text
    return Policy.model_validate_json(response.content)


async def test_everything_is_told(door: Door) -> None:
    told = await policy(door)
    assert told.service == "3.11.01"
    assert {(operation.method, operation.path) for operation in told.operations} >= {
        ("POST", "/v1/information-requests"),
        ("GET", "/v1/changes"),
        ("POST", "/v1/bulk-requests"),
    }
    assert told.limits.look_ups == 500
    assert told.limits.bulk_look_ups == 1_000_000
    assert told.rights.consumer == COURT
    assert told.rights.scopes == tuple(sorted(SCOPES))
    assert told.rights.valid_from == NOW
    assert told.rights.quotas
    assert told.contact.email
    assert [rules.id for rules in told.rule_sets] == ["epc-2021"]
    grounds = next(list_ for list_ in told.code_lists if list_.name == LEGAL_GROUNDS.name)
    assert grounds.version == LEGAL_GROUNDS.version
    assert [code.code for code in grounds.codes] == list(LEGAL_GROUNDS)


async def test_names_come_in_the_language_asked_for(door: Door) -> None:
    for language, name in (
        ("en", "Economic Procedural Code, wording of 6 January 2021"),
        ("ru", "Хозяйственный процессуальный кодекс в редакции от 6 января 2021 г."),
        ("be", "Гаспадарчы працэсуальны кодэкс у рэдакцыі ад 6 студзеня 2021 г."),
    ):
        assert (await policy(door, **{"Accept-Language": language})).rule_sets[0].name == name


async def test_soap_is_told_with_where_it_is_described(door: Door) -> None:
    told = await policy(door)
    assert told.soap
    assert ("POST", told.soap.path) in {(operation.method, operation.path) for operation in told.operations}
    async with door.client() as client:
        described, schema = await client.get(told.soap.wsdl), await client.get(told.soap.xsd)
        assert (await client.get("/openapi.json")).json()["externalDocs"]["url"] == told.soap.wsdl
    assert told.soap.action in described.text
    assert told.soap.xsd.rpartition("/")[2] in described.text
    assert schema.text.startswith("<?xml")
    assert "information_request" in schema.text


async def test_schemas_are_served_as_they_are_told(door: Door) -> None:
    told = await policy(door)
    assert len(told.schemas) >= 8
    async with door.client() as client:
        for schema in told.schemas:
            response = await client.get(schema.path)
            assert response.status_code == 200
            assert sha256(response.content).hexdigest() == schema.digest
            assert response.json()["$id"] == f"urn:{schema.type}"
        assert (await client.get("/schemas/nothing.json")).status_code == 404
        assert (await client.get(told.openapi)).json()["info"]["version"] == told.version


async def test_an_unchanged_policy_is_not_told_again(door: Door) -> None:
    async with door.client() as client:
        own = {"Authorization": f"Bearer {door.key}"}
        first = await client.get(PATH, headers=own)
        again = await client.get(PATH, headers={**own, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    last = await door.last()
    assert (last["operation"], last["status"], last["consumer"]) == ("policy", 304, COURT)
    assert last["answer_digest"] == sha256(first.content).digest()


async def test_rights_are_those_of_the_consumer_that_asks(door: Door) -> None:
    key = await register(door.own.owner_url, "narrow-policy", scopes=["court-case"], valid_from=NOW)
    await door.refresh()
    told = await policy(door, Authorization=f"Bearer {key}")
    assert (told.rights.consumer, told.rights.scopes) == ("narrow-policy", ("court-case",))
    async with door.client() as client:
        assert (await client.get(PATH)).status_code == 401
        assert (await client.get(f"{PATH}?a=b", headers={"Authorization": f"Bearer {key}"})).status_code == 400
