"""A service as in a release without some event types: `python -m tests.e2e.older_release <service> <type>…`."""

import sys
from importlib import import_module

from contracts import catalogue
from contracts.registry import Event, Registry


def main(service: str, *unknown: str) -> None:
    """Run until SIGTERM. The catalogue is replaced before what reads it is imported."""
    models = catalogue.EVENTS.models.values()
    known = [model for model in models if issubclass(model, Event) and model.type not in unknown]
    vars(catalogue)["EVENTS"] = Registry(known, unknown_fields="ignore")
    import_module(f"services.{service}.main").main()


if __name__ == "__main__":
    main(*sys.argv[1:])
