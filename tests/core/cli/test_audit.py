"""``cara audit``: a whole trail is said to be, and of one that is not the first wrong entry is named."""

import re
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import EntryPoint

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from tests.core.records.rows import entry

from cara.cli import Commands
from cara.cli.root import GROUP
from cara.demo.data import DemoData

HEAD = re.compile(r"([0-9]+):([0-9a-f]{64})\n\Z")


@pytest.fixture
def data(tmp_path):
    """A demonstration whose trail has seven entries."""
    data = DemoData(tmp_path / "demo")
    with data.alone():
        data.begin("west_yorkshire", now=datetime(2026, 11, 23, tzinfo=UTC))
        with closing(data.open()) as database:
            database.upgrade()
            for number in range(7):
                with database.write() as unit:
                    unit.audit(entry(f"act-{number}"))
        data.filled()
    return data


def ran(*arguments):
    point = EntryPoint("audit", "cara.cli.audit:audit", GROUP)
    return CliRunner().invoke(Commands("cara", find=lambda: [point]), ["audit", *map(str, arguments)])


def tamper(data, *statements):
    with closing(data.open()) as database, database._engines.migrating() as connection:
        for name in ("update", "delete", "replace"):
            connection.execute(text(f"DROP TRIGGER tr_audit_entry_no_{name}"))
        for statement in statements:
            connection.execute(text(statement))


def test_a_whole_trail_is_said_to_be(data):
    result = ran("verify", "--data", data.folder)
    assert (result.exit_code, result.stdout) == (
        0,
        "The audit trail is whole: 7 entries, and each follows the one before it.\n",
    )


def test_the_head_is_printed_and_found_again(data):
    head = ran("head", "--data", data.folder)
    assert HEAD.match(head.stdout)[1] == "7"
    result = ran("verify", "--data", data.folder, "--noted", head.stdout.strip())
    assert (result.exit_code, "still holds the head that was noted at entry 7" in result.stdout) == (0, True)


WRONG = {
    "altered": ("UPDATE audit_entry SET actor = 'nobody' WHERE seq IN (5, 3)", "entry 3 was altered"),
    "removed": ("DELETE FROM audit_entry WHERE seq = 4", "entry 4 is missing"),
    "cut": ("DELETE FROM audit_entry WHERE seq > 5", "the chain ends at entry 5, but its head says entry 7"),
    "emptied": ("DELETE FROM audit_entry", "the chain ends at entry 0, but its head says entry 7"),
    "no moment": ("UPDATE audit_entry SET at = 'never' WHERE seq = 2", "entry 2 was altered"),
    "headless": ("DELETE FROM audit_head", "the head of the chain is missing"),
}


@pytest.mark.parametrize("case", WRONG)
def test_the_first_wrong_entry_is_named(data, case):
    statement, words = WRONG[case]
    tamper(data, statement)
    result = ran("verify", "--data", data.folder)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"The audit trail is not whole: {words}" in result.stderr


def test_a_head_that_is_missing_is_not_printed(data):
    tamper(data, "DELETE FROM audit_head")
    assert ran("head", "--data", data.folder).exit_code == 1


def test_an_end_cut_off_with_its_head_is_found_by_what_was_noted(data):
    noted = ran("head", "--data", data.folder).stdout.strip()
    tamper(
        data,
        "UPDATE audit_head SET seq = 5, hash = (SELECT hash FROM audit_entry WHERE seq = 5)",
        "DELETE FROM audit_entry WHERE seq > 5",
    )
    assert ran("verify", "--data", data.folder).exit_code == 0
    result = ran("verify", "--data", data.folder, "--noted", noted)
    assert (result.exit_code, "the head noted earlier is not in the chain" in result.stderr) == (1, True)


@pytest.mark.parametrize("noted", ["", "7", "7:abc", f"-1:{'0' * 64}", f"7:{'G' * 64}", f"{'9' * 30}:{'0' * 64}"])
def test_a_head_that_is_mistyped_is_bad_input(data, noted):
    result = ran("verify", "--data", data.folder, f"--noted={noted}")
    assert (result.exit_code, "--noted is wrong" in result.stderr) == (2, True)


def test_an_instance_and_a_demonstration_at_once_are_refused(data, tmp_path):
    for command in ("verify", "head"):
        assert ran(command, "--data", data.folder, "--config", tmp_path / "x.toml").exit_code == 2


def test_where_there_is_nothing_to_look_at_it_says_so(tmp_path):
    result = ran("verify", "--data", tmp_path)
    assert (result.exit_code, "There is no demonstration in" in result.stderr) == (1, True)


def test_records_of_another_version_are_not_looked_at(data):
    with closing(data.open()) as database, database._engines.migrating() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    result = ran("verify", "--data", data.folder)
    assert (result.exit_code, "of another version" in result.stderr) == (1, True)


def test_the_head_of_a_trail_without_an_entry(tmp_path):
    empty = DemoData(tmp_path / "empty")
    with empty.alone():
        empty.begin("west_yorkshire", now=datetime(2026, 11, 23, tzinfo=UTC))
        with closing(empty.open()) as database:
            database.upgrade()
        empty.filled()
    assert ran("head", "--data", empty.folder).stdout == f"0:{'0' * 64}\n"
    assert ran("verify", "--data", empty.folder).exit_code == 0
