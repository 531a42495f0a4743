"""What people of the demo said, and what they were answered: made up, short as on a keypad, in French."""

from dataclasses import dataclass

from service.models.case import CaseOutcome, CaseType

PROBLEMS_TOLD = (
    "Les clients achètent à crédit et tardent à payer.",
    "L'eau est loin, il faut une charrette.",
    "Le prix de l'aliment du bétail a monté.",
    "La route du marché n'est pas sûre.",
    "Il manque un endroit sec pour garder le stock.",
    "Une pièce est cassée, pas de réparateur au village.",
    "Les fonds ont servi aux soins d'un enfant.",
)


@dataclass(frozen=True, slots=True)
class Said:
    """Something that is said to the line, and the answer to it. `coding`: its code of reference/feedback_codes.csv;
    `outcome`: what the answer made of it; `of`: the type of business whose members say so, blank for any."""

    type: CaseType
    topic: str
    words: str
    answer: str
    coding: str
    outcome: CaseOutcome | None = CaseOutcome.ACTED
    of: str = ""


_QUESTION, _REQUEST, _COMPLAINT, _THANKS = CaseType.QUESTION, CaseType.REQUEST, CaseType.COMPLAINT, CaseType.THANKS
_EXPLAINED, _NOT_POSSIBLE = CaseOutcome.EXPLAINED, CaseOutcome.NOT_POSSIBLE

SAID = (
    Said(_QUESTION, "kit", "Quand vient mon kit ?", "Votre kit est prévu ce mois-ci. L'agent vous appelle la veille.",
         "kit_when", _EXPLAINED),
    Said(_QUESTION, "kit", "Qui a droit au kit ?", "Les retournés inscrits, d'abord les femmes chefs de ménage.",
         "list_who", _EXPLAINED),
    Said(_QUESTION, "visit", "L'agent passe quel jour ?", "L'agent passe mardi matin, au marché puis chez vous.",
         "visit_when", _EXPLAINED),
    Said(_QUESTION, "health", "Les soins sont gratuits pour qui ?", "Pour vous et votre famille, avec votre carte.",
         "health_cost", _EXPLAINED),
    Said(_QUESTION, "card", "J'ai perdu ma carte.", "L'agent vous en donne une autre à sa visite. Votre code reste.",
         "file_card"),
    Said(_REQUEST, "training", "Une formation en gestion pour notre groupe.",
         "Une formation de trois jours est prévue le mois prochain.", "business_training"),
    Said(_REQUEST, "animals", "Un vaccin pour les chèvres.", "Le vétérinaire passe jeudi. C'est pris en charge.",
         "business_animals", of="livestock"),
    Said(_REQUEST, "call_back", "", "Nous vous avons appelé(e) et parlé ensemble.", "line_call_back"),
    Said(_REQUEST, "kit", "Des semences pour la contre-saison.", "Il n'y a pas de semences ce mois-ci.",
         "kit_more", _NOT_POSSIBLE, of="farming"),
    Said(_COMPLAINT, "kit", "La machine à coudre ne marche plus.", "Le réparateur passe lundi. C'est gratuit.",
         "kit_quality", of="sewing"),
    Said(_COMPLAINT, "list", "Mon nom n'est pas sur la liste.", "Votre nom y est maintenant. Gardez votre carte.",
         "list_left_out"),
    Said(_COMPLAINT, "wait", "J'ai attendu toute la journée pour rien.",
         "Pardon pour l'attente. Un autre jour est fixé avec vous.", "distribution_wait"),
    Said(_COMPLAINT, "kit", "Une chèvre était malade à l'arrivée.", "Une autre chèvre vous sera donnée cette semaine.",
         "kit_quality", of="livestock"),
    Said(_THANKS, "kit", "Merci, le commerce marche bien.", "", "thanks_kit", None),
    Said(_THANKS, "health", "Merci au centre de santé.", "", "thanks_other", None),
)  # fmt: skip

ANSWERED_ONE = Said(
    _REQUEST,
    "animals",
    "Un vaccin pour nos chèvres.",
    "Le vétérinaire passe jeudi matin dans votre village. C'est gratuit. Gardez les chèvres à la maison.",
    "business_animals",
)
"""What the person of DEMO_PHONES whose answer is waiting had asked."""

MISSING = Said(
    CaseType.REPORT,
    "kit",
    "",
    "Ce qui manque a été vérifié et sera apporté à la prochaine visite.",
    "kit_missing",
)
"""A kit that did not come whole."""

PAID = Said(
    CaseType.REPORT,
    "payment",
    "",
    "Personne ne doit rien payer. L'équipe a parlé à celui qui l'a demandé.",
    "payment_asked",
)
"""Something was asked in return for a kit."""

SENSITIVE = (
    ("On m'a demandé de l'argent pour être sur la liste.", "Un homme du comité", "Par ma sœur, le soir"),
    ("Un homme demande aux femmes de venir seules.", "", "Appelez-moi, pas de SMS"),
    ("Kit : un service demandé en échange.", "", ""),
    ("Une partie des semences a été vendue au marché.", "Le magasinier", ""),
)
"""(words, who, how to reach the person): the focal points alone read them."""
