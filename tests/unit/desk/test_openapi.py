"""The description of the JSON interface: every act has its path operation, with the schema of its command."""

import json
import re
import subprocess
import sys
from typing import Any

import pytest
from starlette.routing import Route

from contracts.catalogue import COMMANDS
from services.desk.api import bank_statements, body, books, disclosures, look_ups, plain
from services.desk.api.described import LOOK_UPS
from services.desk.api.openapi import described, document, path_of
from services.desk.api.operations import REGISTER, operation, operations
from shared.act_fields import creates
from tests.unit.desk.running import ACTS


@pytest.fixture(scope="module")
def api() -> dict[str, Any]:
    return described(ACTS)


def test_every_act_can_be_previewed_and_recorded(api: dict[str, Any]) -> None:
    for act in ACTS.rows:
        found = operation(ACTS, ACTS.service_of(act), "acts", act)
        assert found, act
        path = path_of(found)
        assert path.endswith(act) or act == REGISTER
        for step in (path, f"{path}/preview"):
            body = api["paths"][step]["post"]["requestBody"]["content"]["application/json"]["schema"]
            reference = body["properties"]["data"]["$ref"]
            assert reference == f"#/components/schemas/{ACTS.model_of(act).type}"
        fields = api["components"]["schemas"][ACTS.model_of(act).type]
        assert fields.get("properties", {}).keys() == ACTS.model_of(act).model_fields.keys()
        new = {name for name in ACTS.model_of(act).model_fields if creates(ACTS.rows[act], name)}
        assert not new & set(fields["required"])
        assert all(api["paths"][path]["post"]["x-names"].values())


def test_every_correction_is_there() -> None:
    types = {found.type for found in operations(ACTS)}
    assert types <= set(COMMANDS.models)
    left = {type_ for type_ in COMMANDS.models if re.search(r"(strike|correct|annul|approve|reject)-", type_)} - types
    # Those of money, of distributions, and of the registries of consumers and subscribers are other commands.
    assert (
        left
        == {
            "lea.edge.approve-consumer-change.v1",
            "lea.edge.reject-consumer-change.v1",
            "lea.proceedings.annul-distribution.v1",
            "lea.proceedings.correct-distribution.v1",
            "lea.proceedings.strike-unidentified.v1",
            "lea.subscribers.approve-change.v1",
            "lea.subscribers.reject-change.v1",
        }
        & left
    )


def test_every_look_up_is_described(api: dict[str, Any]) -> None:
    routes = [
        route
        for router in (
            look_ups.router,
            books.router,
            body.router,
            disclosures.router,
            plain.router,
            bank_statements.router,
        )
        for route in router.routes
        if isinstance(route, Route) and "GET" in (route.methods or ())
    ]
    served = {route.path.replace(":path}", "}") for route in routes}
    assert served == {look_up.path for look_up in LOOK_UPS}
    for route in routes:
        named = {each["name"] for each in api["paths"][route.path.replace(":path}", "}")]["get"]["parameters"]}
        read = {each.alias for each in (*route.dependant.query_params, *route.dependant.path_params)}  # type: ignore[attr-defined]
        assert named == read, route


def test_every_reference_leads_to_a_schema(api: dict[str, Any]) -> None:
    for reference in re.findall(r'"\$ref": "([^"]+)"', json.dumps(api)):
        assert reference.removeprefix("#/components/schemas/") in api["components"]["schemas"], reference
    assert "$defs" not in json.dumps(api)
    identifiers = [each["operationId"] for path in api["paths"].values() for each in path.values()]
    assert len(identifiers) == len(set(identifiers))


def test_the_description_is_of_a_bearable_size_and_imports_no_acts() -> None:
    assert len(document(ACTS)) < 2_000_000
    program = (
        "import sys\nfrom services.desk.api import app\n"
        "assert not [name for name in sys.modules if name.startswith('contracts.acts.')]"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
