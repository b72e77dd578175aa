"""acme: loans. A branch of its own that grows upon the tables of cohorts."""

import sqlalchemy as sa
from alembic import op

from lms.orm import BigInt

revision = "acme_0001"
down_revision = None
branch_labels = ("acme",)
depends_on = ("0005",)  # the revision of ours that makes the tables of cohorts


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "acme_loan",
        sa.Column("id", BigInt, primary_key=True),
        sa.Column("uid", sa.String(32), nullable=False, unique=True),
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("centre_id", BigInt, sa.ForeignKey("divisions_centre.id")),
        sa.Column("cohort_id", BigInt, sa.ForeignKey("cohorts_cohort.id"), nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("lent_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("back_on", sa.Date),
        sa.Column("written_off", sa.Boolean, nullable=False),
        sa.Column("run_id", BigInt, sa.ForeignKey("runs_run.id")),
        sa.CheckConstraint("quantity > 0", name="quantity"),
    )
    op.create_index(op.f("ix_acme_loan_cohort_id"), "acme_loan", ["cohort_id"])
    op.create_index(op.f("ix_acme_loan_county_due_on"), "acme_loan", ["county", "due_on"])


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("acme_loan")
