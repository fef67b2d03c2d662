"""The styles and scripts: built once, whole, and without the marks of others."""

import gzip
import json
import re
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest
from tests.web.shell.conftest import WEB

from cara_web.assets import BUILT, AssetsMissing, built_assets
from cara_web.fonts import folder as fonts_folder

FONTS = fonts_folder()
OWN_FONTS = "cara_web/fonts/"
"""The fonts for letters, none of them GOV.UK's."""
MARKS = re.compile(rb"gds[ -]?transport|crest|crown|logotype|favicon|opengraph|lion|royal", re.IGNORECASE)
FACES = re.compile(rb"@font-face|\.woff2?|\.ttf|\.eot", re.IGNORECASE)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    code = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(folder)], cwd=WEB, check=True, capture_output=True, timeout=600)
    return next(folder.glob("*.whl"))


@pytest.fixture
def copy(tmp_path: Path, node_modules: Path) -> Path:
    """The sources of the styles in a folder of their own, with what npm would fetch already there."""
    for name in ("hatch_build.py", "package.json", "package-lock.json"):
        shutil.copyfile(WEB / name, tmp_path / name)
    for name in ("styles", "scripts"):
        shutil.copytree(WEB / name, tmp_path / name)
    (tmp_path / "node_modules").symlink_to(node_modules)
    return tmp_path


def test_the_wheel_holds_styles_scripts_and_templates(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read("cara_web/static/built/manifest.json"))

    assert {f"cara_web/static/built/{name}" for name in manifest["files"].values()} <= set(names)
    assert {"cara_web/layout/page.html", "cara_web/py.typed"} <= set(names)
    assert {f"cara_web/fonts/built/{path.name}" for path in FONTS.iterdir()} <= set(names)
    assert {name.split("/")[0] for name in names} == {"cara_web", "cara_web-0.1.0.dist-info"}
    assert not [name for name in names if name.endswith((".scss", ".map"))]


def test_nothing_in_the_wheel_is_a_mark_or_a_typeface_of_gov_uk(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        found = [
            name
            for name in archive.namelist()
            if "LICENCE" not in name  # it names the holders of the copyright
            and not name.startswith(OWN_FONTS)
            and (MARKS.search(name.encode()) or _is_theirs(archive.read(name)))
        ]
        fonts = {name.rpartition("/")[2] for name in archive.namelist() if FACES.search(name.encode())}

    assert found == []
    assert {name.rpartition("-")[0] for name in fonts} == {"noto-nastaliq-urdu", "noto-sans-gurmukhi"}


def _is_theirs(content: bytes) -> bool:
    others = b"\n".join(line for line in content.splitlines() if not line.startswith(OWN_FONTS.encode()))
    return bool(MARKS.search(others) or FACES.search(others))


def test_the_search_for_marks_finds_them_in_gov_uk_s_own_styles(node_modules: Path):
    styles = (node_modules / "govuk-frontend/dist/govuk/govuk-frontend.min.css").read_bytes()

    assert {match.lower() for match in MARKS.findall(styles)} >= {b"gds transport", b"crest", b"crown", b"logotype"}
    assert FACES.search(styles)


def test_the_typeface_is_the_reader_s_own():
    styles = built_assets().files[built_assets().names["cara.css"]].content

    assert set(re.findall(rb"font-family:([^;}]+)", styles)) <= {
        b'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif',
        b"sans-serif",
        b"inherit",
        b'ui-monospace,"Cascadia Mono","Liberation Mono",Consolas,monospace',
    }


def test_a_first_visit_loads_less_than_forty_kilobytes(officer):
    assets = built_assets()
    loaded = {
        name.group(1) for name in re.finditer(r'"/static/([^"]+)"', officer.get("/_components/question/wrong").text)
    }
    page = len(gzip.compress(officer.get("/_components/question/wrong").content))

    assert sum(len(assets.files[name].compressed or b"") for name in loaded) + page < 40_000
    assert len(loaded) < 8


def test_what_the_styles_and_scripts_load_is_there():
    assets = built_assets()
    for asset in assets.files.values():
        loads = re.findall(rb"""(?:url\(|from ?")([\w./-]+\.(?:svg|js|css))""", asset.content)
        assert {name.decode().removeprefix("./") for name in loads} <= set(assets.files)


def test_every_style_script_and_drawing_names_its_characters():
    types = {asset.media_type for asset in built_assets().files.values()}
    assert types == {b"text/css; charset=utf-8", b"text/javascript; charset=utf-8", b"image/svg+xml; charset=utf-8"}


def test_a_name_changes_with_its_content(hook: ModuleType):
    assert hook._named("a.css", b"one")[0] != hook._named("a.css", b"two")[0]


def test_building_again_does_nothing_and_another_source_builds_anew(hook: ModuleType, copy: Path):
    hook.build_assets(copy)
    built = copy / "cara_web/static/built"
    before = {path.name: path.stat().st_mtime_ns for path in built.iterdir()}
    hook.build_assets(copy)
    assert {path.name: path.stat().st_mtime_ns for path in built.iterdir()} == before

    (copy / "scripts/cara.js").write_text("export {};\n")
    assert not hook.is_current(copy)
    hook.build_assets(copy)
    assert len(list(built.glob("cara.*.js"))) == 1


def test_what_is_built_is_the_same_wherever_it_is_built(hook: ModuleType, copy: Path):
    hook.build_assets(copy)
    manifest = json.loads((copy / "cara_web/static/built/manifest.json").read_text())

    assert manifest["files"] == dict(built_assets().names)


def test_a_file_that_is_missing_is_built_again(hook: ModuleType, copy: Path):
    hook.build_assets(copy)
    next((copy / "cara_web/static/built").glob("cara.*.css")).unlink()

    assert not hook.is_current(copy)


def test_the_fonts_of_letters_are_built_with_their_licence_and_what_they_cover(hook: ModuleType, copy: Path):
    hook.build_assets(copy)
    folder = copy / "cara_web/fonts/built"
    families = json.loads((folder / "covered.json").read_text())["families"]

    assert {family: "".join(face["covers"])[:1] for family, face in families.items()} == {
        "CARA Gurmukhi": "\u0a05",
        "CARA Nastaliq": "\u0620",
    }
    assert "SIL OPEN FONT LICENSE" in (folder / "noto-nastaliq-urdu-licence.txt").read_text()
    assert all((folder / name).read_bytes() == (FONTS / name).read_bytes() for name in _files_of(families))

    (folder / "noto-sans-gurmukhi-700.ttf").unlink()
    assert not hook.is_current(copy)


def _files_of(families: dict[str, dict[str, list[str]]]) -> list[str]:
    return [name for face in families.values() for name in face["files"]]


def test_several_installations_at_once_leave_whole_files(hook: ModuleType, copy: Path):
    with ThreadPoolExecutor(4) as installations:
        list(installations.map(hook.build_assets, [copy] * 4))

    assert hook.is_current(copy)
    assert not list((copy / "cara_web/static/built").glob(".aside-*"))


def test_styles_that_cannot_be_compiled_fail_in_words(hook: ModuleType, copy: Path):
    (copy / "styles/cara.scss").write_text("@use 'nowhere';\n")

    with pytest.raises(hook.AssetsNotBuilt, match="Sass could not compile the styles"):
        hook.build_assets(copy)


def test_an_answer_that_does_not_come_fails_in_words(hook: ModuleType, tmp_path: Path):
    with pytest.raises(hook.AssetsNotBuilt, match="no answer in 1 seconds"):
        hook._run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, hook.find_node(), 1, "npm is slow")


def test_without_a_node_the_hook_asks_for_one(hook: ModuleType, copy: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    build_hook = hook.AssetsHook(str(copy), {}, None, None, str(copy), "wheel")

    assert build_hook.dependencies() == [hook.NODE_WHEEL]


def test_the_lock_file_says_what_and_never_where():
    text = (WEB / "package-lock.json").read_text("utf-8")

    assert "http" not in text
    assert all("integrity" in package for name, package in json.loads(text)["packages"].items() if name)


def test_an_instance_without_styles_does_not_start(tmp_path: Path):
    with pytest.raises(AssetsMissing, match="install cara-web again"):
        built_assets(tmp_path)

    assert BUILT.is_dir()
