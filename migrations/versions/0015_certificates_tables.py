"""certificates tables

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "certificates_design",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("based_on", sa.String(length=32), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_design")),
        sa.UniqueConstraint("county", "title", name=op.f("uq_certificates_design_county_title")),
        sa.UniqueConstraint("uid", name=op.f("uq_certificates_design_uid")),
    )
    with op.batch_alter_table("certificates_design", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificates_design_county"), ["county"], unique=False)

    op.create_table(
        "certificates_frozen_paper",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_frozen_paper")),
        sa.UniqueConstraint("uid", name=op.f("uq_certificates_frozen_paper_uid")),
    )
    op.create_table(
        "certificates_signing_key",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("kid", sa.String(length=8), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("valid_from", sa.DateTime(), nullable=False),
        sa.Column("valid_until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_signing_key")),
        sa.UniqueConstraint("kid", name=op.f("uq_certificates_signing_key_kid")),
    )
    with op.batch_alter_table("certificates_signing_key", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificates_signing_key_county"), ["county"], unique=False
        )

    op.create_table(
        "certificates_stock",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("prefix", sa.String(length=20), nullable=False),
        sa.Column("digits", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_from", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_stock")),
        sa.UniqueConstraint(
            "county",
            "prefix",
            "digits",
            "first",
            name=op.f("uq_certificates_stock_county_prefix_digits_first"),
        ),
    )
    with op.batch_alter_table("certificates_stock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificates_stock_county"), ["county"], unique=False)

    op.create_table(
        "certificates_design_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "design_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.Column("released_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["design_id"],
            ["certificates_design.id"],
            name=op.f("fk_certificates_design_version_design_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_design_version")),
        sa.UniqueConstraint(
            "design_id", "number", name=op.f("uq_certificates_design_version_design_id_number")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_certificates_design_version_uid")),
    )
    op.create_table(
        "certificates_emblem",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("position", sa.String(length=60), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("picture_type", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["divisions_centre.id"], name=op.f("fk_certificates_emblem_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_emblem")),
        sa.UniqueConstraint("uid", name=op.f("uq_certificates_emblem_uid")),
    )
    with op.batch_alter_table("certificates_emblem", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificates_emblem_county_kind"), ["county", "kind"], unique=False
        )

    op.create_table(
        "certificates_earlier",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("number_key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("course", sa.String(length=200), nullable=False),
        sa.Column("cohort", sa.String(length=200), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["divisions_centre.id"], name=op.f("fk_certificates_earlier_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs_run.id"], name=op.f("fk_certificates_earlier_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_earlier")),
        sa.UniqueConstraint(
            "county", "number_key", name=op.f("uq_certificates_earlier_county_number_key")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_certificates_earlier_uid")),
    )
    with op.batch_alter_table("certificates_earlier", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificates_earlier_centre_id"), ["centre_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_certificates_earlier_county_issued_on"),
            ["county", "issued_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_certificates_earlier_id_number_index"), ["id_number_index"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_certificates_earlier_name"), ["name"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_certificates_earlier_number_key"), ["number_key"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_certificates_earlier_run_id"), ["run_id"], unique=False
        )

    op.create_table(
        "certificates_batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("stock_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts_cohort.id"], name=op.f("fk_certificates_batch_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["stock_id"], ["certificates_stock.id"], name=op.f("fk_certificates_batch_stock_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_batch")),
        sa.UniqueConstraint("uid", name=op.f("uq_certificates_batch_uid")),
    )
    with op.batch_alter_table("certificates_batch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificates_batch_cohort_id"), ["cohort_id"], unique=False
        )

    op.create_table(
        "certificates_collection",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "certificate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("collector", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("relation", sa.String(length=50), nullable=False),
        sa.Column("collected_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.Column("taken_back_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates_certificate.id"],
            name=op.f("fk_certificates_collection_certificate_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_collection")),
    )
    with op.batch_alter_table("certificates_collection", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificates_collection_certificate_id"),
            ["certificate_id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_certificates_collection_held",
            ["certificate_id", "copy"],
            unique=True,
            sqlite_where=sa.text("taken_back_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL"),
        )

    op.create_table(
        "certificates_frozen_page",
        sa.Column(
            "certificate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("paper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates_certificate.id"],
            name=op.f("fk_certificates_frozen_page_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["certificates_frozen_paper.id"],
            name=op.f("fk_certificates_frozen_page_paper_id"),
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificates_frozen_page")),
    )
    with op.batch_alter_table("certificates_frozen_page", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificates_frozen_page_paper_id"), ["paper_id"], unique=False
        )

    op.create_table(
        "certificates_print",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "certificate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "follows_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["certificates_batch.id"], name=op.f("fk_certificates_print_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates_certificate.id"],
            name=op.f("fk_certificates_print_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["certificates_print.id"], name=op.f("fk_certificates_print_follows_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_print")),
        sa.UniqueConstraint(
            "batch_id", "position", name=op.f("uq_certificates_print_batch_id_position")
        ),
        sa.UniqueConstraint("follows_id", name=op.f("uq_certificates_print_follows_id")),
    )
    with op.batch_alter_table("certificates_print", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificates_print_certificate_id"), ["certificate_id"], unique=False
        )

    op.create_table(
        "certificates_sheet",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stock_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("print_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("spoiled_at", sa.DateTime(), nullable=True),
        sa.Column("spoiled_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["print_id"], ["certificates_print.id"], name=op.f("fk_certificates_sheet_print_id")
        ),
        sa.ForeignKeyConstraint(
            ["stock_id"], ["certificates_stock.id"], name=op.f("fk_certificates_sheet_stock_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_sheet")),
        sa.UniqueConstraint("print_id", name=op.f("uq_certificates_sheet_print_id")),
        sa.UniqueConstraint(
            "stock_id", "number", name=op.f("uq_certificates_sheet_stock_id_number")
        ),
    )
    with op.batch_alter_table("certificates_certificate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("statement", sa.LargeBinary(), nullable=True))
        batch_op.add_column(
            sa.Column("duplicates", sa.Integer(), server_default="0", nullable=False)
        )

    with op.batch_alter_table("certificates_step", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("ground", sa.String(length=64), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("evidence", sa.String(length=300), server_default="", nullable=False)
        )


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("certificates_step", schema=None) as batch_op:
        batch_op.drop_column("evidence")
        batch_op.drop_column("ground")

    with op.batch_alter_table("certificates_certificate", schema=None) as batch_op:
        batch_op.drop_column("duplicates")
        batch_op.drop_column("statement")

    op.drop_table("certificates_sheet")
    with op.batch_alter_table("certificates_print", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_print_certificate_id"))

    op.drop_table("certificates_print")
    with op.batch_alter_table("certificates_frozen_page", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_frozen_page_paper_id"))

    op.drop_table("certificates_frozen_page")
    with op.batch_alter_table("certificates_collection", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_certificates_collection_held",
            sqlite_where=sa.text("taken_back_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_certificates_collection_certificate_id"))

    op.drop_table("certificates_collection")
    with op.batch_alter_table("certificates_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_batch_cohort_id"))

    op.drop_table("certificates_batch")
    with op.batch_alter_table("certificates_earlier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_earlier_run_id"))
        batch_op.drop_index(batch_op.f("ix_certificates_earlier_number_key"))
        batch_op.drop_index(batch_op.f("ix_certificates_earlier_name"))
        batch_op.drop_index(batch_op.f("ix_certificates_earlier_id_number_index"))
        batch_op.drop_index(batch_op.f("ix_certificates_earlier_county_issued_on"))
        batch_op.drop_index(batch_op.f("ix_certificates_earlier_centre_id"))

    op.drop_table("certificates_earlier")
    with op.batch_alter_table("certificates_emblem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_emblem_county_kind"))

    op.drop_table("certificates_emblem")
    op.drop_table("certificates_design_version")
    with op.batch_alter_table("certificates_stock", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_stock_county"))

    op.drop_table("certificates_stock")
    with op.batch_alter_table("certificates_signing_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_signing_key_county"))

    op.drop_table("certificates_signing_key")
    op.drop_table("certificates_frozen_paper")
    with op.batch_alter_table("certificates_design", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_design_county"))

    op.drop_table("certificates_design")
