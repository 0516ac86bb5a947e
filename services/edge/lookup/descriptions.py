"""Public descriptions of the service: the OpenAPI document, JSON Schemas, the WSDL and its schema."""

from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from contracts.service_3_11_01 import SchemaInfo
from contracts.soap import wsdl, xsd
from contracts.soap.messages import PATH
from services.edge.paths import OPENAPI, SCHEMAS
from shared.http.problems import METHOD_NOT_ALLOWED, NO_SUCH_RESOURCE

SCHEMA_PATH = f"{PATH.rpartition('/')[0]}/{xsd.FILE}"
"""Where the WSDL says that its schema is."""
SOAP_OPERATION = "soap-information-request"

_PREFIX, _SUFFIX = "lea.service-3-11-01.", ".json"
_XML = "text/xml; charset=utf-8"

router = APIRouter(include_in_schema=False)


def _read() -> dict[str, bytes]:
    stored = (files("contracts") / "schemas").iterdir()
    return {file.name: file.read_bytes() for file in stored if file.name.startswith(_PREFIX)}


_SCHEMAS: Mapping[str, bytes] = dict(sorted(_read().items()))
_XSD = xsd.rendered()


def schemas() -> tuple[SchemaInfo, ...]:
    """Each schema, with where it is served."""
    return tuple(
        SchemaInfo(type=name.removesuffix(_SUFFIX), path=f"{SCHEMAS}/{name}", digest=sha256(schema).hexdigest())
        for name, schema in _SCHEMAS.items()
    )


@router.head(SCHEMAS + "/{name}")
@router.get(SCHEMAS + "/{name}")
async def schema(name: str) -> Response:
    """One JSON Schema of the contracts."""
    if name not in _SCHEMAS:
        raise HTTPException(NO_SUCH_RESOURCE.status)
    return Response(_SCHEMAS[name], media_type="application/schema+json")


@router.head(OPENAPI)
@router.get(OPENAPI)
async def openapi(request: Request) -> Response:
    """The OpenAPI document."""
    document: bytes = request.app.document
    return Response(document, media_type="application/json")


@router.head(PATH)
@router.get(PATH)
async def description(request: Request) -> Response:
    """The WSDL, at `?wsdl` in any case."""
    if request.url.query.lower() != "wsdl":
        raise HTTPException(METHOD_NOT_ALLOWED.status)
    return Response(wsdl.rendered(request.app.state.access.settings.public_url), media_type=_XML)


@router.head(SCHEMA_PATH)
@router.get(SCHEMA_PATH)
async def soap_schema() -> Response:
    """The XML Schema of the SOAP messages."""
    return Response(_XSD, media_type=_XML)
