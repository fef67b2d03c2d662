"""``cara confirm``: where there is no second person yet, whoever has the machine is."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from cara.access import Role
from cara.cli.opening import open_instance
from cara.records import tables as t
from cara.settings import read_settings
from cara.staff.accounts import find_account
from cara.staff.invitations import invite

GIVEN = ("--area", "west_yorkshire", "--name", "Rosalind Tannerfield", "--organisation", "provider")


@pytest.fixture
def config(run, tmp_path: Path) -> Path:
    """An instance whose only area manager has just invited a second one."""
    made = run("init", str(tmp_path / "instance"), *GIVEN, "--origin", "https://cara.example.org")
    assert made.exit_code == 0, made.stderr
    config, now = tmp_path / "instance/cara.toml", datetime.now(UTC)
    with closing(open_instance(read_settings(config)).database) as records:
        with records.read() as unit:
            code = unit.execute(select(t.Account.code)).scalar_one()
            manager = find_account(unit, code).subject(proved_at=now)
        invite(records, manager, name="Cedar Moss", role=Role.AREA_MANAGER, organisation="provider", now=now)
    return config


def test_what_waits_is_listed_without_a_name_and_confirmed_by_its_code(run, config: Path):
    listed = run("confirm", "--config", str(config))
    assert listed.exit_code == 0, listed.stderr
    assert "An invitation" in listed.stdout
    assert "Cedar" not in listed.stdout
    code = next(line.split()[-1] for line in listed.stdout.splitlines() if "Code" in line)
    confirmed = run("confirm", code, "--config", str(config))

    assert (confirmed.exit_code, "It is confirmed" in confirmed.stdout) == (0, True)
    assert "Nothing waits" in run("confirm", "--config", str(config)).stdout
    assert run("confirm", code, "--config", str(config)).exit_code == 1


def test_it_can_be_refused(run, config: Path):
    listed = run("confirm", "--config", str(config)).stdout
    code = next(line.split()[-1] for line in listed.splitlines() if "Code" in line)
    assert "It is refused" in run("confirm", code, "--refuse", "--config", str(config)).stdout

    with closing(open_instance(read_settings(config)).database) as records, records.read() as unit:
        assert unit.execute(select(t.Confirmation.outcome)).scalars().all() == ["refused"]
