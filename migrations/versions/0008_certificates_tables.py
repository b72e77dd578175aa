"""certificates tables

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "certificates_cohort_number",
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("last_serial", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohorts_cohort.id"],
            name=op.f("fk_certificates_cohort_number_cohort_id"),
        ),
        sa.PrimaryKeyConstraint("cohort_id", name=op.f("pk_certificates_cohort_number")),
        sa.UniqueConstraint(
            "county",
            "year",
            "ordinal",
            name=op.f("uq_certificates_cohort_number_county_year_ordinal"),
        ),
    )
    op.create_table(
        "certificates_standing",
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("undecided", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts_cohort.id"], name=op.f("fk_certificates_standing_cohort_id")
        ),
        sa.PrimaryKeyConstraint("cohort_id", name=op.f("pk_certificates_standing")),
    )
    op.create_table(
        "certificates_certificate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("differs", sa.String(length=200), nullable=False),
        sa.Column(
            "replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts_cohort.id"], name=op.f("fk_certificates_certificate_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["cohorts_enrolment.id"],
            name=op.f("fk_certificates_certificate_enrolment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["certificates_certificate.id"],
            name=op.f("fk_certificates_certificate_replaces_id"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs_run.id"], name=op.f("fk_certificates_certificate_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_certificate")),
        sa.UniqueConstraint(
            "cohort_id", "serial", name=op.f("uq_certificates_certificate_cohort_id_serial")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_certificates_certificate_number")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_certificates_certificate_replaces_id")),
        sa.UniqueConstraint("token", name=op.f("uq_certificates_certificate_token")),
        sa.UniqueConstraint("uid", name=op.f("uq_certificates_certificate_uid")),
    )
    with op.batch_alter_table("certificates_certificate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificates_certificate_cohort_id"), ["cohort_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_certificates_certificate_county_issued_on"),
            ["county", "issued_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_certificates_certificate_enrolment_id"), ["enrolment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_certificates_certificate_run_id"), ["run_id"], unique=False
        )

    op.create_table(
        "certificates_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "certificate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("before", sa.String(length=32), nullable=False),
        sa.Column("after", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates_certificate.id"],
            name=op.f("fk_certificates_step_certificate_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_step")),
    )
    with op.batch_alter_table("certificates_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificates_step_certificate_id"), ["certificate_id"], unique=False
        )


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("certificates_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_step_certificate_id"))

    op.drop_table("certificates_step")
    with op.batch_alter_table("certificates_certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_certificate_run_id"))
        batch_op.drop_index(batch_op.f("ix_certificates_certificate_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_certificates_certificate_county_issued_on"))
        batch_op.drop_index(batch_op.f("ix_certificates_certificate_cohort_id"))

    op.drop_table("certificates_certificate")
    op.drop_table("certificates_standing")
    op.drop_table("certificates_cohort_number")
