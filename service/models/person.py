"""People and their households: names and codes sealed, what figures need in plain columns."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlmodel import Field

from service.models.base import Row, in_place, moment, moment_or_none, own_id, part_of, refers_to


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class PersonState(StrEnum):
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class PersonOrigin(StrEnum):
    SELF = "self"
    RELATIVE = "relative"
    AGENT = "agent"
    IMPORT = "import"
    DEMO = "demo"


class ReturnStatus(StrEnum):
    RETURNEE = "returnee"
    IDP = "idp"
    IDP_RETURNEE = "idp_returnee"
    HOST = "host"


class ConsentPurpose(StrEnum):
    REGISTRATION = "registration"
    SHARING = "sharing"
    REFERRAL = "referral"


class Same(StrEnum):
    """What somebody decided of two files."""

    SAME = "same"
    DIFFERENT = "different"


class TokenKind(StrEnum):
    WORD = "word"
    PREFIX = "prefix"
    SOUND = "sound"


class Household(Row, table=True):
    """People counted as one household; bands are filled in where the person had time for them."""

    id: UUID = own_id()
    # Household and person refer to each other: this side is created last.
    head_person_id: UUID | None = Field(
        default=None,
        index=True,
        sa_column_args=[
            ForeignKey("person.id", name="fk_household_head_person_id", ondelete="SET NULL", use_alter=True)
        ],
    )
    head_sex: str = ""
    size: int | None = None
    band_0_5: int | None = None
    band_6_17: int | None = None
    band_18_59: int | None = None
    band_60: int | None = None
    place: str | None = in_place()


class Person(Row, table=True):
    """A returnee. `left_on`, `returned_on`: "2014", "2014-03" or "2014-03-12", as far as it was known.
    `vulnerability`: ids separated by spaces. `merged_into`: the file that this one went into. `head`: whether they
    head their household, None: not asked."""

    id: UUID = own_id()
    code_mac: bytes = Field(unique=True)
    code: bytes
    name: bytes
    sex: str = ""
    birth_year: int | None = None
    head: bool | None = None
    household_id: UUID | None = refers_to("household.id")
    place: str | None = in_place()
    language: str = ""
    status: str = ""
    vulnerability: str = ""
    wish: str = ""
    left_on: str = ""
    stayed: bytes | None = None
    returned_on: str = ""
    collector: bytes | None = None
    guardian: bytes | None = None
    state: str = Field(default=PersonState.ACTIVE.value, index=True)
    origin: str = PersonOrigin.SELF.value
    file_complete: bool = False
    merged_into: UUID | None = refers_to("person.id")
    made_up: bool = False
    registered_at: datetime = moment(index=True)
    updated_at: datetime | None = moment_or_none()


class Consent(Row, table=True):
    """What a person said yes or no to, on which words (`version`: the journey's digest).
    Only ever added to."""

    id: UUID = own_id()
    person_id: UUID = part_of("person.id")
    purpose: str
    given: bool
    at: datetime = moment()
    channel: str = ""
    version: str = ""


class Duplicate(Row, table=True):
    """Two files that may be one person's, `first_id` the older one. `why`: words of the programme separated by spaces
    (name, sound, year, village, phone). `decision`: blank until a person has decided; remembered for good."""

    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    id: UUID = own_id()
    first_id: UUID = part_of("person.id")
    second_id: UUID = part_of("person.id")
    score: int
    why: str = ""
    decision: str = Field(default="", index=True)
    decided_by: UUID | None = refers_to("staff.id")
    proposed_at: datetime = moment()
    decided_at: datetime | None = moment_or_none()


class NameToken(Row, table=True):
    """Keyed hashes by which a name is found: its words, their beginnings, their sound."""

    __tablename__ = "name_token"

    person_id: UUID = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    kind: str = Field(primary_key=True)
    token: bytes = Field(primary_key=True, index=True)
