"""The office of a large programme in its third year: what bench/programme.py furnishes, and on top of it 500,000 SMS in
campaigns and answers, calls, texts that came in, cases that wait, an audit trail, staff."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine, select, text

from bench.traffic import DAY, Traffic, add, id_of
from flows.codes import with_check
from service import models as m
from service.database import writing
from service.ids import uuid7
from service.models.staff import Role
from service.programme import tables as t
from service.programme.access import sessions
from service.programme.labels import CASE_WORDS
from service.programme.staff import NewStaff, add_staff
from service.settings import Settings
from service.vault import Vault

AUDIT = 300_000
CASES, PAIRS, REFERRALS, REPORTS, DISTRIBUTIONS = 800, 300, 1_000, 40, 300
AGENTS = 8


class Busy:
    """Fills a database that holds the programme already."""

    def __init__(self, engine: Engine, vault: Vault, settings: Settings) -> None:
        self._engine, self._vault, self._settings = engine, vault, settings
        self._chance, self._now = Random(2012), datetime.now(UTC)
        with engine.connect() as db:
            links = select(t.person_phone.c.person_id, t.person_phone.c.phone_id).order_by(t.person_phone.c.person_id)
            self._people = [(row.person_id, row.phone_id) for row in db.execute(links)]
            self._deliveries = list(db.scalars(select(t.delivery.c.id).limit(5_000)))
            self._places = list(db.scalars(select(t.place.c.pcode).where(t.place.c.level == "commune")))
            self._kit = db.scalar(select(t.kit.c.id))
            self._centres = list(db.scalars(select(t.facility.c.id)))

    def everything(self) -> Mapping[Role, str]:
        """Role → the token of somebody in it who has signed in."""
        tokens = self._staff()
        Traffic(self._engine, self._vault).everything()
        add(self._engine, m.Case, (self._case(n) for n in range(CASES)))
        add(self._engine, m.AuditEvent, (self._event() for _ in range(AUDIT)))
        add(self._engine, m.Duplicate, (self._pair(n) for n in range(PAIRS)))
        add(self._engine, m.SensitiveCase, (self._report() for _ in range(REPORTS)))
        self._referrals()
        self._distributions()
        with writing(self._engine) as db:
            db.execute(
                text("UPDATE person SET vulnerability = ''")
            )  # what the crowd has there is no word of the programme
        with self._engine.execution_options(isolation_level="AUTOCOMMIT").connect() as db:
            db.execute(text("VACUUM ANALYZE"))  # what autovacuum does within a minute
        return tokens

    def _staff(self) -> Mapping[Role, str]:
        tokens: dict[Role, str] = {}
        roles = [*Role, *([Role.FIELD_AGENT] * AGENTS)]
        with writing(self._engine) as db:
            for n, role in enumerate(roles):
                places = ("ML0506",) if role is Role.FIELD_AGENT else ()
                new = NewStaff(role, f"Membre {n}", f"+2235000{n:04}", "4711", places)
                staff_id = add_staff(db, self._vault, new, self._now)
                if role not in tokens:
                    tokens[role] = sessions.begin(db, self._vault, self._settings, staff_id, "Bench", self._now)
            self._agents = list(db.scalars(select(t.staff.c.id).where(t.staff.c.role == Role.FIELD_AGENT.value)))
        return tokens

    def _ago(self, days: float) -> datetime:
        """Some moment of the last days."""
        return self._now - self._chance.random() * days * DAY

    def _case(self, n: int) -> dict[str, Any]:
        one, at, (person, phone) = uuid7(), self._ago(14), self._chance.choice(self._people)
        state = self._chance.choice(("new", "assigned", "in_progress", "on_hold", "answered"))
        return {
            "id": one,
            "reference": with_check(str(60_000 + n)),
            "type": self._chance.choice(("question", "request", "complaint", "report")),
            "state": state,
            "person_id": person,
            "phone_id": phone,
            "delivery_id": self._chance.choice(self._deliveries),
            "words": self._vault.seal(CASE_WORDS, one, "Quand vient le kit ?"),
            "opened_at": at,
            "promised_at": at + 7 * DAY,
            "answered_at": self._now if state == "answered" else None,
            "held_until": self._now + 3 * DAY if state == "on_hold" else None,
            "assigned_to": None if state == "new" else self._chance.choice(self._agents),
        }

    def _event(self) -> dict[str, Any]:
        at, (person, _) = self._ago(365), self._chance.choice(self._people)
        action = "alert: visits at night" if self._chance.random() < 0.001 else "person opened"
        actor = str(self._chance.choice(self._agents))
        about = {"subject": "person", "subject_id": str(person)}
        return {"id": id_of(at, self._chance), "at": at, "actor": actor, "action": action, **about}

    def _pair(self, n: int) -> dict[str, Any]:
        (first, _), (second, _) = self._people[2 * n], self._people[2 * n + 1]
        return {"id": uuid7(), "first_id": first, "second_id": second, "score": 80, "proposed_at": self._now}

    def _report(self) -> dict[str, Any]:
        return {"id": uuid7(), "opened_at": self._ago(30), "place": self._chance.choice(self._places)}

    def _referrals(self) -> None:
        consents, rows = [], []
        for _ in range(REFERRALS):
            at, (person, phone) = self._ago(200), self._chance.choice(self._people)
            consent = {"id": uuid7(), "person_id": person, "purpose": "referral", "given": True, "at": at}
            state = self._chance.choice(("asked", "referred", "received", "closed"))
            about = {"person_id": person, "phone_id": phone, "facility_id": self._chance.choice(self._centres)}
            asked = {"id": uuid7(), "service": "health_centre", "state": state, "at": at, "consent_id": consent["id"]}
            consents.append(consent)
            rows.append({**asked, **about})
        add(self._engine, m.Consent, iter(consents))
        add(self._engine, m.Referral, iter(rows))

    def _distributions(self) -> None:
        """One after the other in each place; the deliveries of a place belong to its last one."""
        today = self._now.date()
        rows = [
            {
                "id": uuid7(),
                "kit_id": self._kit,
                "place": self._places[n % len(self._places)],
                "planned_on": today - timedelta(days=n),
                "state": "done" if n % 3 else "planned",
                "created_at": self._now,
            }
            for n in range(DISTRIBUTIONS)
        ]
        add(self._engine, m.Distribution, iter(rows))
        belongs = "UPDATE delivery SET distribution_id = d.id FROM distribution AS d WHERE d.place = delivery.place"
        with writing(self._engine) as db:
            db.execute(text(belongs))
