"""The register of erasures: only added to, whole or cut off, and what follows when it is missing or damaged."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from tests.core.records.rows import entry
from tests.core.retention.ended import LATER, Office

from cara.records import tables as t
from cara.retention import carrying
from cara.retention.carrying import carry_out, carry_out_what_is_due, erase_again
from cara.retention.deciding import approve_erasure, place_hold, request_erasure
from cara.retention.problems import RegisterProblem
from cara.retention.register import ErasureRegister
from cara.retention.words import WAITS, Scope, WhyErased

THEN = LATER + WAITS


class PowerCut(BaseException):
    """Everything ends here."""


def approved(office: Office) -> tuple[str, str]:
    reference = office.ended()
    over = (Scope.CASE, WhyErased.PERIOD_OVER, "Its time is over")
    code = request_erasure(office.instance, office.manager(LATER), reference, *over, now=LATER)
    approve_erasure(office.instance, office.other(LATER), reference, code, now=LATER)
    return reference, code


def is_erased(office: Office, reference: str) -> bool:
    return office.area.see(reference).erased_at is not None


def test_what_was_begun_and_not_committed_is_whole_again_and_a_hold_placed_since_holds(office, monkeypatch):
    reference, code = approved(office)
    add = ErasureRegister.add

    def cut(own, *said):
        add(own, *said)
        raise PowerCut

    with monkeypatch.context() as cutting:
        cutting.setattr(ErasureRegister, "add", cut)
        with pytest.raises(PowerCut):
            carry_out(office.instance, now=THEN)
    assert not is_erased(office, reference)
    assert not office.register.read()[code].done
    place_hold(office.instance, office.manager(THEN), reference, "A claim", now=THEN)
    assert carry_out(office.instance, now=THEN) == ()
    assert not is_erased(office, reference)


def test_killed_after_the_commit_the_rest_is_done_the_next_time(office, monkeypatch):
    reference, code = approved(office)

    def cut(*_said, **_more):
        raise PowerCut

    with monkeypatch.context() as cutting:
        cutting.setattr(carrying, "clean_up", cut)
        with pytest.raises(PowerCut):
            carry_out_what_is_due(office.instance, lambda: THEN)
    assert is_erased(office, reference)
    later = THEN + timedelta(seconds=30)
    assert carry_out_what_is_due(office.instance, lambda: later) == 0
    with office.instance.database.read() as unit:
        assert unit.scalar(select(t.Erasure.cleaned_at)) == later
    assert office.register.read()[code].done


def test_what_the_register_names_and_an_older_backup_holds_is_erased_again_whatever_it_says(office):
    reference, code = approved(office)
    carry_out(office.instance, now=THEN)
    with office.instance.database.write() as unit:  # the records know nothing of it any more, and hold it
        unit.audit(entry())
        unit.execute(update(t.Referral).values(erased_at=None))
        unit.execute(delete(t.Erasure))
    place_hold(office.instance, office.manager(THEN), reference, "An old claim", now=THEN)
    assert erase_again(office.instance, now=THEN) == (reference,)
    assert is_erased(office, reference)
    assert erase_again(office.instance, now=THEN) == ()
    assert code in office.register.read()


@pytest.mark.parametrize("end", [b'{"at": "2028-12', b"{", b'{"step": "done"'])
def test_a_line_that_was_cut_off_is_passed_over_and_the_next_begins_by_itself(office, end):
    reference, code = approved(office)
    path = office.instance.retention.erasures
    assert path is not None
    path.write_bytes(path.read_bytes() + end)
    carry_out(office.instance, now=THEN)
    assert office.register.read()[code].done
    assert is_erased(office, reference)


def test_a_line_that_is_not_ours_is_refused(office):
    path = office.instance.retention.erasures
    assert path is not None
    path.write_bytes(b'{"step": "done"}\n{"step": "done"}\n')
    with pytest.raises(RegisterProblem, match="line 1"):
        erase_again(office.instance, now=THEN)


def test_where_the_register_cannot_be_written_to_nothing_is_erased(office):
    reference, _ = approved(office)
    path = office.instance.retention.erasures
    assert path is not None
    path.unlink()
    path.mkdir()
    with pytest.raises(RegisterProblem, match="cannot be written to"):
        carry_out(office.instance, now=THEN)
    assert not is_erased(office, reference)


def test_a_register_is_made_once_for_its_owner_alone(tmp_path):
    register = ErasureRegister(tmp_path / "erasures.register")
    assert (register.make(), register.make()) == (True, False)
    assert (tmp_path / "erasures.register").stat().st_mode & 0o777 == 0o600
    with pytest.raises(RegisterProblem, match="cannot be made"):
        ErasureRegister(tmp_path / "nowhere" / "erasures.register").make()
    with pytest.raises(RegisterProblem, match="no place"):
        ErasureRegister(None).check()


def test_a_missing_register_is_said_where_something_was_erased(office):
    approved(office)
    carry_out(office.instance, now=THEN)
    path = office.instance.retention.erasures
    assert path is not None
    path.unlink()
    with pytest.raises(RegisterProblem, match="is missing"):
        erase_again(office.instance, now=THEN)


def test_looking_again_and_again_writes_nothing_while_nothing_is_due(office):
    approved(office)
    before = office.area.rows()
    assert carry_out_what_is_due(office.instance, lambda: LATER) == 0
    assert office.area.rows() == before
