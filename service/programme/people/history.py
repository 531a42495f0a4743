"""A person's whole history, as a page shows it: every record of them together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from service.programme.people import changes, doings, records, ties
from service.programme.people.records import File, Reading


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit for them, and all that they said of it, the last word last."""

    brought: doings.Brought
    said: Sequence[doings.SaidOfKit]


@dataclass(frozen=True, slots=True)
class History:
    """`cases` and `referrals` are None for whoever may not browse them."""

    file: File
    households: Sequence[records.Household]
    relatives: Sequence[records.Relative]
    other_cards: Sequence[records.OtherCard]
    numbers: Sequence[ties.Number]
    businesses: Sequence[ties.Membership]
    consents: Sequence[ties.Said]
    kits: Sequence[Kit]
    visits: Sequence[doings.Seen]
    cases: Sequence[doings.Asked] | None
    referrals: Sequence[doings.Referred] | None
    changes: Sequence[changes.Change]

    @property
    def reached(self) -> Sequence[ties.Number]:
        """The phones that reach them now."""
        return [one for one in self.numbers if one.until is None]


def history(reading: Reading, file: File, *, with_cases: bool) -> History:
    """Everything, `with_cases` or without: who collects data cannot browse what people complain of."""
    home = file.household_id
    relatives = records.at_home(reading.db, reading.vault, home) if home else ()
    return History(
        file=file,
        households=list(records.households(reading)),
        relatives=[one for one in relatives if one.id != file.id],
        other_cards=list(records.other_cards(reading)),
        numbers=list(ties.numbers(reading)),
        businesses=list(ties.memberships(reading)),
        consents=list(ties.consents(reading)),
        kits=_kits(reading),
        visits=list(doings.visits(reading)),
        cases=list(doings.cases(reading)) if with_cases else None,
        referrals=list(doings.referrals(reading)) if with_cases else None,
        changes=list(changes.changes(reading.db, reading.vault, reading.person_id)),
    )


def _kits(reading: Reading) -> list[Kit]:
    said: Mapping[UUID, list[doings.SaidOfKit]] = defaultdict(list)
    for one in doings.receipts(reading):
        said[one.delivery_id].append(one)
    return [Kit(one, said[one.id]) for one in doings.deliveries(reading)]
