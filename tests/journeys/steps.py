"""The officer's steps, as journeys take them."""

from tests.journeys.visitor import Visitor

GOOD: dict[str, dict[str, str]] = {
    "disposal": {"disposal": "conditional_caution"},
    "admission": {"admits_offence": "yes", "evidence_sufficient": "yes"},
    "risk": {"risk_grade": "standard", "risk_tool": "dash"},
    "history": {"has_history": "no"},
    "orders": {"current_orders": "none"},
    "offence": {"offence": "criminal_damage"},
    "group": {"sex": "male", "relationship": "intimate_partner"},
    "coercive-control": {"coercive_control": "no"},
    "victim": {"victim_views_sought": "yes"},
    "victim-position": {"victim_position": "supports"},
}
MOST_PAGES = 15


def check(officer: Visitor, **other: dict[str, str]) -> None:
    """Answer every question of the check, as for an eligible man unless said otherwise, up to the verdict."""
    officer.goto("/bookings/new")
    officer.press("Start now")
    for _ in range(MOST_PAGES):
        topic = officer.path.rpartition("/")[2]
        if topic == "verdict":
            return
        answer_topic(officer, topic, other.get(topic.replace("-", "_"), GOOD.get(topic, {})))
    raise AssertionError(f"the check does not end: {officer.path}")


def answer_topic(officer: Visitor, topic: str, answers: dict[str, str]) -> None:
    """Answer one page and go on."""
    if topic == "age":
        officer.fill(age=answers.get("age", "34"))
    elif topic == "add":
        officer.choose(outcome="caution", violence="no", domestic_abuse="no")
    elif topic == "offence":
        officer.choose(**answers)
        officer.fill_date("offence_on", "20", "11", "2026")
    elif topic != "matters":
        officer.choose(**answers)
    officer.press("Continue")


def hold(officer: Visitor) -> str:
    """Hold the first place that is offered and give the reference's address."""
    officer.press("Find a place")
    officer.press("Hold a place")
    return officer.path


def record(officer: Visitor, **person: str) -> None:
    """Enter person, needs and caution."""
    officer.follow("The person")
    details = {
        "given_names": "Adam",
        "family_name": "Example",
        "address": "1 Example Road",
        "crime_reference": "13/1/26",
    }
    officer.fill(**{**details, **person})
    officer.fill_date("date_of_birth", "1", "6", "1992")
    officer.press("Save and go on")
    officer.follow("What the person needs")
    officer.choose(interpreter="no")
    officer.press("Save and go on")
    sign(officer)


def sign(officer: Visitor, rank: str = "sergeant") -> None:
    """Enter the caution."""
    officer.follow("The caution")
    officer.fill(officer_name="Officer Example", collar_number="4411", authorising_name="Sergeant Example")
    officer.select(authorising_rank=rank)
    officer.fill_date("caution_on", "23", "11", "2026")
    officer.choose(effect_explained="yes", admission_signed="yes")
    officer.press("Save and go on")


def confirm(officer: Visitor) -> None:
    officer.follow("Check your answers")
    officer.press("Confirm the booking")
