"""``cara serve``: a real instance with keys of its own and without a chooser."""

import json
import signal
import socket
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta

import pytest
from click.testing import CliRunner

from cara.access import Role
from cara.cli import cara
from cara.records import Database, KeyFile, Keyring, Keys, migrating
from cara.records.engines import open_engines
from cara.settings import SettingsProblem, read_settings
from cara.staff import NewAccount, add_account
from cara_web.commands.serving import listen
from cara_web.entrance.ways import refuse_if_nobody_could_sign_in
from cara_web.instance import clock


def run(*arguments):
    return CliRunner().invoke(cara, list(map(str, arguments)))


@pytest.fixture
def config(tmp_path):
    """The settings of an instance that has keys and empty records."""
    for name in ("area.keys", "victims.keys"):
        assert run("keys", "new", tmp_path / name).exit_code == 0
    file = tmp_path / "area.toml"
    file.write_text(
        f'area = "west_yorkshire"\ndatabase = "sqlite:///{tmp_path / "area.db"}"\nkeys = "{tmp_path / "area.keys"}"\n'
        f'victim_keys = "{tmp_path / "victims.keys"}"\n'
        'origin = "https://cara.example.org"\n'
    )
    assert run("database", "upgrade", "--config", file).exit_code == 0
    return file


def somebody_added(tmp_path, **later):
    """Store an account, as of so much later than now: something is sealed, and something is in the audit trail."""
    with closing(
        Database.open(f"sqlite:///{tmp_path / 'area.db'}", Keyring.from_file(tmp_path / "area.keys"))
    ) as records:
        new = NewAccount("A2345678", "Rosalind Tannerfield", Role.AREA_MANAGER, "provider")
        add_account(records, new, now=clock() + timedelta(**later))


def refused(config, *arguments):
    result = run("serve", "--config", config, *arguments)
    assert result.exit_code == 1, result.output
    return " ".join(result.stderr.split())


def test_an_instance_is_served_and_ended(start, config):
    serving = start("serve", "--config", config, "--port", 0)
    address = serving.wait_for(r"http://127\.0\.0\.1:[0-9]+")
    assert serving.ask(address, "/health").status_code == 200
    assert serving.end(signal.SIGTERM) == 0
    assert "Traceback" not in serving.errors


def test_nobody_can_choose_who_to_be(start, config):
    serving = start("serve", "--config", config, "--port", 0)
    address = serving.wait_for(r"http://\S+[0-9]")
    page = serving.ask(address, "/sign-in", host="cara.example.org").text
    assert "Sign in with a passkey" in page
    assert "Choose who you want to be" not in page
    assert serving.end() == 0


def test_an_instance_without_an_origin_is_refused(config):
    lines = config.read_text().splitlines(keepends=True)
    config.write_text("".join(line for line in lines if not line.startswith("origin")))
    assert "origin is missing: give the address by which people reach" in refused(config, "--port", 0)


@pytest.mark.parametrize(
    ("origin", "says"),
    [("http://cara.example.org", "anybody on the way"), ("http://127.0.0.1", "Nobody could sign in")],
)
def test_an_origin_at_which_nobody_could_sign_in_is_refused(config, origin, says):
    assert says in refused(config, "--origin", origin, "--port", 0)


def test_the_log_is_one_line_of_json_a_request(start, config):
    serving = start("serve", "--config", config, "--port", 0)
    address = serving.wait_for(r"http://\S+[0-9]")
    serving.ask(address, "/health?name=adam")
    serving.end()
    said = [json.loads(line) for line in serving.errors.splitlines()]
    assert [entry["status"] for entry in said if entry["message"] == "request"] == [200]
    assert "adam" not in serving.errors


def test_records_of_an_earlier_version_are_brought_up(start, config, tmp_path):
    earlier = open_engines(f"sqlite:///{tmp_path / 'area.db'}")
    migrating.downgrade(earlier, "0003")
    earlier.close()
    serving = start("serve", "--config", config, "--port", 0)
    serving.wait_for("brought up to this version")
    serving.wait_for("Serving at")
    assert serving.end() == 0


@pytest.mark.parametrize("lost", ["gone", "empty"])
def test_nobody_is_let_into_an_empty_database_in_the_place_of_one_that_is_lost(config, tmp_path, lost):
    (tmp_path / "area.db").unlink()
    if lost == "empty":
        (tmp_path / "area.db").touch()
    for _ in range(2):
        said = refused(config, "--port", 0)
        assert f"There are no records in sqlite:///{tmp_path / 'area.db'}: put the database back" in said


def test_a_file_that_is_no_database_is_named(config, tmp_path):
    (tmp_path / "area.db").write_bytes(b"no database" * 1000)
    said = refused(config, "--port", 0)
    assert f"The database sqlite:///{tmp_path / 'area.db'} cannot be used: the file is not a database" in said


def test_a_folder_that_is_gone_is_named(config, tmp_path):
    said = refused(config, "--port", 0, "--database", f"sqlite:///{tmp_path}/gone/area.db")
    assert f"the database file {tmp_path}/gone/area.db cannot be made (No such file or directory)" in said


def test_a_server_that_is_away_is_named_without_its_password(config):
    said = refused(config, "--port", 0, "--database", "postgresql+psycopg://cara:sesame@127.0.0.1:1/cara")
    assert "The database postgresql+psycopg://cara:***@127.0.0.1:1/cara cannot be used" in said
    assert "Nothing was started" in said
    assert "sesame" not in said


def test_keys_of_another_instance_are_refused(config, tmp_path):
    somebody_added(tmp_path)
    (tmp_path / "area.keys").unlink()
    KeyFile(tmp_path / "area.keys").create(Keys.new())
    said = refused(config, "--port", 0)
    assert f"The keys in {tmp_path / 'area.keys'} open nothing of these records: put back the file" in said


def test_a_clock_that_is_behind_the_audit_trail_is_told_of(start, config, tmp_path):
    somebody_added(tmp_path, hours=2)
    serving = start("serve", "--config", config, "--port", 0)
    serving.wait_for("Serving at")
    assert serving.end() == 0
    assert "The clock of this machine says" in serving.errors
    assert "set the clock right" in serving.errors


def test_clocks_may_be_a_little_apart(start, config, tmp_path):
    somebody_added(tmp_path, minutes=4)
    serving = start("serve", "--config", config, "--port", 0)
    serving.wait_for("Serving at")
    assert serving.end() == 0
    assert "The clock of this machine" not in serving.errors


def test_a_second_start_has_nothing_to_bring_up(start, config):
    serving = start("serve", "--config", config, "--port", 0)
    serving.wait_for("Serving at")
    assert "brought up" not in serving.printed
    assert serving.end() == 0


def test_an_area_whose_plugin_is_missing_is_served_and_told_of(start, config):
    serving = start("serve", "--config", config, "--area", "atlantis", "--port", 0)
    address = serving.wait_for(r"http://\S+[0-9]")
    assert serving.ask(address, "/health").status_code == 200
    serving.end()
    assert "Nothing can be decided for atlantis: its plugin is not installed" in serving.errors


def test_a_demonstration_is_not_served(config):
    config.write_text(config.read_text() + "demo = true\nsign_in_chooser = true\n")
    assert "`cara demo`" in refused(config)


def test_a_chooser_is_refused(config):
    config.write_text(config.read_text() + "sign_in_chooser = true\n")
    assert "for a demo alone" in refused(config)


def test_an_instance_without_keys_is_refused(config):
    lines = config.read_text().splitlines(keepends=True)
    config.write_text("".join(line for line in lines if not line.startswith("keys")))
    assert "keys is missing" in refused(config)


def test_a_key_file_that_is_missing_is_told_of(config, tmp_path):
    (tmp_path / "area.keys").unlink()
    assert "area.keys cannot be read" in refused(config)


def test_settings_of_a_new_instance_that_were_cut_short_anywhere_start_nothing(tmp_path):
    given = {"area": "west_yorkshire", "name": "R T", "organisation": "provider", "origin": "https://cara.example.org"}
    options = [word for name, value in given.items() for word in (f"--{name}", value)]
    assert run("init", tmp_path / "new", *options, "--port", 8123).exit_code == 0
    file = tmp_path / "new/cara.toml"
    whole = file.read_text().rstrip()
    refuse_if_nobody_could_sign_in(read_settings(file))
    for written in range(len(whole)):
        file.write_text(whole[:written])
        with pytest.raises(SettingsProblem):
            refuse_if_nobody_could_sign_in(read_settings(file))


def test_settings_that_are_missing_are_told_of(tmp_path):
    assert "does not exist" in refused(tmp_path / "nowhere.toml")
    assert f"The settings file {tmp_path} is a folder: give the path of the file itself." in refused(tmp_path)


def test_no_body_waits_for_its_head_to_be_acknowledged():
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_instance_says_for_which_address_alone_it_answers(start, config):
    serving = start("serve", "--config", config, "--port", 0, "--origin", "https://cara.example.org")
    address = serving.wait_for(r"http://127\.0\.0\.1:[0-9]+, for https://cara\.example\.org alone").partition(",")[0]
    assert serving.ask(address, "/accessibility").status_code == 421
    assert serving.ask(address, "/health").status_code == 200
    assert serving.end() == 0


def test_a_port_that_is_taken_is_told_of(config):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "in use" in refused(config, "--port", taken.getsockname()[1])


@pytest.mark.parametrize("host", ["no-such-host.invalid", "192.0.2.1"])
def test_an_address_that_is_not_this_machines_is_told_of(config, host):
    assert f"cannot listen on {host}" in refused(config, "--host", host, "--port", 0)


def test_records_of_a_later_version_are_left_alone(config, tmp_path):
    with sqlite3.connect(tmp_path / "area.db") as records:
        records.execute("UPDATE alembic_version SET version_num = '9999'")
    records.close()
    assert "newer version" in refused(config, "--port", 0)
    result = run("database", "upgrade", "--config", config)
    assert (result.exit_code, "newer version" in result.stderr) == (1, True)


def test_upgrading_twice_says_so(config, tmp_path):
    (tmp_path / "area.db").unlink()
    said = [run("database", "upgrade", "--config", config).stdout for _ in range(2)]
    assert said == ["The records are of this version now.\n", "The records are of this version already.\n"]


def test_a_key_file_is_its_owners_alone_and_never_replaced(tmp_path):
    file = tmp_path / "new.keys"
    assert run("keys", "new", file).exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    again = run("keys", "new", file)
    assert (again.exit_code, file.read_bytes()) == (1, before)
    assert "exists" in again.stderr


def test_a_key_file_that_cannot_be_made_is_told_of(tmp_path):
    result = run("keys", "new", tmp_path / "nowhere" / "new.keys")
    assert result.exit_code == 1
    assert "cannot be made" in result.stderr
