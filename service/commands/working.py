"""A command of a member of staff: who they are is found by the phone that they work from, in the same transaction."""

from collections.abc import Callable, Sized
from datetime import date, datetime
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import Connection

from flows.changed import changed
from service.commands.office import Office
from service.models.staff import Role
from service.programme.context import Context
from service.programme.staff import working_from

T = TypeVar("T")
WORDS = "Left out, you are asked for them: others see a command line, and the shell keeps it."
"""Of words that may hold something of a person."""
By = Annotated[str, typer.Option(help="The number that you work from: the audit keeps who did it.")]


def done_by(desk: Office, by: str, roles: tuple[Role, ...], act: Callable[[Context], T]) -> T:
    """Do it in one transaction, as whoever works from that phone, in one of these roles. Raises StaffError."""

    def unit(db: Connection) -> T:
        return act(changed(desk.inside(db), staff_id=working_from(db, desk.vault, by, *roles)))

    return desk.transact(unit)


def seen_by(desk: Office, by: str, roles: tuple[Role, ...], act: Callable[[Context], T]) -> T:
    """The same for what only looks: nothing is written, and no caller waits for it."""
    with desk.engine.connect() as db:
        return act(changed(desk.inside(db), staff_id=working_from(db, desk.vault, by, *roles)))


def day(typed: str) -> date | None:
    """« 2026-12-01 »; None for "". Raises ValueError in plain words."""
    try:
        return date.fromisoformat(typed.strip()) if typed.strip() else None
    except ValueError:
        raise ValueError(f"{typed!r} is no day: write it as 2026-12-01.") from None


def needed_day(typed: str) -> date:
    """The same where there has to be one."""
    found = day(typed)
    if found is None:
        raise ValueError("Say the day: 2026-12-01.")
    return found


def words_of(typed: str) -> str:
    """What was typed behind a command, or is typed now. Asked before a transaction begins, never within one."""
    return typed or str(typer.prompt("Words", err=True))


def say_where_it_ends(lines: Sized, most: int) -> None:
    """A list that is as long as a list gets is not shown as if it were all."""
    if len(lines) >= most:
        typer.echo(f"The list ends after {most}: narrow it to see the others.", err=True)


def local(desk: Office, moment: datetime | None) -> str:
    """A moment by the programme's clock, as a list shows it; "" for none."""
    return f"{moment.astimezone(ZoneInfo(desk.settings.timezone)):%Y-%m-%d %H:%M}" if moment else ""
