"""How many examples each test takes that draws whole proceedings or statements in drawn orders."""

import os

EXAMPLES = int(os.environ.get("LEA_ORDER_EXAMPLES", "24"))
"""`make faults` takes more."""
