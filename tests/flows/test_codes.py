"""The check digit, tried on every slip that it promises to catch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.codes import check_digit, is_valid, spaced, tidy, with_check

DIGITS = st.text("0123456789", min_size=1, max_size=12)


@given(DIGITS)
def test_a_code_is_valid_with_its_own_check_digit_only(digits: str) -> None:
    valid = [last for last in "0123456789" if is_valid(digits + last)]
    assert valid == [check_digit(digits)]
    assert with_check(digits) == digits + check_digit(digits)


@given(DIGITS)
def test_one_wrong_digit_is_always_detected(digits: str) -> None:
    code = with_check(digits)
    wrong = (code[:i] + d + code[i + 1 :] for i in range(len(code)) for d in "0123456789" if d != code[i])
    assert not any(is_valid(slip) for slip in wrong)


@given(DIGITS)
def test_two_neighbours_swapped_are_always_detected(digits: str) -> None:
    code = with_check(digits)
    places = [i for i in range(len(code) - 1) if code[i] != code[i + 1]]
    assert not any(is_valid(code[:i] + code[i + 1] + code[i] + code[i + 2 :]) for i in places)


def test_every_reference_slip_is_detected() -> None:
    """All codes of three digits and their check: what holds for these states holds for any length."""
    for number in range(1000):
        code = with_check(f"{number:03}")
        assert is_valid(code)
        for i in range(3):
            swapped = code[:i] + code[i + 1] + code[i] + code[i + 2 :]
            assert swapped == code or not is_valid(swapped)


@pytest.mark.parametrize("digits", ["", "12a", "１２", "²", " 12"])
def test_only_digits_have_a_check_digit(digits: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        check_digit(digits)
    assert not is_valid(digits)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("123 456 789", "123456789"),
        ("123-456-789.", "123456789"),
        ("N° 12/34*56#", "123456"),
        ("١٢٣ ٤٥٦", "123456"),
        ("3²", "3"),
        ("oui", ""),
    ],
)
def test_tidy_keeps_the_digits(typed: str, digits: str) -> None:
    assert tidy(typed) == digits


@pytest.mark.parametrize(
    ("code", "shown"),
    [("123456789", "123 456 789"), ("123456", "12 34 56"), ("1234", "12 34"), ("", "")],
)
def test_spaced_is_easy_to_copy_and_comes_back(code: str, shown: str) -> None:
    assert spaced(code) == shown
    assert tidy(shown) == code
