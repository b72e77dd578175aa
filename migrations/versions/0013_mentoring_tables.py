"""mentoring tables

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "mentoring_check",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("population_digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("drawn_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_check")),
        sa.UniqueConstraint("uid", name=op.f("uq_mentoring_check_uid")),
    )
    with op.batch_alter_table("mentoring_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentoring_check_county"), ["county"], unique=False)

    op.create_table(
        "mentoring_coordinate",
        sa.Column("division", sa.String(length=12), nullable=False),
        sa.Column("latitude", sa.Integer(), nullable=False),
        sa.Column("longitude", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("division", name=op.f("pk_mentoring_coordinate")),
    )
    op.create_table(
        "mentoring_contact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column(
            "lecturer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started", sa.String(length=5), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("next_step", sa.String(length=300), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("paper", sa.String(length=120), nullable=False),
        sa.Column("has_photo", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("event_id", sa.String(length=36), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=True),
        sa.Column("withdrawn_because", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts_account.id"], name=op.f("fk_mentoring_contact_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["lecturer_id"],
            ["lecturers_lecturer.id"],
            name=op.f("fk_mentoring_contact_lecturer_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_contact")),
        sa.UniqueConstraint("event_id", name=op.f("uq_mentoring_contact_event_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_mentoring_contact_uid")),
    )
    with op.batch_alter_table("mentoring_contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentoring_contact_county_day"), ["county", "day"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mentoring_contact_day_id"), ["day", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mentoring_contact_lecturer_id_day"), ["lecturer_id", "day"], unique=False
        )

    op.create_table(
        "mentoring_load",
        sa.Column(
            "lecturer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.CheckConstraint("held >= 0", name=op.f("ck_mentoring_load_held")),
        sa.ForeignKeyConstraint(
            ["lecturer_id"], ["lecturers_lecturer.id"], name=op.f("fk_mentoring_load_lecturer_id")
        ),
        sa.PrimaryKeyConstraint("lecturer_id", name=op.f("pk_mentoring_load")),
    )
    op.create_table(
        "mentoring_contact_photo",
        sa.Column(
            "contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["mentoring_contact.id"],
            name=op.f("fk_mentoring_contact_photo_contact_id"),
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_mentoring_contact_photo")),
    )
    op.create_table(
        "mentoring_access",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by", sa.String(length=200), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("last_used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_mentoring_access_leader_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_access")),
        sa.UniqueConstraint("leader_id", name=op.f("uq_mentoring_access_leader_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mentoring_access_token_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_mentoring_access_uid")),
    )
    op.create_table(
        "mentoring_exclusion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column(
            "lecturer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        sa.Column("lifted_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_mentoring_exclusion_leader_id")
        ),
        sa.ForeignKeyConstraint(
            ["lecturer_id"],
            ["lecturers_lecturer.id"],
            name=op.f("fk_mentoring_exclusion_lecturer_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_exclusion")),
    )
    with op.batch_alter_table("mentoring_exclusion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentoring_exclusion_county"), ["county"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_mentoring_exclusion_leader_id"), ["leader_id"], unique=False
        )
        batch_op.create_index(
            "uq_mentoring_exclusion_standing",
            ["lecturer_id", "leader_id"],
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.create_table(
        "mentoring_pair",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column(
            "lecturer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("until_date", sa.Date(), nullable=False),
        sa.Column("contacts_a_year", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        sa.Column(
            "previous_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("contact_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_date <= until_date", name=op.f("ck_mentoring_pair_dates")),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_mentoring_pair_leader_id")
        ),
        sa.ForeignKeyConstraint(
            ["lecturer_id"], ["lecturers_lecturer.id"], name=op.f("fk_mentoring_pair_lecturer_id")
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["mentoring_pair.id"], name=op.f("fk_mentoring_pair_previous_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs_run.id"], name=op.f("fk_mentoring_pair_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_pair")),
        sa.UniqueConstraint("uid", name=op.f("uq_mentoring_pair_uid")),
    )
    with op.batch_alter_table("mentoring_pair", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentoring_pair_county_state_next_due_on"),
            ["county", "state", "next_due_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_mentoring_pair_leader_id_from_date"),
            ["leader_id", "from_date"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_mentoring_pair_lecturer_id_state_next_due_on"),
            ["lecturer_id", "state", "next_due_on"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_mentoring_pair_run_id"), ["run_id"], unique=False)
        batch_op.create_index(
            "uq_mentoring_pair_active_role",
            ["leader_id", "role"],
            unique=True,
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )
        batch_op.create_index(
            "uq_mentoring_pair_active_two",
            ["lecturer_id", "leader_id"],
            unique=True,
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )

    op.create_table(
        "mentoring_rating_round",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column(
            "session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "lecturer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lecturer_id"],
            ["lecturers_lecturer.id"],
            name=op.f("fk_mentoring_rating_round_lecturer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["cohorts_session.id"],
            name=op.f("fk_mentoring_rating_round_session_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_rating_round")),
        sa.UniqueConstraint("session_id", name=op.f("uq_mentoring_rating_round_session_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mentoring_rating_round_token_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_mentoring_rating_round_uid")),
    )
    with op.batch_alter_table("mentoring_rating_round", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentoring_rating_round_lecturer_id"), ["lecturer_id"], unique=False
        )

    op.create_table(
        "mentoring_ticket",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column(
            "lecturer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("solved_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["mentoring_contact.id"], name=op.f("fk_mentoring_ticket_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_mentoring_ticket_leader_id")
        ),
        sa.ForeignKeyConstraint(
            ["lecturer_id"], ["lecturers_lecturer.id"], name=op.f("fk_mentoring_ticket_lecturer_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts_account.id"], name=op.f("fk_mentoring_ticket_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_ticket")),
        sa.UniqueConstraint("uid", name=op.f("uq_mentoring_ticket_uid")),
    )
    with op.batch_alter_table("mentoring_ticket", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentoring_ticket_contact_id"), ["contact_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mentoring_ticket_county_state_due_on"),
            ["county", "state", "due_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_mentoring_ticket_leader_id"), ["leader_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mentoring_ticket_lecturer_id_state"),
            ["lecturer_id", "state"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_mentoring_ticket_owner_id_state_due_on"),
            ["owner_id", "state", "due_on"],
            unique=False,
        )

    op.create_table(
        "mentoring_wish",
        sa.Column(
            "leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("sex", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_mentoring_wish_leader_id")
        ),
        sa.PrimaryKeyConstraint("leader_id", name=op.f("pk_mentoring_wish")),
    )
    op.create_table(
        "mentoring_agreement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pair_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("until_date", sa.Date(), nullable=False),
        sa.Column(
            "goal_sales_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("goal_households", sa.Integer(), nullable=True),
        sa.Column("goal_shop", sa.String(length=200), nullable=False),
        sa.Column("contacts_a_year", sa.Integer(), nullable=False),
        sa.Column("contact_minutes", sa.Integer(), nullable=False),
        sa.Column("duties", sa.Text(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["pair_id"], ["mentoring_pair.id"], name=op.f("fk_mentoring_agreement_pair_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_agreement")),
        sa.UniqueConstraint(
            "pair_id", "version", name=op.f("uq_mentoring_agreement_pair_id_version")
        ),
    )
    op.create_table(
        "mentoring_contact_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("pair_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started", sa.String(length=5), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.String(length=32), nullable=False),
        sa.Column("doubt", sa.String(length=32), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("denied_at", sa.DateTime(), nullable=True),
        sa.Column("denied_because", sa.String(length=300), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["mentoring_contact.id"],
            name=op.f("fk_mentoring_contact_line_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders_leader.id"], name=op.f("fk_mentoring_contact_line_leader_id")
        ),
        sa.ForeignKeyConstraint(
            ["pair_id"], ["mentoring_pair.id"], name=op.f("fk_mentoring_contact_line_pair_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_contact_line")),
        sa.UniqueConstraint(
            "contact_id", "pair_id", name=op.f("uq_mentoring_contact_line_contact_id_pair_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_mentoring_contact_line_uid")),
    )
    with op.batch_alter_table("mentoring_contact_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentoring_contact_line_contact_id"), ["contact_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mentoring_contact_line_county_day_evidence"),
            ["county", "day", "evidence"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_mentoring_contact_line_leader_id_day"),
            ["leader_id", "day"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_mentoring_contact_line_pair_id_day"), ["pair_id", "day"], unique=False
        )
        batch_op.create_index(
            "uq_mentoring_contact_line_standing",
            ["pair_id", "day", "kind", "started"],
            unique=True,
            sqlite_where=sa.text("NOT withdrawn"),
            postgresql_where=sa.text("NOT withdrawn"),
        )

    op.create_table(
        "mentoring_rating",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["mentoring_rating_round.id"], name=op.f("fk_mentoring_rating_round_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_mentoring_rating")),
    )
    with op.batch_alter_table("mentoring_rating", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentoring_rating_round_id"), ["round_id"], unique=False
        )

    op.create_table(
        "mentoring_rating_slip",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["mentoring_rating_round.id"],
            name=op.f("fk_mentoring_rating_slip_round_id"),
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_mentoring_rating_slip")),
    )
    with op.batch_alter_table("mentoring_rating_slip", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentoring_rating_slip_round_id"), ["round_id"], unique=False
        )

    op.create_table(
        "mentoring_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pair_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pair_id"], ["mentoring_pair.id"], name=op.f("fk_mentoring_step_pair_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_step")),
    )
    with op.batch_alter_table("mentoring_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentoring_step_pair_id"), ["pair_id"], unique=False)

    op.create_table(
        "mentoring_ticket_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["mentoring_ticket.id"], name=op.f("fk_mentoring_ticket_step_ticket_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_ticket_step")),
    )
    with op.batch_alter_table("mentoring_ticket_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentoring_ticket_step_ticket_id"), ["ticket_id"], unique=False
        )

    op.create_table(
        "mentoring_check_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("check_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=32), nullable=True),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["check_id"], ["mentoring_check.id"], name=op.f("fk_mentoring_check_item_check_id")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["mentoring_contact_line.id"], name=op.f("fk_mentoring_check_item_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_check_item")),
        sa.UniqueConstraint(
            "check_id", "line_id", name=op.f("uq_mentoring_check_item_check_id_line_id")
        ),
    )
    with op.batch_alter_table("mentoring_check_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentoring_check_item_line_id"), ["line_id"], unique=False
        )


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("mentoring_check_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_check_item_line_id"))

    op.drop_table("mentoring_check_item")
    with op.batch_alter_table("mentoring_ticket_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_ticket_step_ticket_id"))

    op.drop_table("mentoring_ticket_step")
    with op.batch_alter_table("mentoring_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_step_pair_id"))

    op.drop_table("mentoring_step")
    with op.batch_alter_table("mentoring_rating_slip", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_rating_slip_round_id"))

    op.drop_table("mentoring_rating_slip")
    with op.batch_alter_table("mentoring_rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_rating_round_id"))

    op.drop_table("mentoring_rating")
    with op.batch_alter_table("mentoring_contact_line", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mentoring_contact_line_standing",
            sqlite_where=sa.text("NOT withdrawn"),
            postgresql_where=sa.text("NOT withdrawn"),
        )
        batch_op.drop_index(batch_op.f("ix_mentoring_contact_line_pair_id_day"))
        batch_op.drop_index(batch_op.f("ix_mentoring_contact_line_leader_id_day"))
        batch_op.drop_index(batch_op.f("ix_mentoring_contact_line_county_day_evidence"))
        batch_op.drop_index(batch_op.f("ix_mentoring_contact_line_contact_id"))

    op.drop_table("mentoring_contact_line")
    op.drop_table("mentoring_agreement")
    op.drop_table("mentoring_wish")
    with op.batch_alter_table("mentoring_ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_ticket_owner_id_state_due_on"))
        batch_op.drop_index(batch_op.f("ix_mentoring_ticket_lecturer_id_state"))
        batch_op.drop_index(batch_op.f("ix_mentoring_ticket_leader_id"))
        batch_op.drop_index(batch_op.f("ix_mentoring_ticket_county_state_due_on"))
        batch_op.drop_index(batch_op.f("ix_mentoring_ticket_contact_id"))

    op.drop_table("mentoring_ticket")
    with op.batch_alter_table("mentoring_rating_round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_rating_round_lecturer_id"))

    op.drop_table("mentoring_rating_round")
    with op.batch_alter_table("mentoring_pair", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mentoring_pair_active_two",
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )
        batch_op.drop_index(
            "uq_mentoring_pair_active_role",
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )
        batch_op.drop_index(batch_op.f("ix_mentoring_pair_run_id"))
        batch_op.drop_index(batch_op.f("ix_mentoring_pair_lecturer_id_state_next_due_on"))
        batch_op.drop_index(batch_op.f("ix_mentoring_pair_leader_id_from_date"))
        batch_op.drop_index(batch_op.f("ix_mentoring_pair_county_state_next_due_on"))

    op.drop_table("mentoring_pair")
    with op.batch_alter_table("mentoring_exclusion", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mentoring_exclusion_standing",
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_mentoring_exclusion_leader_id"))
        batch_op.drop_index(batch_op.f("ix_mentoring_exclusion_county"))

    op.drop_table("mentoring_exclusion")
    op.drop_table("mentoring_access")
    op.drop_table("mentoring_contact_photo")
    op.drop_table("mentoring_load")
    with op.batch_alter_table("mentoring_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_contact_lecturer_id_day"))
        batch_op.drop_index(batch_op.f("ix_mentoring_contact_day_id"))
        batch_op.drop_index(batch_op.f("ix_mentoring_contact_county_day"))

    op.drop_table("mentoring_contact")
    op.drop_table("mentoring_coordinate")
    with op.batch_alter_table("mentoring_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_check_county"))

    op.drop_table("mentoring_check")
