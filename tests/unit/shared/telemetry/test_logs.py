"""Logs are JSON, name their trace, and quote no data."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from opentelemetry.sdk.trace import TracerProvider

from shared.telemetry.logs import configure_logs, get_logger


@pytest.fixture(autouse=True)
def _configured() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    before = structlog.get_config()
    configure_logs("intake")
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


def _fail(text: str) -> None:
    raise ExceptionGroup(text, [ValueError(text), KeyError(text)]) from RuntimeError(text)


def _last(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    line: dict[str, object] = json.loads(capsys.readouterr().err.splitlines()[-1])
    return line


def test_logs_of_libraries_have_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("intake")
    get_logger("ours").warning("kept", event_id="1")
    own = _last(capsys)
    logging.getLogger("theirs").warning("kept %s", "too")
    foreign = _last(capsys)
    assert (own["event"], own["service"], own["level"], own["event_id"]) == ("kept", "intake", "warning", "1")
    assert (foreign["event"], foreign["service"], foreign["level"]) == ("kept too", "intake", "warning")
    assert {"timestamp", "logger"} <= own.keys() & foreign.keys()


def test_exceptions_show_frames_but_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("intake")
    secret = "Ivanov"  # noqa: S105 - not a password, and not to be seen either
    try:
        _fail(secret)
    except ExceptionGroup as error:
        get_logger("ours").error("failed", exc_info=error)
    line = _last(capsys)
    assert secret not in json.dumps(line)
    assert "_fail" in json.dumps(line)


def test_the_current_trace_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("intake")
    with TracerProvider(shutdown_on_exit=False).get_tracer("test").start_as_current_span("work") as span:
        get_logger("ours").info("within")
    assert _last(capsys)["trace_id"] == f"{span.get_span_context().trace_id:032x}"
