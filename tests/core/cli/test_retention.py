"""``cara retention``: the register, and erasing again what an older backup has brought back."""

import json

import pytest
from tests.core.cli.conftest import Run

from cara.records import KeyFile, Keys


@pytest.fixture
def settings(tmp_path, sqlite_template):
    for name in ("area.keys", "victims.keys"):
        KeyFile(tmp_path / name).create(Keys.new())
    (tmp_path / "cara.db").write_bytes(sqlite_template.read_bytes())
    written = tmp_path / "area.toml"
    address = json.dumps(f"sqlite:///{tmp_path / 'cara.db'}")
    keys = f'keys = "{tmp_path / "area.keys"}"\nvictim_keys = "{tmp_path / "victims.keys"}"\n'
    written.write_text(f'area = "west_yorkshire"\ndatabase = {address}\n{keys}')
    return written


def test_a_register_is_made_beside_the_keys_and_only_once(run: Run, settings, tmp_path):
    assert "is made" in run("retention", "register", "--config", str(settings)).stdout
    assert (tmp_path / "erasures.register").stat().st_mode & 0o777 == 0o600
    assert "was not changed" in run("retention", "register", "--config", str(settings)).stdout


def test_where_nothing_was_erased_there_is_nothing_to_do_again(run: Run, settings):
    done = run("retention", "again", "--config", str(settings))
    assert (done.exit_code, done.stdout) == (0, "Nothing to do.\n")


def test_a_register_that_is_not_ours_is_refused_in_words(run: Run, settings, tmp_path):
    (tmp_path / "erasures.register").write_bytes(b'{"step": 1}\n{"step": 1}\n')
    done = run("retention", "again", "--config", str(settings))
    assert done.exit_code == 1
    assert "cannot be read in line 1" in done.stderr.replace("\n", " ")
