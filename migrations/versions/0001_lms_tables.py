"""lms tables

One plugin a revision, its name in the file name. Written so that it goes down again and so that
the running version before it still works on the new tables: add first, fill, drop in a later one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "accounts_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_account")),
        sa.UniqueConstraint("login", name=op.f("uq_accounts_account_login")),
    )
    op.create_table(
        "audit_chain",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("county", name=op.f("pk_audit_chain")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("object_type", sa.String(length=64), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("county", "sequence", name=op.f("uq_audit_entry_county_sequence")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_entry_county_at"), ["county", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_audit_entry_object_type_object_id"),
            ["object_type", "object_id"],
            unique=False,
        )

    op.create_table(
        "divisions_centre",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("legal_person", sa.String(length=40), nullable=True),
        sa.Column("contact", sa.String(length=40), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_divisions_centre")),
        sa.UniqueConstraint("county", "name", name=op.f("uq_divisions_centre_county_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_divisions_centre_uid")),
    )
    with op.batch_alter_table("divisions_centre", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_divisions_centre_county"), ["county"], unique=False)

    op.create_table(
        "divisions_division",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("parent_code", sa.String(length=12), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_code", sa.String(length=12), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_divisions_division")),
    )
    with op.batch_alter_table("divisions_division", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_divisions_division_level_code"), ["level", "code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_divisions_division_parent_code"), ["parent_code"], unique=False
        )

    op.create_table(
        "jobs_job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs_job")),
        sa.UniqueConstraint("uid", name=op.f("uq_jobs_job_uid")),
    )
    with op.batch_alter_table("jobs_job", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_jobs_job_state_lease_until"), ["state", "lease_until"], unique=False
        )

    op.create_table(
        "privacy_key",
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("remembered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_privacy_key")),
    )
    op.create_table(
        "settings_value",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("value", sa.String(length=500), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("set_by", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings_value")),
        sa.UniqueConstraint("name", "prefix", name=op.f("uq_settings_value_name_prefix")),
    )
    op.create_table(
        "workdays_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_workdays_day")),
    )
    op.create_table(
        "workdays_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.String(length=200), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_workdays_year")),
    )
    op.create_table(
        "accounts_grant",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts_account.id"], name=op.f("fk_accounts_grant_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["divisions_centre.id"], name=op.f("fk_accounts_grant_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_grant")),
        sa.UniqueConstraint(
            "account_id",
            "role",
            "prefix",
            "centre_id",
            name=op.f("uq_accounts_grant_account_id_role_prefix_centre_id"),
        ),
    )
    with op.batch_alter_table("accounts_grant", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_accounts_grant_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "accounts_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts_account.id"], name=op.f("fk_accounts_session_account_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_accounts_session")),
    )
    with op.batch_alter_table("accounts_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_accounts_session_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "runs_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("centre_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("total_rows", sa.Integer(), nullable=False),
        sa.Column("done_rows", sa.Integer(), nullable=False),
        sa.Column("job_uid", sa.String(length=32), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_by_handle", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["divisions_centre.id"], name=op.f("fk_runs_run_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs_run")),
        sa.UniqueConstraint("uid", name=op.f("uq_runs_run_uid")),
    )
    with op.batch_alter_table("runs_run", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_runs_run_county_created_at"), ["county", "created_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_runs_run_kind_subject_id"), ["kind", "subject_id"], unique=False
        )

    op.create_table(
        "runs_content",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs_run.id"], name=op.f("fk_runs_content_run_id")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_runs_content")),
    )
    op.create_table(
        "runs_memory",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("items", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs_run.id"], name=op.f("fk_runs_memory_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs_memory")),
        sa.UniqueConstraint("uid", name=op.f("uq_runs_memory_uid")),
    )
    with op.batch_alter_table("runs_memory", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_runs_memory_run_id"), ["run_id"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("runs_memory", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_runs_memory_run_id"))

    op.drop_table("runs_memory")
    op.drop_table("runs_content")
    with op.batch_alter_table("runs_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_runs_run_kind_subject_id"))
        batch_op.drop_index(batch_op.f("ix_runs_run_county_created_at"))

    op.drop_table("runs_run")
    with op.batch_alter_table("accounts_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_session_account_id"))

    op.drop_table("accounts_session")
    with op.batch_alter_table("accounts_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_grant_account_id"))

    op.drop_table("accounts_grant")
    op.drop_table("workdays_year")
    op.drop_table("workdays_day")
    op.drop_table("settings_value")
    op.drop_table("privacy_key")
    with op.batch_alter_table("jobs_job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_jobs_job_state_lease_until"))

    op.drop_table("jobs_job")
    with op.batch_alter_table("divisions_division", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_divisions_division_parent_code"))
        batch_op.drop_index(batch_op.f("ix_divisions_division_level_code"))

    op.drop_table("divisions_division")
    with op.batch_alter_table("divisions_centre", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_divisions_centre_county"))

    op.drop_table("divisions_centre")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_object_type_object_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_county_at"))

    op.drop_table("audit_entry")
    op.drop_table("audit_chain")
    op.drop_table("accounts_account")
