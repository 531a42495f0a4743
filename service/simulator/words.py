"""The words of the phone around the line's own: French, English, one row each."""

from collections.abc import Mapping

from service.simulator.phone import Shown

LANGUAGES = ("fr", "en")

_TABLE: Mapping[str, tuple[str, str]] = {
    # the page
    "title": ("Téléphone d’essai", "Test phone"),
    "lead": (
        "Un téléphone simple, relié à la vraie ligne comme le ferait l’opérateur.",
        "A basic phone, joined to the real line as the carrier would do it.",
    ),
    "skip": ("Aller au téléphone", "Go to the phone"),
    "other_language": ("English", "Français"),
    "phone": ("Téléphone", "Phone"),
    "screen": ("Écran", "Screen"),
    "network": ("Réseau d’essai", "Test network"),
    "who": ("Qui appelle ?", "Who is calling?"),
    "another": ("Un autre numéro", "Another number"),
    "number": ("Numéro", "Number"),
    "number_hint": ("par exemple +223 50 00 12 34", "for example +223 50 00 12 34"),
    "entry": ("À taper", "To type"),
    "counter": ("caractères de la page", "characters of the page"),
    "over": ("trop long : l’opérateur coupe", "too long: the carrier cuts it"),
    "costly": ("hors alphabet SMS : {costly}", "outside the SMS alphabet: {costly}"),
    "keypad": ("Clavier", "Keypad"),
    "call": ("Appeler", "Call"),
    "send": ("Envoyer", "Send"),
    "erase": ("Effacer", "Erase"),
    "hang_up": ("Raccrocher", "Hang up"),
    "star": ("étoile", "star"),
    "hash": ("dièse", "hash"),
    "keys": (
        "Au clavier : chiffres et lettres, Entrée envoie, Échap raccroche.",
        "By keyboard: digits and letters, Enter sends, Escape hangs up.",
    ),
    "inbox": ("SMS reçus", "SMS received"),
    "no_sms": ("Aucun SMS pour ce numéro.", "No SMS for this number."),
    "no_script": ("Ce téléphone a besoin de JavaScript.", "This phone needs JavaScript."),
    # what the screen says by itself
    "idle": ("Appuyez sur Appeler\npour composer\n{code}", "Press Call\nto dial\n{code}"),
    "waiting": ("Patientez…", "Please wait…"),
    "ended": ("Appel terminé.", "Call ended."),
    "broken": ("Connexion interrompue", "Connection lost"),
    "bad_code": ("Problème de connexion ou code MMI non valide.", "Connection problem or invalid MMI code."),
    "bad_number": ("Ce numéro n’est pas valable.", "This number is not valid."),
    "bad_request": ("La demande n’a pas été comprise.", "The request was not understood."),
    "no_answer": ("Le serveur ne répond pas.", "The server does not answer."),
    # what the network is to do
    "fault": ("Panne du réseau à l’envoi", "Network fault on sending"),
    "fault_none": ("aucune", "none"),
    "fault_drop": ("couper : rien n’arrive, la fin est annoncée", "drop: nothing arrives, the end is announced"),
    "fault_vanish": ("couper sans rien annoncer", "drop without announcing it"),
    "fault_lost": ("perdre la réponse de la ligne", "lose the line’s answer"),
    "fault_twice": ("envoyer deux fois en même temps", "send twice at the same time"),
    "fault_late": ("envoyer en retard", "send late"),
    "fault_again": ("renvoyer aussi l’étape d’avant", "send the step before it again"),
    "seconds": ("Retard, en secondes", "Delay, in seconds"),
    "network_log": ("Ce que le réseau a fait", "What the network did"),
    # what the network did
    "same": ("Envoyé deux fois : même réponse.", "Sent twice: same answer."),
    "differ": ("Envoyé deux fois : les réponses diffèrent.", "Sent twice: the answers differ."),
    "late": ("Envoyé en retard.", "Sent late."),
    "again": ("L’étape d’avant a été renvoyée aussi.", "The step before it was sent again too."),
    "drop": ("Coupé : ce qui était tapé n’est pas arrivé.", "Dropped: what was typed did not arrive."),
    "vanish": ("Coupé sans fin annoncée.", "Dropped, and no end announced."),
    "lost": ("La ligne a répondu, la réponse s’est perdue.", "The line answered, the answer got lost."),
    "event_lost": ("La fin de l’appel n’a pas pu être annoncée.", "The end of the call could not be announced."),
    "event_refused": ("La ligne a refusé l’annonce de fin.", "The line refused the end event."),
    # why a call broke
    "why_status": ("La ligne a répondu par l’erreur {status}.", "The line answered with error {status}."),
    "why_empty": ("La ligne a répondu par une page vide.", "The line answered with an empty page."),
    "why_blank": ("La réponse commence par un blanc.", "The answer begins with white space."),
    "why_shape": ("La réponse ne commence ni par CON ni par END.", "The answer begins with neither CON nor END."),
    "why_slow": ("La ligne n’a pas répondu à temps.", "The line did not answer in time."),
    "why_unreachable": ("La ligne n’est pas joignable.", "The line cannot be reached."),
    "why_code": ("Ce code n’est pas celui de la ligne.", "This code is not the line’s."),
    # the terminal
    "no_server": (
        "Aucun serveur ne répond à {url}. Démarrez-le avec : make run",
        "No server answers at {url}. Start it with: make run",
    ),
    "no_simulator": (
        "Le serveur à {url} n’a pas de téléphone d’essai : un vrai opérateur y est configuré.",
        "The server at {url} has no test phone: a real carrier is configured there.",
    ),
    "wrong_key": (
        "La clé du crochet n’est pas celle du serveur : lancez la commande dans son dossier, "
        "ou donnez RETOUR_HOOK_KEY.",
        "The hook key is not the server’s: run the command in the server’s folder, or set RETOUR_HOOK_KEY.",
    ),
    "sms": ("SMS reçu", "SMS received"),
    "hung_up": ("Raccroché.", "Hung up."),
}


def words(language: str) -> dict[str, str]:
    """Every word by its name; French for a language that the phone does not speak."""
    column = LANGUAGES.index(language) if language in LANGUAGES else 0
    return {name: row[column] for name, row in _TABLE.items()}


def screen_text(shown: Shown, said: Mapping[str, str]) -> str:
    """What stands on the screen: the line's page, or what the network says when there is none."""
    if shown.state != "broken":
        return shown.text
    return said["bad_code" if shown.why == "code" else "broken"]


def notes(shown: Shown, said: Mapping[str, str]) -> list[str]:
    """What the network did, and why the call broke, one sentence each."""
    why = [said[f"why_{shown.why}"].format(status=shown.status)] if shown.why else []
    return [*why, *(said[remark] for remark in shown.remarks)]
