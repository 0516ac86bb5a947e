"""Commands of `proceedings` on debtors who share one debt (Art. 331); only the service itself sends them."""

from typing import ClassVar
from uuid import UUID

from contracts.documents import LiabilityKind
from contracts.events.debtor_groups import PartOfDebt
from contracts.registry import Command
from contracts.values import Code, ProceedingNumber


class JoinDebtorGroup(Command):
    """Note a proceeding against one of the debtors. The stream is the group."""

    type: ClassVar[str] = "lea.proceedings.join-debtor-group.v1"
    proceeding: UUID
    number: ProceedingNumber
    kind: LiabilityKind
    part: tuple[PartOfDebt, ...]
    whole: tuple[PartOfDebt, ...]


class RecordGroupRepayment(Command):
    """Note what an act in the proceeding of one debtor repaid of the total. The stream is the group."""

    type: ClassVar[str] = "lea.proceedings.record-group-repayment.v1"
    proceeding: UUID
    act: UUID
    repaid: tuple[PartOfDebt, ...]
    owed_again: tuple[PartOfDebt, ...] = ()
    part_grown: tuple[PartOfDebt, ...] = ()
    part_fallen: tuple[PartOfDebt, ...] = ()


class RecordRepaymentByAnotherDebtor(Command):
    """Record in a proceeding what another debtor repaid of the common debt, or by how much his part of it changed.

    The stream is the proceeding.
    """

    type: ClassVar[str] = "lea.proceedings.record-repayment-by-another-debtor.v1"
    payment: UUID
    act: UUID
    what: Code
    group: UUID
    debtor: ProceedingNumber
    repaid: tuple[PartOfDebt, ...]
    owed_again: tuple[PartOfDebt, ...] = ()
    part_grown: tuple[PartOfDebt, ...] = ()
    part_fallen: tuple[PartOfDebt, ...] = ()
