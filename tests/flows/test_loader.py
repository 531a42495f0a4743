"""A journey that is wrong cannot be loaded, and the error names the file, the screen and the reason."""

import pytest

from flows.loader import JourneyError, load

SYSTEM = {"text/back": "0 Retour", "text/more": "9 Suite"}
RIGHT = """
journey: trial
title: Essai
screens:
  ask:
    say: Combien ?
    ask: number
    constraint: ". >= 0 and . <= 9"
    message: De 0 à 9.
    go:
      - {if: "${ask} > 5", go: many}
      - go: few
  many:
    say: Beaucoup.
    end: yes
  few:
    say: Peu.
    ask: choice
    options: {yes: Oui, no: {say: Non, go: menu}}
    go: many
"""


def test_a_right_journey_loads() -> None:
    journey = load("trial.yaml", RIGHT, SYSTEM)
    assert list(journey.screens) == ["ask", "many", "few"]
    assert journey.screens["ask"].zero_answers
    assert journey.texts["fr"]["trial/few/option/yes"] == "Oui"


def _with(old: str, new: str) -> str:
    assert old in RIGHT
    return RIGHT.replace(old, new, 1)


@pytest.mark.parametrize(
    ("source", "screen", "reason"),
    [
        (_with("go: few", "go: nowhere"), "ask", "« nowhere », which is no screen"),
        (_with("go: menu", "go: journey mars"), "few", "« mars », which does not exist"),
        (_with("    end: yes", ""), "many", "neither ends nor goes anywhere"),
        (_with("go: few", "go: many"), "few", "nothing leads to it"),
        (_with("    end: yes", "    go: few").replace("{say: Non, go: menu}", "Non"), "ask", "no way out"),
        (_with("ask: number", "ask: numbr"), "ask", "« ask: numbr » is unknown"),
        (
            _with("    ask: number", "    keep: {seen: mars}\n    ask: number"),
            "ask",
            "« keep: » is a list of « name: fact »",
        ),
        (
            _with("    ask: number", "    keep: village\n    ask: number"),
            "ask",
            "« keep: » is a list of « name: fact »",
        ),
        (_with("${ask} > 5", "${aks} > 5"), "ask", "${aks}"),
        (_with("${ask} > 5", "${ask} >"), "ask", "cannot be read"),
        (_with("    say: Peu.\n", ""), "few", "« say: » is missing"),
        (_with("Beaucoup.", "Beaucoup {de}."), "many", "{de}"),
        (_with("Beaucoup.", "Beaucoup {."), "many", "brace"),
        (_with("    message: De 0 à 9.\n", ""), "ask", "needs a « message: »"),
        (_with("    end: yes", "    end: yes\n    do: [Explode]"), "many", "« Explode » does not exist"),
        (_with("    end: yes", "    end: yes\n    do: [OpenCase]"), "many", "OpenCase needs « type »"),
        (
            _with("    end: yes", "    end: yes\n    do: [{OpenCase: {type: question, tpoic: x}}]"),
            "many",
            "OpenCase has no « tpoic »",
        ),
        (_with("    go: many\n", "    go: many\n    do: [StopMessages]\n"), "few", "could happen twice"),
        (
            _with("ask: choice\n    options: {yes: Oui, no: {say: Non, go: menu}}", "ask: choice"),
            "few",
            "neither « options: »",
        ),
        (_with("options: {yes: Oui, no: {say: Non, go: menu}}", "list: people"), "few", "say where to go then"),
        (_with("options: {yes: Oui, no: {say: Non, go: menu}}", "list: peple"), "few", "« list: peple » is unknown"),
        (_with("ask: number", "ask: number\n    colour: red"), "ask", "« colour: » means nothing"),
        (_with("    end: yes", "    end: maybe"), "many", "yes or no"),
        (_with("- go: few", '- {if: "${ask} < 5", go: few}'), "ask", "the last way"),
        (_with("  few:\n", "  few:\n    if: \"${ask} = 'x'\"\n").replace("    go: many\n", ""), "few", "passed over"),
        (_with("journey: trial", "journey: other"), "", "its file is not"),
        (_with("title: Essai\n", ""), "", "« title: » is missing"),
        ("- a\n- b\n", "", "a journey is a list of names"),
        ("journey: [", "", "not readable as YAML"),
        (RIGHT + "  ask:\n    say: x\n    end: yes\n", "", "« ask » stands twice"),
        ("journey: trial\ntitle: x\n", "", "there are no screens"),
    ],
)
def test_what_is_wrong_is_named(source: str, screen: str, reason: str) -> None:
    with pytest.raises(JourneyError) as caught:
        load("trial.yaml", source, SYSTEM, journeys=frozenset({"trial"}))
    where = f"trial.yaml, screen {screen}:" if screen else "trial.yaml:"
    matching = [line for line in caught.value.problems if line.startswith(where) and reason in line]
    assert matching, f"{where} … {reason}\nnot in:\n{caught.value}"


def test_all_problems_are_said_at_once() -> None:
    with pytest.raises(JourneyError) as caught:
        load("trial.yaml", _with("ask: number", "ask: numbr").replace("Beaucoup.", "{x}"), SYSTEM)
    assert len(caught.value.problems) >= 2


def test_the_version_is_a_digest_of_words_and_rules() -> None:
    """The same source gives the same version; another text, in any language, another one."""
    one = load("trial.yaml", RIGHT, SYSTEM)
    again = load("trial.yaml", RIGHT, SYSTEM)
    reworded = load("trial.yaml", _with("Peu.", "Bien peu."), SYSTEM)
    translated = load("trial.yaml", RIGHT, SYSTEM, {"en": {"trial/few/say": "Few."}})
    assert one.version == again.version
    assert len({one.version, reworded.version, translated.version}) == 3


def test_a_kept_version_loads_to_the_same_digest() -> None:
    """What the table journey_version keeps (source, texts) is enough to get the journey back."""
    journey = load("trial.yaml", RIGHT, SYSTEM, {"en": {"trial/few/say": "Few."}})
    system = {k: t for k, t in journey.texts["fr"].items() if k.startswith("text/")}
    assert load("trial.yaml", journey.source, system, journey.texts).version == journey.version
