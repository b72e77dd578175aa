"""Nobody looks a person up by random id or account, nor a household: these indexes go.

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("rosters_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rosters_person_account_index"))
        batch_op.drop_constraint(batch_op.f("uq_rosters_person_uid"), type_="unique")
    with op.batch_alter_table("rosters_household", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_rosters_household_uid"), type_="unique")


def downgrade() -> None:
    """Make them again: ids of 128 random bits do not meet."""
    with op.batch_alter_table("rosters_household", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_rosters_household_uid"), ["uid"])
    with op.batch_alter_table("rosters_person", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_rosters_person_uid"), ["uid"])
        batch_op.create_index(
            batch_op.f("ix_rosters_person_account_index"), ["account_index"], unique=False
        )
