"""The description of the SOAP binding and its schema, as they are served.

Both are public, like the OpenAPI document: they say nothing the contracts do not.
"""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from contracts.soap import wsdl, xsd
from contracts.soap.messages import PATH
from services.edge.domain.refusals import METHOD_NOT_ALLOWED

SCHEMA_PATH = f"{PATH.rpartition('/')[0]}/{xsd.FILE}"
"""Where the description says that its schema is."""

_XML = "text/xml; charset=utf-8"
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")


class Description:
    """`GET /soap/v1/information?wsdl`."""

    def __init__(self, public_url: str | None) -> None:
        """`public_url` is the address consumers know; none: that of each request."""
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        if request.url.query.lower() != "wsdl":
            raise HTTPException(METHOD_NOT_ALLOWED.status, headers={"Allow": "POST"})
        host = request.headers.get("host", "")
        asked = f"{request.url.scheme}://{host}" if _HOST.fullmatch(host) else None
        server = self._public_url or asked
        described = wsdl.rendered(server) if server else wsdl.rendered()
        await Response(described, media_type=_XML, headers={"Vary": "Host"})(scope, receive, send)


SCHEMA = Response(xsd.rendered(), media_type=_XML)
"""`GET /soap/v1/information.xsd`."""
