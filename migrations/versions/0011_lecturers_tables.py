"""lecturers tables

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "lecturers_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "lecturer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("before", sa.String(length=300), nullable=False),
        sa.Column("after", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["lecturer_id"], ["lecturers_lecturer.id"], name=op.f("fk_lecturers_change_lecturer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecturers_change")),
    )
    with op.batch_alter_table("lecturers_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lecturers_change_lecturer_id"), ["lecturer_id"], unique=False
        )

    op.create_table(
        "lecturers_credential",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "lecturer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("issuer", sa.String(length=120), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("entered_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lecturer_id"],
            ["lecturers_lecturer.id"],
            name=op.f("fk_lecturers_credential_lecturer_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecturers_credential")),
    )
    with op.batch_alter_table("lecturers_credential", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lecturers_credential_expires_on"), ["expires_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_lecturers_credential_lecturer_id"), ["lecturer_id"], unique=False
        )

    op.create_table(
        "lecturers_dispatch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "lecturer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("from_region", sa.String(length=12), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("entered_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["lecturer_id"],
            ["lecturers_lecturer.id"],
            name=op.f("fk_lecturers_dispatch_lecturer_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecturers_dispatch")),
    )
    with op.batch_alter_table("lecturers_dispatch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lecturers_dispatch_lecturer_id"), ["lecturer_id"], unique=False
        )

    op.create_table(
        "lecturers_field",
        sa.Column(
            "lecturer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["lecturer_id"], ["lecturers_lecturer.id"], name=op.f("fk_lecturers_field_lecturer_id")
        ),
        sa.PrimaryKeyConstraint("lecturer_id", "code", name=op.f("pk_lecturers_field")),
    )
    op.create_table(
        "lecturers_region",
        sa.Column(
            "lecturer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["lecturer_id"], ["lecturers_lecturer.id"], name=op.f("fk_lecturers_region_lecturer_id")
        ),
        sa.PrimaryKeyConstraint("lecturer_id", "prefix", name=op.f("pk_lecturers_region")),
    )
    op.create_table(
        "lecturers_term",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "lecturer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("entered_by", sa.String(length=200), nullable=False),
        sa.Column("was_to_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["lecturer_id"], ["lecturers_lecturer.id"], name=op.f("fk_lecturers_term_lecturer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecturers_term")),
    )
    with op.batch_alter_table("lecturers_term", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lecturers_term_lecturer_id"), ["lecturer_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_lecturers_term_to_on"), ["to_on"], unique=False)

    with op.batch_alter_table("lecturers_lecturer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone_index", sa.LargeBinary(length=32), nullable=True))
        batch_op.add_column(sa.Column("base_place", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("languages", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("remark", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("left_reason", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.create_index(
            batch_op.f("ix_lecturers_lecturer_phone_index"), ["phone_index"], unique=False
        )


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("lecturers_lecturer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lecturers_lecturer_phone_index"))
        batch_op.drop_column("left_reason")
        batch_op.drop_column("remark")
        batch_op.drop_column("languages")
        batch_op.drop_column("capacity")
        batch_op.drop_column("base_place")
        batch_op.drop_column("phone_index")

    with op.batch_alter_table("lecturers_term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lecturers_term_to_on"))
        batch_op.drop_index(batch_op.f("ix_lecturers_term_lecturer_id"))

    op.drop_table("lecturers_term")
    op.drop_table("lecturers_region")
    op.drop_table("lecturers_field")
    with op.batch_alter_table("lecturers_dispatch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lecturers_dispatch_lecturer_id"))

    op.drop_table("lecturers_dispatch")
    with op.batch_alter_table("lecturers_credential", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lecturers_credential_lecturer_id"))
        batch_op.drop_index(batch_op.f("ix_lecturers_credential_expires_on"))

    op.drop_table("lecturers_credential")
    with op.batch_alter_table("lecturers_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lecturers_change_lecturer_id"))

    op.drop_table("lecturers_change")
