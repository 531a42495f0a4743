"""Campaigns that are watched: their bar, by stream and without; paused, cancelled, approved; answers; the missed."""

import time
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest
from sqlalchemy import update

from service.database import writing
from service.models.staff import Role
from service.programme import tables as t
from service.programme.labels import TARGET_ANSWER
from tests.service.programme.campaigns.camp import Camp
from tests.support.office import OfficeUnderTest, Visitor, words


@pytest.fixture
def campaign(office: OfficeUnderTest) -> str:
    """A campaign to four people, of which nothing leaves by itself: it begins in a year by the true clock."""
    with office.world() as world:
        camp = Camp(world)
        for n in range(4):
            camp.person(number=f"+22350007{n:03}")
        which = camp.send("Bonjour", where=None, again=True)
        world.db.execute(
            update(t.campaign).where(t.campaign.c.id == which).values(starts_at=world.now.replace(year=2030))
        )
    return f"/messages/campaigns/{which}"


def which(campaign: str) -> UUID:
    return UUID(campaign.rsplit("/", 1)[1])


def set_states(office: OfficeUnderTest, campaign: str, **values: object) -> None:
    """All texts of the campaign."""
    with writing(office.parts.engine) as db:
        db.execute(update(t.message).where(t.message.c.campaign_id == which(campaign)).values(**values))


def set_state(office: OfficeUnderTest, campaign: str, state: str) -> None:
    with writing(office.parts.engine) as db:
        db.execute(update(t.campaign).where(t.campaign.c.id == which(campaign)).values(state=state))


def soon(visitor: Visitor, path: str, what: str) -> str:
    """The page, once it says that: counts are a second old at most."""
    said = ""
    for _ in range(100):
        if what in (said := visitor.read(path)):
            return said
        time.sleep(0.05)
    raise AssertionError(said)


def test_the_page_and_the_list_say_how_far_it_is(office: OfficeUnderTest, officer: Visitor, campaign: str) -> None:
    assert "en cours" in officer.read(campaign)
    set_states(office, campaign, state="delivered")
    said = soon(officer, campaign, "arrivés 4")
    assert "terminée" in said
    assert "Visites" in officer.read("/messages/campaigns")
    assert "<svg" in officer.page("/messages/campaigns")


def test_the_bar_moves_by_itself_and_the_stream_ends_with_the_campaign(
    office: OfficeUnderTest, officer: Visitor, campaign: str
) -> None:
    told: list[str] = []
    with officer.client.stream("GET", f"{campaign}/progress") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            told.append(line)
            if "en attente" in line and len([one for one in told if "en attente" in one]) == 1:
                set_states(office, campaign, state="delivered")
                with writing(office.parts.engine) as db:
                    target = t.campaign_target
                    of_it = update(target).where(target.c.campaign_id == which(campaign))
                    db.execute(of_it.values(answered_at=office.clock.now))
    said = "\n".join(told)
    events = [line.removeprefix("event: ") for line in told if line.startswith("event: ")]
    assert events == ["answered", "changed", "ended"]
    assert "terminée" in said


def test_a_stream_ends_when_the_line_goes_down(office: OfficeUnderTest, officer: Visitor, campaign: str) -> None:
    closing = office.parts.closing
    try:
        with officer.client.stream("GET", f"{campaign}/progress", timeout=httpx.Timeout(10)) as answer:
            lines = answer.iter_lines()
            assert next(lines).startswith("data: ")
            closing.set()
            for _ in lines:
                pass
    finally:
        closing.clear()


def test_there_is_no_stream_of_what_is_not_there(officer: Visitor) -> None:
    for path in ("/progress", "", "/missed"):
        assert officer.get(f"/messages/campaigns/{UUID(int=7)}{path}").status_code == 404
    assert officer.post(f"/messages/campaigns/{UUID(int=7)}/pause").status_code == 404


def test_pause_go_on_cancel(office: OfficeUnderTest, officer: Visitor, campaign: str) -> None:
    assert "En pause : rien ne part plus" in officer.done(f"{campaign}/pause")
    again = officer.post(f"{campaign}/pause")
    assert again.status_code == 409
    assert "a changé d’état entre-temps" in words(again.text)
    assert "La campagne continue." in officer.done(f"{campaign}/resume")
    assert "Arrêtée pour de bon" in officer.done(f"{campaign}/cancel")
    assert "repris avant l’envoi 4" in soon(officer, campaign, "repris avant l’envoi 4")


def test_a_second_pair_of_eyes_is_another_persons(
    office: OfficeUnderTest, staff_at: Callable[..., Visitor], officer: Visitor, campaign: str
) -> None:
    set_state(office, campaign, "waiting")
    with writing(office.parts.engine) as db:
        db.execute(update(t.campaign).where(t.campaign.c.id == which(campaign)).values(created_by=officer.staff_id))
    said = officer.read(campaign)
    assert "une autre personne que vous doit l’approuver" in said
    assert officer.post(f"{campaign}/approve").status_code == 409
    other = staff_at(Role.ADMINISTRATOR)
    assert "Approuvée : elle part." in other.done(f"{campaign}/approve")


def test_answers_by_choice_and_one_by_one(office: OfficeUnderTest, officer: Visitor, campaign: str) -> None:
    target = t.campaign_target
    with writing(office.parts.engine) as db:
        rows = db.execute(target.select().where(target.c.campaign_id == which(campaign))).all()
        for row, said in zip(
            rows, ('{"status": "stopped", "reasons": ["theft"], "wants_call": true}', "Tout va bien"), strict=False
        ):
            sealed = office.parts.vault.seal(TARGET_ANSWER, row.id, said)
            values = {"answered_at": office.clock.now, "answer": sealed}
            db.execute(update(target).where(target.c.id == row.id).values(**values))
    said = soon(officer, campaign, "1 mots libres")
    assert "1 arrêtée" in said
    assert "arrêtée, vol" in said
    assert "veut qu’on l’appelle" in said
    assert "Tout va bien" in said
    assert "Tout va bien" in officer.get(f"{campaign}?part=answers").text
    assert "<html" not in officer.get(f"{campaign}?part=doings").text


def test_who_was_not_reached_and_why(office: OfficeUnderTest, officer: Visitor, campaign: str) -> None:
    set_states(office, campaign, state="undelivered", reason="UserDoesNotExist")
    said = soon(officer, f"{campaign}/missed", "ce numéro n’existe pas 4")
    assert "+223…0" in said
    assert "5000700" not in said


def test_in_english(staff_at: Callable[..., Visitor], campaign: str) -> None:
    said = staff_at(Role.PROGRAMME_OFFICER, language="en").read(campaign)
    assert "waiting 4" in said
    assert "How far they are" in said
