"""A line of silence with its sealed words opened, for the member of staff who reads it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flows.codes import spaced
from flows.phones import masked
from service.programme.followup.silence import Line
from service.programme.labels import CODE, NAME, NUMBER, STAFF_NAME
from service.programme.names import first_name_and_initial
from service.vault import Vault


@dataclass(frozen=True, slots=True)
class Shown:
    """`name` and `number` in full: lists show `short` and `masked`. `hands`: who has it, "" for nobody."""

    kind: str
    person_id: UUID | None
    name: str
    code: str
    place: str
    sex: str
    kit: str
    days: int
    number: str
    handed_id: UUID | None
    hands: str
    handed_at: datetime | None
    outcome: str

    @property
    def short(self) -> str:
        return first_name_and_initial(self.name)

    @property
    def masked(self) -> str:
        return masked(self.number) if self.number else ""


def shown(vault: Vault, line: Line) -> Shown:
    """The line, opened."""
    name = vault.open(NAME, line.person_id, line.name) if line.person_id and line.name else ""
    code = vault.open(CODE, line.person_id, line.code) if line.person_id and line.code else ""
    number = vault.open(NUMBER, line.phone_id, line.number) if line.phone_id and line.number else ""
    in_hand = line.staff_id is not None and line.done_at is None and line.handed_to is not None
    hands = vault.open(STAFF_NAME, line.staff_id, line.handed_to) if in_hand else ""  # type: ignore[arg-type]
    about = line.place, line.sex, line.kit, line.days
    return Shown(
        line.kind.value,
        line.person_id,
        name,
        spaced(code),
        *about,
        number,
        line.handed_id if in_hand else None,
        first_name_and_initial(hands),
        line.handed_at,
        line.outcome,
    )
