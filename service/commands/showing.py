"""How a campaign looks in a terminal."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from flows.places import LEVELS, Gazetteer
from service.programme.campaigns.control import Status
from service.programme.campaigns.credit import Credit
from service.programme.campaigns.drafting import Draft
from service.programme.campaigns.preview import Preview, Sized, left_out_words


def show_preview(console: Console, draft: Draft, found: Preview, zone: str, places: Gazetteer) -> None:
    """A preview, for whoever is about to send it."""
    for name, values in draft.audience.filters.items():
        told = "; ".join(places.label(value) if name in LEVELS else value for value in values)
        console.print(f"{name}: {told}", highlight=False)
    console.print(f"[bold]{found.recipients}[/bold] phones of {found.people} people", highlight=False)
    for why, count in found.left_out.most_common():
        console.print(f"  {count} get nothing: {left_out_words().get(why, why)}", highlight=False)
    if found.neutral:
        console.print(f"  {found.neutral} numbers in doubt get a neutral text", highlight=False)
    for title, counts in (("language", found.by_language), ("operator", found.by_operator)):
        told = ", ".join(f"{name or 'other'} {count}" for name, count in counts.most_common())
        console.print(f"by {title}: {told or '–'}", highlight=False)
    console.print(_sizes(found))
    console.print(f"{found.parts} parts, [bold]{found.cost:.2f} {found.currency}[/bold]", highlight=False)
    if found.unpriced:
        console.print(f"  {found.unpriced} texts have no price: set RETOUR_SMS_PRICES", style="yellow", highlight=False)
    for one in found.costly:
        instead = f"write « {one.instead} »" if one.instead else "leave it out"
        console.print(f"« {one.character} » makes every part 70 characters instead of 160: {instead}", style="yellow")
    for sample in found.samples:
        console.print(Panel(Text(sample), width=60))
    if found.ends_at is not None:
        console.print(f"from {_local(draft.starts_at, zone)} to about {_local(found.ends_at, zone)} ({zone})")
    if found.needs_approval:
        console.print("So many need a second pair of eyes before they are sent.", style="yellow")


def show_balance(console: Console, credit: Credit, found: Preview) -> None:
    """What is left at the carrier, where it says so."""
    left = credit.left
    if credit.unknown:
        console.print(f"The carrier's balance is not known: {credit.unknown}.", style="yellow", highlight=False)
    elif left is not None and left.currency != found.currency:
        console.print(f"balance {left}; the prices are in {found.currency}", highlight=False)
    elif credit.falls_short_of(found.cost, found.currency):
        console.print(f"balance {left}: NOT ENOUGH for all of it", style="red", highlight=False)
    elif left is not None:
        console.print(f"balance {left}", highlight=False)


def _sizes(found: Preview) -> Table:
    table = Table("text", "characters", "parts", "alphabet")
    for name, sized in (("shortest", found.shortest), ("usual", found.usual), ("longest", found.longest)):
        if sized is not None:
            table.add_row(name, *_size(sized))
    return table


def _size(sized: Sized) -> tuple[str, str, str]:
    return str(sized.count.units), str(sized.count.segments), sized.count.encoding


def show_status(console: Console, found: Status, zone: str) -> None:
    """Where a campaign stands."""
    console.print(f"[bold]{escape(found.name)}[/bold]: {found.word}, from {_local(found.starts_at, zone)} ({zone})")
    console.print(progress_bars(found))
    for why, count in found.left_out.most_common():
        console.print(f"{count} get nothing: {left_out_words().get(why, why)}", highlight=False)


def progress_bars(found: Status) -> Group:
    """One bar a state, of all its texts."""
    table = Table.grid(padding=(0, 1))
    total = max(found.texts.total(), 1)
    for name, count in found.counts.items():
        table.add_row(name, ProgressBar(total=total, completed=count, width=40), f"{count} of {found.texts.total()}")
    return Group(table)


def table_of_campaigns(campaigns: Iterable[Status], zone: str) -> Table:
    """One row a campaign."""
    table = Table()
    table.add_column("campaign", no_wrap=True, min_width=36)  # it is copied from here
    for title in ("name", "state", "occasion", "from", "phones", "queued", "sent", "delivered", "answered"):
        table.add_column(title)
    for one in campaigns:
        counts = one.counts
        occasion = f"{one.occasion.value} {one.days}" if one.occasion else ""
        numbers = (str(counts[key]) for key in ("queued", "sent", "delivered", "answered"))
        table.add_row(
            str(one.id),
            escape(one.name),
            one.word,
            occasion,
            _local(one.starts_at, zone),
            str(one.recipients),
            *numbers,
        )
    return table


def _local(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
