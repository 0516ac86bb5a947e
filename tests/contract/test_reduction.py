"""What is left of each event for a subscriber, by the classes it was approved for."""

import json
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field

from contracts.base import Contract
from contracts.catalogue import COMMANDS, EVENTS
from contracts.envelope import event_from_message
from contracts.events.corrections import StatedAct
from contracts.events.proceedings import Status
from contracts.recording import Recording
from contracts.reduced_models import (
    decode_reduced,
    reduced_event_from_message,
    reduced_model,
    reduced_recording,
)
from contracts.reduction import ALL, reduce, reduce_recording, reduction_of, required_class, sensitive_fields
from contracts.registry import MalformedMessage, UnknownType
from contracts.schema_files import published
from contracts.sensitivity import FieldClass
from contracts.shapes import UnmarkedField, shapes_of
from contracts.values import Day, Name, PlaceText

GOLDEN, HEADERS = Path(__file__).parent / "golden", Path(__file__).parent / "headers"
SERVICES = ("proceedings", "intake", "deadlines")
NOTHING: frozenset[FieldClass] = frozenset()

_SCHEMAS = published()
PUBLISHED = sorted(
    type_
    for type_, schema in _SCHEMAS.items()
    if type_.split(".")[1] in SERVICES and (GOLDEN / f"{type_}.json").exists() and type_ not in COMMANDS.models
)
"""Every version of every event that subscribers can receive, as the committed schemas have them."""

REVISED = "lea.proceedings.course-revised.v1"
INITIATED = "lea.proceedings.proceeding-initiated.v1"
PAYMENT = "lea.proceedings.payment-received.v1"


def _sample(type_: str) -> dict[str, Any]:
    sample: dict[str, Any] = json.loads((GOLDEN / f"{type_}.json").read_text(encoding="utf-8"))
    return sample


def _of_classes(type_: str) -> tuple[dict[str, Any], dict[FieldClass, set[str]]]:
    """An example of a type with every field stated, and the texts in it that are of a class.

    It is made from the JSON Schema, which knows nothing of how the reduction works.
    """
    schema, texts = _SCHEMAS[type_], {each: set[str]() for each in FieldClass}
    numbers = count(1)

    def filled(part: Mapping[str, Any], marked: str | None, above: tuple[str, ...]) -> Any:
        marked = part.get("x-sensitive", marked)
        if "$ref" in part:
            name = part["$ref"].rsplit("/", 1)[1]
            return None if name in above else filled(schema["$defs"][name], marked, (*above, name))
        if "anyOf" in part:
            return filled(next(each for each in part["anyOf"] if each.get("type") != "null"), marked, above)
        if "properties" in part:
            return {name: filled(each, marked, above) for name, each in part["properties"].items()}
        if part.get("type") == "array":
            return [filled(part["items"], marked, above), filled(part["items"], marked, above)]
        if marked is None and part.get("type") != "string":
            return {"number": 7, "integer": 7, "boolean": True}.get(part.get("type", ""), {})
        text = f"{marked or 'open'} {next(numbers)};"
        if marked is not None:
            texts[FieldClass(marked)].add(text)
        return text

    return filled(schema, None, ()), texts


def test_every_published_event_can_be_reduced() -> None:
    assert sorted(type_ for type_ in EVENTS.models if type_.split(".")[1] in SERVICES) == PUBLISHED


@pytest.mark.parametrize("type_", PUBLISHED)
def test_every_field_of_an_event_is_marked(type_: str) -> None:
    assert sensitive_fields(EVENTS.models[type_]) is not None  # raises UnmarkedField


@pytest.mark.parametrize("type_", [type_ for type_ in COMMANDS.models if type_.split(".")[1] in SERVICES])
def test_every_field_of_a_command_that_an_event_may_carry_is_marked(type_: str) -> None:
    assert sensitive_fields(COMMANDS.models[type_]) is not None


@pytest.mark.parametrize("type_", PUBLISHED)
def test_nothing_of_a_class_that_is_not_approved_remains(type_: str) -> None:
    data, texts = _of_classes(type_)
    for field_class in FieldClass:
        left = json.dumps(reduce(type_, data, ALL - {field_class}))
        assert [text for text in texts[field_class] if text in left] == []


@pytest.mark.parametrize("type_", PUBLISHED)
def test_what_is_not_sensitive_is_unchanged(type_: str) -> None:
    data, texts = _of_classes(type_)
    sensitive = set().union(*texts.values())
    assert [*_values(reduce(type_, data, NOTHING))] == [each for each in _values(data) if each not in sensitive]


def _values(data: Any) -> Iterator[Any]:
    if isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _values(each)
    else:
        yield data


@pytest.mark.parametrize("type_", PUBLISHED)
def test_all_of_it_remains_if_all_is_approved(type_: str) -> None:
    assert reduce(type_, _sample(type_), ALL) == _sample(type_)


@pytest.mark.parametrize("type_", PUBLISHED)
def test_what_remains_is_read_by_the_reduced_model(type_: str) -> None:
    for approved in (NOTHING, *[frozenset({each}) for each in FieldClass], ALL):
        left = reduce(type_, _sample(type_), approved)
        read = decode_reduced(type_, json.dumps(left).encode())
        assert read.type == type_
        assert _without_none(left) == _without_none(_as_in(json.loads(read.model_dump_json()), left))


def _without_none(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _without_none(each) for name, each in data.items() if each is not None}
    return [_without_none(each) for each in data] if isinstance(data, list) else data


def _as_in(read: Any, left: Any) -> Any:
    """What was read, without the defaults of fields that the data did not state."""
    if isinstance(read, dict) and isinstance(left, dict):
        return {name: _as_in(each, left[name]) for name, each in read.items() if name in left}
    if isinstance(read, list) and isinstance(left, list):
        return [_as_in(one, other) for one, other in zip(read, left, strict=True)]
    return read


_CLASSES = st.frozensets(st.sampled_from(FieldClass))


@given(st.sampled_from(PUBLISHED), _CLASSES, _CLASSES)
@settings(max_examples=300, deadline=None)
def test_classes_are_left_out_independently_of_each_other(
    type_: str, one: frozenset[FieldClass], other: frozenset[FieldClass]
) -> None:
    data, texts = _of_classes(type_)
    both = reduce(type_, data, one & other)
    assert both == reduce(type_, reduce(type_, data, one), other)
    left = json.dumps(both, ensure_ascii=False)
    for field_class, each in texts.items():
        assert all((text in left) == (field_class in one & other) for text in each)


@given(st.sampled_from(PUBLISHED), st.dictionaries(st.text(min_size=1), st.text() | st.lists(st.text()), max_size=3))
@settings(max_examples=200, deadline=None)
def test_unknown_fields_are_left_out(type_: str, unknown: dict[str, Any]) -> None:
    data = _sample(type_)
    more = {**{name: value for name, value in unknown.items() if name not in _SCHEMAS[type_]["properties"]}, **data}
    assert reduce(type_, more, ALL) == data


def test_a_value_of_another_form_than_known_is_left_out() -> None:
    """A newer release may have made a contract of a text."""
    data = {**_sample(INITIATED), "number": {"of": "Ivanov"}, "executor": "Ivanov", "claims": "Ivanov"}
    assert "Ivanov" not in json.dumps(reduce(INITIATED, data, NOTHING))


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(UnknownType):
        reduce("lea.proceedings.unheard-of.v1", {}, ALL)
    with pytest.raises(UnknownType):
        reduced_model("lea.proceedings.unheard-of.v1")


def test_a_party_keeps_its_kind() -> None:
    recoverer = reduce(INITIATED, _sample(INITIATED), [FieldClass.ADDRESSES])["recoverer"]
    assert recoverer.keys() == {"kind", "identifier", "address", "foreign"}
    assert recoverer["identifier"] == {"kind": "unp"}


def test_a_field_that_was_left_out_reads_as_none() -> None:
    read: Any = decode_reduced(INITIATED, json.dumps(reduce(INITIATED, _sample(INITIATED), NOTHING)).encode())
    assert read.debtor.name is None
    assert read.debtor.kind == "legal-person"
    assert type(read.status) is Status, "what has nothing sensitive keeps its class"


def test_what_is_not_sensitive_stays_required() -> None:
    left = reduce(INITIATED, _sample(INITIATED), NOTHING)
    with pytest.raises(MalformedMessage):
        decode_reduced(INITIATED, json.dumps({**left, "number": None}).encode())


def _revised(*types: str) -> dict[str, Any]:
    entries = [{"day": "2026-03-02", "type": type_, "data": _sample(type_)} for type_ in types]
    return {**_sample(REVISED), "act": entries[0], "entries": entries}


def test_what_an_event_carries_of_another_is_reduced_as_that_one() -> None:
    left = reduce(REVISED, _revised(INITIATED, PAYMENT), [FieldClass.NAMES])
    expected = [reduce(type_, _sample(type_), [FieldClass.NAMES]) for type_ in (INITIATED, PAYMENT)]
    assert [entry["data"] for entry in left["entries"]] == expected
    assert left["act"]["data"] == expected[0]
    read = decode_reduced(REVISED, json.dumps(left).encode())
    assert read.model_dump(mode="json")["entries"] == left["entries"]


def test_entries_of_types_that_are_not_approved_are_left_out() -> None:
    left = reduce(REVISED, _revised(INITIATED, PAYMENT), ALL, {REVISED, PAYMENT})
    assert [entry["type"] for entry in left["entries"]] == [PAYMENT]
    assert left["act"] == {"day": "2026-03-02"}, "an act was recorded, and was not struck"
    assert decode_reduced(REVISED, json.dumps(left).encode())


def test_what_is_carried_of_an_unknown_type_is_left_out() -> None:
    entry = {"day": "2026-03-02", "type": "lea.proceedings.unheard-of.v1", "data": {"name": "Ivanov"}}
    left = reduce(REVISED, {**_sample(REVISED), "act": None, "entries": [entry]}, ALL)
    assert left["entries"] == [{"day": "2026-03-02", "type": "lea.proceedings.unheard-of.v1"}]


def test_an_act_that_a_correction_states_is_reduced_as_its_command() -> None:
    type_ = "lea.proceedings.correction-proposed.v1"
    stated = StatedAct(type="lea.proceedings.make-demand.v1", data={"demand": "x", "addressee": "Ivanov", "norm": "y"})
    data = {**_sample(type_), "data": stated.model_dump(mode="json")}
    assert reduce(type_, data, [FieldClass.FREE_TEXT])["data"]["data"] == {"demand": "x", "norm": "y"}
    assert reduce(type_, data, ALL, {type_})["data"] == {}


def test_the_recording_of_an_act_is_reduced() -> None:
    paper = {"kind": "ruling", "number": "17", "dated": "2026-03-02", "author": "Ivanov"}
    stated = {"paper": paper, "reason": "the post was late", "attestations": [{"condition": "urgent", "paper": paper}]}
    recording = Recording.model_validate(stated).compact()
    assert reduce_recording(recording, ALL) == recording
    left = reduce_recording(recording, NOTHING) or ""
    assert "Ivanov" not in left
    assert "post" not in left
    read: Any = reduced_recording().model_validate_json(left)
    assert read.paper.number == "17"
    assert reduce_recording('{"reason":"the post was late"}', NOTHING) is None


def test_a_message_is_read_whose_data_and_recording_were_reduced() -> None:
    headers = json.loads((HEADERS / "event-with-recording.json").read_text(encoding="utf-8"))
    recording = reduce_recording(headers["cloudEvents:recording"], NOTHING)
    body = json.dumps(reduce(INITIATED, _sample(INITIATED), NOTHING)).encode()
    message = {**headers, "cloudEvents:type": INITIATED, "cloudEvents:recording": recording}
    with pytest.raises(MalformedMessage):
        event_from_message(message, body)
    event = reduced_event_from_message(message, body)
    assert (event.data.number, event.data.debtor.name) == (_sample(INITIATED)["number"], None)
    assert event.recording is not None
    assert event.recording.paper is not None
    assert event.recording.paper.author is None


def test_streams_whose_ids_are_computed_from_an_identifier_need_its_approval() -> None:
    needing = {type_ for type_ in PUBLISHED if required_class(type_) is FieldClass.IDENTIFIERS}
    assert needing == {
        "lea.proceedings.consolidated-debtor-joined.v1",
        "lea.proceedings.consolidated-debtor-left.v1",
        "lea.proceedings.consolidated-debtor-distributed.v1",
        "lea.proceedings.debtor-group-joined.v1",
        "lea.proceedings.debtor-group-repaid.v1",
    }


def test_the_schemas_state_the_classes() -> None:
    """What the catalogue shows is what the reduction does."""
    for type_ in PUBLISHED:
        _, texts = _of_classes(type_)
        assert {each for each, found in texts.items() if found} == {*sensitive_fields(EVENTS.models[type_]).values()}


class _ByPost(Contract):
    by: Literal["post"]
    address: PlaceText


class _ByHand(Contract):
    by: Literal["hand"]
    person: Name
    day: Day


class _Handed(Contract):
    how: Annotated[_ByPost | _ByHand, Field(discriminator="by")]
    before: tuple[Annotated[_ByPost | _ByHand, Field(discriminator="by")], ...]


def test_of_alternatives_the_discriminator_decides() -> None:
    reduced = reduction_of(_Handed, frozenset({FieldClass.NAMES}))
    hand, post = {"by": "hand", "person": "Ivanov", "day": "2026-03-02"}, {"by": "post", "address": "Minsk"}
    unknown = {"by": "pigeon", "person": "Ivanov"}
    left = reduced({"how": hand, "before": [post, hand, unknown]})
    assert left == {"how": hand, "before": [{"by": "post"}, hand]}


class _WithText(Contract):
    remark: str | None = None


class _WithEither(Contract):
    either: _ByPost | _ByHand


@pytest.mark.parametrize(("model", "field"), [(_WithText, "_WithText.remark"), (_WithEither, "_WithEither.either")])
def test_a_field_that_nobody_has_marked_is_refused(model: type[Contract], field: str) -> None:
    with pytest.raises(UnmarkedField, match=field):
        shapes_of(model)
