"""A running office on each kind of database, one for all tests of a file: they make the rows that they need."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from service.models.staff import Role
from tests.conftest import BOTH
from tests.support import office as offices
from tests.support.line import line_settings
from tests.support.office import OfficeUnderTest, Visitor
from tests.support.postgres import Server, database


@pytest.fixture(scope="module", params=BOTH)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeUnderTest]:
    folder: Path = tmp_path_factory.mktemp("office")
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "retour.db")
        with offices.office(line_settings(f"sqlite:///{folder / 'retour.db'}", folder, second_factor="")) as made:
            yield made
        return
    server: Server = request.getfixturevalue("postgres")
    template: str = request.getfixturevalue("postgres_template")
    with (
        database(server.url, f"retour_office_{uuid4().hex[:8]}", template) as url,
        offices.office(line_settings(url, folder, second_factor="")) as made,
    ):
        yield made


@pytest.fixture
def staff_at(office: OfficeUnderTest) -> Callable[..., Visitor]:
    """`staff_at(Role.READER)`: a new member of staff, signed in; `places=`: their P-codes, `language=`: "fr", "en"."""
    return office.staff


@pytest.fixture
def officer(office: OfficeUnderTest) -> Visitor:
    return office.staff(Role.PROGRAMME_OFFICER)
