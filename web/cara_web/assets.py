"""The built styles and scripts: their published names, and serving them for ever."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cara.vocabulary import CaraError

BUILT = Path(__file__).resolve().parent / "static" / "built"
PREFIX = "/static/"
_TYPES = {
    ".css": b"text/css; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".svg": b"image/svg+xml; charset=utf-8",
}


class AssetsMissing(CaraError):
    """The styles and scripts were not built. The instance does not start."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"The styles and scripts are not in {folder}: install cara-web again with pip, which builds them."
        )


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent: as it is, and compressed."""

    content: bytes
    compressed: bytes | None
    media_type: bytes


@dataclass(frozen=True)
class Assets:
    """Every built file by its published name. The name holds a hash of the content, so it never changes."""

    names: Mapping[str, str]
    files: Mapping[str, Asset]

    def address(self, logical: str) -> str:
        """Give the address of a file by the name it has in the sources, e.g. ``cara.css``."""
        return PREFIX + self.names[logical]


@cache
def built_assets(folder: Path = BUILT) -> Assets:
    """Read what the build hook made.

    Raises:
        AssetsMissing: it is not there.
    """
    try:
        names = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
        files = {name: _read(folder / name) for name in names.values()}
    except (OSError, ValueError, KeyError):
        raise AssetsMissing(folder) from None
    return Assets(names, files)


def _read(path: Path) -> Asset:
    compressed = path.with_name(path.name + ".gz")
    return Asset(path.read_bytes(), compressed.read_bytes() if compressed.is_file() else None, _TYPES[path.suffix])


def answer_asset(assets: Assets, path: str, accept_encoding: str) -> tuple[list[tuple[bytes, bytes]], bytes] | None:
    """Give headers and body for the address of a built file; ``None`` if there is none."""
    asset = assets.files.get(path.removeprefix(PREFIX))
    if asset is None:
        return None
    body = asset.compressed if asset.compressed and "gzip" in accept_encoding else asset.content
    headers = [
        (b"content-type", asset.media_type),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"public, max-age=31536000, immutable"),
        (b"vary", b"Accept-Encoding"),
    ]
    return headers + ([(b"content-encoding", b"gzip")] if body is asset.compressed else []), body
