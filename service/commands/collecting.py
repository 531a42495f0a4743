"""Memory is looked through for circles (Python's garbage collector) now and then, not all the time: hundreds of
thousands of rows go by that hold none, and each look takes in everything that the process has loaded."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_RARELY = (50_000, 20, 100)
"""Objects more than before, and looks at the young ones for each at the older ones: a quarter of an import's time was
spent with Python's own 700, 10, 10."""


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """For a process that does nothing else meanwhile."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
