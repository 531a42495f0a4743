"""Names as they are common in the region, put together at random: a person who bears one is met by accident."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from service.models.person import Sex


@dataclass(frozen=True, slots=True)
class Pool:
    """The names of one part of the country, and the languages spoken there, the commonest first."""

    female: tuple[str, ...]
    male: tuple[str, ...]
    family: tuple[str, ...]
    languages: tuple[str, ...]

    def name(self, sex: str, chance: Random, family: str = "") -> str:
        """A given name and a family name (that one, where it is given)."""
        given = self.female if sex == Sex.FEMALE else self.male
        return f"{chance.choice(given)} {family or chance.choice(self.family)}"

    def language(self, chance: Random) -> str:
        """Two in three speak the first one."""
        return self.languages[0] if chance.random() < 0.66 else chance.choice(self.languages)


def _pool(female: str, male: str, family: str, languages: str) -> Pool:
    return Pool(tuple(female.split()), tuple(male.split()), tuple(family.split()), tuple(languages.split()))


_WOMEN = "Aminata Fatoumata Mariam Aïssata Kadidia Oumou Hawa Awa Ramata Djénéba Safiatou Fanta Bintou Salimata Rokia"
_MEN = "Amadou Moussa Ibrahima Oumar Boubacar Abdoulaye Mahamadou Seydou Hamidou Issa Souleymane Aliou Adama Bakary"

POOLS: Mapping[str, Pool] = MappingProxyType(
    {
        "plateau": _pool(
            f"{_WOMEN} Yassa Yadjè Yapèrè Anna Binta",
            f"{_MEN} Antandou Amaguimé Atimé Ogobara Hama",
            "Guindo Ouologuem Togo Kassogué Tembely Dolo Karembé Djiguiba Sagara Kodio Teme Poudiougou Niangaly",
            "dts dtm djm ffm bam",
        ),
        "delta": _pool(
            f"{_WOMEN} Penda Dado Coumba Inna Takko",
            f"{_MEN} Bori Hamma Samba Demba Allaye",
            "Diallo Cissé Barry Sidibé Bah Dicko Tall Karabenta Konta Kanta Traoré Minta Sinenta Tapo Touré Bocoum",
            "ffm bam boz fr",
        ),
        "bend": _pool(
            f"{_WOMEN} Fadimata Zeïnabou Hadizatou Nana Agaïcha",
            f"{_MEN} Alassane Mahamane Almoustapha Alhousseyni Baba",
            "Touré Maïga Haïdara Cissé Dicko Traoré Arby Koïta Sidi Alpha Bocar Coulibaly",
            "khq taq mey fr",
        ),
        "gao": _pool(
            f"{_WOMEN} Fadimata Hadjira Zeïnabou Mariama Agaïchatou",
            f"{_MEN} Alassane Ibrahim Abdoulahi Idrissa Soumeïla",
            "Maïga Touré Cissé Dicko Traoré Arboncana Alhousseyni Yattara Almahmoud Aguissa Boncana Mahamar",
            "ses taq fr bam",
        ),
    }
)

_PLATEAU = frozenset({"ML0501", "ML0502", "ML0505"})
_REGIONS = MappingProxyType({"ML05": "delta", "ML06": "bend", "ML07": "gao"})


def pool_of(pcode: str) -> Pool:
    """The names of a place (P-code): Dogon country within Mopti, else its region."""
    return POOLS["plateau" if pcode[:6] in _PLATEAU else _REGIONS[pcode[:4]]]
