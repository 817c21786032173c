"""``brieflint rules list|show|test``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from brieflint.cli import complain, completers
from brieflint.config import Config, ConfigFinder
from brieflint.errors import UsageError, did_you_mean
from brieflint.packs import rule_folders
from brieflint.reports.text import safe
from brieflint.rules.ruleset import RuleSet, load_rules


def _load(paths: tuple[str, ...] = (), *, cache: bool = True) -> RuleSet:
    """The bundled rules, those of the configuration here, and ``paths`` that are not among them already."""
    config: Config = ConfigFinder().for_folder(Path.cwd())
    named = rule_folders(config.rules, config.root, config.path)
    known = {folder.resolve() for folder in named}
    paths = tuple(p for p in paths if not known & {(whole := Path(p).resolve()), *whole.parents})
    folders = [*named, *rule_folders(paths, Path())]
    return load_rules(folders, [*config.rules, *paths], cache=cache)


@click.group("rules")
def command() -> None:
    """List, explain and test the rules."""


@command.command("list")
@click.option("--family", metavar="NAME", help="Only one family: disclosure, claims, ...")
def list_(family: str | None) -> None:
    """One line a rule: id, severity, title; then the jurisdictions with a disclosure policy."""
    rules = _load()
    chosen = [r for r in rules.rules.values() if not family or r["id"].startswith(f"{family}/")]
    if family and not chosen:
        families = sorted({r.split("/")[0] for r in rules.rules})
        raise UsageError(f"no family is called '{family}'; {did_you_mean(family, families)}")
    width = max((len(r["id"]) for r in chosen), default=0)
    for rule in chosen:
        gone = f" (deprecated, use {rule['replaced_by']})" if rule["deprecated"] and rule["replaced_by"] else ""
        click.echo(f"{rule['id']:<{width}}  {rule['severity']:<7}  {rule['title']}{gone}")
    if not family or family == "disclosure":
        click.echo(f"\nDisclosure policies: {' '.join(sorted(rules.policies))}  (brieflint rules show policy/us)")


@command.command("show")
@click.argument("rule", shell_complete=completers.pages)
def show(rule: str) -> None:
    """A rule as a page: what it reports, why, under which law, what flags and what passes."""
    from brieflint.rules.pages import policy_page, rule_page

    rules = _load()
    name = rules.resolve(rule)
    if name in rules.rules:
        click.echo(safe_page(rule_page(rules.rules[name], rules)))
        return
    code = name.removeprefix("policy/")
    code = rules.aliases.get(code, code)
    if name.startswith("policy/") and code in rules.policies:
        click.echo(safe_page(policy_page(rules.policies[code], rules)))
        return
    known = [*rules.rules, *(f"policy/{c}" for c in rules.policies)]
    raise UsageError(f"no rule is called '{rule}'; {did_you_mean(rule, known)}")


def safe_page(page: str) -> str:
    """A page whose text (which may come from a repository's own rules) cannot steer a terminal."""
    return "\n".join(safe(line) for line in page.split("\n"))


@command.command("test")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--only", multiple=True, metavar="RULE", help="Only this rule or policy; repeatable.")
@click.option("--verbose", "-v", is_flag=True, help="Name every example, not only those that fail.")
def test(paths: tuple[str, ...], only: tuple[str, ...], verbose: bool) -> int:
    """Run the examples and look-alikes of every rule: the bundled ones and those under PATH."""
    from brieflint.rules.examples import run_examples

    rules = _load(paths)
    known = [*rules.rules, *(f"policy/{c}" for c in rules.policies)]
    for name in only:
        if not any(k.startswith(name) for k in known):
            raise UsageError(f"no rule is called '{name}'; {did_you_mean(name, known)}")
    passed, failed = 0, 0
    owners: dict[str, Any] = {}
    for outcome in run_examples(rules, lambda owner: not only or any(owner.startswith(o) for o in only)):
        owners[outcome.owner] = True
        if outcome.problem:
            failed += 1
            complain(f"{outcome.owner} ({outcome.file}): {outcome.problem}; in: {outcome.text}")
            for line in outcome.why:
                click.echo(f"    {safe(line)}", err=True)
        else:
            passed += 1
        if verbose:
            click.echo(safe(f"{'FAIL' if outcome.problem else 'ok  '} {outcome.owner} {outcome.side}: {outcome.text}"))
    click.echo(f"Rules and policies: {len(owners)}. Examples that hold: {passed}; that fail: {failed}.")
    return 1 if failed else 0
