"""Changing one's own passphrase: with the present one, a fresh proof, all mistakes at once, and every other sign-in ended."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from tests.core.staff.phones import GOOD, WORDS, Phone

from cara.access import ProofNeeded
from cara.acting import NotAccepted
from cara.records import tables as t
from cara.staff import CannotSignIn, Peer, WaitFirst
from cara.staff.passphrases import NewPassphrase, change_passphrase, has_passphrase

NEW = "marigold furnace teaspoon glacier"
HOME = Peer.at("192.0.2.7")


def change(phone: Phone, current: str = GOOD, new: str = NEW, again: str | None = None) -> None:
    typed = NewPassphrase(current, new, new if again is None else again)
    office, person = phone.office, phone.office.found(phone.person.token)
    change_passphrase(office.database, person, typed, HOME, of_the_area=WORDS, now=office.now)


def refused(phone: Phone, **typed: str) -> list[str]:
    before = phone.office.rows()["notice"]
    with pytest.raises(NotAccepted) as problems:
        change(phone, **typed)
    assert phone.office.rows()["notice"] == before
    return [problem.field for problem in problems.value.problems]


def test_the_new_one_signs_in_and_the_old_one_does_not(phone: Phone):
    change(phone)
    with pytest.raises(CannotSignIn):
        phone.sign_in(GOOD)

    assert phone.sign_in(NEW)


def test_every_other_sign_in_ends_and_this_one_stays(phone: Phone):
    elsewhere = phone.sign_in()
    change(phone)

    assert phone.office.find(elsewhere) is None
    assert phone.office.find(phone.person.token)


def test_it_is_audited_and_the_owner_is_told(phone: Phone):
    phone.sign_in()
    change(phone)
    with phone.office.database.read() as unit:
        notice = unit.execute(select(t.Notice.account_id, t.Notice.kind)).one()
        detail = unit.execute(select(t.AuditEntry.detail).order_by(t.AuditEntry.seq.desc()).limit(1)).scalar_one()

    assert tuple(notice) == (phone.person.subject.account, "passphrase_changed")
    assert phone.office.told()[-1] == "passphrase_changed"
    assert '"ended":1' in detail.replace(" ", "")


def test_it_needs_a_fresh_proof(phone: Phone):
    phone.office.later(minutes=11)

    with pytest.raises(ProofNeeded):
        change(phone)


def test_everything_that_is_wrong_is_said_at_once(phone: Phone):
    assert refused(phone, current="wrong", new="weak", again="other") == ["current", "new", "again"]
    assert refused(phone, new="weak", again="other") == ["new", "again"]
    assert refused(phone, again=f"{NEW} ") == ["again"]
    assert refused(phone, new=GOOD) == ["new"]
    assert refused(phone, new="Testshire Larch Street") == ["new"]


def test_a_wrong_present_one_counts_as_a_try_to_sign_in(phone: Phone):
    for _ in range(5):
        assert refused(phone, current="wrong") == ["current"]
    with pytest.raises(WaitFirst):
        change(phone)
    with pytest.raises(WaitFirst):
        phone.sign_in(peer=HOME)


def test_a_weak_new_one_counts_nowhere(phone: Phone):
    before = phone.office.rows()
    for _ in range(6):
        refused(phone, new="weak")

    assert phone.office.rows() == before


def test_of_two_changes_at_once_one_is_made(phone: Phone):
    def go(new: str) -> str:
        try:
            change(phone, new=new)
        except NotAccepted:
            return ""
        return new

    with ThreadPoolExecutor(2) as threads:
        [made] = [new for new in threads.map(go, (NEW, "teaspoon glacier marigold furnace")) if new]

    assert phone.sign_in(made)


def test_whoever_has_no_passphrase_cannot_change_one(phone: Phone):
    office = phone.office
    assert has_passphrase(office.database, phone.person)
    with office.database.read() as unit:
        found = unit.execute(select(t.Account.code).where(t.Account.id != phone.person.subject.account)).scalars().all()
    assert len(found) == 1
    phone.person = _signed_in_with_a_passkey(phone)

    assert not has_passphrase(office.database, phone.person)
    assert refused(phone) == ["current"]


def _signed_in_with_a_passkey(phone: Phone):
    from cara.staff.invitations import invite_as_operator

    person, _ = phone.office.join(invite_as_operator(phone.office.database, None, now=phone.office.now))
    return person
