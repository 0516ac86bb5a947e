"""Blue-green rebuild of the read model from the event store: the other copy is built, then it takes over.

`python -m services.court_query.rebuild`, or `rebuild()` from code.

1. The other copy is emptied.
2. Whole streams are read up to a horizon, folded once each, and copied in; several processes share the streams.
3. What was recorded meanwhile is applied in the order of commits, until hardly anything is left.
4. The consumer is held for a moment: the last events are applied, then the views are switched in one transaction.

The old copy stays as it is until the next rebuild. The transactions are short throughout, as one that is open holds
back every relay of the cluster; for the same reason no index is built afterwards: rows arrive in the order of the
largest indexes, so these grow at their right edge.
"""

from services.court_query.rebuild.comparison import Comparison, compare
from services.court_query.rebuild.process import AlreadyRunning, Progress, Rebuilt, rebuild

__all__ = ["AlreadyRunning", "Comparison", "Progress", "Rebuilt", "compare", "rebuild"]
