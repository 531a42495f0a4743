"""The columns of a list of people."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, select

from service.programme import tables as t
from service.programme.transfer import vocabulary as v
from service.programme.transfer.cells import a_name, card, phones, whole, words, yes_or_no
from service.programme.transfer.columns import Field
from service.programme.transfer.days import partial_day, past_day
from service.programme.transfer.options import Options, one_of, some_of
from service.programme.transfer.people_values import BANDS
from service.programme.transfer.whereabouts import PLACE

OTHER = "other"
_HEADINGS = {
    "code": "code carte | code de carte | carte | card | card code | numéro de carte | n° carte",
    "name": "nom | nom complet | nom et prénom | prénom et nom | noms et prénoms | full name | nom du bénéficiaire",
    "sex": "sexe | genre | gender",
    "birth_year": "année de naissance | annee naissance | né en | née en | né(e) en | né vers | year of birth"
    " | birth year",
    "age": "âge | age (ans) | âge en années",
    "phone": "téléphone | tel | tél | numéro de téléphone | telephone number | phone number | contact | mobile"
    " | portable",
    "phone2": "téléphone 2 | tel 2 | autre téléphone | deuxième téléphone | second phone | other phone",
    "answers_phone": "qui répond | qui répond au téléphone | propriétaire du téléphone | who answers | phone owner",
    "language": "langue | langue parlée | langue préférée | preferred language",
    "head": "chef de ménage | cheffe de ménage | chef ménage | head of household | household head | est chef de ménage",
    "head_sex": "sexe du chef de ménage | sexe chef de ménage | sex of head of household",
    "household": "ménage | numéro de ménage | n° ménage | id ménage | code ménage | household id | household number",
    "household_size": "taille du ménage | taille ménage | nombre de personnes | size of household | hh size",
    "children_under_6": "enfants 0-5 ans | 0-5 | 0-5 ans | children 0-5 | band_0_5",
    "children": "enfants 6-17 ans | 6-17 | 6-17 ans | children 6-17 | band_6_17",
    "adults": "adultes 18-59 ans | 18-59 | 18-59 ans | adults 18-59 | band_18_59",
    "elders": "60 ans et plus | 60+ | personnes âgées | elders 60+ | band_60",
    "status": "statut | statut de déplacement | displacement status",
    "vulnerability": "vulnérabilité | vulnérabilités | vulnerabilities | critères de vulnérabilité",
    "wish": "souhait | activité souhaitée | type d'activité souhaité | desired activity | activité",
    "left_on": "parti en | partie en | date de départ | départ | departure | date of departure | left",
    "returned_on": "revenu en | revenue en | date de retour | retour | return date | date of return | returned",
    "stayed": "lieu de déplacement | où étiez-vous | place of displacement",
    "collector": "mandataire | remplaçant | alternate collector | personne de remplacement",
    "guardian": "tuteur | tutrice | adulte responsable | responsable adulte | responsible adult",
    "consent": "consentement | consentement éclairé | accord | informed consent",
    "consent_date": "date du consentement | date de consentement | date of consent | date d'enregistrement"
    " | registration date",
    "consent_sharing": "consentement partage | partage des données | consent to share | data sharing",
}


def people_fields(db: Connection, today: date) -> Iterator[Field]:
    """Every field, with the types of business that the programme has."""
    readers = {
        "code": card,
        "name": a_name,
        "sex": one_of(v.SEX),
        "birth_year": whole(1900, today.year),
        "age": whole(0, 120),
        "phone": phones,
        "phone2": phones,
        "answers_phone": one_of(v.ANSWERS),
        "language": one_of(v.LANGUAGE),
        "head": yes_or_no,
        "head_sex": one_of(v.SEX),
        "household": words(),
        "household_size": whole(1, 60),
        **dict.fromkeys(BANDS, whole(0, 40)),
        "status": one_of(v.STATUS),
        "vulnerability": some_of(v.VULNERABILITY),
        "wish": one_of(_wishes(db)),
        "left_on": partial_day,
        "returned_on": partial_day,
        "stayed": one_of(v.STAYED),
        "collector": a_name,
        "guardian": a_name,
        "consent": yes_or_no,
        "consent_date": past_day,
        "consent_sharing": yes_or_no,
    }
    for name, read in readers.items():
        yield Field(name, read, _HEADINGS[name], v.VULNERABILITY if name == "vulnerability" else None)
    yield from PLACE


def _wishes(db: Connection) -> Options:
    """The types of business, as they are called, and « other »."""
    rows = db.execute(select(t.business_type.c.code, t.business_type.c.names).order_by(t.business_type.c.position))
    return Options({**{row.code: " | ".join(row.names.values()) for row in rows}, OTHER: "autre"})
