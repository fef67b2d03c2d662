"""The list page as a Django view: its sessions, its middleware, its query builder; the same Jinja templates."""

import json
import secrets
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import path
from jinja2 import Environment

from benchmarks.area import NOW, Measured
from benchmarks.calling import Gateway
from benchmarks.django_site import ENVIRONMENT, configure
from benchmarks.page_plain import ROWS, shown
from benchmarks.plain import Keys, chained
from cara.casework import ReferralStatus
from cara.vocabulary import Pathway, Reference
from cara_web.headers import content_security_policy
from cara_web.layout.page import Shell

PARTS: dict[str, Any] = {}
"""What the view needs of the measurement: keys and shell."""

COLUMNS = {
    "id": "id",
    "reference": "reference",
    "status": "status",
    "pathway": "pathway",
    "entered_on": "entered_on",
    "place_by": "place_by",
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
    session["account"] = measured.officer.account
    session.save()
    return gateway, str(session.session_key)


def bookings(request: HttpRequest) -> HttpResponse:
    """Show the list."""
    from django.db.models import FilteredRelation, Q  # noqa: PLC0415 - as above

    from benchmarks.django_tables import Account, Membership, Referral  # noqa: PLC0415 - models wait for the settings

    account = Account.objects.get(id=request.session["account"], active=True)
    keys, nonce = PARTS["keys"], secrets.token_urlsafe(16)
    name = keys.unseal("account.display_name", account.code, bytes(account.display_name))
    assert not Membership.objects.filter(status="held", held_until__lte=NOW).exists()
    place = FilteredRelation("membership", condition=Q(membership__active=True))
    found = Referral.objects.filter(entered_by=account).annotate(place=place).order_by("-id")
    rows = list(found.values_list(*COLUMNS.values())[: ROWS + 1])
    lines = [_line(keys, row) for row in rows[:ROWS]]
    _audit(account.code, "referrals_listed", "referrals", shown=[line.reference for line in lines])
    shell = PARTS["shell"](name, nonce, "", lambda: get_token(request))
    answer = render(request, "referrals/list.html", shown(lines, shell, more=len(rows) > ROWS))
    answer["content-security-policy"] = content_security_policy(nonce)
    answer["cache-control"] = "no-store"
    return answer


def _line(keys: Keys, row: tuple[Any, ...]) -> SimpleNamespace:
    said = dict(zip(COLUMNS, row, strict=True))
    key, details = said.pop("key"), said.pop("details")
    person = json.loads(keys.unseal("person.details", key, bytes(details))) if details else None
    said["name"] = f"{person['given_names']} {person['family_name']}" if person else None
    said["reference"], said["status"] = Reference(said["reference"]), ReferralStatus(said["status"])
    said["pathway"] = Pathway.from_code(said["pathway"]) if said["pathway"] else None
    return SimpleNamespace(**said)


def _audit(actor: str, action: str, resource: str, **detail: object) -> None:
    with transaction.atomic():
        write_entry(actor, action, resource, **detail)


def write_entry(actor: str, action: str, resource: str, **detail: object) -> None:
    """Write one entry to the chain, inside a transaction."""
    from benchmarks.django_tables import AuditEntry, AuditHead  # noqa: PLC0415 - as above

    head = AuditHead.objects.get(id=1)
    seq, _, *_, previous, found = row = chained(head.seq + 1, head.hash, NOW, actor, action, resource, detail)
    said = dict(zip(("actor", "action", "resource", "request_id", "detail"), row[2:7], strict=True))
    AuditEntry.objects.create(seq=seq, at=NOW, previous_hash=previous, hash=found, **said)
    AuditHead.objects.filter(id=1).update(seq=seq, hash=found)


urlpatterns = [path("bookings", bookings)]
