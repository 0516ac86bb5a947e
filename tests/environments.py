"""Virtual environments with wheels and the libraries they declare, and with nothing else of this environment.

Made without network: libraries are linked from this environment, with all they need in turn.
"""

import subprocess
import sys
import venv
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement


def environment(
    folder: Path, wheels: Iterable[Path], extras: Iterable[str] = (), libraries: Iterable[str] = ()
) -> Path:
    """The Python of a new environment with the wheels, their extras and more libraries; `pip check` has passed."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    (packages,) = folder.glob("lib/python*/site-packages")
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", python)
    subprocess.run([*pip, "install", "--no-index", "--no-deps", "--no-compile", *wheels], check=True)
    installed = [Distribution.at(path) for path in packages.glob("*.dist-info")]
    ours = {each.metadata["Name"] for each in installed}
    found = {name: distribution(name) for name in libraries}
    for each in (*installed, *found.values()):
        _collect(each, set(extras), found, ours)
    for library in found.values():
        _link(library, packages)
    subprocess.run([*pip, "check"], check=True, stdout=subprocess.DEVNULL)
    return python


def run(python: Path, code: str) -> str:
    """What code prints in an environment, in a folder and with variables that lead nowhere else."""
    done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    return done.stdout


def _collect(of: Distribution, extras: set[str], found: dict[str, Distribution], ours: set[str]) -> None:
    for name, wanted in _required(of, extras):
        if name not in ours and name not in found:
            found[name] = distribution(name)
            _collect(found[name], wanted, found, ours)


def _required(of: Distribution, extras: set[str]) -> Iterator[tuple[str, set[str]]]:
    for text in of.requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": each}) for each in ("", *extras)):
            yield requirement.name, requirement.extras


def _link(library: Distribution, packages: Path) -> None:
    """Link the packages, modules and metadata of a library."""
    tops = {file.parts[0] for file in library.files or () if file.parts[0] not in {"..", "__pycache__"}}
    for top in sorted(tops):
        target = packages / top
        if not target.exists():
            target.symlink_to(Path(str(library.locate_file(top))))
