"""What a program may send. Whatever does not stand here is refused; every text has an end."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, WithJsonSchema

from service.api.refusals import Typed
from service.models.campaign import Occasion
from service.programme.campaigns.audience import FILTERS
from service.programme.campaigns.desk import Wish
from service.programme.campaigns.drafting import MOST_DAYS
from service.programme.tokens import Bearer

LONGEST_LIST = 600_000
"""Rows of a list, as many as a body holds."""
LONGEST_TEXT = 2000


def _filter(name: str) -> str:
    if name not in FILTERS:
        raise ValueError(f"there is no such filter: there are {', '.join(FILTERS)}")
    return name


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Filter = Annotated[str, AfterValidator(_filter), WithJsonSchema({"type": "string", "enum": list(FILTERS)})]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
Moment = Annotated[
    AwareDatetime,
    Field(gt=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC)),
    AfterValidator(_utc),
]
Value = Annotated[str, Field(min_length=1, max_length=100)]
Row = Annotated[str, Field(max_length=200)]


class CampaignBody(BaseModel):
    """A text or a journey to an audience, as `retour campaign send` takes it."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    name: Annotated[str, Field(max_length=200)] = "preview"
    """What staff call it. A campaign that is made needs one."""
    texts: Annotated[dict[Language, Text], Field(max_length=20)] = {}
    """Language → text, French among them. Fields: {first_name}, {ussd_code}."""
    where: Annotated[
        dict[Filter, Annotated[list[Value], Field(min_length=1, max_length=50)]], Field(max_length=len(FILTERS))
    ] = {}
    """Filter → values; several filters narrow one another. {"all": ["yes"]} for everybody."""
    listed: Annotated[list[Row], Field(max_length=LONGEST_LIST, fail_fast=True)] | None = None
    """Card codes or phone numbers instead of filters (card codes may be narrowed)."""
    journey: Annotated[str, Field(pattern=r"^[a-z0-9_]{0,60}$")] = ""
    """The journey that an answer begins; its first question is the text where there is none."""
    starts_at: Moment | None = None
    """When it begins; now where nothing is said."""
    best_before: Moment | None = None
    """After this it is too old to be sent."""
    occasion: Occasion = Occasion.ONCE
    """Of a standing check-in: to whom the occasion comes, each day."""
    days: Annotated[int, Field(ge=0, le=MOST_DAYS)] = 0
    """Days after the delivery, or before the visit."""

    def wish(self, bearer: Bearer) -> Wish:
        """The same for the programme's desk."""
        return Wish(
            self.name,
            self.texts,
            self.where,
            self.listed,
            self.journey,
            self.starts_at,
            self.best_before,
            self.occasion,
            self.days,
            bearer.staff_id,
        )

    def typed(self) -> Iterator[Typed]:
        """What was sent, for reasons that must not repeat it."""
        for name, values in self.where.items():
            yield from (Typed(f"{name} ", value, f"value {place}") for place, value in enumerate(values, 1))
        yield Typed("There is no journey", self.journey, "of that name")
        yield Typed("SMS does not offer", self.journey, "of that name")


class NewCampaign(CampaignBody):
    """The same, meant."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    """What staff call it, for those who look at it later."""
    again: bool = False
    """The same text to the same audience as a moment ago: it is meant."""


class MessageBody(BaseModel):
    """One text to one number, or to whoever has that card code."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    to: Annotated[str, Field(min_length=1, max_length=40)]
    """A phone number (8 digits of Mali, or + and all) or the 9 digits of a card."""
    text: Text


FIELDS = frozenset((*NewCampaign.model_fields, *MessageBody.model_fields, *FILTERS))
"""What a reason may name."""
