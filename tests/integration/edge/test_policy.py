"""The service describes itself, to each consumer with its own rights."""

from hashlib import sha256

from contracts.codelists import LEGAL_GROUNDS
from contracts.service_3_11_01 import Policy
from services.edge.registry.domain.consumers import SCOPES
from services.edge.registry.first_consumers import register
from tests.integration.edge.conftest import COURT, NOW, Edge

PATH = "/v1/policy"


async def policy(edge: Edge, **headers: str) -> Policy:
    async with edge.client() as client:
        response = await client.get(PATH, headers={"Authorization": f"Bearer {edge.key}", **headers})
    assert response.status_code == 200, response.text
    return Policy.model_validate_json(response.content)


async def test_the_policy_is_complete(edge: Edge) -> None:
    published = await policy(edge)
    assert published.service == "3.11.01"
    assert {(operation.method, operation.path) for operation in published.operations} >= {
        ("POST", "/v1/information-requests"),
        ("GET", "/v1/changes"),
        ("POST", "/v1/bulk-requests"),
    }
    assert published.limits.look_ups == 500
    assert published.limits.bulk_look_ups == 1_000_000
    assert published.rights.consumer == COURT
    assert published.rights.scopes == tuple(sorted(SCOPES))
    assert published.rights.valid_from == NOW
    assert published.rights.quotas
    assert published.contact.email
    assert [rules.id for rules in published.rule_sets] == ["epc-2021"]
    grounds = next(list_ for list_ in published.code_lists if list_.name == LEGAL_GROUNDS.name)
    assert grounds.version == LEGAL_GROUNDS.version
    assert [code.code for code in grounds.codes] == list(LEGAL_GROUNDS)


async def test_names_are_in_the_language_of_the_request(edge: Edge) -> None:
    for language, name in (
        ("en", "Economic Procedural Code, wording of 6 January 2021"),
        ("ru", "Хозяйственный процессуальный кодекс в редакции от 6 января 2021 г."),
        ("be", "Гаспадарчы працэсуальны кодэкс у рэдакцыі ад 6 студзеня 2021 г."),
    ):
        assert (await policy(edge, **{"Accept-Language": language})).rule_sets[0].name == name


async def test_the_policy_lists_the_soap_binding_and_its_description(edge: Edge) -> None:
    published = await policy(edge)
    assert published.soap
    assert ("POST", published.soap.path) in {(operation.method, operation.path) for operation in published.operations}
    async with edge.client() as client:
        described, schema = await client.get(published.soap.wsdl), await client.get(published.soap.xsd)
        assert (await client.get("/openapi.json")).json()["externalDocs"]["url"] == published.soap.wsdl
    assert published.soap.action in described.text
    assert published.soap.xsd.rpartition("/")[2] in described.text
    assert schema.text.startswith("<?xml")
    assert "information_request" in schema.text


async def test_schemas_are_served_where_the_policy_says(edge: Edge) -> None:
    published = await policy(edge)
    assert len(published.schemas) >= 8
    async with edge.client() as client:
        for schema in published.schemas:
            response = await client.get(schema.path)
            assert response.status_code == 200
            assert sha256(response.content).hexdigest() == schema.digest
            assert response.json()["$id"] == f"urn:{schema.type}"
        assert (await client.get("/schemas/nothing.json")).status_code == 404
        assert (await client.get(published.openapi)).json()["info"]["version"] == published.version


async def test_an_unchanged_policy_is_not_sent_again(edge: Edge) -> None:
    async with edge.client() as client:
        own = {"Authorization": f"Bearer {edge.key}"}
        first = await client.get(PATH, headers=own)
        again = await client.get(PATH, headers={**own, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    last = await edge.last()
    assert (last["operation"], last["status"], last["consumer"]) == ("policy", 304, COURT)
    assert last["answer_digest"] == sha256(first.content).digest()


async def test_the_policy_shows_the_rights_of_its_consumer(edge: Edge) -> None:
    key = await register(edge.own.owner_url, "narrow-policy", scopes=["court-case"], valid_from=NOW)
    await edge.refresh()
    published = await policy(edge, Authorization=f"Bearer {key}")
    assert (published.rights.consumer, published.rights.scopes) == ("narrow-policy", ("court-case",))
    async with edge.client() as client:
        assert (await client.get(PATH)).status_code == 401
        assert (await client.get(f"{PATH}?a=b", headers={"Authorization": f"Bearer {key}"})).status_code == 400
