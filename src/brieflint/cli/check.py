"""``brieflint check``."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext, redirect_stdout
from dataclasses import replace
from typing import Any

import click

from brieflint import context as ctx
from brieflint.cli import complain, completers, evidence, tell
from brieflint.cli.outputs import outputs, write
from brieflint.cli.progress import Progress
from brieflint.config import FAIL_ON, OCR_ENGINES
from brieflint.engine import Engine, Options, Report
from brieflint.errors import BrieflintError, MissingError, UsageError
from brieflint.findings import at_least
from brieflint.reports import FORMATS
from brieflint.sources.discover import SUFFIXES


def context_options(command: Any) -> Any:
    """The flags that set context keys."""
    for option in reversed(
        (
            click.option(
                "--kind",
                metavar="KIND",
                help="caption, script, description, overlay, transcript, brief.",
                shell_complete=completers.words(*ctx.KINDS),
            ),
            click.option(
                "--platform",
                metavar="NAME",
                help="instagram, tiktok, youtube, x, blog, ...",
                shell_complete=completers.words(*ctx.PLATFORMS),
            ),
            click.option(
                "--surface",
                metavar="NAME",
                help="post, reel, story, short, video, live, ...",
                shell_complete=completers.words(*ctx.SURFACES),
            ),
            click.option(
                "--jurisdiction",
                "jurisdictions",
                metavar="CC",
                multiple=True,
                help="us, uk, de, ...; repeatable.",
                shell_complete=completers.jurisdictions,
            ),
            click.option(
                "--relationship",
                metavar="NAME",
                help="paid, gifted, affiliate, employee, own-brand, none.",
                shell_complete=completers.words(*ctx.RELATIONSHIPS),
            ),
            click.option("--category", metavar="NAME", help="Product category: food, supplements, cosmetics, ..."),
            click.option("--language", metavar="TAG", help="Language of the text: en, de, pt-br, ..."),
        )
    ):
        command = option(command)
    return command


def context_flags(values: dict[str, Any]) -> dict[str, Any]:
    """Parsed context from the flags that were given.

    Raises:
        UsageError: a value is not known.
    """
    flags = {}
    for key in ("kind", "platform", "surface", "jurisdictions", "relationship", "category", "language"):
        if values.get(key):
            try:
                flags[key] = ctx.parse_key(key, values[key])
            except ValueError as problem:
                name = "jurisdiction" if key == "jurisdictions" else key
                raise UsageError(f"--{name}: {problem}") from None
    return flags


def names(values: tuple[str, ...]) -> tuple[str, ...]:
    """Rule names from a repeatable, comma-separated option."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


ocr_option = click.option("--ocr-engine", type=click.Choice(OCR_ENGINES), help="What reads pictures.  [default: auto]")


def run_options(command: Any) -> Any:
    """The flags that say how a run checks: rules, settings, what is known of the drafts."""
    for option in reversed(
        (
            click.option(
                "--select",
                multiple=True,
                metavar="RULES",
                help="Only these rules or families; repeatable or comma-separated.",
                shell_complete=completers.rules,
            ),
            click.option(
                "--ignore",
                multiple=True,
                metavar="RULES",
                help="Without these rules or families.",
                shell_complete=completers.rules,
            ),
            click.option(
                "--config",
                metavar="FILE",
                help="Use this configuration instead of the nearest one.",
                shell_complete=completers.files,
            ),
            click.option(
                "--brief",
                metavar="FILE",
                help="Campaign record or brief to hold the drafts against.",
                shell_complete=completers.files,
            ),
            ocr_option,
            context_options,
            click.option(
                "--rules", "rule_folders", multiple=True, metavar="PATH", help="Further rule folders or files."
            ),
            click.option(
                "--today", metavar="YYYY-MM-DD", help="The day on which waivers are judged.  [default: today]"
            ),
            click.option(
                "--jobs",
                "-j",
                type=click.IntRange(0),
                default=1,
                metavar="N",
                help="Check files in N processes; 0: as many as there are processors.  [default: 1]",
            ),
            click.option("--no-cache", is_flag=True, help="Do not use the rule cache."),
        )
    ):
        command = option(command)
    return command


def options_of(values: dict[str, Any]) -> Options:
    """What the flags of :func:`run_options` say.

    Raises:
        UsageError: a value is not known.
    """
    return Options(
        flags=context_flags(values),
        select=names(values["select"]),
        ignore=names(values["ignore"]),
        config=values["config"],
        cache=not values["no_cache"],
        rules=tuple(values["rule_folders"]),
        brief=values["brief"],
        ocr_engine=values["ocr_engine"],
        today=values["today"],
        jobs=values["jobs"],
    )


def _complaints(errors: Sequence[BrieflintError]) -> list[str]:
    """A line for each error, but one for all files that lack the same program or language."""
    alike = Counter(error.message for error in errors if isinstance(error, MissingError))
    lines, said = [], set()
    for error in errors:
        count = alike[error.message]
        if count < 2:
            lines.append(str(error))
        elif error.message not in said:
            said.add(error.message)
            lines.append(f"{error.path} and {count - 1} more: {error.message}")
    return lines


class _Paths(click.Command):
    """A file whose name begins with a dash is a file, as a hook that was handed it by name expects."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [f"./{a}" if _is_dashed_file(a) else a for a in args])


def _is_dashed_file(argument: str) -> bool:
    return argument.startswith("-") and argument.lower().endswith(SUFFIXES) and os.path.lexists(argument)


@click.command("check", cls=_Paths)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=completers.files)
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="Report format."
)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    help="Write the report to FILE instead of standard output.",
    shell_complete=completers.files,
)
@click.option(
    "--output-file",
    "output_files",
    metavar="FORMAT=FILE",
    multiple=True,
    help="Write a further report, as in sarif=brieflint.sarif; repeatable.",
    shell_complete=completers.outputs,
)
@click.option("--statistics", is_flag=True, help="Count the findings by rule, family and country.")
@run_options
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit 1 from this severity on.  [default: error]")
@click.option("--annotate", metavar="DIR", help="Write pictures with boxes around their findings into DIR.")
@click.option("--evidence", metavar="FILE.zip", help="Write a bundle that says what was checked, by which rules.")
@click.option("--evidence-time", metavar="TIME", help="When this check is made, for the bundle: 2026-11-22T09:30:00Z.")
@click.option("--stdin-filename", metavar="NAME", default="stdin.md", help="What '-' is called, and so how it is read.")
@click.option("--force-exclude", is_flag=True, help="Honour 'exclude' for files named one by one.")
@click.option("--allow-empty", is_flag=True, help="Finding no file to check is no error.")
@click.option("--quiet", "-q", is_flag=True, help="Findings only, no summary.")
@click.option("--baseline", metavar="FILE", help="Hide the known findings that FILE lists.")
@click.option("--fix", is_flag=True, help="Apply the fixes that are certain, then report what is left.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--show-suppressed", is_flag=True, help="Show what waivers and the baseline cover, too.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until you press Ctrl-C.")
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", help="Colour in text reports.")
def command(paths: tuple[str, ...], **values: Any) -> int:
    """Lint drafts, briefs and campaign records.

    PATH is a file, a folder, or - for standard input; the default is the folder you are in.
    Exit status: 0 nothing found, 1 something at or above --fail-on, 2 something could not be checked.
    With --fix, what is left counts; with --diff, whether anything would change.
    """
    if values["watch"]:
        from brieflint.cli.watch import watch

        return watch(paths or (".",), values, lambda: _check(paths, values))
    return _check(paths, values)


def _check(paths: tuple[str, ...], values: dict[str, Any]) -> int:
    options = replace(
        options_of(values),
        force_exclude=values["force_exclude"],
        stdin_filename=values["stdin_filename"],
        baseline=values["baseline"],
    )
    evidence.check_usage(values)
    chosen = outputs(values["format_"], values["output"], values["output_files"], paths)
    written = frozenset(os.path.abspath(output.file) for output in chosen if output.file is not None)
    options = replace(options, reports=written)
    fixing = values["fix"] or values["diff"]
    if fixing:
        from brieflint.cli import fixes

        fixes.check_usage(values)
    progress = Progress(wanted=not values["quiet"])
    try:
        with evidence.noting(values) as reads:
            if fixing:
                report, unfixed, changes = fixes.apply(options, paths or (".",), values, progress)
            else:
                report, unfixed, changes = Engine(options).run(paths or (".",), progress), [], False
    finally:
        progress.close()
    threshold = values["fail_on"] or report.fail_on or "error"
    told = {"summary": not values["quiet"], "statistics": values["statistics"], "fail_on": threshold}
    told["show_suppressed"] = values["show_suppressed"]
    unwritten: list[BrieflintError] = [*unfixed]
    if not values["diff"]:
        # With --fix, standard output is for the text of standard input.
        with redirect_stdout(sys.stderr) if values["fix"] and "-" in paths else nullcontext():
            unwritten += write(report, chosen, values, told)
    if values["annotate"] is not None:
        from brieflint.sources.images.annotate import annotate

        annotate(report.findings, report.sources, values["annotate"])
    for line in _complaints((*report.errors, *unwritten)):
        complain(line)
    if not values["quiet"]:
        _tell_stale(report)
    status = _status(report, unwritten, values, bool(paths), threshold, changes=changes)
    return evidence.write(report, reads, values, paths or (".",), status)


def _status(
    report: Report,
    unwritten: list[BrieflintError],
    values: dict[str, Any],
    named: bool,
    threshold: str,
    *,
    changes: bool,
) -> int:
    """The exit status: 2 where something could not be done, 1 where something was found."""
    all_excluded = values["force_exclude"] and named  # a commit of excluded files only
    if not report.files and not report.errors and not values["allow_empty"] and not all_excluded:
        complain("no file to check was found; name one, or say --allow-empty")
        return 2
    if report.errors or unwritten:
        return 2
    if values["diff"]:
        return 1 if changes else 0
    return 1 if any(at_least(f.severity, threshold) for f in report.findings) else 0


def _tell_stale(report: Report) -> None:
    """A line on standard error for each baseline with entries that are not found any more."""
    for baseline in report.baselines:
        number = len(baseline.stale())
        if number:
            entries = f"{number} {'entry is' if number == 1 else 'entries are'}"
            tell(f"{baseline.path}: {entries} stale; 'brieflint baseline prune {baseline.path}' removes them")
