"""The audit trail on its page and as a download."""

import csv
import io
import re

import pytest
from sqlalchemy import select
from tests.core.records.rows import entry
from tests.web.inhabited import EVERYBODY, MANAGER, words_on

from cara.access import Role
from cara.records import AuditEntry
from cara.staff import NewAccount, add_account

MAY_READ = {MANAGER, "auditor-1"}
EVERYBODY_HERE = (*EVERYBODY, "director-1", "auditor-1")


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def actions(here):
    with here.area.database.read() as unit:
        return unit.execute(select(AuditEntry.action).order_by(AuditEntry.seq)).scalars().all()


def leave(here, how_many, **said):
    with here.area.database.write() as unit:
        for _ in range(how_many):
            unit.audit(entry("sign_in", **{"at": here.area.now, "actor": "officer-2", **said}))


def test_a_manager_reads_who_saw_a_record(here, manager):
    reference = here.area.hold()
    here.area.see(reference, here.area.supervisor)
    said = words_on(manager.get(f"/audit?record={reference.spoken.lower()}"))
    assert f"Who saw referral {reference.spoken}" in said
    saw = f"Account supervisor-1 supervisor-1 Saw referral {reference.spoken}, as somebody of the force that entered it"
    assert f"23 November 2026 at 10am {saw}" in said
    assert "Consultation" in said


def test_the_trail_opens_with_the_newest_entry(here, auditor):
    here.area.hold()
    said = words_on(auditor.get("/audit")).partition("Newest first")[2]
    assert said.index("Entered referral") < said.index("Signed in")


def test_an_auditor_begins_there(auditor):
    assert auditor.get("/").headers["location"] == "/audit"


@pytest.mark.parametrize("code", EVERYBODY_HERE)
@pytest.mark.parametrize("below", ["", "/download"])
def test_nobody_else_may(here, code, below):
    assert here.sign_in(code).get(f"/audit{below}").status_code == (200 if code in MAY_READ else 403)


@pytest.mark.parametrize("below", ["", "/download"])
def test_nobody_signed_in_is_sent_to_sign_in(here, below):
    assert here.site.browser().get(f"/audit{below}").headers["location"] == "/sign-in"


def test_pages_of_fifty_lead_to_the_end_and_keep_what_was_asked(here, auditor):
    leave(here, 120)
    seen, address = [], "/audit?who=officer-2&action=sign_in"
    while address:
        page = auditor.get(address).text
        seen += re.findall(r"Entry ([0-9]+): ", page)
        found = re.search(r'govuk-pagination__link" href="([^"]+)" rel="next"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 120
    assert [int(number) for number in seen] == sorted(map(int, seen), reverse=True)


def test_nothing_found_says_what_to_do(auditor):
    said = words_on(auditor.get("/audit?record=7KQ4-M2XH&until=2000-01-01"))
    assert "This is not a reference" in said or "No entry found" in said
    assert "No entry found" in words_on(auditor.get("/audit?until=2000-01-01"))


def test_it_is_narrowed_by_every_field(here, auditor):
    reference = here.area.hold()
    here.area.see(reference, here.area.supervisor)
    asked = f"record={reference}&who=supervisor-1&operation=consultation&action=referral_seen"
    answer = auditor.get(f"/audit?{asked}&since=2026-11-23&until=2026-11-23")
    assert len(re.findall("Entry [0-9]+: ", answer.text)) == 1
    assert "Only what Account supervisor-1 did" in words_on(answer)


WRONG = {
    "record=nonsense": "This is not a reference",
    "since=yesterday": "The day must be a real date",
    "until=2026-02-30": "The day must be a real date",
    "since=2026-11-24&until=2026-11-23": "The last day must not be before the first",
    "operation=sale": "Choose an operation from the list",
    "action=sold": "Choose what was done from the list",
    "since=0001-01-01": "The day must be between",
}


@pytest.mark.parametrize("asked", WRONG)
@pytest.mark.parametrize("below", ["", "/download"])
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_shown(here, auditor, asked, below):
    leave(here, 3)
    answer = auditor.get(f"/audit{below}?{asked}")
    assert answer.status_code == 422
    assert WRONG[asked] in words_on(answer)
    assert "There is a problem" in words_on(answer)
    assert "Entry " not in answer.text


@pytest.mark.parametrize("asked", ["before=-1", "before=0", f"before={2**80}", f"before=-{2**80}", "who=%00", "x=1"])
def test_no_address_is_a_fault(auditor, asked):
    assert auditor.get(f"/audit?{asked}").status_code in {200, 400, 422}


@pytest.mark.parametrize("field", ["record", "who", "operation", "action", "since", "until"])
def test_markup_stays_text(auditor, field):
    answer = auditor.get("/audit", params={field: '"><script>alert(1)</script>'})
    assert "<script>alert" not in answer.text


def test_reading_and_downloading_are_entries_themselves(here, auditor):
    auditor.get("/audit")
    auditor.get("/audit/download")
    assert actions(here)[-2:] == ["audit_read", "audit_downloaded"]


def test_a_download_holds_what_was_asked_for(here, auditor):
    reference = here.area.hold()
    here.area.see(reference, here.area.supervisor)
    answer = auditor.get(f"/audit/download?record={reference}&action=referral_seen")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-2026-11-23.csv"'
    header, row = rows_of(answer)
    assert header[:5] == ["Number", "When", "Who", "Account", "What"]
    said = [*row[1:5], row[6], row[7]]
    moment = "23 November 2026 at 10am"
    what = f"saw referral {reference.spoken}"
    assert said == [moment, "Account supervisor-1", "supervisor-1", what, "Consultation", reference.spoken]


def test_no_cell_of_a_download_is_a_formula(here, auditor):
    said = NewAccount("=1+1", "=HYPERLINK(1)", Role.POLICE_OFFICER, "x")
    add_account(here.area.database, said, now=here.area.now)
    leave(here, 1, actor="=1+1", request_id="@SUM(1)")
    cells = [cell for row in rows_of(auditor.get("/audit/download")) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert "'@SUM(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_download_needs_fresh_proof(here, auditor):
    here.go_on(minutes=11)
    answer = auditor.get("/audit/download")
    assert answer.status_code in {303, 403}
    assert "csv" not in answer.headers.get("content-type", "")
    assert "audit_downloaded" not in actions(here)


def test_a_referrals_page_leads_there_for_who_may_read_it(here, manager):
    reference = here.area.hold()
    link = f'href="/audit?record={reference}"'
    assert link in manager.get(f"/bookings/{reference}").text
    assert link not in here.sign_in("officer-1").get(f"/bookings/{reference}").text


def test_the_menu_shows_the_trail_to_who_may_read_it(here, manager):
    assert 'href="/audit"' in manager.get("/administration").text
    assert 'href="/audit"' not in here.sign_in("officer-1").get("/areas").text


def test_no_address_or_title_names_anybody(here, auditor):
    page = auditor.get("/audit?who=officer-1").text
    assert not re.search(r'(href|action)="[^"]*Account', page)
    assert "Account" not in re.search("<title>(.*)</title>", page)[1]
