import io
import json
import logging
from collections.abc import Iterator

import pytest
from tests.web.visitors import OFFICER, Browser

from cara.records import DatabaseBusy
from cara_web.log import OneLineOfJson, note_fault


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneLineOfJson())
    logger = logging.getLogger("cara_web")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(before)


def test_each_request_is_one_line_of_json_with_references_only(officer: Browser, lines: io.StringIO):
    answer = officer.get("/accessibility?name=Quill")
    [line] = lines.getvalue().splitlines()
    said = json.loads(line)

    assert said["request_id"] == answer.headers["x-request-id"]
    assert (said["method"], said["route"], said["status"], said["account"]) == ("GET", "/accessibility", 200, OFFICER)
    assert "Quill" not in line


def test_a_fault_says_where_it_was_and_quotes_only_errors_of_ours(lines: io.StringIO):
    for error in (ValueError("Alder Quill\nborn 1990"), DatabaseBusy()):
        with pytest.raises(type(error)) as caught:
            raise error
        note_fault(caught.value, "r1")
    theirs, ours = (json.loads(line) for line in lines.getvalue().splitlines())

    assert (theirs["error"], theirs["detail"]) == ("ValueError", "")
    assert "test_log.py" in theirs["where"][-1]
    assert ours["detail"].startswith("The records are busy")
