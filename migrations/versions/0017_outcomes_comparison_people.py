"""People to compare graduates with, and reports filtered by course and category.

What was prepared for reports is made anew by its job. Going down, people who were never in a class
go with what was asked of them: the tables before have no place for them.

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

case = sa.table("outcomes_case", sa.column("id"), sa.column("comparison_id"))
wave = sa.table("outcomes_wave", sa.column("id"), sa.column("case_id"))
of_cases = sa.column("case_id").in_(sa.select(case.c.id).where(case.c.comparison_id.is_not(None)))
of_waves = sa.column("wave_id").in_(sa.select(wave.c.id).where(of_cases))


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "outcomes_comparison",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("beside", sa.String(length=32), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("lot_number", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts_cohort.id"], name=op.f("fk_outcomes_comparison_cohort_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes_comparison")),
        sa.UniqueConstraint(
            "cohort_id", "number", name=op.f("uq_outcomes_comparison_cohort_id_number")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_outcomes_comparison_uid")),
    )
    with op.batch_alter_table("outcomes_case", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "comparison_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        batch_op.add_column(sa.Column("left_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "left_for_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        batch_op.alter_column("enrolment_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(
            batch_op.f("ix_outcomes_case_comparison_id"), ["comparison_id"], unique=False
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_outcomes_case_comparison_id_person_id"), ["comparison_id", "person_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_outcomes_case_comparison_id"),
            "outcomes_comparison",
            ["comparison_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_outcomes_case_left_for_id"), "cohorts_cohort", ["left_for_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_outcomes_case_origin"),
            "(enrolment_id IS NULL) <> (comparison_id IS NULL)",
        )

    op.execute("DELETE FROM outcomes_prepared")
    with op.batch_alter_table("outcomes_prepared", schema=None) as batch_op:
        batch_op.add_column(sa.Column("course_id", sa.Integer(), nullable=False))
        batch_op.add_column(sa.Column("category", sa.String(length=64), nullable=False))
        batch_op.add_column(sa.Column("counts", sa.JSON(), nullable=False))
        batch_op.drop_constraint(
            batch_op.f("uq_outcomes_prepared_county_wave_year"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_outcomes_prepared_wave_course_id_category_county_year"),
            ["wave", "course_id", "category", "county", "year"],
        )


def downgrade() -> None:
    """Take them away again."""
    for name, which in (
        ("outcomes_referral", of_cases),
        ("outcomes_attempt", of_waves),
        ("outcomes_draft", of_waves),
        ("outcomes_interview", of_waves),
        ("outcomes_wave", of_cases),
    ):
        op.execute(sa.delete(sa.table(name)).where(which))
    op.execute(sa.delete(case).where(case.c.comparison_id.is_not(None)))
    op.execute("DELETE FROM outcomes_prepared")
    with op.batch_alter_table("outcomes_prepared", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("uq_outcomes_prepared_wave_course_id_category_county_year"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_outcomes_prepared_county_wave_year"), ["county", "wave", "year"]
        )
        batch_op.drop_column("counts")
        batch_op.drop_column("category")
        batch_op.drop_column("course_id")

    with op.batch_alter_table("outcomes_case", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_outcomes_case_origin"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_outcomes_case_left_for_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_outcomes_case_comparison_id"), type_="foreignkey")
        batch_op.drop_constraint(
            batch_op.f("uq_outcomes_case_comparison_id_person_id"), type_="unique"
        )
        batch_op.drop_index(batch_op.f("ix_outcomes_case_comparison_id"))
        batch_op.alter_column("enrolment_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("left_for_id")
        batch_op.drop_column("left_on")
        batch_op.drop_column("comparison_id")

    op.drop_table("outcomes_comparison")
