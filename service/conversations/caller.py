"""Who is calling: the people of this phone, the agent that it belongs to, and how the line treats them."""

from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from flows.changed import changed
from flows.state import Choice
from service.conversations.drafts import Draft, latest_draft
from service.conversations.sessions import Session
from service.conversations.versions import Versions
from service.programme import cases, heard, identity, kits, visits
from service.programme.context import Context


@dataclass
class Caller:
    """One hop's look at who is calling; each part is read at most once, and only when it is asked for."""

    ctx: Context
    session: Session
    versions: Versions
    offered: tuple[str, ...]
    zone: ZoneInfo
    found_person: str = ""
    """The person whose card was just looked up in this hop."""

    @cached_property
    def people(self) -> list[identity.PersonRow]:
        if self.session.new_phone:
            return []
        return identity.people_on(self.ctx.db, self.session.phone_id)

    @cached_property
    def staff(self) -> identity.StaffRow | None:
        if self.session.caller not in ("", "agent"):
            return None
        return identity.staff_of(self.ctx.db, self.session.phone_mac)

    @cached_property
    def person(self) -> identity.PersonRow | None:
        """The one person of the phone, or the one who said that it is them."""
        if self.session.stranger or self.session.caller == "unknown":
            return None
        if len(self.people) == 1 and self.staff is None:
            return self.people[0]
        return next((p for p in self.people if p.id == self.session.person_id), None)

    @cached_property
    def kind(self) -> str:
        """unknown, person, shared or agent: the fact `caller`. Within a call it is found out once."""
        if self.session.caller:
            return self.session.caller
        if self.staff is not None:
            return "agent"
        if self.session.stranger or not self.people:
            return "unknown"
        return "person" if self.person is not None else "shared"

    @cached_property
    def registered(self) -> str:
        """yes or no: whether the one who calls is a person known. An agent may be one too."""
        if self.kind == "agent":
            return "yes" if self.person else "no"
        return "yes" if self.kind == "person" else "no"

    @cached_property
    def context(self) -> Context:
        """The hop's context, with who is calling in it."""
        person, staff = self.person, self.staff
        return changed(self.ctx, person_id=person.id if person else None, staff_id=staff.id if staff else None)

    @cached_property
    def draft(self) -> Draft | None:
        """What a redial may continue: of this person, or of nobody known; never before a shared phone
        has said who is calling."""
        if self.kind == "shared" or self.session.new_phone:
            return None
        return latest_draft(self.context, self.session, self.person.id if self.person else None)

    @cached_property
    def answer(self) -> cases.Waiting | None:
        """The answer that waits for the identified person, or on a phone of nobody known for whoever asked by it."""
        is_nobodys = not (self.people or self.staff or self.session.stranger or self.session.new_phone)
        return cases.answer_waiting(self.context) if self.person or is_nobodys else None

    @cached_property
    def visit(self) -> visits.ToConfirm | None:
        """The visit that the identified person has not confirmed."""
        return visits.to_confirm(self.context) if self.person else None

    @cached_property
    def deliveries(self) -> list[Choice]:
        """What was delivered to the identified person and not yet confirmed by them."""
        return kits.deliveries_waiting(self.context) if self.person else []

    @cached_property
    def heard(self) -> list[Choice]:
        """The answers that the identified person heard last."""
        return heard.last(self.context) if self.person else []

    def name_of(self, person: identity.PersonRow) -> str:
        return identity.first_name_and_initial(self.ctx.vault.open(identity.NAME, person.id, person.name))
