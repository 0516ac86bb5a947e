"""Settings of backups, `LEA_BACKUP_…`."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class BackupSettings(BaseSettings):
    """Settings of backups, read by `lea stack`, `lea backup` and the process `backup`."""

    model_config = SettingsConfigDict(
        env_prefix="LEA_BACKUP_", frozen=True, extra="ignore", use_attribute_docstrings=True
    )

    enabled: bool = True
    """Archive the write-ahead log and make backups. Without it nothing can be restored."""
    folder: Path | None = None
    """Folder of backups, archive, heads of the access log and encrypted secrets; on another disk, better on another
    machine. Without it the data folder with `-backup` behind its name.
    """
    archive_timeout: int = Field(default=60, ge=1, le=3600)
    """Seconds after which what was written is archived, even if little: what a lost disk can cost at most."""
    full_days: float = Field(default=7, gt=0)
    """Days between two full backups."""
    incremental_hours: float = Field(default=24, gt=0)
    """Hours between two backups. Between full ones they are incremental."""
    kept: int = Field(default=4, ge=1)
    """Full backups that are kept, with all that follows from them: the moments that can be restored."""
    interval: float = Field(default=30, gt=0)
    """Seconds in which the process `backup` measures, and looks whether a backup is due."""
    access_interval: float = Field(default=1, gt=0)
    """Seconds in which the process `backup` writes changes of who has access into the folder of backups."""
    program: Path | None = None
    """The program `pgbackrest`. Without it the distribution's."""

    data: Path | None = None
    """Folder of the cluster, where it is not in the data folder: in containers."""
    sockets: Path | None = None
    """Folder of PostgreSQL's Unix socket, likewise."""
    passphrase: SecretStr | None = None
    """What opens the backups, where it is not in `passwords.json`: in containers, and to restore on a new machine."""

    def environment(self) -> dict[str, str]:
        """These settings as the environment of a process."""
        given = self.model_dump(mode="json", exclude_none=True, exclude={"passphrase"})
        return {f"LEA_BACKUP_{name.upper()}": str(value) for name, value in given.items()}

    def folder_of(self, home: Path) -> Path:
        """The folder of backups of the stack with this data folder."""
        return self.folder.resolve() if self.folder else home.with_name(f"{home.name}-backup")
