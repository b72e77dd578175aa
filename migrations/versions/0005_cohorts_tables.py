"""cohorts tables

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "cohorts_cohort",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=True),
        sa.Column("venue_county", sa.String(length=6), nullable=False),
        sa.Column("venue", sa.String(length=200), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("fund_source", sa.String(length=120), nullable=False),
        sa.Column("minimum_attendance", sa.String(length=12), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "syllabus_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint('"start" <= "end"', name=op.f("ck_cohorts_cohort_dates")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["divisions_centre.id"], name=op.f("fk_cohorts_cohort_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["catalogue_course.id"], name=op.f("fk_cohorts_cohort_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["syllabus_id"], ["catalogue_syllabus.id"], name=op.f("fk_cohorts_cohort_syllabus_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts_cohort")),
        sa.UniqueConstraint(
            "county", "title", "start", "end", name=op.f("uq_cohorts_cohort_county_title_start_end")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_cohorts_cohort_uid")),
    )
    with op.batch_alter_table("cohorts_cohort", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cohorts_cohort_centre_id_start"), ["centre_id", "start"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_cohorts_cohort_county_start"), ["county", "start"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_cohorts_cohort_course_id"), ["course_id"], unique=False
        )

    op.create_table(
        "cohorts_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts_cohort.id"], name=op.f("fk_cohorts_change_cohort_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts_change")),
    )
    with op.batch_alter_table("cohorts_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cohorts_change_cohort_id"), ["cohort_id"], unique=False
        )

    op.create_table(
        "cohorts_enrolment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("until_date", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("category_text", sa.String(length=80), nullable=False),
        sa.Column("intention", sa.String(length=80), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("marks", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "previous_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts_cohort.id"], name=op.f("fk_cohorts_enrolment_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["rosters_person.id"], name=op.f("fk_cohorts_enrolment_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["cohorts_enrolment.id"], name=op.f("fk_cohorts_enrolment_previous_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs_run.id"], name=op.f("fk_cohorts_enrolment_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts_enrolment")),
        sa.UniqueConstraint(
            "cohort_id", "person_id", name=op.f("uq_cohorts_enrolment_cohort_id_person_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_cohorts_enrolment_uid")),
    )
    with op.batch_alter_table("cohorts_enrolment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cohorts_enrolment_cohort_id_seat"), ["cohort_id", "seat"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_cohorts_enrolment_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "cohorts_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("half", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=True),
        sa.Column(
            "lecturer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts_cohort.id"], name=op.f("fk_cohorts_session_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["lecturer_id"], ["lecturers_lecturer.id"], name=op.f("fk_cohorts_session_lecturer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts_session")),
        sa.UniqueConstraint("uid", name=op.f("uq_cohorts_session_uid")),
    )
    with op.batch_alter_table("cohorts_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cohorts_session_cohort_id_date"), ["cohort_id", "date"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cohorts_session_date"), ["date"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cohorts_session_lecturer_id"), ["lecturer_id"], unique=False
        )
        batch_op.create_index(
            "uq_cohorts_session_planned_slot",
            ["cohort_id", "date", "half"],
            unique=True,
            sqlite_where=sa.text("state = 'planned'"),
            postgresql_where=sa.text("state = 'planned'"),
        )


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("cohorts_session", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_cohorts_session_planned_slot",
            sqlite_where=sa.text("state = 'planned'"),
            postgresql_where=sa.text("state = 'planned'"),
        )
        batch_op.drop_index(batch_op.f("ix_cohorts_session_lecturer_id"))
        batch_op.drop_index(batch_op.f("ix_cohorts_session_date"))
        batch_op.drop_index(batch_op.f("ix_cohorts_session_cohort_id_date"))

    op.drop_table("cohorts_session")
    with op.batch_alter_table("cohorts_enrolment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohorts_enrolment_person_id"))
        batch_op.drop_index(batch_op.f("ix_cohorts_enrolment_cohort_id_seat"))

    op.drop_table("cohorts_enrolment")
    with op.batch_alter_table("cohorts_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohorts_change_cohort_id"))

    op.drop_table("cohorts_change")
    with op.batch_alter_table("cohorts_cohort", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohorts_cohort_course_id"))
        batch_op.drop_index(batch_op.f("ix_cohorts_cohort_county_start"))
        batch_op.drop_index(batch_op.f("ix_cohorts_cohort_centre_id_start"))

    op.drop_table("cohorts_cohort")
