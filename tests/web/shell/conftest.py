"""What the styles are built from: the build hook, and the packages that it fetches."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

WEB = Path(__file__).resolve().parents[3] / "web"


@pytest.fixture(scope="session")
def hook() -> ModuleType:
    """The build hook as a module."""
    spec = importlib.util.spec_from_file_location("cara_web_build_hook", WEB / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def node_modules(hook: ModuleType) -> Path:
    """GOV.UK Frontend and MoJ Frontend as the lock file names them; fetched if no build has left them here."""
    return hook.npm_packages(WEB)
