"""rosters tables

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "rosters_household",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rosters_household")),
        sa.UniqueConstraint("county", "number", name=op.f("uq_rosters_household_county_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_rosters_household_uid")),
    )
    op.create_table(
        "rosters_person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("document_type", sa.String(length=64), nullable=False),
        sa.Column("id_number", sa.LargeBinary(), nullable=False),
        sa.Column("id_number_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sex", sa.String(length=8), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("ethnic", sa.String(length=40), nullable=True),
        sa.Column("education", sa.String(length=40), nullable=True),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("category_text", sa.String(length=80), nullable=False),
        sa.Column("home_place", sa.String(length=12), nullable=True),
        sa.Column("home_county", sa.String(length=6), nullable=True),
        sa.Column("home_text", sa.String(length=200), nullable=False),
        sa.Column(
            "household_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("relation_to_head", sa.String(length=20), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("account", sa.LargeBinary(), nullable=True),
        sa.Column("account_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("bank", sa.String(length=80), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["rosters_household.id"], name=op.f("fk_rosters_person_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rosters_person")),
        sa.UniqueConstraint(
            "id_number_index", "county", name=op.f("uq_rosters_person_id_number_index_county")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_rosters_person_uid")),
    )
    with op.batch_alter_table("rosters_person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rosters_person_account_index"), ["account_index"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_rosters_person_county"), ["county"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_rosters_person_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_rosters_person_phone_index"), ["phone_index"], unique=False
        )

    op.create_table(
        "rosters_person_centre",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["divisions_centre.id"], name=op.f("fk_rosters_person_centre_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["rosters_person.id"], name=op.f("fk_rosters_person_centre_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "centre_id", name=op.f("pk_rosters_person_centre")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("rosters_person_centre", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rosters_person_centre_centre_id"), ["centre_id"], unique=False
        )

    op.create_table(
        "rosters_person_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("after", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["rosters_person.id"], name=op.f("fk_rosters_person_change_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs_run.id"], name=op.f("fk_rosters_person_change_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rosters_person_change")),
        sa.UniqueConstraint("uid", name=op.f("uq_rosters_person_change_uid")),
    )
    with op.batch_alter_table("rosters_person_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rosters_person_change_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "rosters_person_doubt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["rosters_person.id"], name=op.f("fk_rosters_person_doubt_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs_run.id"], name=op.f("fk_rosters_person_doubt_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rosters_person_doubt")),
        sa.UniqueConstraint(
            "person_id", "code", name=op.f("uq_rosters_person_doubt_person_id_code")
        ),
    )
    with op.batch_alter_table("rosters_person_doubt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rosters_person_doubt_person_id"), ["person_id"], unique=False
        )


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("rosters_person_doubt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rosters_person_doubt_person_id"))

    op.drop_table("rosters_person_doubt")
    with op.batch_alter_table("rosters_person_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rosters_person_change_person_id"))

    op.drop_table("rosters_person_change")
    with op.batch_alter_table("rosters_person_centre", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rosters_person_centre_centre_id"))

    op.drop_table("rosters_person_centre")
    with op.batch_alter_table("rosters_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rosters_person_phone_index"))
        batch_op.drop_index(batch_op.f("ix_rosters_person_household_id"))
        batch_op.drop_index(batch_op.f("ix_rosters_person_county"))
        batch_op.drop_index(batch_op.f("ix_rosters_person_account_index"))

    op.drop_table("rosters_person")
    op.drop_table("rosters_household")
