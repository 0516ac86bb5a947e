"""What every test may ask for."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.engines", "tests.releases.sample"]

# Speed is shown by benchmarks: how fast examples are made, or run, on a busy machine says nothing.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
