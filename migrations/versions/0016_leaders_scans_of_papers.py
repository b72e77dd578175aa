"""Scans of the papers behind entries of leaders and villages.

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "leaders_entry_scan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("of", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "village_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("mimetype", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_by", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_leaders_entry_scan_leader_id")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["leaders_village.id"], name=op.f("fk_leaders_entry_scan_village_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaders_entry_scan")),
        sa.UniqueConstraint("uid", name=op.f("uq_leaders_entry_scan_uid")),
    )
    with op.batch_alter_table("leaders_entry_scan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_leaders_entry_scan_leader_id"), ["leader_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_leaders_entry_scan_of_entry_id"), ["of", "entry_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_leaders_entry_scan_village_id"), ["village_id"], unique=False
        )


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("leaders_entry_scan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaders_entry_scan_village_id"))
        batch_op.drop_index(batch_op.f("ix_leaders_entry_scan_of_entry_id"))
        batch_op.drop_index(batch_op.f("ix_leaders_entry_scan_leader_id"))

    op.drop_table("leaders_entry_scan")
