"""What an officer sends, page by page."""

import re
from html import unescape

import httpx
from tests.web.visitors import Browser

START = "/bookings/new"

GOOD: dict[str, dict[str, str]] = {
    "disposal": {"disposal": "conditional_caution"},
    "age": {"age": "34"},
    "admission": {"admits_offence": "yes", "evidence_sufficient": "yes"},
    "risk": {"risk_grade": "standard", "risk_tool": "dash"},
    "history": {"has_history": "no"},
    "orders": {"current_orders": "none"},
    "offence": {
        "offence": "criminal_damage",
        "offence_on-day": "20",
        "offence_on-month": "11",
        "offence_on-year": "2026",
    },
    "group": {"sex": "male", "relationship": "intimate_partner"},
    "coercive-control": {"coercive_control": "no"},
    "victim": {"victim_views_sought": "yes"},
    "victim-position": {"victim_position": "supports"},
}
PERSON = {
    "given_names": "Adam",
    "family_name": "Example",
    "date_of_birth-day": "1",
    "date_of_birth-month": "6",
    "date_of_birth-year": "1992",
    "address": "1 Example Road\r\nTestshire",
    "phone": "07700 900982",
    "email": "adam@example.org",
    "crime_reference": "13/1/26",
}
CAUTION = {
    "officer_name": "Officer Example",
    "collar_number": "4411",
    "authorising_name": "Sergeant Example",
    "authorising_rank": "sergeant",
    "caution_on-day": "23",
    "caution_on-month": "11",
    "caution_on-year": "2026",
    "effect_explained": "yes",
    "admission_signed": "yes",
}


def begin(officer: Browser) -> str:
    """Begin a check and give the address of its first question."""
    return officer.send(f"{START}/begin").headers["location"]


def check(officer: Browser, **other: dict[str, str]) -> str:
    """Answer every question and give the address to which the last one led."""
    going = begin(officer)
    for _ in range(len(GOOD) + 1):
        topic = going.rpartition("/")[2]
        if topic == "verdict":
            return going
        answered = officer.send(going, **other.get(topic.replace("-", "_"), GOOD[topic]))
        assert answered.status_code == 303, errors_on(answered)
        going = answered.headers["location"]
    raise AssertionError(going)


def errors_on(page: httpx.Response) -> list[str]:
    """Give the sentences of the summary of errors."""
    summary = re.search(r'govuk-error-summary__list">(.*?)</ul>', page.text, re.DOTALL)
    found = re.findall(r"<a [^>]*>(.*?)</a>", summary[1], re.DOTALL) if summary else []
    return [" ".join(unescape(sentence).split()) for sentence in found]


def heading_of(page: httpx.Response) -> str:
    """Give the page's first heading."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    return " ".join(unescape(found[1]).split()) if found else ""
