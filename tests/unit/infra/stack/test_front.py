"""HAProxy's configuration and the certificates of a stack, without a running stack."""

import os
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

import pytest
import trustme
from cryptography import x509
from pydantic import ValidationError

from infra.haproxy.certificates import AUTHORITY, SERVED, Named, install
from infra.haproxy.configuration import CONFIGURATION, Front, files
from infra.haproxy.settings import FrontSettings
from infra.stack import binaries, haproxy
from infra.stack.addresses import kind_of
from infra.stack.errors import StackError
from infra.stack.settings import StackSettings

NOW = datetime.now(UTC)


def certificate(folder: Path, name: str = SERVED) -> x509.Certificate:
    return x509.load_pem_x509_certificates((folder / name).read_bytes())[0]


# -- certificates


def test_the_certificate_is_for_this_machine_and_verifies(tmp_path: Path) -> None:
    install(tmp_path / "tls")
    folder = tmp_path / "tls"
    certificate(folder).verify_directly_issued_by(certificate(folder, AUTHORITY))
    names = certificate(folder).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(folder / SERVED)
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_it_stays_until_thirty_days_before_its_end(tmp_path: Path) -> None:
    install(tmp_path, now=NOW)
    first, authority = certificate(tmp_path), certificate(tmp_path, AUTHORITY)
    install(tmp_path, now=NOW + timedelta(days=330))
    assert certificate(tmp_path) == first
    install(tmp_path, now=NOW + timedelta(days=340))
    renewed = certificate(tmp_path)
    assert renewed != first
    assert certificate(tmp_path, AUTHORITY) == authority
    renewed.verify_directly_issued_by(authority)
    install(tmp_path, now=NOW + timedelta(days=3400))
    assert certificate(tmp_path, AUTHORITY) != authority


def test_a_named_certificate_is_served_with_its_key(tmp_path: Path) -> None:
    own = trustme.CA().issue_cert("edge.example")
    own.cert_chain_pems[0].write_to_path(tmp_path / "chain.pem")
    own.private_key_pem.write_to_path(tmp_path / "key.pem")
    folder = tmp_path / "tls"
    install(folder)
    install(folder, Named(tmp_path / "chain.pem", tmp_path / "key.pem"))
    assert (folder / SERVED).read_bytes() == own.cert_chain_pems[0].bytes() + own.private_key_pem.bytes()
    assert not (folder / AUTHORITY).exists()
    with pytest.raises(FileNotFoundError):
        install(folder, Named(tmp_path / "other.pem", None))


# -- the configuration


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("traces", [None, "127.0.0.1:24015"])
def test_haproxy_accepts_the_written_configuration(tmp_path: Path, asked: bool, traces: str | None) -> None:
    install(tmp_path)
    edges = [f"edge-{number}" for number in range(1, 5)]
    written = Front(
        court="127.0.0.1:24014",
        operations="127.0.0.1:24010",
        traces=traces,
        sockets=tmp_path / "sockets",
        edges=edges,
        processes=["intake", "desk-1", "desk-2", *edges],
        desk="127.0.0.1:24016",
        certificate=tmp_path / SERVED,
        client_ca=tmp_path / AUTHORITY if asked else None,
        settings=FrontSettings(connection_limit=1000, threads=2),
    )
    for name, text in files(written).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    command = [str(binaries.haproxy(StackSettings())), "-c", "-f", str(tmp_path / CONFIGURATION)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "[WARNING]" not in checked.stderr
    text = (tmp_path / CONFIGURATION).read_text()
    assert ("verify optional" in text) == asked
    assert ("frontend traces" in text) == bool(traces)
    assert "unix@" in text
    # The name of a service stands for its processes.
    assert "|desk)/(healthz|readyz|metrics)$" in text
    assert text.partition("backend of-desk\n")[2].partition("\nfrontend")[0].count("server desk-") == 2


def test_root_starts_only_the_master(tmp_path: Path) -> None:
    written = Front(
        court="c",
        operations="o",
        sockets=PurePosixPath("/s"),
        edges=[],
        processes=[],
        certificate=PurePosixPath("/c"),
        user="haproxy",
        group="proxies",
    )
    lines = files(written)[CONFIGURATION].splitlines()
    assert "    user haproxy" in lines
    assert "    group proxies" in lines


# -- the stack


def test_the_sockets_are_in_a_folder_for_their_user_and_haproxy(tmp_path: Path) -> None:
    mode = haproxy.sockets_in(tmp_path).stat().st_mode & 0o7777
    assert mode == (0o2750 if os.geteuid() == 0 else 0o750)
    deep = tmp_path / ("x" * 90)
    with pytest.raises(StackError, match="too long for Unix sockets"):
        haproxy.sockets_in(deep)


def test_nothing_is_reloaded_where_nothing_runs(tmp_path: Path) -> None:
    (tmp_path / "processes").mkdir()
    with pytest.raises(StackError, match="HAProxy does not run"):
        haproxy.reload(tmp_path, StackSettings(), {})


def test_a_certificate_is_loaded_when_it_is_due_or_was_replaced_and_only_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reloaded: list[Path] = []
    monkeypatch.setattr(haproxy, "reload", lambda home, *_: reloaded.append(home))
    install(tmp_path / "tls", now=NOW - timedelta(days=300))
    assert not haproxy.renew(tmp_path, StackSettings(), {})
    install(tmp_path / "tls", now=NOW - timedelta(days=340))
    (tmp_path / "tls" / SERVED).unlink()
    install(tmp_path / "tls", now=NOW - timedelta(days=340))
    due = certificate(tmp_path / "tls")
    assert haproxy.renew(tmp_path, StackSettings(), {})
    assert certificate(tmp_path / "tls").not_valid_after_utc > due.not_valid_after_utc

    named = tmp_path / "named.pem"
    for name in ("one.example", "two.example"):
        trustme.CA().issue_cert(name).private_key_and_cert_chain_pem.write_to_path(named)
        settings = StackSettings(tls_certificate=named)
        assert haproxy.renew(tmp_path, settings, {})
        assert not haproxy.renew(tmp_path, settings, {})
    assert reloaded == [tmp_path] * 3


def test_the_edge_is_several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert StackSettings().processes_of("edge") == ("edge-1", "edge-2")
    monkeypatch.setenv("LEA_EDGE_PROCESSES", "3")
    processes = StackSettings().processes_of("edge")
    assert [kind_of(process) for process in processes] == ["edge"] * 3
    assert StackSettings().processes_of("edge_worker") == ("edge_worker",)


def test_a_key_needs_its_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEA_TLS_KEY", "/key.pem")
    with pytest.raises(ValidationError, match="LEA_TLS_CERTIFICATE"):
        StackSettings()


def test_another_haproxy_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEA_HAPROXY", str(tmp_path / "haproxy"))
    with pytest.raises(StackError, match="LEA_HAPROXY"):
        binaries.haproxy(StackSettings())
    (tmp_path / "haproxy").touch(mode=0o755)
    assert binaries.haproxy(StackSettings()) == tmp_path / "haproxy"
