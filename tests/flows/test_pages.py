"""Pages fit, whatever the data; nothing that was said is lost on the way."""

from hypothesis import given
from hypothesis import strategies as st

from flows.gsm7 import is_gsm7, units
from flows.pages import paged, with_reason
from flows.state import PAGES_ON

WORDS = st.text(alphabet="abcdé çɛ€[]ß漢😀 -'", min_size=0, max_size=90).map(lambda t: " ".join(t.split()))
OPTIONS = st.lists(st.tuples(st.uuids().map(str), WORDS.filter(bool)), max_size=30, unique_by=lambda o: o[0])


def _fits(text: str) -> bool:
    return units(text) <= (160 if is_gsm7(text) else 70)


@given(WORDS, OPTIONS.filter(bool))
def test_every_page_fits_and_every_option_has_a_number(head: str, options: list[tuple[str, str]]) -> None:
    pages = paged(head, options, 160, 70, "9 Suite", "0 Retour")
    assert all(_fits(page.text) for page in pages), [page.text for page in pages]
    ids = [id_ for page in pages for key, id_ in page.shown.items() if id_ != PAGES_ON]
    assert ids == [id_ for id_, _ in options]
    assert all(len(key) == 1 and key in "123456789" for page in pages for key in page.shown)


@given(st.text(alphabet="abc dé.", min_size=1, max_size=900).filter(lambda t: t.strip()))
def test_a_long_text_is_heard_whole(text: str) -> None:
    pages = paged(text, [], 160, 70, "9 Suite", "0 Retour")
    said = "".join(p.text.removesuffix("0 Retour").rstrip("\n").removesuffix("9 Suite") for p in pages)
    assert "".join(said.split()) == "".join(text.split())


@given(OPTIONS.filter(lambda o: len(o) > 1))
def test_nine_is_on_every_page_but_the_last(options: list[tuple[str, str]]) -> None:
    pages = paged("Quoi ?", options, 160, 70, "9 Suite", "0 Retour")
    assert [page.shown.get("9") == PAGES_ON for page in pages] == [True] * (len(pages) - 1) + [False]


def test_a_short_screen_is_one_page_with_the_key_for_back() -> None:
    (page,) = paged("D'accord ?", [("yes", "Oui"), ("no", "Non")], 160, 70, "9 Suite", "0 Retour")
    assert page.text == "D'accord ?\n1 Oui\n2 Non\n0 Retour"
    assert page.shown == {"1": "yes", "2": "no"}


@given(WORDS, OPTIONS.filter(bool), WORDS)
def test_a_reason_never_moves_what_stands_behind_a_number(
    head: str, options: list[tuple[str, str]], reason: str
) -> None:
    """A wrong key on one page must not push an option onto another, where nobody would find it."""
    for page in paged(head, options, 160, 70, "9 Suite", "0 Retour"):
        told = with_reason(page, reason, 160, 70)
        assert told.shown == page.shown
        assert _fits(told.text)
        options_said = page.text.removeprefix(page.head).removesuffix(page.back).split("\n")
        assert all(line in told.text for line in options_said)
