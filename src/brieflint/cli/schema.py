"""``brieflint schema``."""

from __future__ import annotations

import json

import click


@click.command("schema")
@click.argument(
    "document", type=click.Choice(("report", "campaign", "rule", "config", "waivers", "baseline", "evidence"))
)
def command(document: str) -> None:
    """Print the JSON Schema of a document."""
    from brieflint.schemas import schema_of

    click.echo(json.dumps(schema_of(document), ensure_ascii=False, indent=2, sort_keys=True))
