"""A list of card codes and numbers: every row counts, and a broken one is named before anything is queued."""

from typing import Any

import pytest
from sqlalchemy import func, select

from flows.codes import spaced, with_check
from service.models import Campaign, Message, Phone
from service.programme import phones
from service.programme import tables as t
from service.programme.campaigns.audience import MOST_FAULTS, read_audience
from service.programme.campaigns.desk import take_in
from service.programme.campaigns.wording import CampaignError
from tests.service.programme.campaigns.camp import MALITEL, ORANGE, Camp

NOBODYS = with_check("98765432")


def reasons(camp: Camp, rows: list[str], **more: Any) -> tuple[str, ...]:
    with pytest.raises(CampaignError) as raised:
        camp.look(listed=rows, **more)
    return raised.value.reasons


def test_codes_as_they_are_written(camp: Camp) -> None:
    one, two, three = (camp.person() for _ in range(3))
    rows = [
        "code;nom",
        one.code,
        f'"{spaced(two.code)}";Oumar',
        "",
        f"  {three.code[:3]}-{three.code[3:]} , x",
        one.code,
    ]
    assert camp.people_of(camp.look(listed=rows)[0]) == {one.id, two.id, three.id}


def test_numbers_as_they_are_written_known_or_not(camp: Camp) -> None:
    known = camp.person(number=ORANGE)
    draft, preview = camp.look(listed=["numéro", "70 00 11 01", "+223 65.00.11.01", "0022365001101", "'+22365001101"])
    assert preview.recipients == 2
    new = phones.phone_named(camp.world.db, camp.world.vault, MALITEL, camp.world.now).id
    assert camp.people_of(draft) == {known.phone_id, new}


def test_a_look_writes_nothing_and_needs_the_numbers_taken_in(camp: Camp) -> None:
    """A look that wrote would hold up every caller on SQLite until it is over."""
    ctx = camp.inside(camp.world.db)
    with pytest.raises(CampaignError, match="Numbers of the list that were not taken in: 2"):
        read_audience(ctx, {}, [ORANGE, MALITEL])
    assert camp.world.rows(Phone) == []
    take_in([ORANGE, "Awa", "", MALITEL], camp.transact, camp.inside)
    assert len(camp.world.rows(Phone)) == 2
    assert len(read_audience(ctx, {}, [ORANGE, MALITEL]).phones) == 2


def test_a_language_or_a_vulnerability_that_nobody_has_is_an_empty_audience(camp: Camp) -> None:
    """A form offers them: who chooses one that nobody has yet is not wrong."""
    camp.person(language="fr")
    assert camp.whom(language="khq") == camp.whom(vulnerability="child_head") == set()
    with pytest.raises(CampaignError, match="language has no 'xx'"):
        camp.whom(language="xx")


def test_a_list_may_hold_both(camp: Camp) -> None:
    """Whoever is reached by a number of the list too gets one text."""
    one, two = camp.person(number=ORANGE), camp.person()
    _, preview = camp.look(listed=[one.code, MALITEL, two.code, ORANGE])
    assert (preview.recipients, preview.left_out) == (3, {"same_phone": 1})
    campaign = camp.send(listed=[one.code, MALITEL, two.code, ORANGE])
    assert len(camp.targets(campaign)) == preview.people == 4
    assert {row.person_id for row in camp.texts(campaign)} == {one.id, two.id, None}


def test_a_long_list_of_both_is_read_to_its_end(camp: Camp) -> None:
    people = [camp.person(number="") for _ in range(490)]
    numbers = [f"+2237000{n:04}" for n in range(520)]
    _, preview = camp.look(listed=[*numbers, *(one.code for one in people)])
    assert (preview.recipients, preview.left_out) == (520, {"no_phone": 490})


def test_codes_may_be_narrowed_and_numbers_not(camp: Camp) -> None:
    woman, man = camp.person(sex="female"), camp.person(sex="male")
    where = {"sex": ["female"]}
    assert camp.people_of(camp.look(listed=[woman.code, man.code], where=where)[0]) == {woman.id}
    assert "cannot be narrowed" in reasons(camp, [ORANGE], where=where)[0]


def test_who_left_the_programme_is_not_written_to(camp: Camp) -> None:
    one = camp.person(state="withdrawn")
    assert camp.people_of(camp.look(listed=[one.code])[0]) == set()


def test_every_broken_row_is_named_with_its_reason_and_nothing_of_whom_it_is(camp: Camp) -> None:
    good = camp.person().code
    wrong = good[:-1] + str((int(good[-1]) + 1) % 10)
    rows = ["code", good, wrong, NOBODYS, "Fanta Coulibaly", "7000110", "+2237000", ORANGE, "12"]
    found = reasons(camp, rows)
    assert [reason.split(":")[0] for reason in found] == [f"Row {n}" for n in (3, 4, 5, 6, 7, 9)]
    assert "nobody has the card code" in found[1]
    assert all("neither a card code nor a phone number" in reason for reason in (found[0], *found[2:]))
    told = "\n".join(found)
    for secret in (wrong, NOBODYS, "Fanta", "Coulibaly", "7000110", "2237000"):
        assert secret not in told
    assert f"…{NOBODYS[-2:]}" in told, "enough to find the row by"


def test_many_broken_rows_are_counted(camp: Camp) -> None:
    found = reasons(camp, ["code", *["x"] * 30])
    assert len(found) == MOST_FAULTS + 1
    assert found[-1] == "… and 10 more."


@pytest.mark.parametrize("rows", [[], ["", "  "], ["code"], ["numéro;nom", ""]])
def test_an_empty_list_is_said(camp: Camp, rows: list[str]) -> None:
    assert reasons(camp, rows) == ("The list is empty.",)


def test_nothing_is_queued_for_a_list_with_a_broken_row(camp: Camp) -> None:
    good = camp.person().code
    with pytest.raises(CampaignError, match="Row 2"):
        camp.send(listed=[good, "x1"])
    for table in (t.campaign, t.message):
        assert camp.world.db.scalar(select(func.count()).select_from(table)) == 0
    assert camp.world.rows(Campaign) == camp.world.rows(Message) == []


def test_a_number_has_no_name(camp: Camp) -> None:
    assert any("has no names" in reason for reason in reasons(camp, [ORANGE], text="Bonjour {first_name}"))
