"""What every page of this room does: run a use case of the staff for whoever asks, and name what accounts belong to."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar

from cara.access import Action, Resource, Subject, decide
from cara.casework import NotAccepted, Problem
from cara.records import Database
from cara.staff import Account
from cara_web.instance import in_thread
from cara_web.layout.page import Banner
from cara_web.referrals.asking import Web, book_of, subject_of
from cara_web.visits import instance_of

PEOPLE, PROGRAMS = "/people", "/programs"
_IN_CODE = re.compile(r"[a-z0-9_]+\Z")

P = ParamSpec("P")
T = TypeVar("T")


async def use_staff(
    request: Web, case: Callable[Concatenate[Database, Subject, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a use case of the staff for whoever asks, in one of the instance's threads."""
    instance = instance_of(request)
    return await in_thread(instance, case, instance.casework.database, subject_of(request), *args, **kwargs)


def may(request: Web, action: Action, resource: Resource | None = None) -> bool:
    """Tell whether whoever asks may do something, once he or she has proved again who it is."""
    access = decide(subject_of(request), action, resource, instance_of(request).now())
    return access.allowed or access.proof_needed


def districts_of(request: Web) -> list[tuple[str, str]]:
    """Give the area's districts by code and name; none while its rules cannot be read."""
    book = book_of(request)
    return [(district.code, district.name) for district in book.area.districts] if book else []


def refuse_unknown_district(request: Web, district: str | None) -> None:
    """Go on only with a district of the area, or none.

    Raises:
        NotAccepted: it is another.
    """
    if district and district not in dict(districts_of(request)):
        raise NotAccepted([Problem("district", "Select a district from the list")])


def address_of(request: Web, path: str) -> str:
    """Give an address of this instance as people type it."""
    settings = instance_of(request).settings
    origin = settings.origin or f"{request.scope['scheme']}://{request.headers.get('host', '')}"
    return f"{origin.rstrip('/')}{path}"


def organisations_of(request: Web, accounts: Iterable[Account]) -> Mapping[str, str]:
    """Give every organisation that is known here, by what accounts hold: the area's police, and those of accounts."""
    book = book_of(request)
    police = [book.area.police.code] if book else []
    return {code: organisation_name(request, code) for code in [*police, *(one.organisation for one in accounts)]}


def organisation_name(request: Web, code: str) -> str:
    """Give the name of an organisation as people read it."""
    book = book_of(request)
    if book and code == book.area.police.code:
        return book.area.police.name
    return code.replace("_", " ").capitalize() if _IN_CODE.match(code) else code


def district_name(request: Web, code: str | None) -> str:
    """Give the name of a district as people read it."""
    return dict(districts_of(request)).get(code or "", code or "")


def done_banner(done: str, said: Mapping[str, str]) -> Banner | None:
    """Say what was just done and what it means."""
    return Banner(said[done]) if done in said else None


def plain(request: Web) -> dict[str, Any]:  # Any: what templates call
    """Give what every template of this room names organisations and districts by."""
    return {
        "organisation_name": lambda code: organisation_name(request, code),
        "district_name": lambda code: district_name(request, code),
    }
