"""Names: what a screen says of a person, and what the office finds them by."""

import pytest

from flows.spelling import spelling, worded
from service.models.person import TokenKind
from service.programme.names import first_name_and_initial, token, tokens
from service.vault import Vault


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Aminata Traoré", "Aminata T."),
        ("aminata traoré", "Aminata T."),
        ("AMINATA TRAORÉ", "Aminata T."),
        ("Aminata", "Aminata"),
        ("Fatoumata Walet Mohamed", "Fatoumata M."),
        ("Abdoulaye-Mahamadou Maïga", "Abdoulaye-Mahamadou M."),
        ("Awa N'Diaye", "Awa N."),
        ("Issa 'Ag", "Issa A."),
        ("Issa 3", "Issa"),
        ("McIssa Ba", "McIssa B."),
        ("", ""),
    ],
)
def test_first_name_and_initial(name: str, said: str) -> None:
    assert first_name_and_initial(name) == said


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (TokenKind.WORD, "aminata"),
        (TokenKind.WORD, worded("TRAORÉ")),
        (TokenKind.PREFIX, "am"),
        (TokenKind.PREFIX, "traor"),
        (TokenKind.SOUND, spelling("Traoré").sound),
        (TokenKind.SOUND, spelling("Aminatta").sound),
    ],
)
def test_a_name_is_found(vault: Vault, kind: TokenKind, typed: str) -> None:
    assert (kind.value, token(vault, kind, typed)) in tokens(vault, "Aminata Traoré")


@pytest.mark.parametrize(
    ("kind", "typed"), [(TokenKind.PREFIX, "a"), (TokenKind.WORD, "amin"), (TokenKind.WORD, "oumar")]
)
def test_a_name_is_not_found(vault: Vault, kind: TokenKind, typed: str) -> None:
    assert (kind.value, token(vault, kind, typed)) not in tokens(vault, "Aminata Traoré")


def test_a_name_without_letters_has_no_tokens(vault: Vault) -> None:
    assert tokens(vault, "…") == set()
