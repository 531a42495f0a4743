"""Every story in this folder holds, word for word."""

from pathlib import Path

import pytest

from flows.library import Library
from flows.places import Gazetteer
from tests.support.stories import play, read_story

STORIES = sorted(Path(__file__).parent.glob("*.story"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story(path: Path, library: Library, places: Gazetteer) -> None:
    differences = play(read_story(path), library, places)
    assert not differences, "\n\n".join(differences)


def test_every_journey_has_stories(library: Library) -> None:
    told = {str(read_story(path).header["journey"]) for path in STORIES}
    assert told == set(library.journeys)
