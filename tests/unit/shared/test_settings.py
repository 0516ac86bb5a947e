"""Settings come from the environment and keep their secrets."""

import pytest
from pydantic import ValidationError

from shared.settings import Settings


def test_only_the_database_has_no_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEA_SERVICE", "intake")
    monkeypatch.setenv("LEA_DATABASE_URL", "postgresql://lea_intake:hidden@127.0.0.1/lea_intake")
    monkeypatch.setenv("LEA_RELAY_BATCH", "7")

    settings = Settings()

    assert (settings.source, settings.relay_batch, settings.partitions) == ("/lea/intake", 7, 4)
    assert "hidden" not in repr(settings)
    assert "hidden" not in str(settings)


def test_a_value_out_of_range_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings(service="intake", database_url="postgresql://", relay_batch=0)
