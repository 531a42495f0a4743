"""Pages that fit: a head, numbered options, « 9 » where there is more, « 0 » where it fits."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.gsm7 import is_gsm7, split, units
from flows.state import PAGES_ON

MOST_OPTIONS = 8
"""A page's numbers are 1 to 8: 9 is for more, 0 for back."""


@dataclass(frozen=True, slots=True)
class Page:
    """`shown`: the ids behind the keys of this page. `head`: what stands before its options; `back`: the line of
    the key 0, where it is said."""

    text: str
    shown: dict[str, str]
    head: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True)
class _Room:
    """How much goes on a page: one measure for all pages of a screen."""

    limit: int
    unicode: bool

    def fits(self, *lines: str) -> bool:
        return self.size("\n".join(line for line in lines if line)) <= self.limit

    def size(self, text: str) -> int:
        return len(text.encode("utf-16-le")) // 2 if self.unicode else units(text)


def paged(said: str, options: Sequence[tuple[str, str]], gsm: int, ucs2: int, more: str, back: str) -> list[Page]:
    """Lay out a screen. `more` and `back` are the lines of the keys 9 and 0 (`back` may be blank)."""
    unicode = not is_gsm7("".join([said, more, back, *(label for _, label in options)]))
    room = _Room(ucs2 if unicode else gsm, unicode)
    lines = _numbered(options)
    if len(options) <= MOST_OPTIONS and room.fits(said, *lines):
        return [_page(said, options, "", back, room)]
    kept = room.size("\n" + more)
    fits_whole = bool(lines) and room.fits(said, lines[0], more)
    pieces = [said] if fits_whole else split(said, gsm - kept, ucs2 - kept)
    pages = [_page(piece, [], more, back, room) for piece in pieces[:-1]]
    return [*pages, *_listed(pieces[-1], list(options), room, more, back)]


def with_reason(page: Page, reason: str, gsm: int, ucs2: int) -> Page:
    """The page with the reason why an input was not taken. Its options stay what they were: where there
    is no room, first the line of the key 0 gives way, then the question (which the caller has just read),
    and at last the reason itself."""
    short = page.text.removesuffix(page.back).rstrip("\n") if page.back else page.text
    below = short.removeprefix(page.head).lstrip("\n")
    for lines in ((reason, page.text), (reason, short), (reason, below)):
        text = "\n".join(line for line in lines if line)
        if units(text) <= (gsm if is_gsm7(text) else ucs2):
            return Page(text, page.shown, page.head)
    return page


def _numbered(options: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{number} {label}" for number, (_, label) in enumerate(options, 1)]


def _listed(head: str, options: list[tuple[str, str]], room: _Room, more: str, back: str) -> list[Page]:
    """The options page by page; a short head is said again on each."""
    pages: list[Page] = []
    while True:
        if head and options and not room.fits(head, f"1 {options[0][1]}", more):
            pages.append(_page(head, [], more, back, room))
            head = ""
        if options and not room.fits(f"1 {options[0][1]}", more):
            options[0] = (options[0][0], _shortened(options[0][1], room, more))
        taken = _as_many(head, options, room, more)
        here, options = options[:taken], options[taken:]
        pages.append(_page(head, here, more if options else "", back, room))
        if not options:
            return pages
        head = head if room.size(head) < room.limit // 3 else ""


def _as_many(head: str, options: Sequence[tuple[str, str]], room: _Room, more: str) -> int:
    lines = _numbered(options[:MOST_OPTIONS])
    if len(options) <= MOST_OPTIONS and room.fits(head, *lines):
        return len(options)
    count = 0
    while count < len(lines) and room.fits(head, *lines[: count + 1], more):
        count += 1
    return count


def _shortened(label: str, room: _Room, more: str) -> str:
    """A single label longer than a page (somebody's data): the page's worth of it."""
    while not room.fits(f"1 {label}", more):
        label = label[:-1]
    return label


def _page(head: str, options: Sequence[tuple[str, str]], more: str, back: str, room: _Room) -> Page:
    """The keys' lines are added where they fit; the keys work all the same."""
    shown = {str(number): id_ for number, (id_, _) in enumerate(options, 1)}
    kept = [line for line in (head, *_numbered(options)) if line]
    if more:
        kept.append(more)
        shown["9"] = PAGES_ON
    said_back = back if back and room.fits(*kept, back) else ""
    return Page("\n".join([*kept, said_back] if said_back else kept), shown, head, said_back)
