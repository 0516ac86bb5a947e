"""What a cluster is made of, without starting one."""

import ssl
import subprocess
from pathlib import Path

import pytest
from cryptography import x509

from infra.haproxy.balancer import Balanced, balancer
from infra.haproxy.certificates import AUTHORITY, MEMBER, MEMBER_KEY, install_member
from infra.stack import binaries, patroni
from infra.stack.addresses import on_loopback
from infra.stack.errors import StackError
from infra.stack.passwords import Passwords
from infra.stack.ports import CLUSTER_OFFSETS, NODES, OFFSETS, claim_ports
from infra.stack.settings import SERVICES, StackSettings
from infra.stack.stack import Stack


def test_no_two_ports_of_a_cluster_are_the_same_or_another_stacks(tmp_path: Path) -> None:
    assert len(set(CLUSTER_OFFSETS.values())) == len(CLUSTER_OFFSETS)
    homes = [tmp_path / name for name in ("a", "b", "c")]
    for home in homes:
        home.mkdir()
    forms = (CLUSTER_OFFSETS, OFFSETS, CLUSTER_OFFSETS)
    stacks = [claim_ports(home, None, offsets) for home, offsets in zip(homes, forms, strict=True)]
    taken = [port for ports in stacks for port in ports.named.values()]
    assert len(set(taken)) == len(taken)
    for ports in stacks:
        ports.close()


def test_clients_get_all_servers_and_take_the_primary(tmp_path: Path) -> None:
    passwords = Passwords(tmp_path / "passwords.json")
    passwords.generate("database/lea_intake", "lea_admin")
    ports = {name: 24000 + offset for name, offset in CLUSTER_OFFSETS.items()}
    addresses = on_loopback(ports, passwords)
    servers = ",".join(f"127.0.0.1:{ports[f'postgresql-{node}']}" for node in NODES)
    url = addresses.database("lea_intake", "lea_intake")
    assert url.endswith(f"@{servers}/lea_intake?target_session_attrs=primary")
    assert addresses.broker("lea_admin").endswith(f"@127.0.0.1:{ports['amqp']}/lea")
    one = on_loopback({name: 24000 + offset for name, offset in OFFSETS.items()}, passwords)
    assert one.database("lea_intake", "lea_intake").endswith("@127.0.0.1:24000/lea_intake")


def test_every_service_has_two_processes_in_a_cluster() -> None:
    settings = StackSettings(edge_processes=3).of_cluster()
    assert settings.processes_of("edge") == ("edge-1", "edge-2", "edge-3")
    assert {len(settings.processes_of(name)) for name in SERVICES if name != "edge"} == {2}
    assert settings.processes_of("traces") == ("traces",)


def test_haproxy_accepts_the_configuration_between_clients_and_brokers(tmp_path: Path) -> None:
    nodes = [f"127.0.0.1:{24020 + node}" for node in NODES]
    text = balancer(Balanced("127.0.0.1:24001", nodes), Balanced("127.0.0.1:24002", nodes), None, None)
    (tmp_path / "haproxy.cfg").write_text(text)
    command = [str(binaries.haproxy(StackSettings())), "-c", "-f", str(tmp_path / "haproxy.cfg")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "[WARNING]" not in checked.stderr


def test_nodes_know_each_other_by_certificates_of_one_authority(tmp_path: Path) -> None:
    folder = install_member(tmp_path)
    certificate = x509.load_pem_x509_certificate((folder / MEMBER).read_bytes())
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate((folder / AUTHORITY).read_bytes()))
    ssl.create_default_context(cafile=str(folder / AUTHORITY)).load_cert_chain(folder / MEMBER, folder / MEMBER_KEY)
    before = (folder / MEMBER).read_bytes()
    assert (install_member(tmp_path) / MEMBER).read_bytes() == before


@pytest.mark.parametrize("cluster", [True, False])
def test_data_of_the_other_form_are_refused(tmp_path: Path, cluster: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.stack.stack.engine_user", lambda _: None)
    (tmp_path / "postgresql").mkdir()
    if not cluster:
        (tmp_path / "etcd").mkdir()
    with pytest.raises(StackError, match="--cluster"):
        Stack(tmp_path, cluster=cluster)
    assert patroni.form_of(tmp_path) is not cluster
