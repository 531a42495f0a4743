"""Reports in confidence: read and worked on by focal points, and nowhere else to be seen, counted or hinted at."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from time import monotonic, sleep
from uuid import UUID
from zipfile import ZipFile

import httpx
import pytest
from fastapi.routing import APIRoute

from flows import effects as e
from service.app import create_app
from service.console.console import ConsoleRoute
from service.ids import uuid7
from service.models import AuditEvent, Message, SensitiveCase, SensitiveEvent
from service.models.message import MessageState
from service.models.staff import Role
from service.programme import cases
from service.programme.labels import SENSITIVE_CONTACT, SENSITIVE_WORDS
from tests.service.programme.casedesk.deskwork import asked
from tests.support.office import OfficeUnderTest, Visitor, words

StaffAt = Callable[..., Visitor]
WORDS = "Zanzibar demande un service"
"""A word that stands nowhere else."""
CALLER, SAFE = "+22350007001", "+22376543210"


def reported(office: OfficeUnderTest, said: str = WORDS) -> UUID:
    with office.world() as world:
        known = {row.id for row in world.rows(SensitiveCase)}
        cases.open_sensitive(world.call(CALLER), e.OpenSensitiveCase(said, "ML050605", SAFE, "leader"))
        (new,) = [row.id for row in world.rows(SensitiveCase) if row.id not in known]
        return UUID(str(new))


@pytest.fixture
def focal(office: OfficeUnderTest) -> Visitor:
    return office.staff(Role.FOCAL_POINT)


def version(office: OfficeUnderTest, which: UUID) -> str:
    return str(len([row for row in office.rows(SensitiveEvent, sensitive_case_id=which) if row.kind != "read"]))


def sent(office: OfficeUnderTest, visitor: Visitor, which: UUID, action: str, **form: str) -> str:
    return visitor.done(f"/sensitive/{which}/{action}", {"seen": version(office, which), **form})


def test_it_is_listed_opened_and_worked_on(office: OfficeUnderTest, focal: Visitor) -> None:
    which = reported(office)
    page = focal.page("/sensitive")
    assert f"/sensitive/{which}" in page
    assert "Zanzibar" not in page
    read = focal.read(f"/sensitive/{which}")
    assert WORDS in read
    assert SAFE in read
    assert "Un responsable d’ici" in read
    assert "C’est gardé." in sent(office, focal, which, "note", note="J'appelle demain")
    assert "Contact essayé" in sent(office, focal, which, "contact", reached="not", contact_note="Par sa sœur")
    assert "Contact réussi" in sent(office, focal, which, "contact", reached="reached", contact_note="Chez elle")
    assert "Réponse donnée" in sent(office, focal, which, "told", told="Dit de vive voix")
    other = office.staff(Role.FOCAL_POINT)
    assert "C’est confié." in sent(office, focal, which, "assign", to=str(other.staff_id))
    closed = sent(office, other, which, "close", outcome="acted", close_note="Mis à pied")
    assert "Fermé" in closed
    assert f"/sensitive/{which}" not in focal.page("/sensitive")
    assert f"/sensitive/{which}" in focal.page("/sensitive?closed=yes")


def test_each_opening_is_kept_and_no_word_of_it(office: OfficeUnderTest, focal: Visitor) -> None:
    which = reported(office)
    focal.page(f"/sensitive/{which}")
    sent(office, focal, which, "note", note="Zanzibar encore")
    kept = office.rows(AuditEvent, subject_id=str(which))
    assert [(row.actor, row.action) for row in kept] == [
        (str(focal.staff_id), "concern read"),
        (str(focal.staff_id), "concern note"),
        (str(focal.staff_id), "concern read"),
    ]
    assert all("Zanzibar" not in row.detail for row in office.rows(AuditEvent))


def test_the_page_leaves_nothing_behind(office: OfficeUnderTest, focal: Visitor) -> None:
    which = reported(office)
    for path in ("/sensitive", f"/sensitive/{which}"):
        answer = focal.get(path)
        assert answer.headers["cache-control"] == "no-store"
        title = re.search(r"<title>(.*?)</title>", answer.text, re.DOTALL)
        assert title is not None
        assert words(title[1]) == "À lire · Retour"
        assert '<a class="leave" role="button" href="/figures"' in answer.text
    done = focal.post(f"/sensitive/{which}/note", {"seen": version(office, which), "note": "Zanzibar"})
    assert "Zanzibar" not in str(done.headers)


def test_a_form_of_before_says_so_and_loses_nothing(office: OfficeUnderTest, focal: Visitor) -> None:
    which = reported(office)
    seen, other = version(office, which), office.staff(Role.FOCAL_POINT)
    focal.page(f"/sensitive/{which}")
    sent(office, other, which, "note", note="Je m'en occupe")
    answer = focal.post(f"/sensitive/{which}/close", {"seen": seen, "outcome": "acted", "close_note": "Rien à faire"})
    assert answer.status_code == 409
    assert "Quelqu’un d’autre y a travaillé" in words(answer.text)
    assert "Je m'en occupe" in words(answer.text)
    assert "Rien à faire" in answer.text


def test_what_is_wrong_is_said(office: OfficeUnderTest, focal: Visitor) -> None:
    which = reported(office)
    for action, form, said in (
        ("note", {"note": ""}, "Dites-le en peu de mots."),
        ("contact", {"reached": "", "contact_note": "x"}, "Dites si la personne a été jointe."),
        ("assign", {"to": ""}, "Choisissez à qui."),
        ("assign", {"to": str(office.staff(Role.READER).staff_id)}, "Seul un point focal peut l’avoir."),
        ("close", {"outcome": "x", "close_note": "x"}, "Choisissez dans la liste."),
    ):
        answer = focal.post(f"/sensitive/{which}/{action}", {"seen": version(office, which), **form})
        assert answer.status_code == 422, action
        assert said in words(answer.text)
    assert focal.post(f"/sensitive/{which}/explode").status_code == 404
    assert focal.get(f"/sensitive/{focal.staff_id}").status_code == 404
    assert focal.post(f"/sensitive/{focal.staff_id}/note", {"note": "x"}).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.FOCAL_POINT])
def test_anybody_else_is_refused_and_that_is_kept(office: OfficeUnderTest, staff_at: StaffAt, role: Role) -> None:
    which, visitor = reported(office), staff_at(role)
    read = len(office.rows(SensitiveEvent))
    for path in ("/sensitive", f"/sensitive/{which}", f"/sensitive/{visitor.staff_id}"):
        assert visitor.get(path).status_code == 403
    assert visitor.post(f"/sensitive/{which}/note", {"seen": "0", "note": "x"}).status_code == 403
    kept = [row.action for row in office.rows(AuditEvent, actor=str(visitor.staff_id))]
    assert kept.count("concern refused") == 4
    assert len(office.rows(SensitiveEvent)) == read


def test_it_speaks_english(office: OfficeUnderTest, staff_at: StaffAt) -> None:
    which, visitor = reported(office), staff_at(Role.FOCAL_POINT, language="en")
    assert "Leave at once" in visitor.read("/sensitive")
    assert "Where it is safe to call" in visitor.read(f"/sensitive/{which}")


def planted(office: OfficeUnderTest) -> UUID:
    """A report without the call that made it: that there was a call is counted with all others."""
    with office.world() as world:
        which = uuid7()
        sealed = {
            "words": world.vault.seal(SENSITIVE_WORDS, which, WORDS),
            "contact": world.vault.seal(SENSITIVE_CONTACT, which, SAFE),
        }
        world.add(
            SensitiveCase, id=which, place="ML050605", opened_at=world.now, due_at=world.now, state="new", **sealed
        )
        return which


def pages(office: OfficeUnderTest) -> Iterator[str]:
    """Every page that is looked at without more than its address."""
    found = next(one for one in create_app(office.parts.settings).router.routes if isinstance(one, ConsoleRoute))
    for route in found.app.routes:
        if isinstance(route, APIRoute) and route.methods == {"GET"} and "{" not in route.path:
            yield route.path


TOKENS = re.compile(
    r'name="form_token" value="[^"]*"|/static/[0-9a-f]+/|\b\d\d:\d\d(:\d\d)?\b|datetime="[^"]*"|(?:il y a|dans) \d+ \w+'
)


def told(answer: httpx.Response) -> str:
    """What a page says, without what is other each time; of a workbook its sheets."""
    if not answer.content.startswith(b"PK"):
        return f"{answer.status_code} {TOKENS.sub('', answer.text)}"
    with ZipFile(BytesIO(answer.content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/"))


def settled(visitor: Visitor, path: str) -> str:
    """The same, when all that is counted in the background has been counted."""
    until = monotonic() + 15
    while True:
        answer = visitor.get(path)
        if "refresh" not in answer.headers and "on recompte" not in answer.text:
            return told(answer)
        assert monotonic() < until, path
        sleep(0.1)


def emptied(office: OfficeUnderTest) -> None:
    """What waits in the outbox has left: a page says how far a text is."""
    until = monotonic() + 15
    while any(office.rows(Message, state=state.value) for state in (MessageState.QUEUED, MessageState.LEASED)):
        assert monotonic() < until
        sleep(0.1)


MOVES = ("/audit", "/settings/gateways")
"""Who looked at pages, and what leaves the outbox meanwhile: other each time."""


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)  # every page, twice: one database is enough
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.FOCAL_POINT])
def test_nothing_outside_counts_or_hints_at_them(office: OfficeUnderTest, staff_at: StaffAt, role: Role) -> None:
    """The pages of every other role are the same with three reports more; nothing that was said stands on any."""
    visitor = staff_at(role)
    with office.world() as world:
        person = world.register(f"+2235000710{list(Role).index(role)}")[0]
        case = asked(world, person)
        assert case
    emptied(office)
    paths = [*pages(office), f"/people/{person}"]
    before = {path: settled(visitor, path) for path in paths}
    ids = [str(planted(office)) for _ in range(3)]
    office.clock.passes(minutes=15)  # what was counted before is counted anew
    for path in paths:
        after = settled(visitor, path)
        assert not any(word in after for word in ("Zanzibar", SAFE, SAFE[4:], *ids)), path
        if not path.startswith(MOVES):
            assert after == before[path], path
