"""lms tables

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "offline_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("device_time", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("skew", sa.Integer(), nullable=False),
        sa.Column("skewed", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts_account.id"], name=op.f("fk_offline_event_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offline_event")),
        sa.UniqueConstraint("event_id", name=op.f("uq_offline_event_event_id")),
    )
    with op.batch_alter_table("offline_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_offline_event_account_id_received_at"),
            ["account_id", "received_at"],
            unique=False,
        )


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("offline_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offline_event_account_id_received_at"))

    op.drop_table("offline_event")
