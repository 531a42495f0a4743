"""STOP is the whole message, however it is written; a sentence that holds the word is a sentence."""

import pytest

from flows.keywords import is_keyword

WORDS = "STOP ARRET ARRETER DESABONNER FIN"


MEANT = "STOP|stop| Stop. |S.T.O.P|ARRÊTER|arreter|Arrêté|Désabonner!|desabonnner|desaboner|fin"
NOT_MEANT = "|  |?|1|oui|stp|stope|step|sto|fini|Arrêter les chèvres|stop svp|le marché est à l'arrêt"


@pytest.mark.parametrize("message", MEANT.split("|"))
def test_it_is_meant(message: str) -> None:
    assert is_keyword(message, WORDS)


@pytest.mark.parametrize("message", NOT_MEANT.split("|"))
def test_it_is_not(message: str) -> None:
    assert not is_keyword(message, WORDS)
