"""The words that journeys may use: facts, lists, lookups, and the longest that each can be."""

from collections.abc import Mapping
from types import MappingProxyType

FACTS: Mapping[str, str] = MappingProxyType(
    {
        "caller": "unknown",
        "people": "12",
        "first_name": "Abdoulaye-Mahamadou M.",
        "language": "fr",
        "draft": "yes",
        "draft_title": "Ce qui est arrivé de votre kit",
        "answer_waiting": "yes",
        "answer_text": "La commission passera dans votre village avant la fin du mois avec les filets qui manquent. "
        "Gardez votre carte et le numéro de la demande. Si rien n'est venu, rappelez cette ligne, c'est gratuit.",
        "answer_reference": "12 34 56",
        "answer_case": "0190a0b0-0000-7000-8000-000000000000 2026-12-30T10:00:00.000000+00:00",
        "visit_to_confirm": "0190a0b0-0000-7000-8000-000000000000",
        "visit_date": "30/12/2026",
        "card_code": "123 456 789",
        "village": "Koporokendie Na, Koro",
        "deliveries_waiting": "12",
        "kit_status": "Élevage : confirmé en partie le 30/12/2026",
        "next_visit": "30/12/2026",
        "cases": "12",
        "answers_heard": "3",
        "sms": "off",
        "file_complete": "yes",
        "agent_name": "Abdoulaye-Mahamadou M.",
        "ussd_code": "*384*70421#",
        "registered": "yes",
    }
)
"""Each fact with the longest value that it can have (what `flows check` renders with)."""

NUMBER_FACTS = frozenset({"people", "deliveries_waiting", "cases", "answers_heard"})

LISTS: Mapping[str, str] = MappingProxyType(
    {
        "people": "Abdoulaye-Mahamadou M.",
        "deliveries": "Fonds de commerce 30/12/2026",
        "items": "Autres outils de modelage (12)",
        "planned_deliveries": "Fonds de commerce 30/12/2026",
        "planned_items": "Autres outils de modelage (12)",
        "business_types": "Petite restauration et thé",
        "my_cases": "12 34 56 reçue 30/12/2026, réponse promise",
        "heard_answers": "12 34 56 : Les filets qui manquent viennent avec la commission, avant la fin du mois. Gardez "
        "votre carte et le numéro de la demande. Si rien n'est venu, rappelez cette ligne, c'est gratuit.",
        "returnee_items": "Autres outils de modelage (12)",
        "my_visits": "Abdoulaye-Mahamadou M., Koporokendie Na, 30/12",
        "languages": "Koyraboro Senni",
    }
)
"""Each list with its longest label."""

LOOKUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "pin": (),
        "card": ("person", "person_name", "place"),
        "field_card": ("person", "person_name", "place"),
        "reference": ("case", "case_state"),
        "birth_year": (),
    }
)
"""Each lookup with the values that it brings along, kept as answers under their names. `field_card`: a card as an agent
looks it up, who is told only of the people of their own places (else « elsewhere »)."""

LOOKUP_STATES = frozenset({"ok", "wrong", "locked", "unknown", "elsewhere"})

RESULTS: Mapping[str, str] = MappingProxyType(
    {"card_code": "123 456 789", "reference": "12 34 56", "promised": "30/12/2026"}
)
"""What effects give back for the closing screen, at their longest."""

LANGUAGES = ("fr", "en", "bam", "ffm", "ses", "khq", "taq", "djm", "dts", "dtm", "boz", "mey")
"""French is the source; then the languages of domain.md, offered once a speaker has read every text."""
