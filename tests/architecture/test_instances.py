"""The instances that come with the tree: each can be read, serves an installed area, and states no policy."""

from importlib.metadata import entry_points
from pathlib import Path

import pytest

from cara.settings import SettingsProblem, read_settings

INSTANCES = sorted((Path(__file__).resolve().parents[2] / "config").glob("*.toml"))


@pytest.mark.parametrize("file", INSTANCES, ids=lambda file: file.stem)
def test_an_instance_is_for_an_area_that_comes_with_the_tree(file):
    assert read_settings(file).area in entry_points(group="cara.areas").names


@pytest.mark.parametrize("file", INSTANCES, ids=lambda file: file.stem)
def test_an_instance_is_no_demonstration(file):
    settings = read_settings(file)
    assert not settings.demo
    assert not settings.sign_in_chooser
    assert settings.keys


def test_every_area_of_the_tree_has_an_instance():
    assert {file.stem for file in INSTANCES} == entry_points(group="cara.areas").names


def test_a_policy_in_an_instances_file_is_refused(tmp_path):
    file = tmp_path / "instance.toml"
    file.write_text(INSTANCES[0].read_text() + '\nrisk_ceiling = "medium"\n')
    with pytest.raises(SettingsProblem, match="risk_ceiling"):
        read_settings(file)
