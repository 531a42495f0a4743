"""The first question of a journey goes out as a text where it is the same for everybody, and only there."""

import pytest

from flows.gsm7 import segments
from flows.library import Library
from flows.opening import opening


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_check_in_opens_with_its_question(library: Library, language: str) -> None:
    text = opening(library.journeys["check_in"], language)
    assert text is not None
    assert text.splitlines()[1:] == (
        ["1 Marche", "2 Marche en partie", "3 Arretée", "4 Jamais commencée"]
        if language == "fr"
        else ["1 Running", "2 Partly running", "3 Stopped", "4 Never started"]
    )
    assert segments(text).segments == 1


@pytest.mark.parametrize(
    ("journey", "why"),
    [
        ("kit_receipt", "it lists what came to somebody"),
        ("registration", "it depends on who is asked"),
        ("main_menu", "it depends on who is asked"),
        ("concern", "it is sensitive"),
        ("follow_up_visit", "it asks for a PIN"),
        ("delivery", "it asks for a PIN"),
        ("support", "its author does not let it run by SMS"),
    ],
)
def test_to_all_others_people_are_invited(library: Library, journey: str, why: str) -> None:
    assert opening(library.journeys[journey], "fr") is None, why


def test_what_may_run_by_sms(library: Library) -> None:
    not_by_sms = {name for name, journey in library.journeys.items() if not journey.by_sms}
    assert not_by_sms == {"concern", "delivery", "follow_up_visit", "my_visits", "support"}
