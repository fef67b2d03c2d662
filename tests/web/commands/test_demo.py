"""``cara demo``: filled once, gone on with, begun anew, and ended without a trace of trouble."""

import signal
import socket

from click.testing import CliRunner
from sqlalchemy import select

from cara.cli import cara
from cara.demo.data import DATABASE, DemoData
from cara.records import tables as t


def references(data):
    database = data.open()
    with database.read() as unit:
        found = set(unit.execute(select(t.Referral.reference)).scalars())
    database.close()
    return found


def refused(*arguments):
    result = CliRunner().invoke(cara, ["demo", *map(str, arguments)])
    assert result.exit_code == 1, result.output
    return " ".join(result.stderr.split())


def test_an_area_is_filled_shown_and_ended(start, tmp_path):
    demo = start("demo", "--area", "hampshire", "--data", tmp_path / "new", "--port", 0)
    address = demo.wait_for(r"http://127\.0\.0\.1:[1-9][0-9]*")
    assert demo.ask(address, "/health").status_code == 200
    assert "officer-1" in demo.ask(address, "/sign-in").text
    assert demo.end(signal.SIGTERM) == 0
    assert demo.errors == ""
    assert demo.printed.startswith("Hampshire, with invented people only.")
    assert len(references(DemoData(tmp_path / "new"))) > 150


def test_started_again_it_goes_on_where_it_was(start, data):
    before = references(data)
    demo = start("demo", "--data", data.folder, "--port", 0)
    demo.wait_for("goes on where it was")
    address = demo.wait_for(r"http://\S+")
    assert "Marnie Oakhollow" in demo.ask(address, "/sign-in").text
    assert demo.end() == 0
    assert demo.errors == ""
    assert references(data) == before


def test_begun_anew_and_cut_off_it_is_begun_anew_the_next_time(start, data):
    before = references(data)
    cut_off = start("demo", "--data", data.folder, "--fresh", "--port", 0)
    cut_off.wait_for("Making a year of it")
    assert cut_off.end() == 0
    assert cut_off.errors == ""
    assert not data.is_filled
    demo = start("demo", "--data", data.folder, "--port", 0)
    demo.wait_for("Making a year of it")
    demo.wait_for("http://")
    assert data.is_filled
    assert demo.end() == 0
    assert len(references(data)) > len(before)


def test_a_filling_that_was_killed_leaves_no_trace_of_being_full(start, data):
    killed = start("demo", "--data", data.folder, "--fresh", "--port", 0)
    killed.wait_for("Making a year of it")
    killed.end(signal.SIGKILL)
    assert not data.is_filled
    with data.alone():
        assert references(data) == set()


def test_a_second_one_on_the_same_data_says_where_the_first_is(start, data):
    demo = start("demo", "--data", data.folder, "--port", 0)
    address = demo.wait_for(r"http://\S+")
    assert f"in use by the demonstration at {address}" in refused("--data", data.folder)
    assert demo.end() == 0
    assert data.marker.served_at is None


def test_a_port_that_is_taken_is_told_of(data):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused("--data", data.folder, "--port", port)
    assert f"port {port}" in said
    assert "--port 0" in said


def test_data_of_another_area_is_left_alone(data):
    before = references(data)
    said = refused("--data", data.folder, "--area", "hampshire")
    assert "west_yorkshire" in said
    assert "--fresh" in said
    assert references(data) == before


def test_an_area_that_is_not_installed_is_told_of_before_anything_is_deleted(data):
    before = references(data)
    assert "hampshire, west_yorkshire" in refused("--data", data.folder, "--area", "atlantis", "--fresh")
    assert references(data) == before


def test_a_folder_with_a_database_of_somebody_elses_is_left_alone(tmp_path):
    (tmp_path / DATABASE).write_text("somebody's")
    assert "another --data" in refused("--data", tmp_path, "--fresh", "--port", 0)
    assert (tmp_path / DATABASE).read_text() == "somebody's"
