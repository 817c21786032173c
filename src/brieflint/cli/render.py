"""``brieflint render``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from brieflint.errors import UsageError

if TYPE_CHECKING:
    from brieflint.campaign.render import Rendered
    from brieflint.findings import Finding

SUFFIX = ".brief.md"
FOLDER = "briefs"


@click.command("render")
@click.argument("campaign")
@click.option("--creator", "creators", metavar="ID", multiple=True, help="Only this creator's brief; repeatable.")
@click.option("--template", metavar="NAME-or-FILE", help="A bundled template, one of yours, or a file.")
@click.option("--output", "-o", metavar="OUT", help="A folder for <creator>.brief.md files, or one .md file.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 and name the files that are stale or missing.")
def command(campaign: str, creators: tuple[str, ...], template: str | None, output: str | None, check: bool) -> int:
    """Render the brief of each creator from a campaign record and a template.

    CAMPAIGN is a campaign record, or a folder with a campaign.yaml. Without --output the briefs go to standard output;
    --check looks in --output, or else in the folder 'briefs' beside the record.
    """
    from brieflint.campaign.render import render
    from brieflint.campaign.store import FILE_NAME, load_record

    path = os.path.normpath(os.path.join(campaign, FILE_NAME) if os.path.isdir(campaign) else campaign)
    record = load_record(Path(path), path.replace(os.sep, "/"))
    errors = error_findings(path)
    if errors:
        rules = ", ".join(sorted({finding.rule for finding in errors}))
        _warn(f"{record.path} has findings of severity error ({rules}); see: brieflint check {record.path}")
    briefs = render(record, creators, template)
    for language in sorted({brief.missing_language for brief in briefs if brief.missing_language}):
        _warn(f"no template of this kind is in '{language}': those briefs are in English")
    if output is None and not check:
        click.echo("\n".join(brief.text for brief in briefs), nl=False)
        return 0
    targets = _targets(briefs, output or os.path.join(os.path.dirname(path), FOLDER))
    return _check(targets) if check else _write(targets)


def error_findings(path: str) -> list[Finding]:
    """Findings of severity error on a campaign record."""
    from brieflint.engine import Engine, Options

    return [finding for finding in Engine(Options()).run([path]).findings if finding.severity == "error"]


def _warn(message: str) -> None:
    from brieflint.reports.text import safe

    click.echo(f"brieflint: warning: {safe(message)}", err=True)


def _targets(briefs: list[Rendered], output: str) -> list[tuple[str, str]]:
    """Each file with its text.

    Raises:
        UsageError: several briefs are to go to one file.
    """
    if output.endswith(".md"):
        if len(briefs) != 1:
            raise UsageError(f"{len(briefs)} briefs do not fit one file: name a folder, or one --creator", path=output)
        return [(output, briefs[0].text)]
    return [(os.path.join(output, brief.creator + SUFFIX), brief.text) for brief in briefs]


def _check(targets: list[tuple[str, str]]) -> int:
    from brieflint.reports.text import safe

    code = 0
    for path, text in targets:
        found = _read(path)
        # Git may have stored other line ends; that is not another brief.
        if found is None or found.replace("\r\n", "\n") != text:
            state = "missing" if found is None else "stale: the record or the template changed"
            click.echo(safe(f"{path.replace(os.sep, '/')}: {state}"))
            code = 1
    return code


def _read(path: str) -> str | None:
    from brieflint.sources.decode import decode, read_bytes

    return decode(read_bytes(path, path), path) if os.path.lexists(path) else None


def _write(targets: list[tuple[str, str]]) -> int:
    from brieflint.campaign.render import PROVENANCE

    for path, _ in targets:
        found = _read(path)
        if found is not None and found.strip() and PROVENANCE not in found:
            raise UsageError("was not rendered by brieflint and would be lost: move it or choose another -o", path=path)
    for path, text in targets:
        beside = f"{path}.{os.getpid()}.tmp"
        try:
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            with open(beside, "w", encoding="utf-8", newline="\n") as handle:
                handle.write(text)
            os.replace(beside, path)
        except OSError as problem:
            if os.path.exists(beside):
                os.unlink(beside)
            raise UsageError(f"cannot be written: {problem.strerror or problem}", path=path) from None
        click.echo(path.replace(os.sep, "/"))
    return 0
