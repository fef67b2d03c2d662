"""wapiti, which follows every link and fills in every form of somebody who has signed in."""

import json
from pathlib import Path

import httpx
from tests.attack.attacked import Attacked
from tests.attack.tools import fetched, run

MODULES = "sql,xss,permanentxss,exec,file,crlf,redirect,csrf,cookieflags,csp,http_headers"
"""Not those that ask other machines (ssrf, xxe, log4shell, wapp ...), look for other software (nikto, cms ...) or report
that OPTIONS is answered (methods): the interface's document and schemathesis know more of that."""

KNOWN = {
    "Secure Flag cookie": "cookies are Secure where people come by https (tests/web/shell/test_headers.py); here they do not",
}
PLANTED = {"SQL Injection", "Reflected Cross Site Scripting", "Stored Cross Site Scripting"}
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


def test_nothing_is_found_that_is_not_known(target: Attacked, tmp_path: Path) -> None:
    cookie = target.cookie("officer-1")
    signed_in = ("-C", cookie, "-H", f"Origin: {target.address}")
    left_out = ("-x", f"{target.address}/sign-out", "-x", f"{target.address}/sign-in")
    pages, found = scan(tmp_path, target.address, *signed_in, *left_out)
    assert pages > 50, "it did not get in"
    still = httpx.get(f"{target.address}/bookings", headers={"cookie": cookie}, timeout=60, trust_env=False)
    assert still.status_code == 200, "it was signed out"
    assert [one for one in found if one.partition(":")[0] not in KNOWN] == []
