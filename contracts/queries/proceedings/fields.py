"""Types of fields that several queries share."""

from typing import Annotated

from pydantic import Field

from contracts.values import Storable

Actor = Annotated[str, Storable, Field(min_length=1, max_length=100)]
RowLimit = Annotated[int, Field(ge=1, le=1000)]
