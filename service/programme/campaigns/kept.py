"""What a draft is kept as: the wish as it was typed, and what came of the look at it, as JSON that opens again."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from flows.gsm7 import Count
from service.gateways.port import Money
from service.models.campaign import Occasion
from service.programme.campaigns.audience import read_told
from service.programme.campaigns.credit import Credit
from service.programme.campaigns.desk import Wish
from service.programme.campaigns.drafting import Draft
from service.programme.campaigns.preview import Preview, Sized
from service.programme.campaigns.wording import Costly

_COUNTERS = ("left_out", "by_language", "by_operator")
_PLAIN = ("recipients", "neutral", "parts", "currency", "unpriced", "samples", "needs_approval")


def told_wish(wish: Wish) -> str:
    """A wish without its list."""
    kept = {
        "name": wish.name,
        "texts": dict(wish.texts),
        "where": {name: list(values) for name, values in wish.where.items()},
        "journey": wish.journey,
        "starts_at": _told(wish.starts_at),
        "best_before": _told(wish.best_before),
        "occasion": wish.occasion.value,
        "days": wish.days,
        "by": str(wish.by) if wish.by else None,
    }
    return json.dumps(kept, ensure_ascii=False)


def read_wish(told: str, listed: str | None) -> Wish:
    """The wish again. `listed`: the rows of its list, one a line; None: it has none."""
    kept = json.loads(told)
    return Wish(
        kept["name"],
        kept["texts"],
        kept["where"],
        listed.split("\n") if listed is not None else None,
        kept["journey"],
        _moment(kept["starts_at"]),
        _moment(kept["best_before"]),
        Occasion(kept["occasion"]),
        kept["days"],
        UUID(kept["by"]) if kept["by"] else None,
    )


def told_draft(draft: Draft) -> Mapping[str, Any]:
    """A draft that was checked, without its audience (Audience.told)."""
    return {
        "name": draft.name,
        "texts": dict(draft.texts),
        "journey": draft.journey,
        "starts_at": _told(draft.starts_at),
        "best_before": _told(draft.best_before),
        "occasion": draft.occasion.value,
        "days": draft.days,
        "by": str(draft.by) if draft.by else None,
    }


def read_draft(kept: Mapping[str, Any], audience: str, now: datetime) -> Draft:
    """The draft again; one that was to begin meanwhile begins now."""
    return Draft(
        kept["name"],
        kept["texts"],
        read_told(audience),
        max(datetime.fromisoformat(kept["starts_at"]), now),
        _moment(kept["best_before"]),
        UUID(kept["by"]) if kept["by"] else None,
        kept["journey"],
        Occasion(kept["occasion"]),
        kept["days"],
    )


def told_preview(preview: Preview) -> Mapping[str, Any]:
    return {
        **{name: getattr(preview, name) for name in _PLAIN},
        **{name: dict(getattr(preview, name)) for name in _COUNTERS},
        "cost": str(preview.cost),
        "sizes": [
            [size, sized.body, asdict(sized.count), preview.how_many[size]] for size, sized in preview.sizes.items()
        ],
        "costly": [[one.character, one.instead] for one in preview.costly],
        "ends_at": _told(preview.ends_at),
        "same": str(preview.same) if preview.same else None,
    }


def read_preview(kept: Mapping[str, Any]) -> Preview:
    """The preview again."""
    plain: dict[str, Any] = {name: kept[name] for name in _PLAIN}
    counters: dict[str, Any] = {name: Counter(kept[name]) for name in _COUNTERS}
    return Preview(
        **plain,
        **counters,
        cost=Decimal(kept["cost"]),
        sizes={size: Sized(body, Count(**count)) for size, body, count, _ in kept["sizes"]},
        how_many=Counter({size: many for size, _, _, many in kept["sizes"]}),
        costly=tuple(Costly(*one) for one in kept["costly"]),
        ends_at=_moment(kept["ends_at"]),
        same=UUID(kept["same"]) if kept["same"] else None,
    )


def told_credit(credit: Credit) -> Mapping[str, Any]:
    left = [credit.left.currency, str(credit.left.amount)] if credit.left else None
    return {"left": left, "unknown": credit.unknown}


def read_credit(kept: Mapping[str, Any]) -> Credit:
    left = Money(kept["left"][0], Decimal(kept["left"][1])) if kept["left"] else None
    return Credit(left, kept["unknown"])


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
