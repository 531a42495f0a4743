"""From the YAML of one screen to its rule; what cannot be understood becomes a problem, never a guess."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from flows.checks import Problems
from flows.effects import EFFECTS
from flows.expressions import Expression
from flows.journey import (
    DRAFT,
    FRESH,
    JOURNEY,
    KINDS,
    MENU,
    Branch,
    EffectCall,
    Kind,
    Option,
    ScreenRule,
    Target,
)
from flows.state import Value
from flows.vocabulary import FACTS, LISTS, LOOKUPS

_KEYS = frozenset(
    "say ask options list filter empty single or constraint message length decimal past future upto digits secret"
    " lookup if each go end do keep".split()
)
_LEVELS = ("region", "cercle", "commune", "village")
_FREE = ("text", "date", "phone", "place", "code")


class _Reader:
    """One screen being read: what it is called, what it may name, where its problems go."""

    def __init__(self, journey: str, name: str, raw: Mapping[str, Any], known: frozenset[str], problems: Problems):
        self.journey, self.name, self.raw, self.known, self.problems = journey, name, raw, known, problems

    def wrong(self, reason: str) -> None:
        self.problems.add(self.name, reason)

    def expression(self, key: str, source: object = None) -> Expression | None:
        found = source if source is not None else self.raw.get(key)
        return None if found is None else self.problems.expression(self.name, key, found, self.known)

    def flag(self, key: str) -> bool:
        return self.problems.flag(self.raw, key, False, self.name)

    def one_of(self, key: str, allowed: tuple[str, ...] | frozenset[str], default: str = "") -> str:
        value = str(self.raw.get(key, default))
        if value and value not in allowed:
            self.wrong(f"« {key}: {value} » is unknown (there are: {', '.join(sorted(allowed))})")
            return default
        return value

    def target(self, written: object) -> Target:
        word = str(written).strip()
        if word in (MENU, DRAFT, FRESH):
            return Target(enters=word)
        if word.startswith(f"{JOURNEY} "):
            return Target(enters=word.removeprefix(f"{JOURNEY} ").strip())
        return Target(screen=word)

    def kept(self) -> Mapping[str, str]:
        written = self.raw.get("keep", {})
        if not isinstance(written, dict) or set(map(str, written.values())) - set(FACTS):
            self.wrong("« keep: » is a list of « name: fact »")
            return {}
        return {str(name): str(fact) for name, fact in written.items()}

    def branches(self) -> tuple[Branch, ...]:
        written = self.raw.get("go")
        if written is None:
            return ()
        if not isinstance(written, list):
            return (Branch(self.target(written)),)
        found = tuple(self._branch(row) for row in written)
        if found and (found[-1].when is not None or any(b.when is None for b in found[:-1])):
            self.wrong("the last way of « go: » has no « if: », and only the last")
        return found

    def _branch(self, row: object) -> Branch:
        if not isinstance(row, dict) or "go" not in row or set(row) - {"if", "go"}:
            self.wrong("each way of « go: » says « go: », and « if: » where it depends")
            return Branch(Target())
        return Branch(self.target(row["go"]), self.expression("if", row["if"]) if "if" in row else None)

    def options(self, key: str, kind: str) -> tuple[Option, ...]:
        written = self.raw.get(key, {})
        if not isinstance(written, dict):
            self.wrong(f"« {key}: » is a list of « id: text »")
            return ()
        return tuple(self._option(str(id_), said, kind) for id_, said in written.items())

    def _option(self, id_: str, said: object, kind: str) -> Option:
        row = said if isinstance(said, dict) else {"say": said}
        self.problems.only(row, {"say", "if", "go"}, self.name)
        if not isinstance(row.get("say"), str) or " " in id_:
            self.wrong(f"option « {id_} » has no text, or a space in its id")
        when = self.expression("if", row["if"]) if "if" in row else None
        go = self.target(row["go"]) if "go" in row else None
        return Option(id_, str(row.get("say")), f"{self.journey}/{self.name}/{kind}/{id_}", when, go)

    def effects(self) -> tuple[EffectCall, ...]:
        written = self.raw.get("do", [])
        if not isinstance(written, list):
            self.wrong("« do: » is a list of effects")
            return ()
        return tuple(call for row in written if (call := self._effect(row)))

    def _effect(self, row: object) -> EffectCall | None:
        name, given = next(iter(row.items())) if isinstance(row, dict) and len(row) == 1 else (row, {})
        kind = EFFECTS.get(str(name))
        if kind is None or not isinstance(given, dict):
            self.wrong(f"the effect « {name} » does not exist (there are: {', '.join(sorted(EFFECTS))})")
            return None
        fields = set(kind.__dataclass_fields__)
        for key in sorted(set(given) - fields - {"if"}):
            self.wrong(f"{name} has no « {key} » (it has: {', '.join(sorted(fields))})")
        values = {key: self._given(kind.__name__, value) for key, value in given.items() if key != "if"}
        when = self.expression("if", given["if"]) if "if" in given else None
        return EffectCall(kind, values, when)

    def _given(self, effect: str, value: object) -> Value | Expression:
        if isinstance(value, str) and "${" in value:
            return self.problems.expression(self.name, effect, value, self.known) or ""
        if isinstance(value, str | int | float):
            return value
        self.wrong(f"{effect}: a value is a text, a number or a ${{name}}")
        return ""


def read_screen(journey: str, name: str, raw: object, known: frozenset[str], problems: Problems) -> ScreenRule:
    """Read one screen; what is wrong goes to `problems`."""
    if not isinstance(raw, dict):
        problems.add(name, "a screen is a list of names and values")
        return ScreenRule(name, "")
    problems.only(raw, _KEYS, name)
    reader = _Reader(journey, name, raw, known, problems)
    kind = cast("Kind", reader.one_of("ask", KINDS))
    written = reader.options("options", "option") + reader.options("or", "or")
    constraint = reader.expression("constraint")
    rule = ScreenRule(
        name=name,
        say=problems.word(raw, "say", name),
        kind=kind,
        options=written,
        list=reader.one_of("list", frozenset(LISTS)),
        filter=reader.expression("filter"),
        empty=str(raw.get("empty", "")),
        single=reader.one_of("single", ("take",)) == "take",
        constraint=constraint,
        message=str(raw.get("message", "")),
        length=problems.whole(raw, "length", 60, name),
        decimal=reader.flag("decimal"),
        past=reader.flag("past"),
        future=reader.flag("future"),
        upto=reader.one_of("upto", _LEVELS, "village"),
        digits=problems.whole(raw, "digits", 0, name),
        secret=reader.flag("secret"),
        lookup=reader.one_of("lookup", frozenset(LOOKUPS)),
        when=reader.expression("if"),
        each=reader.one_of("each", frozenset(LISTS)),
        go=reader.branches(),
        ends=reader.flag("end"),
        do=reader.effects(),
        zero_answers=kind == "number" and (constraint is None or constraint.holds({}, date.min, 0.0)),
        keep=reader.kept(),
    )
    problems.used |= {rule.list, rule.each}
    _check_shape(rule, raw, reader)
    return rule


def _check_shape(rule: ScreenRule, raw: Mapping[str, Any], reader: _Reader) -> None:
    """What must stand together, and what cannot."""
    asks_list = rule.kind in ("choice", "several")
    wrong = {
        "it asks for a choice and has neither « options: » nor « list: »": asks_list
        and not (rule.options or rule.list),
        "« options: » and « list: » go with ask: choice or several": not asks_list
        and bool(raw.get("options") or rule.list),
        "« or: » goes with " + ", ".join(_FREE): "or" in raw and rule.kind not in _FREE,
        "a list may have nothing in it: say where to go then (empty:)": bool(rule.list)
        and not rule.empty
        and not rule.options,
        "« constraint: » goes with text, number or date": rule.constraint is not None
        and rule.kind not in ("text", "number", "date"),
        "« constraint: » needs a « message: » that says what is wanted": rule.constraint is not None
        and not rule.message,
        "it ends and asks at the same time": rule.ends and bool(rule.kind),
        "it ends and goes on at the same time": rule.ends and bool(rule.go),
        "it neither ends nor goes anywhere (go:)": not rule.ends
        and not rule.go
        and not (rule.options and not rule.list and all(o.go for o in rule.options)),
        "it may be passed over (if:) and does not say where to go then (go:)": rule.when is not None and not rule.go,
        "« digits: » and « secret: » go with ask: code": rule.kind != "code" and bool(rule.digits or rule.secret),
        "« secret: » needs a « lookup: »": rule.secret and not rule.lookup,
        "an option that goes elsewhere (go:) goes with ask: choice": rule.kind != "choice"
        and any(o.go for o in rule.options),
        "a text is kept to at most 160 characters (length:)": rule.length > 160,
        "« filter: » goes with list: or each:": rule.filter is not None and not (rule.list or rule.each),
    }
    for reason, is_so in wrong.items():
        if is_so:
            reader.wrong(reason)


def written_texts(journey: str, title: str, screens: Mapping[str, ScreenRule]) -> dict[str, str]:
    """msgctxt → French text, in the order of the journey (translators need order and context)."""
    texts = {f"{journey}/title": title}
    for name, rule in screens.items():
        texts[f"{journey}/{name}/say"] = rule.say
        texts.update({option.key: option.text for option in rule.options})
        if rule.message:
            texts[f"{journey}/{name}/message"] = rule.message
    return texts
