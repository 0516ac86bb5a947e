"""What path operations of look-ups depend on."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from services.edge.lookup.application import InformationService
from services.edge.lookup.freshness import FreshnessPolicy
from services.edge.lookup.policy import PolicyCache
from services.edge.lookup.read_model import ReadModel
from shared.database import Pool


@dataclass(frozen=True)
class LookupParts:
    """What operations need to answer from the read model; at `app.state.lookup`."""

    information: InformationService
    read_model: ReadModel
    read_pool: Pool
    freshness: FreshnessPolicy
    policies: PolicyCache


async def lookup_parts(request: Request) -> LookupParts:
    """The parts of the running application."""
    parts: LookupParts = request.app.state.lookup
    return parts


Lookup = Annotated[LookupParts, Depends(lookup_parts)]
