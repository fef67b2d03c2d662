"""npm's ``oidc-provider`` on loopback, and the browser of somebody who signs in at it."""

import hashlib
import importlib.util
import json
import os
import selectors
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
from filelock import FileLock

HERE = Path(__file__).parent
WEB = HERE.parents[2] / "web"
BACK = "http://127.0.0.1:9/sign-in/back"
NPM_SECONDS = 180
START_SECONDS = 30


class NoRealProvider(RuntimeError):
    """The real provider could not be installed or started: why, and what to do."""


def build_hook() -> ModuleType:
    """The build hook of the web application, which knows where Node is."""
    spec = importlib.util.spec_from_file_location("cara_web_build_hook", WEB / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def find_node() -> Any:
    """Give the Node that the build of the styles uses too."""
    hook = build_hook()
    try:
        return hook.find_node()
    except hook.AssetsNotBuilt as error:
        raise NoRealProvider("The real provider needs Node with npm, and none is here: install it.") from error


def packages() -> Path:
    """Give the folder with what the lock file names; fetched once for every tree of this machine with that file."""
    lock = (HERE / "package-lock.json").read_bytes()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "cara-tests")
    target = cache / f"oidc-provider-{hashlib.sha256(lock).hexdigest()[:16]}" / "node_modules"
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "oidc-provider.lock", timeout=2 * NPM_SECONDS):
        if not target.is_dir():
            with tempfile.TemporaryDirectory(dir=cache) as aside:
                _install(Path(aside))
                Path(aside, "node_modules").replace(target)
    return target


def _install(folder: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE / name, folder / name)
    node = find_node()
    options = ["--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"]
    command = [*node.npm, "ci", *options, "--fetch-timeout=60000", "--fetch-retries=1"]
    try:
        subprocess.run(
            command,
            cwd=folder,
            env=node.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=NPM_SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise NoRealProvider(
            f"npm could not fetch oidc-provider: no answer in {NPM_SECONDS} seconds. Check the connection, and npm's "
            "proxy and certificate settings."
        ) from error
    except subprocess.CalledProcessError as error:
        raise NoRealProvider(f"npm could not fetch oidc-provider. It said:\n{error.stderr[-3000:]}") from error


@contextmanager
def running(back: str = BACK) -> Iterator[str]:
    """Run the provider, with an address to which it sends browsers back, and give its issuer."""
    node = find_node()
    command = [node.node, str(HERE / "provider.mjs"), str(packages()), back]
    with (
        tempfile.TemporaryFile("w+") as complaints,
        subprocess.Popen(
            command, env=node.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, text=True
        ) as process,
    ):
        try:
            yield _issuer(process)
        except NoRealProvider as error:
            complaints.seek(0)
            raise NoRealProvider(f"{error} It said:\n{complaints.read()[-3000:]}") from error
        finally:
            process.kill()


def _issuer(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        line = process.stdout.readline() if selector.select(START_SECONDS) else ""
    if not line:
        raise NoRealProvider(f"oidc-provider ended or did not say within {START_SECONDS} seconds where it is.")
    return json.loads(line)["issuer"]


class PersonsBrowser:
    """The browser of somebody who signs in: it keeps cookies, fills in the provider's forms, and stops at our address."""

    def __init__(self) -> None:
        self.cookies = httpx.Cookies()

    async def sign_in(self, url: str, login: str) -> Mapping[str, str]:
        """Do what the provider asks and give the parameters with which the browser came back."""
        async with self._open() as client:
            response = await client.get(url)
            for _ in range(12):
                if response.is_redirect:
                    url = urljoin(url, response.headers["location"])
                    if url.startswith(BACK):
                        return self._came_back(client, url)
                    response = await client.get(url)
                elif 'name="login"' in response.text:
                    response = await client.post(url, data={"prompt": "login", "login": login, "password": "any"})
                else:
                    response = await client.post(url, data={"prompt": "consent"})
        raise AssertionError(f"never came back: {response.status_code} {response.text[:500]}")

    async def cancel(self, url: str) -> Mapping[str, str]:
        """Leave the provider's form by its link for that."""
        async with self._open() as client:
            response = await client.get(url)
            form = urljoin(url, response.headers["location"])
            response = await client.get(f"{form}/abort")
            response = await client.get(urljoin(form, response.headers["location"]))
            return self._came_back(client, response.headers["location"])

    def _open(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(cookies=self.cookies)

    def _came_back(self, client: httpx.AsyncClient, url: str) -> Mapping[str, str]:
        self.cookies = client.cookies
        return dict(parse_qsl(urlsplit(url).query))
