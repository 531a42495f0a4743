"""What this machine lacks: such tests are skipped and named at the end, or fail where everything must run."""

import os
from typing import NoReturn

import pytest

VARIABLE = "RETOUR_TEST_REQUIRE_ALL"


def not_here(reason: str) -> NoReturn:
    """Skip the test, for a reason in plain words; with RETOUR_TEST_REQUIRE_ALL=1 it fails instead."""
    if os.environ.get(VARIABLE, "") not in ("", "0"):
        pytest.fail(f"{VARIABLE} is set, but {reason}", pytrace=False)
    pytest.skip(reason)
