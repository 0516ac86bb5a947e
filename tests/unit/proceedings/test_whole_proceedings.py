"""What holds in every proceeding, whatever acts of all that there are come in whatever order, late or corrected."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.proceedings.books import entries
from services.proceedings.domain.open_acts import course_until, open_acts
from shared.books import Account, Line, balances, booked, out_of_balance
from shared.decider import Rejection
from shared.law.calendar import belarus
from tests.unit.order_examples import EXAMPLES
from tests.unit.proceedings.harness import _EVENT_IDS, ACTORS, INITIATED_ON, SERVED_ON, TODAY, Fields, Life, life, named
from tests.unit.proceedings.sampled import CASE, PROCEDURE, pool
from tests.unit.proceedings.test_any_order import by_track, correct, days, decisions, named_acts, published

POOL = pool()
CLAIMS = (["1000.00 BYN", "perform-action"], ["1000.00 BYN", "50.00 USD"], ["100.00 BYN"])
BEGINNINGS = ("initiated", "voluntary-term", "compulsory")
BEGINNING: list[Fields] = [
    {"command": "initiate-proceeding", "day": INITIATED_ON},
    {"command": "record-service", "day": SERVED_ON, "method": "handed-over"},
    {"command": "start-compulsory-execution", "day": date(2026, 3, 16)},
]
FACTORS = (1, 1, 1, Decimal("0.37"), 12, 100)
"""By how much a sum differs from that of the sample."""


def _varied(spec: Fields, factor: Decimal | int, other: str) -> Fields:
    """A command with another sum, about other things of the same kinds."""
    varied = {key: _multiplied(value, factor) for key, value in spec.items()}
    return varied | {key: f"{value}{other}" for key, value in varied.items() if key in _EVENT_IDS and value}


def _multiplied(value: Any, factor: Decimal | int) -> Any:
    if not isinstance(value, str) or not value[:1].isdigit() or value[-4:] not in {" BYN", " USD"}:
        return value
    amount, currency = value.split()
    return f"{max(Decimal(amount) * factor, Decimal('0.01')):.2f} {currency}"


class Proceeding(RuleBasedStateMachine):
    """A proceeding to which anything may happen."""

    def __init__(self) -> None:
        super().__init__()
        self.life = life({"history": "none"})
        self.made: list[Fields] = []

    @initialize(claims=st.sampled_from(CLAIMS), debtor=st.sampled_from(["citizen", "entrepreneur", "legal-person"]),
                history=st.sampled_from(BEGINNINGS))  # fmt: skip
    def begin(self, claims: list[str], debtor: str, history: str) -> None:
        """Initiate it, and let it come to a status."""
        self.life = life({**CASE, "claims": claims, "debtor": debtor, "history": "none"})
        for step in BEGINNING[: 1 + BEGINNINGS.index(history)]:
            self.life.carry_out({**step})
            self.today: date = step["day"]

    @rule(data=st.data(), days=st.sampled_from([0, 0, 1, 3, 30]), factor=st.sampled_from(FACTORS),
          other=st.sampled_from(["", "", " b"]))  # fmt: skip
    def act_that_is_open(self, data: st.DataObject, days: int, factor: Decimal | int, other: str) -> None:
        """Make one of the acts that are open, as far as that is known without what it states."""
        self.today += timedelta(days)
        openings = self._openings(self.today, "operator:cli")
        # Whether the status allows an act is asked, not who may make it.
        open_ = {each.act for each in openings if {problem.code for problem in each.problems} <= {"actor-unfit"}}
        specs = [_varied(spec, factor, other) for spec in POOL if spec["command"] in open_]
        possible = [spec for spec in specs if self._thing_fits(spec)]
        act = data.draw(st.sampled_from(sorted({spec["command"] for spec in possible})))
        self._make(data.draw(st.sampled_from([spec for spec in possible if spec["command"] == act])), self.today)

    @rule(spec=st.sampled_from(POOL))
    def any_act(self, spec: Fields) -> None:
        """Make any act now: what was shown as closed is refused."""
        actor = spec.get("actor", ACTORS.get(spec["command"], "executor:0101-017"))
        shown = {each.act: each for each in self._openings(self.today, actor)}[spec["command"]]
        accepted = self._make(spec, self.today)
        assert not (accepted and shown.problems), shown.problems

    @rule(spec=st.sampled_from(POOL), days=st.integers(1, 40), other=st.sampled_from(["", " b"]))
    def late_act(self, spec: Fields, days: int, other: str) -> None:
        """Record an act of an earlier day."""
        self._make(_varied(spec, 1, other), max(INITIATED_ON, self.today - timedelta(days)))

    @rule(data=st.data(), kind=st.sampled_from(decisions), days=st.integers(0, 20))
    def correction(self, data: st.DataObject, kind: str, days: int) -> None:
        """Correct one of the acts."""
        if self.made:
            act = data.draw(st.sampled_from(self.made))
            day = max(INITIATED_ON, self.today - timedelta(days))
            correct(self.life, act, kind, day, self.today)

    def _openings(self, day: date, actor: str) -> Sequence[Any]:
        assert self.life.state is not None
        return open_acts(self.life.state, course_until(self.life.state, day, belarus()), day, actor)

    def _thing_fits(self, spec: Fields) -> bool:
        """Whether each thing that the act moves is in a status out of which it leads."""
        things = self.life.course(self.today).things
        moves = PROCEDURE.acts[spec["command"]].moves_thing
        stated: dict[str, set[str | None]] = {}
        for move in moves:
            if spec.get(move.of):
                stated.setdefault(move.of, set()).update(move.from_ or {None})
        return all(things.status(named(spec[of])) in open_in for of, open_in in stated.items())

    def _make(self, spec: Fields, day: date) -> bool:
        """Record the act; that what was published is what follows from all acts is asked every time."""
        act = {"as": f"act {self.life.version}", "day": day, **spec}
        with suppress(Rejection):
            self.life.carry_out(act, self.today)
            self.made.append(act)
            return True
        return False

    @invariant()
    def what_was_published_is_what_follows(self) -> None:
        """Revisions applied to what was published give the course."""
        if self.life.state is not None:
            course = self.life.course(self.life.state.through)
            assert published(self.life) == by_track(course.items)
            for history in (course.statuses, *(each.history for each in course.measures.values())):
                days = [each.day for each in history]
                assert days == sorted(days)

    @invariant()
    def the_books_add_up(self) -> None:
        """Every transaction is zero, claim less repayment is the balance, no surplus while a claim is open."""
        if self.life.state is None:
            return
        course, legs = self.life.course(self.life.state.through), list(booked(entries(self.life.state)))
        assert not out_of_balance(legs)
        sums = balances(legs)

        def total(account: Account, line: Line | None = None) -> Decimal:
            found = (sum_ for key, sum_ in sums.items() if key.account is account and line in (None, key.line))
            return sum(found, Decimal())

        claims = [claim.outstanding.amount for claim in course.claims.values() if claim.outstanding]
        assert total(Account.OUTSTANDING, Line.CLAIM) == sum(claims, Decimal())
        for line in Line:
            charged, repaid = -total(Account.CHARGED, line), total(Account.REPAID, line)
            assert charged - repaid == total(Account.OUTSTANDING, line)


def test_a_name_in_the_samples_stands_for_one_thing() -> None:
    stated = {(spec[key], key) for spec in POOL for key in _EVENT_IDS if spec.get(key)}
    kinds = Counter(name for name, _ in stated)
    assert not [name for name, count in kinds.items() if count > 1]


TestWholeProceedings = Proceeding.TestCase
TestWholeProceedings.settings = settings(max_examples=EXAMPLES // 5, stateful_step_count=30, deadline=None)


def _things(spec: Fields) -> tuple[Any, ...]:
    return (spec["command"], *(spec.get(key) for key in _EVENT_IDS))


past_acts = st.builds(
    lambda spec, other, day: {"day": day, **_varied(spec, 1, other)},
    st.sampled_from(POOL),
    st.sampled_from(["", " b"]),
    days,
)
histories = st.lists(past_acts, min_size=2, max_size=8, unique_by=_things).map(named_acts)


def _recorded(history: list[Fields]) -> tuple[Life, list[str]]:
    """A proceeding whose acts were recorded late, and those that cannot be: an act names only what is on record."""
    proceeding, waiting = life({**CASE, "claims": CLAIMS[0], "today": TODAY}), history
    while True:
        refused = [act for act in waiting if not _accepted(proceeding, act)]
        if len(refused) == len(waiting):
            return proceeding, sorted(act["as"] for act in refused)
        waiting = refused


def _accepted(proceeding: Life, act: Fields) -> bool:
    with suppress(Rejection):
        proceeding.carry_out({**act})
        return True
    return False


@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(histories, st.data())
def test_the_order_of_recording_counts_for_no_act(history: list[Fields], data: st.DataObject) -> None:
    first, never = _recorded(history)
    second, likewise = _recorded(data.draw(st.permutations(history)))
    assert never == likewise
    assert _read(first) == _read(second)


def _read(proceeding: Life) -> list[Any]:
    """The course, without what a resolution states by what was known when it was made: its cap."""
    items = proceeding.course(TODAY).items
    return [(each.day, each.track, each.substance.model_dump(exclude={"cap"})) for each in items]
