"""One delivery with all that was said of it: by whom, what counts, and why the rest does not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import bindparam, case, select

from flows.codes import spaced
from service.programme import tables as t
from service.programme.context import Context
from service.programme.deliveries import Item
from service.programme.distribution.comparing import Said, words_of
from service.programme.distribution.trust import doubt_about
from service.programme.distribution.whom import recipient
from service.programme.followup.schedule import LEADER
from service.programme.followup.sector import within
from service.programme.labels import CODE, NAME, STAFF_NAME
from service.programme.names import first_name_and_initial

MOST_ASKED = 20
"""Members of a business whose word the office can take down."""


class Why(StrEnum):
    """Why a word counts, or does not (service/programme/distribution/trust.py)."""

    COUNTS = "counts"
    LATER = "later"
    """The same person said something else since."""
    STAFF_PHONE = "staff_phone"
    MANY_HOUSEHOLDS = "many_households"


@dataclass(frozen=True, slots=True)
class Voice:
    """What one returnee said once. `by_office`: they told it to the office, by no phone of theirs; `households`: for
    how many that phone spoke, where that is why it does not count; `answers`: what they were asked besides, by the name
    of the question, blanks left out."""

    who: str
    at: datetime
    why: Why
    by_office: bool
    households: int
    overall: str
    counts: Mapping[UUID, int]
    answers: Mapping[str, str]

    @property
    def counted(self) -> bool:
        return self.why is Why.COUNTS


@dataclass(frozen=True, slots=True)
class OneDelivery:
    """`kit`: names by language; `who`, `card`: of the person that it went to, or who leads the business; `agent`: who
    noted it, "" for nobody; `members`: who may be asked about it, by id."""

    id: UUID
    kit_id: UUID
    kit: Mapping[str, str]
    kit_code: str
    state: str
    place: str
    planned_on: date | None
    delivered_on: date | None
    distribution_id: UUID | None
    person_id: UUID | None
    who: str
    card: str
    is_business: bool
    recorded_by: UUID | None
    agent: str
    recorded_at: datetime | None
    recorded_how: str
    differs: bool
    items: Sequence[Item]
    voices: Sequence[Voice]
    members: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class CaseOf:
    """A case that came of a delivery, as far as a link says it."""

    id: UUID
    reference: str
    type: str
    topic: str
    state: str


ANSWERS = ("asked_to_pay", "collected_by", "waited", "knew_rights", "knew_complaint", "respect")
"""What a returnee is asked besides the items."""
_ROW = (
    select(t.delivery, t.kit.c.names.label("kit"), t.kit.c.code.label("kit_code"))
    .add_columns(t.person.c.id.label("who_id"), t.person.c.name, t.person.c.code, t.staff.c.name.label("staff_name"))
    .select_from(
        t.delivery.join(t.kit, t.kit.c.id == t.delivery.c.kit_id)
        .outerjoin(t.person, t.person.c.id == recipient)
        .outerjoin(t.staff, t.staff.c.id == t.delivery.c.recorded_by)
    )
    .where(t.delivery.c.id == bindparam("which"))
)
_RECEIPTS = (
    select(t.receipt.c.id, t.receipt.c.phone_id, t.person.c.id.label("person_id"), t.person.c.name)
    .add_columns(*(t.receipt.c[name] for name in ANSWERS))
    .join(t.person, t.person.c.id == t.receipt.c.person_id)
    .where(t.receipt.c.delivery_id == bindparam("which"))
)
_MEMBERS = (
    select(t.person.c.id, t.person.c.name)
    .join(t.business_member, t.business_member.c.person_id == t.person.c.id)
    .where(t.business_member.c.business_id == bindparam("business"))
    .order_by(
        case((t.business_member.c.role == LEADER, 0), else_=1), t.business_member.c.since, t.business_member.c.person_id
    )
    .limit(MOST_ASKED)
)
_CASES = (
    select(*(t.case.c[name] for name in ("id", "reference", "type", "topic", "state")))
    .where(t.case.c.delivery_id == bindparam("which"))
    .order_by(t.case.c.opened_at)
)


def one(ctx: Context, delivery_id: UUID, sector: str) -> OneDelivery | None:
    """A delivery; None where there is none in that sector."""
    row = ctx.db.execute(_ROW.where(within(t.delivery.c.place, sector)), {"which": delivery_id}).first()
    if row is None:
        return None
    words = words_of(ctx.db, [row.id])[row.id]
    who, card = _who(ctx, row)
    return OneDelivery(
        row.id,
        row.kit_id,
        row.kit,
        row.kit_code,
        row.state,
        row.place or "",
        row.planned_on,
        row.delivered_on,
        row.distribution_id,
        row.who_id,
        who,
        card,
        row.business_id is not None,
        row.recorded_by,
        first_name_and_initial(ctx.vault.open(STAFF_NAME, row.recorded_by, row.staff_name)) if row.staff_name else "",
        row.recorded_at,
        row.recorded_how,
        row.differs,
        words.items,
        list(_voices(ctx, row, words.said)),
        _members(ctx, row, who),
    )


def cases_of(ctx: Context, delivery_id: UUID, only_of: UUID | None) -> list[CaseOf]:
    """The cases that came of it; of one member of staff alone those that were given to them. Sensitive reports know no
    delivery."""
    wanted = _CASES if only_of is None else _CASES.where(t.case.c.assigned_to == only_of)
    return [CaseOf(*row) for row in ctx.db.execute(wanted, {"which": delivery_id})]


def _who(ctx: Context, row: t.AnyRow) -> tuple[str, str]:
    """First name and initial, card in threes; blanks for a business without members."""
    if row.who_id is None:
        return "", ""
    name, code = ctx.vault.open(NAME, row.who_id, row.name), ctx.vault.open(CODE, row.who_id, row.code)
    return first_name_and_initial(name), spaced(code)


def _members(ctx: Context, row: t.AnyRow, who: str) -> dict[UUID, str]:
    if row.business_id is None:
        return {row.who_id: who} if row.who_id else {}
    found = ctx.db.execute(_MEMBERS, {"business": row.business_id})
    return {one.id: first_name_and_initial(ctx.vault.open(NAME, one.id, one.name)) for one in found}


def _voices(ctx: Context, delivery: t.AnyRow, said: Sequence[Said]) -> Iterator[Voice]:
    rows = {row.id: row for row in ctx.db.execute(_RECEIPTS, {"which": delivery.id})}
    for one_said in said:
        row = rows[one_said.receipt_id]
        why, households = _why(ctx, one_said, row.phone_id, delivery.recorded_by)
        yield Voice(
            first_name_and_initial(ctx.vault.open(NAME, row.person_id, row.name)),
            one_said.at,
            why,
            row.phone_id is None,
            households,
            one_said.overall,
            one_said.counts,
            {name: word for name in ANSWERS if (word := getattr(row, name))},
        )


def _why(ctx: Context, said: Said, phone_id: UUID | None, recorder: UUID | None) -> tuple[Why, int]:
    if said.counted:
        return Why.COUNTS, 0
    doubt = doubt_about(ctx, phone_id, said.at, recorder) if phone_id else None
    if doubt is None:
        return Why.LATER, 0
    return (Why.STAFF_PHONE, 0) if doubt.staff_id else (Why.MANY_HOUSEHOLDS, doubt.households)
