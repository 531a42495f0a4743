"""/silence: who is not heard of, and why; lists for agents who look for them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.businesses.asked import kits
from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_uuid
from service.console.people.asked import labelled, place_of, villages
from service.console.people.finding import EVERYWHERE
from service.console.silence.shown import shown
from service.console.stopping import Stop
from service.console.viewers import ChangesPeople, SeesPeople, Viewer
from service.models.person import Sex
from service.models.staff import Role
from service.programme.followup import handing, kept
from service.programme.followup.due import agent_of
from service.programme.followup.handing import InHand
from service.programme.followup.silence import Counted, Filter
from service.programme.followup.silences import Silence
from service.programme.people.holder import PeopleError
from service.programme.pulse.kept import Keeper, Kept

LOOK_AGAIN_S = "2"


@dataclass(frozen=True, slots=True)
class Tables:
    """How many silences there are: by kind, village (P-code), sex and kit (code), most first."""

    kinds: Mapping[str, int]
    villages: Sequence[tuple[str, int]]
    sexes: Sequence[tuple[str, int]]
    kits: Sequence[tuple[str, int]]


class SilencePages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._keeper = Keeper(desk.read, desk.write, desk.now)

    # --- counted ---

    def overview(
        self, request: Request, viewer: SeesPeople, village: str = "", sex: str = "", kit: str = ""
    ) -> Response:
        desk = self._desk
        asked, errors, wanted = self._wanted(viewer, village, sex, kit)
        looked = self._look()
        tables = _tables(desk.read(lambda db: list(kept.counts(db, wanted)))) if looked else None
        values: dict[str, Any] = {
            "tables": tables,
            "looked": looked,
            "mine": self._mine(viewer),
            "query": urlencode(asked),
        }
        answer = desk.show(
            request, viewer, "silence/overview.html", errors=errors, **values, **self._filters(viewer, asked)
        )
        if looked is None:
            answer.headers["Refresh"] = LOOK_AGAIN_S
        return answer

    def _look(self) -> Kept | None:
        desk = self._desk

        def count(db: Connection) -> Mapping[str, int]:
            return kept.refresh(desk.office.inside(db), desk.write)

        return self._keeper.look(kept.WHAT, count, kept.FRESH)

    def _wanted(self, viewer: Viewer, village: str, sex: str, kit: str) -> tuple[dict[str, str], list[str], Filter]:
        """What was asked for, what is wrong with it, and the filter that it is."""
        place, errors = "", []
        try:
            place = place_of(self._desk, village, *EVERYWHERE)
        except PeopleError as error:
            errors = [viewer.refusal(error)]
        asked = {"village": village, "sex": sex, "kit": kit}
        return asked, errors, Filter(place=place, sector=viewer.places, sex=sex, kit=kit)

    def _filters(self, viewer: Viewer, asked: Mapping[str, str]) -> dict[str, Any]:
        names = self._desk.read(lambda db: kits(db, viewer))
        return {
            "asked": asked,
            "villages": villages(self._desk),
            "sexes": labelled(viewer, "sex", list(Sex), viewer.say("Femmes et hommes")),
            "kit_names": names,
            "kits": [("", viewer.say("Tous les kits")), *names.items()],
        }

    def _mine(self, viewer: Viewer) -> bool:
        return viewer.role in (Role.FIELD_AGENT, Role.PROGRAMME_OFFICER)

    # --- listed ---

    def listed(
        self,
        request: Request,
        viewer: SeesPeople,
        kind: str,
        village: str = "",
        sex: str = "",
        kit: str = "",
        after: str = "",
    ) -> Response:
        return self._list(request, viewer, _kind(kind), (village, sex, kit), after)

    def _list(
        self,
        request: Request,
        viewer: Viewer,
        kind: Silence,
        narrowed: tuple[str, str, str],
        after: str = "",
        typed: Form = NOTHING_TYPED,
        **more: Any,
    ) -> Response:
        desk = self._desk
        asked, wrong, wanted = self._wanted(viewer, *narrowed)
        looked = self._look()

        def read(db: Connection) -> dict[str, Any]:
            page = kept.page(desk.office.inside(db), kind, wanted, after)
            lines = [shown(desk.office.vault, one) for one in page.lines]
            return {"lines": lines, "after": page.after, "agents": handing.searchers(db, desk.office.vault)}

        values = desk.read(read)
        beyond = urlencode({**asked, "after": values.pop("after")})
        more_at = "" if beyond.endswith("after=") else f"/silence/{kind.value}?{beyond}"
        errors = [*wrong, *more.pop("errors", ())]
        told: dict[str, Any] = {"kind": kind.value, "looked": looked, "more": more_at, "typed": typed}
        return desk.show(
            request,
            viewer,
            "silence/list.html",
            errors=errors,
            **told,
            **values,
            **self._filters(viewer, asked),
            **more,
        )

    # --- handed over ---

    def hand(self, request: Request, viewer: ChangesPeople, kind: str, form: Typed) -> Response:
        """Put into an agent's hands whoever is silent where they work."""
        desk, one = self._desk, _kind(kind)
        narrowed = form["village"], form["sex"], form["kit"]
        _, errors, wanted = self._wanted(viewer, *narrowed)
        agent_id = a_uuid(form["agent"])
        if agent_id not in {agent.id for agent in desk.read(lambda db: handing.searchers(db, desk.office.vault))}:
            errors = [*errors, viewer.say("Choisissez qui cherche ces personnes.")]
        if form["most"] and not (form["most"].isdecimal() and len(form["most"]) < 5):
            errors = [*errors, viewer.say("Écrivez combien au plus, en chiffres.")]
        if errors or agent_id is None:
            return self._list(request, viewer, one, narrowed, typed=form, status=422, errors=errors)
        only = Filter((one,), wanted.place, wanted.sector, wanted.sex, wanted.kit)
        given = self._given(viewer, agent_id, only, again=form["again"] == "yes", most=int(form["most"] or 0))
        said = viewer.say("Personnes confiées : {n}.", n=given) if given else viewer.say("Personne à confier.")
        return desk.go(request, f"/silence/hands/{agent_id}", said)

    def _given(self, viewer: Viewer, agent_id: UUID, wanted: Filter, *, again: bool, most: int) -> int:
        """How many were handed over: read first, written in small steps, so that callers do not wait."""
        desk = self._desk

        def read(db: Connection) -> list[InHand]:
            return handing.to_hand(desk.office.inside(db), agent_of(db, agent_id), wanted, again=again, most=most)

        def step(some: Sequence[InHand]) -> int:
            return desk.change(viewer, lambda ctx: len(handing.hand(ctx, agent_of(ctx.db, agent_id), some, by)))

        found, by = desk.read(read), viewer.staff_id
        return sum(step(found[at : at + handing.STEP]) for at in range(0, len(found), handing.STEP))


def _kind(text: str) -> Silence:
    if text not in tuple(Silence):
        raise Stop(404)
    return Silence(text)


def _tables(found: Sequence[Counted]) -> Tables:
    by: dict[str, Counter[str]] = {name: Counter() for name in ("kind", "place", "sex", "kit")}
    for one in found:
        for name, counter in by.items():
            counter[getattr(one, name)] += one.count
    kinds = {kind.value: by["kind"].get(kind, 0) for kind in Silence}
    return Tables(kinds, by["place"].most_common(), by["sex"].most_common(), by["kit"].most_common())


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = SilencePages(desk)
    router.add_api_route("/silence", pages.overview, methods=["GET"])
    router.add_api_route("/silence/{kind}", pages.listed, methods=["GET"])
    router.add_api_route("/silence/{kind}/hand", pages.hand, methods=["POST"])
