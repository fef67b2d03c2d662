"""wapiti, which follows every link and fills in every form of somebody who has signed in."""

import json
from pathlib import Path

import httpx
import pytest
from tests.attack.at_work import ACCOUNTS, go_to_work, starts_of
from tests.attack.attacked import Attacked
from tests.attack.tools import fetched, run

MODULES = "sql,xss,permanentxss,exec,file,crlf,redirect,csrf,cookieflags,csp,http_headers"
"""Not those that ask other machines (ssrf, xxe, log4shell, wapp ...), look for other software (nikto, cms ...) or report
that OPTIONS is answered (methods): the interface's document and schemathesis know more of that."""

KNOWN = {
    "Secure Flag cookie": "cookies are Secure where people come by https (tests/web/shell/test_headers.py); here they do not",
}
PLANTED = {"SQL Injection", "Reflected Cross Site Scripting", "Stored Cross Site Scripting"}
ENDING = ("/sign-out", "/sign-in", "/victim-contact/lock", "/victim-contact/idle", "/victim-contact/*/lock/*")
"""What ends the sign-in."""
PAGES_AT_LEAST = {"officer-1": 50, "manager-1": 100, "director-1": 10, "facilitator-1": 10} | dict.fromkeys(
    ("victim-contact-1", "victim-contact-2"), 10
)
SECONDS = 420
AT_ONCE = "8"
"""Each task writes into the tool's own database; on a busy machine more of them lock each other out of it."""
BOUNDS = ("--max-scan-time", "60", "--max-attack-time", "20", "--max-files-per-dir", "20", "-d", "4", "-t", "30")


def scan(folder: Path, address: str, *more: str) -> tuple[int, list[str]]:
    """Follow links from an address, attack what is found; give the number of pages and what was found to be wrong.

    A run in which the tool itself broke was no scan: it is made once more.
    """
    kept = ("--store-session", folder / "session", "--store-config", folder / "config", "--flush-session")
    report = ("-f", "json", "-o", folder / "report.json", "--no-bugreport")
    wapiti = (fetched("wapiti") / "bin/wapiti", "-u", f"{address}/", "-m", MODULES, *BOUNDS, "--tasks", AT_ONCE)
    command = (*wapiti, *kept, *report, *more)
    printed = run(folder, address, *command, seconds=SECONDS)
    if not (folder / "report.json").exists():
        printed = run(folder, address, *command, seconds=SECONDS)
    assert (folder / "report.json").exists(), printed
    told = json.loads((folder / "report.json").read_text("utf-8"))
    found = {**told["vulnerabilities"], **told["anomalies"]}
    return told["infos"]["crawled_pages_nbr"], [
        f"{kind}: {one['method']} {one['path']} {one['info']}" for kind, all_of in found.items() for one in all_of
    ]


def test_the_planted_flaws_are_found(canary: str, tmp_path: Path) -> None:
    _, found = scan(tmp_path, canary)
    assert {one.partition(":")[0] for one in found} >= PLANTED


def scan_as(folder: Path, target: Attacked, account: str, *starts: str) -> int:
    """Scan as somebody who has signed in, and give the number of pages; nothing may be found that is not known."""
    cookie = target.cookie(account)
    signed_in = ("-C", cookie, "-H", f"Origin: {target.address}")
    left_out = [part for path in ENDING for part in ("-x", f"{target.address}{path}")]
    more = [part for path in starts for part in ("-s", f"{target.address}{path}")]
    pages, found = scan(folder, target.address, *signed_in, *left_out, *more)
    still = httpx.get(f"{target.address}/account", headers={"cookie": cookie}, timeout=60, trust_env=False)
    assert still.status_code == 200, "it was signed out"
    assert [one for one in found if one.partition(":")[0] not in KNOWN] == []
    return pages


def test_nothing_is_found_that_is_not_known(target: Attacked, tmp_path: Path) -> None:
    assert scan_as(tmp_path, target, "officer-1") > PAGES_AT_LEAST["officer-1"], "it did not get in"


@pytest.mark.parametrize("account", ACCOUNTS)
def test_nothing_is_found_on_the_pages_of_those_at_work(target: Attacked, tmp_path: Path, account: str) -> None:
    starts = starts_of(go_to_work(target))
    assert scan_as(tmp_path, target, account, *starts) > PAGES_AT_LEAST[account], "it did not get in"
