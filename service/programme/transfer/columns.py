"""Which column is which field: by what it is called in French, in English or in Kobo, or as whoever imports says."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from flows.spelling import folded, masks, slips
from service.programme.transfer.cells import Reader
from service.programme.transfer.faults import TransferError
from service.programme.transfer.options import Options

SKIP = "-"
"""What a column is mapped to that is not to be read."""
_SEPARATORS = "/:.-"
"""Between the groups of a form and the question, and between a question and one of its choices."""
_LETTERS_FOR_A_SLIP, _FOR_TWO = 5, 9
UUIDS = ("meta/rootUuid", "_uuid", "meta/instanceID", "KEY")
"""Columns that know a submission again, the best one first: an edited submission keeps the first of them."""
_METADATA = frozenset(
    (
        "start end today deviceid subscriberid simserial phonenumber username audit _id _uuid _submission_time"
        " _submitted_by _validation_status _notes _status _version_ __version__ _tags _index _parent_index"
        " _parent_table_name _attachments _geolocation _xform_id_string _submission__id _submission__uuid"
        " _bamboo_dataset_id formhub/uuid meta/instanceID meta/instanceName meta/rootUuid meta/deprecatedID KEY"
        " SubmissionDate SubmitterID SubmitterName AttachmentsPresent AttachmentsExpected Status ReviewState"
        " DeviceID Edits FormVersion"
    ).split()
)
_KOBO = frozenset({"_id", "_uuid", "_submission_time", "KEY", "meta/instanceID", "SubmissionDate"})


@dataclass(frozen=True, slots=True)
class Field:
    """What a column may hold. `headings`: how it is called, separated by " | ", besides its own name; `options`: of a
    question with several answers, which may stand in a column each."""

    name: str
    read: Reader
    headings: str = ""
    options: Options | None = None

    def names(self) -> Iterator[str]:
        yield self.name
        yield from (name for name in self.headings.split(" | ") if name)


@dataclass(frozen=True, slots=True)
class Target:
    """What one column of a file holds: a field, or whether one of its options was chosen."""

    field: Field
    option: str = ""

    def __str__(self) -> str:
        return f"{self.field.name}/{self.option}" if self.option else self.field.name


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a file, in its order; None: not read. `uuid`: the place of what knows a submission again."""

    headings: tuple[str, ...]
    targets: tuple[Target | None, ...]
    uuid: int | None = None

    def has(self, *names: str) -> bool:
        """Whether one of these fields has a column."""
        return any(target is not None and target.field.name in names for target in self.targets)

    def heading(self, name: str) -> str:
        """The heading of a field's column; its name where there is none."""
        pairs = zip(self.headings, self.targets, strict=True)
        return next((heading for heading, target in pairs if target and target.field.name == name), name)

    def unread(self) -> list[str]:
        """Columns that nobody knows, but for a form's own."""
        pairs = zip(self.headings, self.targets, strict=True)
        return [heading for heading, target in pairs if heading and target is None and heading not in _METADATA]


def columns_of(headings: Sequence[str], fields: Sequence[Field], said: Mapping[str, str]) -> Columns:
    """`said`: heading → field, or SKIP, where whoever imports said so, now or before. Raises TransferError for a
    heading or field that is not there, and for two columns of one field."""
    known = _Known(fields)
    chosen = _chosen(headings, known, said)
    is_kobo = not _KOBO.isdisjoint(headings)
    targets: list[Target | None] = []
    for heading in headings:
        if heading in chosen:
            targets.append(chosen[heading])
        else:
            targets.append(None if is_kobo and heading in _METADATA else known.target(heading))
    _check_twice(headings, targets, frozenset(chosen))
    uuid = next((headings.index(name) for name in UUIDS if name in headings), None)
    return Columns(tuple(headings), tuple(targets), uuid)


def _chosen(headings: Sequence[str], known: "_Known", said: Mapping[str, str]) -> dict[str, Target | None]:
    by_name = {folded(heading): heading for heading in headings}
    found: dict[str, Target | None] = {}
    for typed, name in said.items():
        heading = typed if typed in headings else by_name.get(folded(typed))
        if heading is None:
            near = get_close_matches(typed, headings, 1)
            hint = f": did you mean {near[0]!r}?" if near else ""
            raise TransferError(f"The file has no column {typed!r}{hint or '.'}")
        found[heading] = None if name == SKIP else known.named(name)
    return found


def _check_twice(headings: Sequence[str], targets: list[Target | None], chosen: frozenset[str]) -> None:
    """Of two columns of one field the one that was chosen stands, or the one that is called exactly so."""
    places: dict[str, int] = {}
    for place, target in enumerate(targets):
        if target is None:
            continue
        other = places.setdefault(str(target), place)
        if other == place:
            continue
        if headings[place] in chosen and headings[other] not in chosen:
            targets[other], places[str(target)] = None, place
        elif headings[other] in chosen and headings[place] not in chosen:
            targets[place] = None
        else:
            raise TransferError(
                f"Two columns look like {target}: {headings[other]!r} and {headings[place]!r}. "
                f"Say which is not to be read, as {headings[place]}={SKIP}."
            )


class _Known:
    """The fields, by what their columns are called."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._fields = tuple(fields)
        self._by_name = {folded(name): field for field in self._fields for name in field.names()}

    def named(self, name: str) -> Target:
        """Of « field », or « field/option ». Raises TransferError."""
        field_name, _, option = name.partition("/")
        for field in self._fields:
            if field.name == field_name and not option:
                return Target(field)
            if field.name == field_name and field.options is not None and option in field.options.codes:
                return Target(field, option)
        names = ", ".join(field.name for field in self._fields)
        raise TransferError(f"There is no field {name!r}. There are: {names}.")

    def target(self, heading: str) -> Target | None:
        """What the heading means: as it is written, as the last part of it behind the groups of a form, as a question
        and one of its choices; with a slip in it at last."""
        parts = list(_parts(heading))
        for part in parts:
            if found := self._by_name.get(folded(part)):
                return Target(found)
        return self._choice(parts) or next((Target(f) for part in parts if (f := self._nearly(part))), None)

    def _choice(self, parts: Sequence[str]) -> Target | None:
        """« group/question/choice »."""
        for part in parts:
            for separator in _SEPARATORS:
                question, _, choice = part.rpartition(separator)
                field = self._by_name.get(folded(question)) if question else None
                if field is not None and field.options is not None and (code := field.options.find(choice)):
                    return Target(field, code)
        return None

    def _nearly(self, heading: str) -> Field | None:
        key = folded(heading)
        forgiven = 0 if len(key) < _LETTERS_FOR_A_SLIP else 1 if len(key) < _FOR_TWO else 2
        if not forgiven:
            return None
        wanted = masks(key)
        near = {
            field.name: field
            for name, field in self._by_name.items()
            if len(name) >= _LETTERS_FOR_A_SLIP and slips(len(key), wanted, name)[0] <= forgiven
        }
        return next(iter(near.values())) if len(near) == 1 else None


def _parts(heading: str) -> Iterator[str]:
    """The heading, and what is left of it behind each separator, the longest first."""
    yield heading
    for place, letter in enumerate(heading):
        if letter in _SEPARATORS and heading[place + 1 :].strip():
            yield heading[place + 1 :]
