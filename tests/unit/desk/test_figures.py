"""The proceedings of a body in figures."""

from datetime import date
from decimal import Decimal

from contracts.queries.proceedings import Caseload, ExecutorCases, ExecutorDuties, MonthCases, MonthRecovered
from contracts.values import Money
from services.desk.domain.figures import Load, ages, bars, inflow, loads, months, outcomes, recovered

TODAY = date(2026, 11, 20)
CASELOAD = Caseload(
    executors=(
        ExecutorCases(executor="0101-017", status="compulsory", proceedings=3),
        ExecutorCases(executor="0101-017", status="completed-fulfilled", proceedings=9),
        ExecutorCases(executor="0101-018", status="initiated", proceedings=1),
        ExecutorCases(executor="0101-018", status="transferred", proceedings=1),
    ),
    duties=(ExecutorDuties(executor="0101-018", duties=2, oldest=date(2026, 11, 2)),),
    initiated=(
        MonthCases(month=date(2023, 11, 1), status="suspended", proceedings=1),
        MonthCases(month=date(2026, 9, 1), status="compulsory", proceedings=2),
        MonthCases(month=date(2026, 9, 1), status="completed-fulfilled", proceedings=9),
        MonthCases(month=date(2026, 10, 1), status="initiated", proceedings=1),
    ),
    standing_since=(
        MonthCases(month=date(2025, 11, 1), status="completed-returned", proceedings=1),
        MonthCases(month=date(2026, 10, 1), status="completed-fulfilled", proceedings=9),
        MonthCases(month=date(2026, 11, 1), status="compulsory", proceedings=3),
    ),
    recovered=(MonthRecovered(month=date(2026, 11, 1), sum=Money(amount=Decimal("12.40"), currency="933")),),
)


def test_who_has_the_least_comes_first_also_with_nothing() -> None:
    assert loads(CASELOAD, (), {"0101-019": "Petrov P. P."}) == [
        Load("0101-019", 0, 0, 0, "Petrov P. P."),
        Load("0101-018", 1, 2, 0),
        Load("0101-017", 3, 0, 0),
    ]


def test_twelve_months_end_with_the_present_one() -> None:
    assert (months(TODAY)[0], months(TODAY)[-1], len(months(TODAY))) == (date(2025, 12, 1), date(2026, 11, 1), 12)
    assert months(date(2026, 12, 1))[0] == date(2026, 1, 1)


def test_inflow_counts_all_statuses_and_outcomes_those_that_ended() -> None:
    assert dict(inflow(CASELOAD, TODAY))[date(2026, 9, 1)] == 11
    [(status, points)] = outcomes(CASELOAD, TODAY).items()
    assert (status, dict(points)[date(2026, 10, 1)], len(points)) == ("completed-fulfilled", 9, 12)
    assert recovered(CASELOAD, TODAY)["BYN"][-1] == (date(2026, 11, 1), Decimal("12.40"))


def test_ages_are_of_open_proceedings_alone() -> None:
    assert ages(CASELOAD, TODAY) == [(2, 1), (6, 2), (12, 0), (36, 0), (None, 1)]


def test_bars_are_in_proportion() -> None:
    assert [bar.height for bar in bars([("a", 0), ("b", 1), ("c", 500), ("d", 1000)])] == [0, 1, 50, 100]
    assert [bar.height for bar in bars([("a", 0)])] == [0]
    assert bars([]) == []
