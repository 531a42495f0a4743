"""The columns of each list that is given out, in their order."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from flows.codes import spaced
from service.programme.labels import CASE_ANSWER, CASE_WORDS, CODE, COLLECTOR, GUARDIAN, NAME, VISIT_PROBLEMS
from service.programme.transfer.export_cells import Cell, Column, Looking, beside, moment, plain, secret, who

_AGES = ((0, "0-5"), (6, "6-17"), (18, "18-59"), (60, "60+"))


def _level(level: str, attribute: str) -> Callable[[Looking, Any], Cell]:
    def cell(looking: Looking, row: Any) -> Cell:
        if not row.at_place:
            return ""
        try:
            path = looking.places.path(row.at_place)
        except KeyError:  # a village that was added a moment ago
            return ""
        return next((str(getattr(place, attribute)) for place in path if place.level == level), "")

    return cell


def _age_group(looking: Looking, row: Any) -> Cell:
    if row.birth_year is None:
        return ""
    age = looking.today.year - row.birth_year
    return [group for least, group in _AGES if age >= least][-1] if age >= 0 else ""


def _card(looking: Looking, row: Any) -> Cell:
    return spaced(looking.vault.open(CODE, row.person_id, row.person_code)) if row.person_code else ""


PERSON = (
    who("person", "#beneficiary+id", "person_id"),
    Column("card", "#beneficiary+code", _card, full=True),
    secret("name", "#beneficiary+name", NAME, "person_name", "person_id"),
    plain("sex", "#beneficiary+sex"),
    Column("age_group", "#beneficiary+age", _age_group),
    Column("birth_year", "#beneficiary+birth_year", lambda _, row: row.birth_year, full=True),
)
PLACE = (
    Column("region", "#adm1+name", _level("region", "name")),
    Column("cercle", "#adm2+name", _level("cercle", "name")),
    Column("commune", "#adm3+name", _level("commune", "name")),
    Column("commune_code", "#adm3+code", _level("commune", "pcode")),
    Column("village", "#adm4+name", _level("village", "name")),
)
KIT = plain("kit", "#item+kit+code", "kit_code")

COLUMNS: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {
        "people": (
            *PERSON,
            *PLACE,
            who("household", "#respondee+household+id", "household_id"),
            plain("head", "#respondee+head"),
            plain("household_size", "#affected+household+num"),
            plain("language", "#beneficiary+language"),
            plain("status", "#affected+type"),
            plain("vulnerability", "#affected+vulnerability"),
            plain("wish", "#activity+wish"),
            plain("left_on", "#date+departure"),
            plain("returned_on", "#date+return"),
            moment("registered_on", "#date+registered", "registered_at"),
            beside("phones", "#contact+phone", "phones", full=True),
            secret("guardian", "#contact+guardian", GUARDIAN, "guardian", "id"),
            secret("collector", "#contact+collector", COLLECTOR, "collector", "id"),
        ),
        "deliveries": (
            who("delivery", "#service+id", "id"),
            *PERSON,
            who("business", "#beneficiary+business+id", "business_id"),
            *PLACE,
            KIT,
            plain("planned_on", "#date+planned"),
            plain("delivered_on", "#date+delivered"),
            plain("state", "#status+delivery"),
            plain("differs", "#status+differs"),
            beside("items", "#item+delivered", "items"),
        ),
        "receipts": (
            who("receipt", "#service+receipt+id", "id"),
            who("delivery", "#service+id", "delivery_id"),
            *PERSON,
            *PLACE,
            KIT,
            plain("overall", "#reached+receipt"),
            beside("items", "#item+received", "items"),
            plain("collected_by", "#indicator+collected_by"),
            plain("waited", "#indicator+waited"),
            plain("knew_rights", "#indicator+knew_rights"),
            plain("knew_complaint", "#indicator+knew_complaint"),
            plain("respect", "#indicator+respect"),
            plain("counted", "#status+counted"),
            moment("said_on", "#date+said", "at"),
        ),
        "visits": (
            who("visit", "#service+visit+id", "id"),
            *PERSON,
            who("business", "#beneficiary+business+id", "business_id"),
            *PLACE,
            plain("after_days", "#activity+after_days"),
            plain("due_on", "#date+due"),
            plain("visited_on", "#date+visited"),
            plain("state", "#status+visit"),
            plain("presence", "#status+presence"),
            plain("interview", "#service+interview"),
            plain("business_status", "#status+business"),
            plain("reasons", "#indicator+reasons"),
            beside("items", "#item+state", "items"),
            plain("takings", "#indicator+takings"),
            plain("money_decision", "#indicator+money_decision"),
            plain("new_debt", "#indicator+new_debt"),
            plain("alive", "#indicator+goats+alive"),
            plain("born", "#indicator+goats+born"),
            plain("died", "#indicator+goats+died"),
            plain("next_visit_on", "#date+next"),
            plain("confirmed", "#status+confirmed"),
            secret("problems", "#indicator+problems", VISIT_PROBLEMS, "problems", "id"),
        ),
        "cases": (
            who("case", "#service+case+id", "id"),
            Column("reference", "#service+case+code", lambda _, row: row.reference, full=True),
            *PERSON,
            *PLACE,
            plain("type", "#activity+case+type"),
            plain("topic", "#activity+case+topic"),
            plain("coding", "#indicator+coding"),
            plain("criticality", "#status+criticality"),
            plain("state", "#status+case"),
            moment("opened_on", "#date+opened", "opened_at"),
            moment("promised_on", "#date+promised", "promised_at"),
            moment("answered_on", "#date+answered", "answered_at"),
            moment("closed_on", "#date+closed", "closed_at"),
            plain("closed_how", "#status+closed_how"),
            plain("satisfied", "#indicator+satisfied"),
            plain("reopened", "#indicator+reopened"),
            plain("outcome", "#status+outcome"),
            secret("words", "#indicator+words", CASE_WORDS, "words", "id"),
            secret("answer", "#indicator+answer", CASE_ANSWER, "answer", "id"),
        ),
    }
)


def columns_of(kind: str, *, full: bool) -> list[Column]:
    """The columns of one kind, in their order."""
    return [column for column in COLUMNS[kind] if full or not column.full]
