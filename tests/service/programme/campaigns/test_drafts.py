"""Drafts: nothing that was typed is lost, a look that is overtaken ends in nothing, and a draft is sent once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from service.gateways.port import Money
from service.ids import uuid7
from service.models import Campaign, CampaignDraft
from service.models.campaign import DraftState, Occasion
from service.models.staff import Role
from service.programme.campaigns import drafts, looking
from service.programme.campaigns.credit import Credit
from service.programme.campaigns.desk import Wish, looked_at, sending
from service.programme.campaigns.drafts import KEPT, STUCK, Found, Kept
from service.programme.campaigns.looking import FRESH, DraftError
from service.programme.context import Context
from tests.service.programme.campaigns.camp import Camp
from tests.service.programme.world import AGENT, NOW, OUMAR

CREDIT = Credit(Money("XOF", Decimal("12.50")))


@pytest.fixture
def officer(camp: Camp) -> UUID:
    return camp.world.staff(Role.PROGRAMME_OFFICER, OUMAR)


def wish(by: UUID, **changes: Any) -> Wish:
    made = Wish("Nouvelles", {"fr": "Bonjour {first_name}"}, {"all": ["yes"]}, by=by)
    return replace(made, **changes)


def kept(camp: Camp, draft_id: UUID) -> Kept:
    found = drafts.one(camp.world.db, camp.world.vault, draft_id, camp.world.now)
    assert found is not None
    return found


def keep(camp: Camp, wanted: Wish, by: UUID, draft_id: UUID | None = None) -> UUID:
    return drafts.keep(camp.inside(camp.world.db), wanted, by, draft_id)


def look(camp: Camp, draft_id: UUID) -> None:
    """A look from its beginning to its end."""
    ctx = camp.inside(camp.world.db)
    looking.begin_look(ctx, draft_id)
    wanted = looking.wanted(ctx.db, ctx.vault, draft_id)
    assert wanted is not None
    looking.end_look(ctx, wanted, Found(*looked_at(ctx, camp.world.library, wanted.wish), CREDIT))


def looking_made(draft_id: UUID, ctx: Context, campaign_id: UUID) -> None:
    looking.made(ctx, draft_id, campaign_id)


def send(camp: Camp, draft_id: UUID, *, again: bool = False) -> UUID:
    draft, preview = looking.to_send(camp.world.db, camp.world.vault, draft_id, camp.world.now)
    made = sending(
        draft,
        preview,
        camp.transact,
        camp.inside,
        again=again,
        alone=True,
        begun=partial(looking_made, draft_id),
    )
    list(made.steps())
    return made.plan.campaign_id


def test_all_that_was_typed_is_kept(camp: Camp, officer: UUID) -> None:
    begins = NOW + timedelta(hours=5)
    typed = wish(officer, listed=["code", "123"], journey="check_in", starts_at=begins, occasion=Occasion.KIT, days=30)
    draft_id = keep(camp, typed, officer)
    found = kept(camp, draft_id)
    assert found.wish == replace(typed, listed=None)
    assert (found.state, found.has_list, found.campaign_id) == (DraftState.WRITTEN, True, None)
    assert drafts.list_of(camp.world.db, camp.world.vault, draft_id) == "code\n123"
    row = camp.world.one(CampaignDraft)
    assert b"Bonjour" not in row.wish + row.listed


def test_it_is_changed_in_place_by_whoever_wrote_it_alone(camp: Camp, officer: UUID) -> None:
    draft_id = keep(camp, wish(officer), officer)
    assert keep(camp, wish(officer, name="Autre"), officer, draft_id) == draft_id
    other = camp.world.staff(Role.ADMINISTRATOR, AGENT)
    assert keep(camp, wish(other, name="À moi"), other, draft_id) != draft_id
    assert kept(camp, draft_id).wish.name == "Autre"
    mine = drafts.theirs(camp.world.db, camp.world.vault, officer, camp.world.now)
    assert [one.id for one in mine] == [draft_id]


def test_what_was_found_opens_again_as_it_was(camp: Camp, officer: UUID) -> None:
    for name in ("Awa", "Abdourahmane"):
        camp.person(name)
    camp.person(number="")
    draft_id = keep(camp, wish(officer), officer)
    look(camp, draft_id)
    expected = looked_at(camp.inside(camp.world.db), camp.world.library, wish(officer))
    found = kept(camp, draft_id).found
    assert (found.preview, found.credit) == (expected[1], CREDIT)
    assert looking.to_send(camp.world.db, camp.world.vault, draft_id, camp.world.now) == expected


def test_a_list_is_looked_at_and_sent(camp: Camp, officer: UUID) -> None:
    one = camp.person()
    camp.person()
    draft_id = keep(camp, wish(officer, where={}, listed=[one.code]), officer)
    look(camp, draft_id)
    assert [row.person_id for row in camp.texts(send(camp, draft_id))] == [one.id]
    row = camp.world.one(CampaignDraft, id=draft_id)
    assert (row.listed, row.audience, row.found) == (None, None, None), "lists of people do not lie about"


def test_it_is_sent_once_however_often_somebody_presses(camp: Camp, officer: UUID) -> None:
    camp.person()
    draft_id = keep(camp, wish(officer), officer)
    look(camp, draft_id)
    both = [looking.to_send(camp.world.db, camp.world.vault, draft_id, camp.world.now) for _ in range(2)]
    campaign = send(camp, draft_id)
    assert kept(camp, draft_id).campaign_id == campaign
    with pytest.raises(DraftError, match="sent already"), camp.world.db.begin_nested():
        sending(*both[1], camp.transact, camp.inside, again=True, begun=partial(looking_made, draft_id))
    assert len(camp.world.rows(Campaign)) == 1
    with pytest.raises(DraftError, match="looked at again"):
        send(camp, draft_id)


def test_what_was_changed_while_it_was_looked_at_is_looked_at_anew(camp: Camp, officer: UUID) -> None:
    camp.person()
    ctx = camp.inside(camp.world.db)
    draft_id = keep(camp, wish(officer), officer)
    looking.begin_look(ctx, draft_id)
    first = looking.wanted(ctx.db, ctx.vault, draft_id)
    assert first is not None
    camp.world.passes(seconds=1)
    keep(camp, wish(officer, texts={"fr": "Bonsoir"}), officer, draft_id)
    looking.begin_look(camp.inside(ctx.db), draft_id)
    looking.end_look(ctx, first, Found(reasons=("x",)))
    assert kept(camp, draft_id).state is DraftState.LOOKING, "the second look is still under way"
    second = looking.wanted(ctx.db, ctx.vault, draft_id)
    assert second is not None
    assert second.wish.texts == {"fr": "Bonsoir"}


def test_an_old_look_is_not_sent(camp: Camp, officer: UUID) -> None:
    camp.person()
    draft_id = keep(camp, wish(officer), officer)
    look(camp, draft_id)
    camp.world.now += FRESH + timedelta(seconds=1)
    with pytest.raises(DraftError, match="looked at again"):
        send(camp, draft_id)


def test_a_look_that_breaks_off_or_is_refused_says_so(camp: Camp, officer: UUID) -> None:
    ctx = camp.inside(camp.world.db)
    draft_id = keep(camp, wish(officer), officer)
    looking.begin_look(ctx, draft_id)
    wanted = looking.wanted(ctx.db, ctx.vault, draft_id)
    assert wanted is not None
    looking.break_off(ctx, wanted)
    assert kept(camp, draft_id).state is DraftState.BROKEN
    looking.begin_look(ctx, draft_id)
    looking.end_look(ctx, wanted, Found(reasons=("The list is empty.",)))
    found = kept(camp, draft_id)
    assert (found.state, found.found.reasons, found.found.preview) == (
        DraftState.REFUSED,
        ("The list is empty.",),
        None,
    )


def test_one_whose_process_is_gone_can_be_looked_at_again(camp: Camp, officer: UUID) -> None:
    draft_id = keep(camp, wish(officer), officer)
    looking.begin_look(camp.inside(camp.world.db), draft_id)
    assert not kept(camp, draft_id).is_stuck(NOW + STUCK)
    assert kept(camp, draft_id).is_stuck(NOW + STUCK + timedelta(seconds=1))


def test_drafts_that_nobody_touched_are_forgotten(camp: Camp, officer: UUID) -> None:
    old = keep(camp, wish(officer), officer)
    camp.world.now += KEPT + timedelta(seconds=1)
    new = keep(camp, wish(officer), officer)
    assert [row.id for row in camp.world.rows(CampaignDraft)] == [new]
    with pytest.raises(DraftError, match="it is gone"):
        looking.begin_look(camp.inside(camp.world.db), old)
    assert drafts.one(camp.world.db, camp.world.vault, uuid7(), NOW) is None
