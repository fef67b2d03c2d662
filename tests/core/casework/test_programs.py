"""Programs that may call the interface: added with a token that is shown once, and stopped at once."""

import pytest
from sqlalchemy import select

from cara.access import NotAllowed
from cara.casework import NotAccepted
from cara.casework.programs import NoSuchProgram, add_api_client, stop_api_client
from cara.records import ApiClient, AuditEntry


def add(area, code="program-1", account="officer-1", actor=None):
    return add_api_client(area.instance, actor or area.manager, code, account, now=area.now)


def stored(area):
    with area.database.read() as unit:
        return unit.execute(select(ApiClient.code, ApiClient.token_sha256, ApiClient.active)).all()


def test_a_token_is_shown_once_and_never_stored(area):
    added = add(area)
    ((code, token_sha256, active),) = stored(area)
    assert (code, active) == ("program-1", True)
    assert added.token.encode() not in token_sha256
    assert added.token not in repr(added)


def test_every_token_is_another(area):
    assert add(area, "program-1").token != add(area, "program-2").token


def test_who_added_a_program_stands_in_the_audit_trail(area):
    add(area)
    with area.database.read() as unit:
        last = unit.execute(select(AuditEntry.actor, AuditEntry.action).order_by(AuditEntry.seq.desc())).first()
    assert last == ("manager-1", "program_added")


def test_only_who_may_add_accounts_may_add_programs(area):
    with pytest.raises(NotAllowed):
        add(area, actor=area.officer)
    assert not stored(area)


@pytest.mark.parametrize(
    ("code", "account", "field"),
    [("", "officer-1", "code"), (" p", "officer-1", "code"), ("p\n", "officer-1", "code"), ("p", "nobody", "account")],
)
def test_what_cannot_be_a_program_is_refused(area, code, account, field):
    with pytest.raises(NotAccepted) as refused:
        add(area, code, account)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not stored(area)


def test_a_code_is_given_once(area):
    add(area)
    with pytest.raises(NotAccepted):
        add(area)
    assert len(stored(area)) == 1


def test_a_stopped_program_is_stopped_once(area):
    add(area)
    stop_api_client(area.instance, area.manager, "program-1", now=area.now)
    assert stored(area)[0].active is False
    with pytest.raises(NoSuchProgram):
        stop_api_client(area.instance, area.manager, "program-1", now=area.now)
