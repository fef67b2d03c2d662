"""Examples of what programs send. The people in them are invented."""

from collections.abc import Mapping

FACTS: Mapping[str, object] = {
    "referral_source": "west_yorkshire_police",
    "disposal": "conditional_caution",
    "age": 34,
    "sex": "male",
    "relationship": "intimate_partner",
    "offence": "common_assault_or_battery",
    "offence_on": "2026-11-20",
    "evidence_sufficient": True,
    "admits_offence": True,
    "risk_grade": "standard",
    "risk_tool": "dash",
    "risk_graded_on": "2026-11-20",
    "earlier_matters": [],
    "current_orders": [],
    "coercive_control": False,
}
CASE: Mapping[str, object] = {
    "facts": FACTS,
    "restricted_facts": {"victim_views_sought": True, "victim_position": "agrees"},
}
SEARCH: Mapping[str, object] = {"district": "leeds", "impossible": ["2026-12-12"], "step_free": True}

EXAMPLES: Mapping[str, Mapping[str, object]] = {
    "token": {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJmb3JjZS1zeXN0ZW0ifQ.c2lnbmF0dXJl",
    },
    "case": CASE,
    "offers": {"facts": FACTS, "search": SEARCH},
    "search": SEARCH,
    "referral": {"ask": "hold", **CASE, "cohort": "C-0123", "search": SEARCH},
    "next": {"ask": "hold", "cohort": "C-0124"},
    "nothing": {},
    "withdrawal": {"reason": "The caution was not given."},
    "person": {
        "given_names": "Alder",
        "family_name": "Quillfeather",
        "date_of_birth": "1992-06-01",
        "phone": "07700 900982",
        "email": "alder@example.org",
        "address": "1 Example Road\nLeeds",
        "pnc_id": "2019/0123456X",
        "crime_reference": "13/12345/26",
    },
    "needs": {
        "language": "en",
        "interpreter": False,
        "access": ["step_free"],
        "unavailable": ["2026-12-12"],
        "keep_apart": [{"name": "Bryn Oakhollow"}],
    },
    "victim": {
        "details": {
            "given_names": "Cedar",
            "family_name": "Larkspur",
            "date_of_birth": "1990-04-02",
            "relationship": "ex_partner",
            "language": "en",
            "interpreter": False,
            "told": "expects_call",
        },
        "safe_contact": {
            "phone": "07700 900111",
            "ways": ["call"],
            "hours": [{"weekday": 0, "begins": "18:00:00", "ends": "20:00:00"}],
            "code_word": "Parcel",
            "review_on": "2027-01-31",
        },
    },
    "caution": {
        "officer_name": "Officer Example",
        "collar_number": "1234",
        "authorising_name": "Sergeant Example",
        "authorising_rank": "sergeant",
        "caution_on": "2026-11-23",
        "effect_explained": True,
        "admission_signed": True,
    },
}
"""By the name of the body: see :class:`cara_web.api.operations.Operation`."""
