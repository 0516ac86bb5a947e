"""Files of a backlog: what is read from them, and what is refused with its line and column."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.commands.backlogs import ACTS_AT_MOST
from contracts.identifiers import new_id
from infra.cli.clerk.fields import rows
from infra.cli.clerk.problems import detail_in
from infra.cli.imports.cases import Backlog, CaseRows, FaultyRow, read_case
from infra.cli.imports.columns import OF_ROWS, nested, template, unknown_columns
from infra.cli.imports.files import BacklogFile
from infra.cli.imports.recordings import Defaults
from infra.cli.imports.report import Report, as_json
from infra.cli.imports.rows import CaseKey, RowReader, in_row
from infra.cli.imports.running import gather
from infra.cli.imports.values import moment, money, truth
from services.proceedings.domain.refusals import NOT_IN_THIS_STATUS
from shared.csv_tables import Encoding
from shared.law.names import Language
from shared.problem_texts import rule_in
from shared.written_values import Unreadable, amount, day

SAMPLES = Path(__file__).parents[4] / "docs" / "examples" / "backlog"
PROCEEDING = new_id()
OF_PAPER = "act;proceeding;day;actor;record.paper;record.number;ground;until"
HEAD = "act;proceeding;day;actor;record.paper;record.number;sum;source;payment;measure;code"
NUMBER = "0101-2026-000001"
SUSPENDED = f"suspend-proceeding;{NUMBER};02.02.2026;executor:0101-017;resolution"
UNTIL = "suspend-may-recoverer-plea;30.06.2026"
NONE = Defaults()


def backlog_of(*files: BacklogFile, defaults: Defaults = NONE) -> tuple[Backlog, list[FaultyRow]]:
    backlog, rejected = Backlog(defaults), list[FaultyRow]()
    for file in files:
        backlog.read(file, rejected.append)
    return backlog, rejected


def written(folder: Path, content: bytes | str, name: str = "acts.csv") -> BacklogFile:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return BacklogFile(path)


def table(folder: Path, *lines: str, head: str = HEAD) -> BacklogFile:
    return written(folder, "\r\n".join([head, *lines, ""]))


def payment(day_: str = "01.02.2026", paid: str = "1 250,40 BYN", number: str = "7", **more: str) -> str:
    values = {"act": "record-payment", "proceeding": NUMBER, "day": day_, "actor": "executor:0101-017",
              "record.paper": "receipt", "record.number": number, "sum": paid, "source": "debtor", **more}  # fmt: skip
    return ";".join(values.get(name, "") for name in HEAD.split(";"))


def read(*files: BacklogFile, defaults: Defaults = NONE) -> CaseRows:
    backlog, rejected = backlog_of(*files, defaults=defaults)
    assert rejected == []
    [key] = backlog.cases
    return read_case(backlog, key, RowReader(PROCEEDING, defaults))


def faults(rejected: list[FaultyRow]) -> list[tuple[int, str | None, str]]:
    return [(each.place.line, problem.field, problem.code) for each in rejected for problem in each.problems]


def test_the_samples_are_read_whole() -> None:
    backlog, rejected = backlog_of(*(BacklogFile(path) for path in sorted(SAMPLES.iterdir())))
    assert (rejected, backlog.rows, len(backlog.cases)) == ([], 15, 2)
    for key in backlog.cases:
        case = read_case(backlog, key, RowReader(PROCEEDING, Defaults()))
        assert (case.rejected, {entry.service for entry in case.entries}) == ([], {"intake", "proceedings"})


def test_a_column_holds_the_second_number_of_a_sole_trader(tmp_path: Path) -> None:
    head, row, *_ = (SAMPLES / "statements.csv").read_text(encoding="utf-8-sig").splitlines()
    added = f"{head};debtor.second_identifier", f"{row};personal-number:3140462K000VF6"
    file = written(tmp_path, "\r\n".join([*added, ""]), "statements.csv")
    [entry] = read(file).entries
    assert entry.act.data["debtor"]["second_identifier"] == {"kind": "personal-number", "value": "3140462K000VF6"}


def test_a_row_of_excel_is_an_act(tmp_path: Path) -> None:
    [entry] = read(table(tmp_path, payment())).entries
    act = entry.act
    assert (act.type, act.day.isoformat(), act.actor) == (
        "lea.proceedings.record-payment.v1", "2026-02-01", "executor:0101-017",
    )  # fmt: skip
    assert act.data["sum"] == {"amount": "1250.40", "currency": "933"}
    assert act.recording is not None
    assert act.recording.paper is not None
    assert act.recording.paper.model_dump(mode="json") == {
        "kind": "receipt", "number": "7", "dated": "2026-02-01", "author": "executor:0101-017",
    }  # fmt: skip


def test_the_same_row_has_the_same_id_in_every_file_and_from_everybody(tmp_path: Path) -> None:
    [first] = read(table(tmp_path, payment())).entries
    line = {
        "act": "record-payment", "proceeding": NUMBER, "day": "2026-02-01", "actor": "executor:0101-018",
        "record": {"paper": "receipt", "number": "7", "reason": "late"},
        "fields": {"source": "debtor", "sum": {"amount": 1250.4, "currency": "933"}},
    }  # fmt: skip
    [second] = read(written(tmp_path, json.dumps(line), "acts.jsonl")).entries
    [other] = read(table(tmp_path, payment(number="8"))).entries
    assert first.act.id == second.act.id
    assert first.act.data == second.act.data
    assert other.act.id != first.act.id


def test_cp1251_is_read_where_it_is_named_and_refused_where_it_is_not(tmp_path: Path) -> None:
    head = f"{HEAD};bank_order.number;bank_order.dated"
    file = written(tmp_path, f"{head}\r\n{payment(number='7-з')};12;01.02.2026\r\n".encode("cp1251"))
    _, rejected = backlog_of(file)
    assert faults(rejected) == [(2, None, "file-encoding")]
    assert "--encoding cp1251" in rejected[0].problems[0].detail
    [entry] = read(BacklogFile(file.path, Encoding.CP1251)).entries
    assert entry.act.recording is not None
    assert entry.act.recording.paper is not None
    assert entry.act.recording.paper.number == "7-з"


@pytest.mark.parametrize(
    ("content", "encoding", "line"),
    [
        ("act;day\r\nз;1\r\n".encode("utf-16"), Encoding.UTF_8, 1),
        (b"act;day\r\na\0b;1\r\n", Encoding.UTF_8, 2),
        ("act;day\r\nз;1\r\n".encode(), Encoding.CP1251, 1),
        ("\ufeffact;day\r\n".encode(), Encoding.CP1251, 1),
        (b"act;day\r\n\x98;1\r\n", Encoding.CP1251, 2),
    ],
)
def test_other_encodings_are_refused_by_name(tmp_path: Path, content: bytes, encoding: Encoding, line: int) -> None:
    file = written(tmp_path, content)
    backlog, rejected = backlog_of(BacklogFile(file.path, encoding))
    assert faults(rejected) == [(line, None, "file-encoding")]
    assert backlog.unassigned == 1


@pytest.mark.parametrize("start", ["", "\ufeff", "sep=;\r\n", "\ufeffsep=;\r\n"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_what_excel_writes_at_the_start_is_understood(tmp_path: Path, start: str, delimiter: str) -> None:
    start = start.replace(";", delimiter)
    lines = "\r\n".join([HEAD, ";" * HEAD.count(";"), payment()]).replace(";", delimiter)
    [entry] = read(written(tmp_path, f"{start}{lines}\r\n")).entries
    assert entry.place.line == (4 if "sep" in start else 3)


def test_a_cell_may_have_several_lines_and_delimiters(tmp_path: Path) -> None:
    line = payment(number='"7\r\n;""a"""')
    first, second = read(table(tmp_path, line, payment(number="8"))).entries
    assert first.act.recording is not None
    assert first.act.recording.paper is not None
    assert first.act.recording.paper.number == '7\r\n;"a"'
    assert (first.place.line, second.place.line) == (2, 4)


@pytest.mark.parametrize(
    ("head", "line", "faulty"),
    [
        (HEAD.replace("sum", "summ"), payment(), [(1, "summ", "column-unknown")]),
        (HEAD.replace("source", "sum"), payment(), [(1, "sum", "column-unknown")]),
        (HEAD.replace("act;", "асt;"), payment(), [(1, "асt", "column-unknown")]),
        ("", payment(), [(1, None, "file-form")]),
        (HEAD, "record-payment;only", [(2, None, "file-form")]),
        (HEAD, payment() + ";too many", [(2, None, "file-form")]),
        (HEAD, '"open', [(2, None, "file-form")]),
        (HEAD, payment(proceeding=""), [(2, "statement", "row-incomplete")]),
        (HEAD, payment(proceeding="17"), [(2, "proceeding", "unreadable-value")]),
    ],
)
def test_what_leaves_the_case_open_is_refused(
    tmp_path: Path, head: str, line: str, faulty: list[tuple[int, str | None, str]]
) -> None:
    backlog, rejected = backlog_of(table(tmp_path, line, head=head))
    assert faults(rejected) == faulty
    assert backlog.unassigned == 1


@pytest.mark.parametrize(
    ("line", "faulty"),
    [
        (payment(day_="31.02.2026"), [("day", "unreadable-value")]),
        (payment(day_="01/02/2026"), [("day", "unreadable-value")]),
        (payment(day_="01.02.26"), [("day", "unreadable-value")]),
        (payment(day_=""), [("day", "row-incomplete")]),
        (payment(day_="01.02.2098"), [("day", "effective-date-in-future")]),
        (payment(paid="1,250.40 BYN"), [("sum", "unreadable-value")]),
        (payment(paid="1251,30"), [("sum", "unreadable-value")]),
        (payment(paid="-5 BYN"), [("sum", "unreadable-value")]),
        (payment(paid="0 BYN"), [("sum.amount", "invalid-field")]),
        (payment(paid=""), [("sum", "invalid-field")]),
        (payment(source="mother"), [("source", "invalid-field")]),
        (payment(code="comp-levy-wages"), [("code", "invalid-field")]),
        (payment(actor=""), [("actor", "row-incomplete")]),
        (payment(**{"record.paper": ""}), [("record.paper", "row-incomplete")]),
        (payment(**{"record.paper": "Квитанция"}), [("record.paper", "invalid-field")]),
        (payment(act="record-paiment"), [("act", "row-act-unknown")]),
        (payment(act="strike-entry"), [("act", "correction-in-backlog")]),
        (payment(act=""), [("act", "row-incomplete")]),
        (payment(act="assess-statement"), [("statement", "row-incomplete")]),
    ],
)
def test_a_bad_row_is_refused_with_its_column(tmp_path: Path, line: str, faulty: list[tuple[str, str]]) -> None:
    case = read(table(tmp_path, payment(number="1"), line))
    assert faults(case.rejected) == [(2 + 1, field, code) for field, code in faulty]
    assert [entry.place.line for entry in case.entries] == [2]
    # Nothing of the cells is quoted: they may be personal.
    for value in line.split(";"):
        assert len(value) < 5 or value not in json.dumps([as_json(each)["problems"] for each in case.rejected])


@pytest.mark.parametrize(
    ("act", "article", "instead"),
    [
        ("strike-entry", None, "lea act strike"),
        ("correct-entry", None, "lea act correct"),
        ("correct-slip", "Art. 343(4)", "lea act correct --slip"),
        ("annul-act", "Art. 353(1)", "lea act annul"),
        ("resolve-distribution", "Art. 406", "lea act record"),
        ("correct-distribution", "Art. 343(4)", "lea act record"),
        ("annul-distribution", "Art. 353(10)", "lea act record"),
    ],
)
def test_what_is_in_no_backlog_is_refused_with_article_and_the_way_to_record_it(
    tmp_path: Path, act: str, article: str | None, instead: str
) -> None:
    [[problem]] = [each.problems for each in read(table(tmp_path, payment(act=act))).rejected]
    assert problem.article == article
    assert f"`{instead}`" in str(problem.detail)
    others: tuple[Language, ...] = ("ru", "be")
    for language in others:
        assert detail_in(problem, language) != problem.detail
        assert rule_in(problem, language) != problem.rule


def test_rows_of_later_days_wait(tmp_path: Path) -> None:
    file = table(
        tmp_path,
        payment(day_="01.02.2026"),
        payment(day_="2026-02-02"),
        payment(day_="03.02.2026"),
        payment(day_="soon"),
    )
    report = Report(dry_run=True)
    backlog = gather([file], NONE, report, until=date(2026, 2, 2))
    assert (report.rows, report.later) == (4, 1)
    [key] = backlog.cases
    # A day that cannot be read is refused, and not taken for a later one.
    assert [place.line for place, _ in backlog.rows_of(key)] == [2, 3, 5]


def test_a_row_is_in_the_files_once(tmp_path: Path) -> None:
    case = read(table(tmp_path, payment(), payment(number="8"), payment()))
    assert faults(case.rejected) == [(4, None, "row-twice")]
    assert len(case.entries) == 2


def test_rows_stand_in_the_order_of_their_days_after_what_they_refer_to(tmp_path: Path) -> None:
    levy = {"act": "add-measure", "measure": "levy", "code": "comp-levy-bank-money", "sum": "", "source": ""}
    case = read(
        table(
            tmp_path,
            payment("03.02.2026", measure="levy", source="account-levy"),
            payment("04.02.2026"),
            payment("03.02.2026", number="9", **levy),
            payment("01.02.2026", number="10"),
        )
    )
    assert [entry.place.line for entry in case.entries] == [5, 4, 2, 3]
    added, paid = case.entries[1], case.entries[2]
    assert added.act.data["measure"] == paid.act.data["measure"]


def test_a_name_stands_for_the_act_within_its_case(tmp_path: Path) -> None:
    head = "act;proceeding;day;actor;name;record.paper;record.number;record.after;ground;until;resolution;recipients"
    who = f"{NUMBER};02.02.2026;executor:0101-017"
    case = read(
        table(
            tmp_path,
            f"send-resolution-copies;{who};;letter;5;38-и;;;38-и;recoverer,debtor",
            f"suspend-proceeding;{who};38-и;resolution;38-и;;suspend-may-recoverer-plea;30.06.2026;;",
            head=head,
        )
    )
    suspended, sent = case.entries
    assert str(suspended.act.id) == sent.act.data["resolution"]
    assert sent.act.recording is not None
    assert sent.act.recording.after == suspended.act.id


@pytest.mark.parametrize(
    ("typed", "number"),
    [("38\u2011\u0438", "38-\u0418"), (" 57 \u2013 2019 / 7", "57-2019/7"), ("0102-2026/17", "0102-2026/17")],
)
def test_the_number_of_a_resolution_has_one_written_form(tmp_path: Path, typed: str, number: str) -> None:
    [entry] = read(table(tmp_path, f"{SUSPENDED};{typed};{UNTIL}", head=OF_PAPER)).entries
    assert entry.act.recording is not None
    assert entry.act.recording.paper is not None
    assert entry.act.recording.paper.number == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0101-2026/17", "number-of-own-series"),
        ("0101 - 2026/S3", "number-of-own-series"),
        ("\u0667", "unreadable-value"),
    ],
)
def test_a_resolution_on_paper_has_no_number_of_the_systems_series(tmp_path: Path, typed: str, code: str) -> None:
    case = read(table(tmp_path, f"{SUSPENDED};{typed};{UNTIL}", head=OF_PAPER))
    assert faults(case.rejected) == [(2, "record.number", code)]


@pytest.mark.parametrize(
    "line",
    ['["act"]', "{", '{"act": NaN}', '{"act": "a", "act": "b"}', "7", "[" * 100_000],
)
def test_a_line_that_is_no_json_object_is_refused(tmp_path: Path, line: str) -> None:
    _, rejected = backlog_of(written(tmp_path, f"\n{line}\n", "acts.jsonl"))
    assert faults(rejected) == [(2, None, "file-form")]


@pytest.mark.parametrize("more", [{"record": "paper"}, {"fields": []}, {"surprise": 1}, {"record": {"surprise": 1}}])
def test_an_object_has_no_other_parts(tmp_path: Path, more: dict[str, Any]) -> None:
    line = {"act": "assess-statement", "body": "0101", "statement": "1", "day": "2026-02-01", "actor": "a", **more}
    case = read(written(tmp_path, json.dumps(line), "acts.jsonl"))
    assert [code for _, _, code in faults(case.rejected)] in (["file-form"], ["column-unknown"])


def test_a_case_is_the_same_however_its_number_is_written(tmp_path: Path) -> None:
    stated = [{"act": "assess-statement", "body": "0101", "statement": number} for number in ("17-з", "17‑З", " 17-3")]
    lines = "\n".join(json.dumps(line) for line in stated[:2])
    backlog, _ = backlog_of(written(tmp_path, lines, "acts.jsonl"))
    assert backlog.cases == {CaseKey(body="0101", statement="17-3"): 2} or len(backlog.cases) == 1


@pytest.mark.parametrize("act", ["register-statement", "decide-on-statement", "record-payment", "add-measure"])
def test_a_template_has_columns_that_are_known(act: str) -> None:
    columns = [column.name for column in template(act)]
    assert len(columns) == len(set(columns))
    assert unknown_columns(columns, [act]) == {}
    assert set(OF_ROWS) - set(columns) <= {"proceeding"}


def test_every_act_has_a_template() -> None:
    for act in rows():
        assert unknown_columns([column.name for column in template(act)], [act]) == {}, act


def test_cells_are_nested_by_their_columns() -> None:
    assert nested({"act": "a", "record.paper": "p", "claims.2.sum": "2", "claims.1.sum": "1", "fields.act": "x"}) == {
        "act": "a",
        "record": {"paper": "p"},
        "fields": {"claims": [{"sum": "1"}, {"sum": "2"}], "act": "x"},
    }


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (day, "1.2.2026", "2026-02-01"),
        (day, "2026-02-01", "2026-02-01"),
        (amount, "1\u00a0250,4", "1250.40"),
        (amount, "12 345 678", "12345678.00"),
        (money, "10,5 EUR", {"amount": "10.50", "currency": "978"}),
        (money, "10.50 933", {"amount": "10.50", "currency": "933"}),
        (truth, "ИСТИНА", True),
        (truth, "не", False),
        (moment, "01.02.2026 9:05", "2026-02-01T09:05:00+03:00"),
    ],
)
def test_values_are_read_as_people_write_them(reader: Any, text: str, value: Any) -> None:
    assert reader(text) == value


@pytest.mark.parametrize(
    ("reader", "text"),
    [(day, "2026-02-30"), (day, "1.2"), (amount, "1e3"), (amount, "12 34"), (money, "5"), (truth, "maybe"),
     (moment, "25:00"), (moment, "9:05")],
)  # fmt: skip
def test_what_nobody_can_read_is_unreadable(reader: Any, text: str) -> None:
    with pytest.raises(Unreadable):
        reader(text)


def test_a_file_of_many_rows_needs_little_memory(tmp_path: Path) -> None:
    import tracemalloc

    lines = (payment(number=str(number), proceeding=f"0101-2026-{number % 2000:06}") for number in range(20_000))
    file = table(tmp_path, *lines)
    tracemalloc.start()
    backlog, rejected = backlog_of(file)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (backlog.rows, rejected, len(backlog.cases)) == (20_000, [], 2000)
    assert used / 20_000 < 1000, "bytes a row"
    assert ACTS_AT_MOST >= 500


def test_an_act_that_cannot_be_done_is_at_fault_in_its_column() -> None:
    assert in_row(NOT_IN_THIS_STATUS.because("the proceeding is suspended"), "record-payment").field == "act"
