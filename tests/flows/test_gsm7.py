"""The alphabet, the counts and the cuts, against an alphabet written by somebody else (gsm0338)."""

import re
import unicodedata

import pytest
from gsm0338 import Codec
from hypothesis import example, given
from hypothesis import strategies as st

from flows.gsm7 import fold, foreign, is_gsm7, segments, split, units

CODEC = Codec()
FRENCH = st.text("aéèêçàùÀÉœ ’«»…-{}€[]^\n.ɛɔɲ")
ANY = st.one_of(st.text(), FRENCH, st.text("ab €é\n"), st.text("aɛ😀 ب"))


def septets(text: str) -> int | None:
    """What the other implementation says; None where it cannot encode the text."""
    try:
        return len(CODEC.encode(text)[0])
    except UnicodeEncodeError:
        return None


def test_every_character_of_the_first_two_planes_is_judged_as_gsm0338_judges_it() -> None:
    """But for the escape character, which the package lets through: alone it would change what follows."""
    every = (chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000)
    differing = [c for c in every if is_gsm7(c) != (septets(c) is not None)]
    assert differing == ["\x1b"]


@given(ANY)
def test_septets_agree_with_gsm0338(text: str) -> None:
    text = text.replace("\x1b", "")
    expected = septets(text)
    assert is_gsm7(text) == (expected is not None)
    assert units(text) == (len(text.encode("utf-16-le")) // 2 if expected is None else expected)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Reçu à l’hôtel", "Recu à l'hotel"),
        ("« Être » – près de Ségué Iré…", '" Etre " - près de Ségué Iré...'),
        ("ÇA VA ? É", "ÇA VA ? É"),
        ("À ÈÊ îïû ëâ", "A EE iiu ea"),
        ("cœur, ŒUVRE", "coeur, OEUVRE"),
        ("12\u202f000\u00a0F à 30°", "12 000 F à 30o"),
        ("ɔwɔ", "owo"),
        ("Baasi tɛ", "Baasi te"),
        ("ɲɛgɛn ŋaara ɓe ɗo ƴiite š ž", "nyegen ngaara be do yiite s z"),
        ("e\u0301te\u0301", "été"),
        ("ɛ\u0300", "e"),
        ("ḥṣāḍ", "hsad"),
    ],
)
def test_our_texts_are_folded_into_the_alphabet(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert is_gsm7(folded)


def test_a_text_that_costs_ucs2_anyway_keeps_its_letters() -> None:
    assert fold("Reçu : نعم") == "Reçu : نعم"
    assert fold("ߒߞߏ ça") == "ߒߞߏ ça"


@given(ANY)
@example("ﬁ ½ ™ Å")
def test_folding_is_idempotent_and_touches_nothing_that_fits(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    if is_gsm7(text):
        assert once == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Aïssata Touré", "Aissata Touré"),
        ("Fatoumata\u202e Diarra\u200f", "Fatoumata Diarra"),
        ("l’eau\r\nest là\t!\x00\x1b", "l'eau\nest là !"),
        ("مريم", "????"),
        ("مُحَمَّد 12", "???? 12"),
        ("bien 👍", "bien ?"),
        ("Ɲama Ŋaare Ɓoubou", "Nyama Ngaare Boubou"),
        ("١٢٣", "123"),
    ],
)
def test_foreign_texts_are_transliterated(text: str, plain: str) -> None:
    assert foreign(text) == plain


@given(ANY)
def test_foreign_is_always_gsm7_without_control_characters(text: str) -> None:
    plain = foreign(text)
    assert is_gsm7(plain)
    assert not [c for c in plain if c != "\n" and unicodedata.category(c).startswith("C")]
    assert foreign(plain) == plain


@pytest.mark.parametrize(
    ("text", "encoding", "in_units", "parts", "per_segment", "costly"),
    [
        ("", "GSM-7", 0, 0, 160, ""),
        ("a" * 160, "GSM-7", 160, 1, 160, ""),
        ("a" * 161, "GSM-7", 161, 2, 153, ""),
        ("a" * 306, "GSM-7", 306, 2, 153, ""),
        ("€" * 80, "GSM-7", 160, 1, 160, ""),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3, 153, ""),
        ("ê" * 70, "UCS-2", 70, 1, 70, "ê"),
        ("ê" * 71, "UCS-2", 71, 2, 67, "ê"),
        ("a" * 66 + "😀" + "ê" * 66, "UCS-2", 134, 3, 67, "😀ê"),
        ("Reçu, ça va, œuf", "UCS-2", 16, 1, 70, "çœ"),
    ],
)
def test_segments(text: str, encoding: str, in_units: int, parts: int, per_segment: int, costly: str) -> None:
    count = segments(text)
    assert (count.encoding, count.units, count.segments) == (encoding, in_units, parts)
    assert (count.per_segment, count.costly) == (per_segment, costly)


def size(text: str, *, gsm: bool) -> int:
    return units(text) if gsm else len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(ANY, st.integers(2, 40), st.integers(2, 40))
def test_split_loses_nothing_and_every_piece_fits(text: str, limit_gsm: int, limit_ucs2: int) -> None:
    pieces = split(text, limit_gsm, limit_ucs2)
    gsm = is_gsm7(text)
    limit = limit_gsm if gsm else limit_ucs2
    assert pieces
    assert all(size(piece, gsm=gsm) <= limit for piece in pieces)
    assert re.sub("[ \n\t]", "", "".join(pieces)) == re.sub("[ \n\t]", "", text)


@given(st.lists(st.text("abcé€", min_size=1, max_size=10), min_size=1, max_size=40), st.integers(20, 60))
def test_split_cuts_between_words(words: list[str], limit: int) -> None:
    """No word here takes more than 20 septets, so none is cut."""
    assert " ".join(split(" ".join(words), limit, limit)).split(" ") == words


def test_split_keeps_a_text_that_fits_and_cuts_a_word_that_is_too_long() -> None:
    assert split("", 160, 70) == [""]
    assert split(" a\nb ", 160, 70) == [" a\nb "]
    assert split("a" * 5 + " bc", 4, 4) == ["aaaa", "a bc"]
    assert split("€€€", 3, 3) == ["€", "€", "€"]
    assert split("ɛ😀", 2, 2) == ["ɛ", "😀"]
    assert split("un deux trois", 8, 8) == ["un deux", "trois"]
    with pytest.raises(ValueError, match="1 units"):
        split("€", 1, 70)
