"""A phone number as people type it becomes E.164 or None; as it is logged it is masked.

Without + or 00 it is a number of Mali (eight digits, no trunk prefix) and has to fit the national plan;
an international one has to be a possible number of its country. The plans are those of phonenumberslite.
"""

import re

import phonenumbers

from flows.numbers import latin_digits

_HOME = "223"
_SEPARATORS = re.compile(r"[\s.\-‐-―()/*_]+")
_WRITTEN = re.compile(r"(\+|00)?(\d+)")

# Mobile prefixes of Mali, by network code: 610-01 (Malitel), 610-02 (Orange), 610-03 (Telecel, once ATEL).
_OPERATORS = (
    ("malitel", re.compile("6|89|9[5-9]")),
    ("orange", re.compile("7|8[2-5]|9[0-4]")),
    ("telecel", re.compile("5")),
)


def read_phone(typed: str) -> str | None:
    """The number in E.164 (« 50 00 12 34 » is +22350001234), or None. Spaces, dots, dashes, slashes,
    parentheses and the `*` of a keypad may stand between the digits; letters may not."""
    written = _WRITTEN.fullmatch(_SEPARATORS.sub("", latin_digits(typed).replace("(0)", "")))
    if not written:
        return None
    prefix, digits = written.groups()
    if not prefix and len(digits) == 8:
        return _checked(_HOME + digits)
    is_home_without_plus = digits.startswith(_HOME) and len(digits) == 11
    return _checked(digits) if prefix or is_home_without_plus else None


def masked(phone: str) -> str:
    """Fit for a log: country code and the last two digits, « +223…34 ». A short or unknown sender shows
    nothing of itself but « … »."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) < 8:
        return "…"
    return f"+{_country(digits)}…{digits[-2:]}" if phone.startswith("+") else f"…{digits[-2:]}"


def operator(e164: str) -> str:
    """ "orange", "malitel" or "telecel" by the prefix of a Malian mobile number; "" for any other."""
    national = e164.removeprefix("+" + _HOME)
    if len(e164) != 12 or len(national) != 8:
        return ""
    return next((name for name, prefix in _OPERATORS if prefix.match(national)), "")


def _checked(digits: str) -> str | None:
    try:
        number = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return None
    fits = phonenumbers.is_valid_number if digits.startswith(_HOME) else phonenumbers.is_possible_number
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if fits(number) else None


def _country(digits: str) -> str:
    known = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    return next((digits[:n] for n in (1, 2, 3) if int(digits[:n]) in known), "")
