"""Structured logs: one JSON object a line, with trace and message ids; no personal data.

A message's content is never logged: ids lead to it, for those who may read it.
"""

import logging
import sys
from collections.abc import Sequence
from typing import Any

import structlog
from opentelemetry import trace
from structlog.typing import EventDict, Processor

_CHATTY = ("aiormq", "aio_pika", "asyncio", "httpx", "httpcore", "uvicorn.access")


def configure_logs(service: str, level: str = "INFO") -> None:
    """Write the logs of this process, libraries included, to standard error as JSON."""
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_trace,
        _named(service),
        structlog.processors.ExceptionRenderer(
            structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=20)
        ),
        _without_values,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *common,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*common, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(default=str),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module; takes a short sentence and fields: `log.info("batch applied", events=12)`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def _add_trace(_: Any, __: str, event: EventDict) -> EventDict:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event.setdefault("trace_id", f"{context.trace_id:032x}")
        event.setdefault("span_id", f"{context.span_id:016x}")
    return event


def _without_values(_: Any, __: str, event: EventDict) -> EventDict:
    # Texts of exceptions quote input and rows; the type and the frames say where to look.
    _strip(event.get("exception") or ())
    return event


def _strip(stacks: Sequence[dict[str, Any]]) -> None:
    for stack in stacks:
        for name in ("exc_value", "exc_notes", "syntax_error"):
            stack.pop(name, None)
        for nested in stack["exceptions"]:
            _strip(nested)


def _named(service: str) -> Processor:
    def add(_: Any, __: str, event: EventDict) -> EventDict:
        event["service"] = service
        return event

    return add
