"""What the service's own tables say about one command."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.events.intake import KnownReturn
from contracts.events.intake_handling import Load


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the execution document of a statement."""

    document_presented: bool = False
    """The same execution document is under consideration or in execution by another statement."""
    registration_number_taken: bool = False
    proceeding_number_taken: bool = False
    """A paper has given the number to the proceeding of another statement."""
    returns: tuple[KnownReturn, ...] = ()
    """Earlier returns of the document to the recoverer."""
    loads: tuple[Load, ...] = ()
    """How many documents the executors named by a distribution have in work."""
    contradicted: Mapping[str, str] = field(default_factory=dict)
    """By role of a party, the record that says otherwise whose its payer number or personal number is."""
    stands_in: frozenset[str] = frozenset()
    """The executors for whom the sender of the command stands in today."""
