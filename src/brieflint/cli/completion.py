"""``brieflint completion``."""

from __future__ import annotations

import click

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the script that makes a shell complete commands, options and rule ids.

    \b
    bash: brieflint completion bash >> ~/.bashrc
    zsh:  brieflint completion zsh >> ~/.zshrc       (below the line with compinit)
    fish: brieflint completion fish > ~/.config/fish/completions/brieflint.fish
    """
    from click.shell_completion import ShellComplete, get_completion_class

    from brieflint.cli import group

    known = get_completion_class(shell)
    assert known is not None
    script = ShellComplete.source(known(group, {}, "brieflint", "_BRIEFLINT_COMPLETE"))
    click.echo(script.strip("\n"))
