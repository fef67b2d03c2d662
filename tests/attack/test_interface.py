"""schemathesis, with every check and every phase, on the interface's own document and through a real server."""

import json
import sys
from pathlib import Path

from tests.attack.attacked import Attacked
from tests.attack.tools import run

PLANTED = {"ServerError", "JsonSchemaError", "UndefinedStatusCode"}
SECONDS = 420
REFUSED_BY_MEANING = 422
"""What a document cannot say - a reference's check character, a caution before its offence - is refused in words with
422, which is declared of every address that takes a body or a query. To refuse what the document allows is no failure
then; to accept what it forbids is."""


def explore(folder: Path, document: str, address: str, token: str = "", reference: str = "") -> list[str]:
    """Try every operation and give the failures, each with the operations in which it was seen."""
    expected = json.dumps(["2xx", "3xx", "401", "403", "404", "409", str(REFUSED_BY_MEANING), "5xx"])
    config = [f"[checks.positive_data_acceptance]\nexpected-statuses = {expected}\n"]
    config += [f'[parameters]\n"path.reference" = "{reference}"\n'] if reference else []
    (folder / "schemathesis.toml").write_text("".join(config))
    auth = ("-H", f"Authorization: Bearer {token}") if token else ()
    schemathesis = ("-c", "from schemathesis.cli import schemathesis; schemathesis()")
    bounds = ("--max-examples", "8", "--generation-deterministic", "--continue-on-failure", "--request-timeout", "60")
    report = ("--report", "json", "--report-json-path", folder / "report.json", "--no-color")
    command = ("run", document, "--url", address, "--checks", "all", *auth, *bounds, *report)
    printed = run(folder, address, sys.executable, *schemathesis, *command, seconds=SECONDS)
    told = json.loads((folder / "report.json").read_text("utf-8"))
    assert told["complete"], printed
    assert told["operations"]["tested"] == told["operations"]["total"] > 0, printed
    assert told["errors"] == [], printed
    return [f"{failure['type']}: {failure['operations']}" for failure in told["failures"]]


def test_the_planted_flaws_are_found(canary: str, tmp_path: Path) -> None:
    found = {failure.partition(":")[0] for failure in explore(tmp_path, f"{canary}/openapi.json", canary)}
    assert found >= PLANTED


def test_a_program_that_knows_the_document_finds_no_failure(target: Attacked, tmp_path: Path) -> None:
    document, token = f"{target.address}/api/v1/openapi.json", target.token("officer-1", "explorer")
    assert explore(tmp_path, document, target.address, token, target.held) == []
