"""The base of every contract model."""

from pydantic import BaseModel, ConfigDict


class Contract(BaseModel):
    """A frozen model that refuses unknown fields: what we write is strict.

    Older versions are brought up to date by upcasters before validation (`contracts.registry`), so strictness
    never makes stored events unreadable.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        str_strip_whitespace=True,
        ser_json_timedelta="iso8601",
        use_attribute_docstrings=True,
    )
