"""The platform's tables as Django's models; Django neither makes nor changes them."""

# ruff: noqa: DJ001, DJ008 - the tables are the platform's, NULL texts included, and nobody prints a row

from typing import Any

from django.db import models

from cara.casework import ReferralStatus
from cara.vocabulary import Pathway, Reference

SHORT, LONG = 64, 200


class ReferenceField(models.CharField):
    """A reference."""

    def from_db_value(self, value: str, *_: object) -> Reference:
        return Reference(value)


class StatusField(models.CharField):
    """Where a referral stands."""

    def from_db_value(self, value: str, *_: object) -> ReferralStatus:
        return ReferralStatus(value)


class PathwayField(models.CharField):
    """Sex and relationship."""

    def from_db_value(self, value: str | None, *_: object) -> Pathway | None:
        return Pathway.from_code(value) if value else None


class Account(models.Model):
    code = models.CharField(max_length=SHORT)
    display_name = models.BinaryField()
    role = models.CharField(max_length=SHORT)
    organisation = models.CharField(max_length=LONG)
    active = models.BooleanField()

    class Meta:
        app_label, db_table, managed = "benchmarks", "account", False


class ApiClient(models.Model):
    code = models.CharField(max_length=SHORT)
    account = models.ForeignKey(Account, models.CASCADE)
    active = models.BooleanField()

    class Meta:
        app_label, db_table, managed = "benchmarks", "api_client", False


class ApiToken(models.Model):
    token_sha256 = models.BinaryField(primary_key=True)
    client = models.ForeignKey(ApiClient, models.CASCADE)
    ends_at = models.DateTimeField()

    class Meta:
        app_label, db_table, managed = "benchmarks", "api_token", False


class Person(models.Model):
    key = models.CharField(max_length=SHORT)
    details = models.BinaryField()
    needs = models.BinaryField(null=True)
    name_index = models.BinaryField()
    name_birth_index = models.BinaryField()
    pnc_index = models.BinaryField(null=True)

    class Meta:
        app_label, db_table, managed = "benchmarks", "person", False


class Referral(models.Model):
    reference = ReferenceField(max_length=8)
    area = models.CharField(max_length=SHORT)
    status = StatusField(max_length=SHORT)
    active = models.BooleanField(default=True)
    source = models.CharField(max_length=SHORT)
    entered_on = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Account, models.CASCADE, db_column="entered_by")
    book_digest = models.CharField(max_length=SHORT)
    facts = models.BinaryField()
    restricted_facts = models.BinaryField()
    person = models.ForeignKey(Person, models.CASCADE, null=True)
    pathway = PathwayField(max_length=SHORT, null=True)
    offence_on = models.DateField(null=True)
    caution_on = models.DateField(null=True)
    deadline_on = models.DateField(null=True)
    caution = models.BinaryField(null=True)
    caution_index = models.BinaryField(null=True)
    place_by = models.DateField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        app_label, db_table, managed = "benchmarks", "referral", False

    @property
    def held_until(self) -> Any:
        return self.place and self.place.held_until

    @property
    def first_day(self) -> Any:
        return self.place and self.place.cohort.first_day

    @property
    def second_day(self) -> Any:
        return self.place and self.place.cohort.second_day

    @property
    def venue(self) -> Any:
        return self.place and self.place.cohort.venue.name


class Assignment(models.Model):
    referral = models.ForeignKey(Referral, models.CASCADE)
    account = models.ForeignKey(Account, models.CASCADE)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label, db_table, managed = "benchmarks", "assignment", False


class DeclaredConflict(models.Model):
    account = models.ForeignKey(Account, models.CASCADE)
    referral = models.ForeignKey(Referral, models.CASCADE, null=True)
    name_birth_index = models.BinaryField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label, db_table, managed = "benchmarks", "declared_conflict", False


class WorklistItem(models.Model):
    referral = models.ForeignKey(Referral, models.CASCADE)
    kind = models.CharField(max_length=SHORT)
    outcome = models.CharField(max_length=SHORT, null=True)
    decided_at = models.DateTimeField(null=True)
    version = models.IntegerField()

    class Meta:
        app_label, db_table, managed = "benchmarks", "worklist_item", False


class StatusChange(models.Model):
    referral = models.ForeignKey(Referral, models.CASCADE)
    before = models.CharField(max_length=SHORT, null=True)
    after = models.CharField(max_length=SHORT)
    at = models.DateTimeField()
    by = models.CharField(max_length=SHORT)
    reason = models.BinaryField(null=True)

    class Meta:
        app_label, db_table, managed = "benchmarks", "status_change", False


class Decision(models.Model):
    referral = models.ForeignKey(Referral, models.CASCADE)
    number = models.IntegerField()
    stage = models.CharField(max_length=SHORT)
    verdict = models.CharField(max_length=SHORT)
    book_digest = models.CharField(max_length=SHORT)
    decided_at = models.DateTimeField()
    body = models.BinaryField()

    class Meta:
        app_label, db_table, managed = "benchmarks", "decision", False


class PolicyBook(models.Model):
    digest = models.CharField(max_length=SHORT, primary_key=True)

    class Meta:
        app_label, db_table, managed = "benchmarks", "policy_book", False


class Venue(models.Model):
    code = models.CharField(max_length=SHORT)
    name = models.CharField(max_length=LONG)
    district = models.CharField(max_length=LONG)
    travel = models.TextField()
    address = models.TextField()
    step_free = models.BooleanField()
    hearing_loop = models.BooleanField()
    open = models.BooleanField()

    class Meta:
        app_label, db_table, managed = "benchmarks", "venue", False


class Cohort(models.Model):
    code = models.CharField(max_length=SHORT)
    pathway = models.CharField(max_length=SHORT)
    capacity = models.IntegerField()
    status = models.CharField(max_length=SHORT)
    venue = models.ForeignKey(Venue, models.CASCADE)
    first_day = models.DateField()
    second_day = models.DateField()

    class Meta:
        app_label, db_table, managed = "benchmarks", "cohort", False


class Membership(models.Model):
    referral = models.ForeignKey(Referral, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE, null=True)
    cohort = models.ForeignKey(Cohort, models.CASCADE)
    capacity = models.IntegerField()
    pathway = models.CharField(max_length=SHORT)
    seat = models.IntegerField(null=True)
    status = models.CharField(max_length=SHORT)
    active = models.BooleanField()
    held_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        app_label, db_table, managed = "benchmarks", "membership", False


class Workshop(models.Model):
    cohort = models.ForeignKey(Cohort, models.CASCADE)

    class Meta:
        app_label, db_table, managed = "benchmarks", "workshop", False


class ExpectedAttendance(models.Model):
    membership = models.ForeignKey(Membership, models.CASCADE)
    workshop = models.ForeignKey(Workshop, models.CASCADE)

    class Meta:
        app_label, db_table, managed = "benchmarks", "expected_attendance", False


class WordingApproval(models.Model):
    digest = models.CharField(max_length=SHORT)
    translator = models.BinaryField(null=True)

    class Meta:
        app_label, db_table, managed = "benchmarks", "wording_approval", False


class Message(models.Model):
    referral = models.ForeignKey(Referral, models.CASCADE)
    code = models.CharField(max_length=8)
    occasion = models.CharField(max_length=SHORT)
    number = models.IntegerField(null=True)
    day = models.DateField(null=True)
    channel = models.CharField(max_length=SHORT)
    language = models.CharField(max_length=8)
    status = models.CharField(max_length=SHORT)
    content = models.BinaryField(null=True)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        app_label, db_table, managed = "benchmarks", "message", False


class MessageEvent(models.Model):
    message = models.ForeignKey(Message, models.CASCADE)
    what = models.CharField(max_length=SHORT)
    at = models.DateTimeField()
    by = models.CharField(max_length=SHORT)
    next_at = models.DateTimeField(null=True)

    class Meta:
        app_label, db_table, managed = "benchmarks", "message_event", False


class Job(models.Model):
    kind = models.CharField(max_length=SHORT)
    resource = models.CharField(max_length=LONG)
    status = models.CharField(max_length=SHORT)
    due_at = models.DateTimeField()
    attempts = models.IntegerField()
    made_at = models.DateTimeField()

    class Meta:
        app_label, db_table, managed = "benchmarks", "job", False


class KeepApart(models.Model):
    referral = models.ForeignKey(Referral, models.CASCADE)
    other_reference = models.CharField(max_length=8, null=True)
    name_index = models.BinaryField(null=True)

    class Meta:
        app_label, db_table, managed = "benchmarks", "keep_apart", False


class UnavailableDay(models.Model):
    pk = models.CompositePrimaryKey("referral_id", "day")
    referral = models.ForeignKey(Referral, models.CASCADE)
    day = models.DateField()

    class Meta:
        app_label, db_table, managed = "benchmarks", "unavailable_day", False


class AuditEntry(models.Model):
    seq = models.IntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=SHORT)
    action = models.CharField(max_length=SHORT)
    resource = models.CharField(max_length=LONG)
    request_id = models.CharField(max_length=SHORT)
    detail = models.TextField()
    previous_hash = models.CharField(max_length=SHORT)
    hash = models.CharField(max_length=SHORT)

    class Meta:
        app_label, db_table, managed = "benchmarks", "audit_entry", False


class AuditHead(models.Model):
    seq = models.IntegerField()
    hash = models.CharField(max_length=SHORT)

    class Meta:
        app_label, db_table, managed = "benchmarks", "audit_head", False


class IdempotencyKey(models.Model):
    pk = models.CompositePrimaryKey("client", "operation", "key")
    client = models.CharField(max_length=SHORT)
    operation = models.CharField(max_length=SHORT)
    key = models.CharField(max_length=LONG)
    request_sha256 = models.CharField(max_length=SHORT)
    status = models.IntegerField(null=True)
    body = models.BinaryField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        app_label, db_table, managed = "benchmarks", "idempotency_key", False
