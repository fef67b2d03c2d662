"""The list page as a Django view: sessions, middleware, models with their relations; the same Jinja templates.

It is written as Django's documentation says: one query with ``select_related``, the condition on the place as a
``FilteredRelation``, existence as ``Exists``, the whole view in one transaction. ``values=True`` gives a second view
whose query makes tuples instead of objects, for those who would tune it so.

What Django need not do here: its own user with its password's hash, its own templates, which are slower than Jinja's,
and ``select_for_update``, which SQLite does not have.
"""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import path
from jinja2 import Environment

from benchmarks.area import NOW, Measured
from benchmarks.calling import Gateway
from benchmarks.django_site import ENVIRONMENT, configure
from benchmarks.page_plain import ROWS, shown
from benchmarks.plain import Keys, chained
from cara.access import Role
from cara_web.layout.page import Shell

PARTS: dict[str, Any] = {}
"""What the view needs of the measurement: keys and shell."""

RELATED = ("entered_by", "person", "place__cohort__venue")
COLUMNS = {
    "id": "id",
    "reference": "reference",
    "status": "status",
    "pathway": "pathway",
    "entered_on": "entered_on",
    "place_by": "place_by",
    "source": "source",
    "entered_by": "entered_by",
    "handed_over": "handed_over",
    "key": "person__key",
    "details": "person__details",
    "held_until": "place__held_until",
    "first_day": "place__cohort__first_day",
    "second_day": "place__cohort__second_day",
    "venue": "place__cohort__venue__name",
}


def page_gateway(
    measured: Measured, keys: Keys, environment: Environment, shell: Callable[..., Shell]
) -> tuple[Gateway, str]:
    """Give Django's application and the key of a session of the officer's."""
    ENVIRONMENT["jinja"] = environment
    PARTS.update(keys=keys, shell=shell)
    gateway = configure(measured.file, __name__)
    session = SessionStore()
    session["account"], session["seen"] = measured.officer.account, NOW.isoformat()
    session.save()
    return gateway, str(session.session_key)


@transaction.atomic
def bookings(request: Any) -> HttpResponse:
    """Show the list."""
    refuse_waiting()
    found = list(listed_for(request.account).select_related(*RELATED)[: ROWS + 1])
    lines = found[:ROWS]
    for line in lines:
        line.name = name_of(line.person.key, line.person.details) if line.person and _is_own(line, request) else None
    return _page(request, lines, more=len(found) > ROWS)


@transaction.atomic
def bookings_as_values(request: Any) -> HttpResponse:
    """Show the list, without making objects of its rows."""
    refuse_waiting()
    found = list(listed_for(request.account).values_list(*COLUMNS.values())[: ROWS + 1])
    lines = [_line(request, row) for row in found[:ROWS]]
    return _page(request, lines, more=len(found) > ROWS)


def listed_for(account: Any) -> Any:
    """Give the referrals that an officer may see: own ones and those handed over, none in conflict; the newest first."""
    from django.db.models import Exists, FilteredRelation, OuterRef, Q  # noqa: PLC0415 - as below

    from benchmarks.django_tables import Assignment, Referral  # noqa: PLC0415 - models wait for the settings

    handed = Assignment.objects.filter(account=account, ended_at=None)
    mine = Referral.objects.filter(entered_by=account).values("id").union(handed.values("referral"))
    found = Referral.objects.filter(not_in_conflict(account), id__in=mine, source=account.organisation)
    place = FilteredRelation("membership", condition=Q(membership__active=True))
    handed_over = Exists(handed.filter(referral=OuterRef("id")))
    return found.annotate(place=place, handed_over=handed_over).order_by("-id")


def open_to(account: Any) -> Any:
    """Give the referrals of which an officer may open one."""
    from django.db.models import Exists, OuterRef, Q  # noqa: PLC0415 - as below

    from benchmarks.django_tables import Assignment, Referral  # noqa: PLC0415 - models wait for the settings

    handed = Exists(Assignment.objects.filter(account=account, ended_at=None, referral=OuterRef("id")))
    mine = Q(entered_by=account) | handed
    return Referral.objects.filter(mine, not_in_conflict(account), source=account.organisation)


def not_in_conflict(account: Any) -> Any:
    """Give the condition that no conflict holds between an account and a referral."""
    from django.db.models import Exists, OuterRef  # noqa: PLC0415 - as below

    return ~Exists(in_conflict(account, OuterRef("person__name_birth_index"), OuterRef("id")))


def in_conflict(account: Any, birth: Any, referral: Any = None) -> Any:
    """Give the conflicts of an account with whoever has a name and birth, or this referral."""
    from django.db.models import Q  # noqa: PLC0415 - as below

    from benchmarks.django_tables import DeclaredConflict  # noqa: PLC0415 - models wait for the settings

    about = Q(name_birth_index=birth) | Q(referral__person__name_birth_index=birth)
    about = about | Q(referral=referral) if referral is not None else about
    return DeclaredConflict.objects.filter(about, account=account, ended_at=None)


def refuse_waiting() -> None:
    """Go on only if no hold waits to be released."""
    from benchmarks.django_tables import Membership  # noqa: PLC0415 - as above

    assert not Membership.objects.filter(status="held", held_until__lte=NOW).exists()


def name_of(key: str, details: bytes) -> str:
    """Open a name."""
    person = json.loads(PARTS["keys"].unseal("person.details", key, bytes(details)))
    return f"{person['given_names']} {person['family_name']}"


def _is_own(line: Any, request: Any) -> bool:
    account = request.account
    mine = line.entered_by_id == account.id or line.handed_over
    return bool(line.source == account.organisation and mine)


def _line(request: Any, row: tuple[Any, ...]) -> SimpleNamespace:
    line = SimpleNamespace(**dict(zip(COLUMNS, row, strict=True)), entered_by_id=row[7])
    line.name = name_of(line.key, line.details) if line.details and _is_own(line, request) else None
    return line


def _page(request: Any, lines: list[Any], *, more: bool) -> HttpResponse:
    account, said = request.account, [line.reference for line in lines]
    write_entries(account.code, request.request_id, ("referrals_listed", "referrals", {"shown": said}))
    name = PARTS["keys"].unseal("account.display_name", account.code, bytes(account.display_name))
    parts = (Role(account.role), name, request.csp_nonce, request.request_id)
    shell = PARTS["shell"](*parts, lambda: get_token(request))
    return render(request, "referrals/list.html", shown(lines, shell, more=more))


def write_entries(actor: str, request_id: str, *acts: tuple[str, str, dict[str, Any]]) -> None:
    """Write entries to the chain at once, inside a transaction: of each the action, the resource and the detail."""
    from benchmarks.django_tables import AuditEntry, AuditHead  # noqa: PLC0415 - as above

    head, entries = AuditHead.objects.get(id=1), []
    seq, last = head.seq, head.hash
    for action, resource, detail in acts:
        row = chained(seq + 1, last, NOW, actor, action, resource, detail, request_id)
        said = dict(zip(("actor", "action", "resource", "request_id", "detail"), row[2:7], strict=True))
        entries.append(AuditEntry(seq=row[0], at=NOW, previous_hash=last, hash=row[-1], **said))
        seq, last = row[0], row[-1]
    AuditEntry.objects.bulk_create(entries)
    AuditHead.objects.filter(id=1).update(seq=seq, hash=last)


urlpatterns = [path("bookings", bookings), path("bookings/as-values", bookings_as_values)]
