"""What takes longer than a page is counted beside it: once for all who ask, and not again and again."""

import time
from datetime import UTC, datetime
from threading import Event

from service.console.messages.counted import Counting

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def counting(patience: float = 5.0) -> Counting:
    return Counting(lambda: NOW, patience)


def test_what_is_quick_is_there_at_once() -> None:
    found = counting().look("x", lambda: 7)
    assert found is not None
    assert (found.value, found.at) == (7, NOW)


def test_nobody_waits_for_what_is_slow_and_all_share_one_count() -> None:
    counts, go = counting(patience=0.01), Event()
    times: list[int] = []

    def slow() -> str:
        times.append(1)
        assert go.wait(5)
        return "counted"

    assert [counts.look("x", slow) for _ in range(5)] == [None] * 5
    go.set()
    found = None
    for _ in range(200):
        found = found or counts.look("x", slow)
        time.sleep(0.01)
    assert found is not None
    assert found.value == "counted"
    assert len(times) == 1, "it is young enough"


def test_an_old_count_is_shown_while_it_is_counted_anew() -> None:
    counts, go = counting(), Event()
    counts.look("x", lambda: 1, young=0)
    time.sleep(0.01)

    def second() -> int:
        assert go.wait(5)
        return 2

    found = counts.look("x", second, young=0, patience=0.01)
    assert found is not None
    assert found.value == 1
    go.set()
    for _ in range(200):
        found = counts.look("x", lambda: 3, young=60)
        if found is not None and found.value != 1:
            break
        time.sleep(0.01)
    assert found is not None
    assert found.value == 2


def test_a_count_that_fails_is_taken_again() -> None:
    counts = counting()

    def broken() -> int:
        raise ValueError

    assert counts.look("x", broken, young=0) is None
    time.sleep(0.05)
    found = counts.look("x", lambda: 4, young=0)
    assert found is not None
    assert found.value == 4


def test_things_are_counted_apart() -> None:
    counts = counting()
    found = [counts.look("a", lambda: 1), counts.look(("b", 1), lambda: 2), counts.look("a", lambda: 3)]
    assert [one.value for one in found if one] == [1, 2, 1]
