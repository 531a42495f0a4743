"""Follow-up visits from a list, noted as those of the line are: each settles the visit that was due.

Nobody is asked by SMS whether it was so: a list is of what came before.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from service.many import among
from service.models.visit import Interview, Presence, VisitState
from service.programme import tables as t
from service.programme.context import Context
from service.programme.followup.noting import VisitNoted, note
from service.programme.followup.suspicion import of_any_day
from service.programme.followup.words import MOST_GOATS, faults
from service.programme.transfer import vocabulary as v
from service.programme.transfer.cells import LONG, card, phones, whole, words, yes_or_no
from service.programme.transfer.changes import NOTHING, Changes, Difference, opened
from service.programme.transfer.columns import Field
from service.programme.transfer.days import any_day, past_day
from service.programme.transfer.kind import Kind, need, people_by_card, person_of, staff_by_phone
from service.programme.transfer.kits import Kits, items_in
from service.programme.transfer.options import one_of, some_of
from service.programme.transfer.people_writing import CHANNEL
from service.programme.transfer.reading import Outcome, Record
from service.programme.transfer.whose import Theirs

_FIELDS = (
    Field("code", card, "code carte | code de carte | carte | card | card code | numéro de carte"),
    Field("visited_on", past_day, "date | date de visite | date de la visite | visité le | visit date | date of visit"),
    Field("business_status", one_of(v.RUNNING), "statut | état | état de l'activité | statut de l'activité | activité"
          " | status of the business | business"),
    Field("reasons", some_of(v.REASONS), "raison | raisons | pourquoi | raisons de l'arrêt | why | why stopped",
          v.REASONS),
    Field("presence", one_of(v.PRESENCE), "présence | code de présence | la personne est là"),
    Field("interview", one_of(v.INTERVIEW), "entretien | mode d'entretien | how it was held"),
    Field("takings", one_of(v.TAKINGS), "recettes | recettes du mois | recettes du mois dernier | chiffre d'affaires"),
    Field("money_decision", one_of(v.DECIDES), "qui décide | qui décide de l'argent | décision | who decides"),
    Field("new_debt", yes_or_no, "dette | nouvelle dette | debt"),
    Field("problems", words(LONG), "problème | problèmes | difficultés | remarques | commentaires | comments"),
    Field("next_visit_on", any_day, "prochaine visite | date prochaine visite | next visit"),
    Field("wants_call", yes_or_no, "veut un appel | rappel | call back | wants a call"),
    Field("alive", whole(0, MOST_GOATS), "chèvres vivantes | chèvres | goats alive"),
    Field("born", whole(0, MOST_GOATS), "chèvres nées | naissances | goats born"),
    Field("died", whole(0, MOST_GOATS), "chèvres mortes | morts | goats dead"),
    Field("agent", phones, "téléphone de l'agent | tel agent | agent's phone"),
)  # fmt: skip
_KEPT = (
    "person_id business_id staff_id delivery_id after_days due_on visited_on channel state presence interview"
    " business_status reasons takings money_decision new_debt problems next_visit_on wants_call born died alive"
    " confirmed confirmed_at"
).split()


class Visits(Kind):
    """Whom somebody visited, on which day, and what they saw."""

    name = "visits"
    needs = (("code",), ("visited_on",), ("business_status",))

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self._kits = Kits(ctx.db)
        taken = [name for field in _FIELDS for name in field.names()]
        self.fields = (*_FIELDS, *self._kits.item_fields(one_of(v.OUTCOMES), taken))

    def settle(self, db: Connection, records: Sequence[Record]) -> None:
        cards = people_by_card(db, self.vault, [r.values["code"] for r in records if "code" in r.values])
        agents = staff_by_phone(db, self.vault, [r.values["agent"][0] for r in records if "agent" in r.values])
        theirs = Theirs(db, [row.id for row in cards.values()] if any(items_in(r.values) for r in records) else [])
        for record in records:
            self._check(record, cards, agents, theirs)
        good = [record for record in records if record.outcome is Outcome.NEW]
        there = _done(db, [record.change.person_id for record in good])
        for record in good:
            key = record.change.person_id, record.change.visited_on
            if key in there:
                record.outcome = Outcome.SAME
                record.doubt("", "a visit to this person is noted already for that day: the row changes nothing")
            there.add(key)

    def _check(self, record: Record, cards: Any, agents: Any, theirs: "Theirs") -> None:
        values = record.values
        if not need(record, values, "code", "visited_on", "business_status"):
            return
        person = person_of(record, cards)
        if "agent" in values and values["agent"][0] not in agents:
            record.wrong("agent", "nobody of the staff works from this number")
        if person is None or record.outcome is Outcome.WRONG:
            return
        items = self._items(record, theirs.kits_of(person.id))
        staff_id = agents[values["agent"][0]] if "agent" in values else None
        record.change = _noted(values, person.id, staff_id, items)
        for name, reason in faults(record.change, self.today):
            record.wrong(name, reason)

    def _items(self, record: Record, kits: Iterable[UUID]) -> dict[UUID, str]:
        """The items of what came to the person that the row speaks of."""
        known = {
            code: one[0] for kit in self._kits.by_code.values() if kit.id in kits for code, one in kit.items.items()
        }
        said = items_in(record.values)
        for code in said.keys() - known.keys():
            record.wrong(f"item:{code}", "no kit with this came to the person")
        return {known[code]: outcome for code, outcome in said.items() if code in known}

    def write(self, ctx: Context, records: Sequence[Record], changes: Changes) -> None:
        new = [record for record in records if record.outcome is Outcome.NEW]
        people = {record.change.person_id: record for record in new}
        before = _Stand(self, ctx.db, list(people))
        own = {}
        for record in sorted(new, key=lambda one: one.change.visited_on):
            own[note(ctx.db, self.vault, record.change)] = record
            if record.change.staff_id is not None:
                of_any_day(ctx, record.change.staff_id, record.change)
        after = _Stand(self, ctx.db, list(people))
        before.tell(after, own, people, changes)


class _Stand:
    """The visits to some people and their businesses, at one moment: what a visit changes besides its own row is
    found by what is not as it was."""

    def __init__(self, kind: Visits, db: Connection, people: Sequence[UUID]) -> None:
        self._kind = kind
        self.visits = {row.id: row for row in db.execute(select(t.visit).where(among(db, t.visit.c.person_id, people)))}
        ids = {row.business_id for row in self.visits.values() if row.business_id is not None} | set(
            db.scalars(select(t.business_member.c.business_id).where(among(db, t.business_member.c.person_id, people)))
        )
        rows = db.execute(select(t.business).where(among(db, t.business.c.id, list(ids)))) if ids else ()
        self.states = {row.id: row.state for row in rows}

    def tell(self, after: "_Stand", own: dict[UUID, Record], people: dict[UUID, Record], changes: Changes) -> None:
        """What became of it: the rows of `own` are what the file's rows are about."""
        vault = self._kind.vault
        for row in after.visits.values():
            stood = self.visits.get(row.id)
            what = _between(vault, stood, row) if stood is not None else None
            if row.id in own:
                changes.of_row(own[row.id], "visit", row.id, what)
            elif what is None or what.after:
                changes.beside(people[row.person_id], "visit", row.id, what)
        for row in self.visits.values():
            if row.id not in after.visits:
                changes.beside(
                    people[row.person_id], "visit", row.id, Difference(opened(vault, "visit", row, _KEPT), {})
                )
        last = next(iter(people.values()), None)
        for business_id, state in after.states.items():
            if last is not None and self.states.get(business_id, state) != state:
                what = Difference({"state": self.states[business_id]}, {"state": state})
                changes.beside(last, "business", business_id, what)


def _between(vault: Any, stood: Any, row: Any) -> Difference:
    before, after = (opened(vault, "visit", one, _KEPT) for one in (stood, row))
    other = [name for name in _KEPT if before[name] != after[name]]
    if not other:
        return NOTHING
    return Difference({name: before[name] for name in other}, {name: after[name] for name in other})


def _noted(values: dict[str, Any], person_id: UUID, staff_id: UUID | None, items: dict[UUID, str]) -> VisitNoted:
    said = {"takings", "money_decision", "problems", "next_visit_on", "born", "died", "alive"}
    debt = {None: "", True: "yes", False: "no"}
    return VisitNoted(
        person_id=person_id,
        visited_on=values["visited_on"],
        business_status=values["business_status"],
        channel=CHANNEL,
        staff_id=staff_id,
        presence=Presence(values.get("presence", Presence.ABSENT)),
        interview=Interview(values["interview"]) if "interview" in values else None,
        reasons=" ".join(values.get("reasons", ())),
        items=items,
        new_debt=debt[values.get("new_debt")],
        wants_call=bool(values.get("wants_call")),
        **{name: values[name] for name in said if name in values},
    )


def _done(db: Connection, people: Sequence[UUID]) -> set[tuple[UUID, Any]]:
    """(person, day) of the visits that are noted."""
    if not people:
        return set()
    visit = t.visit.c
    wanted = select(visit.person_id, visit.visited_on).where(
        visit.state == VisitState.DONE.value, among(db, visit.person_id, people)
    )
    return {(row.person_id, row.visited_on) for row in db.execute(wanted)}
