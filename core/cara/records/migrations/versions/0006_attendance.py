"""The two workshops of each cohort, who runs them, who is expected and who came; longer times for a caution.

A cohort that stands already gets its two workshops, and whoever has a booked place in it is expected at both.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _widen_states()
    op.add_column("referral", sa.Column("extended_to", sa.Date(), nullable=True))
    op.add_column("referral", sa.Column("deferred_until", sa.Date(), nullable=True))
    _make_workshop()
    _make_workshop_facilitator()
    _make_cohort_change()
    _make_workshop_change()
    _make_expected_attendance()
    _make_attendance_mark()
    _make_extension()
    _fill()


def downgrade() -> None:
    for table in (
        "extension",
        "attendance_mark",
        "expected_attendance",
        "workshop_change",
        "cohort_change",
        "workshop_facilitator",
        "workshop",
    ):
        op.drop_table(table)
    with op.batch_alter_table("referral") as referral:
        referral.drop_column("deferred_until")
        referral.drop_column("extended_to")
    _narrow_states()


def _widen_states() -> None:
    _check("cohort", "status IN ('provisional', 'open', 'closed', 'completed', 'cancelled')")
    _check("membership", "status IN ('held', 'booked', 'released', 'left', 'done')")


def _narrow_states() -> None:
    op.execute("UPDATE cohort SET status = 'closed' WHERE status IN ('completed', 'cancelled')")
    op.execute("UPDATE membership SET status = 'left' WHERE status = 'done'")
    op.execute("UPDATE referral SET status = 'withdrawn' WHERE status IN ('completed', 'closed')")
    op.execute(
        "UPDATE referral SET status = 'booked' "
        "WHERE status IN ('attended_one', 'to_rebook', 'ask_police', 'deferred', 'returned')"
    )
    _check("cohort", "status IN ('open', 'closed', 'provisional')")
    _check("membership", "status IN ('held', 'booked', 'released', 'left')")


def _check(table: str, condition: str) -> None:
    name = op.f(f"ck_{table}_known_status")
    with op.batch_alter_table(table) as altered:
        altered.drop_constraint(name, type_="check")
        altered.create_check_constraint(name, condition)


def _fill() -> None:
    for number, day in ((1, "first_day"), (2, "second_day")):
        op.execute(
            "INSERT INTO workshop (code, cohort_id, number, day, status, version) "  # noqa: S608 - both are written above
            f"SELECT code || '-{number}', id, {number}, {day}, 'planned', 1 FROM cohort"
        )
    op.execute(
        "INSERT INTO expected_attendance (membership_id, workshop_id) SELECT membership.id, workshop.id "
        "FROM membership JOIN workshop ON workshop.cohort_id = membership.cohort_id WHERE membership.status = 'booked'"
    )


def _make_cohort_change() -> None:
    op.create_table(
        "cohort_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=True),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_change_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_change")),
        sa.UniqueConstraint("key", name=op.f("uq_cohort_change_key")),
    )
    op.create_index(op.f("ix_cohort_change_cohort_id_id"), "cohort_change", ["cohort_id", "id"], unique=False)


def _make_extension() -> None:
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("authorised_by", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_extension_made_by")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_extension_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
        sa.UniqueConstraint("key", name=op.f("uq_extension_key")),
    )
    op.create_index(op.f("ix_extension_referral_id_id"), "extension", ["referral_id", "id"], unique=False)


def _make_workshop() -> None:
    op.create_table(
        "workshop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=70), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('planned', 'held', 'cancelled')", name=op.f("ck_workshop_known_status")),
        sa.CheckConstraint("number IN (1, 2)", name=op.f("ck_workshop_one_or_two")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_workshop_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop")),
        sa.UniqueConstraint("code", name=op.f("uq_workshop_code")),
        sa.UniqueConstraint("cohort_id", "number", name=op.f("uq_workshop_cohort_id_number")),
        sa.UniqueConstraint("id", "day", name=op.f("uq_workshop_id_day")),
    )
    op.create_index(op.f("ix_workshop_day_status"), "workshop", ["day", "status"], unique=False)


def _make_expected_attendance() -> None:
    op.create_table(
        "expected_attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(length=40), nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name=op.f("ck_expected_attendance_ended_whole")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_expected_attendance_membership_id")
        ),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_expected_attendance_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_attendance")),
        sa.UniqueConstraint(
            "membership_id", "workshop_id", name=op.f("uq_expected_attendance_membership_id_workshop_id")
        ),
    )
    op.create_index(op.f("ix_expected_attendance_workshop_id"), "expected_attendance", ["workshop_id"], unique=False)


def _make_workshop_change() -> None:
    op.create_table(
        "workshop_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=True),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_change_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_change")),
        sa.UniqueConstraint("key", name=op.f("uq_workshop_change_key")),
    )
    op.create_index(op.f("ix_workshop_change_workshop_id_id"), "workshop_change", ["workshop_id", "id"], unique=False)


def _make_workshop_facilitator() -> None:
    op.create_table(
        "workshop_facilitator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("active = (ended_at IS NULL)", name=op.f("ck_workshop_facilitator_active_until_ended")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_workshop_facilitator_account_id")),
        sa.ForeignKeyConstraint(
            ["workshop_id", "day"],
            ["workshop.id", "workshop.day"],
            name=op.f("fk_workshop_facilitator_workshop_id_day"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_facilitator")),
    )
    op.create_index(
        "uq_workshop_facilitator_account_id_day_active",
        "workshop_facilitator",
        ["account_id", "day"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.create_index(
        "uq_workshop_facilitator_workshop_id_account_id_active",
        "workshop_facilitator",
        ["workshop_id", "account_id"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )


def _make_attendance_mark() -> None:
    op.create_table(
        "attendance_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("expected_id", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("behaviour", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "mark IN ('here', 'late', 'late_refused', 'left_early', 'sent_home', 'absent')",
            name=op.f("ck_attendance_mark_known_mark"),
        ),
        sa.CheckConstraint("minutes BETWEEN 0 AND 1440", name=op.f("ck_attendance_mark_minutes_of_a_day")),
        sa.ForeignKeyConstraint(["corrects_id"], ["attendance_mark.id"], name=op.f("fk_attendance_mark_corrects_id")),
        sa.ForeignKeyConstraint(
            ["expected_id"], ["expected_attendance.id"], name=op.f("fk_attendance_mark_expected_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_attendance_mark_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_mark")),
        sa.UniqueConstraint("key", name=op.f("uq_attendance_mark_key")),
    )
    op.create_index(op.f("ix_attendance_mark_expected_id_id"), "attendance_mark", ["expected_id", "id"], unique=False)
    op.create_index("uq_attendance_mark_corrects_id", "attendance_mark", ["corrects_id"], unique=True)
    op.create_index(
        "uq_attendance_mark_expected_id_first",
        "attendance_mark",
        ["expected_id"],
        unique=True,
        sqlite_where=sa.text("corrects_id IS NULL"),
        postgresql_where=sa.text("corrects_id IS NULL"),
    )
