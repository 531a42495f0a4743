"""Forms of one name sound alike, names of different people do not: as they are written in Mali."""

import pytest

from flows.namesakes import sound_of

SAME = """
Traoré Traore TRAORE Traoré Traoure Trawore
Diallo Jallo Djallo Jalloh Dialo
Coulibaly Kulibali Koulibali Coulibali Couloubaly
Keïta Keita Kéita Keyta
Touré Toure Touray
Cissé Cisse Sissé Sisse Ceesay
Fatoumata Fatimata Fadimata Fatumata
Aïssata Aissata Aïchata Aïssatou Aisata
Mohamed Mohammed Mohamad Mouhamed
Moussa Musa Moussah
Diarra Jara Djarra Diara
Haïdara Aïdara Haidara Aydara
Ouattara Wattara Watara
Boubacar Bubakar Aboubacar Boubakar
Kadidia Khadija Kadija Kadidja
Hawa Awa Haoua
Maïga Maiga Mayga
Seydou Saydou Saïdou
Alassane Alhassane
Alhousseyni Alousseini
Ouologuem Wologuem Ologuem
Guindo Gindo
Djénéba Jeneba Djeneba
Mahamadou Mahamadu Mamadou
Souleymane Suleymane Suleiman
Mariam Mariama Maryam
Oumar Omar Umar
Ousmane Osman Usman
Sidibé Sidibe
Dembélé Dembele
Doumbia Dumbia Doumbya
Cheick Cheikh Cheickh
Ouédraogo Wedraogo
Ibrahima Ibrahim Bréhima
"""

APART = """
Mohamed Mahamadou
Amadou Mamadou
Aminata Ramata
Salimata Halimata
Moussa Issa
Fanta Fatoumata
Oumar Oumou
Adama Awa
Alassane Alhousseyni
Diallo Diarra
Touré Traoré
Cissé Sidibé
Konaté Koné
Hamidou Hamadou
Dicko Diakité
"""


@pytest.mark.parametrize("forms", SAME.strip().splitlines())
def test_forms_of_one_name(forms: str) -> None:
    assert len({sound_of(form) for form in forms.split()}) == 1, {form: sound_of(form) for form in forms.split()}


@pytest.mark.parametrize("names", APART.strip().splitlines())
def test_names_of_different_people(names: str) -> None:
    one, other = names.split()
    assert sound_of(one) != sound_of(other)
