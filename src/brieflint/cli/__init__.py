"""The command line: the only place that prints, exits and catches. One module a command, imported when it is used."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import Any

import click

from brieflint._version import __version__
from brieflint.errors import BrieflintError

_COMMANDS = {
    "check": "Lint drafts, briefs and campaign records.",
    "render": "Render the brief of each creator from a campaign record.",
    "init": "Lay out a campaign folder that passes its own check.",
    "read": "Show what brieflint sees in a file.",
    "baseline": "Write down the findings of today, so that only new ones are reported.",
    "rules": "List, explain and test the rules.",
    "verify": "Check an evidence bundle, and that the drafts are still those that were checked.",
    "schema": "Print the JSON Schema of a document.",
    "doctor": "Say what works on this machine.",
    "completion": "Print the completion script of a shell.",
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"brieflint.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as problem:
            from brieflint.errors import did_you_mean

            raise click.UsageError(
                f"No such command '{args[0]}'; {did_you_mean(args[0], list(_COMMANDS))}", ctx
            ) from problem


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="brieflint", message="%(prog)s %(version)s")
def group() -> None:
    """Check creator-marketing drafts before they go out: is the ad disclosed, and as the law of that country wants it?

    Everything runs on this machine; nothing is sent anywhere.
    """


_RARELY = 100_000
"""New objects between two looks for garbage: one check makes few circles and should not be searched for them."""


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit: 0 clean, 1 findings, 2 could not do the job."""
    gc.set_threshold(_RARELY)
    _utf8()
    try:
        code: Any = group.main(args=args, prog_name="brieflint", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as problem:
        problem.show()
        code = 2
    except click.Abort:
        code = 130
    except BrieflintError as problem:
        complain(str(problem))
        code = 2
    except BrokenPipeError:
        reader_gone()
        code = 0
    except OSError as problem:  # a full disk, a current folder that was removed
        complain(f"{problem.filename or 'standard output'}: {problem.strerror or problem}")
        reader_gone()
        code = 2
    gc.freeze()  # the interpreter, about to end, need not search all that is left for circles
    sys.exit(code if isinstance(code, int) else 0)


def reader_gone() -> None:
    """Nobody reads standard output any more (``| head``): write the rest to nowhere, in silence."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())


def complain(message: str) -> None:
    """One line on standard error, made safe for a terminal."""
    from brieflint.reports.text import safe

    click.echo(f"brieflint: error: {safe(message)}", err=True)


def tell(message: str) -> None:
    """A remark on standard error: nothing is wrong, but somebody may want to know."""
    from brieflint.reports.text import safe

    click.echo(f"brieflint: note: {safe(message)}", err=True)


def _utf8() -> None:
    """Write UTF-8 whatever the locale says; a character that cannot be written is no reason to fail."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        stream = getattr(sys, name)
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
