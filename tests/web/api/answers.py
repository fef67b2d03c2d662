"""What the tests of the interface read in its answers."""

from typing import Any

import httpx


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """Give the problem that an answer is."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    said = answer.json()
    assert said["status"] == status
    assert said["request_id"]
    return said


def pointers(answer: httpx.Response, status: int = 422) -> list[str]:
    """Give the pointers of the fields that are wrong."""
    return [error["pointer"] for error in problem(answer, status)["errors"]]


def kind(answer: httpx.Response, status: int) -> str:
    """Give the kind of a problem."""
    return problem(answer, status)["type"].removeprefix("urn:cara:problem:")
