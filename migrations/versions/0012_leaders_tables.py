"""leaders tables

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "leaders_village",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("town_name", sa.String(length=80), nullable=False),
        sa.Column("flagged_on", sa.Date(), nullable=True),
        sa.Column(
            "successor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("merged_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["leaders_village.id"], name=op.f("fk_leaders_village_successor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaders_village")),
        sa.UniqueConstraint("code", name=op.f("uq_leaders_village_code")),
        sa.UniqueConstraint("uid", name=op.f("uq_leaders_village_uid")),
    )
    with op.batch_alter_table("leaders_village", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_leaders_village_county_flagged_on"),
            ["county", "flagged_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_leaders_village_successor_id"), ["successor_id"], unique=False
        )

    op.create_table(
        "leaders_village_flag",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "village_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("signer", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs_run.id"], name=op.f("fk_leaders_village_flag_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["leaders_village.id"], name=op.f("fk_leaders_village_flag_village_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaders_village_flag")),
        sa.UniqueConstraint(
            "village_id", "seq", name=op.f("uq_leaders_village_flag_village_id_seq")
        ),
    )
    with op.batch_alter_table("leaders_village_flag", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_leaders_village_flag_run_id"), ["run_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_leaders_village_flag_village_id_effective_on"),
            ["village_id", "effective_on"],
            unique=False,
        )

    op.create_table(
        "leaders_leader",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "village_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_on", sa.Date(), nullable=False),
        sa.Column("group", sa.String(length=32), nullable=True),
        sa.Column("source", sa.String(length=32), nullable=True),
        sa.Column("found_by", sa.String(length=32), nullable=False),
        sa.Column("surveyed_on", sa.Date(), nullable=True),
        sa.Column("political", sa.String(length=2), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("notice_to", sa.Date(), nullable=True),
        sa.Column("cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("certificate_number", sa.String(length=40), nullable=False),
        sa.Column("certified_on", sa.Date(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts_cohort.id"], name=op.f("fk_leaders_leader_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["rosters_person.id"], name=op.f("fk_leaders_leader_person_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs_run.id"], name=op.f("fk_leaders_leader_run_id")),
        sa.ForeignKeyConstraint(
            ["village_id"], ["leaders_village.id"], name=op.f("fk_leaders_leader_village_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaders_leader")),
        sa.UniqueConstraint("person_id", name=op.f("uq_leaders_leader_person_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_leaders_leader_uid")),
    )
    with op.batch_alter_table("leaders_leader", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_leaders_leader_cohort_id"), ["cohort_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_leaders_leader_place_state"), ["place", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_leaders_leader_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leaders_leader_state_on"), ["state_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_leaders_leader_state_place"), ["state", "place"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_leaders_leader_village_id"), ["village_id"], unique=False
        )

    op.create_table(
        "leaders_award",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=64), nullable=False),
        sa.Column("awarded_on", sa.Date(), nullable=False),
        sa.Column("awarded_by", sa.String(length=120), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_leaders_award_leader_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaders_award")),
        sa.UniqueConstraint("uid", name=op.f("uq_leaders_award_uid")),
    )
    with op.batch_alter_table("leaders_award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leaders_award_leader_id"), ["leader_id"], unique=False)

    op.create_table(
        "leaders_field",
        sa.Column(
            "leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_leaders_field_leader_id")
        ),
        sa.PrimaryKeyConstraint("leader_id", "code", name=op.f("pk_leaders_field")),
    )
    op.create_table(
        "leaders_household_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column(
            "leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "household_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("head", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=200), nullable=False),
        sa.Column("agreement", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["rosters_household.id"],
            name=op.f("fk_leaders_household_link_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_leaders_household_link_leader_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaders_household_link")),
        sa.UniqueConstraint(
            "leader_id",
            "household_id",
            "role",
            "from_on",
            name=op.f("uq_leaders_household_link_leader_id_household_id_role_from_on"),
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_leaders_household_link_uid")),
    )
    with op.batch_alter_table("leaders_household_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_leaders_household_link_county_from_on"),
            ["county", "from_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_leaders_household_link_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_leaders_household_link_leader_id"), ["leader_id"], unique=False
        )

    op.create_table(
        "leaders_place",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "village_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_leaders_place_leader_id")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["leaders_village.id"], name=op.f("fk_leaders_place_village_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaders_place")),
        sa.UniqueConstraint(
            "leader_id", "from_on", name=op.f("uq_leaders_place_leader_id_from_on")
        ),
    )
    with op.batch_alter_table("leaders_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leaders_place_leader_id"), ["leader_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_leaders_place_village_id"), ["village_id"], unique=False
        )

    op.create_table(
        "leaders_service",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "village_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_leaders_service_leader_id")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["leaders_village.id"], name=op.f("fk_leaders_service_village_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaders_service")),
    )
    with op.batch_alter_table("leaders_service", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_leaders_service_leader_id"), ["leader_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_leaders_service_village_id_from_on_to_on"),
            ["village_id", "from_on", "to_on"],
            unique=False,
        )

    op.create_table(
        "leaders_shop",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("platform", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("goods", sa.JSON(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("close_reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_leaders_shop_leader_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaders_shop")),
        sa.UniqueConstraint("uid", name=op.f("uq_leaders_shop_uid")),
    )
    with op.batch_alter_table("leaders_shop", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leaders_shop_leader_id"), ["leader_id"], unique=False)

    op.create_table(
        "leaders_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("before", sa.String(length=32), nullable=True),
        sa.Column("after", sa.String(length=32), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column(
            "by_account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("attachment", sa.String(length=200), nullable=False),
        sa.Column("notice_from", sa.Date(), nullable=True),
        sa.Column("notice_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["accounts_account.id"], name=op.f("fk_leaders_step_by_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_leaders_step_leader_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaders_step")),
        sa.UniqueConstraint("leader_id", "seq", name=op.f("uq_leaders_step_leader_id_seq")),
        sa.UniqueConstraint("uid", name=op.f("uq_leaders_step_uid")),
    )
    op.create_table(
        "leaders_support",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("institution", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_leaders_support_leader_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaders_support")),
        sa.UniqueConstraint("uid", name=op.f("uq_leaders_support_uid")),
    )
    with op.batch_alter_table("leaders_support", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_leaders_support_leader_id"), ["leader_id"], unique=False
        )

    op.create_table(
        "leaders_household_effect",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("income", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("gain", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("evidence", sa.String(length=32), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("superseded_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["leaders_household_link.id"],
            name=op.f("fk_leaders_household_effect_link_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaders_household_effect")),
        sa.UniqueConstraint("uid", name=op.f("uq_leaders_household_effect_uid")),
    )
    with op.batch_alter_table("leaders_household_effect", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_leaders_household_effect_link_id_year"),
            ["link_id", "year"],
            unique=False,
        )

    op.create_table(
        "leaders_sales",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("evidence", sa.String(length=32), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("superseded_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_leaders_sales_leader_id")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["leaders_shop.id"], name=op.f("fk_leaders_sales_shop_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaders_sales")),
        sa.UniqueConstraint("uid", name=op.f("uq_leaders_sales_uid")),
    )
    with op.batch_alter_table("leaders_sales", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_leaders_sales_leader_id_year"), ["leader_id", "year"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_leaders_sales_shop_id"), ["shop_id"], unique=False)

    op.create_table(
        "leaders_support_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "support_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("before", sa.String(length=32), nullable=True),
        sa.Column("after", sa.String(length=32), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["support_id"], ["leaders_support.id"], name=op.f("fk_leaders_support_step_support_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaders_support_step")),
    )
    with op.batch_alter_table("leaders_support_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_leaders_support_step_support_id"), ["support_id"], unique=False
        )


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("leaders_support_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaders_support_step_support_id"))

    op.drop_table("leaders_support_step")
    with op.batch_alter_table("leaders_sales", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaders_sales_shop_id"))
        batch_op.drop_index(batch_op.f("ix_leaders_sales_leader_id_year"))

    op.drop_table("leaders_sales")
    with op.batch_alter_table("leaders_household_effect", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaders_household_effect_link_id_year"))

    op.drop_table("leaders_household_effect")
    with op.batch_alter_table("leaders_support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaders_support_leader_id"))

    op.drop_table("leaders_support")
    op.drop_table("leaders_step")
    with op.batch_alter_table("leaders_shop", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaders_shop_leader_id"))

    op.drop_table("leaders_shop")
    with op.batch_alter_table("leaders_service", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaders_service_village_id_from_on_to_on"))
        batch_op.drop_index(batch_op.f("ix_leaders_service_leader_id"))

    op.drop_table("leaders_service")
    with op.batch_alter_table("leaders_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaders_place_village_id"))
        batch_op.drop_index(batch_op.f("ix_leaders_place_leader_id"))

    op.drop_table("leaders_place")
    with op.batch_alter_table("leaders_household_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaders_household_link_leader_id"))
        batch_op.drop_index(batch_op.f("ix_leaders_household_link_household_id"))
        batch_op.drop_index(batch_op.f("ix_leaders_household_link_county_from_on"))

    op.drop_table("leaders_household_link")
    op.drop_table("leaders_field")
    with op.batch_alter_table("leaders_award", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaders_award_leader_id"))

    op.drop_table("leaders_award")
    with op.batch_alter_table("leaders_leader", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaders_leader_village_id"))
        batch_op.drop_index(batch_op.f("ix_leaders_leader_state_place"))
        batch_op.drop_index(batch_op.f("ix_leaders_leader_state_on"))
        batch_op.drop_index(batch_op.f("ix_leaders_leader_run_id"))
        batch_op.drop_index(batch_op.f("ix_leaders_leader_place_state"))
        batch_op.drop_index(batch_op.f("ix_leaders_leader_cohort_id"))

    op.drop_table("leaders_leader")
    with op.batch_alter_table("leaders_village_flag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaders_village_flag_village_id_effective_on"))
        batch_op.drop_index(batch_op.f("ix_leaders_village_flag_run_id"))

    op.drop_table("leaders_village_flag")
    with op.batch_alter_table("leaders_village", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaders_village_successor_id"))
        batch_op.drop_index(batch_op.f("ix_leaders_village_county_flagged_on"))

    op.drop_table("leaders_village")
