"""What the shell proposes for values of options; a run that completes nothing imports nothing for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem


def rules(context: click.Context, option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Rule ids and families, with what each rule is about; after a comma the next one."""
    from click.shell_completion import CompletionItem

    from brieflint.engine import FAMILIES
    from brieflint.rules.ruleset import load_rules

    before, comma, begun = incomplete.rpartition(",")
    known = load_rules().rules
    items = [CompletionItem(f"{before}{comma}{name}") for name in FAMILIES if name.startswith(begun)]
    for name in sorted(known):
        if name.startswith(begun):
            items.append(CompletionItem(f"{before}{comma}{name}", help=str(known[name]["title"])))
    return items


def pages(context: click.Context, option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What ``rules show`` has a page for."""
    from click.shell_completion import CompletionItem

    from brieflint.rules.ruleset import load_rules

    rule_set = load_rules()
    items = [CompletionItem(name, help=str(rule_set.rules[name]["title"])) for name in sorted(rule_set.rules)]
    items += [CompletionItem(f"policy/{code}") for code in sorted(rule_set.policies)]
    return [item for item in items if item.value.startswith(incomplete)]


def jurisdictions(context: click.Context, option: click.Parameter, incomplete: str) -> list[str]:
    """Countries with a policy."""
    from brieflint.rules.ruleset import load_rules

    return [code for code in sorted(load_rules().policies) if code.startswith(incomplete)]


def outputs(context: click.Context, option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """``FORMAT=``, then the file."""
    from click.shell_completion import CompletionItem

    from brieflint.reports import FORMATS

    if "=" in incomplete:
        return [CompletionItem(incomplete, type="file")]
    return [CompletionItem(f"{name}=") for name in FORMATS if name.startswith(incomplete)]


def files(context: click.Context, option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files and folders, by the shell itself."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def words(*known: str) -> Any:
    """A completer for a fixed set of words."""

    def complete(context: click.Context, option: click.Parameter, incomplete: str) -> list[str]:
        return [word for word in known if word.startswith(incomplete)]

    return complete
