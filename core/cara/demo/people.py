"""Invented participants: names of several communities, reserved phone numbers, invented references, needs."""

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from cara.casework.details import (
    AccessNeed,
    EqualityAnswers,
    Ethnicity,
    Language,
    Needs,
    PersonDetails,
    YesNoNotSaid,
)
from cara.vocabulary import Sex
from cara.vocabulary.dates import add_months, age_on

MONTHS_A_YEAR = 12
BIRTHDAY_IS_FAR = timedelta(days=60)
"""No birthday lies so close to the day of entering that an age would change while a referral is on its way."""


@dataclass(frozen=True, slots=True)
class Community:
    """What is drawn from together: names, the language that may be needed, and a self-described group."""

    weight: int
    men: tuple[str, ...]
    women: tuple[str, ...]
    families: tuple[str, ...]
    languages: tuple[Language, ...]
    ethnicity: Ethnicity
    first_language: str


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COMMUNITIES = (
    Community(
        56,
        ("Callum", "Dean", "Gareth", "Liam", "Stuart", "Wayne", "Ryan", "Neil", "Josh", "Barry", "Kieran", "Martin"),
        ("Chloe", "Donna", "Gemma", "Hayley", "Leanne", "Stacey", "Tracy", "Beth", "Kirsty", "Paula", "Megan", "Jodie"),
        _names(
            "Aldous Brackley Carrow Denholm Eastwick Fallow Garside Hallam Ingleby Jessop Kettley Lomax Marston Nuttall "
            "Oakden Penrose Quaife Rushworth Sedgley Tolland Upshall Verity Wragg Yarwood"
        ),
        (Language.ENGLISH,),
        Ethnicity.WHITE,
        "English",
    ),
    Community(
        18,
        ("Adeel", "Bilal", "Faisal", "Hamza", "Imran", "Kashif", "Naveed", "Tariq", "Usman", "Zubair"),
        ("Aisha", "Bushra", "Farah", "Hina", "Nadia", "Rukhsana", "Saima", "Shazia", "Uzma", "Zara"),
        ("Ansari", "Baig", "Durrani", "Gilani", "Lodhi", "Naqvi", "Qazi", "Rafique", "Siddiqi", "Zaman"),
        (Language.ENGLISH, Language.ENGLISH, Language.URDU, Language.PUNJABI),
        Ethnicity.ASIAN,
        "Urdu",
    ),
    Community(
        6,
        ("Amarjit", "Gurdeep", "Harjinder", "Jaspal", "Manvir"),
        ("Amrit", "Gurpreet", "Harleen", "Jasvir", "Simran"),
        ("Bhogal", "Chana", "Dosanjh", "Hothi", "Jandu", "Purewal"),
        (Language.ENGLISH, Language.PUNJABI),
        Ethnicity.ASIAN,
        "Punjabi",
    ),
    Community(
        6,
        ("Bartosz", "Dawid", "Grzegorz", "Łukasz", "Paweł", "Tomasz"),
        ("Agnieszka", "Beata", "Dorota", "Iwona", "Magdalena", "Zofia"),
        ("Bielak", "Cichoń", "Gołąb", "Jarosz", "Kurek", "Pawlak", "Wrona", "Zięba"),
        (Language.POLISH, Language.POLISH, Language.ENGLISH),
        Ethnicity.WHITE,
        "Polish",
    ),
    Community(
        5,
        ("Andre", "Curtis", "Delroy", "Kwame", "Marlon", "Tendai"),
        ("Abena", "Chantelle", "Efua", "Marcia", "Rudo", "Shanice"),
        ("Adeyinka", "Boateng", "Chikanda", "Darko", "Fenton-Hale", "Mensah", "Moyo"),
        (Language.ENGLISH,),
        Ethnicity.BLACK,
        "English",
    ),
    Community(
        4,
        ("Bogdan", "Cristian", "Florin", "Ionuț", "Vasile"),
        ("Alina", "Elena", "Ioana", "Mihaela", "Ștefania"),
        ("Bălan", "Dobre", "Lupu", "Munteanu", "Rusu", "Țurcan"),
        (Language.ROMANIAN, Language.ENGLISH),
        Ethnicity.WHITE,
        "Romanian",
    ),
    Community(
        3,
        ("Aram", "Dilshad", "Karwan", "Omar", "Yousif"),
        ("Avin", "Layla", "Nasrin", "Shilan", "Zaynab"),
        ("Al-Jabari", "Barzinji", "Haddad", "Salih", "Zandi"),
        (Language.KURDISH, Language.ARABIC),
        Ethnicity.OTHER,
        "Kurdish",
    ),
    Community(
        2,
        ("Abdul", "Mizan", "Rafiq", "Shafiq"),
        ("Fatema", "Nasima", "Rehana", "Shirin"),
        ("Chowdhury", "Howlader", "Sarkar", "Talukder"),
        (Language.ENGLISH, Language.BENGALI),
        Ethnicity.ASIAN,
        "Bengali",
    ),
)

STREETS = (
    "Bobbin Street",
    "Cinder Hill",
    "Daisy Bank",
    "Fulling Lane",
    "Heckle Road",
    "Ingleby Terrace",
    "Linnet Grove",
    "Shuttle Fold",
    "Tenterfield View",
    "Wagtail Close",
)
OTHER_NEEDS = (
    "Types and reads slowly: please send short letters in large print.",
    "Works nights from Sunday to Thursday; ring after 2pm.",
    "Has diabetes and needs to eat at noon.",
    "Is anxious in groups and would like to sit near the door.",
)


class Invention:
    """Draws people. No two have the same name and date of birth, PNC identifier or crime reference."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._known: set[tuple[str, str]] = set()
        self._numbers = _different_numbers(rng)

    def happens(self, percent: int) -> bool:
        """Tell whether something happens that does so in so many of a hundred cases."""
        return self._rng.randrange(100) < percent

    def community(self) -> Community:
        """Draw a community, as often as its weight says."""
        return self._rng.choices(COMMUNITIES, [community.weight for community in COMMUNITIES])[0]

    def person(self, community: Community, sex: Sex, age: int, district: str, today: date) -> PersonDetails:
        """Draw who somebody of an age is: names, how to reach him or her, references."""
        given, family = self._name(community, sex)
        rng = self._rng
        return PersonDetails(
            given_names=given,
            family_name=family,
            date_of_birth=self._birth(age, today),
            phone=f"07700 900{rng.randrange(1000) // 2 * 2 + 1:03}" if self.happens(90) else None,
            email=_email(given, family) if self.happens(55) else None,
            address=f"{rng.randrange(1, 180)} {rng.choice(STREETS)}\n{district}",
            pnc_id=self._pnc_id(today) if self.happens(80) else None,
            crime_reference=self.crime_reference(today),
        )

    def crime_reference(self, today: date) -> str:
        """Give a crime reference that nobody else has."""
        return f"CR/{next(self._numbers)}/{today:%y}"

    def needs(self, community: Community, impossible: Collection[date], access: tuple[AccessNeed, ...]) -> Needs:
        """Draw what somebody needs besides what was known when the place was looked for."""
        language = self._rng.choice(community.languages)
        foreign = language is not Language.ENGLISH
        return Needs(
            language=language,
            interpreter=foreign and self.happens(60),
            access=access,
            other_needs=self._rng.choice(OTHER_NEEDS) if self.happens(10) else None,
            unavailable=tuple(sorted(impossible)),
        )

    def equality(self, community: Community) -> EqualityAnswers | None:
        """Draw what somebody says of himself or herself; half say nothing."""
        if self.happens(50):
            return None
        if self.happens(20):
            return EqualityAnswers(ethnicity=Ethnicity.NOT_SAID, disability=YesNoNotSaid.NOT_SAID)
        disability = self._rng.choices((YesNoNotSaid.NO, YesNoNotSaid.YES), (5, 1))[0]
        return EqualityAnswers(
            ethnicity=community.ethnicity, disability=disability, first_language=community.first_language
        )

    def _name(self, community: Community, sex: Sex) -> tuple[str, str]:
        given = self._rng.choice(community.men if sex is Sex.MALE else community.women)
        family = self._rng.choice(community.families)
        if (given, family) in self._known:
            return self._name(self.community(), sex)
        self._known.add((given, family))
        return given, family

    def _birth(self, age: int, today: date) -> date:
        """Draw a date of birth that gives an age, with no birthday near."""
        youngest, oldest = add_months(today, -MONTHS_A_YEAR * age), add_months(today, -MONTHS_A_YEAR * (age + 1))
        days = self._rng.randrange(BIRTHDAY_IS_FAR.days, (youngest - oldest).days - BIRTHDAY_IS_FAR.days)
        born = youngest - timedelta(days=days)
        assert age_on(today, born) == age
        return born

    def _pnc_id(self, today: date) -> str:
        year = today.year - self._rng.randrange(1, 12)
        return f"{year}/{next(self._numbers):07}{self._rng.choice('ABCDEFGHJKLMNPQRTUVWXYZ')}"


def _different_numbers(rng: Random) -> Iterator[int]:
    yield from rng.sample(range(10_000, 99_999), 5_000)


def _email(given: str, family: str) -> str:
    letters = unicodedata.normalize("NFKD", f"{given}.{family}".lower().replace("ł", "l"))
    return f"{''.join(letter for letter in letters if letter.isascii() and letter in _LOCAL_PART)}@example.org"


_LOCAL_PART = frozenset("abcdefghijklmnopqrstuvwxyz.-")
