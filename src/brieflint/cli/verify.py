"""``brieflint verify``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from brieflint.errors import UsageError

if TYPE_CHECKING:
    from brieflint.evidence.verify import Outcome

_MOST_NAMED = 50


@click.command("verify")
@click.argument("bundle", metavar="FILE.zip")
@click.option("--root", metavar="DIR", default=".", help="The folder in which the check was run.  [default: this one]")
def command(bundle: str, root: str) -> int:
    """Check an evidence bundle, and that the drafts on disk are still those that were checked.

    Exit status: 0 all is as it was, 1 something differs, 2 this is no evidence bundle.
    """
    import os

    from brieflint.evidence.verify import verify
    from brieflint.reports.text import safe

    if not os.path.isdir(root):
        raise UsageError("--root: is no folder", path=root)
    outcome = verify(bundle, root)
    for line in _lines(outcome):
        click.echo(safe(line))
    return 0 if outcome.ok else 1


def _lines(outcome: Outcome) -> list[str]:
    manifest = outcome.manifest
    result = manifest.result
    when = f" at {manifest.time}, as its maker says" if manifest.time else ", no time stated"
    lines = [
        f"Bundle: sha256 {outcome.digest}",
        f"Check:  brieflint {manifest.tool.version}{when}; exit status {result.exit}",
        f"Rules:  sha256 {manifest.rules.digest}{_rules_here(manifest.rules.digest)}",
        f"Result: {result.files} files, {result.errors} errors, {result.warnings} warnings, {result.notes} notes, "
        f"{result.suppressed} suppressed, {result.unread} not read",
        "",
    ]
    if outcome.bundle:
        lines += ["The bundle is not as its manifest says:", *(f"  {line}" for line in outcome.bundle)]
    else:
        lines.append(f"The bundle is whole: {len(manifest.members)} files, each as its manifest says.")
    lines += _named("Changed since the check", outcome.changed)
    lines += _named("No longer there", outcome.gone)
    lines += _named("Cannot be compared", [f"{path}: {reason}" for path, reason in outcome.unread])
    lines += _named("Came from standard input and cannot be compared", outcome.skipped)
    number = outcome.same + len(outcome.changed) + len(outcome.gone) + len(outcome.unread)
    if number:
        all_same = outcome.same == number
        lines.append(
            f"All {number} files that were read are as they were." if all_same
            else f"{outcome.same} of {number} files that were read are as they were."
        )  # fmt: skip
    return lines


def _named(title: str, names: list[str]) -> list[str]:
    more = [f"  and {len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
    return [f"{title}:", *(f"  {name}" for name in names[:_MOST_NAMED]), *more] if names else []


def _rules_here(digest: str) -> str:
    """Whether a check today would go by the same bundled rules."""
    from brieflint.rules.ruleset import bundled, digest_of

    same = digest_of([bundled("rules")]) == digest
    return (
        " (the same as here)"
        if same
        else " (others than here without further rules: a check today may find other things)"
    )
