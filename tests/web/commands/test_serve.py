"""``cara serve``: a real instance with keys of its own and without a chooser."""

import json
import signal
import socket
import sqlite3
import stat

import pytest
from click.testing import CliRunner

from cara.cli import cara
from cara_web.commands.serving import listen


def run(*arguments):
    return CliRunner().invoke(cara, list(map(str, arguments)))


@pytest.fixture
def config(tmp_path):
    """The settings of an instance that has keys and no database yet."""
    assert run("keys", "new", tmp_path / "area.keys").exit_code == 0
    file = tmp_path / "area.toml"
    file.write_text(
        f'area = "west_yorkshire"\ndatabase = "sqlite:///{tmp_path / "area.db"}"\nkeys = "{tmp_path / "area.keys"}"\n'
        'origin = "https://cara.example.org"\n'
    )
    return file


def refused(config, *arguments):
    result = run("serve", "--config", config, *arguments)
    assert result.exit_code == 1, result.output
    return " ".join(result.stderr.split())


def test_an_instance_is_served_and_ended(start, config):
    serving = start("serve", "--config", config, "--port", 0)
    serving.wait_for("brought up to this version")
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


def test_a_second_start_has_nothing_to_bring_up(start, config):
    assert run("database", "upgrade", "--config", config).exit_code == 0
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


def test_settings_that_are_missing_are_told_of(tmp_path):
    assert "does not exist" in refused(tmp_path / "nowhere.toml")


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
    assert run("database", "upgrade", "--config", config).exit_code == 0
    with sqlite3.connect(tmp_path / "area.db") as records:
        records.execute("UPDATE alembic_version SET version_num = '9999'")
    records.close()
    assert "newer version" in refused(config, "--port", 0)
    result = run("database", "upgrade", "--config", config)
    assert (result.exit_code, "newer version" in result.stderr) == (1, True)


def test_upgrading_twice_says_so(config):
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
