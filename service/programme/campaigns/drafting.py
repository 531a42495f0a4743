"""A campaign before it is one: what staff want to say to whom, checked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flows.library import Library
from flows.opening import opening
from service.models.campaign import Occasion
from service.programme.campaigns.audience import Audience
from service.programme.campaigns.wording import faults, tidied
from service.programme.context import Context
from service.vault import Vault

FINGERPRINT = "campaign"
"""The kind of the hash by which a repeated campaign is known."""
INVITE = "sms_invite"
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Draft:
    """`texts`: language → text as it is sent, French among them. `journey`: what an answer begins, or "". `occasion`
    and `days`: of a standing check-in. `starts_at`, `best_before`: aware UTC."""

    name: str
    texts: Mapping[str, str]
    audience: Audience
    starts_at: datetime
    best_before: datetime | None
    by: UUID | None
    journey: str = ""
    occasion: Occasion = Occasion.ONCE
    days: int = 0


def draft_of(ctx: Context, library: Library, wanted: Draft) -> Draft:
    """A draft without faults as it will be sent: texts tidied, or made from its journey."""
    texts = texts_of(ctx, library, wanted.texts, wanted.journey)
    best_before = wanted.best_before or wanted.starts_at + timedelta(days=ctx.settings.campaign_days)
    return Draft(
        wanted.name.strip(),
        texts,
        wanted.audience,
        wanted.starts_at,
        best_before,
        wanted.by,
        wanted.journey,
        wanted.occasion,
        wanted.days,
    )


def faults_of(library: Library, wanted: Draft, now: datetime) -> list[str]:
    """What is wrong with a draft, but for its audience: a line for each fault."""
    found: list[str] = []
    if not wanted.name.strip():
        found.append("A campaign needs a name, for those who look at it later.")
    if not wanted.texts and not wanted.journey:
        found.append("Say what is sent: a text, or a journey.")
    if wanted.texts:
        found += faults(wanted.texts, library.languages)
    if wanted.audience.phones and any("{first_name}" in text for text in wanted.texts.values()):
        found.append("A list of numbers has no names: take {first_name} out, or list card codes.")
    if wanted.journey:
        found += _journey_faults(library, wanted.journey)
    if wanted.best_before is not None and wanted.best_before <= max(wanted.starts_at, now):
        found.append("It would be too old before it could leave: its end is not after its beginning.")
    return found + _occasion_faults(wanted)


def _occasion_faults(wanted: Draft) -> list[str]:
    found: list[str] = []
    if not 0 <= wanted.days <= MOST_DAYS:
        found.append(f"The days are between 0 and {MOST_DAYS}.")
    if wanted.occasion is Occasion.VISIT and wanted.days == 0:
        found.append("A visit is announced at least a day before.")
    if wanted.occasion and wanted.audience.phones:
        found.append("A list of numbers cannot be told of an occasion: numbers have no deliveries and no visits.")
    return found


def by_sms(library: Library) -> list[str]:
    """The journeys that an answer by SMS may begin."""
    return sorted(one.name for one in library.journeys.values() if one.by_sms and not one.sensitive)


def _journey_faults(library: Library, name: str) -> list[str]:
    journey = library.journeys.get(name)
    able = by_sms(library)
    if journey is None or name not in able:
        why = "There is no journey" if journey is None else "SMS does not offer the journey"
        return [f"{why} {name!r}: there are {', '.join(able)}."]
    return []


def texts_of(ctx: Context, library: Library, texts: Mapping[str, str], name: str) -> dict[str, str]:
    """Texts as they are sent, tidied; where there are none, the journey's first question where it is the same for
    everybody, else an invitation, in every language."""
    if texts:
        return tidied(texts)
    code = {"ussd_code": ctx.settings.ussd_code}
    journey = library.journeys[name]
    return {language: opening(journey, language) or ctx.say(INVITE, language, code) for language in library.offered()}


def told_texts(texts: Mapping[str, str]) -> str:
    """Texts as they are kept."""
    return json.dumps(texts, ensure_ascii=False, sort_keys=True)


def fingerprint(vault: Vault, draft: Draft) -> bytes:
    """What two campaigns share that say the same to the same people, on the same occasion."""
    occasion = f"{draft.occasion.value} {draft.days}" if draft.occasion else ""
    said = told_texts(draft.texts), draft.journey, draft.audience.told(), occasion
    return vault.index(FINGERPRINT, "\0".join(said))
