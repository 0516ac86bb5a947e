"""Whom a party is, where the records of all proceedings join a payer number and a personal number."""

from collections.abc import Iterable, Iterator, Mapping

from contracts.events.parties import PartyRole
from contracts.values import IdentifierKind, Party
from services.proceedings.domain.journal import Journal

Payers = Mapping[str, str]
"""Payer numbers by personal number: of persons whom a record of a party states both numbers of, and no record says
otherwise."""
NOBODY_JOINED: Payers = {}
_CONTRADICTED = "unp-and-personal-number"


def person_key(party: Party, payers: Payers) -> tuple[str, str]:
    """The same for each record of one person; of an earlier release that of the identifier.

    A record of both numbers that another one contradicts is nobody else's.
    """
    record, first = party.payer_record, party.identifier
    if record is not None and record.personal_number is not None:
        joined = payers.get(record.personal_number) == record.unp
        values = (record.unp,) if joined else (record.unp, record.personal_number)
        return IdentifierKind.UNP.value if joined else _CONTRADICTED, " ".join(values)
    if first.kind is IdentifierKind.PERSONAL_NUMBER and first.value in payers:
        return IdentifierKind.UNP.value, payers[first.value]
    return first.kind.value, first.value


def parties_of(state: Journal, role: PartyRole) -> Iterator[Party]:
    """Who was the party: by the initiation, then by each succession that stands; the last one is the party now."""
    yield state.initiation.debtor if role is PartyRole.DEBTOR else state.initiation.recoverer
    for item in state.published.get(f"party:{role}", ()):
        yield item.data.successor  # type: ignore[attr-defined]


def personal_numbers(parties: Iterable[Party]) -> set[str]:
    """The personal numbers that parties state."""
    return {
        identifier.value
        for party in parties
        for identifier in party.identifiers
        if identifier.kind is IdentifierKind.PERSONAL_NUMBER
    }
