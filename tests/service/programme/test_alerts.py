"""Alerts page by page: the latest first, those that nobody has looked into alone where that is wanted."""

from service.programme import alerts
from service.programme.alerts import Finding, raise_alert
from tests.service.programme.world import World


def test_page_by_page_with_and_without_those_that_are_settled(world: World) -> None:
    agent = world.staff()
    for kind in range(7):
        world.passes(minutes=1)
        raise_alert(world.call(staff=agent), f"pattern {kind}", "staff", agent, str(kind))
    everything = list(alerts.everything(world.db, world.vault))
    assert [one.detail for one in everything] == list("6543210")
    for one in everything[::2]:
        alerts.settle(world.db, one.id, Finding.EXPLAINED, agent, world.now)
    for only_open, expected in ((True, "531"), (False, "6543210")):
        found, after, first = "", "", True
        while first or after:
            page = alerts.page(world.db, world.vault, only_open=only_open, after=after, most=2)
            found, after, first = found + "".join(one.detail for one in page.lines), page.after, False
        assert found == expected
    assert alerts.count_open(world.db) == 3
    last = alerts.page(world.db, world.vault, only_open=False, most=1).lines[0]
    assert (last.who, last.finding, last.settled_at) == ("Boubacar M.", "explained", world.now)
