"""The words of a campaign: checked before anything is queued, filled for each phone, none dearer than it must be."""

from datetime import timedelta

import pytest

from service.programme.campaigns.wording import CampaignError, Costly, costly, faults_of, filled, tidied
from tests.service.programme.campaigns.camp import TELECEL, Camp
from tests.service.programme.world import NOW

NEUTRAL = "Retour : un message vous attend. Composez *384*70421#."


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("  Bonjour  ", "Bonjour"),
        ("Bonjour   à  tous", "Bonjour à tous"),
        ("une ligne  \r\n deux", "une ligne\ndeux"),
        ("e\u0301te\u0301", "été"),
        ("Prix :\u00a012", "Prix :\u00a012"),
    ],
)
def test_texts_are_tidied(typed: str, tidy: str) -> None:
    """But for a no-break space: what it costs is told, and staff decide."""
    assert tidied({"fr": typed}) == {"fr": tidy}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "it is empty."),
        (" \n ", "it is empty."),
        ("Bonjour {nom}", "there is no field {nom}: there are {first_name}, {ussd_code}."),
        ("Bonjour {}", "there is no field {}: there are {first_name}, {ussd_code}."),
        ("Bonjour {first_name.__class__}", "there is no field {first_name.__class__}: there are"),
        ("Votre {kit} arrive", "{kit} would say what somebody owns or when goods come; a phone is read by others too."),
        ("Le {delivery_date}", "{delivery_date} would say what somebody owns or when goods come"),
        ("Bonjour {first_name", "a { or } stands alone"),
        ("Bonjour }", "a { or } stands alone"),
        ("a" * 919, "it takes 7 parts, and at most 6 go out."),
        ("ê" * 403, "it takes 7 parts, and at most 6 go out."),
    ],
)
def test_what_is_wrong_with_a_text_is_said(text: str, fault: str) -> None:
    found = list(faults_of(text))
    assert any(one.startswith(fault) for one in found), found


@pytest.mark.parametrize("text", ["Bonjour {first_name}, composez {ussd_code}.", "a" * 918, "ê" * 402])
def test_what_is_right_has_no_fault(text: str) -> None:
    assert list(faults_of(text)) == []


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"text": {}}, "Say what is sent"),
        ({"text": {"en": "Hello"}}, "There is no French text"),
        ({"text": {"fr": "Bonjour", "xx": "?"}}, "There is no language called 'xx': there are"),
        ({"text": {"fr": "{x}", "en": "{y}"}}, "Text in en: there is no field {y}"),
        ({"text": {}, "journey": "nowhere"}, "There is no journey 'nowhere': there are check_in,"),
        ({"text": {}, "journey": "concern"}, "SMS does not offer the journey 'concern'"),
        ({"name": " "}, "A campaign needs a name"),
        ({"starts_at": NOW - timedelta(hours=1)}, "It would begin in the past"),
    ],
)
def test_what_is_no_campaign_is_said(camp: Camp, more: dict[str, object], reason: str) -> None:
    with pytest.raises(CampaignError) as raised:
        camp.look(**more)  # type: ignore[arg-type]
    assert any(reason in one for one in raised.value.reasons), raised.value.reasons


def test_everything_that_is_wrong_is_said_at_once(camp: Camp) -> None:
    with pytest.raises(CampaignError) as raised:
        camp.look("{x}", where={"sex": ["?"], "regoin": ["x"]}, name="")
    assert len(raised.value.reasons) == 4


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Aïssata Touré", "Aissata"),
        ("{ussd_code} Touré", "{Ussd_Code}"),
        ("Ɲama Coulibaly", "Nyama"),
        ("Fatou\u202e Diarra", "Fatou"),
    ],
)
def test_a_name_is_filled_in_plainly_and_only_once(camp: Camp, name: str, first: str) -> None:
    """A name never costs more than its letters, and what is in it is no field."""
    one = camp.person(name)
    campaign = camp.send("Bonjour {first_name}, composez {ussd_code}.")
    assert camp.bodies(campaign) == {one.id: f"Bonjour {first}, composez *384*70421#."}
    assert [row.parts for row in camp.texts(campaign)] == [1]


def test_everybody_reads_their_language_and_else_french(camp: Camp) -> None:
    english, french, tamasheq = (camp.person(language=one) for one in ("en", "fr", "taq"))
    unsaid = camp.person()
    by_phone = camp.person()
    camp.phone(by_phone.phone_id, language="en")
    found = camp.bodies(camp.send({"fr": "Bonjour {first_name}", "en": "Hello"}))
    assert found[english.id] == found[by_phone.id] == "Hello"
    assert found[french.id] == found[tamasheq.id] == found[unsaid.id] == "Bonjour Aminata"


def test_a_number_in_doubt_gets_the_neutral_text(camp: Camp) -> None:
    """And no question, since nobody knows who would answer it."""
    sure, doubtful = camp.person(), camp.person(number=TELECEL)
    camp.phone(doubtful.phone_id, state="unverified")
    campaign = camp.send("Bonjour {first_name}", journey="check_in")
    assert camp.bodies(campaign) == {sure.id: "Bonjour Aminata", doubtful.id: NEUTRAL}
    assert {row.person_id: (row.asks, row.kind) for row in camp.texts(campaign)} == {
        sure.id: ("check_in", "campaign"),
        doubtful.id: ("", "neutral"),
    }


def test_a_journey_asks_its_first_question_or_invites(camp: Camp) -> None:
    one = camp.person(language="en")
    asked = camp.bodies(camp.send({}, journey="check_in"))[one.id]
    assert asked.startswith("Retour: ")
    assert "\n1 " in asked
    invited = camp.bodies(camp.send({}, journey="kit_receipt"))[one.id]
    assert "Answer YES" in invited
    assert "*384*70421#" in invited


def test_characters_that_cost_are_told_with_what_to_write_instead() -> None:
    assert costly("Reçu – œuf, reçu à l’été. €") == (
        Costly("ç", "c"),
        Costly("–", "-"),
        Costly("œ", "oe"),
        Costly("’", "'"),
    )
    assert costly("👍 نعم") == (Costly("👍", ""), Costly("ن", ""), Costly("ع", ""), Costly("م", ""))
    assert costly("Bonjour à tous €") == ()


def test_what_is_filled_is_the_field_alone() -> None:
    assert filled("{a}{b} {a}", {"a": "1", "b": "{a}"}) == "1{a} 1"
