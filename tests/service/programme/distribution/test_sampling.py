"""Sample sizes against published ones, and a draw that is fair to every village and always the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.programme.distribution.sampling import allocated, drawn, margin_of, sample_size, z_of


@pytest.mark.parametrize(("confidence", "z"), [(0.90, 1.6449), (0.95, 1.9600), (0.99, 2.5758)])
def test_the_normal_distribution_is_that_of_the_tables(confidence: float, z: float) -> None:
    assert z_of(confidence) == pytest.approx(z, abs=5e-5)


@pytest.mark.parametrize(
    ("population", "confidence", "margin", "expected", "size"),
    [
        (None, 0.95, 0.05, 0.5, 385),
        (1000, 0.95, 0.05, 0.5, 278),
        (500, 0.95, 0.05, 0.5, 218),
        (100, 0.95, 0.05, 0.5, 80),
        (10_000, 0.95, 0.05, 0.5, 370),
        (None, 0.95, 0.03, 0.5, 1068),
        (None, 0.99, 0.05, 0.5, 664),
        (None, 0.90, 0.05, 0.5, 271),
        (None, 0.95, 0.05, 0.1, 139),
        (1, 0.95, 0.05, 0.5, 1),
        (0, 0.95, 0.05, 0.5, 0),
    ],
)
def test_sizes_are_those_of_published_tables(
    population: int | None, confidence: float, margin: float, expected: float, size: int
) -> None:
    assert sample_size(population, confidence, margin, expected) == size


@pytest.mark.parametrize("population", [50, 1000, 100_000])
def test_a_sample_that_was_reached_whole_is_as_sure_as_it_was_to_be(population: int) -> None:
    size = sample_size(population, 0.95, 0.05, 0.5)
    reached = margin_of(size, population, 0.95, 0.5)
    assert reached is not None
    assert reached <= 0.0505
    assert (margin_of(size // 2, population, 0.95, 0.5) or 0) > reached
    assert (margin_of(0, population, 0.95, 0.5), margin_of(population, population, 0.95, 0.5)) == (None, 0.0)


def test_the_largest_remainders_get_what_is_left() -> None:
    assert allocated({"a": 5, "b": 3, "c": 2}, 4) == {"a": 2, "b": 1, "c": 1}
    assert allocated({"a": 1, "b": 1, "c": 1}, 2) == {"a": 1, "b": 1, "c": 0}
    assert allocated({}, 0) == {}
    with pytest.raises(ValueError, match="3 cannot be drawn of 2"):
        allocated({"a": 2}, 3)


COUNTS = st.dictionaries(st.text("abc", min_size=1, max_size=4), st.integers(0, 200), min_size=1, max_size=30)


@given(COUNTS, st.data())
def test_every_village_gets_its_part(counts: dict[str, int], data: st.DataObject) -> None:
    total = sum(counts.values())
    size = data.draw(st.integers(0, total))
    parts = allocated(counts, size)
    assert sum(parts.values()) == size
    for name, count in counts.items():
        assert 0 <= parts[name] <= count
        assert abs(parts[name] - size * count / max(total, 1)) < 1


@given(COUNTS, st.integers(0, 2**31), st.data())
def test_the_same_seed_draws_the_same_of_the_same(counts: dict[str, int], seed: int, data: st.DataObject) -> None:
    groups = {name: [f"{name}{n}" for n in range(count)] for name, count in counts.items()}
    size = data.draw(st.integers(0, sum(counts.values())))
    first = drawn(groups, size, seed)
    assert first == drawn(dict(reversed(groups.items())), size, seed)
    for name, some in first.items():
        assert len(set(some)) == len(some)
        assert set(some) <= set(groups[name])
