"""A campaign from its form to its texts: counted, looked at beside the page, sent once, approved by another."""

import re
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from service.models import Campaign, CampaignDraft, Message, Phone
from service.models.staff import Role
from tests.support.office import OfficeUnderTest, Visitor, words

PLANNED = "2026-11-30T09:00"
"""Some days on: none of these texts leaves during a test, whatever the true clock says."""


@pytest.fixture(scope="module")
def codes(office: OfficeUnderTest) -> list[str]:
    """Three people in Konna and Fatoma; the codes of their cards."""
    with office.world() as world:
        places = ("ML050605", "ML050605", "ML050604")
        return [
            world.register(f"+223500051{n:02}", name=f"Awa{n} Diallo", place=place)[1] for n, place in enumerate(places)
        ]


def form(**changes: Any) -> dict[str, Any]:
    made = {"name": "Nouvelles", "text_fr": "Bonjour {first_name}", "all": "yes", "begins": PLANNED, "do": "look"}
    return made | changes


def looked(visitor: Visitor, **changes: Any) -> tuple[str, str]:
    """The address of a draft that was looked at, and what its page says."""
    answer = visitor.post("/messages/compose", form(**changes))
    assert answer.status_code == 303, words(answer.text)
    where = answer.headers["location"]
    return where, seen(visitor, where)


def seen(visitor: Visitor, where: str) -> str:
    """What the page of a draft says once the look is over."""
    for _ in range(200):
        if "On regarde chaque personne" not in (said := visitor.read(where)):
            return said
        time.sleep(0.02)
    raise AssertionError("it is still being looked at")


def counted(visitor: Visitor, path: str, typed: dict[str, Any]) -> str:
    """What is said of a form once people are counted: a page does not wait for it."""
    for _ in range(200):
        answer = visitor.post(path, typed)
        assert answer.status_code == 200
        if "On compte encore" not in (said := words(answer.text)):
            return said
        time.sleep(0.02)
    raise AssertionError("it is still being counted")


def sent(visitor: Visitor, **changes: Any) -> str:
    """The address of a campaign that is made."""
    where, _ = looked(visitor, **changes)
    answer = visitor.post(f"{where}/send", {"again": changes.get("again", "")})
    assert answer.status_code == 303, words(answer.text)
    campaign = answer.headers["location"]
    for _ in range(200):
        said = visitor.read(campaign)
        if "en préparation" not in said and "On compte encore" not in said:
            return campaign
        time.sleep(0.02)
    raise AssertionError("it is still being made")


def test_the_form_offers_what_there_is(officer: Visitor, codes: list[str]) -> None:
    said = officer.read("/messages/compose")
    for word in ("Texte en Français", "Texte en Anglais", "Mopti", "femme cheffe de ménage", "Comment ça va"):
        assert word in said
    assert len(officer.page("/messages/compose")) < 60_000


def test_it_is_counted_while_it_is_typed(officer: Visitor, codes: list[str]) -> None:
    typed = form(text_fr="Bonjour {first_name} ç", commune="konna", all="")
    said = counted(officer, "/messages/compose/counts", typed)
    assert "Aller au contenu" not in said, "a block, and no page"
    assert "2 personnes" in said
    assert "17 caractères" in said
    assert "« ç » coûte : chaque SMS n’a plus que 70 caractères. Écrivez « c »" in said
    for commune, what in (("Fatouma", "1 personne"), ("Zzz", "Aucune commune ne s’appelle 'Zzz'")):
        assert what in counted(officer, "/messages/compose/counts", typed | {"commune": commune})


def test_without_a_script_a_button_counts_and_keeps_what_was_typed(officer: Visitor, codes: list[str]) -> None:
    typed = form(do="count", sex="female", region="ML05")
    assert "3 personnes" in counted(officer, "/messages/compose", typed)
    answer = officer.post("/messages/compose", typed)
    for kept in ('value="Nouvelles"', "Bonjour {first_name}", 'value="female" selected', 'value="ML05" checked'):
        assert kept in answer.text


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(office: OfficeUnderTest, officer: Visitor) -> None:
    before = len(office.rows(CampaignDraft))
    answer = officer.post(
        "/messages/compose",
        form(name="", text_fr="Votre {kit} arrive", commune="Zzz", begins="demain", days="x", all=""),
    )
    assert answer.status_code == 422
    for name, said in (
        ("name", "Donnez un nom"),
        ("text_fr", "dirait ce que quelqu’un possède"),
        ("commune", "Aucune commune"),
        ("begins", "Ce n’est pas un jour et une heure"),
        ("days", "Ce n’est pas un nombre"),
    ):
        beside = re.search(rf'id="{name}-error"[^>]*>([^<]*)<', answer.text)
        assert beside, name
        assert said in words(beside[1]), name
    assert "Votre {kit} arrive" in answer.text
    assert len(office.rows(CampaignDraft)) == before


def test_the_preview_says_all_and_queues_nothing(office: OfficeUnderTest, officer: Visitor, codes: list[str]) -> None:
    before = len(office.rows(Message))
    _, said = looked(officer, text_fr="Bonjour {first_name} !")
    assert "3 téléphones reçoivent un SMS" in said
    assert "Bonjour Awa0 !" in said
    assert "Telecel 3" in said
    assert "le plus court 14 1" in said
    assert "3 textes n’ont pas de prix" in said
    assert "Envoyer à 3 téléphones" in said
    assert len(office.rows(Message)) == before


def test_it_is_made_once_and_the_same_again_only_if_it_is_meant(
    office: OfficeUnderTest, officer: Visitor, codes: list[str]
) -> None:
    before = len(office.rows(Campaign))
    campaign = sent(officer, text_fr="Une fois")
    assert "Une fois" in officer.read(campaign)
    assert len(office.rows(Message, campaign_id=UUID(campaign.rsplit("/", 1)[1]))) == 3
    where, said = looked(officer, text_fr="Une fois")
    assert "Le même texte est parti aux mêmes personnes" in said
    refused = officer.post(f"{where}/send")
    assert refused.status_code == 422
    assert "cochez la case" in words(refused.text)
    assert officer.post(f"{where}/send", {"again": "yes"}).status_code == 303
    assert officer.post(f"{where}/send", {"again": "yes"}).status_code == 422
    assert len(office.rows(Campaign)) == before + 2


def test_a_list_of_codes_from_a_file(office: OfficeUnderTest, officer: Visitor, codes: list[str]) -> None:
    """What cannot be used is named by its row, once it was looked at, and the form is found again."""
    good = ("code\n" + "\n".join(codes[:2])).encode()
    typed = form(all="", text_fr="Liste")
    answer = officer.post("/messages/compose", typed, files={"file": ("liste.csv", good)})
    assert "2 téléphones reçoivent un SMS" in seen(officer, answer.headers["location"])
    _, said = looked(officer, all="", text_fr="Liste", list=f"{codes[0]}\n12345")
    assert "Ligne 2 : …45 n’est ni un code de carte ni un numéro" in said
    again = officer.page("/messages/compose?draft=" + officer_draft(office))
    assert codes[0] in again
    assert "Ligne 2" in words(again)


def _macs(office: OfficeUnderTest) -> set[bytes]:
    return {office.parts.vault.index("phone", f"+22350006{n:03}") for n in range(300)}


def officer_draft(office: OfficeUnderTest) -> str:
    return str(max(office.rows(CampaignDraft), key=lambda row: row.id).id)


def test_a_long_list_is_kept_with_its_draft(office: OfficeUnderTest, officer: Visitor) -> None:
    """A browser does not send a file twice: the form that comes back says that the list is there."""
    numbers = "\n".join(f"50006{n:03}" for n in range(300))
    typed = form(all="", text_fr="", do="count")
    answer = officer.post("/messages/compose", typed, files={"file": ("liste.csv", numbers.encode())})
    assert "Une liste de 300 lignes est gardée." in words(answer.text)
    assert len(answer.text) < 60_000
    draft = re.search(r'name="draft" value="([0-9a-f-]+)"', answer.text)
    assert draft
    assert not {row.number_mac for row in office.rows(Phone)} & _macs(office), "counting makes no phones known"
    _, said = looked(officer, all="", text_fr="Bonjour", draft=draft[1], kept_list="yes")
    assert "300 téléphones reçoivent un SMS" in said
    dropped = officer.post(
        "/messages/compose", form(all="", draft=draft[1], kept_list="yes", drop_list="yes", text_fr="Bonjour")
    )
    assert "Dites à qui" in words(dropped.text)


def test_a_draft_is_its_writers_alone(staff_at: Callable[..., Visitor], officer: Visitor, codes: list[str]) -> None:
    where, _ = looked(officer, text_fr="À moi")
    other = staff_at(Role.ADMINISTRATOR)
    assert other.get(where).status_code == 404
    assert other.post(f"{where}/send").status_code == 404
    assert "1 brouillon à vous" not in other.read("/messages/compose")


def test_a_standing_check_in(office: OfficeUnderTest, officer: Visitor, codes: list[str]) -> None:
    campaign = sent(
        officer, name="Rappel du kit", text_fr="Rappel", occasion="delivery_unconfirmed", days="14", begins=""
    )
    assert "14 jours après la livraison, si non confirmée" in officer.read("/messages/standing")
    assert "Rappel du kit" not in officer.read("/messages/campaigns")
    assert "Arrêtée pour de bon" in officer.done(f"{campaign}/cancel")
    assert "arrêtée" in officer.read("/messages/standing")


def test_who_may_not_send_sees_no_form(staff_at: Callable[..., Visitor]) -> None:
    for role in (Role.FIELD_AGENT, Role.FOCAL_POINT, Role.READER):
        visitor = staff_at(role)
        for path in ("/messages", "/messages/compose", "/messages/campaigns", "/messages/uncertain", "/messages/stops"):
            assert visitor.get(path).status_code == 403, (role, path)
