"""lecturers tables

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "lecturers_lecturer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("sex", sa.String(length=8), nullable=True),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("position", sa.String(length=80), nullable=False),
        sa.Column("education", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("expertise", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts_account.id"], name=op.f("fk_lecturers_lecturer_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecturers_lecturer")),
        sa.UniqueConstraint("account_id", name=op.f("uq_lecturers_lecturer_account_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_lecturers_lecturer_uid")),
    )
    with op.batch_alter_table("lecturers_lecturer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lecturers_lecturer_county_name"), ["county", "name"], unique=False
        )


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("lecturers_lecturer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lecturers_lecturer_county_name"))

    op.drop_table("lecturers_lecturer")
