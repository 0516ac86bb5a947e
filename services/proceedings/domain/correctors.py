"""Who may correct an act, record its annulment, or be the second person of a correction (corrections.yaml)."""

from collections.abc import Collection

from contracts.events.corrections import CorrectionProposed
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.rules import Rules
from shared.decider import Rejection
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.parts.corrections import CorrectionRow


def check_corrector(rules: Rules, sender: str, asked: CorrectionProposed) -> None:
    """Whether the sender may make the correction, or record it from the paper of who decided. Raises Rejection."""
    row = _row(rules, asked)
    deciding = rules.proceedings.complaints.deciding
    deciders = {*row.by} if asked.by is None else {*row.by} & {deciding[asked.by].actor}
    _check(rules, sender, row, {*deciders, *row.recorded_by})


def check_approver(rules: Rules, sender: str, asked: CorrectionProposed) -> None:
    """Whether the sender may be the second person of a correction. Raises Rejection."""
    row = _row(rules, asked)
    _check(rules, sender, row, row.approved_by)


def _row(rules: Rules, asked: CorrectionProposed) -> CorrectionRow:
    return rules.law.procedures.corrections.corrections[asked.kind]


def _check(rules: Rules, sender: str, row: CorrectionRow, allowed: Collection[str]) -> None:
    """Who is no actor of the rule set (an operator) acts for one, and is not asked."""
    actor = rules.actor(sender)
    if actor is not None and actor not in allowed:
        article = row.article if isinstance(row.article, Citation) else None
        raise Rejection(refused.CORRECTOR_UNFIT.because(f"{sender} is none of {', '.join(sorted(allowed))}", article))
