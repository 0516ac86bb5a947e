"""How procedural events show in the contracts."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from shared.law.rule_sets.fields import ConditionId, Model, Several


class Together(Model):
    """What several events show only together, such as copies that go out one by one."""

    stated: str
    """Dotted path to the list of what an event brings of it."""
    wanted: str
    """Dotted path to the list of all that must be there."""


class Binding(Model):
    """How a procedural event shows in the contracts: the event type and what its data must say."""

    type: Annotated[str, StringConstraints(pattern=r"^lea\.[a-z_-]+\.[a-z-]+\.v[1-9][0-9]*$")]
    where: dict[str, Several[str]] = Field(default_factory=dict)
    """Dotted path into the data, and the values one of which must be there."""
    unless: dict[str, Several[str]] = Field(default_factory=dict)
    """Dotted path into the data, and the values with which it is not meant."""
    about: str | None = None
    """What the event is about: a dotted path to the field that names the measure or the resolution, or `event-id` for
    the event itself; `property+party` is both, or the first alone where the second is not stated. An event meets, stops
    or ends only what is about the same, as far as both say what that is; none: all of
    the stream."""

    since: str | None = None
    """Dotted path to the day from which what it starts runs, such as that of a ruling that takes effect later; none:
    the day of the event."""
    before: str | None = None
    """Dotted path to the day before which what it starts ends; none: the event itself names the last day."""
    conditions: Several[ConditionId] = ()
    """Conditions of limits that hold for what it starts."""
    together: Together | None = None
    """It is shown by the event with which all that is wanted is there; none: by each event alone."""

    def fits(self, type_: str, data: Any) -> bool:
        """Whether an event of this type with these data (plain JSON values) is meant."""
        return (
            type_ == self.type
            and all(str(at(data, path)) in values for path, values in self.where.items())
            and not any(str(at(data, path)) in values for path, values in self.unless.items())
        )


def at(data: Any, path: str) -> Any:
    """What stands there in the data of an event; none: nothing."""
    for name in path.split("."):
        data = data.get(name) if isinstance(data, dict) else None
    return data
