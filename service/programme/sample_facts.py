"""Made-up facts for walking a journey without a database (`retour flows play`, the console). Nobody of these exists."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from flows.library import Library
from flows.places import Gazetteer
from flows.state import Choice, Facts, Lookup, Value
from flows.vocabulary import FACTS

_KITS = (("1", "Pêche 03/11/2026"), ("2", "Couture 10/11/2026"))
_ITEMS = (
    ("1", "Pirogue", "1"),
    ("2", "Filets (2)", "1"),
    ("3", "Machine à coudre", "2"),
    ("4", "Ciseaux (2)", "2"),
)


CALLERS = ("person", "unknown", "agent")
"""Who may call in a try: somebody known, an unknown phone, a field agent who is nobody of the programme's people."""
RESULTS: Mapping[str, str] = MappingProxyType(
    {"card_code": "123 456 782", "reference": "12 34 56", "promised": "01/12/2026"}
)
"""What effects would give back."""
FOUND = Lookup("ok", MappingProxyType({"person": "1", "person_name": "Aminata T.", "place": "ML050605"}))
"""Every lookup of a try finds this."""


def sample_facts(today: date, library: Library, places: Gazetteer, language: str, caller: str = CALLERS[0]) -> Facts:
    """Facts as they might be for a known person with two deliveries to confirm, or for another one of CALLERS."""
    values: dict[str, Value] = {
        **FACTS,
        "caller": caller,
        "registered": "yes" if caller == "person" else "no",
        "people": 1.0,
        "first_name": "Aminata T.",
        "language": language,
        "draft": "",
        "answer_waiting": "",
        "visit_to_confirm": "",
        "deliveries_waiting": float(len(_KITS)),
        "cases": 1.0,
        "answers_heard": 1.0,
        "file_complete": "no",
    }
    items = tuple(Choice(id_, label, of) for id_, label, of in _ITEMS)
    lists = {
        "people": (Choice("1", "Aminata T."), Choice("2", "Oumar T.")),
        "deliveries": tuple(Choice(id_, label) for id_, label in _KITS),
        "items": items,
        "planned_deliveries": tuple(Choice(id_, label) for id_, label in _KITS),
        "planned_items": items,
        "returnee_items": items[:2],
        "my_visits": (Choice("1", "Aminata T., Konna, 12/12"), Choice("2", "Oumar M., Fatoma, 15/12")),
        "business_types": (
            Choice("fishing", "Pêche"),
            Choice("sewing", "Couture"),
            Choice("shop", "Boutique"),
        ),
        "my_cases": (Choice("1", "12 34 56 reçue 03/11/2026"),),
        "heard_answers": (Choice("1", "65 43 21 : Le moulin vient avec la prochaine commission."),),
        "languages": tuple(Choice(code, library.languages[code].name) for code in library.offered()),
    }
    return Facts(today, values, lists, None, places)
