"""The configuration of HAProxy as text: a pure function of the processes behind it, and of the limits.

Pages of the manual of HAProxy 2.6 that explain most: sections 4.2 (keywords), 7.3 (fetches) and 8.2.4 (log formats).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from infra.haproxy import problems
from infra.haproxy.problems import ERRORS, REFUSALS
from infra.haproxy.routes import BULK, FILES, OTHER, ROUTES
from infra.haproxy.settings import FrontSettings
from shared.http.headers import CLIENT_ADDRESS
from shared.http.problems import MEDIA_TYPE

CONFIGURATION = "haproxy.cfg"
HEALTH, READINESS, METRICS = "/front/healthz", "/front/readyz", "/front/metrics"
"""Of HAProxy itself, on the operations address; it is ready when at least one process of the edge is."""

PATH = "path,url_dec"
"""The path as an application reads it: percent-encoding must not bypass a rule."""
_CHECK = (
    "option httpchk",
    "http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host localhost",
    "http-check expect status 200",
)
_REWRITING = 2048  # bytes HAProxy keeps free in a buffer for headers it adds
_SPARE = 8192  # bytes between the largest body with its head and a full buffer


@dataclass(frozen=True)
class Front:
    """Addresses, processes and certificates of one HAProxy."""

    court: str
    """`address:port` of the court interface."""
    operations: str
    """`address:port` of health, readiness and metrics."""
    sockets: PurePath
    """Folder of the processes' Unix sockets: `<process>.sock`."""
    edges: Sequence[str]
    """Processes of the edge, among which court requests are balanced."""
    processes: Sequence[str]
    """All processes whose health, readiness and metrics are served.

    The name of a service without a number stands for any of its processes.
    """
    certificate: PurePath
    """Certificate chain of the court interface with its private key (PEM)."""
    client_ca: PurePath | None = None
    """Certificates (PEM) of the issuers of client certificates; none: clients are not asked for one."""
    desk: str | None = None
    """`address:port` of the desk; none: there is none."""
    traces: str | None = None
    """`address:port` of the trace viewer; none: there is none."""
    user: str | None = None
    group: str | None = None
    """User and group of the workers; none: those of the process that starts HAProxy."""
    settings: FrontSettings = field(default_factory=FrontSettings)


def files(front: Front) -> dict[str, str]:
    """The content of every file of the configuration, by its name in their common folder."""
    return {CONFIGURATION: configuration(front), **problems.files()}


def configuration(front: Front) -> str:
    """The text of the main file."""
    sections = [
        ("global", _global(front)),
        ("defaults", _defaults(front.settings)),
        ("frontend court", _court(front)),
        ("frontend operations", _operations(front)),
        ("backend edge", _edge(front)),
        *((f"backend of-{process}", [_server(front, process)]) for process in front.processes),
        *((f"backend of-{kind}", _any_of(front, members)) for kind, members in _kinds(front).items()),
    ]
    if front.desk:
        sections += [("frontend desk", _desk(front, front.desk))]
    if front.traces:
        sections += [("frontend traces", _traces(front.traces)), ("backend traces", [_server(front, "traces")])]
    return "\n".join(f"{title}\n" + "".join(f"    {line}\n" for line in lines) for title, lines in sections)


def _global(front: Front) -> list[str]:
    settings = front.settings
    return [
        "default-path config",
        "log stdout format raw local0 info",
        *([f"user {front.user}"] if front.user else []),
        *([f"group {front.group}"] if front.group else []),
        f"maxconn {settings.connection_limit}",
        f"nbthread {settings.threads}",
        # A buffer holds the largest ordinary request: its body is complete before a process of the edge sees any of it.
        f"tune.bufsize {settings.body_limit + settings.head_limit + _REWRITING + _SPARE}",
        f"tune.maxrewrite {_REWRITING}",
        f"tune.http.maxhdr {settings.header_limit}",
        "ssl-default-bind-options ssl-min-ver TLSv1.2",
        f"hard-stop-after {_ms(settings.reload_grace)}",
    ]


def _defaults(settings: FrontSettings) -> list[str]:
    return [
        "mode http",
        "option dontlognull",
        "option http-ignore-probes",
        # After a reload an idle connection gets one more answer, with "Connection: close", before it is closed.
        "option idle-close-on-response",
        # HAProxy closes idle connections to a process after five seconds, before the process would. A process that
        # stops gets no more requests by then.
        "http-reuse safe",
        "option redispatch 1",
        "retries 3",
        "timeout connect 2s",
        f"timeout client {_ms(settings.client_timeout)}",
        f"timeout server {_ms(settings.server_timeout)}",
        f"timeout queue {_ms(settings.queue_timeout)}",
        f"timeout check {_ms(settings.check_timeout)}",
        f"timeout http-request {_ms(settings.head_timeout)}",
        f"timeout http-keep-alive {_ms(settings.idle_timeout)}",
        "unique-id-format %[uuid()]",
        "unique-id-header X-Request-Id",
        f"log-format '{_LOG}'",
        f"error-log-format '{_ERROR_LOG}'",
        *(_error(status) for status in ERRORS),
    ]


def _court(front: Front) -> list[str]:
    asking = f" ca-file {front.client_ca} verify optional" if front.client_ca else ""
    return [
        "log global",
        f"bind {front.court} proto h1 ssl crt {front.certificate} alpn http/1.1{asking}",
        *_log_variables(ROUTES),
        *_well_formed(front.settings),
        _refuse("nowhere", f"{{ {PATH} -m str /healthz /readyz /metrics }}"),
        # The edge bounds bulk requests itself, in size and in time.
        f"http-request wait-for-body time {_ms(front.settings.body_timeout)} unless {{ {PATH} -m str {BULK} }}",
        _refuse("body", f"{{ req.body_size gt {front.settings.body_limit} }} !{{ {PATH} -m str {BULK} }}"),
        'http-request set-header Client-Cert ":%[ssl_c_der,base64]:" if { ssl_c_used } { ssl_c_verify 0 }',
        "default_backend edge",
    ]


def _operations(front: Front) -> list[str]:
    names = "|".join((*front.processes, *_kinds(front)))
    return [
        f"bind {front.operations} proto h1",
        "log global",
        "option dontlog-normal",
        f"monitor-uri {HEALTH}",
        *_log_variables({"front": "^/front/", **{name: f"^/{name}/" for name in front.processes}}),
        *_well_formed(front.settings),
        f"http-request return status 200 if {{ path {READINESS} }} {{ nbsrv(edge) ge 1 }}",
        f"http-request return status 503 if {{ path {READINESS} }}",
        f"http-request use-service prometheus-exporter if {{ path {METRICS} }}",
        _refuse("nowhere", f"!{{ path -m reg '^/({names})/(healthz|readyz|metrics)$' }}"),
        "http-request set-var(txn.process) path,field(2,/)",
        r"http-request replace-path '^/[^/]+(/.*)' '\1'",
        "use_backend of-%[var(txn.process)]",
    ]


def _desk(front: Front, address: str) -> list[str]:
    return [
        "log global",
        f"bind {address} proto h1 ssl crt {front.certificate} alpn http/1.1",
        *_log_variables({}),
        *_well_formed(front.settings),
        _refuse("nowhere", f"{{ {PATH} -m str /healthz /readyz /metrics }}"),
        # The desk bounds the file of a bank statement itself, in size and in time.
        f"http-request wait-for-body time {_ms(front.settings.body_timeout)} unless {{ {PATH} -m str {FILES} }}",
        _refuse("body", f"{{ req.body_size gt {front.settings.body_limit} }} !{{ {PATH} -m str {FILES} }}"),
        f"http-request set-header {CLIENT_ADDRESS} %[src]",
        "default_backend of-desk",
    ]


def _traces(address: str) -> list[str]:
    return [
        f"bind {address} proto h1",
        "log global",
        "option dontlog-normal",
        *_log_variables({}),
        *_well_formed(None),
        "default_backend traces",
    ]


def _edge(front: Front) -> list[str]:
    settings = front.settings
    checked = f"check inter {_ms(settings.check_interval)} fall 2 rise 1 maxconn {settings.requests_per_process}"
    return [
        "balance leastconn",
        *_CHECK,
        f"default-server {checked}",
        *(_server(front, process) for process in front.edges),
    ]


def _kinds(front: Front) -> dict[str, list[str]]:
    """The numbered processes of each service. Those of the edge are asked one by one."""
    kinds = dict[str, list[str]]()
    for process in front.processes:
        kind, number, _ = process.partition("-")
        if number and process not in front.edges:
            kinds.setdefault(kind, []).append(process)
    return kinds


def _any_of(front: Front, processes: Iterable[str]) -> list[str]:
    """The living ones among the processes of a service."""
    settings = front.settings
    return [
        "balance leastconn",
        *_CHECK,
        f"default-server check inter {_ms(settings.check_interval)} fall 2 rise 1",
        *(_server(front, process) for process in processes),
    ]


def _server(front: Front, process: str) -> str:
    return f"server {process} unix@{front.sockets / process}.sock"


def _log_variables(routes: dict[str, str]) -> Iterable[str]:
    """Variables for the log: method, route, certificate, and the trace of the client."""
    yield "http-request set-var(txn.method) method"
    yield f"http-request set-var(txn.route) str({OTHER})"
    for name, path in routes.items():
        yield f"http-request set-var(txn.route) str({name}) if {{ {PATH} -m reg '{path}' }}"
    well_formed = "'^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$'"
    trace = """'"%[req.hdr(traceparent),field(2,-)]"'"""
    yield f"http-request set-var-fmt(txn.trace) {trace} if {{ req.hdr(traceparent) -m reg {well_formed} }}"
    yield "http-request set-var(txn.certificate) str(true) if { ssl_c_used }"


def _well_formed(settings: FrontSettings | None) -> Iterable[str]:
    """Pass on one well-formed message, and only headers that may come from a client.

    Without settings its size is not limited.
    """
    yield _refuse("method", "{ method CONNECT TRACE }", 'hdr allow "GET, POST"')
    yield _refuse("version", "!HTTP_1.1")
    yield _refuse("target", "!{ url -m beg / }")
    yield _refuse("length", "{ req.hdr(content-length),length gt 15 }")
    yield _refuse("host", "!{ req.fhdr_cnt(host) 1 } or { req.fhdr(host),length 0 }")
    yield _refuse("characters", r"{ req.hdrs -m reg '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]' }")
    if settings is not None:
        limit = settings.head_limit
        yield _refuse("head", f"{{ req.hdrs,length gt {limit} }} or {{ url,length gt {limit} }}")
    # No other protocol is offered: a client that asks for one gets an HTTP/1.1 answer (RFC 9110 section 7.8).
    for name in ("Upgrade", "HTTP2-Settings", "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer"):
        yield f"http-request del-header {name}"
    for name in ("Client-Cert", "X-Forwarded-"):
        yield f"http-request del-header {name} -m beg"
    for name in ("Forwarded", "X-Real-IP", "X-Request-Id", CLIENT_ADDRESS):
        yield f"http-request del-header {name}"


def _refuse(name: str, condition: str, header: str = "") -> str:
    kind = REFUSALS[name].kind
    answer = f"status {kind.status} content-type {MEDIA_TYPE} lf-file problems/{name}.json hdr cache-control no-store"
    return f"http-request return {answer} {header + ' ' if header else ''}if {condition}"


def _error(status: int) -> str:
    headers = {"cache-control": "no-store", **ERRORS[status].kind.headers}
    added = " ".join(f"hdr {name} {value}" for name, value in headers.items())
    return f"http-error status {status} content-type {MEDIA_TYPE} lf-file problems/{status}.json {added}"


def _ms(seconds: float) -> str:
    return f"{round(seconds * 1000)}ms"


_TIME = '"timestamp":"%[date,utime(%Y-%m-%dT%H:%M:%S)].%[date(0,ms),concat(),bytes(10)]Z"'
_LOG = (
    f'{{{_TIME},"level":"info","service":"front","event":"http request","frontend":"%f",'
    '"method":"%[var(txn.method,-),json(utf8s)]","route":"%[var(txn.route,-)]","status":%ST,'
    '"bytes_in":%U,"bytes_out":%B,'
    '"head_ms":%TR,"queue_ms":%Tw,"connect_ms":%Tc,"answer_ms":%Tr,"total_ms":%Ta,'
    '"termination":"%ts","server":"%s","retries":"%rc","tls":"%sslv","certificate":%[var(txn.certificate,false)],'
    '"request_id":"%ID","trace_id":%[var(txn.trace,null)]}'
)
_ERROR_LOG = (
    f'{{{_TIME},"level":"warning","service":"front","event":"no readable request","frontend":"%f",'
    '"error":"%[fc_err]","reason":"%[fc_err_str,json(utf8s)]","tls_error":"%[ssl_fc_err_str,json(utf8s)]"}'
)
