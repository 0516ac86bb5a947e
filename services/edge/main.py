"""The door, in as many processes as the settings say: `python -m services.edge.main`, configured by `LEA_…`."""

from importlib import import_module

from services.edge.settings import EdgeSettings
from shared.processes import run_processes

_DOOR = "services.edge.door"


def main() -> None:
    """Run until told to stop."""
    settings = EdgeSettings()
    if settings.http_processes > 1:
        run_processes(settings, _DOOR, settings.http_processes)
    else:
        # Only who serves needs all that the door is made of.
        import_module(_DOOR).main()


if __name__ == "__main__":
    main()
