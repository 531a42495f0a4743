"""The frame of every page: what it loads, where it may be sent from, what is shown where there is no page."""

import re

import pytest

from service.console.language import own_path
from service.models.staff import Role
from tests.support.office import OfficeUnderTest


def test_a_page_that_is_not_there_says_so_in_the_language_asked_for(office: OfficeUnderTest) -> None:
    stranger = office.stranger(**{"Accept-Language": "en-GB,en;q=0.9"})
    answer = stranger.get("/nowhere")
    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.text


def test_a_page_loads_from_here_alone_and_is_kept_nowhere(office: OfficeUnderTest) -> None:
    answer = office.stranger().get("/nowhere")
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["content-encoding"] == "gzip"
    loaded = re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text)
    assert len(loaded) >= 4
    for address in loaded:
        file = office.stranger().get(address)
        assert file.status_code == 200
        assert "immutable" in file.headers["cache-control"]
    assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text)


def test_a_file_by_another_digest_is_none(office: OfficeUnderTest) -> None:
    assert office.stranger().get("/static/000000000000/console.css").status_code == 404
    assert office.stranger().get("/static/000000000000/../console.py").status_code == 404


def test_the_language_is_chosen_on_the_device(office: OfficeUnderTest) -> None:
    stranger = office.stranger()
    answer = stranger.post("/language", {"language": "en", "next": "/nowhere"})
    assert answer.headers["location"] == "/nowhere"
    assert "There is nothing" in stranger.get("/nowhere").text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_what_changes_something_comes_from_a_page_of_ours(
    office: OfficeUnderTest, headers: dict[str, str], status: int
) -> None:
    client = office.stranger().client
    assert client.post("/language", data={"language": "en"}, headers=headers).status_code == status


def test_an_old_browser_shows_the_token_of_its_form(office: OfficeUnderTest) -> None:
    stranger, other = office.stranger(), office.stranger()
    shown = [re.search(r'name="form_token" value="([^"]+)"', one.get("/nowhere").text) for one in (stranger, other)]
    tokens = [found[1] for found in shown if found]
    assert len(set(tokens)) == 2
    statuses = [
        stranger.client.post("/language", data={"language": "en", "form_token": one}).status_code for one in tokens
    ]
    assert statuses == [303, 403]
    origin = {"Origin": office.url}
    assert stranger.client.post("/language", data={"language": "en"}, headers=origin).status_code == 303


@pytest.mark.parametrize("where", ["//elsewhere.example", "/\\elsewhere", "https://elsewhere", "", "x", "/a\nb"])
def test_nobody_is_sent_to_another_site(where: str) -> None:
    assert own_path(where) == "/"
    assert own_path("/cases") == "/cases"


def test_whoever_has_not_signed_in_is_sent_to_the_door(office: OfficeUnderTest) -> None:
    answer = office.stranger().get("/people")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=/people"


def test_a_reader_sees_no_people(office: OfficeUnderTest) -> None:
    assert office.staff(Role.READER).get("/people").status_code == 403


def test_a_form_that_is_too_large_is_not_read(office: OfficeUnderTest) -> None:
    answer = office.stranger().post("/language", {"next": "/" + "x" * 1_100_000})
    assert answer.status_code in (400, 413)
    assert "xxxx" not in answer.text
