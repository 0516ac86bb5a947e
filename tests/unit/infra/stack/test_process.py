"""Supervision, on small programs that stand in for engines."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.stack.errors import StackError
from infra.stack.guard import sweep
from infra.stack.process import Program, Supervised, tail
from infra.stack.records import CRASHED, FAILED, RUNNING, STOPPED, Record, Records, signal_group, start_time

MakeProcess = Callable[..., Supervised]


@pytest.fixture
def records(tmp_path: Path) -> Records:
    made = Records(tmp_path / "processes")
    made.clear()
    return made


@pytest.fixture
def supervised(tmp_path: Path, records: Records) -> Iterator[MakeProcess]:
    """Makes supervised shell scripts; a script is ready once it has made the file `ready`."""
    made: list[Supervised] = []

    def make(script: str, name: str = "sample", start_timeout: float = 10, stop_timeout: float = 5) -> Supervised:
        program = Program(
            name=name,
            argv=("/bin/sh", "-c", script),
            environment={"PATH": "/usr/bin:/bin"},
            ready=(tmp_path / "ready").exists,
            folder=tmp_path,
            stop_timeout=stop_timeout,
        )
        log = tmp_path / f"{name}.log"
        made.append(Supervised(program, records, log, lambda *_: None, start_timeout))
        return made[-1]

    yield make
    for process in made:
        process.stop(signal.SIGKILL)


def state(folder: Path, name: str = "sample") -> str | None:
    record = Records(folder / "processes").read(name)
    return record.state if record else None


def eventually(condition: Callable[[], bool], budget: float = 10) -> bool:
    deadline = time.monotonic() + budget
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_a_process_is_ready_when_it_reports_it_and_stops_on_request(
    supervised: MakeProcess, tmp_path: Path, records: Records
) -> None:
    process = supervised("sleep 0.2; touch ready; exec sleep 60")
    process.start()
    assert state(tmp_path) == "starting"
    process.wait_ready()
    record = records.read("sample")
    assert record
    assert (record.state, record.pid, record.alive) == (RUNNING, process.pid, True)
    process.stop()
    assert state(tmp_path) == STOPPED
    assert not record.alive


def test_a_process_that_ends_is_restarted_and_counted(
    supervised: MakeProcess, tmp_path: Path, records: Records
) -> None:
    process = supervised("touch ready; exec sleep 60")
    process.start()
    process.wait_ready()
    first = process.pid
    process.kill(signal.SIGKILL)
    assert state(tmp_path) == CRASHED
    process.wait_ready()
    record = records.read("sample")
    assert record
    assert (record.restarts, process.pid == first) == (1, False)


def test_a_process_killed_without_revival_stays_down_until_it_is_started(supervised: MakeProcess) -> None:
    process = supervised("touch ready; exec sleep 60")
    process.start()
    process.wait_ready()
    process.stop(signal.SIGKILL)
    time.sleep(0.7)
    assert process.pid is None
    process.start()
    process.wait_ready()
    assert process.pid


def test_who_ignores_the_polite_signal_is_killed_when_the_budget_is_spent(supervised: MakeProcess) -> None:
    process = supervised("trap '' TERM; touch ready; while :; do sleep 0.1; done", stop_timeout=0.5)
    process.start()
    process.wait_ready()
    began = time.monotonic()
    process.stop()
    assert process.pid is None
    assert time.monotonic() - began >= 0.5


def test_a_start_that_fails_again_and_again_shows_the_end_of_its_log(
    supervised: MakeProcess, tmp_path: Path, records: Records
) -> None:
    process = supervised("echo the disk is full; exit 7")
    process.start()
    with pytest.raises(StackError, match=r"sample fails to start(.|\n)*the disk is full"):
        process.wait_ready()
    record = records.read("sample")
    assert record
    assert (record.state, record.exit_code) == (FAILED, 7)


def test_a_start_that_takes_too_long_is_given_up(supervised: MakeProcess) -> None:
    process = supervised("exec sleep 60", start_timeout=0.5)
    process.start()
    with pytest.raises(StackError, match=r"sample is not ready after 0\.5 s \(LEA_START_TIMEOUT\)"):
        process.wait_ready()
    assert process.pid is None


def test_a_failed_start_shows_nothing_of_earlier_starts(supervised: MakeProcess, tmp_path: Path) -> None:
    log = tmp_path / "sample.log"
    log.write_text("of the start before\n")
    process = supervised("exec sleep 60", start_timeout=0.5)
    process.start()
    with pytest.raises(StackError) as silent:
        process.wait_ready()
    assert str(silent.value).endswith(f"It has written nothing to its log, {log}")
    process = supervised("echo of this start; exec sleep 60", start_timeout=0.5)
    process.start()
    with pytest.raises(StackError) as loud:
        process.wait_ready()
    assert str(loud.value).endswith("ends:\nof this start")


def test_children_of_a_dead_leader_do_not_stay(supervised: MakeProcess, tmp_path: Path) -> None:
    process = supervised("sleep 60 & echo $! > child; touch ready; wait")
    process.start()
    process.wait_ready()
    child = int((tmp_path / "child").read_text())
    process.stop(signal.SIGKILL)
    assert eventually(lambda: not start_time(child))


def test_descendants_in_separate_groups_are_stopped_too(supervised: MakeProcess, tmp_path: Path) -> None:
    process = supervised("setsid sh -c 'sleep 60 & echo $! > child; touch ready; wait' & wait")
    process.start()
    process.wait_ready()
    child = int((tmp_path / "child").read_text())
    assert start_time(child)
    process.stop(signal.SIGKILL)
    assert not start_time(child)


def test_a_pid_that_was_given_to_another_process_is_not_signalled() -> None:
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as other:
        stale = Record("sample", other.pid, born=f"{start_time(other.pid)}0", state=RUNNING, since=0)
        assert not stale.alive
        assert not signal_group(stale, signal.SIGKILL)
        assert other.poll() is None
        other.kill()


def test_processes_left_by_a_killed_supervisor_are_stopped(tmp_path: Path, records: Records) -> None:
    script = f"""
import time
from pathlib import Path
from infra.stack.process import Program, Supervised
from infra.stack.records import Records
program = Program("sample", ("sleep", "60"), {{"PATH": "/bin:/usr/bin"}}, lambda: True)
records = Records(Path({str(tmp_path / "processes")!r}))
process = Supervised(program, records, Path({str(tmp_path / "log")!r}), print, 10)
process.start()
process.wait_ready()
time.sleep(60)
"""
    supervisor = subprocess.Popen([sys.executable, "-c", script])
    assert eventually(lambda: state(tmp_path) == RUNNING)
    supervisor.kill()
    supervisor.wait()
    orphan = records.read("sample")
    assert orphan
    assert orphan.alive
    assert sweep(tmp_path) == ["sample"]
    assert not orphan.alive
    assert state(tmp_path) == STOPPED
    assert sweep(tmp_path) == []


def test_a_removed_folder_is_not_made_again_and_the_rest_is_stopped_all_the_same(
    tmp_path: Path, records: Records
) -> None:
    remover = "trap 'rm -r processes; exit 0' TERM; touch ready; while :; do sleep 0.05; done"
    with (
        subprocess.Popen(["sleep", "60"], start_new_session=True) as first,
        subprocess.Popen(["sh", "-c", f"sleep 0.1; {remover}"], start_new_session=True, cwd=tmp_path) as last,
    ):
        assert eventually((tmp_path / "ready").exists)
        for name, process in (("first", first), ("last", last)):
            records.write(Record(name, process.pid, start_time(process.pid), RUNNING, since=0))
        assert set(sweep(tmp_path)) == {"first", "last"}
        assert (first.poll(), last.poll()) == (-signal.SIGTERM, 0)
    assert not (tmp_path / "processes").exists()


def test_the_guard_sweeps_when_its_supervisor_is_gone(tmp_path: Path, records: Records) -> None:
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as orphan:
        records.write(Record("sample", orphan.pid, start_time(orphan.pid), RUNNING, since=0))
        read, write = os.pipe()
        guard = subprocess.Popen([sys.executable, "-m", "infra.stack.guard", str(tmp_path)], stdin=read)
        os.close(read)
        assert orphan.poll() is None
        os.close(write)
        assert orphan.wait(10) == -signal.SIGTERM
        assert guard.wait(10) == 0


def test_the_tail_of_a_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert tail(log, 3) == ""
    log.write_text("\n".join(str(number) for number in range(10_000)))
    assert tail(log, 3) == "9997\n9998\n9999"
