"""rosters tables

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "rosters_person_photo",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["rosters_person.id"], name=op.f("fk_rosters_person_photo_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rosters_person_photo")),
        sa.UniqueConstraint("uid", name=op.f("uq_rosters_person_photo_uid")),
    )
    with op.batch_alter_table("rosters_person_photo", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rosters_person_photo_person_id"), ["person_id"], unique=False
        )


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("rosters_person_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rosters_person_photo_person_id"))

    op.drop_table("rosters_person_photo")
