"""When the certificate that HAProxy serves to the court ends: asked at the address that the court uses."""

import asyncio
import ssl
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.x509 import load_der_x509_certificate
from prometheus_client import Gauge

from shared.telemetry.logs import get_logger

NOT_AFTER = Gauge(
    "lea_certificate_not_after_seconds", "When the certificate of the court interface ends, in seconds since the epoch"
)
_TIMEOUT, _SOON = 5.0, 5.0

_log = get_logger(__name__)


class CertificateWatch:
    """Asks for the certificate at intervals; a part of an API process."""

    def __init__(self, url: str, interval: float) -> None:
        self._place = urlsplit(url)
        self._interval = interval

    async def run(self) -> None:
        """Watch until cancelled. Nothing to do where the address is not one of HTTPS."""
        while self._place.scheme == "https":
            pause = self._interval
            try:
                NOT_AFTER.set(
                    (await end_of_certificate(self._place.hostname or "", self._place.port or 443)).timestamp()
                )
            except (OSError, ValueError) as error:
                _log.warning("certificate not read", reason=type(error).__name__)
                pause = min(_SOON, pause)
            await asyncio.sleep(pause)
        await asyncio.Event().wait()


async def end_of_certificate(host: str, port: int) -> datetime:
    """When the certificate served there ends. Raises OSError (ssl.SSLError and TimeoutError among them)."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # its end counts also if it cannot be verified
    async with asyncio.timeout(_TIMEOUT):
        _, writer = await asyncio.open_connection(host, port, ssl=context)
    try:
        served = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        return load_der_x509_certificate(served).not_valid_after_utc
    finally:
        writer.close()
