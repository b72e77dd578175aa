"""The garbage collector of a process that serves or works through much at once."""

import gc

THRESHOLDS = (50_000, 20, 100)
"""A page, and a slice of a roster, makes thousands of objects that die with it by themselves."""


def collect_seldom() -> None:
    """What is loaded by now is never looked at again, what comes is looked at seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
