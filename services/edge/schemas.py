"""The JSON Schemas of the service, as they are served: public, like the OpenAPI document."""

from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from contracts.service_3_11_01 import SchemaInfo
from services.edge.domain.refusals import NO_SUCH_RESOURCE

_PREFIX, _SUFFIX = "lea.service-3-11-01.", ".json"


def _read() -> dict[str, bytes]:
    stored = (files("contracts") / "schemas").iterdir()
    return {file.name: file.read_bytes() for file in stored if file.name.startswith(_PREFIX)}


_SCHEMAS: Mapping[str, bytes] = dict(sorted(_read().items()))


def schemas() -> tuple[SchemaInfo, ...]:
    """Each schema, with where it is served."""
    return tuple(
        SchemaInfo(type=name.removesuffix(_SUFFIX), path=f"/schemas/{name}", digest=sha256(schema).hexdigest())
        for name, schema in _SCHEMAS.items()
    )


async def _schema(request: Request) -> Response:
    schema = _SCHEMAS.get(request.path_params["name"])
    if schema is None:
        raise HTTPException(NO_SUCH_RESOURCE.status)
    return Response(schema, media_type="application/schema+json")


ROUTES = (Route("/schemas/{name}", _schema),)
