"""Matters, mediation, activities, attachments, and the rules of their numbers and limits."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "matter_rules",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("deadline", sa.String(length=32), nullable=True),
        sa.Column("raised_days", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("extra_days", sa.Integer(), nullable=True),
        sa.Column("visit_back", sa.String(length=32), nullable=True),
        sa.Column("pattern", sa.String(length=100), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_rules")),
    )
    op.create_table(
        "number_blocks",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=60), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_blocks")),
    )
    op.create_table(
        "number_voids",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_voids")),
    )
    op.create_table(
        "paper_rules",
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("paper", sa.String(length=60), nullable=False),
        sa.Column("need", sa.String(length=32), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_rules")),
    )
    with op.batch_alter_table("paper_rules", schema=None) as batch_op:
        batch_op.create_index("ix_paper_rules_outcome_paper", ["outcome", "paper"], unique=False)

    op.create_table(
        "attachments",
        sa.Column("ledger", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("media", sa.String(length=60), nullable=False),
        sa.Column("hash", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("given_by", sa.String(length=60), nullable=True),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_attachments_area_id_areas")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachments_area_id"), ["area_id"], unique=False)
        batch_op.create_index("ix_attachments_ledger_record", ["ledger", "record_id"], unique=False)

    op.create_table(
        "year_figures",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_year_figures_area_id_areas")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_figures")),
    )
    with op.batch_alter_table("year_figures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_year_figures_area_id"), ["area_id"], unique=False)

    op.create_table(
        "activities",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("theme", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("place", sa.String(length=60), nullable=True),
        sa.Column("form", sa.String(length=60), nullable=True),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("host", sa.String(length=60), nullable=True),
        sa.Column("recorder", sa.String(length=60), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("explained", sa.Text(), nullable=True),
        sa.Column("opinions", sa.Text(), nullable=True),
        sa.Column("agreed", sa.Text(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("minutes_text", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_activities_area_id_areas")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_activities_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activities_area_id"), ["area_id"], unique=False)
        batch_op.create_index("ix_activities_kind_at", ["kind", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_team_id"), ["team_id"], unique=False)

    op.create_table(
        "attendees",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_attendees_activity_id_activities")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attendees_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendees")),
    )
    with op.batch_alter_table("attendees", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendees_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendees_person_id"), ["person_id"], unique=False)

    op.create_table(
        "matters",
        sa.Column("no", sa.String(length=60), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("window", sa.String(length=60), nullable=True),
        sa.Column("category", sa.String(length=60), nullable=True),
        sa.Column("hazard_kind", sa.String(length=32), nullable=True),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=True),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("dwelling_id", sa.Uuid(), nullable=True),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("origin_date", sa.Date(), nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Numeric(), nullable=True),
        sa.Column("level", sa.String(length=32), nullable=True),
        sa.Column("scale", sa.String(length=32), nullable=True),
        sa.Column("risk", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("left_status", sa.String(length=32), nullable=True),
        sa.Column("waits_from", sa.String(length=32), nullable=True),
        sa.Column("backfilled", sa.Boolean(), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("resolved_level", sa.String(length=32), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("handler", sa.String(length=60), nullable=True),
        sa.Column("team", sa.String(length=60), nullable=True),
        sa.Column("leader", sa.String(length=60), nullable=True),
        sa.Column("satisfaction", sa.String(length=32), nullable=True),
        sa.Column("feedback_on", sa.Date(), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column("forwarded_to", sa.String(length=60), nullable=True),
        sa.Column("forwarded_on", sa.Date(), nullable=True),
        sa.Column("clue_outcome", sa.String(length=32), nullable=True),
        sa.Column("decision", sa.String(length=32), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("granted", sa.Numeric(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("rechecked_on", sa.Date(), nullable=True),
        sa.Column("rechecked_by", sa.String(length=60), nullable=True),
        sa.Column("language_need", sa.String(length=32), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("source_log_id", sa.Uuid(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("parent_tie", sa.String(length=60), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_matters_activity_id_activities")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_matters_area_id_areas")),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwellings.id"], name=op.f("fk_matters_dwelling_id_dwellings")),
        sa.ForeignKeyConstraint(["parent_id"], ["matters.id"], name=op.f("fk_matters_parent_id_matters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matters")),
    )
    with op.batch_alter_table("matters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matters_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matters_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matters_dwelling_id"), ["dwelling_id"], unique=False)
        batch_op.create_index("ix_matters_kind_status", ["kind", "status", "raised_on"], unique=False)
        batch_op.create_index("ix_matters_number", ["kind", "year", "seq"], unique=True)
        batch_op.create_index(batch_op.f("ix_matters_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matters_raised_on"), ["raised_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_matters_source_log_id"), ["source_log_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("given_by", sa.String(length=60), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_evidence_matter_id_matters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "hearings",
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=True),
        sa.Column("topic", sa.String(length=100), nullable=True),
        sa.Column("present", sa.String(length=100), nullable=True),
        sa.Column("asker", sa.String(length=60), nullable=True),
        sa.Column("asked", sa.String(length=60), nullable=True),
        sa.Column("recorder", sa.String(length=60), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_hearings_matter_id_matters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearings")),
    )
    with op.batch_alter_table("hearings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hearings_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "instalments",
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=100), nullable=True),
        sa.Column("amount", sa.Numeric(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("proof", sa.String(length=60), nullable=True),
        sa.Column("payer", sa.String(length=60), nullable=True),
        sa.Column("payee", sa.String(length=60), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_instalments_matter_id_matters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalments")),
    )
    with op.batch_alter_table("instalments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_instalments_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "matter_parties",
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("org_name", sa.String(length=60), nullable=True),
        sa.Column("sex", sa.String(length=32), nullable=True),
        sa.Column("ethnic", sa.String(length=32), nullable=True),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("job", sa.String(length=60), nullable=True),
        sa.Column("id_number", sa.String(length=32), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("address", sa.String(length=120), nullable=True),
        sa.Column("hukou_address", sa.String(length=120), nullable=True),
        sa.Column("postcode", sa.String(length=60), nullable=True),
        sa.Column("proxy_for", sa.Uuid(), nullable=True),
        sa.Column("authority", sa.String(length=60), nullable=True),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_matter_parties_matter_id_matters")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_matter_parties_person_id_people")),
        sa.ForeignKeyConstraint(
            ["proxy_for"], ["matter_parties.id"], name=op.f("fk_matter_parties_proxy_for_matter_parties")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_parties")),
    )
    with op.batch_alter_table("matter_parties", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_parties_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_parties_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_parties_proxy_for"), ["proxy_for"], unique=False)

    op.create_table(
        "matter_steps",
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("from_status", sa.String(length=32), nullable=True),
        sa.Column("to_status", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("counts_as_extra", sa.Boolean(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("due_after", sa.Date(), nullable=True),
        sa.Column("undoes", sa.Uuid(), nullable=True),
        sa.Column("former", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_matter_steps_matter_id_matters")),
        sa.ForeignKeyConstraint(["undoes"], ["matter_steps.id"], name=op.f("fk_matter_steps_undoes_matter_steps")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_steps")),
    )
    with op.batch_alter_table("matter_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_steps_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index("ix_matter_steps_matter_id_id", ["matter_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_steps_undoes"), ["undoes"], unique=False)

    op.create_table(
        "mediations",
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("dispute_type", sa.String(length=32), nullable=True),
        sa.Column("dispute_class", sa.String(length=32), nullable=True),
        sa.Column("source", sa.String(length=32), nullable=True),
        sa.Column("committee", sa.String(length=60), nullable=True),
        sa.Column("requests", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("duties", sa.Text(), nullable=True),
        sa.Column("rights_notice_on", sa.Date(), nullable=True),
        sa.Column("difficult", sa.Boolean(), nullable=False),
        sa.Column("agreement_form", sa.String(length=32), nullable=True),
        sa.Column("agreement_no", sa.String(length=60), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("perform_mode", sa.String(length=60), nullable=True),
        sa.Column("perform_place", sa.String(length=60), nullable=True),
        sa.Column("perform_due", sa.Date(), nullable=True),
        sa.Column("performance", sa.String(length=32), nullable=False),
        sa.Column("performed_on", sa.Date(), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=True),
        sa.Column("failed_reason", sa.Text(), nullable=True),
        sa.Column("told_ways", sa.Text(), nullable=True),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("confirm_applied_on", sa.Date(), nullable=True),
        sa.Column("confirm_court", sa.String(length=60), nullable=True),
        sa.Column("confirm_result", sa.String(length=60), nullable=True),
        sa.Column("retention", sa.String(length=32), nullable=False),
        sa.Column("situation", sa.Text(), nullable=True),
        sa.Column("steady", sa.Boolean(), nullable=True),
        sa.Column("filed_by", sa.String(length=60), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_mediations_matter_id_matters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediations")),
        sa.UniqueConstraint("matter_id", name=op.f("uq_mediations_matter_id")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("matter_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_documents_matter_id"), ["matter_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_documents_matter_id_matters"), "matters", ["matter_id"], ["id"])

    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.add_column(sa.Column("short_name", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("discussion_weekday", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("many_heads", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("old_years", sa.Integer(), nullable=True))

    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.add_column(sa.Column("matter_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_services_matter_id"), ["matter_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_services_matter_id_matters"), "matters", ["matter_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_services_matter_id_matters"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_services_matter_id"))
        batch_op.drop_column("matter_id")

    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.drop_column("old_years")
        batch_op.drop_column("many_heads")
        batch_op.drop_column("discussion_weekday")
        batch_op.drop_column("short_name")

    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_documents_matter_id_matters"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_documents_matter_id"))
        batch_op.drop_column("matter_id")

    op.drop_table("mediations")
    with op.batch_alter_table("matter_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matter_steps_undoes"))
        batch_op.drop_index("ix_matter_steps_matter_id_id")
        batch_op.drop_index(batch_op.f("ix_matter_steps_matter_id"))

    op.drop_table("matter_steps")
    with op.batch_alter_table("matter_parties", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matter_parties_proxy_for"))
        batch_op.drop_index(batch_op.f("ix_matter_parties_person_id"))
        batch_op.drop_index(batch_op.f("ix_matter_parties_matter_id"))

    op.drop_table("matter_parties")
    with op.batch_alter_table("instalments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_instalments_matter_id"))

    op.drop_table("instalments")
    with op.batch_alter_table("hearings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hearings_matter_id"))

    op.drop_table("hearings")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_matter_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("matters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matters_source_log_id"))
        batch_op.drop_index(batch_op.f("ix_matters_raised_on"))
        batch_op.drop_index(batch_op.f("ix_matters_parent_id"))
        batch_op.drop_index("ix_matters_number")
        batch_op.drop_index("ix_matters_kind_status")
        batch_op.drop_index(batch_op.f("ix_matters_dwelling_id"))
        batch_op.drop_index(batch_op.f("ix_matters_area_id"))
        batch_op.drop_index(batch_op.f("ix_matters_activity_id"))

    op.drop_table("matters")
    with op.batch_alter_table("attendees", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendees_person_id"))
        batch_op.drop_index(batch_op.f("ix_attendees_activity_id"))

    op.drop_table("attendees")
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activities_team_id"))
        batch_op.drop_index("ix_activities_kind_at")
        batch_op.drop_index(batch_op.f("ix_activities_area_id"))

    op.drop_table("activities")
    with op.batch_alter_table("year_figures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_year_figures_area_id"))

    op.drop_table("year_figures")
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_index("ix_attachments_ledger_record")
        batch_op.drop_index(batch_op.f("ix_attachments_area_id"))

    op.drop_table("attachments")
    with op.batch_alter_table("paper_rules", schema=None) as batch_op:
        batch_op.drop_index("ix_paper_rules_outcome_paper")

    op.drop_table("paper_rules")
    op.drop_table("number_voids")
    op.drop_table("number_blocks")
    op.drop_table("matter_rules")
