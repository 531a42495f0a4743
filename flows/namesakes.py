"""One name in its several forms: what a table knows beyond the sound (flows/spelling.py).

Forms of one name as clerks and their owners write them, not names of one origin: Mohamed and Mahamadou are two men.
"""

from collections.abc import Mapping
from types import MappingProxyType

from flows.spelling import spelling

_FORMS = (
    "Abdoulaye Abdallah Abdoullah",
    "Aboubacar Boubacar Aboubakrine",
    "Aïssata Aïssatou Aïchata Aïchatou Aissétou",
    "Aminata Aminatou Aminétou",
    "Cissé Ceesay Sissay",
    "Coulibaly Couloubaly",
    "Dembélé Demblé",
    "Fatoumata Fatimata Fadimata Fadoumata Fatoumatou Fatimatou Fadimatou",
    "Ibrahim Ibrahima Bréhima Brahima",
    "Kadidia Kadidiatou Kadiatou Hadija",
    "Konaté Kounaté",
    "Mariam Mariama Meriem",
    "Mohamed Mohamad Mouhamed Mouhamad Mohamet",
    "Oumar Omar",
    "Ouologuem Ologuem",
    "Ousmane Osman",
    "Ouédraogo Ouédrago",
    "Ramata Ramatou Ramatoulaye",
    "Rokia Rokiatou Roukia Roukiatou",
    "Safiatou Safiata Safiétou",
    "Salimata Salimatou",
    "Seydou Saïdou",
    "Souleymane Soulaymane Soleymane",
    "Soumaïla Soumeïla Soumaël",
    "Touré Touray",
    "Traoré Traouré Trawore Tarawore",
    "Yacouba Yacoub",
    "Zeïnabou Zeïnab Zaynab Zaynabou Zénabou",
)
_SAME: Mapping[str, str] = MappingProxyType(
    {spelling(form).sound: spelling(forms.split()[0]).sound for forms in _FORMS for form in forms.split()}
)


def sound_of(word: str) -> str:
    """What a word of a name sounds like, the same for all forms of one name."""
    sound = spelling(word).sound
    return _SAME.get(sound, sound)
