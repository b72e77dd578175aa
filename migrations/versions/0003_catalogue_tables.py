"""catalogue tables

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "catalogue_course",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("occupation", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("textbook", sa.String(length=200), nullable=False),
        sa.Column("assessment", sa.String(length=500), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_course")),
        sa.UniqueConstraint("prefix", "name", name=op.f("uq_catalogue_course_prefix_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_catalogue_course_uid")),
    )
    op.create_table(
        "catalogue_syllabus",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("published_by", sa.String(length=200), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["catalogue_course.id"], name=op.f("fk_catalogue_syllabus_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_syllabus")),
        sa.UniqueConstraint(
            "course_id", "version", name=op.f("uq_catalogue_syllabus_course_id_version")
        ),
    )
    with op.batch_alter_table("catalogue_syllabus", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_catalogue_syllabus_course_id"), ["course_id"], unique=False
        )

    op.create_table(
        "catalogue_module",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "syllabus_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("theory_hours", sa.Integer(), nullable=False),
        sa.Column("practice_hours", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["syllabus_id"], ["catalogue_syllabus.id"], name=op.f("fk_catalogue_module_syllabus_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_module")),
    )
    with op.batch_alter_table("catalogue_module", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_catalogue_module_syllabus_id"), ["syllabus_id"], unique=False
        )


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("catalogue_module", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalogue_module_syllabus_id"))

    op.drop_table("catalogue_module")
    with op.batch_alter_table("catalogue_syllabus", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalogue_syllabus_course_id"))

    op.drop_table("catalogue_syllabus")
    op.drop_table("catalogue_course")
