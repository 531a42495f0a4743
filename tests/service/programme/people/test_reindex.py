"""What names are found by, made anew in steps: nothing is lost on the way, and the second time changes nothing."""

from sqlalchemy import delete, insert

from service.models.person import TokenKind
from service.programme import tables as t
from service.programme.names import token, tokens
from service.programme.people import reindex
from service.programme.people.search import find
from tests.service.programme.people.office import within
from tests.service.programme.world import World


def run(world: World) -> list[tuple[int, int]]:
    return list(reindex.reindex(within(world), world.vault))


def test_names_that_were_read_in_another_way_are_found_again(world: World) -> None:
    person, _ = world.register(name="Fatimata Jallo")
    old = {"person_id": person, "kind": TokenKind.SOUND.value, "token": token(world.vault, TokenKind.SOUND, "fatimata")}
    world.db.execute(delete(t.name_token).where(t.name_token.c.kind == TokenKind.SOUND.value))
    world.db.execute(insert(t.name_token), old)
    assert find(world.db, world.vault, "Fatoumata Diallo") == []
    assert run(world) == [(1, 1)]
    assert [one.name for one in find(world.db, world.vault, "Fatoumata Diallo")] == ["Fatimata J."]
    stand = {(row.kind, row.token) for row in world.db.execute(t.name_token.select())}
    assert stand == tokens(world.vault, "Fatimata Jallo")
    assert run(world) == [(1, 0)]


def test_it_goes_in_steps(world: World) -> None:
    for number in range(5):
        world.register(f"+2235000200{number}", name=f"Awa {number}")
    assert reindex.how_many(world.db) == 5
    assert list(reindex.reindex(within(world), world.vault, most=2)) == [(2, 0), (2, 0), (1, 0)]
    assert list(reindex.reindex(within(world), world.vault, most=5)) == [(5, 0), (0, 0)]
