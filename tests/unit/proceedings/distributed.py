"""Several proceedings of one debtor, whose money is distributed among them, without a database."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from contracts.commands.distribution import AnnulDistribution, CorrectDistribution, ResolveDistribution
from services.proceedings.domain.computing import course_of
from services.proceedings.domain.conditions.distribution import DISTRIBUTION
from services.proceedings.domain.consolidated_debtor import Distributed
from services.proceedings.domain.distribution import calculation_for, shares_to_state
from services.proceedings.domain.rules import name_of
from shared.law.calendar import belarus
from tests.unit.proceedings.harness import Fields, Life, command_of, named

DISTRIBUTES = {name_of(each.type) for each in (ResolveDistribution, CorrectDistribution, AnnulDistribution)}


class Debtor:
    """The proceedings of a debtor, by name."""

    def __init__(self, lives: Mapping[str, Life]) -> None:
        self.lives = lives
        self._noted: dict[UUID, Distributed] = {}

    def carry_out(self, name: str, spec: Fields, recorded_on: date | None = None) -> None:
        """Carry out a command on a proceeding; a distribution enters its shares in all of them. Raises Rejection."""
        holder = self.lives[name]
        if spec["command"] not in DISTRIBUTES:
            holder.carry_out(spec, recorded_on)
            return
        command = command_of(spec, holder.case, named("draft"))
        members = {named(each): life.state for each, life in self.lives.items() if life.state is not None}
        calculation = calculation_for(command.data, named(name), members, spec["day"], belarus())
        facts = holder.case.get("facts", {"number": holder.case.get("number", "0101-2026-000001")})
        holder.case["facts"] = {**facts, "calculation": calculation}
        holder.carry_out(spec, recorded_on)
        holder.case["facts"] = facts
        self._enter(holder, command.data, spec, recorded_on or spec["day"])

    def _enter(self, holder: Life, data: Any, spec: Fields, recorded_on: date) -> None:
        assert holder.state is not None
        course = course_of(holder.state, recorded_on, belarus())
        noted = self._noted.get(data.distribution, Distributed({}, frozenset()))
        ids = {named(name): name for name in self.lives}
        for id_, asked in list(shares_to_state(course, data.distribution, noted)):
            stated = asked.model_dump(exclude_none=True)
            share = {"command": name_of(asked.type), "day": spec["day"], "actor": DISTRIBUTION, **stated}
            if recorded_on != spec["day"]:
                share["recording"] = {"paper": {"kind": "resolution", "dated": spec["day"], "author": "0101"}}
            self.lives[ids[id_]].carry_out(share, recorded_on)
        division = course.distributions[data.distribution]
        shares = {share.proceeding: share for share in division.shares if share.sum.amount}
        self._noted[data.distribution] = Distributed(shares, noted.entered | shares.keys())
