"""``cara replay``: stored decisions come out identical, different, or not at all, and the exit code says so."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update
from tests.core.demo.conftest import NOW

from cara.areas import discover
from cara.casework import Instance
from cara.cli import cara
from cara.demo import seed
from cara.demo.data import DATABASE, MARKER, DemoData
from cara.demo.seeding import USUAL
from cara.records import Entry, KeyFile, Keyring
from cara.records import tables as t
from cara.vocabulary import Reference

FEW = dict.fromkeys(USUAL, 1)


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """The folder of a small demonstration."""
    data = DemoData(tmp_path_factory.mktemp("filled"))
    with data.alone():
        data.begin("west_yorkshire", now=NOW)
        database = data.open()
        database.upgrade()
        seed(Instance("west_yorkshire", database, discover()), now=NOW, usual=FEW)
        database.close()
        data.filled()
    return data.folder


@pytest.fixture
def data(filled, tmp_path, monkeypatch) -> DemoData:
    """A demonstration of this test's own, which is also this user's only one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "100")
    copy = DemoData.of_user("west_yorkshire")
    copy.folder.mkdir(parents=True)
    for name in (DATABASE, MARKER):
        (copy.folder / name).write_bytes((filled / name).read_bytes())
    return copy


def replayed(*arguments):
    return CliRunner().invoke(cara, ["replay", *map(str, arguments)])


def first_decision(data, *, change):
    """Store another body for the first decision, past every use case, and give its referral's reference."""
    database = data.open()
    with database.write() as unit:
        query = select(t.Decision.id, t.Decision.number, t.Decision.body, t.Referral.reference).join(t.Referral)
        found = unit.execute(query.order_by(t.Decision.id).limit(1)).one()
        key = f"{found.reference}:{found.number}"
        body = change(json.loads(unit.unseal(t.Decision.body, key, found.body)))
        sealed = unit.seal(t.Decision.body, key, json.dumps(body)) if body else None
        unit.execute(update(t.Decision).where(t.Decision.id == found.id).values(body=sealed))
        unit.audit(Entry(at=NOW, actor="system", action="tampered", resource=found.reference, request_id=""))
    database.close()
    return Reference(found.reference)


def test_every_decision_of_a_demonstration_is_identical(data):
    result = replayed("--data", data.folder)
    assert result.exit_code == 0, result.output
    assert result.stdout.rstrip().endswith("0 different, 0 cannot be replayed.")
    assert "Different" not in result.stdout


def test_without_options_it_is_the_users_only_demonstration(data):
    assert replayed().stdout == replayed("--data", data.folder).stdout


def test_progress_is_told_on_standard_error(data, monkeypatch):
    monkeypatch.setattr("cara.cli.replay.SAID_EVERY", 10)
    result = replayed()
    assert "10 of " in result.stderr
    assert "10 of " not in result.stdout


def test_a_decision_that_was_tampered_with_is_different(data):
    reference = first_decision(data, change=lambda body: body | {"verdict": "not_eligible"})
    result = replayed("--reference", reference.spoken)
    assert result.exit_code == 1
    assert f"{reference.spoken} 1" in result.stdout
    assert "Different: " in result.stdout
    assert "the verdict was 'Not eligible' and is now" in " ".join(result.stdout.split())
    assert "1 different" in result.stdout


def test_a_decision_whose_facts_are_erased_cannot_be_replayed(data):
    reference = first_decision(data, change=lambda _: None)
    result = replayed("--reference", reference)
    assert result.exit_code == 0
    assert "Cannot be replayed: the facts of this decision have been erased" in result.stdout


def test_an_instance_is_found_by_its_settings(data, tmp_path):
    keys, victims, settings = (tmp_path / name for name in ("area.keys", "victims.keys", "area.toml"))
    KeyFile(keys).create(Keyring.development().keys)
    KeyFile(victims).create(Keyring.development().for_victims.keys)
    where = f'database = "sqlite:///{data.folder / DATABASE}"\nkeys = "{keys}"\nvictim_keys = "{victims}"\n'
    settings.write_text(f'area = "west_yorkshire"\n{where}')
    assert replayed("--config", settings).stdout == replayed("--data", data.folder).stdout


def test_a_demo_that_is_not_there_is_told_of(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    for arguments in [(), ("--data", tmp_path / "nowhere")]:
        result = replayed(*arguments)
        assert result.exit_code == 1
        assert "`cara demo`" in result.stderr


def test_two_demonstrations_must_be_told_apart(data):
    other = DemoData.of_user("hampshire")
    other.folder.mkdir()
    other.begin("hampshire", now=NOW)
    result = replayed()
    assert result.exit_code == 1
    assert str(other.folder) in result.stderr.replace("\n", "")


@pytest.mark.parametrize("reference", ["7KQ4-M2XQ", "nonsense", ""])
def test_what_is_no_reference_is_refused(data, reference):
    result = replayed("--reference", reference)
    assert result.exit_code == 2
    assert "not a reference" in result.stderr


def test_a_reference_without_decisions_is_told_of(data):
    unused = Reference.new()
    result = replayed("--reference", unused)
    assert (result.exit_code, result.stdout) == (1, "")
    assert unused.spoken in result.stderr


def test_an_instance_and_a_demonstration_at_once_are_refused(data, tmp_path):
    assert replayed("--config", tmp_path / "a.toml", "--data", data.folder).exit_code == 2
