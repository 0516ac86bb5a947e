"""Annulments whose decision fell: what was annulled stands, and stood all the time.

The court sets aside what the superior body decided (Art. 353(4)), or another ruling takes the place of the first
(Art. 353(11)).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from contracts.acts.decide_complaint import ComplaintDecided
from contracts.acts.file_complaint import ComplaintFiled
from contracts.acts.rule_on_complaint import ComplaintRuledOn
from contracts.events.corrections import Annuller, CorrectionMade
from services.proceedings.domain.complaints import outcome_of
from services.proceedings.domain.rules import Rules
from shared.law.procedures import Act


def standing(acts: Sequence[Act], rules: Rules) -> Sequence[Act]:
    """The acts without the annulments whose decisions fell, whenever each was recorded.

    An annulment carries out the decisions that name its act and day; it falls where each of them fell.
    """
    ruled = sorted((act for act in acts if isinstance(act.data, ComplaintRuledOn)), key=lambda act: act.day)
    if not ruled:
        return acts
    last = {act.data.complaint: act.data for act in ruled}
    challenged = {act.data.complaint: act.data.act for act in acts if isinstance(act.data, ComplaintFiled)}
    decided: defaultdict[tuple[UUID | None, date | None, Annuller | None], set[UUID]] = defaultdict(set)
    for act in acts:
        if isinstance(act.data, ComplaintDecided | ComplaintRuledOn) and act.data.since is not None:
            by = Annuller.COURT if isinstance(act.data, ComplaintRuledOn) else Annuller.SUPERIOR
            decided[challenged.get(act.data.complaint), act.data.since, by].add(act.data.complaint)

    def fell(complaint: UUID, by: Annuller | None) -> bool:
        ruling = last.get(complaint)
        if ruling is None:
            return False
        return ruling.since is None if by is Annuller.COURT else outcome_of(rules, ruling.outcome).sets_aside

    def falls(made: object) -> bool:
        if not isinstance(made, CorrectionMade):
            return False
        complaints = decided[made.act, made.since, made.by]
        return bool(complaints) and all(fell(each, made.by) for each in complaints)

    return tuple(act for act in acts if not falls(act.data))
