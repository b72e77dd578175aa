"""Looking at an installation and at the code itself."""

import sys

import click
from sqlalchemy import select

from lms.audit import queries
from lms.audit.models import AuditChain
from lms.checking import problems
from lms.db import db
from lms.installation import Installation, installation, passing


@click.command()
@installation
def audit(known: Installation) -> None:
    """Verify every county's audit chain; names the first bad row."""
    broken = 0
    with known.app().app_context():
        for county in db.session().scalars(select(AuditChain.county).order_by(AuditChain.county)):
            found = queries.verify(db.session(), county)
            broken += found is not None
            state = f"row {found.sequence}: {found.why}" if found else "ok"
            click.echo(f"{county or '-':<8} {state}")
    sys.exit(1 if broken else 0)


@click.command()
def check() -> None:
    """Check plugins, migrations, translations and what printing needs; touches no installation."""
    with passing() as app:
        found = problems(app)
    click.echo("\n".join(found) or "ok")
    sys.exit(1 if found else 0)


@click.command()
def plugins() -> None:
    """List what is installed."""
    with passing() as app, app.test_request_context():
        for plugin in app.extensions["lms_registry"].plugins:
            parts = {
                "tables": len(plugin.models),
                "permissions": len(plugin.permissions),
                "panels": len(plugin.panels),
                "exports": len(plugin.exports),
                "runs": len(plugin.runs),
                "jobs": len(plugin.jobs),
                "commands": len(plugin.cli),
            }
            held = "  ".join(f"{name} {count}" for name, count in parts.items() if count)
            needs = f" ← {', '.join(plugin.requires)}" if plugin.requires else ""
            click.echo(f"{plugin.name:<14} {plugin.title}{needs}\n{'':<14} {held}")
