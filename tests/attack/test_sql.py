"""sqlmap on every parameter that reaches a statement: queries, addresses, bodies of programs, fields of forms."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.attack.attacked import Attacked
from tests.attack.tools import fetched, run
from tests.web.referrals.sending import CAUTION, PERSON

from cara_web.api.examples import EXAMPLES

SECONDS = 150
BOUNDS = ("--batch", "--dbms=sqlite", "--level=1", "--risk=1", "--technique=BEU", "--timeout=30", "--retries=1")
NOTHING = "all tested parameters do not appear to be injectable"

QUERIES = {
    "list": "/bookings?find=Example&status=held",
    "list by page": "/bookings?before=5&find=Example",
    "list after a decision": "/worklist?done=x",
    "rules of a day": "/areas/testshire?on=2026-11-23",
    "difference": "/areas/diff?left=testshire&right=testshire&on=2026-11-23",
}
ADDRESSES = {
    "referral": "/bookings/{held}*",
    "letter": "/bookings/{booked}*/letter",
    "item": "/worklist/{item}*",
    "area": "/areas/testshire*",
}
FORMS: Mapping[str, tuple[str, Mapping[str, str], str]] = {
    "person": ("/bookings/{held}/person", PERSON, "family_name,crime_reference"),
    "caution": ("/bookings/{held}/caution", CAUTION, "collar_number"),
    "withdrawal": ("/bookings/{booked}/withdraw", {"reason": "because"}, "reason"),
    "search": ("/bookings", {"q": "Example", "status": "held"}, "q,status"),
    "decision": ("/worklist/{item}", {"outcome": "decline", "reason": "because it is so"}, "outcome,reason"),
}
BODIES: Mapping[str, tuple[str, str, object]] = {
    "person": ("PUT", "/api/v1/referrals/{held}/person", {**EXAMPLES["person"], "family_name": "Example*"}),
    "withdrawal": ("POST", "/api/v1/referrals/{booked}/withdrawal", {"reason": "because*"}),
    "hold": ("POST", "/api/v1/referrals/{held}/next", {"ask": "hold", "cohort": "N2*"}),
}


def inject(folder: Path, address: str, path: str, *more: str) -> list[str]:
    """Try to inject SQL and give the parameters through which it went.

    A run that ends otherwise than with findings or with the words that there are none was no attack, and is an error.
    """
    sqlmap = (fetched("sqlmap") / "bin/sqlmap", "-u", address + path, *BOUNDS, "--ignore-code=*", "--skip-waf")
    kept = ("--flush-session", f"--output-dir={folder}", "--disable-coloring")
    printed = run(folder, address, *sqlmap, *kept, *more, seconds=SECONDS)
    found = re.findall(r"^Parameter: (.+)$", printed, re.MULTILINE)
    assert found or NOTHING in printed, printed
    return found


@pytest.fixture
def names(target: Attacked) -> dict[str, str]:
    """What stands in addresses, by the names of the gaps."""
    return {"held": target.held, "booked": target.booked, "item": target.item}


def test_the_planted_flaw_is_found(canary: str, tmp_path: Path) -> None:
    assert inject(tmp_path, canary, "/people?name=Anna") == ["name (GET)"]


def test_nothing_is_injected_through_a_query_or_an_address(
    target: Attacked, names: dict[str, str], tmp_path: Path
) -> None:
    cookie = f"--cookie={target.cookie('manager-1')}"
    for path in (*QUERIES.values(), *ADDRESSES.values()):
        assert inject(tmp_path, target.address, path.format(**names), cookie) == [], path


def test_nothing_is_injected_through_a_form(target: Attacked, names: dict[str, str], tmp_path: Path) -> None:
    for path, fields, tried in FORMS.values():
        page = path.format(**names)
        account = "supervisor-1" if "worklist" in path else "officer-1"
        sent = urlencode({"csrf_token": "x", **fields})
        token = ("--csrf-token=csrf_token", f"--csrf-url={target.address}{page}", f"-p{tried}")
        headers = (f"--cookie={target.cookie(account)}", "-H", f"Origin: {target.address}")
        assert inject(tmp_path, target.address, page, f"--data={sent}", *token, *headers) == [], page


def test_nothing_is_injected_by_a_program(target: Attacked, names: dict[str, str], tmp_path: Path) -> None:
    token = ("-H", f"Authorization: Bearer {target.token('officer-1', 'injector')}")
    for path in ("/api/v1/referrals?before=5&limit=5&status=held", "/api/v1/referrals/{held}*"):
        assert inject(tmp_path, target.address, path.format(**names), *token) == [], path
    sent = (*token, "-H", "Content-Type: application/json", "-H", "Idempotency-Key: the-key-of-an-injector")
    for method, path, body in BODIES.values():
        data = (f"--method={method}", f"--data={json.dumps(body)}")
        assert inject(tmp_path, target.address, path.format(**names), *data, *sent) == [], path
