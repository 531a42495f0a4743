"""People: a name, a household, a card and a consent each, and a phone for most of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from uuid import UUID

from flows.codes import with_check
from service.models import Consent, NameToken, Person
from service.models.person import ConsentPurpose, PersonOrigin, ReturnStatus, Sex
from service.programme.demo.households import Home, add_home
from service.programme.demo.names import Pool, pool_of
from service.programme.demo.phones import SHARED, Phones
from service.programme.demo.plan import Team
from service.programme.demo.stage import Columns, Stage
from service.programme.demo.villages import Village
from service.programme.labels import CARD, CODE, COLLECTOR, GUARDIAN, NAME, STAYED
from service.programme.names import tokens
from service.programme.registration import WOMAN_HEAD

FAMILY = 5
"""A business of at most so many belongs to one household, a larger one to a group."""

_CARDS = 20_000
_STAYED = ("north", "bamako", "south", "mauritania", "burkina", "niger", "algeria")
_RETURNED = (ReturnStatus.RETURNEE,) * 8 + (ReturnStatus.IDP_RETURNEE, ReturnStatus.HOST)
_AROUND = (ReturnStatus.HOST,) * 6 + (ReturnStatus.RETURNEE,) * 3 + (ReturnStatus.IDP,)
_VULNERABLE = ("",) * 6 + (
    "pregnant", "single_parent", "chronic_illness", "elderly_alone", "disability", "pregnant single_parent",
)  # fmt: skip
_TOO_OLD_TO_BEAR, _ELDERLY = 46, 60
_LEFT_YEARS, _BACK_YEARS = 4, 2
"""People fled some four years before today and came back some two years before: the demo's day is any day."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A person whose row was made; `ago`: days since they registered."""

    id: UUID
    sex: str
    village: Village
    ago: int
    phone: UUID | None = None


class People:
    """Makes people; each one is met only once."""

    def __init__(self, stage: Stage, phones: Phones) -> None:
        self._stage, self._phones = stage, phones
        self._chance = stage.chance("people")
        drawn = stage.chance("cards").sample(range(10_000_000, 100_000_000), _CARDS)
        self._cards: Iterator[int] = iter(drawn)
        self._words: dict[str, list[tuple[str, bytes]]] = {}

    def members(self, team: Team, village: Village, wishes: tuple[str, ...]) -> list[Someone]:
        """The members of a business to be, the leader first."""
        ago = team.ago + self._chance.randint(25, 70)
        is_family = team.size <= FAMILY
        phones = self._phones_of(team, ago, is_family)
        found: list[Someone] = []
        home: Home | None = None
        for i, sex in enumerate(team.sexes):
            heads = self._heads(team, i, is_family)
            if home is None or not is_family:
                adults = team.size if is_family else 1
                home = self._home(village, ago, adults, sex if heads else "")
            wish = team.kind.code if self._chance.random() < 0.8 else self._chance.choice(wishes)
            found.append(self._add(Someone(self._id(ago), sex, village, ago, phones[i]), home, heads, wish))
        self._link(found)
        return found

    def neighbour(self, village: Village, ago: int) -> Someone:
        """Somebody of the village who is in no business."""
        sex = Sex.FEMALE if self._chance.random() < 0.58 else Sex.MALE
        return self._alone(sex.value, village, ago)

    def again(self, someone: Someone, name: str, birth_year: int) -> Someone:
        """Somebody who registers once more, by another phone: a new file under nearly the same name."""
        return self._alone(someone.sex, someone.village, max(1, someone.ago - 20), name, birth_year)

    def _alone(self, sex: str, village: Village, ago: int, name: str = "", birth_year: int | None = None) -> Someone:
        phone = self._phone(ago, 0.45)
        found = self._add(Someone(self._id(ago), sex, village, ago, phone), None, None, "", name, birth_year)
        self._link([found])
        return found

    def _heads(self, team: Team, i: int, is_family: bool) -> bool:
        """Whether the member heads their household: in a family the leader does, in a group one by one."""
        if i == 0:
            return team.woman_head or team.sexes[0] == Sex.MALE
        return not is_family and self._chance.random() < (0.7 if team.sexes[i] == Sex.MALE else 0.35)

    def _home(self, village: Village, ago: int, adults: int, head_sex: str) -> Home:
        return add_home(self._stage, self._chance, ago, village.pcode, adults, head_sex)

    def _id(self, ago: int) -> UUID:
        return self._stage.new_id(self._stage.at(ago))

    def _phones_of(self, team: Team, ago: int, is_family: bool) -> list[UUID | None]:
        """A phone for each member, or none; in a family one phone often serves several."""
        if team.phone:
            first = self._phones.add(ago, team.phone)[0]
            return [first if team.phone == SHARED or not i else None for i in range(team.size)]
        if not is_family:
            return [self._phone(ago, 0.68) for _ in range(team.size)]
        leaders, is_shared = self._phone(ago, 0.85), self._chance.random() < 0.3
        return [leaders, *(leaders if is_shared else self._phone(ago, 0.2) for _ in range(team.size - 1))]

    def _phone(self, ago: int, share: float) -> UUID | None:
        return self._phones.add(ago)[0] if self._chance.random() < share else None

    def _link(self, people: list[Someone]) -> None:
        """Write who is reached by which phone."""
        for phone in dict.fromkeys(p.phone for p in people if p.phone):
            self._phones.link([p.id for p in people if p.phone == phone], phone, people[0].ago)

    def _add(
        self,
        who: Someone,
        home: Home | None,
        heads: bool | None,
        wish: str,
        name: str = "",
        birth_year: int | None = None,
    ) -> Someone:
        """A person's row. A name and a year that are not given are left to chance."""
        stage, chance, pool = self._stage, self._chance, pool_of(who.village.pcode)
        name, code = name or pool.name(who.sex, chance), with_check(str(next(self._cards)))
        asked = _asked(chance, stage, who, pool) if home and home.bands else {}
        born = {"birth_year": birth_year} if birth_year else _age(chance, stage, who, pool, heads)
        age = stage.today.year - int(str(born["birth_year"]))
        stage.add(
            Person,
            id=who.id,
            code_mac=stage.vault.index(CARD, code),
            code=stage.seal(CODE, who.id, code),
            name=stage.seal(NAME, who.id, name),
            sex=who.sex,
            head=heads,
            household_id=home.id if home else None,
            place=who.village.pcode,
            language=pool.language(chance),
            status=chance.choice(_RETURNED if home else _AROUND).value,
            wish=wish,
            origin=PersonOrigin.DEMO.value,
            made_up=True,
            registered_at=stage.at(who.ago),
            **born,
            **{**asked, "vulnerability": _vulnerability(chance, who.sex, age, heads, bool(asked))},
        )
        if home and heads:
            stage.heads[home.id] = who.id
        self._tokens(who.id, name)
        self._consents(who, "consent_sharing" if asked else "")
        return who

    def _tokens(self, person: UUID, name: str) -> None:
        """The tokens of a name are those of its words, and the words are few: each is hashed once."""
        for word in name.split():
            if word not in self._words:
                self._words[word] = sorted(tokens(self._stage.vault, word))
        found = dict.fromkeys(pair for word in name.split() for pair in self._words[word])
        self._stage.rows[NameToken] += [{"person_id": person, "kind": kind, "token": mac} for kind, mac in found]

    def _consents(self, who: Someone, sharing: str) -> None:
        self._consent(who, ConsentPurpose.REGISTRATION, True)
        if sharing:
            self._consent(who, ConsentPurpose.SHARING, self._chance.random() < 0.85)

    def _consent(self, who: Someone, purpose: ConsentPurpose, given: bool) -> None:
        at = self._stage.at(who.ago)
        self._stage.add(
            Consent,
            id=self._stage.new_id(at),
            person_id=who.id,
            purpose=purpose.value,
            given=given,
            at=at,
            channel="ussd",
            version="demo",
        )


def _age(chance: Random, stage: Stage, who: Someone, pool: Pool, heads: bool | None) -> Columns:
    """A year of birth; one in a hundred is a minor, with a named adult."""
    if not heads and chance.random() < 0.01:
        adult = stage.seal(GUARDIAN, who.id, pool.name(Sex.FEMALE, chance))
        return {"birth_year": stage.today.year - 16, "guardian": adult}
    return {"birth_year": stage.today.year - round(chance.triangular(19, 72, 33))}


def _asked(chance: Random, stage: Stage, who: Someone, pool: Pool) -> Columns:
    """What a complete file says besides the core."""
    left = stage.day(365 * _LEFT_YEARS + chance.randint(0, 240))
    back = stage.day(365 * _BACK_YEARS + chance.randint(0, 400))
    collector = pool.name(chance.choice((Sex.FEMALE, Sex.MALE)), chance) if chance.random() < 0.7 else ""
    return {
        "left_on": left.isoformat()[: chance.choice((4, 7))],
        "returned_on": back.isoformat()[: chance.choice((4, 7))],
        "stayed": stage.seal(STAYED, who.id, chance.choice(_STAYED)),
        "collector": stage.seal(COLLECTOR, who.id, collector),
        "file_complete": True,
    }


def _vulnerability(chance: Random, sex: str, age: int, heads: bool | None, is_asked: bool) -> str:
    """Ids as a complete file says them; that a woman heads the household follows without asking."""
    may_bear = sex == Sex.FEMALE and age < _TOO_OLD_TO_BEAR
    fitting = [
        ids
        for ids in _VULNERABLE
        if (may_bear or "pregnant" not in ids) and (age >= _ELDERLY or "elderly_alone" not in ids)
    ]
    told = chance.choice(fitting) if is_asked else ""
    is_woman_head = heads and sex == Sex.FEMALE
    return f"{told} {WOMAN_HEAD}".strip() if is_woman_head else told
