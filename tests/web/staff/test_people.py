"""Who may sign in: the list, one account, inviting, changing, taking access away and giving it back."""

import re

import pytest
from sqlalchemy import func, select, update
from tests.instances import NOW
from tests.web.entrance.real import confirm_all
from tests.web.inhabited import DEVELOPER, FACILITATOR, HT, MANAGER, OFFICER, SUPERVISOR, VICTIM_CONTACT, words_on

from cara.acting import tell
from cara.records import Base
from cara.records import tables as t
from cara.staff.invitations import invitation_of

CODE = re.compile(r"(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}")
INVITED = {"name": "Alder Quill", "role": "police_officer", "organisation": "testshire_police", "district": "north"}
PAGES = ("/people", "/people/invite", "/people/officer-1", "/people/officer-1/change", "/people/officer-1/end")


def invite(manager, **changes):
    return manager.send("/people/invite", **{**INVITED, **changes})


def counted(here, table=t.Account):
    with here.area.database.read() as unit:
        return unit.scalar(select(func.count()).select_from(table))


def newest(here):
    with here.area.database.read() as unit:
        return unit.execute(select(t.Account.__table__).order_by(t.Account.id.desc()).limit(1)).mappings().one()


@pytest.mark.parametrize("who", [OFFICER, SUPERVISOR, FACILITATOR, VICTIM_CONTACT, HT, DEVELOPER])
@pytest.mark.parametrize("path", PAGES)
def test_nobody_else_comes_here(here, who, path):
    assert here.sign_in(who).get(path).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_whoever_has_not_signed_in_is_sent_to_sign_in(here, path):
    assert here.site.browser().get(path).headers["location"] == "/sign-in"


def test_the_list_shows_everybody_and_leads_to_each(manager):
    said = manager.get("/people")
    assert "Account officer-1" in words_on(said)
    assert 'href="/people/officer-1"' in said.text
    assert "Testshire Police" in words_on(said)


@pytest.mark.parametrize(
    ("asked", "shown", "hidden"),
    [
        ({"q": "OFFICER-2"}, "officer-2", "officer-1"),
        ({"role": "facilitator"}, "facilitator-1", "officer-1"),
        ({"role": "police_officer", "q": "3"}, "officer-3", "officer-1"),
    ],
)
def test_the_list_is_filtered(manager, asked, shown, hidden):
    said = manager.find("/people", **asked).text
    assert f'href="/people/{shown}"' in said
    assert f'href="/people/{hidden}"' not in said


@pytest.mark.parametrize("asked", [{"q": "nobody"}, {"show": "ended"}, {"role": "director"}])
def test_a_list_of_nobody_says_so(manager, asked):
    assert "Nobody found" in words_on(manager.find("/people", **asked))


@pytest.mark.parametrize("asked", ["role=root", "show=all", "done=x"])
def test_a_strange_search_is_no_fault(manager, asked):
    assert manager.get(f"/people?{asked}").status_code in {200, 400}


def test_an_auditor_sees_and_changes_nothing(auditor, here):
    said = auditor.get("/people/officer-1")
    assert said.status_code == 200
    assert "Take access away" not in said.text
    assert "May not see" not in said.text
    assert "Invite somebody" not in auditor.get("/people").text
    assert auditor.get("/people/invite").status_code == 403
    assert auditor.send("/people/officer-1/end", reason="left", confirmed="yes", seen="1").status_code == 403


def test_the_menu_leads_here_whoever_may_come(manager, auditor, here):
    for browser, menu in ((manager, "/administration"), (auditor, "/people")):
        assert 'href="/people"' in browser.get(menu).text
        assert 'href="/programs"' in browser.get(menu).text
    officer = here.sign_in(OFFICER)
    assert 'href="/people"' not in officer.get("/bookings").text


def test_an_invitation_is_shown_once_with_what_to_do_and_opens_the_account(manager, here):
    shown = invite(manager)

    assert shown.status_code == 200
    assert shown.headers["cache-control"] == "no-store"
    said = words_on(shown)
    assert "http://cara.test/join" in said
    assert "Hand it over in person" in said
    code = CODE.search(shown.text)[0]
    confirm_all(here.area.database, NOW)
    account = invitation_of(here.area.database, code, now=NOW)
    assert (account.name, account.organisation, account.district) == ("Alder Quill", "testshire_police", "north")
    assert not CODE.search(manager.get(f"/people/{account.code}").text)
    assert "Open until" in words_on(manager.get(f"/people/{account.code}"))


def test_a_form_sent_twice_invites_once_and_the_second_answer_shows_no_code(manager, here):
    before = counted(here)
    key = "a-key-of-one-form"
    first, second = (invite(manager, idempotency_key=key) for _ in range(2))

    assert counted(here) == before + 1
    assert CODE.search(first.text)
    assert (second.status_code, second.headers["location"]) == (303, f"/people/{newest(here)['code']}")


def test_the_code_is_in_no_record(manager, here):
    code = CODE.search(invite(manager).text)[0]
    with here.area.database.read() as unit:
        rows = [str(unit.execute(select(table)).all()) for table in Base.metadata.sorted_tables]
    assert code not in "".join(rows)
    assert code.replace("-", "") not in "".join(rows)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter the person's name"),
        ({"name": "a" * 101}, "Enter a name of 1 to 100"),
        ({"role": ""}, "Select a role"),
        ({"role": "root"}, "Select a role"),
        ({"organisation": ""}, "Select an organisation, or write another one"),
        ({"organisation": "elsewhere"}, "Select an organisation from the list"),
        ({"other": "Another"}, "not both"),
        ({"district": "atlantis"}, "Select a district from the list"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_invited(manager, here, changes, sentence):
    before = counted(here)
    refused = invite(manager, **changes)
    assert (refused.status_code, sentence in words_on(refused)) == (422, True)
    assert counted(here) == before


@pytest.mark.parametrize(
    ("typed", "stored"), [("testshire police", "testshire_police"), ("PROVIDER", "provider"), ("Karma", "Karma")]
)
def test_an_organisation_that_is_known_is_not_written_in_two_ways(manager, here, typed, stored):
    invite(manager, organisation="", other=typed)
    assert newest(here)["organisation"] == stored


def test_somebody_is_invited_again_once_for_each_form(manager, here):
    assert "Account officer-1" in words_on(manager.get("/people/officer-1/invite"))
    first, second = (manager.send("/people/officer-1/invite", idempotency_key="a-key-of-one-form") for _ in range(2))

    assert CODE.search(first.text)
    assert second.headers["location"] == "/people/officer-1"
    assert counted(here, t.Invitation) == 1


def test_one_form_is_for_one_account(manager, here):
    manager.send("/people/officer-1/invite", idempotency_key="a-key-of-one-form")
    refused = manager.send("/people/officer-2/invite", idempotency_key="a-key-of-one-form")
    assert refused.status_code == 422


def test_another_role_holds_and_is_said_to(manager):
    form = manager.get("/people/officer-1/change")
    assert "sign-ins of this account end" in words_on(form)
    changed = manager.send("/people/officer-1/change", role="facilitator", district="south", seen="1")
    assert changed.headers["location"] == "/people/officer-1?done=changed"
    said = words_on(manager.get("/people/officer-1?done=changed"))
    assert "Facilitator" in said
    assert "holds from the next request on" in said


@pytest.mark.parametrize("changes", [{"role": "root"}, {"district": "atlantis"}, {"seen": "x"}, {"seen": "9" * 30}])
def test_a_change_that_is_wrong_is_asked_again(manager, changes):
    sent = {"role": "auditor", "district": "", "seen": "1", **changes}
    assert manager.send("/people/officer-1/change", **sent).status_code == 422


def test_a_change_to_what_was_changed_meanwhile_is_refused(manager):
    manager.send("/people/officer-1/change", role="auditor", district="", seen="1")
    refused = manager.send("/people/officer-1/change", role="director", district="", seen="1")
    assert (refused.status_code, "Somebody else changed" in words_on(refused)) == (409, True)


def test_taking_access_away_says_what_it_means_first(manager, here):
    here.sign_in(OFFICER)
    said = words_on(manager.get("/people/officer-1/end"))
    assert "The sign-ins end, in 1 browser now" in said
    assert "No program acts for this account" in said
    refused = manager.send("/people/officer-1/end", reason="left", seen="1")
    assert (refused.status_code, "Confirm that access is to end" in words_on(refused)) == (422, True)
    assert "Select the reason" in words_on(manager.send("/people/officer-1/end", confirmed="yes", seen="1"))


def test_access_is_taken_away_and_given_back(manager):
    ended = manager.send("/people/officer-1/end", reason="left", confirmed="yes", seen="1")
    assert ended.headers["location"] == "/people/officer-1?done=ended"
    said = words_on(manager.get("/people/officer-1?done=ended"))
    assert "Access taken away" in said
    assert 'href="/people/officer-1"' in manager.get("/people?show=ended").text
    assert manager.get("/people/officer-1/end").status_code == 303

    assert "invite this person again" in words_on(manager.get("/people/officer-1/give-back"))
    given = manager.send("/people/officer-1/give-back", seen="2")
    assert given.headers["location"] == "/people/officer-1?done=given-back"
    assert manager.get("/people/officer-1/give-back").status_code == 303


@pytest.mark.parametrize("path", ["change", "end", "give-back"])
def test_nobody_changes_his_own_account(manager, path):
    assert "This is your own account" in words_on(manager.get("/people/manager-1"))
    assert manager.get(f"/people/manager-1/{path}").status_code == 404
    sent = {"change": {"role": "auditor", "district": ""}, "end": {"reason": "left", "confirmed": "yes"}}
    refused = manager.send(f"/people/manager-1/{path}", seen="1", **sent.get(path, {}))
    assert refused.status_code in {403, 404}


def test_the_last_area_manager_stays(manager, other_manager):
    gone = {"reason": "left", "confirmed": "yes", "seen": "1"}
    assert manager.send("/people/manager-2/end", **gone).status_code == 303
    assert other_manager.get("/people").headers["location"] == "/sign-in"


def test_a_federated_persons_role_is_changed_elsewhere(manager, here):
    with here.area.database.write() as unit:
        values = {"provider": "force", "federated_index": b"index"}
        unit.execute(update(t.Account).where(t.Account.code == OFFICER).values(**values))
        tell(unit, None, "test", OFFICER, NOW)
    said = manager.get("/people/officer-1")
    assert "it is changed there" in words_on(said)
    assert "/people/officer-1/change" not in said.text
    refused = manager.send("/people/officer-1/change", role="auditor", district="", seen="1")
    assert (refused.status_code, "it is changed there" in words_on(refused)) == (422, True)


@pytest.mark.parametrize("code", ["nobody", "%00", "%ff", "a" * 200, "..%2f", "%ed%a0%80"])
@pytest.mark.parametrize("path", ["", "/change", "/end", "/give-back", "/invite", "/conflicts/new"])
def test_an_account_that_is_not_there_is_not_found(manager, code, path):
    assert manager.get(f"/people/{code}{path}").status_code == 404


def test_without_a_fresh_proof_nothing_is_changed(manager, here):
    here.go_on(minutes=11)
    before = counted(here)
    for path in ("/people/invite", "/people/officer-1/change", "/people/officer-1/end"):
        asked = manager.get(path)
        assert asked.status_code in {303, 403}
        assert "<form" not in asked.text.partition("<main")[2] or "/prove" in asked.text
    assert invite(manager).status_code == 403
    assert manager.send("/people/officer-1/end", reason="left", confirmed="yes", seen="1").status_code == 403
    assert counted(here) == before
    assert manager.get("/people").status_code == 200


def test_what_is_listed_and_seen_is_told(manager, here):
    manager.get("/people")
    manager.get("/people/officer-1")
    with here.area.database.read() as unit:
        rows = unit.execute(select(t.AuditEntry.action, t.AuditEntry.actor)).all()
    assert {("accounts_listed", MANAGER), ("account_seen", MANAGER)} <= {tuple(row) for row in rows}
