"""How far something is that takes a while: shown in a terminal, nowhere else."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def with_bar(word: str, steps: Iterable[int], total: int | None = None) -> Iterator[int]:
    """The steps, each the number of rows that are done by then; a bar where it is known how many there are."""
    console = Console(stderr=True)
    columns = (TextColumn(word), *((BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()) if total else _COUNT))
    with Progress(*columns, transient=True, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        for done in steps:
            bar.update(task, completed=done)
            yield done


_COUNT = (TextColumn("{task.completed}"),)
