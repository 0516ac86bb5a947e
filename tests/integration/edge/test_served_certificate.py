"""The end of the certificate that is served is known, before clients notice it."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import trustme

from services.edge.access.served_certificate import NOT_AFTER, CertificateWatch
from tests.patience import until

END = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)


@asynccontextmanager
async def serving(certificate: trustme.LeafCert, port: int = 0) -> AsyncIterator[int]:
    """A TLS server with this certificate; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_the_end_of_what_is_served_is_a_metric() -> None:
    authority = trustme.CA()
    expired = authority.issue_cert("localhost", not_after=datetime.now(UTC) - timedelta(days=1))

    async def known(end: datetime) -> bool:
        return bool(NOT_AFTER._value.get() == end.timestamp())

    async with serving(authority.issue_cert("localhost", not_after=END)) as port:
        watching = asyncio.create_task(CertificateWatch(f"https://127.0.0.1:{port}", 0.05).run())
        await until(lambda: known(END))
    # Nobody answers for a while, then another certificate, which no client would accept.
    await asyncio.sleep(0.2)
    async with serving(expired, port):

        async def over() -> bool:
            return bool(0 < NOT_AFTER._value.get() < datetime.now(UTC).timestamp())

        await until(over)
    watching.cancel()
