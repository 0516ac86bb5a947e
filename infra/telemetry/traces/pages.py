"""The two pages: traces as a list, and one trace as a waterfall."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from zlib import crc32

from infra.telemetry.traces.spans import Filter, Span, Summary


def list_page(traces: Sequence[Summary], services: Sequence[str], wanted: Filter) -> str:
    """The list of traces with its filters."""
    options = "".join(_option(name, wanted.service) for name in ("", *services))
    before = f"{wanted.before:%Y-%m-%dT%H:%M:%S}" if wanted.before else ""
    rows = "".join(_listed(trace) for trace in traces) or "<tr><td colspan=6>No traces match.</td></tr>"
    return _page(
        "Traces",
        f"""<form>
<label>Service <select name=service>{options}</select></label>
<label>Name <input name=name value="{escape(wanted.name)}" placeholder="part of a span's name"></label>
<label>Id <input name=text value="{escape(wanted.text)}" size=38 placeholder="trace, message, stream …"></label>
<label>At least <input name=least type=number min=0 step=any value="{wanted.least:g}" class=short> ms</label>
<label>Before (UTC) <input name=before type=datetime-local step=1 value="{before}"></label>
<label><input name=errors type=checkbox value=1{" checked" if wanted.errors else ""}> errors only</label>
<label><input name=across type=checkbox value=1{" checked" if wanted.across else ""}> across services only</label>
<button>Show</button> <a href="/">all</a></form>
<table><tr><th>Began (UTC)<th>First span<th>Services<th class=r>Spans<th class=r>Took<th></tr>{rows}</table>""",
    )


def trace_page(spans: Sequence[Span]) -> str:
    """The waterfall of one trace (its spans, earliest first)."""
    began = min(span.start for span in spans)
    took = max(max(span.start + span.duration for span in spans) - began, 1)
    ticks = "".join(f"<i>{_milliseconds(took * part / 4)}</i>" for part in range(5))
    rows = "".join(_bar(span, depth, began, took) for span, depth in in_order(spans))
    services = "".join(f"<b style='--hue:{_hue(name)}'>{escape(name)}</b>" for name in _services(spans))
    return _page(
        f"Trace {spans[0].trace}",
        f"""<p><a href="/">← all traces</a> &nbsp; began {_moment(began)} UTC, took {_milliseconds(took)},
{len(spans)} spans</p><p class=services>{services}</p>
<div class=ruler>{ticks}</div>{rows}""",
    )


def in_order(spans: Sequence[Span]) -> Iterator[tuple[Span, int]]:
    """Each span after its parent, with its depth; a span without a known parent has depth 0."""
    known = {span.id for span in spans}
    children: dict[str, list[Span]] = {}
    for span in spans:
        children.setdefault(span.parent if span.parent in known else "", []).append(span)
    waiting = [(span, 0) for span in reversed(children.get("", []))]
    while waiting:
        span, depth = waiting.pop()
        yield span, depth
        waiting.extend((child, depth + 1) for child in reversed(children.get(span.id, [])))


def _listed(trace: Summary) -> str:
    services = "".join(f"<b style='--hue:{_hue(name)}'>{escape(name)}</b>" for name in trace.services)
    return (
        f"<tr><td>{_moment(trace.start)}<td><a href='/traces/{trace.trace}'>{escape(trace.name)}</a>"
        f"<td class=services>{services}<td class=r>{trace.spans}<td class=r>{_milliseconds(trace.duration)}"
        f"<td class=error>{'error' if trace.error else ''}</tr>"
    )


def _bar(span: Span, depth: int, began: int, took: int) -> str:
    left, width = 100 * (span.start - began) / took, 100 * span.duration / took
    details = "".join(
        f"<dt>{escape(key)}<dd>{escape(text)}" for key, text in ({"span": span.id} | span.attributes).items()
    )
    links = "".join(f"<dt>see also<dd><a href='/traces/{trace}'>{trace}</a>" for trace in span.links)
    return (
        f"<details style='--hue:{_hue(span.service)}'><summary><span class=name style='padding-left:{depth * 14}px'>"
        f"<b>{escape(span.service)}</b>{escape(span.name)}</span><span class=track>"
        f"<span class='bar{' error' if span.error else ''}' style='margin-left:{left:.2f}%;width:{width:.2f}%'></span>"
        f"</span><span class=r>{_milliseconds(span.duration)}</span></summary><dl>{details}{links}</dl></details>"
    )


def _services(spans: Sequence[Span]) -> list[str]:
    return list(dict.fromkeys(span.service for span in spans))


def _option(name: str, chosen: str) -> str:
    return f"<option{' selected' if name == chosen else ''} value='{escape(name)}'>{escape(name) or 'any'}</option>"


def _hue(service: str) -> int:
    return crc32(service.encode()) * 101 % 360


def _moment(nanoseconds: int) -> str:
    return f"{datetime.fromtimestamp(nanoseconds / 1e9, UTC):%Y-%m-%d %H:%M:%S.%f}"[:-3]


def _milliseconds(nanoseconds: float) -> str:
    return f"{nanoseconds / 1e6:,.1f} ms"


def _page(title: str, content: str) -> str:
    head = f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><style>{_STYLE}</style>"
    return f"{head}<h1>{title}</h1>{content}"


_STYLE = """
body{font:14px/1.4 system-ui,sans-serif;margin:1.5em 2em;color:#1c2430;background:#fff}
h1{font-size:1.25em}a{color:#1555b0;text-decoration:none}
form{display:flex;gap:1.2em;align-items:center;flex-wrap:wrap;margin-bottom:1em}.short{width:5em}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.25em .7em .25em 0;border-bottom:1px solid #e4e7ec}
.r{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.error{color:#b3261e}
b{font-weight:600;color:hsl(var(--hue) 60% 32%);margin-right:.6em}details{border-bottom:1px solid #eef0f3}
summary{display:grid;grid-template-columns:38% 1fr 7em;cursor:pointer;padding:.15em 0}summary::marker{content:""}
.name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.track{background:#f5f6f8}
.bar{display:block;height:1.1em;min-width:2px;background:hsl(var(--hue) 55% 55%)}.bar.error{background:#b3261e}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1em 1.2em;margin:.4em 1em 1em}
dt{color:#667}dd{margin:0;overflow-wrap:anywhere;font-family:ui-monospace,monospace}
.ruler{display:flex;justify-content:space-between;margin:0 7em .3em 38%;color:#667}.ruler i{font-style:normal}
"""
