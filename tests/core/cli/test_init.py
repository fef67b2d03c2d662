"""Making an instance: everything at once or nothing, asked on a terminal alone; and inviting a manager again."""

import os
import pty
import re
import resource
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select
from tests import databases

from cara.cli.opening import open_instance
from cara.records import Database, Keyring
from cara.records import tables as t
from cara.settings import read_settings
from cara.staff.invitations import invitation_of

CARA = [sys.executable, "-c", "from cara.cli import main; main()"]
CODE = re.compile(r"(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}")
GIVEN = {
    "area": "west_yorkshire",
    "name": "Rosalind Tannerfield",
    "organisation": "provider",
    "origin": "https://cara.example.org",
}


def options(**changes):
    given = {**GIVEN, **changes}
    return [word for name, value in given.items() if value is not None for word in (f"--{name}", value)]


@pytest.fixture
def make(run, tmp_path):
    """Make an instance in a folder of that name."""
    return lambda folder="instance", **changes: run("init", str(tmp_path / folder), *options(**changes))


def everything_below(folder: Path):
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*")}


def accounts_of(config: Path):
    with closing(open_instance(read_settings(config)).database) as records, records.read() as unit:
        return unit.execute(select(t.Account.code, t.Account.role, t.Account.organisation)).all()


def test_an_instance_is_made_whole_and_nobody_else_reads_it(make, tmp_path):
    made = make()

    assert made.exit_code == 0, made.stderr
    folder = tmp_path / "instance"
    assert {path.name for path in folder.iterdir()} == {
        "cara.toml",
        "cara.keys",
        "victims.keys",
        "cara.db",
        "erasures.register",
    }
    assert {oct(path.stat().st_mode & 0o777) for path in folder.iterdir()} == {"0o600"}
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
    settings = read_settings(folder / "cara.toml")
    assert (settings.area, settings.origin, settings.port) == ("west_yorkshire", "https://cara.example.org", 8000)
    assert not settings.demo


def test_the_invitation_that_is_printed_is_the_area_managers(make, tmp_path):
    said = make().stdout
    assert "https://cara.example.org/join" in said
    assert f"cara serve --config {tmp_path / 'instance/cara.toml'}" in said
    with closing(open_instance(read_settings(tmp_path / "instance/cara.toml")).database) as records:
        with records.read() as unit:
            made_at = unit.scalar(select(t.Invitation.made_at))
        account = invitation_of(records, CODE.search(said)[0], now=made_at)
    assert (account.name, account.role.value, account.organisation) == (
        "Rosalind Tannerfield",
        "area_manager",
        "provider",
    )


def test_the_code_is_nowhere_in_what_was_made(make, tmp_path):
    code = CODE.search(make().stdout)[0]
    written = b"".join(path.read_bytes() for path in (tmp_path / "instance").iterdir())
    assert code.encode() not in written
    assert code.replace("-", "").encode() not in written


def test_a_second_time_changes_nothing(make, tmp_path):
    make()
    before = everything_below(tmp_path)
    again = make("instance")

    assert again.exit_code == 1
    assert "holds an instance already" in again.stderr
    assert everything_below(tmp_path) == before


def test_an_empty_folder_that_is_there_is_taken(make, tmp_path):
    (tmp_path / "instance").mkdir()
    assert make().exit_code == 0


@pytest.mark.parametrize("kind", ["other files", "a file"])
def test_a_folder_of_other_things_is_refused(make, tmp_path, kind):
    if kind == "a file":
        (tmp_path / "instance").write_text("")
    else:
        (tmp_path / "instance").mkdir()
        (tmp_path / "instance/other").write_text("")
    before = everything_below(tmp_path)
    refused = make()

    assert (refused.exit_code, "name a new or empty folder" in refused.stderr) == (1, True)
    assert everything_below(tmp_path) == before


@pytest.mark.parametrize("folder", ["/proc/cara", "no-such-folder/instance"])
def test_a_folder_that_cannot_be_made_is_refused(make, tmp_path, folder):
    refused = make(folder)
    assert (refused.exit_code, "check the path" in refused.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_everything_that_is_missing_is_named_at_once(run, tmp_path):
    refused = run("init", str(tmp_path / "instance"), "--area", "west_yorkshire")

    assert refused.exit_code == 2
    assert all(f"--{name}:" in refused.stderr for name in ("name", "organisation", "origin"))
    assert "--area:" not in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_on_a_terminal_what_is_missing_is_asked(tmp_path):
    ours, theirs = pty.openpty()
    command = [*CARA, "init", str(tmp_path / "instance"), "--area", "west_yorkshire"]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
        os.write(ours, b"Rosalind Tannerfield\n\nhttps://cara.example.org\n")
        said = running.communicate(timeout=60)[0].decode()
    os.close(ours)
    os.close(theirs)

    assert running.returncode == 0, said
    assert "The name of the first area manager" in said
    assert [row.organisation for row in accounts_of(tmp_path / "instance/cara.toml")] == ["provider"]


def test_an_area_that_is_not_installed_is_refused(make, tmp_path):
    refused = make(area="atlantis")
    assert (refused.exit_code, "west_yorkshire" in refused.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("name", " "),
        ("name", "a\x07"),
        ("organisation", "a" * 101),
        ("origin", "cara.example.org"),
        ("origin", "http://cara.example.org"),
        ("origin", "https://cara.example.org/path"),
        ("origin", "https://cara.example.org:port"),
        ("database", "sqlite:///elsewhere.db"),
        ("database", "mysql://localhost/cara"),
    ],
)
def test_what_is_wrong_is_named_by_its_option(make, tmp_path, option, value):
    refused = make(**{option: value})
    assert (refused.exit_code, f"--{option}:" in refused.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_everything_that_is_wrong_is_named_at_once(make):
    refused = make(name="", organisation="", origin="").stderr
    assert all(f"--{option}:" in refused for option in ("name", "organisation", "origin"))


@pytest.mark.parametrize("bytes_left", [0, 200, 100_000])
@pytest.mark.parametrize("was_there", [True, False])
def test_a_disk_that_fills_half_way_leaves_nothing(tmp_path, bytes_left, was_there):
    folder = tmp_path / "instance"
    if was_there:
        folder.mkdir()
    refused = subprocess.run(
        [*CARA, "init", str(folder), *options()],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, bytes_left)),
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )

    assert refused.returncode == 1, refused.stdout
    assert "Traceback" not in refused.stderr
    assert folder.exists() is was_there
    assert list(tmp_path.rglob("*")) == ([folder] if was_there else [])


@pytest.fixture
def empty_postgresql(postgresql_server: str, worker_id: str) -> str:
    return databases.new_postgresql(postgresql_server, f"cara_init_{worker_id}")


def test_an_instance_on_postgresql_is_made_once(make, tmp_path, empty_postgresql):
    made = make(database=empty_postgresql)
    assert made.exit_code == 0, made.stderr
    assert {path.name for path in (tmp_path / "instance").iterdir()} == {
        "cara.toml",
        "cara.keys",
        "victims.keys",
        "erasures.register",
    }
    assert len(accounts_of(tmp_path / "instance/cara.toml")) == 1

    again = make("another", database=empty_postgresql)
    assert (again.exit_code, "an area manager invites the others" in again.stderr) == (1, True)
    assert not (tmp_path / "another").exists()
    assert len(accounts_of(tmp_path / "instance/cara.toml")) == 1


def test_where_the_files_cannot_be_placed_the_database_has_no_account(
    make, tmp_path, empty_postgresql, monkeypatch: pytest.MonkeyPatch
):
    def full(_path, _to):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    refused = make(database=empty_postgresql)

    assert (refused.exit_code, "No space left" in refused.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []
    with closing(Database.open(empty_postgresql, Keyring.development())) as records, records.read() as unit:
        assert unit.execute(select(t.Account.id)).all() == []
    monkeypatch.undo()
    assert make(database=empty_postgresql).exit_code == 0


def test_a_database_that_cannot_be_reached_leaves_nothing(make, tmp_path):
    refused = make(database="postgresql+psycopg://cara@127.0.0.1:1/cara")
    assert refused.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_an_operator_invites_the_area_manager_again(run, make, tmp_path):
    first = CODE.search(make().stdout)[0]
    config = tmp_path / "instance/cara.toml"
    again = run("invite", "--config", str(config))

    assert again.exit_code == 0, again.stderr
    assert CODE.search(again.stdout)[0] != first
    assert "https://cara.example.org/join" in again.stdout
    with closing(open_instance(read_settings(config)).database) as records, records.read() as unit:
        assert len(unit.execute(select(t.Invitation.code_sha256)).all()) == 1, "the first code is of no use any more"
        told = select(t.AuditEntry.actor).where(t.AuditEntry.action == "invited_again")
        assert unit.execute(told).scalars().all() == ["system"]


def test_an_operator_names_an_account_that_is_there(run, make, tmp_path):
    make()
    (account,) = accounts_of(tmp_path / "instance/cara.toml")
    refused = run("invite", "--config", str(tmp_path / "instance/cara.toml"), "--account", "nobody")
    assert (refused.exit_code, account.code in refused.stderr) == (1, True)
