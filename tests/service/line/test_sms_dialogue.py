"""The journeys by SMS, through the real hook and over the real tables: keywords, answers, and what ends a dialogue."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.gsm7 import segments
from service.conversations.texting import REPEATED, take
from service.database import writing
from service.gateways.port import FROM_INBOX, IncomingText
from service.models import Case, Conversation, IncomingSms, Message, OptOut, Person, Phone
from service.programme.labels import CASE_WORDS, NAME
from tests.support.line import LineUnderTest, line_settings, running
from tests.support.texting import Texter

pytestmark = pytest.mark.anyio


@pytest.fixture
async def line(database_url: str, tmp_path: Path) -> AsyncIterator[LineUnderTest]:
    async with running(line_settings(database_url, tmp_path)) as found:
        yield found


REGISTER = ("INSCRIRE", "pour moi", "Awa Touré", "1", "1980", "6", "Fatoma")


async def registered(line: LineUnderTest, phone: Texter, name: str = "Awa Touré") -> Person:
    await phone.say(*(name if word == "Awa Touré" else word for word in REGISTER), "oui")
    found: Person = line.rows(Person)[-1]
    return found


async def test_a_keyword_registers_somebody_question_by_question(line: LineUnderTest) -> None:
    awa = Texter(line)
    assert (await awa.say("Inscrire.")).startswith("C'est libre")
    assert await awa.say("1") == "Prénom et nom ?\n0 Retour"
    assert (await awa.say(*REGISTER[2:])).startswith("Awa Touré\nFemme, chef de ménage, 1980\n6 pers.")
    done = await awa.say("Oui !")
    (person,) = line.rows(Person)
    assert line.opened(NAME, person.id, person.name) == "Awa Touré"
    assert done.startswith("Inscription faite."), "and no second text with the same code"
    assert awa.kinds() == ["keyword", *["answer"] * 7]
    (row,) = line.rows(Conversation)
    assert (row.channel, row.state, row.hops) == ("sms", "ended", 8)
    assert {one.conversation_id for one in line.rows(IncomingSms)} == {row.id}
    assert {(one.kind, one.priority) for one in awa.messages()} == {("dialogue", 0)}
    assert all(segments(text).segments <= 2 for text in _bodies(line))


def _bodies(line: LineUnderTest) -> list[str]:
    return [line.opened("message.body", row.id, row.body) for row in line.rows(Message)]


async def test_the_language_is_that_of_the_word(line: LineUnderTest) -> None:
    assert "Do you agree" in await Texter(line).say("REGISTER")
    assert "accord ?" in await Texter(line, "+22350001235").say("INSCRIRE")


async def test_a_repeated_text_does_nothing(line: LineUnderTest) -> None:
    awa = Texter(line)
    await awa.say(*REGISTER)
    await awa.send("oui", "twice")
    await awa.send("oui", "twice")
    assert len(awa.unread()) == 1
    assert len(line.rows(Person)) == 1


async def test_back_more_and_away(line: LineUnderTest) -> None:
    awa = Texter(line)
    await awa.say(*REGISTER[:4])
    assert (await awa.say("0")).startswith("Femme ou homme")
    assert (await awa.say("00")).startswith("Retour. Envoyez un mot : INSCRIRE")
    assert [row.state for row in line.rows(Conversation)] == ["ended", "dropped"], "what was answered is a draft"
    phone = line.phone(awa.number)
    assert "Vous étiez dans : Inscription" in await phone.dial()
    assert (await phone.type("1")).startswith("Femme ou homme")


async def test_a_dialogue_goes_on_by_call_and_is_over_by_sms(line: LineUnderTest) -> None:
    awa = Texter(line)
    await awa.say(*REGISTER[:3])
    phone = line.phone(awa.number)
    await phone.dial()
    assert (await phone.type("1")).startswith("Femme ou homme")
    await awa.say("1")
    assert awa.kinds()[-1] == "words", "nothing is open by SMS any more"


async def test_a_call_beside_leaves_a_dialogue_open(line: LineUnderTest) -> None:
    awa = Texter(line)
    await awa.say(*REGISTER[:3])
    await line.phone(awa.number).dial()
    assert (await awa.say("femme, chef de ménage")).startswith("Né(e) vers")


@pytest.mark.parametrize(("hours", "kind"), [(47, "answer"), (49, "words")])
async def test_a_question_is_open_for_two_days(line: LineUnderTest, hours: int, kind: str) -> None:
    awa = Texter(line)
    await awa.say(*REGISTER[:3])
    line.clock.passes(hours=hours)
    await line.parts.line.sweep()
    await awa.say("1")
    assert awa.kinds()[-1] == kind


async def test_stop_in_the_middle(line: LineUnderTest) -> None:
    awa = Texter(line)
    await awa.say(*REGISTER[:4])
    assert "plus de SMS" in await awa.say("Arrêtez")
    assert line.rows(OptOut)[0].resumed_at is None
    assert [row.state for row in line.rows(Conversation)] == ["dropped"]
    assert await awa.say("1980", "KIT") == ""
    assert awa.kinds()[-2:] == ["words", "words"], "no answer could reach them: a person reads it"
    assert "vous recevrez nos SMS" in await awa.say("START")


async def test_stop_counts_where_any_words_are_taken(line: LineUnderTest) -> None:
    awa = Texter(line)
    await awa.say("PLAINTE", "3")
    assert "plus de SMS" in await awa.say("stop")


async def test_a_keyword_is_an_answer_where_any_words_are_taken(line: LineUnderTest) -> None:
    awa = Texter(line)
    assert "numéro" in await awa.say("PLAINTE", "3", "kit")
    (case,) = line.rows(Case)
    assert (case.type, line.opened(CASE_WORDS, case.id, case.words)) == ("complaint", "kit")
    assert [row.kind for row in awa.messages()] == ["dialogue"] * 3, "one text says the reference"


async def test_only_what_the_same_step_queued_is_taken_back(line: LineUnderTest) -> None:
    """An earlier text has a reference of its own, and may be all that the phone ever shows of it."""
    awa = Texter(line)
    await registered(line, awa)
    phone = line.phone(awa.number)
    menu = (await phone.dial()).split("\n")
    await phone.type(*[row[0] for row in menu if row.endswith("Dire un mot")], "1", "Et le kit ?")
    kept = [(row.id, row.kind) for row in awa.messages() if row.kind != "dialogue"]
    assert [kind for _, kind in kept] == ["case"], "a call's reference goes out as a text"
    line.clock.passes(minutes=1)
    assert "numéro" in await awa.say("PLAINTE", "3", "kit")
    assert [(row.id, row.kind) for row in awa.messages() if row.kind != "dialogue"] == kept


async def test_another_keyword_takes_the_place(line: LineUnderTest) -> None:
    awa = Texter(line)
    await awa.say(*REGISTER[:4])
    assert (await awa.say("PLAINTE")).startswith("Vous avez ?")
    assert [row.state for row in line.rows(Conversation)] == ["dropped", "open"]


async def test_help_says_the_words_and_leaves_the_question_open(line: LineUnderTest) -> None:
    awa = Texter(line)
    assert "*384*70421#" in await awa.say("AIDE")
    await awa.say("PLAINTE")
    assert "INSCRIRE" in await awa.say("aide")
    assert (await awa.say("une question")).startswith("Dites-le")


@pytest.mark.parametrize("word", ["CONFIANCE", "Santé", "HEALTH"])
async def test_what_must_not_stay_on_the_phone_is_dialled(line: LineUnderTest, word: str) -> None:
    awa = Texter(line)
    said = await awa.say(word)
    assert said in ("Retour : pour continuer, composez *384*70421#.", "Retour: to go on, dial *384*70421#.")
    await awa.say("mon secret")
    assert [row.state for row in line.rows(Conversation)] == ["ended"]


async def test_nor_is_it_entered_from_another_journey(line: LineUnderTest) -> None:
    awa = Texter(line)
    assert await awa.say("PLAINTE", "5") == "Retour : pour continuer, composez *384*70421#."
    assert [(row.state, row.sensitive) for row in line.rows(Conversation)] == [("ended", False)]


async def test_who_asks_is_asked_on_a_shared_phone(line: LineUnderTest) -> None:
    phone = Texter(line)
    await registered(line, phone)
    await phone.say("INSCRIRE", "pour un autre", "Oumar Touré", "homme", "1975", "6", "Fatoma", "oui")
    assert await phone.say("FICHE") == "Qui appelle ?\n1 Awa T.\n2 Oumar T.\n3 Une autre personne"
    assert (await phone.say("Oumar T")).startswith("Mon dossier")
    oumar = line.rows(Person)[1]
    assert line.rows(Conversation)[-1].person_id == oumar.id


async def test_registering_asks_for_consent_whoever_else_is_on_the_phone(line: LineUnderTest) -> None:
    phone = Texter(line)
    await registered(line, phone)
    await phone.say("INSCRIRE", "pour un autre", "Oumar Touré", "homme", "1975", "6", "Fatoma", "oui")
    assert (await phone.say("INSCRIRE")).startswith("C'est libre"), "it may be for somebody new: nobody is asked who"


async def test_an_unknown_phone_joins_with_the_card_first(line: LineUnderTest) -> None:
    old, new = Texter(line), Texter(line, "+22350009999")
    person = await registered(line, old)
    code = line.opened("person.code", person.id, person.code)
    assert (await new.say("KIT")).startswith("Retour, la ligne du programme")
    assert (await new.say("j'ai une carte")).startswith("Tapez les 9 chiffres")
    assert await new.say(code, "1980") == "Rien n'attend votre réponse pour le moment. Merci."
    assert any("un autre téléphone" in text for text in old.unread())


async def test_three_wrong_answers_offer_a_call(line: LineUnderTest) -> None:
    awa = Texter(line)
    assert (await awa.say("PLAINTE", "8", "8", "8")).startswith("Tapez un numéro.\nBesoin d'aide ?")
    assert (await awa.say("1")).startswith("On vous rappelle avant le")
    assert [row.topic for row in line.rows(Case)] == ["call_back"]


async def test_words_that_fit_nothing_twice_are_a_case(line: LineUnderTest) -> None:
    awa = Texter(line)
    assert (await awa.say("PLAINTE", "ma chèvre est morte")).startswith("Tapez un numéro.\nVous avez ?")
    assert (await awa.say("elle est morte hier")).startswith("Retour : message recu.")
    (case,) = line.rows(Case)
    assert line.opened(CASE_WORDS, case.id, case.words) == "ma chèvre est morte elle est morte hier"
    assert [row.state for row in line.rows(Conversation)] == ["dropped"]
    assert awa.kinds() == ["keyword", "answer", "words"]


async def test_two_texts_at_once_apply_in_their_order(line: LineUnderTest) -> None:
    awa = Texter(line)
    await awa.say("INSCRIRE")
    await awa.send("1")
    await awa.send("Awa Touré")
    assert [text.split("\n")[0] for text in awa.unread()] == ["Prénom et nom ?", "Femme ou homme ?"]


async def test_an_operator_in_the_middle_is_kept_and_nothing_else(line: LineUnderTest) -> None:
    awa = Texter(line)
    await awa.say(*REGISTER[:2])
    assert await awa.say("Peux-tu me rappeler au numéro suivant : 50001234") == ""
    assert (await awa.say("Awa Touré")).startswith("Femme ou homme")
    assert awa.kinds()[2] == "operator"


async def test_a_receipt_is_rare(line: LineUnderTest) -> None:
    awa = Texter(line)
    assert (await awa.say("Bonjour")).startswith("Retour : message recu.")
    assert await awa.say("Vous êtes là ?", "Bonjour") == ""
    line.clock.passes(hours=25)
    assert (await awa.say("Toujours rien")).startswith("Retour : message recu.")
    assert len(line.rows(Case)) == 1


async def _told(line: LineUnderTest, carrier_id: str, words: str = "PLAINTE", minute: int = 0) -> str:
    at = datetime(2026, 11, 24, 9, minute, tzinfo=UTC)
    text = IncomingText("africastalking", carrier_id, "+22350001234", "21512", words, at)
    with writing(line.parts.engine) as db:
        return take(line.parts.line.around, db, text, line.clock.now)


async def test_hook_and_inbox_tell_of_one_text(line: LineUnderTest) -> None:
    assert await _told(line, "b8a9") == "keyword"
    assert await _told(line, FROM_INBOX + "17") == REPEATED
    assert await _told(line, FROM_INBOX + "18", "1") == "answer"
    assert await _told(line, "c8", "1") == REPEATED
    assert await _told(line, "c9", "1", minute=5) == "answer"


async def test_a_carrier_without_ids_tells_each_text_once(line: LineUnderTest) -> None:
    assert [await _told(line, "") for _ in range(2)] == ["keyword", REPEATED]
    assert await _told(line, "", minute=1) == "answer", "it is an option of the question that is open"


@pytest.mark.postgres
async def test_two_processes_begin_one_dialogue(postgres_url: str, tmp_path: Path) -> None:
    chosen = line_settings(postgres_url, tmp_path)
    async with running(chosen) as one, running(chosen) as other:
        for number in range(12):
            phones = [Texter(line, f"+223500055{number:02}") for line in (one, other)]
            await asyncio.gather(*(phone.send("INSCRIRE") for phone in phones))
            assert phones[0].kinds() == ["keyword", "keyword"]
            states = [row.state for row in one.rows(Conversation, phone_id=phones[0].id)]
            assert sorted(states) == ["dropped", "open"]
            await asyncio.gather(*(phone.send(word) for phone, word in zip(phones, ("1", "Awa Touré"), strict=True)))
            assert phones[0].kinds()[2:] == ["answer", "answer"]


async def test_a_number_in_doubt_is_offered_no_draft_and_knows_nobody(line: LineUnderTest) -> None:
    awa = Texter(line)
    await awa.say(*REGISTER[:3])
    phone = line.phone(awa.number)
    assert (await phone.dial()).startswith("Vous étiez dans")
    awa.change(state="unverified")
    assert (await phone.dial()).startswith("Retour, la ligne du programme")


async def test_its_own_card_makes_a_number_known_again(line: LineUnderTest) -> None:
    awa = Texter(line)
    person = await registered(line, awa)
    code = line.opened("person.code", person.id, person.code)
    awa.change(state="unverified", undelivered=3)
    assert (await awa.say("FICHE")).startswith("Retour, la ligne du programme")
    assert (await awa.say("3", code, "1980")).startswith("Mon dossier")
    assert [(row.state, row.undelivered) for row in line.rows(Phone)] == [("verified", 0)]
