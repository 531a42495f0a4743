"""A trial journey with every kind of question, and a caller who walks it."""

from collections.abc import Iterable, Mapping
from datetime import date

from flows.journey import Journey
from flows.library import Library
from flows.loader import load
from flows.places import Gazetteer, Place
from flows.render import USSD, Channel, Screen, render
from flows.state import Choice, Facts, Lookup, Progress, Step, Value
from flows.step import start, step

TODAY = date(2026, 11, 24)

TRIAL = """
journey: trial
title: Essai
screens:
  name: {say: "Votre nom ?", ask: text, length: 20, go: goats}
  goats: {say: "{name}, combien de chèvres ?", ask: number, constraint: ". <= 50", message: "De 0 à 50.", go: sick}
  sick: {say: "Malades ?", ask: choice, if: "${goats} > 0", options: {yes: Oui, no: Non}, go: since}
  since: {say: "Depuis quand ?", ask: date, past: yes, go: place}
  place: {say: "Où ?", ask: place, go: got}
  got:
    say: "{item} : reçu ?"
    ask: choice
    each: items
    options: {yes: Oui, part: En partie, no: Non}
    go: [{if: "${got} = 'part'", go: count}, {go: why}]
  count: {say: "Combien ?", ask: number, constraint: ". > 0", message: "Un ou plus.", each: items, go: why}
  why:
    say: "Quoi ?"
    ask: several
    options: {a: Vol, b: Peur, c: Maladie, d: Eau, e: Vente, f: Départ, g: Saison, h: Bêtes mortes, i: Argent, j: Autre}
    go: phone
  phone: {say: "Un numéro ?", ask: phone, or: {none: Aucun}, go: pin}
  pin: {say: "PIN ?", ask: code, digits: 4, secret: yes, lookup: pin, do: [{PinFailed: {if: "${lookup} = 'wrong'"}}],
        go: [{if: "${lookup} = 'ok'", go: check}, {go: refused}]}
  refused: {say: "Refusé.", go: pin}
  check:
    say: "{name} {goats} {since} {place} {why}"
    ask: choice
    options: {yes: Oui, again: {say: Corriger, go: name}}
    go: done
  done:
    say: "Merci. {reference}"
    end: yes
    do: [{OpenCase: {type: report, words: "${name}", topic: "if(${goats} > 1, 'herd', 'other')"}}]
"""


def trial(library: Library, source: str = TRIAL) -> Journey:
    system = {key: text for key, text in library.sources.items() if key.startswith("text/")}
    return load("trial.yaml", source, system)


def small_gazetteer() -> Gazetteer:
    """Two cercles, three communes, two villages of one of them."""
    rows = (
        ("ML05", "region", "Mopti", ""),
        ("ML0506", "cercle", "Mopti", "ML05"),
        ("ML0501", "cercle", "Bandiagara", "ML05"),
        ("ML050605", "commune", "Konna", "ML0506"),
        ("ML050118", "commune", "Ségué Iré", "ML0501"),
        ("ML050101", "commune", "Bandiagara", "ML0501"),
        ("ML050605-01", "village", "Konna", "ML050605"),
        ("ML050605-02", "village", "Sobé", "ML050605"),
    )
    return Gazetteer([Place(*row, None, None) for row in rows])


def trial_facts(items: Iterable[str] = ("canoe", "net"), **values: Value) -> Facts:
    lists = {"items": tuple(Choice(name, name.title()) for name in items)}
    return Facts(TODAY, values, lists, None, small_gazetteer())


class Walker:
    """Someone on a phone: types, and sees pages. Progress goes through JSON at each input."""

    def __init__(self, flow: Journey, facts: Facts, language: str = "fr", channel: Channel = USSD) -> None:
        self.flow, self.facts, self.language, self.channel = flow, facts, language, channel
        self.here: Step = start(flow, facts)
        self.screen: Screen = self._shown()

    def _shown(self) -> Screen:
        results: Mapping[str, str] = {"card_code": "1", "reference": "12 34 56", "promised": "01/12/2026"}
        return render(self.flow, self.here, self.facts, self.language, self.channel, results)

    @property
    def at(self) -> str:
        return self.here.progress.screen

    @property
    def answers(self) -> Mapping[str, Value]:
        return self.here.progress.answers

    def type(self, *inputs: str, found: Lookup | None = None) -> Screen:
        for text in inputs:
            kept = self.here.progress.moved(shown=dict(self.screen.shown))
            again = Progress.from_json(kept.to_json())
            assert again == kept, "Progress does not survive JSON"
            self.here = step(self.flow, again, text, self.facts.found(found))
            self.screen = self._shown()
        return self.screen
