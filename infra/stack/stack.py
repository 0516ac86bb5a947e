"""A stack: engines, databases and services with one data folder."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.backup.repository import HEAD_FILE, PASSPHRASE, repository_of
from infra.backup.secrets import seal
from infra.backup.settings import BackupSettings
from infra.broker.definitions import permissions
from infra.broker.management import Management
from infra.broker.names import ADMINISTRATOR
from infra.database.provisioning import DATABASES, LOGINS, provision, service_of
from infra.stack import haproxy, monitoring, patroni, postgresql, rabbitmq, services
from infra.stack.addresses import EDGE, FORM_KEY, SIGNING_KEY, kind_of, on_loopback
from infra.stack.binaries import engine_user
from infra.stack.engines import cluster, one_machine
from infra.stack.errors import StackError
from infra.stack.guard import SUPERVISOR, sweep
from infra.stack.passwords import Passwords, password_of
from infra.stack.ports import CLUSTER_OFFSETS, OFFSETS, claim_ports
from infra.stack.process import POLL, Program, Supervised
from infra.stack.records import FAILED, RUNNING, STARTING, STOPPED, Record, Records, start_time
from infra.stack.settings import (
    ACCESS,
    BACKUP,
    BALANCER,
    FRONT,
    MONITORING,
    PROJECT,
    REBUILDS,
    SERVICES,
    TOPOLOGY,
    TRACES,
    WATCHERS,
    StackSettings,
    reachable,
)


def quiet(name: str, state: str) -> None:
    """Ignore changes of state."""


class Stack:
    """The processes of one data folder, supervised by this Python process.

    A context manager: at its end all started processes are stopped. If this process is killed, a guard process stops
    them. With `cluster` there are three nodes of each engine and two processes of each service; without backups so far.
    `durable=False` is for tests: data does not survive a power failure, engines are stopped by SIGKILL, and there
    are no backups.
    """

    def __init__(
        self,
        home: Path,
        settings: StackSettings | None = None,
        *,
        durable: bool = True,
        cluster: bool = False,
        backups: BackupSettings | None = None,
        announce: Callable[[str, str], None] = quiet,
    ) -> None:
        self.home = home.resolve()
        self.cluster = cluster
        given = settings or StackSettings()
        self.settings = given.of_cluster() if cluster else given
        self.durable = durable
        self.backups = backups or BackupSettings()
        self._announce = announce
        self._records = Records(self.home / "processes")
        self._processes: dict[str, Supervised] = {}
        self._claim()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.down()

    # -- starting and stopping

    def engines(self) -> Self:
        """Start PostgreSQL and RabbitMQ at the same time, and create roles and databases."""
        self._guarded(self._start_engines)
        return self

    def up(self, names: Sequence[str] = SERVICES) -> Self:
        """Start the engines, migrate the databases of these services, and start the services behind HAProxy.

        With `traces` among the names, the trace viewer runs too and receives their spans; with `monitoring`, what
        watches everything.
        """
        own = [name for name in names if name not in (TRACES, MONITORING)]
        chosen = [process for name in own for process in self.settings.processes_of(name)]

        def start_all() -> None:
            if MONITORING in names:
                monitoring.check(self.settings)
            backed_up = [BACKUP] if self.repository and chosen else []
            served = [*([TRACES] if TRACES in names else []), *backed_up, *chosen]
            if TRACES in names:
                self._add(services.viewer(self._sockets))
            if served:
                self._add(haproxy.program(self.home, self.settings, self.ports, served))
            self._start_engines([kind_of(process) for process in chosen])
            for _ in backed_up:
                self._add(services.backups(self.home, self.server_url(), self._sockets, self.backups))
            for process in chosen:
                self._add(services.program(process, self.environment(process), self._sockets))
            beside = self._start_beside({*map(kind_of, chosen)})
            self._ready(*([FRONT] if served else []), *served, *beside)
            self._reach_edge()
            if MONITORING in names:
                watched = [name for name in self._processes if kind_of(name) in (*SERVICES, BACKUP)]
                self._run(monitoring.programs(self.home, self.settings, self.ports, self.addresses, watched))

        self._guarded(start_all)
        return self

    def down(self) -> None:
        """Stop everything, last started first, and release folder and ports."""
        if self._lock.closed:
            return
        engine_signal = None if self.durable else signal.SIGKILL
        # First: what is stopped is no fault.
        self._stop_all([name for name in self._processes if kind_of(name) in WATCHERS])
        self._stop_all([name for name in self._processes if kind_of(name) in SERVICES])
        self._stop_all((BACKUP, REBUILDS, ACCESS))
        # After the services, whose last spans it forwards to the viewer.
        self._stop_all((FRONT,))
        self._stop_all((TOPOLOGY,))
        self._stop_all((BALANCER,))
        self._stop_all([name for name in self._processes if kind_of(name) in ("broker", "database")], engine_signal)
        self._stop_all((TRACES,))
        # After the databases, which keep in etcd who is the primary.
        self._stop_all([name for name in self._processes if kind_of(name) in ("epmd", "etcd")])
        if self._records.read(SUPERVISOR) is not None:
            self._record(STOPPED)
        if self._guard:
            self._guard.communicate()
        self.ports.close()
        self._lock.close()

    def start(self, name: str) -> None:
        """Restart a stopped process and wait until it is ready; `edge` stands for all of its processes."""
        for process in self._named(name):
            process.start()
        self.wait_ready(name)

    def stop(self, name: str) -> None:
        """Stop a process gracefully, until `start`. `edge` stands for all of its processes."""
        _in_parallel(Supervised.stop, self._named(name))

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL, *, revive: bool = True) -> None:
        """Signal a process and wait for its end. The supervisor restarts it unless `revive` is False.

        `edge` stands for all of its processes.
        """
        _in_parallel(lambda process: process.kill(number) if revive else process.stop(number), self._named(name))

    def wait_ready(self, name: str) -> None:
        """Wait until a killed or restarted process works; `edge` stands for all of its processes."""
        for process in self._named(name):
            process.wait_ready()
        if kind_of(name) in (EDGE, FRONT):
            self._reach_edge()

    def reload(self) -> None:
        """Make HAProxy reload its configuration, and renew the certificate if it is due."""
        haproxy.reload(self.home, self.settings, self.ports.named)

    def renew_certificate(self) -> bool:
        """Serve another certificate if one is due or was put in its place; returns whether that was so."""
        return FRONT in self._processes and haproxy.renew(self.home, self.settings, self.ports.named)

    def pid(self, name: str) -> int | None:
        """The pid of a process (`database`, `broker`, `front`, `edge-1` …); None if it does not run."""
        return self._processes[name].pid

    # -- addresses

    def broker_url(self, user: str = ADMINISTRATOR) -> str:
        """The AMQP address for this user of the broker."""
        return self.addresses.broker(user)

    def database_url(self, service: str, role: str | None = None) -> str:
        """The address of a service's database, for the role of the service or another one."""
        return self.addresses.database(role or DATABASES[service].role, DATABASES[service].name)

    def server_url(self, database: str = "postgres") -> str:
        """The superuser's address of the database server."""
        return self.addresses.database(postgresql.SUPERUSER, database)

    def url(self, name: str) -> str:
        """The HTTP address of `edge`, `management`, `broker_metrics` or `traces`.

        For any other process, the address of its health, readiness and metrics at HAProxy.
        """
        return self.addresses.http(name)

    @property
    def desk_url(self) -> str:
        """The address of the desk for people."""
        return self.addresses.desk

    @property
    def ca_file(self) -> Path:
        """The certificate with which clients verify the address of `edge`."""
        return haproxy.ca_file(self.home)

    def management(self) -> Management:
        """The management interface of the broker, for its administrator."""
        return rabbitmq.administration(self.ports, self.passwords)

    def environment(self, name: str) -> dict[str, str]:
        """The environment of a process of a service; for `edge`, that of its first process."""
        viewer = self.url(TRACES) if TRACES in self._processes else None
        process, otlp = self.settings.processes_of(name)[0], self.settings.otlp_endpoint or viewer
        heads = self.repository.folder / HEAD_FILE if self.repository else None
        return services.environment_of(process, self.addresses, self._sockets, self.settings, otlp, heads)

    # -- internals

    def _claim(self) -> None:
        """Lock the folder and claim its ports for this process."""
        self.home.mkdir(mode=0o755, parents=True, exist_ok=True)
        if engine_user("postgres") and not reachable(self.home):
            raise StackError(
                f"{self.home} is in a folder that only root can enter, but the engines do not run as root: "
                "set LEA_HOME to another folder."
            )
        form = patroni.form_of(self.home)
        if form is not None and form != self.cluster:
            known, other = ("a cluster", "with") if form else ("one machine", "without")
            raise StackError(f"The data in {self.home} are those of {known}: start it {other} --cluster.")
        (self.home / "logs").mkdir(mode=0o700, exist_ok=True)
        self._lock = (self.home / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise StackError(f"The stack in {self.home} is already running.") from None
        self._guard: subprocess.Popen[bytes] | None = None
        try:
            sweep(self.home)
            self._records.clear()
            self.ports = claim_ports(self.home, self.settings.base_port, CLUSTER_OFFSETS if self.cluster else OFFSETS)
        except BaseException:
            self._lock.close()
            raise
        self._sockets = haproxy.sockets_in(self.home)
        self.passwords = Passwords(self.home / "passwords.json")
        self.passwords.generate(
            postgresql.SUPERUSER, "erlang-cookie", FORM_KEY, *map(password_of, LOGINS), *permissions()
        )
        self.passwords.generate_keys(SIGNING_KEY)
        backed_up = self.durable and self.backups.enabled and not self.cluster
        self.repository = repository_of(self.home, self.backups) if backed_up else None
        if self.repository:
            self.passwords.generate(PASSPHRASE)
        self.addresses = on_loopback(self.ports.named, self.passwords)

    def _guarded(self, work: Callable[[], None]) -> None:
        """Run `work` under a guard process; stop everything if it fails."""
        if self._guard is None:
            self._guard = subprocess.Popen(
                [sys.executable, "-m", "infra.stack.guard", str(self.home)],
                cwd=PROJECT,
                stdin=subprocess.PIPE,
                start_new_session=True,
            )
        self._record(STARTING)
        try:
            work()
        except BaseException as failure:
            self.down()
            self._record(FAILED, str(failure))
            raise
        self._record(RUNNING)
        if self.repository:
            seal(self.home, self.repository.folder, self.passwords[PASSPHRASE])

    def _start_engines(self, migrated: Sequence[str] = ()) -> None:
        if TOPOLOGY in self._processes:
            self._migrate(migrated)
            return
        stack = (self.home, self.settings, self.ports, self.passwords, self.durable)
        archive = (self.repository, self.backups) if self.repository else None
        engines = cluster(*stack) if self.cluster else one_machine(*stack, archive)
        self._run(engines.first)
        # The brokers need seconds to start; the databases are created meanwhile.
        for program in (*engines.databases, *engines.brokers):
            self._add(program)
        self._ready(*(program.name for program in engines.databases))
        self._wait_until(engines.writable, "The databases have no primary with two standbys")
        if self.repository:
            self.repository.create(self.passwords[postgresql.SUPERUSER])
        provision(self.server_url(), {role: self.passwords[password_of(role)] for role in LOGINS})
        self._migrate(migrated)
        self._ready(*(program.name for program in engines.brokers))
        self._run(engines.before_clients)
        # A quorum queue declared earlier would have fewer members.
        self._wait_until(engines.joined, "The brokers have not found each other")
        self._add(rabbitmq.topology(self.addresses, self.management()))
        self._ready(TOPOLOGY)

    def _migrate(self, names: Sequence[str]) -> None:
        migrated = dict.fromkeys(map(service_of, names))
        if migrated:
            self._record(STARTING, f"migrating databases: {', '.join(migrated)}")

        def migrate(name: str) -> None:
            log = self.home / "logs" / f"migrations-{name}.log"
            services.migrate(name, self.database_url(name, DATABASES[name].owner), log)

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(migrate, migrated))

    def _start_beside(self, services_: Collection[str]) -> list[str]:
        """Start the processes that belong to these services and serve nobody; returns their names."""
        programs = {
            services.REBUILT: services.rebuilds(self.addresses),
            services.REGISTRY_OF_SUBSCRIBERS: services.access(self.addresses),
        }
        started = [program for service, program in programs.items() if service in services_]
        for program in started:
            self._add(program)
        return [program.name for program in started]

    def _add(self, program: Program) -> None:
        log = self.home / "logs" / f"{program.name}.log"
        process = Supervised(program, self._records, log, self._announce, self.settings.start_timeout)
        self._processes[program.name] = process
        process.start()

    def _run(self, programs: Sequence[Program]) -> None:
        """Start these programs and wait until all are ready."""
        for program in programs:
            self._add(program)
        self._ready(*(program.name for program in programs))

    def _named(self, name: str) -> list[Supervised]:
        if name in self._processes:
            return [self._processes[name]]
        return [self._processes[process] for process in self.settings.processes_of(name)]

    def _reach_edge(self) -> None:
        """Wait until HAProxy has a healthy process of the edge, if both are part of the stack."""
        if FRONT not in self._processes or not any(kind_of(name) == EDGE for name in self._processes):
            return
        self._wait_until(
            lambda: haproxy.reaches_edge(self.ports["operations"]), "HAProxy does not reach the edge", "front.log"
        )

    def _wait_until(self, condition: Callable[[], bool], otherwise: str, log: str = "") -> None:
        """Raises StackError if the condition does not hold in time."""
        ends = time.monotonic() + self.settings.start_timeout
        while not condition():
            if time.monotonic() > ends:
                limit = f"after {self.settings.start_timeout:g} s (LEA_START_TIMEOUT)"
                raise StackError(f"{otherwise} {limit}; see {self.home / 'logs' / log}.")
            time.sleep(POLL)

    def _ready(self, *names: str) -> None:
        for name in names:
            self._processes[name].wait_ready()

    def _stop_all(self, names: Sequence[str], number: signal.Signals | None = None) -> None:
        """Stop these processes at the same time."""
        processes = [self._processes[name] for name in names if name in self._processes]
        _in_parallel(lambda process: process.stop(number), processes)

    def _record(self, state: str, detail: str = "") -> None:
        """Record the state of the stack and its supervisor in the folder."""
        alive = state in (STARTING, RUNNING)
        self._records.write(
            Record(SUPERVISOR, os.getpid() if alive else 0, start_time(os.getpid()), state, time.time(), detail=detail)
        )


def _in_parallel(action: Callable[[Supervised], None], processes: Sequence[Supervised]) -> None:
    with ThreadPoolExecutor(max(len(processes), 1)) as pool:
        list(pool.map(action, processes))
