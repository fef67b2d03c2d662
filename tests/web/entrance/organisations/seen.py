"""What is seen of a sign-in: the accounts that it left, and of one that was refused the page and the log."""

import html

import httpx
import pytest
from sqlalchemy import select
from tests.web.entrance.member import Member

from cara.records import tables as t


def accounts(member: Member) -> list[tuple[str, str]]:
    with member.site.instance.casework.database.read() as unit:
        query = select(t.Account.role, t.Account.organisation).where(t.Account.provider == "police")
        return [(row.role, row.organisation) for row in unit.execute(query)]


def check_refused(member: Member, answer: httpx.Response, status: int, says: str) -> None:
    """Check that nobody was signed in, that it was said why, and that the visit is forgotten."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert says in html.unescape(answer.text)
    assert "You could not be signed in" in answer.text
    assert member.kept is None
    assert not member.is_signed_in


def logged(caplog: pytest.LogCaptureFixture) -> dict[str, object]:
    (record,) = [record for record in caplog.records if record.name == "cara_web.sign_ins"]
    return record.cara_fields  # type: ignore[attr-defined]
