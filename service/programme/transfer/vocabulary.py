"""How the codes of the programme are written in lists: in French, in English, as Kobo has them."""

from flows.vocabulary import LANGUAGES
from service.programme.transfer.options import Options

SEX = Options(
    {"female": "f | femme | feminin | woman | women | fille | girl | 2", "male": "m | h | homme | masculin | man | 1"}
)
STATUS = Options(
    {
        "returnee": "retourné | retournée | retourne(e) | rapatrié | returned",
        "idp": "déplacé | déplacée | déplacé(e) | PDI | displaced",
        "idp_returnee": "déplacé retourné | déplacé puis retourné | déplacé(e) puis retourné(e) | IDP returnee",
        "host": "hôte | communauté hôte | d'ici | d'ici, jamais parti(e) | host community | local",
    }
)
VULNERABILITY = Options(
    {
        "woman_head": "femme chef de ménage | femme cheffe de ménage | woman head of household | female head",
        "pregnant": "enceinte | allaitante | enceinte ou allaite | enceinte ou allaitante | pregnant or nursing",
        "child_head": "enfant chef de ménage | child head | child head of household",
        "elderly_alone": "âgé seul | personne âgée seule | âgé(e), vit seul(e) | elderly alone",
        "disability": "handicap | handicapé | personne handicapée | disabled | PSH",
        "chronic_illness": "maladie chronique | maladie longue | malade chronique | chronically ill",
        "single_parent": "parent seul | parent isolé | single parent",
        "none": "aucune | aucun | rien | rien de cela | nothing",
    }
)
_NAMES = {
    "fr": "français | french | francais",
    "en": "anglais | english",
    "bam": "bambara | bamanankan | bm",
    "ffm": "peul | peulh | fulfulde | fulfuldé | maasina fulfulde",
    "ses": "songhay | sonrhaï | sonrai | koyraboro senni",
    "khq": "koyra chiini",
    "taq": "tamasheq | tamachek | tamacheq",
    "djm": "jamsay",
    "dts": "dogon | toro so",
    "dtm": "tomo kan",
    "boz": "bozo",
    "mey": "hassaniya | arabe | maure | arabic",
}
LANGUAGE = Options({code: _NAMES.get(code, "") for code in LANGUAGES})
STAYED = Options(
    {
        "north": "ailleurs au nord | nord",
        "bamako": "",
        "south": "autre ville au sud | sud",
        "mauritania": "mauritanie",
        "burkina": "burkina faso",
        "niger": "",
        "algeria": "algérie",
        "other": "autre pays | autre",
    }
)
ANSWERS = Options(
    {
        "self": "moi | soi-même | lui-même | elle-même | own | propre",
        "spouse": "mari | femme | mari ou femme | conjoint | conjointe | époux | épouse | husband | wife",
        "child": "enfant | fils | fille | son | daughter",
        "neighbour": "voisin | voisine | voisin(e) | neighbor",
        "other": "autre",
    }
)
RUNNING = Options(
    {
        "running": "marche | fonctionne | en marche | active | en cours",
        "partly": "marche en partie | en partie | partiellement | partially | fonctionne en partie",
        "stopped": "arrêtée | arrêté | à l'arrêt | stopped working",
        "never_started": "jamais commencée | jamais commencé | pas commencée | pas démarrée | not started",
    }
)
REASONS = Options(
    {
        "no_capital": "pas de capital | manque de capital | manque d'argent",
        "insecurity": "insécurité",
        "theft": "vol",
        "illness": "maladie",
        "animal_death": "animaux morts | mort des animaux | mort d'animaux | death of animals",
        "flood": "inondation",
        "season": "saison",
        "sold": "vendu | vendue",
        "moved": "déménagé | déménagement",
    }
)
OUTCOMES = Options(
    {
        "used": "utilisé | utilisée | en usage | in use | oui | yes",
        "broken": "cassé | cassée | abîmé | en panne",
        "lost": "perdu | perdue",
        "stolen": "volé | volée",
        "sold": "vendu | vendue",
        "given": "donné | donnée | given away",
    }
)
TAKINGS = Options(
    {
        "nothing": "rien | aucune | none | 0",
        "under_10000": "moins de 10 000 | < 10 000 | less than 10 000",
        "under_25000": "10 000 à 25 000 | 10 000 - 25 000 | 10 000 to 25 000",
        "under_50000": "25 000 à 50 000 | 25 000 - 50 000 | 25 000 to 50 000",
        "under_100000": "50 000 à 100 000 | 50 000 - 100 000 | 50 000 to 100 000",
        "over_100000": "plus de 100 000 | > 100 000 | more than 100 000",
    }
)
DECIDES = Options(
    {
        "man": "homme | l'homme | le mari | mari | 10",
        "woman": "femme | la femme | 20",
        "both": "les deux | ensemble | together | 30",
    }
)
PRESENCE = Options({"code": "carte | avec carte | oui | yes | présent | present", "absent": "non | no | sans carte"})
INTERVIEW = Options(
    {
        "in_person": "en personne | sur place | face à face | face to face",
        "phone": "téléphone | par téléphone",
        "office": "bureau | au bureau",
    }
)
CENTRE = Options(
    {
        "health_centre": "centre de santé | CSCOM | CSREF | centre de santé communautaire | health center",
        "specialised": "structure spécialisée | spécialisée | specialised structure | specialized",
    }
)
