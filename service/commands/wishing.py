"""What is typed of a campaign, read."""

from pathlib import Path
from uuid import UUID

from service.commands.office import Office
from service.models.campaign import Occasion
from service.programme.campaigns.desk import Wish


def wish_of(  # noqa: PLR0913 what may be said of a campaign
    desk: Office,
    *,
    name: str,
    text: list[str] | None,
    where: list[str] | None,
    listed: Path | None,
    journey: str,
    at: str,
    until: str,
    occasion: Occasion | None,
    days: int,
    by: UUID | None = None,
) -> Wish:
    """The options of a command as a wish. Raises ValueError in plain words."""
    return Wish(
        name,
        pairs(text, "--text", "fr=…"),
        {
            key: [v.strip() for v in value.split(",") if v.strip()]
            for key, value in pairs(where, "--where", "region=Mopti").items()
        },
        _rows(listed) if listed else None,
        journey,
        desk.moment(at),
        desk.moment(until),
        occasion or Occasion.ONCE,
        days,
        by,
    )


def pairs(given: list[str] | None, option: str, example: str) -> dict[str, str]:
    """Name → value. Of two that have one name the first would be lost."""
    found: dict[str, str] = {}
    for one in given or []:
        name, equals, value = (part.strip() for part in one.partition("="))
        if not equals or not name:
            raise ValueError(f"{one!r} is not written as {option} {example}.")
        if name in found:
            raise ValueError(f"{option} {name} is said twice.")
        found[name] = value
    return found


def _rows(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path} is no text file in UTF-8: save the list as CSV (UTF-8).") from None
