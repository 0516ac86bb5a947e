"""Huge pages are there for the time of a run, all that are wanted or none."""

import os
from pathlib import Path

import pytest

from infra.bench import huge_pages

_KERNEL = Path("/proc/sys/vm/nr_hugepages")


def _count() -> int:
    return int(_KERNEL.read_text(encoding="ascii"))


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The kernel's count, where three are reserved."""
    file = tmp_path / "nr_hugepages"
    file.write_text("3", encoding="ascii")
    monkeypatch.setattr(huge_pages, "_RESERVED", file)
    return file


@pytest.mark.skipif(not os.access(_KERNEL, os.W_OK), reason="only root reserves huge pages")
def test_they_are_reserved_and_given_back() -> None:
    before = _count()
    with huge_pages.reserved(2) as got:
        assert _count() == before + (2 if got else 0)
    assert _count() == before


def test_where_not_all_can_be_had_there_are_none(monkeypatch: pytest.MonkeyPatch, kernel: Path) -> None:
    monkeypatch.setattr(huge_pages, "_count", lambda: min(int(kernel.read_text(encoding="ascii")), 4))
    with huge_pages.reserved(2) as got:
        assert not got
        assert kernel.read_text(encoding="ascii") == "3"


def test_where_it_is_not_allowed_there_are_none(monkeypatch: pytest.MonkeyPatch, kernel: Path) -> None:
    monkeypatch.setattr(Path, "write_text", _refuse)
    with huge_pages.reserved(2) as got:
        assert not got
    assert kernel.read_text(encoding="ascii") == "3"


def test_where_the_kernel_has_none_there_are_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(huge_pages, "_RESERVED", tmp_path / "vm" / "nr_hugepages")
    with huge_pages.reserved(2) as got:
        assert not got


def test_who_has_none_works_without() -> None:
    assert not huge_pages.taken_by(os.getpid())


def _refuse(*_: object, **__: object) -> int:
    raise PermissionError
