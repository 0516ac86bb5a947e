"""Fixtures and settings for all tests."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.engines", "tests.releases.sample"]

# Benchmarks measure speed: the time of examples on a busy machine has no meaning.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
