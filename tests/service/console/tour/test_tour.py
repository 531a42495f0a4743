"""The guided tour: its steps are ticked off by what really happened since it began. Calls are made over the hook."""

import re
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID, uuid4

from service.models import Campaign, Case, Message, Person, Phone
from service.models.case import CaseOutcome
from service.models.message import MessageState
from service.models.staff import Role
from service.programme.casedesk import answering
from service.programme.demo.phones import UNKNOWN, WAITING
from service.programme.labels import PHONE
from tests.support import office as offices
from tests.support.line import HEADERS, HOOK, line_settings
from tests.support.office import OfficeUnderTest, Visitor, words

LATER = "/tour?since=20991231T000000Z"


def call(office: OfficeUnderTest, number: str, *typed: str) -> str:
    """The last page of a call."""
    session, page = f"ATUid_{uuid4().hex}", ""
    for count in range(len(typed) + 1):
        form = {"phoneNumber": number, "serviceCode": "*384*70421#", "text": "*".join(typed[:count])}
        body = urlencode({**form, "sessionId": session, "networkCode": "99999"})
        page = office.stranger().client.post(HOOK, content=body, headers=HEADERS).text
    return page


def begun(visitor: Visitor) -> str:
    """The address of a tour that begins now."""
    answer = visitor.get("/tour")
    assert answer.status_code == 303
    return str(answer.headers["location"])


def ticks(visitor: Visitor, tour: str) -> str:
    """« ✓✓---- »"""
    page = visitor.page(tour)
    steps = "".join("✓" if step else "-" for step in re.findall(r'<li( class="done")?>\s*<h2>', page))
    assert f"{steps.count('✓')} étapes sur 6 faites." in words(page)
    return steps


def kit_for(office: OfficeUnderTest) -> None:
    """Somebody on the phone of the kit, and what waits for their word."""
    with office.world() as world:
        person, _ = world.register(WAITING, name="Fanta Touré")
        kit, _ = world.kit("canoe", "net 4")
        world.delivery(kit, person_id=person)


def send(office: OfficeUnderTest, state: MessageState) -> UUID:
    """A campaign's text to the phone of the kit."""
    with office.world() as world:
        own = {"name": b"1", "texts": b"1", "audience": b"1", "fingerprint": uuid4().bytes, "journey": "check_in"}
        when = {"starts_at": world.now, "created_at": world.now}
        campaign = world.add(Campaign, **own, **when, state="running", recipients=1)
        phone = world.one(Phone, number_mac=world.vault.index(PHONE, WAITING)).id
        text = {"campaign_id": campaign, "kind": "campaign", "body": b"1", "state": state.value}
        world.add(Message, phone_id=phone, **text, not_before=world.now, created_at=world.now)
    office.clock.passes(seconds=1)
    return UUID(str(campaign))


def test_a_tour_to_its_end(office: OfficeUnderTest) -> None:
    kit_for(office)
    office.clock.passes(hours=1)
    officer, stranger = office.staff(Role.PROGRAMME_OFFICER), office.stranger()
    tour = begun(officer)
    office.clock.passes(minutes=1)
    assert ticks(officer, tour) == "------"
    assert "« Un numéro inconnu », puis Appeler" in officer.read(tour)
    assert "1 pour la pirogue" in officer.read(tour)

    call(office, UNKNOWN)
    assert "L’appel est arrivé : continuez." in officer.read(tour)
    assert "Code de carte" in call(office, UNKNOWN, "2", "1", "Mariam Diallo", "1", "1984", "5", "Konna", "1")
    assert ticks(officer, tour) == "✓-----"
    person = office.rows(Person)[-1].id
    assert f'href="/people/{person}"' in officer.page(tour)
    assert "est déjà inscrit" in officer.read(LATER)

    assert "Demande" in call(office, WAITING, "1", "2", "1", "4", "2", "1", "2")
    assert ticks(officer, tour) == "✓✓----"
    (case,) = office.rows(Case)
    assert f'href="/cases/{case.id}"' in officer.page(tour)
    assert "Ce kit est déjà confirmé" in officer.read(LATER)

    with office.world() as world:
        by = world.call(staff=officer.staff_id)
        answering.answer(by, case.id, "Les filets arrivent vendredi.", CaseOutcome.ACTED)
    assert ticks(officer, tour) == "✓✓✓---"
    assert "vendredi" in call(office, WAITING)
    call(office, WAITING, "1")
    assert ticks(officer, tour) == "✓✓✓✓--"

    send(office, MessageState.QUEUED)
    assert ticks(officer, tour) == "✓✓✓✓✓-"
    campaign = send(office, MessageState.SENT)
    assert ticks(officer, tour) == "✓✓✓✓✓✓"
    assert f'href="/messages/campaigns/{campaign}"' in officer.page(tour)
    assert "Ce que vous avez fait reste là." in officer.read(tour)
    _ticks_and_nothing_else(stranger, tour)
    assert ticks(officer, LATER) == "------"


def _ticks_and_nothing_else(stranger: Visitor, tour: str) -> None:
    """Who has not signed in is shown nobody."""
    page = stranger.page(tour)
    assert page.count('class="done"') == 6
    assert not re.search(r'href="/(people|cases|messages|journeys|figures)', page)
    assert "/login?next=/tour%3Fsince" in page


def test_asked_again_by_script_it_answers_only_what_is_new(office: OfficeUnderTest) -> None:
    visitor = office.stranger()
    tour, script = begun(visitor), {"HX-Request": "true"}
    assert visitor.get(f"{tour}&done=0", headers=script).status_code == 204
    some = visitor.get(f"{tour}&done=3", headers=script)
    assert some.text.lstrip().startswith('<div id="steps"')
    assert "<html" not in some.text


def test_the_phone_stands_beside_the_steps(office: OfficeUnderTest) -> None:
    visitor = office.staff(Role.READER, language="en")
    page = visitor.page(begun(visitor))
    (part,) = re.findall(r'data-phone="([^"]+)"', page)
    assert part == "/phone/part?language=en"
    assert "Who is calling?" in visitor.page(part)
    assert visitor.get(re.findall(r'<script src="(/phone/[^"]+)"', page)[0]).status_code == 200


def test_at_night_it_says_that_sending_waits(office: OfficeUnderTest) -> None:
    visitor = office.stranger(**{"accept-language": "fr"})
    tour, now = begun(visitor), office.clock.now
    office.clock.now = now.replace(hour=23)
    assert "ils partent de 08:00 à 20:00" in visitor.read(tour)
    office.clock.now = now


def test_a_moment_that_is_none_begins_the_tour(office: OfficeUnderTest) -> None:
    assert office.stranger().get("/tour?since=yesterday").headers["location"].startswith("/tour?since=2026")


def test_with_a_real_carrier_there_is_no_tour(tmp_path: Path, sqlite_template: Path) -> None:
    (tmp_path / "retour.db").write_bytes(sqlite_template.read_bytes())
    settings = line_settings(f"sqlite:///{tmp_path / 'retour.db'}", tmp_path, simulator=False, second_factor="")
    with offices.office(settings) as office:
        assert office.stranger().get("/tour").status_code == 404
        assert office.stranger().get("/phone").status_code in (303, 404)
