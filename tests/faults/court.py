"""The Supreme Court, which requests many cases at once while processes are killed."""

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from contracts.commands.intake import RegisterStatement
from contracts.service_3_11_01 import InformationAnswer
from infra.demo.script import Script
from tests.patience import PATIENCE

COURT = "supreme-court"


@dataclass
class Court:
    """Sends requests continuously, and checks that sums in answers add up."""

    url: str
    key: str
    cases: Sequence[Script]
    tls: ssl.SSLContext
    answers: int = 0

    async def run(self) -> None:
        """Send requests until cancelled; a missing answer is not a fault."""
        headers = {"Authorization": f"Bearer {self.key}"}
        async with httpx.AsyncClient(base_url=self.url, headers=headers, timeout=PATIENCE, verify=self.tls) as client:
            while True:
                with suppress(httpx.TransportError):
                    answer = await client.post("/v1/information-requests", json=self._request())
                    if answer.status_code == httpx.codes.OK:
                        # The contract refuses a balance that is not the difference.
                        InformationAnswer.model_validate_json(answer.content)
                        self.answers += 1
                await asyncio.sleep(0.5)

    def look_ups(self) -> list[dict[str, Any]]:
        """Look-ups by the execution documents of the cases."""
        statements = [script.steps[0].data for script in self.cases]
        documents = [data.document for data in statements if isinstance(data, RegisterStatement)]
        return [
            {
                "by": "execution-document",
                "issuer": document.issuer.code,
                "number": document.number,
                "issued_on": document.issued_on.isoformat(),
            }
            for document in documents
        ]

    def _request(self) -> dict[str, Any]:
        return {
            "request_id": str(uuid4()),
            "consumer": COURT,
            "legal_ground": "supervision-of-execution",
            "court_case": "155EIP26",
            "look_ups": self.look_ups(),
        }
