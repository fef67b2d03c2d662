"""Searches: what somebody typed stays out of addresses, and so out of the history, the log and links to elsewhere.

It is posted, and kept in the browser's own cookie: sealed, for this sign-in alone. The address of what was found holds a
short code that means nothing anywhere else, so that it can be gone back to, loaded again and read page by page. Words
chosen from a list identify nobody and stand in the address as they are.
"""

import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from litestar.datastructures import Cookie
from litestar.response import Redirect

from cara.staff.ceremonies import hash_of
from cara_web.layout.draft import Draft
from cara_web.layout.form_body import read_form
from cara_web.layout.page import see_other
from cara_web.visits import Connection, PageRequest, visit_of

TYPED, FIND = "q", "find"
LONGEST = 200
MOST = 10
_MOST_BYTES = 2_500
"""Of all that is kept: a browser sends it beside other cookies, and a proxy takes about 8,000 bytes of them."""
ENDED = "This search has ended, or was made in another sign-in. Enter it again"


@dataclass(frozen=True, slots=True)
class Searches:
    """The latest searches of one list."""

    name: str
    path: str
    choices: Mapping[str, Collection[str]]
    """The fields beside what is typed, each with the words that may be chosen."""

    async def take(self, request: PageRequest) -> Redirect:
        """Keep what was posted and go to the address of what is found."""
        submitted = await read_form(request)
        submitted.refuse_unknown({TYPED, *self.choices})
        chosen = {name: submitted.one(name) for name, words in self.choices.items() if submitted.one(name) in words}
        typed = submitted.one(TYPED).strip()[:LONGEST]
        if not typed:
            return see_other(self.address(chosen))
        code, cookie = self._keep(request, typed)
        response = see_other(self.address({FIND: code, **chosen}))
        response.set_cookie(cookie)
        return response

    def typed(self, connection: Connection, code: str) -> str | None:
        """Give what was typed for a code: nothing if it has ended, or is of another sign-in."""
        return self._kept(connection).get(code) if code else ""

    def address(self, asked: Mapping[str, object]) -> str:
        """Give the address of a list narrowed so."""
        given = {name: value for name, value in asked.items() if value}
        return f"{self.path}?{urlencode(given)}" if given else self.path

    @property
    def _draft(self) -> Draft:
        return Draft(self.name, self.path)

    def _keep(self, connection: Connection, typed: str) -> tuple[str, Cookie]:
        code = secrets.token_urlsafe(9)
        kept = list({**self._kept(connection), code: typed}.items())[-MOST:]
        while len(kept) > 1 and len(json.dumps(kept)) > _MOST_BYTES:
            kept = kept[1:]
        return code, self._draft.keep(connection, {"of": _sign_in(connection), "typed": dict(kept)})

    def _kept(self, connection: Connection) -> dict[str, str]:
        answers = self._draft.read(connection)
        typed = answers.get("typed")
        if answers.get("of") != _sign_in(connection) or not isinstance(typed, dict):
            return {}
        return {str(code): str(text) for code, text in typed.items()}


def _sign_in(connection: Connection) -> str:
    return hash_of(visit_of(connection).form_secret).hex()
