"""Every place that lists services follows the one declaration, by code or by this test."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

from contracts.catalogue import COMMANDS, EVENTS
from infra.compose.preparation import EDGES
from infra.compose.preparation import processes as containers
from infra.stack.settings import REBUILDS
from shared.migrations import folder_of
from shared.plain_yaml import read_table
from shared.services import SERVICES, owners_of_streams

PROJECT = Path(__file__).resolve().parents[3]
WITH_ONE_MORE = """
import json
from shared import services

services.SERVICES += (
    services.Service("archive", owns_streams=True, consumers={"archive": ("lea.intake.#",)}, has_worker=True,
                     readers=(services.EVENT_READER,)),
)
from infra.broker.definitions import permissions
from infra.broker.topology import commanded
from infra.cli.parked.commands import CONSUMING
from infra.compose.preparation import processes as containers
from infra.database.databases import DATABASES, READERS, ROLES
from infra.documents.asyncapi import document
from infra.stack.services import module_of
from infra.stack.settings import SERVICES
from shared.messaging.senders import COMMANDERS, publisher_of
from shared.messaging.subscriptions import consumers, sources_of

print(json.dumps({
    "commands": "archive" in COMMANDERS["lea_operator"] and "archive" in commanded(),
    "events": consumers()["archive"] == ("lea.intake.#",) and sources_of("archive") == {"intake"},
    "publisher": publisher_of("archive"),
    "user": "lea_archive_worker" in permissions(),
    "parked": "archive" in CONSUMING,
    "database": DATABASES["archive"].readers == ("lea_event_reader",),
    "roles": {"lea_archive", "lea_archive_owner", "lea_archive_worker"} <= set(ROLES),
    "processes": {"archive", "archive_worker"} <= set(SERVICES) & set(containers()),
    "modules": [module_of("archive"), module_of("archive_worker")],
    "bus": {"archive-commands", "archive-partitions"} <= document()["channels"].keys(),
}))
"""


def test_one_more_entry_is_followed_everywhere() -> None:
    ran = subprocess.run([sys.executable, "-c", WITH_ONE_MORE], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == {
        "commands": True,
        "events": True,
        "publisher": "lea_archive_worker",
        "user": True,
        "parked": True,
        "database": True,
        "roles": True,
        "processes": True,
        "modules": ["services.archive.main", "services.archive.worker"],
        "bus": True,
    }


def test_every_service_is_a_package_and_the_other_way_round() -> None:
    packages = {folder.parent.name for folder in (PROJECT / "services").glob("*/__init__.py")}
    assert packages == {service.name for service in SERVICES}
    for service in SERVICES:
        assert importlib.util.find_spec(f"services.{service.name}.main")
        assert list(folder_of(service.name).glob("*.sql"))
        assert not service.has_worker or importlib.util.find_spec(f"services.{service.name}.worker")


def test_owners_of_streams_are_those_whose_types_the_contracts_have() -> None:
    named = {type_.split(".")[1] for type_ in (*EVENTS.models, *COMMANDS.models)}
    assert named == set(owners_of_streams())


def test_consumers_take_the_events_of_other_services() -> None:
    for service in SERVICES:
        for name, patterns in service.consumers.items():
            assert name.split(".")[0] == service.name
            assert {pattern.split(".")[1] for pattern in patterns} <= {*owners_of_streams()} - {service.name}


def test_containers_and_metrics_follow() -> None:
    compose = read_table((PROJECT / "docker-compose.yml").read_text())["services"]
    assert {f"migrate-{service.name}" for service in SERVICES} == {name for name in compose if "migrate-" in name}
    running = {name for name, each in compose.items() if "services." in str(each.get("command"))}
    # What rebuilds the read model is no service: it serves nobody.
    assert running == {*containers(), REBUILDS}
    assert all(
        edge.partition("-")[0] in {service.name for service in SERVICES if service.serves_clients} for edge in EDGES
    )


def test_every_service_has_its_page() -> None:
    pages = {page.stem for page in (PROJECT / "docs/services").glob("*.md")}
    assert pages == {service.name for service in SERVICES}
    described = (PROJECT / "docs/architecture.md").read_text()
    readme = (PROJECT / "README.md").read_text()
    for service in SERVICES:
        assert f"| `{service.name}` |" in described
        assert f"(docs/services/{service.name}.md)" in readme
