"""The browser's side: what the page offers, what its script is told, and what never reaches a browser."""

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from service.gateways.port import Carrier
from service.simulator import pages
from service.simulator.look import Link, Look
from service.simulator.pages import SmsShown, Someone, routes
from service.simulator.phone import SimulatedPhone
from tests.service.simulator.fake_hook import CODE, HOOK, FakeHook

NUMBER = "+22350001234"
PEOPLE = (
    Someone("Une personne <seule>", "One person <alone>", NUMBER),
    Someone("Un agent de terrain", "A field agent", "+22301000003"),
    Someone("Un numéro inconnu", "An unknown number", "+22301999999"),
)
NOON = datetime(2026, 9, 22, 12, 0, tzinfo=UTC)
CARRIER = Carrier("africastalking", cumulative=True, dialled=True)


def inbox(number: str) -> Sequence[SmsShown]:
    if number != NUMBER:
        return ()
    return (SmsShown(NOON, "Votre code : 123 456 782"), SmsShown(NOON + timedelta(minutes=1), "Merci"))


class Browser:
    """Requests of a page, to an application that holds the phone's routes; its hook is a fake line."""

    def __init__(self, line: FakeHook) -> None:
        hook = httpx.AsyncClient(transport=httpx.ASGITransport(line.app), base_url="http://line.test")
        self._app = FastAPI()
        self._app.include_router(routes(SimulatedPhone(hook, HOOK, CODE), lambda: PEOPLE, inbox, CARRIER))
        self.seen: list[httpx.Response] = []

    def get(self, path: str) -> httpx.Response:
        return self._asked("GET", path)

    def post(self, path: str, body: object) -> httpx.Response:
        return self._asked("POST", path, json=body)

    def press(self, **body: object) -> dict[str, Any]:
        response = self.post("/phone/press", body)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def _asked(self, method: str, path: str, json: object = None) -> httpx.Response:
        async def asking() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://phone.test") as client:
                return await client.request(method, path, json=json)

        self.seen.append(asyncio.run(asking()))
        return self.seen[-1]


@pytest.fixture
def line() -> FakeHook:
    return FakeHook()


@pytest.fixture
def browser(line: FakeHook) -> Iterator[Browser]:
    opened = Browser(line)
    yield opened
    for response in opened.seen:
        assert "fake-key" not in response.text + str(response.headers)


def test_the_page_in_both_languages(browser: Browser) -> None:
    french, english = browser.get("/phone").text, browser.get("/phone?language=en").text
    assert '<html lang="fr">' in french
    assert "Qui appelle ?" in french
    assert '<html lang="en">' in english
    assert "Who is calling?" in english
    assert '<html lang="fr">' in browser.get("/phone?language=tlh").text


def test_the_part_is_the_same_phone_without_a_page_around_it(browser: Browser) -> None:
    part, page = browser.get("/phone/part?language=en").text, browser.get("/phone?language=en").text
    assert part in page
    assert "<html" not in part
    assert 'id="line" data-language="en"' in part


def test_it_looks_and_speaks_like_the_pages_around_it(line: FakeHook) -> None:
    hook = httpx.AsyncClient(transport=httpx.ASGITransport(line.app), base_url="http://line.test")
    look = Look(("/static/1/all.css",), (Link("/tour", "Visite", "Tour"),), lambda _request: "en")
    app = FastAPI()
    app.include_router(routes(SimulatedPhone(hook, HOOK, CODE), lambda: PEOPLE, inbox, CARRIER, look))
    page = asyncio.run(_page(app, "/phone"))
    assert '<html lang="en">' in page
    assert page.index('href="/static/1/all.css"') < page.index('href="/phone/static/phone.css"')
    assert '<a href="/tour">Tour</a>' in page
    assert '<a href="/tour">Visite</a>' in asyncio.run(_page(app, "/phone?language=fr"))


async def _page(app: FastAPI, path: str) -> str:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://phone.test") as client:
        return (await client.get(path)).text


def test_the_page_offers_the_people_handed_in_and_another_number(browser: Browser) -> None:
    page = browser.get("/phone").text
    values = re.findall(r'name="number" value="([^"]*)"', page)
    assert values == [*(someone.number for someone in PEOPLE), ""]
    assert "Une personne &lt;seule&gt;" in page
    assert "A field agent" in browser.get("/phone?language=en").text


def test_the_page_keeps_to_its_policy(browser: Browser) -> None:
    """No inline script or style, no address of anybody else's."""
    response = browser.get("/phone")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", response.text)
    files = re.findall(r'(?:src|href)="(/phone/static/[^"]+)"', response.text)
    assert sorted(set(files)) == ["/phone/static/icon.svg", "/phone/static/phone.css", "/phone/static/phone.js"]
    addresses = [one.text for one in (response, *map(browser.get, files))]
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", "".join(addresses))


def test_every_control_has_a_name(browser: Browser) -> None:
    page = browser.get("/phone").text
    for control in re.findall(r'<(?:input|select)\b[^>]*\bid="([^"]+)"', page):
        assert f'<label for="{control}"' in page or f'for="{control}">' in page
    assert re.findall(r'data-key="(.)"', page) == list("123456789*0#")
    assert re.findall(r'data-key="(.)" aria-label="([^"]+)"', page) == [("*", "étoile"), ("#", "dièse")]
    assert re.search(r'id="screen" role="status" aria-live="polite"', page)


@pytest.mark.parametrize(
    ("name", "kind"), [("phone.css", "text/css"), ("phone.js", "javascript"), ("icon.svg", "image/svg+xml")]
)
def test_files(browser: Browser, name: str, kind: str) -> None:
    response = browser.get(f"/phone/static/{name}")
    assert response.status_code == 200
    assert kind in response.headers["content-type"]


@pytest.mark.parametrize("name", ["other.css", "..%2fpages.py", "%2e%2e%2fphone.py", "phone.css%00"])
def test_no_other_file_is_given(browser: Browser, name: str) -> None:
    assert browser.get(f"/phone/static/{name}").status_code == 404


def test_every_word_that_the_script_asks_for_is_there(browser: Browser) -> None:
    script = (Path(pages.__file__).parent / "static" / "phone.js").read_text(encoding="utf-8")
    data = re.search(r'data-words="([^"]+)"', browser.get("/phone").text)
    assert data
    given = json.loads(data[1].replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&"))
    assert set(re.findall(r"words\.(\w+)", script)) <= given.keys()


def test_a_call_in_the_browser(browser: Browser, line: FakeHook) -> None:
    answer = browser.press(number="50 00 12 34", typed="")
    assert (answer["state"], answer["screen"]) == ("open", "Bienvenue.\n1 Mon nom\n2 Merci")
    assert (answer["units"], answer["limit"], answer["costly"]) == (28, 160, "")
    assert answer["call"]["number"] == NUMBER
    answer = browser.press(call=answer["call"], typed="1")
    answer = browser.press(call=answer["call"], typed="*2*")
    assert answer["screen"] == "Bonjour 1**2*"
    assert line.hops == ["", "1", "1**2*"]
    left = browser.post("/phone/hang-up", {"call": answer["call"]})
    assert left.json() == {"notes": []}
    assert [event["status"] for event in line.events] == ["Incomplete"]


def test_the_end_of_a_call_in_the_browser(browser: Browser, line: FakeHook) -> None:
    answer = browser.press(number=NUMBER, typed=CODE)
    answer = browser.press(call=answer["call"], typed="2")
    assert answer["state"] == "ended"
    assert [event["status"] for event in line.events] == ["Success"]


@pytest.mark.parametrize(
    ("language", "screen", "note"),
    [
        ("fr", "Connexion interrompue", "La ligne a répondu par l’erreur 500."),
        ("en", "Connection lost", "The line answered with error 500."),
    ],
)
def test_a_broken_call_in_the_browser(browser: Browser, language: str, screen: str, note: str) -> None:
    answer = browser.press(number=NUMBER)
    answer = browser.press(call=answer["call"], typed="500", language=language)
    assert (answer["state"], answer["screen"], answer["notes"]) == ("broken", screen, [note])


def test_a_fault_asked_for_in_the_browser(browser: Browser, line: FakeHook) -> None:
    answer = browser.press(number=NUMBER)
    answer = browser.press(call=answer["call"], typed="1", fault="twice")
    assert (answer["screen"], answer["notes"]) == ("Votre nom ?", ["Envoyé deux fois : même réponse."])
    assert line.hops == ["", "1", "1"]


@pytest.mark.parametrize(
    ("typed", "units", "limit", "costly"), [("long", 161, 160, ""), ("ucs2", 71, 70, "ɛ"), ("1", 11, 160, "")]
)
def test_pages_are_counted(browser: Browser, typed: str, units: int, limit: int, costly: str) -> None:
    answer = browser.press(call=browser.press(number=NUMBER)["call"], typed=typed)
    assert (answer["units"], answer["limit"], answer["costly"]) == (units, limit, costly)


@pytest.mark.parametrize("number", ["", "12", "bonjour", "+22", "01000003", "+2230100000300001"])
def test_a_number_that_is_none_is_refused_in_words(browser: Browser, line: FakeHook, number: str) -> None:
    response = browser.post("/phone/press", {"number": number, "language": "en"})
    assert (response.status_code, response.json()) == (422, {"note": "This number is not valid."})
    assert line.heard == []


@pytest.mark.parametrize(
    "body",
    [
        {"call": {"number": NUMBER, "session": "../../x", "texts": [], "began": 0, "hops": 0, "shown": ""}},
        {"call": {"number": "1", "session": "ATUid_" + "0" * 32, "texts": [], "began": 0, "hops": 0, "shown": ""}},
        {"number": NUMBER, "fault": "explode"},
        {"number": NUMBER, "fault": "late", "seconds": 3600},
        {"number": NUMBER, "typed": "1" * 201},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(browser: Browser, line: FakeHook, body: object) -> None:
    assert browser.post("/phone/press", body).status_code == 422
    assert line.heard == []


def test_messages_are_given_for_one_number_newest_first(browser: Browser) -> None:
    found = browser.post("/phone/messages", {"number": NUMBER}).json()
    assert found == [
        {"at": "2026-09-22T12:01:00+00:00", "text": "Merci"},
        {"at": "2026-09-22T12:00:00+00:00", "text": "Votre code : 123 456 782"},
    ]
    assert browser.post("/phone/messages", {"number": "50 00 12 34"}).json() == found
    assert browser.post("/phone/messages", {"number": "+22350001235"}).json() == []
    assert browser.post("/phone/messages", {"number": ""}).json() == []


def test_a_number_outside_every_plan_may_call(browser: Browser, line: FakeHook) -> None:
    """The demo's people have such numbers, so that nobody is ever reached."""
    assert browser.press(number="+223 01 00 00 03")["state"] == "open"
    assert line.heard[0].form["phoneNumber"] == "+22301000003"


def test_no_number_is_asked_for_in_an_address(browser: Browser) -> None:
    assert browser.get("/phone/messages?number=50001234").status_code == 405
    assert browser.get("/phone/press").status_code == 405


def test_another_sites_form_cannot_press(browser: Browser, line: FakeHook) -> None:
    """A form of another site can send these types without being asked; JSON it cannot."""

    async def pressing(kind: str) -> int:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(browser._app), base_url="http://phone.test"
        ) as client:
            body = json.dumps({"number": NUMBER})
            response = await client.post("/phone/press", content=body, headers={"Content-Type": kind})
            return response.status_code

    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        assert asyncio.run(pressing(kind)) == 422
    assert line.heard == []
