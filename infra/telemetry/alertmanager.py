"""The configuration of Alertmanager: everything goes to one receiver, if there is one."""

from typing import Any

import yaml

_RECEIVER = "operators"
# Seconds until the first message of a group, until more of the group, and until the same again.
_WAIT, _MORE, _AGAIN, _CRITICAL_AGAIN = "5s", "1m", "12h", "1h"


def configuration(webhook: str | None) -> str:
    """The text of the file. Without an address alerts are shown, and sent to nobody."""
    receiver: dict[str, Any] = {"name": _RECEIVER}
    if webhook:
        receiver["webhook_configs"] = [{"url": webhook, "send_resolved": True}]
    chosen = {
        "route": {
            "receiver": _RECEIVER,
            "group_by": ["alertname"],
            "group_wait": _WAIT,
            "group_interval": _MORE,
            "repeat_interval": _AGAIN,
            "routes": [{"matchers": ['severity="critical"'], "repeat_interval": _CRITICAL_AGAIN}],
        },
        # While a budget burns fast, that it also burns slowly is no news.
        "inhibit_rules": [
            {
                "source_matchers": ['severity="critical"', 'objective!=""'],
                "target_matchers": ['severity="warning"', 'objective!=""'],
                "equal": ["objective"],
            }
        ],
        "receivers": [receiver],
    }
    return str(yaml.safe_dump(chosen, sort_keys=False))
