"""Earlier certificates can be revoked.

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    with op.batch_alter_table("certificates_earlier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revoked_at", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("revoked_by", sa.String(length=200), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("ground", sa.String(length=64), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("reason", sa.String(length=300), server_default="", nullable=False)
        )


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("certificates_earlier", schema=None) as batch_op:
        batch_op.drop_column("reason")
        batch_op.drop_column("ground")
        batch_op.drop_column("revoked_by")
        batch_op.drop_column("revoked_at")
