"""The captured and documented traffic of carriers, by the name of each case."""

import json
from pathlib import Path

FILE = Path(__file__).parents[1] / "samples" / "gateway-payloads.json"


def sample(name: str) -> str:
    """The body of a request as it came. KeyError where no case is called so."""
    cases = {case["id"]: case for case in json.loads(FILE.read_text("utf-8"))["cases"]}
    return str(cases[name]["request"]["raw_body"])
