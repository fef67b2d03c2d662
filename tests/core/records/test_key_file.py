"""The key file: its owner's alone, whole at every moment, and followed by those who are being served."""

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara.records import CannotUnseal, KeyFile, KeyFileProblem, Keyring, Keys
from cara.records.sealing import number_of_key

KEY = "A" * 43 + "="
SHORT = "c2hvcnQ="
WRONG = {
    "no toml": "blind_index =",
    "no sealing key": f'blind_index = "{KEY}"\n[sealing]\n',
    "no sealing at all": f'blind_index = "{KEY}"\n',
    "no blind index": f'sealing.1 = "{KEY}"',
    "short key": f'sealing.1 = "{SHORT}"\nblind_index = "{KEY}"\n',
    "short blind index": f'sealing.1 = "{KEY}"\nblind_index = "{SHORT}"\n',
    "no base64": f'sealing.1 = "{"*" * 44}"\nblind_index = "{KEY}"\n',
    "key without number": f'sealing.new = "{KEY}"\nblind_index = "{KEY}"\n',
    "key number 0": f'sealing.0 = "{KEY}"\nblind_index = "{KEY}"\n',
    "a number as key": f'sealing.1 = 5\nblind_index = "{KEY}"\n',
    "sealing is no table": f'sealing = "{KEY}"\nblind_index = "{KEY}"\n',
    "unknown entry": f'sealing.1 = "{KEY}"\nblind_index = "{KEY}"\ncolour = 1\n',
    "not ascii": f'sealing.1 = "{KEY}"\nblind_index = "{KEY}"\n# schlüssel',
}


@pytest.fixture
def file(tmp_path):
    """A key file of an instance."""
    made = KeyFile(tmp_path / "area.keys")
    made.create(Keys.new())
    return made


def refused(path):
    with pytest.raises(KeyFileProblem) as problem:
        Keyring.from_file(path)
    assert str(path) in str(problem.value)
    assert KEY not in str(problem.value)
    return str(problem.value)


def test_a_key_file_gives_the_keys_back(file):
    keys = file.read()[0].rotated()
    file.replace(keys)
    assert Keyring.from_file(file.path).keys == keys


def test_a_key_file_may_have_a_table_as_well(tmp_path):
    keys, path = Keys.new(), tmp_path / "area.keys"
    sealing, blind = keys.text.splitlines()
    path.write_text(f"{blind}\n[sealing]\n{sealing.removeprefix('sealing.')}\n")
    path.chmod(0o600)
    assert Keyring.from_file(path).keys == keys


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
def test_a_wrong_key_file_is_refused_and_not_quoted(tmp_path, content):
    path = tmp_path / "area.keys"
    path.write_text(content)
    path.chmod(0o600)
    refused(path)


@given(st.data())
def test_a_key_file_cut_short_anywhere_is_refused(data):
    text = Keys.new().rotated().rotated().text
    with pytest.raises((KeyFileProblem, ValueError)):
        Keys.parse(text[: data.draw(st.integers(0, len(text) - 2))])


def test_what_is_no_key_file_is_told_of(tmp_path):
    empty = tmp_path / "empty.keys"
    empty.touch(0o600)
    assert "is empty: put back the copy" in refused(empty)
    assert "is a folder" in refused(tmp_path)
    assert "cannot be read (No such file" in refused(tmp_path / "none.keys")
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert "is not a file" in refused(tmp_path / "pipe")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o610])
def test_a_key_file_open_to_others_is_refused(file, mode):
    file.path.chmod(mode)
    assert f"(mode 0{mode:o}): run chmod 600 {file.path}" in refused(file.path)


def test_replacing_keeps_the_mode_and_leaves_nothing_beside(file):
    file.path.with_name("area.keys.new").write_text("left by one that was killed")
    file.replace(file.read()[0].rotated())
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert [path.name for path in file.path.parent.iterdir()] == ["area.keys"]


def test_a_link_to_a_key_file_stays_a_link(file, tmp_path):
    link = tmp_path / "link.keys"
    link.symlink_to(file.path)
    keys = file.read()[0].rotated()
    KeyFile(link).replace(keys)
    assert link.is_symlink()
    assert file.read()[0] == keys


def test_a_file_that_cannot_be_replaced_is_as_it_was(file, monkeypatch):
    before = file.path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cara.records.key_file.os.fsync", full)
    with pytest.raises(KeyFileProblem, match="cannot be replaced"):
        file.replace(file.read()[0].rotated())
    assert file.path.read_bytes() == before
    assert [path.name for path in file.path.parent.iterdir()] == ["area.keys"]


def test_a_reader_never_finds_a_part(file):
    ended = threading.Event()

    def read():
        found = set()
        while not ended.is_set():
            found.add(file.read()[0].newest)
        return found

    with ThreadPoolExecutor(2) as threads:
        reading = [threads.submit(read) for _ in range(2)]
        for _ in range(30):
            file.replace(file.read()[0].rotated())
        ended.set()
        assert all(one.result() <= set(range(1, 32)) for one in reading)


def test_one_command_at_a_time_changes_the_keys(file):
    with file.alone(), pytest.raises(KeyFileProblem, match="Another command"), KeyFile(file.path).alone():
        pass
    with KeyFile(file.path).alone():
        pass


def test_who_is_being_served_seals_by_the_new_key_at_once(file):
    served = Keyring.from_file(file.path)
    assert number_of_key(served.seal("person.details", "k", "Sam Sample")) == 1
    file.replace(file.read()[0].rotated())
    assert number_of_key(served.seal("person.details", "k", "Sam Sample")) == 2


def test_who_is_being_served_opens_what_a_new_key_sealed(file):
    served = Keyring.from_file(file.path)
    file.replace(file.read()[0].rotated())
    blob = Keyring.from_file(file.path).seal("person.details", "k", "Sam Sample")
    with ThreadPoolExecutor(8) as threads:
        opened = threads.map(lambda _: served.unseal("person.details", "k", blob), range(64))
    assert set(opened) == {"Sam Sample"}


def test_a_path_is_followed_from_any_folder(file, monkeypatch, tmp_path):
    monkeypatch.chdir(file.path.parent)
    served = Keyring.from_file(file.path.relative_to(file.path.parent))
    monkeypatch.chdir("/")
    file.replace(file.read()[0].rotated())
    assert number_of_key(served.seal("person.details", "k", "Sam Sample")) == 2


def test_a_file_is_read_again_only_when_it_was_replaced(file, monkeypatch):
    served, reads = Keyring.from_file(file.path), []
    read = KeyFile.read
    monkeypatch.setattr(KeyFile, "read", lambda own: reads.append(1) or read(own))
    blob = bytearray(served.seal("person.details", "k", "Sam Sample"))
    blob[1] = 9
    for _ in range(20):
        with pytest.raises(CannotUnseal, match="is not in the key file"):
            served.unseal("person.details", "k", bytes(blob))
    assert reads == []


def without_file(file):
    file.path.unlink()


def open_to_others(file):
    file.replace(file.read()[0].rotated())
    file.path.chmod(0o644)


def of_another_instance(file):
    file.replace(Keys.new().rotated())


LOST = {
    "gone": (without_file, "cannot be read"),
    "open to others": (open_to_others, "chmod 600"),
    "another's": (of_another_instance, "of another instance"),
}


@pytest.mark.parametrize(("lose", "words"), LOST.values(), ids=LOST)
def test_a_file_that_is_lost_stops_sealing_and_not_reading(file, lose, words):
    served = Keyring.from_file(file.path)
    blob = served.seal("person.details", "k", "Sam Sample")
    later = Keyring(file.read()[0].rotated()).seal("person.details", "k", "Sam Sample")
    lose(file)
    with pytest.raises(KeyFileProblem, match=words):
        served.seal("person.details", "k", "Sam Sample")
    with pytest.raises(CannotUnseal, match=words):
        served.unseal("person.details", "k", later)
    assert served.unseal("person.details", "k", blob) == "Sam Sample"


def test_a_file_stays_its_owners_whoever_replaces_it(file, monkeypatch):
    given, owner = [], file.path.stat()
    monkeypatch.setattr("cara.records.key_file.os.geteuid", lambda: owner.st_uid + 1)
    monkeypatch.setattr("cara.records.key_file.os.fchown", lambda _, user, group: given.append((user, group)))
    file.replace(file.read()[0].rotated())
    assert given == [(owner.st_uid, owner.st_gid)]
