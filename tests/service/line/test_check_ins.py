"""Check-ins answered by SMS: each answer goes to the question that was asked last and is still open."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from service.models import Case, Conversation, IncomingSms, Message, Person
from service.models.message import MessageState
from service.programme.labels import CASE_WORDS
from tests.support.line import LineUnderTest, line_settings, running
from tests.support.texting import Texter

pytestmark = pytest.mark.anyio


@pytest.fixture
async def line(database_url: str, tmp_path: Path) -> AsyncIterator[LineUnderTest]:
    async with running(line_settings(database_url, tmp_path)) as found:
        yield found


async def register(line: LineUnderTest, phone: Texter, name: str = "Awa Touré", way: str = "pour moi") -> Any:
    await phone.say("INSCRIRE", way, name, "1", "1980", "6", "Fatoma", "oui")
    return line.rows(Person)[-1].id


async def test_a_check_in_is_answered_in_three_texts(line: LineUnderTest) -> None:
    awa = Texter(line)
    person = await register(line, awa)
    asked = awa.asked("check_in", person)
    assert awa.answer(asked) is None
    assert (await awa.say("Arrêtée")).startswith("Pourquoi ?")
    assert json.loads(awa.answer(asked) or "") == {"status": "stopped", "reasons": [], "wants_call": None}
    assert (await awa.say("vol et maladie")).startswith("Voulez-vous qu'on vous appelle")
    assert (await awa.say("oui")).startswith("Merci. On vous appelle avant le")
    said = {"status": "stopped", "reasons": ["theft", "illness"], "wants_call": True}
    assert json.loads(awa.answer(asked) or "") == said
    (case,) = line.rows(Case)
    assert (case.topic, case.person_id) == ("call_back", person)
    first, *others = line.rows(IncomingSms)[-3:]
    assert (first.kind, first.answers_id, {row.answers_id for row in others}) == ("answer", asked, {None})
    assert len({row.conversation_id for row in (first, *others)}) == 1
    assert awa.unread() == []
    assert line.rows(Conversation)[-1].state == "ended"


async def test_who_needs_no_call_opens_no_case(line: LineUnderTest) -> None:
    awa = Texter(line)
    asked = awa.asked("check_in", await register(line, awa))
    assert await awa.say("1", "2") == "Merci. C'est noté."
    assert json.loads(awa.answer(asked) or "") == {"status": "running", "reasons": [], "wants_call": False}
    assert line.rows(Case) == []


async def test_stop_is_stop_and_an_answer_is_an_answer(line: LineUnderTest) -> None:
    awa = Texter(line)
    asked = awa.asked("check_in", await register(line, awa))
    assert (await awa.say("arrêté")) == "Que voulez-vous dire ?\n1 Arretée\n2 Plus de SMS"
    assert (await awa.say("1")).startswith("Pourquoi ?")
    assert (await awa.say("00")).startswith("Retour. Envoyez un mot")
    again = awa.asked("check_in")
    await awa.say("arrêté")
    before = len(awa.messages())
    assert "plus de SMS" in await awa.say("2")
    told = [(row.kind, row.state) for row in awa.messages()[before:]]
    assert told == [("stop", "queued")], "and no text of the dialogue after it, not even one that is kept back"
    other = Texter(line, "+22350007777")
    await register(line, other)
    third = other.asked("check_in")
    assert "plus de SMS" in await other.say("ARRET")
    assert json.loads(awa.answer(asked) or "")["status"] == "stopped"
    assert awa.answer(again) == "", "asked back, and answered with STOP"
    assert other.answer(third) is None


async def test_stop_after_being_asked_is_stop(line: LineUnderTest) -> None:
    awa = Texter(line)
    awa_id = await register(line, awa)
    awa.asked("check_in", awa_id)
    assert "plus de SMS" in await awa.say("arrêté", "STOP")


async def test_a_shared_phone_answers_for_whom_it_was_asked(line: LineUnderTest) -> None:
    phone = Texter(line)
    await register(line, phone)
    oumar = await register(line, phone, "Oumar Touré", "pour un autre")
    asked = phone.asked("check_in", oumar)
    await phone.say("marche", "oui")
    assert json.loads(phone.answer(asked) or "")["wants_call"] is True
    assert [row.person_id for row in line.rows(Case)] == [oumar]
    assert line.rows(Conversation)[-1].person_id == oumar


async def test_of_two_check_ins_the_last_one_is_answered_first(line: LineUnderTest) -> None:
    awa = Texter(line)
    person = await register(line, awa)
    first = awa.asked("check_in", person)
    line.clock.passes(hours=1)
    last = awa.asked("check_in", person)
    await awa.say("marche", "non")
    assert (awa.answer(first), json.loads(awa.answer(last) or "")["status"]) == (None, "running")
    await awa.say("arrêtée", "1", "non")
    assert json.loads(awa.answer(first) or "")["status"] == "stopped"


async def test_a_keyword_begins_what_it_says_and_closes_no_check_in(line: LineUnderTest) -> None:
    awa = Texter(line)
    asked = awa.asked("check_in", await register(line, awa))
    assert (await awa.say("PLAINTE")).startswith("Vous avez ?")
    assert (await awa.say("1")).startswith("Dites-le"), "the question that is open"
    await awa.say("00")
    assert awa.answer(asked) is None
    assert (await awa.say("1")).startswith("Voulez-vous"), "now the check-in is"


@pytest.mark.parametrize(("days", "kind"), [(6.9, "answer"), (7.1, "words")])
async def test_a_late_answer_is_a_case(line: LineUnderTest, days: float, kind: str) -> None:
    awa = Texter(line)
    asked = awa.asked("check_in", await register(line, awa))
    line.clock.passes(days=days)
    await awa.say("marche")
    assert awa.kinds()[-1] == kind
    assert (awa.answer(asked) is None, len(line.rows(Case))) == ((False, 0) if kind == "answer" else (True, 1))


@pytest.mark.parametrize("state", [MessageState.QUEUED, MessageState.FAILED, MessageState.EXPIRED])
async def test_what_never_left_cannot_be_answered(line: LineUnderTest, state: MessageState) -> None:
    awa = Texter(line)
    asked = awa.asked("check_in", await register(line, awa), state=state.value, sent_at=None)
    await awa.say("marche")
    assert (awa.kinds()[-1], awa.answer(asked)) == ("words", None)


async def test_an_answer_may_come_before_we_know_that_it_was_sent(line: LineUnderTest) -> None:
    awa = Texter(line)
    asked = awa.asked("check_in", await register(line, awa), state=MessageState.LEASED.value, sent_at=None)
    await awa.say("marche")
    assert json.loads(awa.answer(asked) or "")["status"] == "running"


async def test_free_words_twice_are_the_answer_and_a_case(line: LineUnderTest) -> None:
    awa = Texter(line)
    person = await register(line, awa)
    asked = awa.asked("check_in", person)
    assert (await awa.say("Mes chèvres sont malades")).startswith("Tapez un numéro.\nRetour : comment va")
    assert "message recu" in await awa.say("Trois sont mortes")
    assert awa.answer(asked) == "Mes chèvres sont malades\nTrois sont mortes"
    (case,) = line.rows(Case)
    assert case.person_id == person
    assert line.opened(CASE_WORDS, case.id, case.words) == "Mes chèvres sont malades Trois sont mortes"
    assert awa.kinds()[-2:] == ["answer", "words"]


async def test_a_wrong_answer_may_be_put_right(line: LineUnderTest) -> None:
    awa = Texter(line)
    asked = awa.asked("check_in", await register(line, awa))
    await awa.say("7", "partly running", "3", "non")
    assert json.loads(awa.answer(asked) or "") == {"status": "partly", "reasons": ["theft"], "wants_call": False}


@pytest.mark.parametrize("yes", ["OUI", "oui.", "1", "Yes", "d'accord", "KIT"])
async def test_an_invitation_is_accepted(line: LineUnderTest, yes: str) -> None:
    awa = Texter(line)
    asked = awa.asked("kit_receipt", await register(line, awa))
    assert (await awa.say(yes)) == "Rien n'attend votre réponse pour le moment. Merci."
    assert awa.answer(asked) == ""
    assert awa.kinds()[-1] == "answer"


async def test_an_invitation_waits_while_something_else_is_said(line: LineUnderTest) -> None:
    awa = Texter(line)
    asked = awa.asked("kit_receipt", await register(line, awa))
    await awa.say("Bonjour à tous")
    assert (awa.kinds()[-1], awa.answer(asked)) == ("words", None)
    await awa.say("oui")
    assert awa.answer(asked) == ""


async def test_words_to_a_plain_text_are_its_answer_and_a_case(line: LineUnderTest) -> None:
    phone = Texter(line)
    await register(line, phone)
    oumar = await register(line, phone, "Oumar Touré", "pour un autre")
    told = phone.asked("", oumar)
    assert "message recu" in await phone.say("Merci, le moulin marche")
    assert phone.answer(told) == "Merci, le moulin marche"
    (case,) = line.rows(Case)
    row = line.rows(IncomingSms)[-1]
    assert (row.kind, row.answers_id, row.case_id, case.person_id) == ("answer", told, case.id, oumar)
    await phone.say("Encore un mot")
    assert (phone.answer(told), phone.kinds()[-1]) == ("Merci, le moulin marche", "words")


async def test_a_number_in_doubt_answers_for_nobody(line: LineUnderTest) -> None:
    awa = Texter(line)
    asked = awa.asked("check_in", await register(line, awa))
    awa.change(state="unverified")
    await awa.say("marche")
    assert awa.answer(asked) is None
    assert [row.person_id for row in line.rows(Case)] == [None]
    assert (await awa.say("FICHE")).startswith("Retour, la ligne du programme")


async def test_a_number_in_doubt_writes_back_to_no_text(line: LineUnderTest) -> None:
    awa = Texter(line)
    told = awa.asked("", await register(line, awa))
    awa.change(state="unverified")
    await awa.say("Merci")
    assert (awa.kinds()[-1], awa.answer(told)) == ("words", None)


async def test_a_check_in_that_is_newer_than_a_dialogue_takes_its_place(line: LineUnderTest) -> None:
    awa = Texter(line)
    person = await register(line, awa)
    await awa.say("PLAINTE")
    line.clock.passes(hours=1)
    asked = awa.asked("check_in", person)
    assert (await awa.say("1")).startswith("Voulez-vous")
    assert json.loads(awa.answer(asked) or "")["status"] == "running"
    states = [(row.journey, row.state) for row in line.rows(Conversation)[-2:]]
    assert states == [("feedback", "dropped"), ("check_in", "open")]


async def test_a_repeated_answer_answers_once(line: LineUnderTest) -> None:
    awa = Texter(line)
    awa.asked("check_in", await register(line, awa))
    before = len(line.rows(Message))
    await awa.send("marche", "same")
    await awa.send("marche", "same")
    assert len(line.rows(Message)) == before + 1


async def test_a_question_of_a_journey_that_is_gone_disturbs_nothing(line: LineUnderTest) -> None:
    awa = Texter(line)
    person = await register(line, awa)
    await awa.say("PLAINTE")
    line.clock.passes(hours=1)
    awa.asked("gone", person)
    assert (await awa.say("1")).startswith("Dites-le")
