"""Visits in the console: due, made, on the map; noted from a form, put on another day; alerts settled."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from service.console.words import words_in
from service.models import AuditEvent, Message, Visit, VisitItem
from service.models.staff import Role
from service.programme import visits
from service.programme.alerts import raise_alert
from service.programme.casedesk import coming_back
from service.programme.distribution import trust
from service.programme.followup import suspicion
from service.programme.pulse import quiet
from tests.service.console.kits.field import Field, field
from tests.support.office import OfficeUnderTest, Visitor, words

StaffAt = Callable[..., Visitor]


@pytest.fixture
def there(office: OfficeUnderTest) -> Field:
    return field(office)


def today(office: OfficeUnderTest) -> date:
    return office.clock.now.date()


def visit(office: OfficeUnderTest, there: Field, state: str = "due", ago: int = 3, **values: object) -> UUID:
    day = today(office) - timedelta(days=ago)
    on = {"visited_on": day} if state == "done" else {"due_on": day}
    with office.world() as world:
        return UUID(str(world.add(Visit, **{"person_id": there.person, "state": state, **on, **values})))


def test_what_is_due_is_narrowed_and_says_how_late_it_is(
    office: OfficeUnderTest, officer: Visitor, there: Field
) -> None:
    late = visit(office, there, delivery_id=there.which, after_days=30)
    soon = visit(office, there, ago=-20)
    page = officer.page(f"/visits?where={there.place}")
    assert (str(late) in page, str(soon) in page) == (True, True)
    assert "3 jours de retard" in words(page)
    overdue = officer.page(f"/visits?until=overdue&where={there.place}")
    assert (str(late) in overdue, str(soon) in overdue) == (True, False)
    assert str(soon) not in officer.page(f"/visits?kit={there.code}&where={there.place}")
    one = officer.read(f"/visits/{late}")
    assert "Aminata T." in one
    assert "30 jours après" in one


def test_an_agent_sees_what_is_theirs(office: OfficeUnderTest, staff_at: StaffAt, there: Field) -> None:
    """Of their villages, unless a colleague agreed on it."""
    theirs, other = (staff_at(Role.FIELD_AGENT, places=place) for place in (there.place, "ML050604"))
    free, colleagues = visit(office, there), visit(office, there, staff_id=there.agent)
    made = visit(office, there, "done", staff_id=theirs.staff_id)
    page = theirs.page("/visits")
    assert (str(free) in page, str(colleagues) in page) == (True, False)
    assert str(colleagues) not in theirs.page(f"/visits?agent={there.agent}")
    assert str(made) in theirs.page("/visits/done")
    for which in (free, made):
        assert str(which) not in other.page("/visits") + other.page("/visits/done")
        assert other.get(f"/visits/{which}").status_code == 404
        assert other.get(f"/visits/log?visit={which}").status_code == 404
    assert other.post(f"/visits/{free}/move", {"on": "2030-01-01"}).status_code == 404


def test_what_was_made_with_presence_and_the_persons_own_word(
    office: OfficeUnderTest, officer: Visitor, there: Field
) -> None:
    shown = visit(office, there, "done", presence="code", confirmed="no", business_status="running", takings="nothing")
    flagged = visit(office, there, "done", presence="absent")
    page = officer.page(f"/visits/done?where={there.place}&presence=code&said=no")
    assert (str(shown) in page, str(flagged) in page) == (True, False)
    assert "carte montrée NON" in words(page)
    assert "Recettes du mois rien" in officer.read(f"/visits/{shown}")
    assert str(flagged) in officer.page(f"/visits/done?where={there.place}&said=unsaid&agent=rubbish")


def test_a_visit_that_is_due_gets_another_day(office: OfficeUnderTest, officer: Visitor, there: Field) -> None:
    which, day = visit(office, there), today(office) + timedelta(days=9)
    assert "La visite a un nouveau jour." in officer.done(f"/visits/{which}/move", {"on": day.isoformat()})
    assert office.rows(Visit, id=which)[0].due_on == day
    for typed, why in (("2020-01-01", "Ce jour est passé."), ("", "Dites le jour.")):
        answer = officer.post(f"/visits/{which}/move", {"on": typed})
        assert (answer.status_code, why in words(answer.text)) == (422, True)


class TestNoted:
    def form(self, office: OfficeUnderTest, there: Field, **more: str) -> dict[str, str]:
        day = today(office).isoformat()
        return {"card": there.card, "seen": "yes", "visited_on": day, "business_status": "partly", **more}

    def test_by_a_card_as_on_the_phone(self, office: OfficeUnderTest, officer: Visitor, there: Field) -> None:
        asked = officer.post("/visits/log", {"card": there.card})
        assert "Aminata T." in words(asked.text)
        assert f'name="item-{there.net}"' in asked.text
        more = {"presence": "yes", "takings": "under_10000", f"item-{there.net}": "lost", "alive": "3"}
        form = {**self.form(office, there, **more), "reasons": ["theft", "flood"]}
        answer = officer.post("/visits/log", form)
        assert answer.status_code == 303, words(answer.text)
        (row,) = office.rows(Visit, person_id=there.person, state="done")
        assert (row.presence, row.reasons, row.takings, row.alive) == ("code", "theft flood", "under_10000", 3)
        assert (row.staff_id, row.channel) == (officer.staff_id, "console")
        assert [one.outcome for one in office.rows(VisitItem, visit_id=row.id)] == ["lost"]
        assert len(office.rows(Message, person_id=there.person, kind="visit told")) <= 1

    def test_one_that_was_due_is_settled(self, office: OfficeUnderTest, staff_at: StaffAt, there: Field) -> None:
        which, agent = visit(office, there), staff_at(Role.FIELD_AGENT, places=there.place)
        assert "Aminata T." in agent.read(f"/visits/log?visit={which}")
        form = {**self.form(office, there, agent=str(there.agent)), "card": "", "visit": str(which)}
        assert "Visite notée : Aminata T." in agent.done("/visits/log", form)
        (row,) = office.rows(Visit, id=which)
        assert (row.state, row.staff_id) == ("done", agent.staff_id), "an agent notes for nobody else"

    def test_the_office_notes_what_an_agent_made(self, office: OfficeUnderTest, officer: Visitor, there: Field) -> None:
        officer.done("/visits/log", self.form(office, there, agent=str(there.agent)))
        assert office.rows(Visit, person_id=there.person, state="done")[0].staff_id == there.agent

    def test_somebody_elsewhere_is_not_an_agents(self, staff_at: StaffAt, there: Field) -> None:
        answer = staff_at(Role.FIELD_AGENT, places="ML050604").post("/visits/log", {"card": there.card})
        assert (answer.status_code, "Cette carte n’est pas de votre zone." in words(answer.text)) == (422, True)
        assert "Aminata" not in answer.text

    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ({"card": "123"}, "Personne n’a cette carte"),
            ({"visited_on": "2030-01-01"}, "Ce jour est encore à venir."),
            ({"visited_on": "soon"}, "Ce n’est pas un jour"),
            ({"business_status": ""}, "Dites comment va l’activité."),
            ({"business_status": "running", "reasons": "theft"}, "n’a pas de raison de ne pas marcher"),
            ({"alive": "501"}, "Un nombre de chèvres va de 0 à 500."),
            ({"born": "many"}, "Ce n’est pas un nombre entier."),
            ({"takings": "rubbish"}, "Il n’y a pas de 'rubbish'"),
            ({"next_visit_on": "2020-01-01"}, "La prochaine visite vient après celle-ci"),
            ({"agent": "00000000-0000-7000-8000-000000000000"}, "Dites qui a fait la visite."),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, office: OfficeUnderTest, officer: Visitor, there: Field, changed: dict[str, str], why: str
    ) -> None:
        answer = officer.post("/visits/log", self.form(office, there, problems="Le filet est parti.", **changed))
        assert (answer.status_code, why in words(answer.text)) == (422, True), words(answer.text)
        assert "card" in changed or "Le filet est parti." in answer.text
        assert office.rows(Visit, person_id=there.person, state="done") == []

    def test_the_same_day_twice(self, office: OfficeUnderTest, officer: Visitor, there: Field) -> None:
        officer.done("/visits/log", self.form(office, there))
        again = officer.post("/visits/log", self.form(office, there))
        assert "est déjà notée" in words(again.text)
        assert len(office.rows(Visit, person_id=there.person, state="done")) == 1


def test_the_map_counts_by_village_for_each_their_own(office: OfficeUnderTest, staff_at: StaffAt, there: Field) -> None:
    visit(office, there)
    office.clock.now += timedelta(minutes=6)  # what was counted before is counted anew
    agent = staff_at(Role.FIELD_AGENT, places=there.place)
    page = agent.page("/visits/map")
    for _ in range(50):
        page = agent.page("/visits/map")
        if there.place in page:
            break
    assert "1 en retard" in words(page)
    assert f"where={there.place}" in page
    assert "<svg" in page
    other = staff_at(Role.FIELD_AGENT, places="ML050604").page("/visits/map")
    assert there.place not in other


def test_an_alert_is_looked_into_and_settled(
    office: OfficeUnderTest, officer: Visitor, staff_at: StaffAt, there: Field
) -> None:
    with office.world() as world:
        raise_alert(world.call(staff=there.agent), "visits far apart", "staff", there.agent, "ML050605 > ML050604")
    (alert,) = office.rows(AuditEvent, subject_id=str(there.agent), action="alert: visits far apart")
    page = officer.page("/visits/alerts")
    assert "Konna → Fatoma" in words(page)
    assert "Boubacar M." in words(page)
    where = f"/visits/alerts/{alert.id}"
    blank = officer.post(where, {"finding": ""})
    assert (blank.status_code, "Choisissez ce qu’on a trouvé." in words(blank.text)) == (422, True)
    assert "L’alerte est réglée." in officer.done(where, {"finding": "talked"})
    assert str(alert.id) not in officer.page("/visits/alerts")
    assert "on en a parlé" in officer.read("/visits/alerts?show=all")
    assert "déjà réglée" in words(officer.post(where, {"finding": "talked"}).text)
    assert staff_at(Role.FIELD_AGENT).get("/visits/alerts").status_code == 403


def test_every_alert_that_the_service_says_has_a_name() -> None:
    kinds = (
        visits.DENIED, coming_back.NOBODY_TOLD, quiet.KIND, trust.MANY_HOUSEHOLDS, trust.BY_STAFF, trust.TO_ONESELF,
        suspicion.MANY_VISITS, suspicion.MANY_A_DAY, suspicion.FAR_APART, suspicion.AT_NIGHT, suspicion.TWICE,
        suspicion.OWN_PHONE, suspicion.UNKNOWN_CARDS,
    )  # fmt: skip
    for words_of in (words_in("fr"), words_in("en")):
        assert all(words_of.label("alert", kind.removeprefix("alert: ")) for kind in kinds)
