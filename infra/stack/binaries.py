"""Programs of the distribution's packages, and the system users that run them."""

import os
import pwd
import shutil
from pathlib import Path
from typing import Any

from infra.stack.errors import StackError
from infra.stack.settings import PROJECT, StackSettings

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
INSTALL = "`make setup` installs it (Debian, Ubuntu)"


def postgres_folder(settings: StackSettings) -> Path:
    """The folder of `postgres` and `initdb`."""
    return _folder(settings.postgres_bin, "/usr/lib/postgresql", "*/bin", "postgres", "LEA_POSTGRES_BIN")


def rabbitmq_folder(settings: StackSettings) -> Path:
    """The folder of `rabbitmq-server`."""
    return _folder(settings.rabbitmq_sbin, "/usr/lib/rabbitmq/lib", "*/sbin", "rabbitmq-server", "LEA_RABBITMQ_SBIN")


def epmd() -> Path:
    """Erlang's port mapper."""
    found = shutil.which("epmd", path=PATH)
    if found is None:
        raise StackError(f"Erlang's epmd is not in {PATH}: {INSTALL}.")
    return Path(found)


def haproxy(settings: StackSettings) -> Path:
    """The program `haproxy`."""
    found = settings.haproxy or shutil.which("haproxy", path=PATH)
    if found is None or not os.access(found, os.X_OK):
        raise StackError(f"No haproxy {f'at {found} (LEA_HAPROXY)' if found else f'in {PATH}: {INSTALL}'}.")
    return Path(found)


def etcd(settings: StackSettings) -> Path:
    """The program `etcd`, of a cluster."""
    return _found(settings.etcd or shutil.which("etcd", path=PATH), "etcd", "LEA_ETCD")


def patroni(settings: StackSettings) -> Path:
    """The program `patroni`, of a cluster."""
    return _found(settings.patroni or PROJECT / ".run" / "patroni" / "bin" / "patroni", "patroni", "LEA_PATRONI")


def of_monitoring(name: str) -> Path:
    """A program of `infra/setup monitoring`, as Debian calls it."""
    return _found(shutil.which(name, path=PATH), name, needing="monitoring")


def tini() -> Path:
    """The program `tini`, of a cluster."""
    return _found(shutil.which("tini", path=PATH), "tini")


def _found(program: Path | str | None, name: str, variable: str = "", needing: str = "cluster") -> Path:
    if program is None or not os.access(program, os.X_OK):
        where = f"{program}{f' ({variable})' if variable else ''}" if program else PATH
        raise StackError(f"No {name} at {where}: `infra/setup {needing}` installs it (Debian, Ubuntu).")
    return Path(program)


def engine_user(preferred: str) -> str | None:
    """The user that runs an engine when root starts it: the package's, else `nobody`; None: the caller."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name for account in pwd.getpwall()}
    return preferred if preferred in known else "nobody"


def as_user(user: str | None) -> dict[str, Any]:
    """Arguments of `subprocess` that run a program as this user."""
    if user is None:
        return {}
    account = pwd.getpwnam(user)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def private_folder(folder: Path, user: str | None) -> Path:
    """Create a folder that only this user can enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user is not None:
        shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
    return folder


def write_private(file: Path, text: str, user: str | None) -> None:
    """Write a file that only this user can read, atomically."""
    draft = file.with_name(f".{file.name}.draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    if user is not None:
        shutil.chown(draft, user, pwd.getpwnam(user).pw_gid)
    draft.replace(file)


def _folder(given: Path | None, root: str, pattern: str, program: str, variable: str) -> Path:
    folders = [given] if given else sorted(Path(root).glob(pattern), key=_version)
    usable = [folder for folder in folders if (folder / program).exists()]
    if not usable:
        where = f"in {given} ({variable})" if given else f"under {root}; {INSTALL}, {variable} names another folder"
        raise StackError(f"No {program} {where}.")
    return usable[-1]


def _version(folder: Path) -> tuple[int, ...]:
    name = folder.parent.name.rpartition("-")[2]
    return tuple(int(part) for part in name.split(".") if part.isdigit())
