"""The base of every contract model."""

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationInfo

AS_STORED: Mapping[str, Any] = {"as_stored": True}
"""Validation context of what was recorded: it is read as it stands, also where a later rule would refuse it."""


def is_stored(info: ValidationInfo) -> bool:
    """Whether what is validated was recorded before, and is not stated now."""
    return info.context is AS_STORED


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

    @classmethod
    def trusted(cls, **values: Any) -> Self:
        """An instance of values known to be valid, every field of it in order: rows that were checked when written.

        What `model_construct` does where no field is left to its default, in a fifth of the time.
        """
        instance = cls.__new__(cls)
        object.__setattr__(instance, "__dict__", values)
        object.__setattr__(instance, "__pydantic_fields_set__", set(values))
        object.__setattr__(instance, "__pydantic_extra__", None)
        object.__setattr__(instance, "__pydantic_private__", None)
        return instance


M = TypeVar("M", bound=type[Contract])


def described_here(model: M) -> M:
    """A model with parameters: those made from it take over its descriptions, and have no source to read others in."""
    model.model_config = {**model.model_config, "use_attribute_docstrings": False}
    return model
