"""A keyword of an SMS: the whole message is that word, however it is written."""

from flows.spelling import folded, masks, slips

LETTERS_FOR_A_SLIP = 5
"""In shorter words a slip may be another word."""


def is_keyword(message: str, words: str) -> bool:
    """Whether a message is one of the words (separated by spaces), accents, case and punctuation aside, with one slip
    forgiven in a longer word: « Arrêter. », « desabonnner ». Words within a sentence are no keyword."""
    typed = folded(message)
    return bool(typed) and any(_is(typed, folded(word)) for word in words.split())


def _is(typed: str, word: str) -> bool:
    if typed == word:
        return True
    long_enough = len(word) >= LETTERS_FOR_A_SLIP and abs(len(typed) - len(word)) <= 1
    return long_enough and slips(len(typed), masks(typed), word)[0] <= 1
