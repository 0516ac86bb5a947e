"""Fixtures and settings for all tests."""

import gc
import os
import sys

import structlog
from hypothesis import HealthCheck, settings

from tests.patience import PATIENCE

pytest_plugins = ["tests.engines", "tests.releases.sample"]

# Benchmarks measure speed: the time of examples on a busy machine has no meaning.
_UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples in every run, so that a change fails for what it does; `--hypothesis-profile=random` draws others.
settings.register_profile("same", _UNTIMED, derandomize=True)
settings.register_profile("random", _UNTIMED)
settings.load_profile("same")

# A process that starts beside the tests of the other parts waits long for the processor.
os.environ.setdefault("LEA_START_TIMEOUT", str(PATIENCE))

# As in a process of ours: what a service logs while a command runs beside it is no part of the command's output.
structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.__stderr__))

# The rules and the parsed cases stay until the end: looking through them again and again costs a fifth of the time.
gc.set_threshold(100_000, 50, 100)
