"""The process is asked to end: known at once, and not only when the last answer has gone.

uvicorn waits for every answer that is under way before it ends the application; one that goes on for as long as
somebody listens (progress) has to hear of it first.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def told_of_the_end(told: Callable[[], None]) -> Iterator[None]:
    """`told` is called as soon as a signal asks the process to end; then happens what would have happened without. Only
    the main thread hears signals: in another one nothing is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {one: signal.getsignal(one) for one in SIGNALS}
    for one, former in before.items():
        signal.signal(one, _first(told, former))
    try:
        yield
    finally:
        for one, former in before.items():
            signal.signal(one, former)


def _first(told: Callable[[], None], former: Any) -> Callable[[int, FrameType | None], None]:
    def heard(number: int, frame: FrameType | None) -> None:
        told()
        if callable(former):
            former(number, frame)
        elif former == signal.SIG_DFL:
            raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)

    return heard
