"""The end of the process is told at once to answers that would go on, and comes all the same."""

import signal
import subprocess
import sys
import threading

import pytest

from service.going_down import SIGNALS, told_of_the_end


def test_whoever_listened_before_hears_it_too_and_all_is_as_before() -> None:
    heard: list[str] = []
    before = signal.signal(signal.SIGTERM, lambda *_: heard.append("before"))
    try:
        with told_of_the_end(lambda: heard.append("told")):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert heard == ["told", "before", "before"]


@pytest.mark.parametrize("number", SIGNALS)
def test_where_nobody_listened_the_process_ends(number: signal.Signals) -> None:
    program = (
        "import signal\nfrom service.going_down import told_of_the_end\n"
        f"signal.signal({int(number)}, signal.SIG_DFL)\n"
        f"with told_of_the_end(lambda: print('told', flush=True)):\n    signal.raise_signal({int(number)})\n"
        "print('still here')\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert ended.stdout == "told\n"
    assert ended.returncode != 0


def test_in_another_thread_nothing_is_done() -> None:
    handlers = [signal.getsignal(one) for one in SIGNALS]
    seen: list[object] = []

    def inside() -> None:
        with told_of_the_end(lambda: None):
            seen.extend(signal.getsignal(one) for one in SIGNALS)

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()
    assert seen == handlers
