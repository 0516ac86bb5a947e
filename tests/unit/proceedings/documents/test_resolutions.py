"""Every kind of resolution says what Art. 343(2) and the article of its act ask for, in three languages."""

import re
import string
from datetime import date
from typing import Any

import pytest

from contracts.values import Money
from services.proceedings.domain.information import figures_on
from services.proceedings.domain.rules import rules_named
from shared.documents.resolution import Resolution
from shared.documents.wording import in_words, words
from shared.law.calendar import belarus
from shared.law.names import LANGUAGES, Language
from shared.law.rule_sets.rows import Ground, Measure
from tests.unit.proceedings.documents.making import (
    IN_DOCUMENTS,
    NUMBER,
    PROCEDURE,
    begun,
    initiation,
    made_by,
    resolution_of,
)
from tests.unit.proceedings.harness import Fields, life
from tests.unit.proceedings.sampled import SAMPLES

SAYS = {
    "add-measure": ["Применить меру: Арест денежных средств на счетах в банках", "не более 1 100,00 BYN"],
    "announce-sale": ["Провести торги 15.04.2026: flour. Начальная цена: 500,00 BYN. Задаток: 50,00 BYN"],
    "answer-late-disagreement": ["Экспертизу стоимости не назначать", "the ten days are over"],
    "appoint-repeat-sale": ["Провести повторные торги 15.04.2026: flour"],
    "appoint-value-examination": ["Назначить экспертизу стоимости имущества: a car. Эксперт: an institute"],
    "arrest-immovable": ["недвижимое имущество: a house"],
    "arrest-property": ["Наложить арест на имущество: a lorry"],
    "assign-executor": ["Передать исполнительное производство", "Petrov Petr Petrovich"],
    "cancel-sale": ["Отменить торги по продаже имущества: flour"],
    "change-measure-status": ["Временное ограничение права на выезд", "Действует"],
    "charge-fee-apart": ["Взыскать с должника 1,00 BYN", "Получено непосредственно 04.03.2026: 10,00 BYN"],
    "complete-proceeding": ["Окончить исполнительное производство № 0101-2026-000001"],
    "convert-receipt": ["Пересчитать поступившие средства", "Белорусский рубль"],
    "declare-first-sale-failed": [
        "первые торги по продаже имущества несостоявшимися: flour. Основание: ",
        "увеличенной на пять процентов, 525,00 BYN (ст. 385 ч. 11). Ответ ожидается по 31.12.2026 включительно",
    ],
    "declare-repeat-sale-failed": ["повторные торги по продаже имущества несостоявшимися: flour. Основание: "],
    "declare-sale-unviable": ["экономически нецелесообразна"],
    "decline-question": ["Отказать в решении вопроса по основанию: Подана жалоба"],
    "extend-suspension": ["Продлить срок приостановления по 31.07.2026 включительно"],
    "fix-difference": [
        "Взыскателю внести на счет органа принудительного исполнения разницу",
        "Стоимость: 5 000,00 BYN",
    ],
    "give-information": ["Сообщить об исполнительных производствах", "на 04.03.2026"],
    "grant-petition": ["Удовлетворить ходатайство: a visit"],
    "impose-fee": ["Взыскать с должника 225,00 BYN (базовых величин: 5)"],
    "leave-with-recoverer": ["Оставить за взыскателем имущество за 500,00 BYN"],
    "offer-to-recoverer": ["имущество за 500,00 BYN: flour. Ответ ожидается по 31.12.2026"],
    "permit-self-sale": ["по 31.12.2026 включительно по цене не ниже 500,00 BYN: flour"],
    "place-with-keeper": ["Хранитель: другое лицо"],
    "postpone-action": ["Отложить исполнительное действие «Вызов должника", "по 01.04.2026 включительно"],
    "record-cost": ["расходы по исполнению: 5,00 BYN", "немедленному исполнению (ст. 401 ч. 4)"],
    "record-payment": ["Распределить поступившие денежные средства, 10,00 BYN"],
    "refuse-petition": ["Отказать в удовлетворении ходатайства: a visit. Причина: none"],
    "refuse-postponement": ["Отказать в отложении исполнительного действия «"],
    "refuse-self-sale": ["Причина: it has no buyer"],
    "release-from-arrest": ["Освободить имущество от ареста: a car. Основание: "],
    "replace-keeper": ["другого хранителя имущества: a car. Хранитель: другое лицо"],
    "resume-proceeding": ["Возобновить исполнительное производство"],
    "return-document": [
        "Возвратить исполнительный документ взыскателю",
        "По требованию «Основной долг» погашено 0,00 BYN, остаток 1 000,00 BYN.",
        "Требование «Совершение действия» не исполнено.",
        "предъявлен повторно в течение 6 месяцев со дня его возвращения",
    ],
    "seize-property": ["Изъять имущество и передать его на хранение: a car"],
    "suspend-proceeding": ["Приостановить исполнительное производство", "до устранения обстоятельств"],
    "terminate-proceeding": ["Прекратить исполнительное производство", "Economic Court of Minsk (ст. 365 ч. 2)"],
    "transfer-by-agreement": ["по соглашению сторон имущество за 500,00 BYN"],
    "transfer-for-sale": ["передать на реализацию имущество стоимостью 500,00 BYN: flour"],
    "transfer-proceeding": ["в другой орган принудительного исполнения: "],
    "value-preliminarily": ["Стоимость, предварительно: 500,00 BYN"],
    "value-property": ["Имущество: a car. Стоимость: 500,00 BYN"],
}
"""What the resolution of each act decides."""
REASON = {
    "suspend-proceeding": "ст. 362 ч. 1 абз. 5: Иск об освобождении имущества от ареста (исключении из описи)",
    "terminate-proceeding": "ст. 365 ч. 1 абз. 2: Взыскатель отказался от взыскания",
    "impose-fee": "ст. 402 ч. 1 абз. 3",
}

MEASURES = {measure.id: measure for measure in rules_named("epc-2021").law.all(Measure)}


def written(resolution: Resolution, language: Language = "ru") -> dict[str, Any]:
    return in_words(resolution, language, signed=False, translation=False)


@pytest.mark.parametrize("act", IN_DOCUMENTS)
def test_the_resolution_of_every_act_decides_it_in_words_of_its_own(act: str) -> None:
    data = written(resolution_of(act))
    decided = " ".join(data["decided"]["items"]).replace("\u00a0", " ")
    assert [part for part in SAYS.get(act, [PROCEDURE.acts[act].names.ru]) if part not in decided] == []
    assert REASON.get(act, "") in " ".join(data["reasons"]["items"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("act", IN_DOCUMENTS)
def test_it_has_what_the_article_asks_for(act: str, language: Language) -> None:
    data = written(resolution_of(act), language)
    about = dict(data["about"])
    names = {value for value in about.values() if value.startswith(("Alfa", "Beta"))}
    row = PROCEDURE.acts[act]
    assert len(names) == 2
    assert data["body"]
    assert data["place"]
    assert re.fullmatch(r"\d\d\.\d\d\.2026", data["date"])
    assert NUMBER in data["number"]
    assert any("0101-2026-000001" in value for value in about.values())
    assert data["reasons"]["items"]
    assert data["decided"]["items"]
    (way,) = row.appeal
    assert "10" in data["complaint"]["text"]
    assert str(way.article.number) in data["complaint"]["text"]
    executor = "Kovalev\u00a0I.\u00a0P." if act == "take-up-proceeding" else "Ivanova\u00a0A.\u00a0P."
    assert data["sign"]["name"] == ("" if row.by == ("head-of-enforcement-body",) else executor)


def application_of(code: str, **stated: Any) -> dict[str, Any]:
    """The resolution that applies a measure, in words."""
    day = date(2026, 5, 20)
    proceeding = life({"history": "compulsory", "today": day})
    return written(
        made_by(proceeding, {"command": "add-measure", "measure": "it", "code": code, "day": day, **stated}), "en"
    )


@pytest.mark.parametrize(
    ("code", "article", "carries_it_out"),
    [
        ("ens-arrest-bank-money", "Art. 348(5)", ["bank"]),
        ("ens-suspend-account-operations", "Art. 348(5)", ["bank"]),
        ("ea-suspend-accounts", "Art. 351(2)", ["bank"]),
        ("multi-account-levy", "Art. 369(4)", ["bank"]),
        ("third-party-levy", "Art. 375(2)", ["third person", "bank"]),
        ("third-party-account-suspension", "Art. 375(1)", ["bank"]),
    ],
)
def test_a_resolution_that_is_an_execution_document_has_the_official_seal(
    code: str, article: str, carries_it_out: list[str]
) -> None:
    stated = {"attests": [*MEASURES[code].preconditions]}
    data = application_of(code, **stated)
    assert data["sign"]["seal"] == "Official seal", article
    assert [each for each in carries_it_out if each not in data["copies"]["text"].lower()] == []


@pytest.mark.parametrize("code", ["ens-arrest-property", "comp-levy-property", "ens-prohibit-use"])
def test_any_other_measure_has_the_seal_of_the_executor(code: str) -> None:
    data = application_of(code, attests=[*MEASURES[code].preconditions])
    assert data["sign"]["seal"] == "Seal of the court executor"
    assert "bank" not in data["copies"]["text"].lower()


def test_a_return_says_what_was_executed_and_until_when_the_document_can_be_presented() -> None:
    """Art. 366(1), 366(3)."""
    paid = {"event": "payment-received", "day": date(2026, 3, 3), "payment": "first", "sum": "400.00 BYN",
            "source": "debtor", "costs": "0.00 BYN", "fee": "0.00 BYN",
            "repayments": [{"claim": 1, "sum": "400.00 BYN"}], "surplus": "0.00 BYN", "article": "Art. 403",
            "rule_set": "epc-2021"}  # fmt: skip
    done = {"event": "claim-fulfilled", "day": date(2026, 3, 5), "claim": 2}
    decided = " ".join(
        written(resolution_of("return-document", {"given": [paid, done]}, ground="return-court-delay"), "en")[
            "decided"
        ]["items"]
    ).replace("\u00a0", " ")
    assert "Of the claim “Principal debt” 400.00 BYN was repaid, 600.00 BYN is left." in decided
    assert "The demand “Performance of an action” was fulfilled." in decided
    assert "The demand “Transfer of named property” was not fulfilled." in decided
    assert "within 6 months from the end of the delay" in decided


@pytest.mark.parametrize(
    ("granted_by", "kind", "said"),
    [
        ("state-body", "delay", "from the end of the delay"),
        ("court", "instalments", "from the day of its return"),  # Art. 331(4): each instalment has its order
    ],
)
def test_a_delay_that_lasts_counts_whatever_the_document_is_returned_for(granted_by: str, kind: str, said: str) -> None:
    until = date(2027, 3, 1)
    schedule = [{"due": until, "sum": "1000.00 BYN"}] if kind == "instalments" else None
    paper = {"kind": "ruling", "dated": date(2026, 3, 5), "author": "Court"}
    granted = {"event": "delay-granted", "day": date(2026, 3, 5), "delay": "later", "kind": kind, "paper": paper,
               "granted_by": granted_by, "until": until, "schedule": schedule}  # fmt: skip
    case = {"given": [granted], "claims": ["1000.00 BYN"]}
    made = resolution_of("return-document", case, ground="return-no-property")
    decided = " ".join(written(made, "en")["decided"]["items"]).replace("\u00a0", " ")
    assert f"within 6 months {said}" in decided


def test_a_suspension_of_operations_has_a_kind_of_document_apart() -> None:
    data = application_of("ea-suspend-accounts", attests=[*MEASURES["ea-suspend-accounts"].preconditions])
    assert data["kind"] == "Resolution suspending expenditure operations"


def test_an_announcement_states_the_place_encumbrances_and_how_earnest_money_is_paid() -> None:
    """What Art. 384(3) asks for beside the property, the price and the days."""
    stated: Fields = {
        "held_at": "a hall in Minsk",
        "encumbrances": "a pledge",
        "earnest_terms": "to the deposit account",
    }
    about = dict(written(resolution_of("announce-sale", **stated))["established"]["rows"])
    assert set(stated.values()) <= set(about.values())


def test_a_failed_repeat_says_that_a_pledgeholder_may_keep_the_property() -> None:
    """Within a month (Art. 383(7)); of a sole participant it says nothing where there was none."""
    failed = "declare-repeat-sale-failed"
    pledged = {"event": "pledge-recorded", "day": date(2026, 3, 3), "pledge": "bank", "property": "car"}
    paper = {"kind": "letter", "dated": date(2026, 3, 3), "author": "Bank"}
    given = [*SAMPLES["given"][failed], {**pledged, "pledged_to_recoverer": True, "paper": paper}]
    said = written(resolution_of(failed, {"given": given}, pledged_to_recoverer=True))["decided"]["items"]
    assert [sentence.partition(" ")[0] for sentence in said] == ["Признать", "Взыскатель-залогодержатель"]


def test_the_initiation_gives_the_voluntary_term_or_none() -> None:
    term, at_once = (written(initiation(case))["decided"]["items"] for case in ({}, {"immediate": True}))
    assert any("7 рабочих дней" in item for item in term)
    assert [item for item in at_once if "немедленному исполнению" in item]
    assert not any("7 рабочих дней" in item for item in at_once)


def test_a_payment_is_divided_to_the_kopeck() -> None:
    resolution = resolution_of("record-payment", sum="123.45 BYN")
    assert resolution.total is not None
    parts = [line.value.amount for line in resolution.sums if isinstance(line.value, Money)]
    assert sum(parts) == resolution.total.amount
    assert len(parts) == len(resolution.sums)


def test_several_claims_are_told_apart() -> None:
    claims = ["1000.00 BYN", {"type": "penalty", "sum": "50.00 BYN"}]
    rows = written(resolution_of("record-payment", {"claims": claims}, sum="1050.00 BYN"))["sums"]["rows"]
    assert len({label for label, _ in rows}) == len(rows) == 5


def test_an_end_names_the_measures_that_fall_away() -> None:
    measure = {"event": "measure-added", "day": date(2026, 3, 4), "measure": "arrest", "code": "ens-arrest-bank-money",
               "status": "in-force", "article": "Art. 348(3) ind. 3"}  # fmt: skip
    resolution = resolution_of("terminate-proceeding", {"given": [measure]})
    assert any("Арест денежных средств на счетах в банках" in item for item in written(resolution)["decided"]["items"])


def test_a_slip_is_shown_as_written_and_as_it_reads() -> None:
    proceeding, command = begun("record-cost")
    proceeding.carry_out({**command, "as": "first"})
    data = {**{key: value for key, value in command.items() if key != "day"}, "sum": "6.00 BYN"}
    slip = {"command": "correct-slip", "day": command["day"], "act": "first", "reason": "a slip", "data": data}
    changes = written(made_by(proceeding, slip))["changes"]
    assert [row[1:] for row in changes["rows"]] == [["5.00", "6.00"]]


def test_words_have_the_same_values_in_every_language() -> None:
    for table in (words().texts, words().decided):
        for key, names in table.items():
            fields = {
                language: {field for _, field, _, _ in string.Formatter().parse(getattr(names, language)) if field}
                for language in LANGUAGES
            }
            assert len(set(map(frozenset, fields.values()))) == 1, (key, fields)


def test_every_choice_that_a_resolution_may_state_has_words() -> None:
    law = rules_named("epc-2021").law
    stated = {each.field for act in IN_DOCUMENTS for each in PROCEDURE.acts[act].fields}
    values = {value for name in stated for value in law.procedures.fields.fields[name].values}
    assert values - {ground.id for ground in law.all(Ground)} <= set(words().codes)


def test_information_on_a_debtor_states_his_proceedings_as_of_its_day() -> None:
    proceeding, command = begun("give-information", {"history": "compulsory"})
    assert proceeding.state is not None
    figures = figures_on([proceeding.state], date(2026, 3, 3), belarus())
    assert figures_on([proceeding.state], date(2026, 3, 1), belarus()) == ()  # it was not initiated yet
    [stated] = figures
    assert (stated.number, stated.status) == ("0101-2026-000001", "initiated")
    [debt] = stated.debts
    assert [debt.claimed.amount, debt.repaid.amount, debt.balance.amount, debt.expenses.amount] == [1000, 0, 1000, 0]
    proceeding.case["facts"] = {"figures": figures}
    rows = written(made_by(proceeding, command))["established"]["rows"]
    assert ["0101-2026-000001", "Возбуждено"] in rows
    assert any("взыскивается 1\u00a0000,00\u00a0BYN" in text and "остаток 1\u00a0000,00" in text for _, text in rows)


def test_the_adoption_of_a_measure_and_a_substitute_have_the_seal_of_the_measure() -> None:
    day = date(2026, 3, 5)
    paper = {"kind": "statement", "dated": day, "author": "Alfa"}
    asked = life({"history": "voluntary-term", "today": day})
    asked.carry_out({"command": "request-measure", "day": day, "measure": "asked", "code": "ens-arrest-bank-money",
                     "requested_by": "recoverer", "paper": paper})  # fmt: skip
    adopted = made_by(asked, {"command": "change-measure-status", "day": day, "measure": "asked", "status": "adopted",
                              "attests": ["execution-at-risk"]})  # fmt: skip
    assert written(adopted, "en")["sign"]["seal"] == "Official seal"
    held = {"event": "measure-added", "day": date(2026, 3, 3), "measure": "arrest", "code": "ens-arrest-property",
            "status": "in-force", "article": "Art. 348(3) ind. 2"}  # fmt: skip
    proceeding = life({"history": "voluntary-term", "given": [held], "today": day})
    proceeding.carry_out({"command": "petition-on-measure", "day": day, "petition": "plea", "measure": "arrest",
                          "kind": "substitute", "petitioner": "recoverer",
                          "other": "ens-arrest-bank-money", "paper": paper})  # fmt: skip
    settled = made_by(proceeding, {"command": "settle-measure-petition", "day": day, "petition": "plea",
                                   "measure": "arrest", "outcome": "granted", "new_measure": "money",
                                   "reason": "as asked"})  # fmt: skip
    assert settled.execution_document
