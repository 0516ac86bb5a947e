"""Only HAProxy states which certificate a client has sent."""

import socket
import ssl
from base64 import b64decode

import pytest
import trustme

from tests.integration.haproxy.running import Running, exchange, request

FORGED = {"Client_Cert": ":Zm9yZ2Vk:", "client_cert_chain": ":Zm9yZ2Vk:", "CLIENT_CERT": ":Zm9yZ2Vk:"}


def der(certificate: trustme.LeafCert) -> bytes:
    return ssl.PEM_cert_to_DER_cert(certificate.cert_chain_pems[0].bytes().decode())


def test_a_verified_certificate_is_passed_on(front: Running) -> None:
    (answer,) = front.exchange(request(**FORGED), certificate=front.court)
    (value,) = answer.header_lines("client-cert")
    assert value.startswith(":")
    assert value.endswith(":")
    assert b64decode(value.strip(":"), validate=True) == der(front.court)
    assert not answer.header_lines("client-cert-chain")


def test_it_is_passed_on_for_a_resumed_session(front: Running) -> None:
    context = front.context(front.court)
    session, resumed = None, []
    for _ in range(2):
        plain = socket.create_connection(("127.0.0.1", front.port))
        with context.wrap_socket(plain, server_hostname="localhost", session=session) as connection:
            (answer,) = exchange(connection, request())
            assert len(answer.header_lines("client-cert")) == 1
            session = connection.session
            resumed.append(connection.session_reused)
    assert resumed == [False, True]


def test_without_a_certificate_there_is_no_header_whatever_the_client_sends(front: Running) -> None:
    others = {"Forwarded": "for=1", "X_Forwarded_For": "1", "X_Forwarded_Proto": "http", "X_Real_IP": "1"}
    (answer,) = front.exchange(request(**FORGED, **others))
    names = {name for name, _ in answer.received["headers"]}
    assert names == {"host", "x-request-id"}
    trailers = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTrailer: Client-Cert\r\n\r\n"
    (answer,) = front.exchange(trailers + b"0\r\nClient-Cert: :Zm9yZ2Vk:\r\n\r\n")
    assert not answer.header_lines("client-cert")
    (answer,) = front.exchange(request(Connection="close, Client-Cert", Client_Cert=":Zm9yZ2Vk:"))
    assert not answer.header_lines("client-cert")


def test_a_certificate_of_another_authority_is_refused_in_the_handshake(front: Running) -> None:
    assert accepted(front, front.court)
    assert not accepted(front, trustme.CA().issue_cert("court"))


def accepted(front: Running, certificate: trustme.LeafCert) -> bool:
    """Whether a client with this certificate is answered; in TLS 1.3 it sees a refusal with its first read."""
    try:
        return bool(front.exchange(request(), certificate=certificate))
    except OSError:
        return False


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_current_versions_of_tls_are_accepted(front: Running, version: ssl.TLSVersion) -> None:
    context = front.context()
    context.minimum_version = context.maximum_version = version
    context.set_alpn_protocols(["h2", "http/1.1"])
    plain = socket.create_connection(("127.0.0.1", front.port))
    with context.wrap_socket(plain, server_hostname="localhost") as connection:
        assert connection.selected_alpn_protocol() == "http/1.1"
        assert exchange(connection, request())[0].status == 200


def test_plain_http_is_not_answered_on_the_court_port(front: Running) -> None:
    with socket.create_connection(("127.0.0.1", front.port)) as connection:
        assert exchange(connection, request()) == []
