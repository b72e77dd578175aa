"""outcomes tables

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "outcomes_prepared",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("wave", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("figures", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes_prepared")),
        sa.UniqueConstraint(
            "county", "wave", "year", name=op.f("uq_outcomes_prepared_county_wave_year")
        ),
    )
    op.create_table(
        "outcomes_absence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "worker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("cover_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("until_date", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["cover_id"], ["accounts_account.id"], name=op.f("fk_outcomes_absence_cover_id")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["accounts_account.id"], name=op.f("fk_outcomes_absence_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes_absence")),
    )
    with op.batch_alter_table("outcomes_absence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outcomes_absence_cover_id"), ["cover_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outcomes_absence_worker_id"), ["worker_id"], unique=False
        )

    op.create_table(
        "outcomes_beat",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column(
            "worker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["accounts_account.id"], name=op.f("fk_outcomes_beat_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes_beat")),
        sa.UniqueConstraint("place", name=op.f("uq_outcomes_beat_place")),
    )
    with op.batch_alter_table("outcomes_beat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcomes_beat_county"), ["county"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcomes_beat_worker_id"), ["worker_id"], unique=False)

    op.create_table(
        "outcomes_plan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("window_before", sa.Integer(), nullable=False),
        sa.Column("window_after", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["catalogue_course.id"], name=op.f("fk_outcomes_plan_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes_plan")),
        sa.UniqueConstraint(
            "prefix", "course_id", "version", name=op.f("uq_outcomes_plan_prefix_course_id_version")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_outcomes_plan_uid")),
    )
    with op.batch_alter_table("outcomes_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcomes_plan_course_id"), ["course_id"], unique=False)

    op.create_table(
        "outcomes_consent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("consent", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["rosters_person.id"], name=op.f("fk_outcomes_consent_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes_consent")),
    )
    with op.batch_alter_table("outcomes_consent", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outcomes_consent_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "outcomes_contact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["rosters_person.id"], name=op.f("fk_outcomes_contact_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes_contact")),
        sa.UniqueConstraint("uid", name=op.f("uq_outcomes_contact_uid")),
    )
    with op.batch_alter_table("outcomes_contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outcomes_contact_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "outcomes_case",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("sex", sa.String(length=8), nullable=True),
        sa.Column("enrolled_on", sa.Date(), nullable=False),
        sa.Column("exit_on", sa.Date(), nullable=False),
        sa.Column("exit_kind", sa.String(length=32), nullable=False),
        sa.Column("priority", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("worker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("consent", sa.String(length=32), nullable=False),
        sa.Column("died_on", sa.Date(), nullable=True),
        sa.Column("warning", sa.String(length=32), nullable=True),
        sa.Column("warned_on", sa.Date(), nullable=True),
        sa.Column("warning_settled_at", sa.DateTime(), nullable=True),
        sa.Column("warning_settled_by", sa.String(length=200), nullable=True),
        sa.Column("warning_result", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["divisions_centre.id"], name=op.f("fk_outcomes_case_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts_cohort.id"], name=op.f("fk_outcomes_case_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["catalogue_course.id"], name=op.f("fk_outcomes_case_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["cohorts_enrolment.id"], name=op.f("fk_outcomes_case_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["rosters_person.id"], name=op.f("fk_outcomes_case_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["outcomes_plan.id"], name=op.f("fk_outcomes_case_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["accounts_account.id"], name=op.f("fk_outcomes_case_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes_case")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_outcomes_case_enrolment_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_outcomes_case_uid")),
    )
    with op.batch_alter_table("outcomes_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcomes_case_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_outcomes_case_county_exit_kind_exit_on"),
            ["county", "exit_kind", "exit_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_outcomes_case_county_warning"), ["county", "warning"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_outcomes_case_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcomes_case_place"), ["place"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcomes_case_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "outcomes_wave",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("wave", sa.String(length=16), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("priority", sa.String(length=32), nullable=False),
        sa.Column("worker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["outcomes_case.id"], name=op.f("fk_outcomes_wave_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["divisions_centre.id"], name=op.f("fk_outcomes_wave_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["accounts_account.id"], name=op.f("fk_outcomes_wave_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes_wave")),
        sa.UniqueConstraint("case_id", "wave", name=op.f("uq_outcomes_wave_case_id_wave")),
        sa.UniqueConstraint("uid", name=op.f("uq_outcomes_wave_uid")),
    )
    with op.batch_alter_table("outcomes_wave", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outcomes_wave_county_wave"), ["county", "wave"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outcomes_wave_place_state_worker_id_opens_on"),
            ["place", "state", "worker_id", "opens_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_outcomes_wave_worker_id_state_opens_on"),
            ["worker_id", "state", "opens_on"],
            unique=False,
        )

    op.create_table(
        "outcomes_attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column(
            "contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["accounts_account.id"], name=op.f("fk_outcomes_attempt_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["outcomes_contact.id"], name=op.f("fk_outcomes_attempt_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs_run.id"], name=op.f("fk_outcomes_attempt_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["outcomes_wave.id"], name=op.f("fk_outcomes_attempt_wave_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes_attempt")),
        sa.UniqueConstraint("uid", name=op.f("uq_outcomes_attempt_uid")),
    )
    with op.batch_alter_table("outcomes_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcomes_attempt_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcomes_attempt_wave_id"), ["wave_id"], unique=False)

    op.create_table(
        "outcomes_draft",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts_account.id"], name=op.f("fk_outcomes_draft_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["outcomes_wave.id"], name=op.f("fk_outcomes_draft_wave_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes_draft")),
        sa.UniqueConstraint("uid", name=op.f("uq_outcomes_draft_uid")),
        sa.UniqueConstraint(
            "wave_id", "account_id", name=op.f("uq_outcomes_draft_wave_id_account_id")
        ),
    )
    with op.batch_alter_table("outcomes_draft", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outcomes_draft_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "outcomes_interview",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("proxy", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("shop_name", sa.String(length=120), nullable=False),
        sa.Column("shop_platform", sa.String(length=40), nullable=False),
        sa.Column("shop_open", sa.Boolean(), nullable=True),
        sa.Column("goods", sa.String(length=120), nullable=False),
        sa.Column("households_led", sa.Integer(), nullable=True),
        sa.Column("wages_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sales_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("costs_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "assets_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "transfers_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("excluded_fen", sa.JSON(), nullable=False),
        sa.Column("household_size", sa.Integer(), nullable=True),
        sa.Column("total_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "per_head_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("difficulties", sa.Text(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=True),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["accounts_account.id"], name=op.f("fk_outcomes_interview_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["outcomes_case.id"], name=op.f("fk_outcomes_interview_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs_run.id"], name=op.f("fk_outcomes_interview_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["outcomes_wave.id"], name=op.f("fk_outcomes_interview_wave_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes_interview")),
        sa.UniqueConstraint("event", name=op.f("uq_outcomes_interview_event")),
        sa.UniqueConstraint("uid", name=op.f("uq_outcomes_interview_uid")),
    )
    with op.batch_alter_table("outcomes_interview", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outcomes_interview_case_id"), ["case_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outcomes_interview_case_id_current"),
            ["case_id", "current"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_outcomes_interview_run_id"), ["run_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_outcomes_interview_wave_id"), ["wave_id"], unique=False
        )

    op.create_table(
        "outcomes_referral",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("need", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.Column(
            "interview_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column(
            "responsible_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("taken_by", sa.String(length=200), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=True),
        sa.Column("result", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["outcomes_case.id"], name=op.f("fk_outcomes_referral_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["divisions_centre.id"], name=op.f("fk_outcomes_referral_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["outcomes_interview.id"],
            name=op.f("fk_outcomes_referral_interview_id"),
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"],
            ["accounts_account.id"],
            name=op.f("fk_outcomes_referral_responsible_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes_referral")),
        sa.UniqueConstraint("uid", name=op.f("uq_outcomes_referral_uid")),
    )
    with op.batch_alter_table("outcomes_referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcomes_referral_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_outcomes_referral_county_state_opened_on"),
            ["county", "state", "opened_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_outcomes_referral_interview_id"), ["interview_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outcomes_referral_responsible_id"), ["responsible_id"], unique=False
        )


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("outcomes_referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcomes_referral_responsible_id"))
        batch_op.drop_index(batch_op.f("ix_outcomes_referral_interview_id"))
        batch_op.drop_index(batch_op.f("ix_outcomes_referral_county_state_opened_on"))
        batch_op.drop_index(batch_op.f("ix_outcomes_referral_case_id"))

    op.drop_table("outcomes_referral")
    with op.batch_alter_table("outcomes_interview", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcomes_interview_wave_id"))
        batch_op.drop_index(batch_op.f("ix_outcomes_interview_run_id"))
        batch_op.drop_index(batch_op.f("ix_outcomes_interview_case_id_current"))
        batch_op.drop_index(batch_op.f("ix_outcomes_interview_case_id"))

    op.drop_table("outcomes_interview")
    with op.batch_alter_table("outcomes_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcomes_draft_account_id"))

    op.drop_table("outcomes_draft")
    with op.batch_alter_table("outcomes_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcomes_attempt_wave_id"))
        batch_op.drop_index(batch_op.f("ix_outcomes_attempt_run_id"))

    op.drop_table("outcomes_attempt")
    with op.batch_alter_table("outcomes_wave", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcomes_wave_worker_id_state_opens_on"))
        batch_op.drop_index(batch_op.f("ix_outcomes_wave_place_state_worker_id_opens_on"))
        batch_op.drop_index(batch_op.f("ix_outcomes_wave_county_wave"))

    op.drop_table("outcomes_wave")
    with op.batch_alter_table("outcomes_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcomes_case_plan_id"))
        batch_op.drop_index(batch_op.f("ix_outcomes_case_place"))
        batch_op.drop_index(batch_op.f("ix_outcomes_case_person_id"))
        batch_op.drop_index(batch_op.f("ix_outcomes_case_county_warning"))
        batch_op.drop_index(batch_op.f("ix_outcomes_case_county_exit_kind_exit_on"))
        batch_op.drop_index(batch_op.f("ix_outcomes_case_cohort_id"))

    op.drop_table("outcomes_case")
    with op.batch_alter_table("outcomes_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcomes_contact_person_id"))

    op.drop_table("outcomes_contact")
    with op.batch_alter_table("outcomes_consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcomes_consent_person_id"))

    op.drop_table("outcomes_consent")
    with op.batch_alter_table("outcomes_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcomes_plan_course_id"))

    op.drop_table("outcomes_plan")
    with op.batch_alter_table("outcomes_beat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcomes_beat_worker_id"))
        batch_op.drop_index(batch_op.f("ix_outcomes_beat_county"))

    op.drop_table("outcomes_beat")
    with op.batch_alter_table("outcomes_absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcomes_absence_worker_id"))
        batch_op.drop_index(batch_op.f("ix_outcomes_absence_cover_id"))

    op.drop_table("outcomes_absence")
    op.drop_table("outcomes_prepared")
