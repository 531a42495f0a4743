"""One row a figure: name, value, unit, target, ok. Printed, and kept in var/bench.json."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """`target` in words (« ≥ 0.35 »), "" where none was set; `ok` None where there is no target."""

    name: str
    value: float
    unit: str
    target: str = ""
    ok: bool | None = None


def at_least(name: str, value: float, unit: str, least: float) -> Figure:
    return Figure(name, round(value, 3), unit, f"≥ {least:g}", value >= least)


def at_most(name: str, value: float, unit: str, most: float) -> Figure:
    return Figure(name, round(value, 3), unit, f"≤ {most:g}", value <= most)


def plain(name: str, value: float, unit: str) -> Figure:
    return Figure(name, round(value, 3), unit)


def shown(figure: Figure) -> str:
    """One line of the table."""
    verdict = {True: "ok", False: "NOT MET", None: ""}[figure.ok]
    return f"{figure.name:<58} {figure.value:>12,.3f} {figure.unit:<8} {figure.target:<10} {verdict}".rstrip()


def keep(figures: Iterable[Figure], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(figure) for figure in figures]
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
