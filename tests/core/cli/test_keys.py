"""``cara keys``: rotating, retiring and listing master keys, in words, whatever comes between."""

import json
import random
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.core.records.every_column import check_all_open, fill, stored

from cara.records import Database, KeyFile, Keyring, Keys, rotation

ROWS = 40
SCRIPT = Path(__file__).with_name("rotating.py")


@pytest.fixture
def file(tmp_path):
    made = KeyFile(tmp_path / "area.keys")
    made.create(Keys.new())
    KeyFile(tmp_path / "victims.keys").create(Keys.new())
    return made


@pytest.fixture
def settings(tmp_path, database_url, file):
    written = tmp_path / "area.toml"
    address = json.dumps(database_url)
    written.write_text(
        f'area = "west_yorkshire"\ndatabase = {address}\nkeys = "{file.path}"\n'
        f'victim_keys = "{file.path.with_name("victims.keys")}"\n'
    )
    return written


@pytest.fixture
def keys(run, settings):
    """Run a command of ``cara keys`` on the instance and give its result, its words without the breaks of lines."""
    return lambda *arguments: run("keys", *arguments, "--config", str(settings))


@pytest.fixture
def records(database_url, file, settings):
    with closing(
        Database.open(database_url, Keyring.from_file(file.path, victims=file.path.with_name("victims.keys")))
    ) as opened:
        fill(opened, ROWS)
        yield opened


def numbers(file):
    return set(file.read()[0].sealing)


def start(settings, at_once=20):
    command = [sys.executable, str(SCRIPT), str(at_once), str(settings)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed_after(process, lines):
    """Let it go on for so many lines of progress, then kill it without a warning."""
    for _ in range(lines):
        process.stderr.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    return process.returncode


def test_rotating_says_what_it_did_and_how_far_it_was(keys, records, file, monkeypatch):
    monkeypatch.setattr(rotation, "AT_ONCE", 15)
    values = len(stored(records, "participants"))
    result = keys("rotate")
    assert result.exit_code == 0, result.output
    assert "Master key 2 is in the key file and seals from now on." in result.stdout
    assert "Every value is under master key 2." in result.stdout
    assert result.stderr.splitlines()[0] == f"15 of {values} values wrapped anew"
    assert result.stderr.splitlines()[-1] == f"{values} of {values} values wrapped anew"
    assert numbers(file) == {1, 2}
    check_all_open(records, ROWS, under={2})


def test_listing_says_which_keys_there_are_and_what_is_under_each(keys, records):
    values = len(stored(records, "participants"))
    assert [line.split()[:3] for line in keys("list").stdout.splitlines()[1:2]] == [["1", str(values), "seals"]]
    keys("rotate")
    said = keys("list").stdout
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert lines[1:3] == ["1 0 may be retired", f"2 {values} seals"]
    assert "person.details 0 40" in lines


def test_listing_names_a_key_that_is_missing(keys, records, file):
    copy = file.path.read_bytes()
    keys("rotate")
    file.path.write_bytes(copy)
    result = keys("list")
    assert result.exit_code == 1
    assert "is not in the key file" in result.stdout
    assert "Master key 2 is not in the key file: put back its newest copy." in result.stderr


def test_a_key_is_retired_and_what_it_may_still_be_needed_for_is_said(keys, records, file):
    assert keys("rotate").exit_code == 0
    result = keys("retire", "1")
    assert result.exit_code == 0
    assert "A backup of the database from before the rotation" in result.stdout
    assert numbers(file) == {2}
    check_all_open(records, ROWS)


@pytest.mark.parametrize(
    ("number", "words"), [("1", "is the newest and seals"), ("9", "There is no master key 9"), ("0", "0 is not in")]
)
def test_a_key_that_cannot_be_retired_stays(keys, records, file, number, words):
    result = keys("retire", number)
    assert result.exit_code in (1, 2)
    assert words in result.stderr
    assert numbers(file) == {1}


def test_a_key_in_use_is_not_retired(keys, records, file):
    file.replace(file.read()[0].rotated())
    result = keys("retire", "1")
    assert result.exit_code == 1
    assert f"{len(stored(records, 'participants'))} values are sealed under it" in result.stderr
    assert numbers(file) == {1, 2}


def test_the_keys_of_victims_are_rotated_and_retired_by_themselves(keys, records, file):
    victims = KeyFile(file.path.with_name("victims.keys"))
    assert keys("rotate", "--victims").exit_code == 0
    assert keys("retire", "1", "--victims").exit_code == 0
    assert (numbers(victims), numbers(file)) == ({2}, {1})
    said = keys("list", "--victims").stdout
    assert "victim.details" in said
    assert "person.details" not in said
    check_all_open(records, ROWS, whose=None)


def test_a_second_rotation_at_once_is_refused_in_words(keys, records, file):
    with file.alone():
        result = keys("rotate")
    assert result.exit_code == 1
    assert "Another command changes the keys" in result.stderr
    assert numbers(file) == {1}


def test_two_rotations_started_at_once_lose_nothing(records, settings, file):
    processes = [start(settings) for _ in range(2)]
    said = [process.communicate(timeout=120)[1] for process in processes]
    assert 0 in [process.returncode for process in processes], said
    assert all(
        process.returncode == 0 or "Another command" in words for process, words in zip(processes, said, strict=True)
    )
    check_all_open(records, ROWS, under={max(numbers(file))})


def test_a_rotation_killed_several_times_is_finished_with_one_key(keys, records, settings, file):
    """ROWS * 14 columns in batches of 20 are some thirty steps; each start is killed after a few of them."""
    drawn = random.Random(20261123)
    for _ in range(4):
        assert killed_after(start(settings), drawn.randint(1, 6)) == -signal.SIGKILL
        check_all_open(records, ROWS)
    assert numbers(file) == {1, 2}
    assert 0 < rotation.older_values(records) < len(stored(records))
    result = keys("rotate")
    assert "values are not under master key 2 yet: going on with them. No key is added." in result.stdout
    check_all_open(records, ROWS, under={2})
    assert keys("retire", "1").exit_code == 0
    assert numbers(file) == {2}
    check_all_open(records, ROWS, under={2})


def test_a_rotation_killed_at_any_moment_leaves_every_value_open(records, settings, file):
    drawn = random.Random(4907)
    for _ in range(5):
        process = start(settings)
        try:
            process.communicate(timeout=drawn.uniform(0.5, 2.5))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate(timeout=60)
        with closing(
            Database.open(
                address_in(settings), Keyring.from_file(file.path, victims=file.path.with_name("victims.keys"))
            )
        ) as opened:
            check_all_open(opened, ROWS)


def address_in(settings):
    return json.loads(settings.read_text().splitlines()[1].removeprefix("database = "))


def test_records_of_another_version_are_left_alone(run, tmp_path, file):
    settings = tmp_path / "new.toml"
    settings.write_text(
        f'area = "west_yorkshire"\ndatabase = "sqlite:///{tmp_path}/new.db"\nkeys = "{file.path}"\n'
        f'victim_keys = "{file.path.with_name("victims.keys")}"\n'
    )
    result = run("keys", "rotate", "--config", str(settings))
    assert result.exit_code == 1
    assert "cara database upgrade" in result.stderr
    assert numbers(file) == {1}


@pytest.mark.parametrize(
    "command", ["keys list", "keys rotate", "keys retire 1", "database upgrade", "replay", "serve"]
)
def test_nothing_starts_with_a_key_file_that_others_may_read(run, tmp_path, file, command):
    settings, records = tmp_path / "new.toml", tmp_path / "new.db"
    settings.write_text(
        f'area = "west_yorkshire"\ndatabase = "sqlite:///{records}"\nkeys = "{file.path}"\n'
        f'victim_keys = "{file.path.with_name("victims.keys")}"\n'
    )
    file.path.chmod(0o644)
    result = run(*command.split(), "--config", str(settings))
    assert result.exit_code == 1
    assert f"run chmod 600 {file.path}" in result.stderr
    assert not records.exists()
