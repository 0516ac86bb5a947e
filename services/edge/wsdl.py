"""The description of the SOAP binding and its schema, as they are served.

Both are public, like the OpenAPI document: they say nothing the contracts do not.
"""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from contracts.soap import wsdl, xsd
from contracts.soap.messages import PATH
from services.edge.domain.refusals import METHOD_NOT_ALLOWED

_XML = "text/xml; charset=utf-8"
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
_SCHEMA = xsd.rendered()


async def _description(request: Request) -> Response:
    if request.url.query.lower() != "wsdl":
        raise HTTPException(METHOD_NOT_ALLOWED.status, headers={"Allow": "POST"})
    host = request.headers.get("host", "")
    # Whoever asks reached us at this address; what is no address is not repeated.
    server = [f"{request.url.scheme}://{host}"] if _HOST.fullmatch(host) else []
    return Response(wsdl.rendered(*server), media_type=_XML, headers={"Vary": "Host"})


async def _schema(_: Request) -> Response:
    return Response(_SCHEMA, media_type=_XML)


ROUTES = (Route(PATH, _description), Route(PATH.rpartition("/")[0] + "/" + xsd.FILE, _schema))
