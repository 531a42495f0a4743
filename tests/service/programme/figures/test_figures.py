"""Each figure counts what its definition says, in all and where it is asked for."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert

from service import models as m
from service.models import table_of
from tests.service.programme.figures.field import BOUREM, DAY, FATOMA, GAO, KONNA, TODAY, Field, moment

LATER = DAY + timedelta(days=40)


# --- people and their businesses ---


def test_an_empty_programme_has_figures_of_zero(here: Field) -> None:
    found = here.totals()
    assert found.values["individuals_reached"] == 0
    assert found.values["women_share"] is None, "a share of nobody is none"
    assert found.hidden == frozenset()


def test_a_member_is_reached_once_and_by_a_kit_that_came(here: Field) -> None:
    both, planned, refused = here.person(), here.person(), here.person()
    here.business(both)
    here.business(both, kind="sewing")
    here.business(planned, kit="planned")
    here.business(refused, kit="not_received")
    here.person()
    assert here.figure("individuals_reached") == 1
    assert here.figure("businesses") == 2
    assert here.figure("business_types") == 2
    assert here.figure("businesses_type_sewing") == 1


def test_a_second_kit_to_a_business_counts_nothing_twice(here: Field) -> None:
    one = here.business(here.person(), here.person("male"))
    here.delivery(one, "confirmed")
    assert here.figure("individuals_reached") == 2
    assert here.figure("businesses") == 1
    assert here.figure("kits_delivered") == 2


def test_the_share_of_women_is_of_those_reached(here: Field) -> None:
    here.business(*here.people(2), here.person("male"))
    here.people(5, "male")
    assert here.figure("women_share") == 0.6667
    assert here.figure("women_share", sex="male") == 0
    assert here.figure("women_share", sex="female") == 1


def test_a_merged_file_is_nobody_and_a_withdrawn_one_is_somebody(here: Field) -> None:
    here.business(here.person(state="merged"), here.person(state="withdrawn"))
    assert here.figure("individuals_reached") == 1


def test_villages_are_those_of_businesses_with_a_kit(here: Field) -> None:
    here.business(here.person(), place=KONNA)
    here.business(here.person(), place=KONNA)
    here.business(here.person(), place=GAO)
    here.business(here.person(), place=FATOMA, kit="planned")
    assert here.figure("villages") == 2


def test_households_are_counted_whole_and_once(here: Field) -> None:
    home = here.world.add(m.Household, size=7, place=GAO, head_sex="male")
    unknown = here.world.add(m.Household, place=KONNA)
    members = [here.person(household_id=home), here.person(household_id=home), here.person(household_id=unknown)]
    here.business(*members, here.person(), place=KONNA)
    assert here.figure("individuals_reached", households=True) == 7 + 1 + 1
    assert here.figure("individuals_reached") == 4
    assert here.by("region", "individuals_reached", households=True) == {"ML05": 2, "ML07": 7}
    assert here.by("sex", "individuals_reached", households=True) == {"female": 1, "male": 7, "": 1}
    assert here.figure("women_share", households=True) == 1


def test_a_household_of_which_little_is_known_is_one_all_the_same(here: Field) -> None:
    """Neither its head's sex nor its place: its members are of both sexes and returned to two places."""
    home = here.world.add(m.Household, size=6)
    here.business(here.person("female", KONNA, household_id=home), here.person("male", GAO, household_id=home))
    assert here.figure("individuals_reached", households=True) == 6
    assert sum(here.by("region", "individuals_reached", households=True).values()) == 6
    assert here.by("month", "individuals_reached", households=True) == {"2026-10": 6}


# --- places, sex and period ---


def test_a_person_counts_where_they_returned_to_and_a_business_where_it_is(here: Field) -> None:
    here.business(here.person(place=GAO), here.person("male", KONNA), place=KONNA)
    assert here.by("region", "individuals_reached") == {"ML05": 1, "ML07": 1}
    assert here.by("region", "businesses") == {"ML05": 1, "ML07": 0}
    assert here.by("cercle", "individuals_reached") == {"ML0506": 1, "ML0703": 1}
    assert here.figure("individuals_reached", place="ML07") == 1
    assert here.figure("businesses", place="ML07") == 0
    assert here.figure("individuals_reached", place="ML0703") == 1


def test_who_has_no_place_or_no_sex_stands_apart(here: Field) -> None:
    here.business(here.person("", None), here.person("female", GAO))
    assert here.by("region", "individuals_reached") == {"ML05": 0, "ML07": 1, "": 1}
    assert here.by("sex", "individuals_reached") == {"female": 1, "male": 0, "": 1}
    assert here.figure("individuals_reached") == 2


def test_a_business_of_both_is_one_of_each_sex(here: Field) -> None:
    here.business(here.person("female"), here.person("male"))
    here.business(here.person("female"))
    assert here.by("sex", "businesses") == {"female": 2, "male": 1}
    assert here.figure("businesses", sex="male") == 1
    assert here.figure("kits_delivered", sex="male") == 1


def test_a_period_takes_in_its_first_and_last_day(here: Field) -> None:
    here.business(here.person(), on=DAY)
    here.business(here.person(), on=LATER)
    assert here.figure("individuals_reached", since=DAY, until=DAY) == 1
    assert here.figure("businesses", since=DAY + timedelta(days=1), until=LATER) == 1
    assert here.figure("businesses", since=LATER + timedelta(days=1)) == 0
    assert here.figure("kits_promised", until=DAY) == 1


def test_months_are_those_of_what_happened(here: Field) -> None:
    here.business(here.person(), on=DAY)
    one = here.business(here.person(), on=LATER)
    here.delivery(one, "delivered", DAY)
    assert here.by("month", "individuals_reached") == {"2026-10": 2, "2026-11": 1}
    assert here.figure("individuals_reached") == 2, "one person in two months is one person"
    assert here.by("month", "businesses") == {"2026-10": 2, "2026-11": 1}


# --- care and referrals ---


def test_care_counts_people_and_where_they_were_seen(here: Field) -> None:
    first, second, talked = here.person(), here.person("male", GAO), here.person()
    centre, other, special = here.facility(), here.facility(place=GAO), here.facility("specialised", GAO)
    here.facility()
    here.care(first, centre)
    here.care(first, centre)
    here.care(first, special, "mental_health")
    here.care(second, other)
    here.care(talked, centre, "counselling")
    found = here.totals().values
    assert found["health_care_people"] == 2
    assert found["mental_health_people"] == 1
    assert found["counselling_people"] == 1
    assert (found["health_centres"], found["specialised_structures"]) == (2, 1)
    assert here.by("region", "health_centres") == {"ML05": 1, "ML07": 1}
    assert here.figure("health_centres", sex="male") == 1


def test_a_referral_counts_when_somebody_was_sent_and_received(here: Field) -> None:
    here.referral(here.person(), "asked")
    here.referral(here.person(), "closed", outcome="declined")
    here.referral(here.person(), "referred", referred_on=DAY)
    here.referral(here.person(), "closed", referred_on=DAY, outcome="not_come")
    received = here.person()
    here.referral(received, "received", referred_on=DAY, received_on=DAY)
    here.referral(received, "closed", referred_on=DAY, received_on=DAY, outcome="treated")
    here.referral(here.person(), "closed", outcome="treated")
    assert here.figure("referred_people") == 4, "who was received had been referred, whatever was written down"
    assert here.figure("received_people") == 2


# --- kits, visits, cases ---


def test_kits_by_what_was_said_of_them(here: Field) -> None:
    one = here.business(kit="")
    for state in ("planned", "delivered", "confirmed", "confirmed", "partly", "not_received", "cancelled"):
        here.delivery(one, state, None if state == "planned" else DAY, differs=state == "partly")
    found = here.totals().values
    assert found["kits_promised"] == 6
    assert found["kits_delivered"] == 4
    assert found["kits_confirmed"] == 2
    assert (found["kits_partly"], found["kits_not_received"], found["kits_unconfirmed"]) == (1, 1, 1)
    assert found["kits_differing"] == 1


def test_a_kit_of_one_person_has_their_sex(here: Field) -> None:
    here.world.delivery(here.kit, "delivered", person_id=here.person("male"), place=KONNA)
    assert here.by("sex", "kits_delivered") == {"female": 0, "male": 1}


def test_visits_by_their_day_and_what_the_person_says(here: Field) -> None:
    person = here.person()
    here.visit(person, "due", due_on=TODAY)
    here.visit(person, "due", due_on=TODAY - timedelta(days=1))
    here.visit(person, "due", due_on=TODAY + timedelta(days=1))
    here.visit(person, "missed", due_on=DAY)
    here.visit(person, "done", visited_on=DAY, confirmed="yes")
    here.visit(person, "done", visited_on=DAY, confirmed="no")
    here.visit(person, "done", visited_on=DAY, due_on=TODAY + timedelta(days=3))
    found = here.totals().values
    assert found["visits_due"] == 6
    assert (found["visits_overdue"], found["visits_missed"], found["visits_done"]) == (1, 1, 3)
    assert (found["visits_verified"], found["visits_denied"]) == (1, 1)


def test_a_business_runs_as_its_last_visit_of_that_time_says(here: Field) -> None:
    person = here.person()
    for status in ("running", "partly", "stopped"):
        one = here.business(person)
        for days, said in ((30, "stopped"), (30, status), (90, "running")):
            day = DAY + timedelta(days=days + (said == status))
            here.visit(person, business_id=one, after_days=days, visited_on=day, business_status=said)
    found = here.totals().values
    assert (found["businesses_visited_30"], found["businesses_running_30"], found["businesses_partly_30"]) == (3, 1, 1)
    assert found["businesses_running_30_share"] == 0.3333
    assert (found["businesses_running_90"], found["businesses_running_90_share"]) == (3, 1)
    assert found["businesses_running_180_share"] is None


def test_cases_by_type_and_never_a_sensitive_one(here: Field) -> None:
    person = here.person("male", GAO)
    here.case(person)
    here.case(person, "complaint", "closed", closed_how="call")
    here.case(None, "thanks", "closed")
    before = here.totals().values
    here.world.add(m.SensitiveCase, place=KONNA, opened_at=moment(DAY))
    assert here.totals().values == before
    assert (before["cases_question"], before["cases_complaint"], before["cases_thanks"]) == (1, 1, 1)
    assert before["cases_open"] == 1
    assert here.by("region", "cases_complaint") == {"ML07": 1, "": 0}
    assert here.by("sex", "cases_thanks") == {"male": 0, "": 1, "female": 0}


def test_time_to_the_first_answer_is_the_middle_one(here: Field) -> None:
    person = here.person()
    for hours in (1, 3, 26):
        here.case(person, state="answered", answered_at=moment(DAY) + timedelta(hours=hours))
    here.case(person)
    assert here.figure("first_answer_hours_median") == 3
    again = here.case(person, state="answered", answered_at=moment(LATER))
    here.world.db.execute(
        insert(table_of(m.CaseEvent)),
        {"id": again, "case_id": again, "kind": "answered", "at": moment(DAY) + timedelta(hours=9)},
    )
    assert here.figure("first_answer_hours_median") == 6, "the first answer counts, not the one after a reopening"
    assert here.figure("first_answer_hours_median", place="ML07") is None


def test_shares_of_cases(here: Field) -> None:
    person = here.person()
    here.case(
        person, state="closed", closed_how="line", outcome="acted", answered_at=moment(DAY), promised_at=moment(LATER)
    )
    here.case(
        person,
        state="closed",
        closed_how="not_told",
        outcome="explained",
        answered_at=moment(LATER),
        promised_at=moment(DAY),
    )
    here.case(person, "request", "answered", outcome="referred", answered_at=moment(DAY), promised_at=moment(LATER))
    here.case(person, "complaint", promised_at=moment(DAY))
    here.case(person, "complaint", promised_at=moment(TODAY + timedelta(days=3)))
    here.case(person, "thanks", "closed")
    found = here.totals().values
    assert found["cases_closed_told_share"] == 0.5
    assert found["cases_answered_in_time_share"] == 0.5
    assert found["feedback_acted_upon_share"] == 0.4


# --- what is not shown ---


def test_a_small_count_and_what_would_give_it_away_are_not_shown(here: Field) -> None:
    here.business(*here.people(20), *here.people(30, "male"), place=KONNA)
    here.business(*here.people(3, "female", GAO), *here.people(9, "male", GAO), place=GAO)
    counting = here.counting("region", "sex", small=5)
    regions = counting.by("region")
    assert counting.totals().values["individuals_reached"] == 62
    assert regions["ML05"].values["individuals_reached"] == 50
    assert regions["ML07"].values["women_share"] is None
    assert "women_share" in regions["ML07"].hidden
    assert regions["ML07"].values["businesses"] == 1, "one business stays one"
    women = here.counting("region", small=5, sex="female").by("region")
    assert {code: one.values["individuals_reached"] for code, one in women.items()} == {"ML05": None, "ML07": None}


def test_another_question_gives_nothing_away_either(here: Field) -> None:
    """12 in Gao of whom 9 are men would be 3 women: each of the two is hidden, whichever way it is asked for."""
    here.business(*here.people(20), *here.people(30, "male"))
    here.business(*here.people(3, "female", GAO), *here.people(9, "male", GAO), place=GAO)
    assert here.figure("individuals_reached", place="ML07", small=5) == 12
    for sex in ("female", "male"):
        assert here.figure("individuals_reached", place="ML07", sex=sex, small=5) is None
        assert here.by("region", "individuals_reached", sex=sex, small=5)["ML07"] is None


def test_structures_are_no_people(here: Field) -> None:
    here.care(here.person(place=GAO), here.facility("specialised", GAO), "mental_health")
    found = here.totals(small=5)
    assert found.values["specialised_structures"] == 1
    assert found.values["mental_health_people"] is None
    assert {"mental_health_people", "health_care_people"} <= found.hidden


def test_a_share_or_a_median_of_a_few_cases_is_not_shown(here: Field) -> None:
    person = here.person()
    for _ in range(4):
        here.case(person, state="closed", closed_how="call", answered_at=moment(DAY), outcome="acted")
    assert {"cases_question", "cases_closed_told_share", "first_answer_hours_median"} <= here.totals(small=5).hidden
    here.case(person, state="closed", closed_how="call", answered_at=moment(DAY), outcome="acted")
    assert here.figure("cases_closed_told_share", small=5) == 1
    assert here.figure("cases_question", small=5) == 5


def test_a_month_with_a_few_people_is_not_shown(here: Field) -> None:
    here.business(*here.people(9), on=DAY)
    here.business(*here.people(3), on=LATER)
    here.business(*here.people(8, "female", BOUREM), on=TODAY - timedelta(days=90))
    months = here.by("month", "individuals_reached", small=5)
    assert months == {"2026-08": None, "2026-10": 9, "2026-11": None}
    assert here.counting("month", small=5).totals().values["individuals_reached"] == 20


def closed(here: Field, person: UUID, outcome: str, number: int) -> None:
    for _ in range(number):
        here.case(person, state="closed", closed_how="call", answered_at=moment(DAY), outcome=outcome)


def test_a_share_tells_no_small_number_of_cases(here: Field) -> None:
    """Two of eleven were acted upon in Gao: from 0.1818 and eleven questions anybody works that out."""
    gao, konna = here.person(place=GAO), here.person()
    closed(here, gao, "acted", 2)
    closed(here, gao, "explained", 9)
    closed(here, konna, "acted", 10)
    closed(here, konna, "explained", 10)
    regions = here.counting("region", small=5).by("region")
    assert regions["ML07"].values["cases_question"] == 11
    assert "feedback_acted_upon_share" in regions["ML07"].hidden
    assert "feedback_acted_upon_share" in regions["ML05"].hidden, "the total less Mopti's would be Gao's"
    assert here.figure("feedback_acted_upon_share", small=5) == 0.3871


def test_a_month_is_hidden_in_a_place_as_the_place_is_in_that_month(here: Field) -> None:
    """Three in Gao in October: the month of all, less Mopti's October, less Bourem's would tell them."""
    for day in (DAY, LATER):
        here.business(*here.people(12), on=day)
        here.business(*here.people(6, "female", BOUREM), place=BOUREM, on=day)
    here.business(*here.people(3, "female", GAO), place=GAO, on=DAY)
    here.business(*here.people(9, "female", GAO), place=GAO, on=LATER)
    by_place = here.by("cercle", "individuals_reached", small=5, since=DAY, until=DAY)
    assert by_place == {"ML0506": 12, "ML0702": None, "ML0703": None}
    for cercle, shown in by_place.items():
        months = here.by("month", "individuals_reached", small=5, place=cercle)
        assert (months["2026-10"] is None) == (shown is None), cercle
    assert here.by("month", "individuals_reached", small=5)["2026-10"] == 21
