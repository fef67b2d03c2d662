"""What is packed: each wheel holds its one package, whole, and nothing that would claim a common name."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PACKAGES = {
    "core": "cara",
    "web": "cara_web",
    "plugins/west_yorkshire": "cara_west_yorkshire",
    "plugins/hampton": "cara_hampton",
}


@pytest.fixture(scope="module")
def wheels(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The names of the files in each wheel, by the folder it was built from; ``.`` is the code-free root."""
    built = {}
    for folder in (*PACKAGES, "."):
        target = tmp_path_factory.mktemp("wheel")
        command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(target)]
        subprocess.run(command, cwd=tree / folder, check=True, capture_output=True)
        [wheel] = target.glob("*.whl")
        built[folder] = set(zipfile.ZipFile(wheel).namelist())
    return built


def _top_level(names: set[str]) -> set[str]:
    return {name.partition("/")[0] for name in names if ".dist-info/" not in name}


def test_a_wheel_holds_its_own_package_and_no_other(wheels):
    assert {folder: _top_level(names) for folder, names in wheels.items()} == {
        **{folder: {package} for folder, package in PACKAGES.items()},
        ".": set(),
    }


@pytest.mark.parametrize("folder", PACKAGES)
def test_a_wheel_says_that_it_is_typed(wheels, folder):
    assert f"{PACKAGES[folder]}/py.typed" in wheels[folder]


@pytest.mark.parametrize("folder", PACKAGES)
def test_a_wheel_holds_every_file_of_its_package(wheels, folder, tree, tree_files):
    package = tree / folder / PACKAGES[folder]
    files = {file.relative_to(tree / folder).as_posix() for file in tree_files if file.is_relative_to(package)}
    assert files - wheels[folder] == set()
