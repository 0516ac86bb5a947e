"""In what order recovery is levied on the debtor's means, and what it leaves alone (Art. 369-373)."""

from collections.abc import Sequence

from contracts.base import Contract
from contracts.values import Citation, Code, Money, Name, PartyKind
from shared.law.money.amounts import same_currency, smaller, subtract, written, zero
from shared.law.money.errors import InvalidInput, UnknownCode
from shared.law.money.explained import Explained, Step
from shared.law.rule_sets.parts.money import MoneyRules
from shared.law.rule_sets.parts.property import Exemption, LevyStage


class Asset(Contract):
    """Something the debtor has, with its value in the currency of the demand."""

    name: Name
    stage: Code
    value: Money
    kind: Code | None = None
    """An exemption or special regime of the tables that it falls under."""


class Take(Contract):
    """How far recovery is levied on one asset."""

    name: Name
    stage: Code
    article: Citation
    value: Money
    taken: Money
    exempt: bool


class LevyPlan(Explained):
    """The assets in the order of levy, each up to what is still needed."""

    needed: Money
    takes: tuple[Take, ...]
    shortfall: Money


def exemption(rules: MoneyRules, debtor: PartyKind, kind: str) -> Exemption | None:
    """The row that exempts property of this kind for this kind of debtor, if any; raises `UnknownCode`."""
    known = {listed.code for listed in (*rules.levy.exemptions.values(), *rules.levy.special_regimes.values())}
    if kind not in known:
        raise UnknownCode(f"property kind {kind!r} is not one of {', '.join(sorted(known))}")
    rows = (listed for listed in rules.levy.exemptions.values() if listed.code == kind and debtor in listed.debtors)
    return next(rows, None)


def levy_plan(rules: MoneyRules, debtor: PartyKind, needed: Money, assets: Sequence[Asset]) -> LevyPlan:
    """Levy on assets in the order of the law until `needed` (the cap of Art. 369(1)) is covered.

    Assets of one stage keep the order given: the debtor may name what goes first (Art. 377(6)). Raises `UnknownCode`,
    `MixedCurrencies`, or `InvalidInput` for a stage that this kind of debtor does not have.
    """
    same_currency(needed, *(asset.value for asset in assets))
    staged = [(_stage(rules, debtor, asset), asset) for asset in assets]
    takes: list[Take] = []
    left = needed
    for stage, asset in sorted(staged, key=lambda pair: rules.levy.stages.index(pair[0])):
        takes.append(_take(stage, asset, _exempting(rules, debtor, asset), left))
        left = subtract(left, takes[-1].taken)
    steps = (*(_step(take) for take in takes), *_special_steps(rules, assets))
    return LevyPlan(rule_set=rules.id, steps=steps, needed=needed, takes=tuple(takes), shortfall=left)


def _stage(rules: MoneyRules, debtor: PartyKind, asset: Asset) -> LevyStage:
    for stage in rules.levy.stages:
        if stage.code == asset.stage:
            if debtor not in stage.debtors:
                raise InvalidInput(f"{asset.name}: a {debtor.value} has no {stage.names.en}", field="stage")
            return stage
    raise UnknownCode(f"stage {asset.stage!r} is not one of {', '.join(stage.code for stage in rules.levy.stages)}")


def _exempting(rules: MoneyRules, debtor: PartyKind, asset: Asset) -> Exemption | None:
    return None if asset.kind is None else exemption(rules, debtor, asset.kind)


def _take(stage: LevyStage, asset: Asset, exempting: Exemption | None, left: Money) -> Take:
    taken = zero(left.currency) if exempting else smaller(left, asset.value)
    return Take(
        name=asset.name,
        stage=stage.code,
        article=(exempting or stage).article,
        value=asset.value,
        taken=taken,
        exempt=exempting is not None,
    )


def _step(take: Take) -> Step:
    working = "exempt" if take.exempt else f"{written(take.taken)} of {written(take.value)}"
    return Step(article=take.article, rule=f"{take.name} ({take.stage})", working=working)


def _special_steps(rules: MoneyRules, assets: Sequence[Asset]) -> tuple[Step, ...]:
    regimes = rules.levy.special_regimes
    special = ((asset, regimes[asset.kind]) for asset in assets if asset.kind in regimes)
    return tuple(
        Step(article=regime.article, rule=asset.name, working=f"other legislation applies too: {regime.names.en}")
        for asset, regime in special
    )
