"""What follows from an input: right and wrong turns on a trial journey with every kind of question."""

import pytest

from flows.effects import AnswerHeard, OpenCase, PinFailed, RequestCallBack, StopMessages
from flows.library import Library
from flows.render import render
from flows.state import HELP, OR_STOP, WAY_OUT, Lookup, Progress, Step
from flows.step import answer_or_stop, resume, step
from tests.support.walks import TRIAL, Walker, trial, trial_facts


@pytest.fixture
def caller(library: Library) -> Walker:
    return Walker(trial(library), trial_facts())


def _to_pin(caller: Walker) -> Walker:
    caller.type("Awa Touré", "3", "1", "03/2014", "Segue Ire", "1", "2", "4", "1 3", "1")
    return caller


def test_a_whole_call_ends_with_its_effect_and_nothing_before(caller: Walker) -> None:
    _to_pin(caller)
    assert caller.at == "pin"
    assert not caller.here.effects
    caller.type("2012", found=Lookup("ok"))
    assert "Awa Touré 3 03/2014 Ségué Iré" in caller.screen.text
    caller.type("1")
    assert caller.here.ends
    assert caller.here.effects == (OpenCase(type="report", words="Awa Touré", topic="herd"),)


def test_a_pin_is_never_kept(caller: Walker) -> None:
    _to_pin(caller).type("2012", found=Lookup("ok"))
    assert caller.answers["pin"] == "ok"
    assert "2012" not in caller.here.progress.to_json()


def test_a_wrong_pin_is_told_at_once_so_that_it_counts(caller: Walker) -> None:
    _to_pin(caller).type("9999", found=Lookup("wrong"))
    assert caller.here.effects == (PinFailed(),)
    assert caller.at == "refused"
    caller.type("1")
    assert caller.at == "pin"


def test_a_repeated_group_asks_for_each_entry_and_its_follow_up(caller: Walker) -> None:
    caller.type("Awa", "0", "2014", "Segue Ire")
    assert caller.screen.text.startswith("Canoe")
    caller.type("2", "5")
    assert caller.screen.text.startswith("Net")
    caller.type("1")
    assert caller.at == "why"
    assert {k: v for k, v in caller.answers.items() if "." in k} == {
        "got.canoe": "part",
        "count.canoe": 5.0,
        "got.net": "yes",
    }


def test_a_group_over_an_empty_list_is_passed_over(library: Library) -> None:
    caller = Walker(trial(library), trial_facts(items=()))
    caller.type("Awa", "0", "2014", "Segue Ire")
    assert caller.at == "why"


def test_zero_is_an_answer_where_it_may_be_one(caller: Walker) -> None:
    caller.type("Awa", "0")
    assert caller.answers["goats"] == 0.0
    assert caller.at == "since"  # no goats, so none is sick


def test_where_zero_answers_two_zeros_ask_for_the_way_out(caller: Walker) -> None:
    caller.type("Awa")
    assert "0 Retour" not in caller.screen.text
    caller.type("00")
    assert caller.here.progress.page == WAY_OUT
    assert caller.screen.text.splitlines()[1:] == ["1 Retour", "2 Menu"]
    caller.type("5")
    assert caller.at == "goats"
    caller.type("00", "1")
    assert caller.at == "name"


def test_back_goes_one_screen_and_takes_that_answer_again(caller: Walker) -> None:
    caller.type("Awa", "3", "1")
    caller.type("0")
    assert caller.at == "sick"
    assert "sick" not in caller.answers
    assert caller.answers["name"] == "Awa"


def test_back_from_an_entry_goes_to_the_entry_before(caller: Walker) -> None:
    caller.type("Awa", "0", "2014", "Segue Ire", "1")
    assert caller.screen.text.startswith("Net")
    caller.type("0")
    assert caller.screen.text.startswith("Canoe")


def test_before_the_first_screen_lies_the_menu(caller: Walker) -> None:
    caller.type("0")
    assert caller.here.enters == "menu"


def test_two_zeros_go_to_the_menu_from_anywhere(caller: Walker) -> None:
    caller.type("Awa", "3", "00")
    assert caller.here.enters == "menu"


def test_a_wrong_input_says_why_and_loses_nothing(caller: Walker) -> None:
    caller.type("Awa", "beaucoup")
    assert caller.screen.text.startswith("Tapez un nombre.")
    assert (caller.at, caller.answers["name"]) == ("goats", "Awa")
    caller.type("51")
    assert caller.screen.text.startswith("De 0 à 50.")


def test_after_three_wrong_tries_help_is_offered_and_keeps_the_draft(caller: Walker) -> None:
    caller.type("Awa", "x", "y", "z")
    assert caller.here.progress.page == HELP
    caller.type("2")
    assert (caller.at, caller.here.progress.tries) == ("goats", 0)
    caller.type("x", "y", "z", "1")
    assert caller.here.ends
    assert caller.here.keeps_draft
    assert caller.here.effects == (RequestCallBack(about="trial"),)
    assert caller.answers["name"] == "Awa"


def test_a_typed_star_is_a_character(caller: Walker) -> None:
    caller.type("A*wa**")
    assert caller.answers["name"] == "A*wa**"


def test_several_may_be_ticked_over_two_pages(caller: Walker) -> None:
    caller.type("Awa", "0", "2014", "Segue Ire", "1", "1")
    assert "9 Suite" in caller.screen.text
    caller.type("1,3 9")
    assert "9 Suite" not in caller.screen.text
    caller.type("2")
    assert caller.answers["why"] == "a c j"


def test_a_text_that_is_too_long_is_refused_not_cut(caller: Walker) -> None:
    caller.type("x" * 21)
    assert caller.screen.text.startswith("Trop long : 20")
    assert not caller.answers


@pytest.mark.parametrize("typed", ["", "   ", "\t"])
def test_an_empty_input_repeats_the_screen(caller: Walker, typed: str) -> None:
    caller.type(typed)
    assert caller.at == "name"
    assert caller.here.problem is not None


@pytest.mark.parametrize(
    ("inputs", "pcode"),
    [
        (("1", "1", "1"), "ML050101"),
        (("segue ire",), "ML050118"),
        (("Kona", "1"), "ML050605-01"),
        (("1", "2", "1", "3"), "ML050605"),  # « Autre village d'ici »
        (("Badiangara", "1"), "ML050101"),
    ],
)
def test_a_place_by_lists_or_by_letters(caller: Walker, inputs: tuple[str, ...], pcode: str) -> None:
    caller.type("Awa", "0", "2014", *inputs)
    assert caller.answers.get("place") == pcode


def test_back_within_a_place_goes_one_level_up(caller: Walker) -> None:
    caller.type("Awa", "0", "2014", "1", "2")
    caller.type("0")
    assert "Bandiagara" in caller.screen.text
    caller.type("0")
    assert caller.screen.text.splitlines()[1] == "1 Mopti"
    caller.type("0")
    assert caller.at == "since"


def test_an_answer_of_a_question_no_longer_asked_does_not_stay(caller: Walker) -> None:
    """Goats were sick; corrected to no goats, nobody asks whether they are sick, and nothing says so."""
    _to_pin(caller).type("2012", found=Lookup("ok"))
    caller.type("2", "Awa", "0")
    assert "sick" not in caller.answers


def test_the_numbers_on_the_screen_stay_what_they_were(library: Library) -> None:
    """The lists changed between the page and the answer: 2 is still what stood behind 2."""
    caller = Walker(trial(library), trial_facts())
    caller.type("Awa", "0", "2014", "Segue Ire")
    caller.facts = trial_facts(items=("boat", "canoe", "net"))
    caller.type("1")
    assert caller.answers["got.canoe"] == "yes"


def test_resume_on_the_same_version_stands_where_it_was(caller: Walker) -> None:
    caller.type("Awa", "3", "x")
    again = resume(caller.flow, caller.here.progress, caller.facts)
    assert (again.progress.screen, again.progress.tries) == ("sick", 0)
    assert again.progress.answers == caller.answers


def test_resume_on_a_new_version_asks_only_what_no_longer_fits(library: Library, caller: Walker) -> None:
    caller.type("Awa", "30", "1", "2014", "Segue Ire")
    stricter = trial(library, TRIAL.replace(". <= 50", ". <= 20").replace("De 0 à 50", "De 0 à 20"))
    again = resume(stricter, caller.here.progress, caller.facts)
    assert again.progress.screen == "goats"
    assert again.progress.answers["name"] == "Awa"
    assert again.progress.version == stricter.version


def test_resume_raises_no_effect(caller: Walker) -> None:
    _to_pin(caller).type("2012", found=Lookup("ok"))
    assert resume(caller.flow, caller.here.progress.moved(version="gone"), caller.facts).effects == ()


def test_a_word_that_may_be_stop_is_asked_about(library: Library) -> None:
    flow, facts = library.journeys["check_in"], trial_facts()
    asked = answer_or_stop(Progress(flow.name, flow.version, "status"), "stopped").progress
    assert asked.page == OR_STOP
    text = render(flow, Step(asked), facts, "fr").text
    assert text == "Que voulez-vous dire ?\n1 Arretée\n2 Plus de SMS"
    meant = step(flow, asked, "1", facts)
    assert (meant.progress.screen, dict(meant.progress.answers)) == ("reasons", {"status": "stopped"})
    stopped = step(flow, asked, "2", facts)
    assert (stopped.effects, stopped.enters, stopped.keeps_draft) == ((StopMessages(),), "menu", True)
    for other in ("5", "?", "0"):
        again = step(flow, asked, other, facts).progress
        assert (again.screen, again.page, again.scratch) == ("status", 0, ())
    assert step(flow, asked, "00", facts).enters == "menu"


SHOWN = """
journey: trial
title: Essai
screens:
  news:
    say: "Réponse : {answer_text}. Ça va ?"
    ask: choice
    options: {yes: Oui, no: Non}
    keep: {seen: answer_case}
    do: [{AnswerHeard: {answer_case: "${seen}", satisfied: "${news}"}}]
    go: [{if: "${seen} != ${answer_case}", go: news}, {go: after}]
  after: {say: "Encore ?", ask: choice, options: {yes: Oui}, go: done}
  done: {say: "Merci.", end: yes}
"""


def test_what_a_screen_showed_is_kept_for_the_answer_to_it(library: Library) -> None:
    """The world changes while it is read: the answer is to what was shown, and what is new is shown."""
    caller = Walker(trial(library, SHOWN), trial_facts(answer_case="one", answer_text="Lundi"))
    caller.facts = trial_facts(answer_case="two", answer_text="Mardi")
    assert "Mardi" in caller.type("1").text
    assert caller.here.effects == (AnswerHeard("one", "yes"),)
    caller.type("2")
    assert (caller.here.effects, caller.at) == ((AnswerHeard("two", "no"),), "after")
    caller.facts = trial_facts(answer_case="three", answer_text="Jeudi")
    assert "Jeudi" in caller.type("0").text
    assert caller.answers["seen"] == "three", "what is shown once more is kept as it stands now"
