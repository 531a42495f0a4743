"""`retour silence …`: the people from whom nothing is heard, counted, listed, handed to an agent."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import Connection, select

from flows.codes import spaced
from flows.phones import masked
from service.commands.listing import Cell, Format, write
from service.commands.office import Office, office
from service.commands.opened import opened
from service.commands.whereabouts import Cercle, Region, Village, place_of
from service.models.person import Sex
from service.models.staff import Role
from service.programme import tables as t
from service.programme.followup import handing, silence
from service.programme.followup.due import Agent, agent_of, village
from service.programme.followup.handing import InHand
from service.programme.followup.silence import Filter, Line
from service.programme.followup.silences import Silence
from service.programme.identity import AGENTS
from service.programme.labels import CODE, NAME, NUMBER, STAFF_NAME
from service.programme.names import first_name_and_initial
from service.programme.staff import working_from

app = typer.Typer(help="Who is silent, and why; lists for agents who look for them.", no_args_is_help=True)
HANDERS = (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)
LIST = ("kind", "person", "card", "village", "sex", "kit", "days", "phone", "with", "outcome", "line")
HANDED = ("line", "kind", "name", "card", "village", "sex", "kit", "days", "phone", "outcome")
COUNT = ("kind", "village", "sex", "kit", "count")

Kinds = Annotated[list[Silence] | None, typer.Option("--kind", help="Only this kind; may be said several times.")]
SexOf = Annotated[Sex | None, typer.Option("--sex", help="Only women (female) or men (male).")]
Kit = Annotated[str, typer.Option(help="Only those of this kit, by its code.")]
How = Annotated[Format, typer.Option("--format", help="How it is written.")]
Out = Annotated[Path | None, typer.Option(help="A file, which only you may read.")]
By = Annotated[str, typer.Option(help="The number that you work from: the audit keeps who did it.")]


@app.command("list")
def list_silence(
    *,
    kind: Kinds = None,
    region: Region = "",
    cercle: Cercle = "",
    village: Village = "",
    sex: SexOf = None,
    kit: Kit = "",
    how: How = Format.TABLE,
    out: Out = None,
) -> None:
    """Everybody who is silent, the longest first. A line is gone when the silence ends."""
    with office() as desk, desk.engine.connect() as db:
        wanted = _filter(desk, db, kind, (region, cercle, village), sex, kit)
        write((_listed(desk, one) for one in silence.lines(desk.inside(db), wanted)), LIST, how, out)


@app.command()
def count(
    *,
    kind: Kinds = None,
    region: Region = "",
    cercle: Cercle = "",
    village: Village = "",
    sex: SexOf = None,
    kit: Kit = "",
    how: How = Format.TABLE,
    out: Out = None,
) -> None:
    """How many are silent, by village, sex and kit."""
    with office() as desk, desk.engine.connect() as db:
        wanted = _filter(desk, db, kind, (region, cercle, village), sex, kit)
        write(_counted(desk, silence.counts(desk.inside(db), wanted)), COUNT, how, out)


@app.command()
def hand(  # noqa: PLR0913 what a list may be narrowed by
    *,
    agent: Annotated[str, typer.Option(help="The number of the agent who is to look for them.")],
    by: By,
    out: Annotated[Path, typer.Option(help="The file for the agent, with names and numbers: only you may read it.")],
    kind: Kinds = None,
    region: Region = "",
    cercle: Cercle = "",
    village: Village = "",
    sex: SexOf = None,
    kit: Kit = "",
    how: How = Format.XLSX,
    again: Annotated[bool, typer.Option("--again", help="Those too that were settled and are silent still.")] = False,
    most: Annotated[int, typer.Option(min=0, help="At most so many; 0: all.")] = 0,
) -> None:
    """Put into an agent's hands whoever is silent where they work. Nobody is handed out twice."""
    with office() as desk:
        with desk.engine.connect() as db:
            wanted = _filter(desk, db, kind, (region, cercle, village), sex, kit)
            staff_id = working_from(db, desk.vault, by, *HANDERS)
            receiver = agent_of(db, working_from(db, desk.vault, agent, *AGENTS))
            found = handing.to_hand(desk.inside(db), receiver, wanted, again=again, most=most)
        if found:  # the file first: what cannot be written is in nobody's hands
            write((_in_full(desk, one) for one in found), HANDED, how, out)
        given = _given(desk, receiver, found, staff_id)
        if len(given) < len(found):  # somebody else handed over the same at this moment
            write((_in_full(desk, one) for one in given), HANDED, how, out)
    typer.echo(f"Handed over: {len(given)}, in {out}." if given else "Nobody to hand over.")


def _given(desk: Office, receiver: Agent, found: Sequence[InHand], staff_id: UUID) -> list[InHand]:
    """Step by step."""

    def step(some: Sequence[InHand]) -> list[InHand]:
        return desk.transact(lambda db: handing.hand(desk.inside(db), receiver, some, staff_id))

    steps = (found[start : start + handing.STEP] for start in range(0, len(found), handing.STEP))
    return [one for some in steps for one in step(some)]


@app.command()
def done(
    which: Annotated[UUID, typer.Argument(help="The line, as the list that was handed over names it.")],
    outcome: Annotated[handing.Outcome, typer.Option(help="What came of it.")],
    by: By,
) -> None:
    """Say what came of a line: whoever had it in hand has it no more."""
    with opened() as (db, vault):
        handing.done(db, which, outcome, working_from(db, vault, by), datetime.now(UTC))
    typer.echo("Settled.")


def _filter(
    desk: Office, db: Connection, kinds: list[Silence] | None, where: tuple[str, str, str], sex: Sex | None, kit: str
) -> Filter:
    place = place_of(desk.around.atlas.gazetteer, *where)
    kit = kit.strip()
    known = db.scalars(select(t.kit.c.code).order_by(t.kit.c.code)).all()
    if kit and kit not in known:
        raise ValueError(f"There is no kit {kit!r}: there are {', '.join(known) or 'none yet'}.")
    return Filter(tuple(dict.fromkeys(kinds or Silence)), place, "", sex.value if sex else "", kit)


def _listed(desk: Office, one: Line) -> dict[str, Cell]:
    number = _number(desk, one)
    return {
        **_common(desk, one),
        "person": first_name_and_initial(_name(desk, one)),
        "phone": masked(number) if number else "",
        "with": _in_whose_hands(desk, one),
        "outcome": one.outcome,
        "line": str(one.handed_id) if one.staff_id else "",
    }


def _in_whose_hands(desk: Office, one: Line) -> str:
    if one.done_at is not None or one.staff_id is None or one.handed_to is None:
        return ""
    return desk.vault.open(STAFF_NAME, one.staff_id, one.handed_to)


def _in_full(desk: Office, given: InHand) -> dict[str, Cell]:
    """With name and number: the agent has to find them."""
    return {
        **_common(desk, given.line),
        "line": str(given.handed_id),
        "name": _name(desk, given.line),
        "phone": _number(desk, given.line),
        "outcome": "",
    }


def _common(desk: Office, one: Line) -> dict[str, Cell]:
    code = desk.vault.open(CODE, one.person_id, one.code) if one.person_id and one.code else ""
    return {
        "kind": one.kind.value,
        "card": spaced(code),
        "village": village(desk.around.atlas.gazetteer, one.place),
        "sex": one.sex,
        "kit": one.kit,
        "days": one.days,
    }


def _name(desk: Office, one: Line) -> str:
    return desk.vault.open(NAME, one.person_id, one.name) if one.person_id and one.name else ""


def _number(desk: Office, one: Line) -> str:
    return desk.vault.open(NUMBER, one.phone_id, one.number) if one.phone_id and one.number else ""


def _counted(desk: Office, found: Iterator[silence.Counted]) -> Iterator[dict[str, Cell]]:
    for one in found:
        yield {
            "kind": one.kind.value,
            "village": village(desk.around.atlas.gazetteer, one.place),
            "sex": one.sex,
            "kit": one.kit,
            "count": one.count,
        }
