"""The same row with some of its fields changed."""

from typing import Any, TypeVar

T = TypeVar("T")


def changed(row: T, **fields: Any) -> T:
    """What `dataclasses.replace` does for a frozen dataclass without slots, default factories that depend on
    others, or cached properties: a hop moves a dozen rows on, and `replace` cost it a tenth of its time.

    TypeError for a field that the row does not have.
    """
    kept = row.__dict__
    if not fields.keys() <= kept.keys():
        raise TypeError(f"{type(row).__name__} has no {sorted(fields.keys() - kept.keys())}")
    new = object.__new__(type(row))
    new.__dict__.update(kept, **fields)
    return new
