"""From the check to the booking as six Django views over its query builder; the decision the platform's own.

Each view does what the platform's does: the program by its token, one transaction that looks first for holds that ran
out, the referral only if this account may have it, every audit entry; the middleware numbers, protects and logs it.
"""

import hashlib
import json
import secrets
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from benchmarks.area import NOW, Measured
from benchmarks.booking_plain import (
    OWN_ONE,
    SENT_TO,
    TODAY,
    UNTIL,
    confirmed,
    deadline_of,
    decided,
    indexes,
    refuse_misfit,
    told,
)
from benchmarks.calling import Gateway
from benchmarks.django_page import in_conflict, open_to, refuse_waiting, write_entries
from benchmarks.django_site import configure
from benchmarks.plain import Keys
from benchmarks.telling import ToStore, messages_of
from cara.casework.details import CautionDetails, Needs, PersonDetails
from cara.decisions import Decision, Verdict
from cara.policy import CaseFacts, PolicyBook, RestrictedFacts, Stage
from cara.vocabulary import Reference

PARTS: dict[str, Any] = {}
"""What the views need of the measurement: keys and book."""

VENUE = ("code", "name", "district", "travel", "step_free", "hearing_loop")


def booking_gateway(measured: Measured, keys: Keys, book: PolicyBook) -> Gateway:
    """Give Django's application."""
    PARTS.update(keys=keys, book=book)
    return configure(measured.file, __name__)


def tables() -> Any:
    """Give Django's models, which can be read only once its settings are there."""
    from benchmarks import django_tables  # noqa: PLC0415 - as above

    return django_tables


def _account(request: Any) -> Any:
    token = request.headers["authorization"].removeprefix("Bearer ")
    hashed = hashlib.sha256(token.encode()).digest()
    known = tables().ApiToken.objects.select_related("client__account").filter(ends_at__gt=NOW)
    request.account = known.get(token_sha256=hashed, client__active=True, client__account__active=True).client.account
    return request.account


def _answer(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="application/json")


@csrf_exempt
def check(request: HttpRequest) -> HttpResponse:
    """Decide a case."""
    _account(request)
    decision, *_ = decided(PARTS["book"], json.loads(request.body))
    return _answer(decision.model_dump_json())


@csrf_exempt
def hold(request: HttpRequest) -> HttpResponse:
    """Enter a referral and hold a place."""
    t, account, sent = tables(), _account(request), json.loads(request.body)
    decision, facts, restricted = decided(PARTS["book"], sent)
    assert decision.verdict is Verdict.ELIGIBLE
    reference = str(Reference.new())
    with transaction.atomic():
        refuse_waiting()
        claim = _claim(request, account, SENT_TO["hold"])
        open_ones = t.Cohort.objects.select_related("venue").filter(status="open", venue__open=True)
        place = open_ones.get(code=sent["cohort"])
        taken = set(t.Membership.objects.filter(cohort=place, active=True).values_list("seat", flat=True))
        refuse_misfit(facts, vars(place))
        seat = next(number for number in range(1, place.capacity + 1) if number not in taken)
        row = _enter(account, reference, facts, restricted)
        _keep(row, 1, Stage.CHECK, decision)
        t.StatusChange.objects.create(referral=row, after="held", at=NOW, by=account.code)
        seated = {"cohort": place, "capacity": place.capacity, "pathway": place.pathway, "seat": seat}
        t.Membership.objects.create(referral=row, status="held", active=True, held_until=UNTIL, made_at=NOW, **seated)
        text = json.dumps({"reference": reference, "status": "held", **_told(place, UNTIL)})
        entered, seated = {"status": "held"}, {"cohort": place.code}
        told_of = (("referral_entered", reference, entered), ("place_held", reference, seated))
        return _answered(request, claim, 201, text, *told_of)


def _enter(account: Any, reference: str, facts: CaseFacts, restricted: RestrictedFacts) -> Any:
    keys = PARTS["keys"]
    assert facts.sex
    assert facts.relationship
    return tables().Referral.objects.create(
        reference=reference,
        area="west_yorkshire",
        status="held",
        source=account.organisation,
        entered_on=TODAY,
        entered_at=NOW,
        entered_by=account,
        book_digest=PARTS["book"].digest,
        facts=keys.seal("referral.facts", reference, facts.model_dump_json()),
        restricted_facts=keys.seal("referral.restricted_facts", reference, restricted.model_dump_json()),
        pathway=f"{facts.sex.value}/{facts.relationship.value}",
        offence_on=facts.offence_on,
    )


def _keep(row: Any, number: int, stage: Stage, decision: Decision) -> None:
    sealed = PARTS["keys"].seal("decision.body", f"{row.reference}:{number}", decision.canonical_json)
    said = {"stage": stage.value, "verdict": decision.verdict.value, "book_digest": decision.book_digest}
    tables().Decision.objects.create(referral=row, number=number, decided_at=NOW, body=sealed, **said)


@csrf_exempt
def person(request: HttpRequest, reference: str) -> HttpResponse:
    """Record who the person is."""
    t, keys, account = tables(), PARTS["keys"], _account(request)
    details, key = PersonDetails.model_validate_json(request.body), secrets.token_hex(16)
    with transaction.atomic():
        refuse_waiting()
        row = open_to(account).get(reference=reference)
        name, born, caution = indexes(keys, details)
        assert not in_conflict(account, born).exists()
        sealed = keys.seal("person.details", key, details.model_dump_json())
        row.person = t.Person.objects.create(key=key, details=sealed, name_index=name, name_birth_index=born)
        row.caution_index, row.version = caution, row.version + 1
        row.save(update_fields=["person", "caution_index", "version"])
        t.Membership.objects.filter(referral=row, active=True).update(person=row.person)
        alike = t.Referral.objects.filter(person__name_birth_index=born).exclude(id=row.id)
        assert not alike.exists()
        return _recorded(request, row, "person_recorded")


@csrf_exempt
def needs(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what the person needs."""
    t, account, said = tables(), _account(request), Needs.model_validate_json(request.body)
    with transaction.atomic():
        refuse_waiting()
        row = open_to(account).select_related("person").get(reference=reference)
        row.person.needs = PARTS["keys"].seal("person.needs", row.person.key, said.model_dump_json())
        row.person.save(update_fields=["needs"])
        t.UnavailableDay.objects.filter(referral=row).delete()
        t.KeepApart.objects.filter(referral=row).delete()
        row.version += 1
        row.save(update_fields=["version"])
        return _recorded(request, row, "needs_recorded")


@csrf_exempt
def caution(request: HttpRequest, reference: str) -> HttpResponse:
    """Record the caution."""
    account, said = _account(request), CautionDetails.model_validate_json(request.body)
    with transaction.atomic():
        refuse_waiting()
        row = open_to(account).get(reference=reference)
        row.caution = PARTS["keys"].seal("referral.caution", reference, said.model_dump_json())
        row.caution_on, row.version = said.caution_on, row.version + 1
        row.save(update_fields=["caution", "caution_on", "version"])
        return _recorded(request, row, "caution_recorded")


@csrf_exempt
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm the booking."""
    t, keys, account = tables(), PARTS["keys"], _account(request)
    with transaction.atomic():
        refuse_waiting()
        claim = _claim(request, account, SENT_TO["confirm"])
        row = open_to(account).get(reference=reference)
        facts = CaseFacts.model_validate_json(keys.unseal("referral.facts", reference, bytes(row.facts)))
        apart = keys.unseal("referral.restricted_facts", reference, bytes(row.restricted_facts))
        signed = keys.unseal("referral.caution", reference, bytes(row.caution))
        decision = confirmed(PARTS["book"], facts, RestrictedFacts.model_validate_json(apart), signed)
        assert row.status == "held"
        seat = t.Membership.objects.select_related("cohort__venue").get(referral=row, active=True)
        refuse_misfit(facts, vars(seat.cohort))
        assert not t.KeepApart.objects.filter(referral=row).exists()
        assert not t.KeepApart.objects.filter(other_reference=reference).exists()
        _keep(row, 2, Stage.CONFIRM, decision)
        seat.status, seat.held_until = "booked", None
        seat.save(update_fields=["status", "held_until"])
        workshops = t.Workshop.objects.filter(cohort=seat.cohort)
        t.ExpectedAttendance.objects.bulk_create(
            t.ExpectedAttendance(membership=seat, workshop=one) for one in workshops
        )
        row.status, row.confirmed_at, row.deadline_on = "booked", NOW, deadline_of(facts)
        row.version += 1
        row.save(update_fields=["status", "confirmed_at", "deadline_on", "version"])
        t.StatusChange.objects.create(referral=row, before="held", after="booked", at=NOW, by=account.code)
        text = json.dumps({"reference": reference, "status": "booked", "decision": decision.model_dump(mode="json")})
        waiting = t.WorklistItem.objects.filter(referral=row, decided_at=None).exclude(kind="possible_duplicate")
        waiting.update(decided_at=NOW, outcome="overtaken", version=F("version") + 1)
        done = ("booking_confirmed", reference, {"status": "booked", **OWN_ONE})
        made = ("messages_made", reference, {"messages": _tell(row, seat.cohort), "occasion": "booked"})
        return _answered(request, claim, 200, text, done, made)


def _tell(row: Any, cohort: Any) -> list[str]:
    t, keys = tables(), PARTS["keys"]
    person = t.Person.objects.get(id=row.person_id)
    details = PersonDetails.model_validate_json(keys.unseal("person.details", person.key, bytes(person.details)))
    needs = Needs.model_validate_json(keys.unseal("person.needs", person.key, bytes(person.needs)))
    approved = set(t.WordingApproval.objects.filter(translator__isnull=False).values_list("digest", flat=True))
    place = {**vars(cohort.venue), **vars(cohort)}
    planned = list(messages_of(PARTS["book"], Reference(row.reference), place, details, needs, approved))
    stored = t.Message.objects.bulk_create(_message(row, one) for one in planned)
    made = {"what": "made", "at": NOW, "by": "system"}
    t.MessageEvent.objects.bulk_create(t.MessageEvent(message=one, next_at=one.due_at, **made) for one in stored)
    waiting = [one for one in planned if one.status == "waiting"]
    asked = {"kind": "send_message", "status": "open", "made_at": NOW, "attempts": 0}
    t.Job.objects.bulk_create(t.Job(resource=one.code, due_at=one.due_at, **asked) for one in waiting)
    return [one.code for one in planned]


def _message(row: Any, one: ToStore) -> Any:
    said = {**asdict(one), "content": PARTS["keys"].seal("message.content", one.code, one.content)}
    return tables().Message(referral=row, made_at=NOW, changed_at=NOW, **said)


def _told(place: Any, until: Any) -> dict[str, object]:
    days = {"first_day": place.first_day, "second_day": place.second_day}
    venue = {name: getattr(place.venue, name) for name in VENUE}
    return told({**days, **venue}, place.code, until.isoformat())


def _recorded(request: Any, row: Any, action: str) -> HttpResponse:
    seen = open_to(request.account).get(reference=row.reference)  # a name that was just recorded may close it
    acts = ((told_of, row.reference, OWN_ONE) for told_of in (action, "referral_seen"))
    write_entries(request.account.code, request.request_id, *acts)
    seat = tables().Membership.objects.select_related("cohort__venue").get(referral=seen, active=True)
    standing = _told(seat.cohort, seat.held_until)
    return _answer(json.dumps({"reference": row.reference, "status": seen.status, **standing}))


def _claim(request: HttpRequest, account: Any, operation: str) -> Any:
    asked, key = hashlib.sha256(request.body).hexdigest(), request.headers["idempotency-key"]
    claims = tables().IdempotencyKey.objects
    return claims.create(client=account.code, operation=operation, key=key, request_sha256=asked, made_at=NOW)


def _answered(request: Any, claim: Any, status: int, text: str, *acts: tuple[str, str, dict[str, Any]]) -> HttpResponse:
    known = f"{claim.client}:{claim.operation}:{claim.key}"
    claim.status, claim.body = status, PARTS["keys"].seal("idempotency_key.body", known, text)
    claim.save(update_fields=["status", "body"])
    answered = ("request_answered", claim.operation, {"status": status})
    write_entries(claim.client, request.request_id, *acts, answered)
    return _answer(text, status)


urlpatterns = [
    path("api/v1/checks", check),
    path("api/v1/referrals", hold),
    path("api/v1/referrals/<str:reference>/person", person),
    path("api/v1/referrals/<str:reference>/needs", needs),
    path("api/v1/referrals/<str:reference>/caution", caution),
    path("api/v1/referrals/<str:reference>/confirmation", confirm),
]
