"""The tables of money, proceedings and intake: what is wrong with one is refused with file, row and field."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.law.rule_sets import (
    IllFormedRow,
    MissingRow,
    OverlappingValidity,
    RuleSetError,
    RuleSets,
    UnknownReference,
    UnreadableFile,
)
from shared.plain_yaml import read_table
from tests.unit.law.files import EARLIER, LATER, copied, packaged_text, written

RULES = RuleSets.load().named("epc-2021")


@dataclass(frozen=True)
class Bad:
    """One change to a packaged file, and where the error must point."""

    error: type[RuleSetError]
    file: str
    old: str
    new: str
    row: str | None
    field: str | None
    says: str = ""
    found_in: str = ""
    """The file that the error names, where it is another."""


def ill_formed(file: str, old: str, new: str, row: str | None, field: str | None, says: str = "") -> Bad:
    return Bad(IllFormedRow, file, old, new, row, field, says)


def dangling(file: str, old: str, new: str, row: str, field: str, says: str) -> Bad:
    return Bad(UnknownReference, file, old, new, row, field, f"unknown {says}")


def twice(file: str, old: str, new: str, row: str | None, field: str, says: str = "") -> Bad:
    return Bad(OverlappingValidity, file, old, new, row, field, says)


# The change is in the named file; the row and the field are where the error points.
CAPS, FEE, INCOME = "money/caps", "money/fee", "money/income"
ORDER, LEVY, AMOUNT = "money/distribution", "money/levy", "money/claim_amount"
APPEARANCE = "procedures/enforcement/appearance"
COSTS = "procedures/enforcement/costs_and_fee"
ACTIONS = "procedures/enforcement/actions"
COURSE = "procedures/enforcement/course"
NOTICES = "procedures/enforcement/notification"
PARTIES = "procedures/enforcement/parties"
PROCEDURE = "procedures/enforcement/procedure"
RECEIPTS = "procedures/enforcement/receipts"
FIELDS = "procedures/fields/enforcement"
GROUNDS, MEASURES = "proceedings/grounds", "proceedings/measures"
SOURCES, PAPERS, REQUIREMENTS = "proceedings/money", "proceedings/papers", "intake/requirements"

CASES = [
    # A row by itself: missing, unknown and impossible values.
    ill_formed(CAPS, "    article: Art. 369(1)\n", "", "levy", "article", "required"),
    ill_formed(CAPS, "article: Art. 369(1)", "article: section nine", "levy", "article", "not a citation"),
    ill_formed(CAPS, "percent: 10", "percent: 110", "levy", "margin.percent", "100"),
    ill_formed(CAPS, "percent: 10", "percent: 10, per_mille: 100", "levy", "margin.per_mille", "Extra inputs"),
    ill_formed(CAPS, "third_person:", "fourth_person:", None, "fourth_person", "no table"),
    ill_formed(CAPS, "375(2)", "375(2)\n  reading: none", "third_person", "reading", "Extra inputs"),
    ill_formed(FEE, "reading: of-credited", "reading: of-something", "reading", None, "of-something"),
    ill_formed(FEE, "citizen: 5, ", "", "non_property", "base_units", "every kind of debtor"),
    ill_formed(FEE, "comp-levy-property,", "comp-levy-dreams,", "levy-on-property", "measures.0", "code list"),
    ill_formed(INCOME, "rate: pension", "rate: lottery", "pension", "rate"),
    ill_formed(INCOME, "rounding: down", "rounding: sideways", "wage", "rounding"),
    ill_formed(ORDER, "number: 5", "number: 6", "6", "number", "without a gap"),
    ill_formed(ORDER, "number: 5", "number: five", "five", "number"),
    ill_formed(LEVY, "debtors: [entrepreneur, citizen]", "debtors: [pensioner]", "income", "debtors.0"),
    ill_formed(COSTS, "statuses: [compulsory, suspended, ", "statuses: [later, ", "impose-fee", "statuses.0"),
    ill_formed(COURSE, "moves_to: [suspended]", "moves: true", "suspend-proceeding", "moves", "Extra inputs"),
    ill_formed(COURSE, "rank: 25", "rank: 1000", "resume-proceeding", "rank"),
    ill_formed(
        PARTIES, "emits: executor-assigned", "emits: Executor assigned", "assign-executor", "emits.0", "pattern"
    ),
    ill_formed(COSTS, "track: fee", "track: 'fee:{Fee}'", "impose-fee", "track", "pattern"),
    ill_formed(NOTICES, "effects: [serve]", "effects: []", "record-service", "effects", "at least 1 item"),
    ill_formed(COURSE, "effective: decision", "effective: film", "resume-proceeding", "effective"),
    ill_formed(PROCEDURE, "service: proceedings", "service: theatre", "service", None, "proceedings"),
    ill_formed(
        PARTIES,
        "    document: {kind: d-challenge-ruling, unless: {reason: [leave, illness, workload, dismissal]}}\n",
        "",
        "assign-executor",
        None,
        "a decision is made in a document",
    ),
    ill_formed(
        NOTICES,
        "effects: [serve]",
        "effects: [serve]\n    moves_to: [voluntary-term]",
        "record-service",
        None,
        "only a decision",
    ),
    ill_formed(COURSE, "    command: resume-proceeding\n", "", "resume-proceeding", None, "one event type"),
    ill_formed(PROCEDURE, "final: [completed-fulfilled, c", "final: [c", "statuses", "completed-fulfilled", "out"),
    ill_formed(
        PROCEDURE, "final: [", "final: [suspended, ", "final", "suspended", "leads out of the final 'suspended'"
    ),
    ill_formed(FIELDS, "type: day", "type: night", "credited-before", "type"),
    ill_formed(FIELDS, "    list: measures\n", "", "measure-code", None, "list is given exactly"),
    ill_formed(FIELDS, "list: measures\n", "list: sorrows\n", "measure-code", None, "no code list 'sorrows'"),
    ill_formed(FIELDS, "type: day", "type: choice", "credited-before", None, "values are given exactly"),
    ill_formed(FIELDS, "    at_least: 1\n    at_most: 20\n", "", "recipients", None, "at_least or at_most"),
    ill_formed(FIELDS, "name: act_drawn_up", "name: actDrawnUp", "act-drawn-up", "name", "pattern"),
    ill_formed(FIELDS, ", be: Да якога дня}", "}", "until", "names.be", "required"),
    ill_formed(
        FIELDS,
        "  - field: until",
        "  - {field: since, name: since, type: day, what: A, names: {en: a, ru: b, be: c}}\n  - field: until",
        "since",
        "field",
        "no act states this field",
    ),
    ill_formed("conditions", "  how: attested\n", "", "execution-at-risk", "how", "required"),
    ill_formed("conditions", "  how: attested\n", "  how: hoped\n", "execution-at-risk", "how", "derived"),
    ill_formed(
        "conditions", "  how: derived\n", "  how: derived\n  required: true\n", "debtor-is-individual", None, "attested"
    ),
    ill_formed(GROUNDS, "leads_to: suspended", "leads_to: asleep", "suspend-mandatory", "leads_to", "code list"),
    ill_formed(GROUNDS, "claim: named-property", "claim: honour", "return-refused-specified", "claim"),
    ill_formed(MEASURES, "from: requested, to: adopted", "from: wanted, to: adopted", "ensuring", "0.from"),
    ill_formed(MEASURES, "starts: adopted", "starts: soon", "ensuring court-executor", "starts", "code list"),
    ill_formed(MEASURES, "category: ensuring", "category: urging", "urging court-executor", "category"),
    ill_formed(MEASURES, "carried_out: [in-force", "carried_out: [done", "carried_out", "0", "code list"),
    ill_formed(MEASURES, "ends: [completed-sent-to-income]", "ends: [over]", "at_the_end 2", "ends.0", "code list"),
    ill_formed(MEASURES, "  action:\n", "  action: none\n  other:\n", "action", None, "valid tuple"),
    ill_formed(SOURCES, "nature: named-property", "nature: odd", "transfer-of-property", "nature"),
    ill_formed(SOURCES, "kind: sale", "kind: bribe", "bribe", "kind"),
    ill_formed(REQUIREMENTS, "    detail:\n", "    text:\n", "names-enforcement-body", "detail"),
    # Rows that point to others.
    dangling(CAPS, "margin: {article: Art. 369(1)", "margin: {article: Art. 999", "levy", "margin.article", "article"),
    dangling(CAPS, "article: Art. 375(2)", "article: Art. 999", "third_person", "article", "article '999'"),
    dangling(FEE, "[voluntary-term-over]", "[good-will]", "levy-on-property", "requires", "circumstance"),
    dangling(
        FEE, "[voluntary-term-over, not", "[good-will, not", "non_property", "requires", "circumstance 'good-will'"
    ),
    dangling(ORDER, "sources: [account-levy]", "sources: [piggy-bank]", "outside_order", "sources", "source"),
    dangling(ORDER, "number: 2\n    article: Art. 405", "number: 2\n    article: Art. 999", "2", "article", "article"),
    dangling(LEVY, "article: Art. 372(1)", "article: Art. 999", "pledged-property", "article", "article '999'"),
    dangling(COURSE, "[complete]", "[finish]", "complete-proceeding", "decisions", "decision 'finish'"),
    dangling(COURSE, "article: Art. 364(2)", "article: Art. 999", "resume-proceeding", "article", "article '999'"),
    dangling(COSTS, "new-cost, cost", "fair-cost, cost", "record-cost", "conditions", "condition 'fair-cost'"),
    dangling(COSTS, "fields: [cost, ", "fields: [price, ", "record-cost", "fields.0.field", "field 'price'"),
    dangling(
        PARTIES, "kind: d-challenge-ruling", "kind: d-duel", "assign-executor", "document.kind", "document 'd-duel'"
    ),
    dangling(COSTS, "events: [resolution-issued]", "events: [fanfare]", "impose-fee", "events", "event 'fanfare'"),
    dangling(PARTIES, "by: [head-of-enforcement-body]", "by: [poet]", "assign-executor", "by", "actor 'poet'"),
    dangling(
        COURSE, "limit: resolution-copies", "limit: soon", "resume-proceeding", "notify.0.limit", "time limit 'soon'"
    ),
    dangling(PARTIES, "whom: [recoverer,", "whom: [poet,", "assign-executor", "notify.0.whom", "actor 'poet'"),
    dangling(
        PARTIES, "limit: complaint-resolution", "limit: soon", "assign-executor", "appeal.0.limit", "time limit 'soon'"
    ),
    dangling(PARTIES, "to: [superior-enf", "to: [poet, superior-enf", "assign-executor", "appeal.0.to", "actor 'poet'"),
    Bad(UnknownReference, COSTS, "command: impose-fee", "command: impose-tax", "impose-fee", "command", "no command"),
    Bad(UnknownReference, COSTS, "emits: fee-imposed", "emits: tax-imposed", "impose-fee", "emits", "no event"),
    Bad(
        UnknownReference,
        COURSE,
        "moves_to: [suspended]",
        "moves_to: [voluntary-term]",
        "statuses",
        "suspended",
        "no act leads",
        f"epc_2021/{PROCEDURE}.yaml",
    ),
    Bad(
        UnknownReference,
        COURSE,
        "moves_to: [suspended]",
        "moves_to: [transferred]",
        "suspend-proceeding",
        "moves_to",
        "is no",
    ),
    dangling(GROUNDS, "decision: terminate", "decision: finish", "finish", "decision", "decision 'finish'"),
    dangling(MEASURES, "decided_by: court\n", "decided_by: bailiff\n", "ensuring bailiff", "decided_by", "actor"),
    dangling(MEASURES, "machine: ensuring", "machine: perpetual", "ensuring court-executor", "machine", "machine"),
    dangling(
        MEASURES,
        "arrest: true, machine: arrest}",
        "arrest: true, machine: stop}",
        "ea-arrest",
        "machine",
        "machine 'stop'",
    ),
    dangling(MEASURES, "cap: ensuring, t", "cap: none, t", "ens-arrest-property", "cap", "cap 'none'"),
    dangling(MEASURES, "article: Art. 348(7)", "article: Art. 999", "ensuring", "4.article", "article '999'"),
    dangling(MEASURES, "article: Art. 395(1)", "article: Art. 999", "at_the_end 2", "article", "article '999'"),
    dangling(SOURCES, "fee_act: levy-on-property", "fee_act: levy", "property-sale", "fee_act", "act 'levy'"),
    dangling(PAPERS, "deemed, article: Art. 142(2)", "deemed, article: Art. 999", "deemed", "article", "article '999'"),
    dangling(
        REQUIREMENTS, "ground: return-uninitiated-form", "ground: none", "names-enforcement-body", "ground", "ground"
    ),
    Bad(UnknownReference, CAPS, "Art. 375(2)", "Art. 375(99)", "third_person", "article", "is not in the article"),
    Bad(UnknownReference, PAPERS, "Art. 356(1)", "Art. 356(1) ind. 99", "proceeding-initiated", "article", "is not in"),
    # The same row, or the same thing in two rows.
    twice(CAPS, "code: arrest", "code: levy", "levy", "code", "same days"),
    twice(CAPS, "third_person:", "caps:", None, "caps", "given twice"),
    twice(FEE, "comp-seize-specified,", "cash-levy,", "transfer-of-named-property", "measures", "'levy-on-property'"),
    twice(FEE, "code: levy-on-accounts", "code: levy-on-property", "levy-on-property", "code", "same days"),
    twice(FEE, "code: realised", "code: money-claim", "money-claim", "code", "same days"),
    twice(INCOME, "pension:\n", "wage:\n", None, "wage", "given twice"),
    twice(INCOME, "code: scholarship", "code: wages", "wages", "code", "same days"),
    twice(ORDER, "number: 2", "number: 3", "3", "number"),
    twice(ORDER, "code: penalty", "code: alimony", "5", "kinds", "'alimony' stands in row '1'"),
    twice(ORDER, "code: income-levy", "code: account-levy", "account-levy", "code"),
    twice(LEVY, "code: pledged-property", "code: other-property", "other-property", "code"),
    twice(
        LEVY, "debtors: [entrepreneur]\n    note:", "debtors: [legal-person]\n    note:", "annex-2 legal-person", "code"
    ),
    twice(AMOUNT, "code: land", "code: money", "money", "code"),
    twice(AMOUNT, "code: late-payment-penalty", "code: fine", "fine", "code"),
    twice(COSTS, "act: record-cost", "act: impose-fee", "impose-fee", "act"),
    twice(COSTS, "emits: fee-imposed", "emits: cost-incurred", "impose-fee", "emits", "stands in row 'record-cost'"),
    twice(
        COSTS,
        "fields: [cost, cost-kind, sum, ",
        "fields: [cost, cost-kind, sum, sum-of-measure, ",
        "record-cost",
        "fields",
        "'sum'",
    ),
    twice(FIELDS, "field: until", "field: ground", "ground", "field", "same days"),
    twice(GROUNDS, "decision: terminate", "decision: suspend-mandatory", "suspend-mandatory", "decision"),
    twice(GROUNDS, "ground: suspend-may-hospital", "ground: suspend-may-service", "suspend-may-service", "ground"),
    twice(MEASURES, "decided_by: court\n", "decided_by: court-executor\n", "ensuring court-executor", "category"),
    twice(MEASURES, "measure: cash-levy", "measure: seize-cash", "seize-cash", "measure"),
    twice(MEASURES, "from: requested, to: refused", "from: requested, to: adopted", "ensuring", "1"),
    twice(MEASURES, "  arrest:\n", "  action:\n", None, "action", "given twice"),
    twice(SOURCES, "type: refrain-from-action", "type: perform-action", "perform-action", "type"),
    twice(SOURCES, "source: cash-seizure", "source: debtor", "debtor", "source"),
    twice(PAPERS, "event: cost-incurred", "event: payment-received", "payment-received", "event"),
    twice(PAPERS, "method: deemed", "method: electronic", "electronic", "method"),
    twice(REQUIREMENTS, "check: is-signed", "check: states-sum", "states-sum", "check"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.new}")
def test_bad_rows_are_refused(case: Bad, tmp_path: Path) -> None:
    text = packaged_text(f"epc_2021/{case.file}", case.old, case.new)
    with pytest.raises(RuleSetError) as raised:
        RuleSets.load(written(tmp_path, LATER, {case.file: text}))
    error = raised.value
    assert type(error) is case.error
    assert (error.file, error.row, error.field) == (case.found_in or f"test_law/{case.file}.yaml", case.row, case.field)
    assert case.says in str(error)


@pytest.mark.parametrize(
    ("file", "contents", "error", "row", "says"),
    [
        (CAPS, [1], UnreadableFile, None, "not a mapping of tables"),
        (CAPS, "caps: [", UnreadableFile, None, "cannot be read"),
        (CAPS, "? [caps]\n: []", UnreadableFile, None, "key in line 1"),
        (CAPS, {"caps": "none"}, IllFormedRow, "caps", "not a list of rows"),
        (CAPS, {"caps": ["levy"]}, IllFormedRow, "caps 1", "a mapping of fields"),
        (CAPS, {"third_person": "none"}, IllFormedRow, "third_person", "dictionary"),
        (LEVY, {"stages": {}}, IllFormedRow, "stages", "not a list of rows"),
        (ORDER, {"queues": []}, MissingRow, None, "at least 1 item"),
        (MEASURES, {"machines": []}, IllFormedRow, "machines", "not a mapping of names"),
        ("money/tax", {}, UnreadableFile, None, "no table 'tax' of money"),
        ("courts/fees", {}, UnreadableFile, None, "no table 'courts'"),
    ],
)
def test_files_of_another_shape_are_refused(
    file: str, contents: Any, error: type[RuleSetError], row: str | None, says: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=says) as raised:
        RuleSets.load(written(tmp_path, LATER, {file: contents}))
    assert raised.value.file.startswith("test_law/")
    assert raised.value.row == row


@pytest.mark.parametrize(
    ("file", "table", "says"),
    [
        ("money/sale", "unviable", "in no file"),
        ("money/distribution", "queues", "in no file"),
        ("money/income", "kinds", "at least 1 item"),
        ("proceedings/measures", "carried_out", "in no file"),
    ],
)
def test_a_rule_set_without_a_row_that_it_needs_is_refused(file: str, table: str, says: str, tmp_path: Path) -> None:
    home = copied(tmp_path)
    path = home / f"{file}.yaml"
    path.write_text(yaml.safe_dump({key: value for key, value in read_table(path.read_text()).items() if key != table}))
    with pytest.raises(MissingRow, match=says) as raised:
        RuleSets.load(home)
    assert (raised.value.file, raised.value.field) == (f"test_law/{file}.yaml", table)


def test_a_rule_set_without_a_file_that_it_needs_is_refused(tmp_path: Path) -> None:
    home = copied(tmp_path)
    (home / "money" / "sale.yaml").unlink()
    with pytest.raises(MissingRow) as raised:
        RuleSets.load(home)
    assert (raised.value.file, raised.value.field) == ("test_law/money/sale.yaml", "revaluation")


@pytest.mark.parametrize(
    ("file", "table", "row"), [(SOURCES, "sources", "third-person"), (PAPERS, "service", "deemed")]
)
def test_every_code_of_the_contracts_needs_its_row(file: str, table: str, row: str, tmp_path: Path) -> None:
    header = {**LATER, "repealed": {f"{file.replace('/', '.')}.{table}": [row]}}
    with pytest.raises(MissingRow) as raised:
        RuleSets.load(written(tmp_path, header, {}))
    assert (raised.value.file, raised.value.row, raised.value.field) == (f"test_law/{file}.yaml", row, table)


def test_one_measure_levies_on_the_property_of_each_owner(tmp_path: Path) -> None:
    home = copied(tmp_path)
    path = home / f"{MEASURES}.yaml"
    path.write_text(path.read_text().replace("levies_on_property_of: debtor", "levies_on_property_of: third-person"))
    with pytest.raises(MissingRow, match="one measure levies on property of the debtor") as raised:
        RuleSets.load(home)
    assert (raised.value.row, raised.value.field) == ("debtor", "levies_on_property_of")


def test_a_later_rule_set_replaces_rows_in_their_place(tmp_path: Path) -> None:
    cap = {
        "code": "levy",
        "article": "Art. 369(1)",
        "includes_costs": False,
        "names": {"en": "a", "ru": "b", "be": "c"},
    }
    contents = {CAPS: {"caps": [{**cap, "code": "new"}, cap]}}
    rules = RuleSets.load(written(tmp_path, LATER, contents)).named("test-law").money.caps
    assert list(rules.caps) == [*RULES.money.caps.caps, "new"]
    assert not rules.caps["levy"].includes_costs
    assert rules.caps["arrest"] == RULES.money.caps.caps["arrest"]
    assert rules.third_person == RULES.money.caps.third_person


def test_a_later_rule_set_brings_a_table_whose_order_counts_as_a_whole(tmp_path: Path) -> None:
    end = {"article": "Art. 399(1)", "arrest": True, "to": "cancelled"}
    steps = [{"from": "adopted", "to": "performed"}]
    contents = {MEASURES: {"at_the_end": [end], "machines": {"action": steps}, "carried_out": ["performed"]}}
    rules = RuleSets.load(written(tmp_path, LATER, contents)).named("test-law").proceedings.measures
    assert [row.article for row in rules.at_the_end] == ["Art. 399(1)"]
    assert [(step.from_, step.to) for step in rules.machines["action"]] == [("adopted", "performed")]
    assert rules.machines["arrest"] == RULES.proceedings.measures.machines["arrest"]
    assert rules.carried_out == {"performed"}
    assert rules.families == RULES.proceedings.measures.families


def test_a_later_rule_set_repeals_rows(tmp_path: Path) -> None:
    repealed = {
        "proceedings.money.costs_of_others": ["sale"],
        "money.levy.special_regimes": ["budget-financed-accounts"],
    }
    rules = RuleSets.load(written(tmp_path, {**LATER, "repealed": repealed}, {})).named("test-law")
    assert not rules.proceedings.money.costs_of_others
    assert list(rules.money.levy.special_regimes) == ["securities-and-precious-metals"]


@pytest.mark.parametrize(
    ("table", "gone", "file", "row", "field"),
    [
        ("grounds", "suspend-may-business-trip", GROUNDS, "suspend-may-business-trip", "ground"),
        ("decisions", "complete", "grounds/section_4_ends", "complete-fulfilled", "decision"),
        ("measures", "cash-levy", FEE, "levy-on-property", "measures"),
        ("statuses", "enforcement-proceeding-voluntary-term", ACTIONS, "appoint-action", "statuses"),
        ("statuses", "measure-refused", MEASURES, "ensuring", "1.to"),
        ("statuses", "measure-performed", APPEARANCE, "record-compliance", "moves_measure.to"),
        ("money.caps.caps", "cash-seizure", MEASURES, "seize-cash", "cap"),
        ("money.fee.acts", "levy-on-property", SOURCES, "property-sale", "fee_act"),
        ("money.fee.circumstances", "realised", FEE, "claim-security-arrest", "requires"),
        ("money.distribution.sources", "account-levy", ORDER, "outside_order", "sources"),
        ("proceedings.measures.machines", "action", MEASURES, "executive-action court-executor", "machine"),
    ],
)
def test_what_is_repealed_may_not_be_needed_elsewhere(
    table: str, gone: str, file: str, row: str, field: str | None, tmp_path: Path
) -> None:
    with pytest.raises(UnknownReference) as raised:
        RuleSets.load(written(tmp_path, {**LATER, "repealed": {table: [gone]}}, {}))
    assert (raised.value.file, raised.value.row, raised.value.field) == (f"epc_2021/{file}.yaml", row, field)


def test_property_is_exempt_once_for_each_kind_of_debtor(tmp_path: Path) -> None:
    row = {"code": "annex-2", "article": "Art. 371(1)", "debtors": ["entrepreneur", "citizen"]}
    names = {"en": "Property of Annex 2", "ru": "Имущество", "be": "Маёмасць"}
    with pytest.raises(OverlappingValidity, match="'annex-2 entrepreneur' stands in row") as raised:
        RuleSets.load(written(tmp_path, LATER, {LEVY: {"exemptions": [{**row, "names": names}]}}))
    error = raised.value
    assert (error.file, error.row, error.field) == (
        "test_law/money/levy.yaml",
        "annex-2 entrepreneur citizen",
        "debtors",
    )


def test_a_value_that_names_rows_is_checked_too(tmp_path: Path) -> None:
    contents = {MEASURES: {"carried_out": ["substituted"], "machines": {"ensuring": []}}}
    header = {**LATER, "repealed": {"statuses": ["measure-substituted"]}}
    with pytest.raises(UnknownReference, match="unknown status 'measure-substituted'") as raised:
        RuleSets.load(written(tmp_path, header, contents))
    error = raised.value
    assert (error.file, error.row, error.field) == ("test_law/proceedings/measures.yaml", "carried_out", None)


def test_a_copy_of_the_packaged_rule_set_stands_alone(tmp_path: Path) -> None:
    rules = RuleSets.load(copied(tmp_path)).named("test-law")
    assert (rules.valid_from, rules.valid_to) == (EARLIER["valid_from"], EARLIER["valid_to"])
    assert rules.money.model_copy(update={"id": "epc-2021"}) == RULES.money
    assert rules.proceedings.model_copy(update={"id": "epc-2021"}) == RULES.proceedings
