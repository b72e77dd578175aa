"""attendance tables

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "attendance_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("before", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["cohorts_enrolment.id"],
            name=op.f("fk_attendance_entry_enrolment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs_run.id"], name=op.f("fk_attendance_entry_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["cohorts_session.id"], name=op.f("fk_attendance_entry_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_entry")),
    )
    with op.batch_alter_table("attendance_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_entry_enrolment_id"), ["enrolment_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_attendance_entry_run_id"), ["run_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_attendance_entry_session_id_enrolment_id"),
            ["session_id", "enrolment_id"],
            unique=False,
        )

    op.create_table(
        "attendance_mark",
        sa.Column(
            "session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["cohorts_enrolment.id"], name=op.f("fk_attendance_mark_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["cohorts_session.id"], name=op.f("fk_attendance_mark_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "enrolment_id", name=op.f("pk_attendance_mark")),
    )
    with op.batch_alter_table("attendance_mark", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_mark_enrolment_id"), ["enrolment_id"], unique=False
        )


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("attendance_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_mark_enrolment_id"))

    op.drop_table("attendance_mark")
    with op.batch_alter_table("attendance_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_entry_session_id_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_entry_run_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_entry_enrolment_id"))

    op.drop_table("attendance_entry")
