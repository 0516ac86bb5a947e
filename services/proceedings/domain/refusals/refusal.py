"""What a refusal is: a stable code with its rule, its article and the field at fault."""

from dataclasses import dataclass, replace

from contracts.problems import ACT, Problem


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that a command may break."""

    code: str
    rule: str
    article: str | None = None
    """None: that of the condition in which the rule is asked for, or none where it is a technical one."""
    field: str = ACT
    """The act itself, where none of its fields is at fault."""

    def because(self, detail: str, article: str | None = None) -> Problem:
        """The problem found; `article` where the broken rule rests on another row than the usual one."""
        return Problem(code=self.code, rule=self.rule, detail=detail, field=self.field, article=article or self.article)

    def at(self, field: str) -> "Refusal":
        """The same rule, broken by another field."""
        return replace(self, field=field)
