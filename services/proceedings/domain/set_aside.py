"""Annulments that the court set aside (Art. 353(4)): what the superior body annulled stands, and stood all the time."""

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
    """The acts without the annulments that the court set aside, whenever each was recorded.

    An annulment carries out the decisions that name its act and day; it falls where each of them was set aside.
    """
    set_aside = {
        act.data.complaint
        for act in acts
        if isinstance(act.data, ComplaintRuledOn) and outcome_of(rules, act.data.outcome).sets_aside
    }
    if not set_aside:
        return acts
    challenged = {act.data.complaint: act.data.act for act in acts if isinstance(act.data, ComplaintFiled)}
    decided: defaultdict[tuple[UUID | None, date | None], set[UUID]] = defaultdict(set)
    for act in acts:
        if isinstance(act.data, ComplaintDecided) and act.data.since is not None:
            decided[challenged.get(act.data.complaint), act.data.since].add(act.data.complaint)

    def falls(made: object) -> bool:
        if not isinstance(made, CorrectionMade) or made.by is not Annuller.SUPERIOR:
            return False
        complaints = decided[made.act, made.since]
        return bool(complaints) and complaints <= set_aside

    return tuple(act for act in acts if not falls(act.data))
