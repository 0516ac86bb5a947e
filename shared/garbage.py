"""Garbage collection of a process that keeps much and makes little garbage in cycles."""

import gc


def collect_rarely() -> None:
    """Leave out what was loaded by now, the law first of all, and look for cycles in young objects less often.

    Deciding makes many objects that no cycle keeps alive. With Python's defaults, half of the processor time of
    commands went into looking at them (docs/performance.md).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20)
