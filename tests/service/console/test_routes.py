"""Every page asks who looks. A route without a right is a leak: this walks them all."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from service.app import create_app
from service.console.console import ConsoleRoute
from service.console.files import STATIC
from service.console.viewers import right_of
from service.models.staff import Role
from service.programme.access.rights import MAY, Right, may
from tests.support.line import line_settings

OPEN = frozenset({"/static/{digest}/{name:path}", "/language", "/login", "/login/code", "/tour"})
"""What nobody signs in for."""


@pytest.fixture(scope="module")
def routes(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> list[APIRoute]:
    folder = tmp_path_factory.mktemp("routes")
    (folder / "retour.db").write_bytes(sqlite_template.read_bytes())
    app = create_app(line_settings(f"sqlite:///{folder / 'retour.db'}", folder))
    found = next(route for route in app.router.routes if isinstance(route, ConsoleRoute))
    return [route for route in found.app.routes if isinstance(route, APIRoute)]


def asked(dependant: Dependant) -> Iterator[object]:
    for one in dependant.dependencies:
        right = right_of(one.call)
        if right is not True:
            yield right
        yield from asked(one)


def test_every_page_asks_for_one_right(routes: list[APIRoute]) -> None:
    wrong = []
    for route in routes:
        rights = list(asked(route.dependant))
        if route.path in OPEN:
            continue
        if len(rights) != 1 or rights[0] is False:
            wrong.append(f"{sorted(route.methods or ())} {route.path}: {rights}")
    assert not wrong, "\n".join(wrong)
    assert len(routes) > len(OPEN)


def test_what_changes_something_is_never_asked_for_by_an_address_alone(routes: list[APIRoute]) -> None:
    """A page that is looked at changes nothing; other methods than these two are not used."""
    assert all(route.methods in ({"GET"}, {"POST"}) for route in routes)


def test_no_address_holds_a_number_or_a_name(routes: list[APIRoute]) -> None:
    held = re.compile(r"\{(phone|number|name|code|card)\b")
    found = {route.path for route in routes if held.search(route.path)}
    assert {path for path in found if not path.startswith(("/static/", "/journeys/{name}"))} == set()


def test_reports_of_abuse_are_for_focal_points_alone() -> None:
    assert [role for role in Role if may(role, Right.SENSITIVE)] == [Role.FOCAL_POINT]


def test_a_reader_sees_figures_and_nothing_else() -> None:
    assert MAY[Role.READER] == {Right.FIGURES}


def test_vendored_files_are_what_their_packages_carry() -> None:
    told = (STATIC / "vendor/README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\S+\.\w+) \|.* ([0-9a-f]{64}) \|$", told, re.MULTILINE)
    files = {path.name for path in (STATIC / "vendor").iterdir() if path.suffix != ".md"}
    assert {name for name, _ in rows} == files
    for name, digest in rows:
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest, name
