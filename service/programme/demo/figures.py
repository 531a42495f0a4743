"""The figures that the programme reported of itself, and what the demo says of them when it is loaded."""

from datetime import date

from sqlalchemy import Connection, func, select

from service.programme import tables as t
from service.programme.figures.catalogue import business_types, catalogue
from service.programme.figures.counting import Counting
from service.programme.figures.scope import Scope

MEMBERS, WOMEN, BUSINESSES = 5_358, 2_840, 812
"""53 % of 5,358 is 2,840 (53.0 %)."""
IN_CARE = 9_600


def in_words(db: Connection, today: date, staff_pin: str) -> str:
    """One paragraph for whoever starts the line: the key figures, counted from rows."""
    found = Counting(db, Scope(today=today), catalogue(business_types(db))).totals().values
    registered = db.execute(select(func.count()).select_from(t.person)).scalar_one()
    return (
        f"The demo programme is loaded; everybody in it is made up and nobody can be reached. "
        f"{found['individuals_reached']:,} people ({found['women_share']:.0%} women) are members of "
        f"{found['businesses']:,} small businesses of {found['business_types']} types in {found['villages']} villages "
        f"of Gao, Mopti and Tombouctou; {found['health_care_people']:,} received care in {found['health_centres']} "
        f"community health centres, those with mental health care also in {found['specialised_structures']} "
        f"specialised structure, and {found['counselling_people']:,} counselling. {registered:,} people are "
        f"registered. The agents' PIN is {staff_pin}."
    )
