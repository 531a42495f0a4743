"""A row with some fields changed: as dataclasses.replace makes it, and never a field that it does not have."""

from dataclasses import replace

import pytest

from flows.changed import changed
from flows.state import Progress


def test_it_is_what_replace_makes_and_leaves_the_row_as_it_was() -> None:
    row = Progress("menu", "v1", "first", {"name": "Awa"})
    new = changed(row, screen="second", page=2)
    assert new == replace(row, screen="second", page=2)
    assert (row.screen, row.page) == ("first", 0)


def test_a_field_that_it_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError, match="Progress has no"):
        changed(Progress("menu", "v1", "first"), scren="second")
