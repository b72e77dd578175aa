"""subsidies tables

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "subsidies_confirmation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts_cohort.id"], name=op.f("fk_subsidies_confirmation_cohort_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidies_confirmation")),
        sa.UniqueConstraint(
            "cohort_id",
            "pack",
            "version",
            name=op.f("uq_subsidies_confirmation_cohort_id_pack_version"),
        ),
    )
    op.create_table(
        "subsidies_list",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column(
            "prepared_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("prepared_by", sa.String(length=200), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column(
            "reviewed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("reviewed_by", sa.String(length=200), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column(
            "total_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts_cohort.id"], name=op.f("fk_subsidies_list_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"],
            ["accounts_account.id"],
            name=op.f("fk_subsidies_list_prepared_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"],
            ["accounts_account.id"],
            name=op.f("fk_subsidies_list_reviewed_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidies_list")),
        sa.UniqueConstraint("cohort_id", "number", name=op.f("uq_subsidies_list_cohort_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_subsidies_list_uid")),
    )
    with op.batch_alter_table("subsidies_list", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subsidies_list_cohort_id"), ["cohort_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_subsidies_list_county_state"), ["county", "state"], unique=False
        )

    op.create_table(
        "subsidies_settlement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts_cohort.id"], name=op.f("fk_subsidies_settlement_cohort_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidies_settlement")),
        sa.UniqueConstraint("cohort_id", name=op.f("uq_subsidies_settlement_cohort_id")),
    )
    op.create_table(
        "subsidies_decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("half_days_present", sa.Integer(), nullable=False),
        sa.Column("half_days_planned", sa.Integer(), nullable=False),
        sa.Column("whole_days", sa.Integer(), nullable=False),
        sa.Column(
            "living_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "transport_lodging_fen",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "total_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts_cohort.id"], name=op.f("fk_subsidies_decision_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["cohorts_enrolment.id"],
            name=op.f("fk_subsidies_decision_enrolment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidies_decision")),
        sa.UniqueConstraint("uid", name=op.f("uq_subsidies_decision_uid")),
    )
    with op.batch_alter_table("subsidies_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subsidies_decision_cohort_id_current"),
            ["cohort_id", "current"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_subsidies_decision_enrolment_id"), ["enrolment_id"], unique=False
        )

    op.create_table(
        "subsidies_doubt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts_cohort.id"], name=op.f("fk_subsidies_doubt_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["cohorts_enrolment.id"], name=op.f("fk_subsidies_doubt_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidies_doubt")),
        sa.UniqueConstraint(
            "enrolment_id", "code", name=op.f("uq_subsidies_doubt_enrolment_id_code")
        ),
    )
    with op.batch_alter_table("subsidies_doubt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subsidies_doubt_cohort_id"), ["cohort_id"], unique=False
        )

    op.create_table(
        "subsidies_evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["cohorts_enrolment.id"],
            name=op.f("fk_subsidies_evidence_enrolment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidies_evidence")),
    )
    with op.batch_alter_table("subsidies_evidence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subsidies_evidence_enrolment_id"), ["enrolment_id"], unique=False
        )

    op.create_table(
        "subsidies_invoice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "amount_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("entered_by", sa.String(length=200), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["cohorts_enrolment.id"],
            name=op.f("fk_subsidies_invoice_enrolment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs_run.id"], name=op.f("fk_subsidies_invoice_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidies_invoice")),
    )
    with op.batch_alter_table("subsidies_invoice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subsidies_invoice_enrolment_id"), ["enrolment_id"], unique=False
        )

    op.create_table(
        "subsidies_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.String(length=64), nullable=False),
        sa.Column("before", sa.String(length=32), nullable=False),
        sa.Column("after", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["accounts_account.id"], name=op.f("fk_subsidies_step_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["subsidies_list.id"], name=op.f("fk_subsidies_step_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidies_step")),
    )
    with op.batch_alter_table("subsidies_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subsidies_step_list_id"), ["list_id"], unique=False)

    op.create_table(
        "subsidies_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "living_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "transport_lodging_fen",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "total_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["subsidies_decision.id"], name=op.f("fk_subsidies_line_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["cohorts_enrolment.id"], name=op.f("fk_subsidies_line_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["subsidies_list.id"], name=op.f("fk_subsidies_line_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidies_line")),
    )
    with op.batch_alter_table("subsidies_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subsidies_line_enrolment_id"), ["enrolment_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_subsidies_line_list_id"), ["list_id"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("subsidies_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subsidies_line_list_id"))
        batch_op.drop_index(batch_op.f("ix_subsidies_line_enrolment_id"))

    op.drop_table("subsidies_line")
    with op.batch_alter_table("subsidies_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subsidies_step_list_id"))

    op.drop_table("subsidies_step")
    with op.batch_alter_table("subsidies_invoice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subsidies_invoice_enrolment_id"))

    op.drop_table("subsidies_invoice")
    with op.batch_alter_table("subsidies_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subsidies_evidence_enrolment_id"))

    op.drop_table("subsidies_evidence")
    with op.batch_alter_table("subsidies_doubt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subsidies_doubt_cohort_id"))

    op.drop_table("subsidies_doubt")
    with op.batch_alter_table("subsidies_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subsidies_decision_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_subsidies_decision_cohort_id_current"))

    op.drop_table("subsidies_decision")
    op.drop_table("subsidies_settlement")
    with op.batch_alter_table("subsidies_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subsidies_list_county_state"))
        batch_op.drop_index(batch_op.f("ix_subsidies_list_cohort_id"))

    op.drop_table("subsidies_list")
    op.drop_table("subsidies_confirmation")
