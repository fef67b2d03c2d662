"""Answering with a problem: a page for people, problem+json for programs, the sign-in page for who must sign in."""

import html
import json
from dataclasses import dataclass
from http import HTTPStatus

from cara_web.layout.page import Pages
from cara_web.log import note_fault
from cara_web.problems import MEDIA_TYPE, Problem, wants_problem_json
from cara_web.visits import Visit

SIGN_IN_PATH = "/sign-in"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response."""

    status: int
    media_type: str
    body: bytes
    headers: dict[str, str]


def answer_problem(pages: Pages, visit: Visit, path: str, accept: str, problem: Problem) -> Answer:
    """Answer a request that could not be answered as asked."""
    headers = dict(problem.headers)
    if wants_problem_json(path, accept):
        body = json.dumps(problem.as_json(visit.request_id)).encode()
        if problem.status == HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = "Bearer"
        return Answer(problem.status, MEDIA_TYPE, body, headers)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        return Answer(HTTPStatus.SEE_OTHER, "text/plain; charset=utf-8", b"", {"Location": SIGN_IN_PATH})
    return Answer(problem.status, "text/html; charset=utf-8", _page(pages, visit, path, problem).encode(), headers)


def _page(pages: Pages, visit: Visit, path: str, problem: Problem) -> str:
    try:
        return pages.render(visit, path, "!core/layout/problem.html", {"title": problem.title, "problem": problem})
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the page, the words still get through
        note_fault(error, visit.request_id)
        return (
            f'<!DOCTYPE html><html lang="en"><title>{html.escape(problem.title)}</title>'
            f"<h1>{html.escape(problem.title)}</h1><p>{html.escape(problem.detail)}</p><p>{visit.request_id}</p></html>"
        )
