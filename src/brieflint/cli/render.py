"""``brieflint render``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from brieflint.errors import UsageError

if TYPE_CHECKING:
    from brieflint.campaign.store import Record
    from brieflint.findings import Finding

    Stales = Iterator[tuple[str, str]]

TEMPLATE_SUFFIX = ".j2"


@click.command("render")
@click.argument("campaigns", nargs=-1, required=True, metavar="CAMPAIGN...")
@click.option("--creator", "creators", metavar="ID", multiple=True, help="Only this creator's brief; repeatable.")
@click.option("--template", metavar="NAME-or-FILE", help="A bundled template, one of yours, or a file.")
@click.option("--output", "-o", metavar="OUT", help="A folder for <creator>.brief.md files, or one file.")
@click.option("--as", "form", type=click.Choice(("md", "html")), default="md", help="Markdown, or a page to send out.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 and name the files that are stale or missing.")
def command(
    campaigns: tuple[str, ...],
    creators: tuple[str, ...],
    template: str | None,
    output: str | None,
    form: str,
    check: bool,
) -> int:
    """Render the brief of each creator from a campaign record and a template.

    CAMPAIGN is a campaign record, or a folder with a campaign.yaml. Without --output the briefs go to standard output;
    --check looks in --output, or else in the folder 'briefs' beside the record. With --check, CAMPAIGN may also be a
    rendered brief or a template: what a commit touches.
    """
    if len(campaigns) > 1 and output is not None:
        raise UsageError(f"{len(campaigns)} campaigns do not go to one place: name one, or leave --output out")
    if check and form != "md":
        raise UsageError("--check looks at Markdown briefs: leave --as out")
    if check:
        return _check(campaigns, creators, template, output)
    code = 0
    for campaign in campaigns:
        code = max(code, _render(campaign, creators, template, output, form))
    return code


def _render(campaign: str, creators: tuple[str, ...], template: str | None, output: str | None, form: str) -> int:
    from brieflint.campaign.render import render

    record = _load(campaign)
    briefs = render(record, creators, template)
    for language in sorted({brief.missing_language for brief in briefs if brief.missing_language}):
        _warn(f"no template of this kind is in '{language}': those briefs are in English")
    texts = [(brief.creator, brief.text) for brief in briefs]
    if form == "html":
        from brieflint.campaign.brief_page import brief_page

        if output is None and len(texts) > 1:
            raise UsageError(f"{len(texts)} pages do not fit one output: name a folder with -o, or one --creator")
        texts = [(creator, brief_page(text)) for creator, text in texts]
    if output is None:
        click.echo("\n".join(text for _, text in texts), nl=False)
        return 0
    return _write(_targets(texts, output, form))


def _load(campaign: str) -> Record:
    """The record, with a warning where it has findings of severity error."""
    from brieflint.campaign.store import load_record, record_path

    path = record_path(campaign)
    record = load_record(Path(path), path.replace(os.sep, "/"))
    errors = error_findings(path)
    if errors:
        rules = ", ".join(sorted({finding.rule for finding in errors}))
        _warn(f"{record.path} has findings of severity error ({rules}); see: brieflint check {record.path}")
    return record


def error_findings(path: str) -> list[Finding]:
    """Findings of severity error on a campaign record."""
    from brieflint.engine import Engine, Options

    return [finding for finding in Engine(Options()).run([path]).findings if finding.severity == "error"]


def _warn(message: str) -> None:
    from brieflint.reports.text import safe

    click.echo(f"brieflint: warning: {safe(message)}", err=True)


def _targets(texts: list[tuple[str, str]], output: str, form: str) -> list[tuple[str, str]]:
    """Each file with its text.

    Args:
        texts: creators with their briefs.

    Raises:
        UsageError: several briefs are to go to one file.
    """
    if output.endswith(f".{form}"):
        if len(texts) != 1:
            raise UsageError(f"{len(texts)} briefs do not fit one file: name a folder, or one --creator", path=output)
        return [(output, texts[0][1])]
    if output.endswith((".md", ".html")):
        raise UsageError(f"the brief is {form}: say --as {output.rsplit('.', 1)[1]}, or name another file", path=output)
    return [(os.path.join(output, f"{creator}.brief.{form}"), text) for creator, text in texts]


def _check(campaigns: tuple[str, ...], creators: tuple[str, ...], template: str | None, output: str | None) -> int:
    """Name the briefs that are not up to date; a campaign that cannot be rendered does not hide the others."""
    from brieflint.cli import complain
    from brieflint.errors import BrieflintError
    from brieflint.reports.text import safe

    code = 0
    stale: dict[str, str] = {}
    wholes, briefs = _sorted_out(campaigns)
    for path in wholes:
        try:
            found = list(_stale_of(path, creators, template, output))
        except BrieflintError as problem:
            complain(str(problem))
            code = 2
            continue
        stale |= found
    for path in briefs:
        try:
            stale |= _stale_brief(path)
        except BrieflintError as problem:
            complain(str(problem))
            code = 2
    for path, reason in stale.items():
        click.echo(safe(f"{path}: {reason}"))
    return code or (1 if stale else 0)


def _sorted_out(paths: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The campaigns to check whole, each once, and the single briefs; a template stands for its campaign."""
    from brieflint.campaign.store import find_record, record_path

    wholes: dict[str, str] = {}
    briefs: list[str] = []
    for path in paths:
        if path.lower().endswith(".md"):
            briefs.append(path)
            continue
        named = record_path(path)
        if path.lower().endswith(TEMPLATE_SUFFIX):
            found = find_record(Path(path))
            if found is None:
                continue  # a template of no campaign
            named = os.path.relpath(found)
        wholes.setdefault(os.path.abspath(named), named)
    return list(wholes.values()), list(dict.fromkeys(briefs))


def _stale_of(path: str, creators: tuple[str, ...], template: str | None, output: str | None) -> Stales:
    from brieflint.campaign.stale import stale_of_campaign

    for stale in stale_of_campaign(_load(path), creators, template, output):
        yield stale.path.replace(os.sep, "/"), stale.reason


def _stale_brief(path: str) -> dict[str, str]:
    from brieflint.campaign.stale import is_rendered, read_brief, stale_brief
    from brieflint.campaign.store import find_record, load_record

    text = read_brief(path)
    if text is None:
        raise UsageError("no such file", path=path)
    if not is_rendered(text):
        return {}
    found = find_record(Path(path))
    if found is None:
        raise UsageError("was rendered, but no campaign.yaml is in its folder or above", path=path)
    shown = os.path.relpath(found).replace(os.sep, "/")
    stale = stale_brief(load_record(found, shown), path)
    return {path.replace(os.sep, "/"): stale.reason} if stale else {}


def _write(targets: list[tuple[str, str]]) -> int:
    from brieflint.campaign.stale import is_rendered, read_brief

    for path, _ in targets:
        found = read_brief(path)
        if found is not None and found.strip() and not is_rendered(found):
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
