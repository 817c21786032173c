"""``brieflint init``."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from brieflint import context as ctx
from brieflint.campaign.scaffold import SURFACES, TEMPLATES, Answers, files_of
from brieflint.cli import tell
from brieflint.errors import BrieflintError, UsageError, did_you_mean
from brieflint.reports.text import safe

_ABOUT = {
    "paid-post": "a post that you pay for",
    "gifted-seeding": "a gift that asks for nothing",
    "affiliate": "a commission on sales",
    "ambassador": "paid posts over months",
    "own-team": "people who work for you",
    "ad-asset": "material for your own ads",
}


@click.command("init")
@click.argument("folder", required=False, default=".", metavar="[DIR]")
@click.option("--template", metavar="NAME", help=f"Kind of collaboration: {', '.join(TEMPLATES)}.")
@click.option("--brand", metavar="NAME", help="Who pays or gives.")
@click.option("--product", metavar="NAME", help="What the posts are about.")
@click.option("--category", metavar="NAME", help="Of the product: food, cosmetics, supplements, ...")
@click.option("--jurisdiction", "jurisdictions", metavar="CC", multiple=True, help="us, uk, de, ...; repeatable.")
@click.option("--platform", metavar="NAME", help="instagram, tiktok, youtube, blog, ...")
@click.option("--language", metavar="TAG", help="Of brief and draft: en, de, fr, ...")
@click.option("--creator", metavar="NAME", help="The first creator.")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing: take the defaults for what no flag says.")
@click.option("--today", metavar="YYYY-MM-DD", help="The day from which the dates are counted.  [default: today]")
def command(folder: str, **values: Any) -> int:
    """Lay out a campaign folder: record, brief, sample draft, settings, pre-commit hook.

    DIR is made if it is not there; the default is the folder you are in. On a terminal you are asked for what no flag
    says. No file is ever overwritten.
    """
    root = os.path.normpath(folder)
    if os.path.lexists(root) and not os.path.isdir(root):
        raise UsageError("is a file: name a folder", path=folder)
    if os.path.lexists(os.path.join(root, "campaign.yaml")):
        raise UsageError("there is a campaign.yaml already: name another folder", path=folder)
    answers = _answers(values, ask=not values["yes"] and sys.stdin.isatty() and sys.stdout.isatty())
    written = _lay_out(root, answers)
    _next_steps(root, written)
    return _verify(root, written)


# ------------------------------------------------------------------------------------------------ what it is about


def _answers(values: dict[str, Any], *, ask: bool) -> Answers:
    """What flags say, then what the user answers, then defaults.

    Raises:
        UsageError: a flag has a value that is not known.
    """
    from brieflint.rules.ruleset import load_rules
    from brieflint.waivers.model import today

    policies = load_rules().policies

    def get(key: str, question: str, default: str, parse: Callable[[str], Any]) -> Any:
        flag = f"--{key}"
        given = values["jurisdictions"] if key == "jurisdiction" else values[key]
        if given:
            try:
                return parse(",".join(given) if isinstance(given, tuple) else given)
            except ValueError as problem:
                raise UsageError(f"{flag}: {problem}") from None
        if not ask:
            return parse(default)

        def checked(text: str) -> Any:
            try:
                return parse(text)
            except ValueError as problem:
                raise click.BadParameter(safe(str(problem))) from None

        return click.prompt(question, default=default, value_proc=checked)

    if ask:
        click.echo("A campaign in a few questions; Enter takes what stands in brackets.")
        for name, about in _ABOUT.items():
            click.echo(f"  {name:<15} {about}")
    template = get("template", "Kind of collaboration", "paid-post", _one_of(TEMPLATES))
    brand = get("brand", "Brand", "Example Brand", _line)
    product = get("product", "Product", "starter set", _line)
    countries = get("jurisdiction", "Countries of the readers", "us", lambda text: _countries(text, policies))
    platform = get("platform", "Platform", "instagram", _one_of(SURFACES))
    spoken = policies[countries[0]]["languages"][0]
    language = get("language", "Language", spoken, lambda text: ctx.parse_key("language", text))
    creator = get("creator", "First creator", "Maya", _line)
    category = values["category"]
    if category:
        try:
            category = ctx.parse_key("category", category)
        except ValueError as problem:
            raise UsageError(f"--category: {problem}") from None
    labels = {}
    for code in countries:
        write = policies[code]["write"]
        labels[code] = write.get(language.split("-")[0]) or next(iter(write.values()))
    day = datetime.date.fromisoformat(today(values["today"]))
    return Answers(brand, product, template, countries, platform, language, labels, creator, category, day)


def _line(text: str) -> str:
    found = " ".join(text.split())
    if not found or not found.isprintable() or len(found) > 80:
        raise ValueError("must be a name of at most 80 characters")
    return found


def _one_of(known: Any) -> Callable[[str], str]:
    def parse(text: str) -> str:
        name = text.strip().lower()
        if name not in known:
            raise ValueError(f"'{text[:40]}' is not known; {did_you_mean(name[:40], list(known))}")
        return name

    return parse


def _countries(text: str, policies: Any) -> tuple[str, ...]:
    found: tuple[str, ...] = ctx.parse_key("jurisdictions", text.replace(",", " ").split())
    for code in found:
        if code not in policies:
            raise ValueError(f"no policy for '{code}'; known: {', '.join(sorted(policies))}")
    return found


# ------------------------------------------------------------------------------------------------------- the files


def _lay_out(root: str, answers: Answers) -> list[str]:
    """Write what is not there yet; the files written, by their names in the folder."""
    files = files_of(answers)
    repository = _repository(root)
    if repository is not None and os.path.realpath(repository) != os.path.realpath(root):
        del files[".pre-commit-config.yaml"]
        tell(f"the hook belongs into {repository}/.pre-commit-config.yaml: see docs/getting-started.md")
    written = []
    for name, text in files.items():
        if _write(root, name, text):
            written.append(name)
    from brieflint.campaign.render import render
    from brieflint.campaign.store import load_record

    record = load_record(Path(root, "campaign.yaml"), os.path.join(root, "campaign.yaml").replace(os.sep, "/"))
    for brief in render(record, (), None):
        name = f"briefs/{brief.creator}.brief.md"
        if _write(root, name, brief.text):
            written.append(name)
    _label(root, [name for name in written if name.startswith("drafts/")])
    return written


def _write(root: str, name: str, text: str) -> bool:
    """Write a new file; one that is there stays as it is."""
    path = os.path.join(root, name)
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "x", encoding="utf-8", newline="\n") as handle:
            handle.write(text)
    except FileExistsError:
        tell(f"{path.replace(os.sep, '/')}: is there already and stays as it is")
        return False
    except OSError as problem:
        raise UsageError(f"cannot be written: {(problem.strerror or str(problem)).lower()}", path=path) from None
    return True


def _label(root: str, drafts: Sequence[str]) -> None:
    """Have the sample draft labelled as --fix would do it: as the law of its countries wants it."""
    from brieflint.engine import Options
    from brieflint.fixing import fix, write

    for name in drafts:
        write(fix(Options(select=("disclosure",), baseline=""), [os.path.join(root, name)]).files)


def _repository(root: str) -> str | None:
    """The root of the git repository that a folder is in."""
    here = Path(os.path.abspath(root))
    for folder in (here, *here.parents):
        if os.path.lexists(folder / ".git"):
            return os.path.relpath(folder).replace(os.sep, "/") if folder != Path.cwd() else "."
    return None


# ------------------------------------------------------------------------------------------------------ what to do

_WHAT = {
    "campaign.yaml": "the campaign: brand, countries, creators; edit this first",
    "brieflint.toml": "settings",
    ".pre-commit-config.yaml": "the hook: checks before every commit",
}


def _next_steps(root: str, written: Sequence[str]) -> None:
    shown = root.replace(os.sep, "/")
    width = max((len(name) for name in written), default=0)
    click.echo(f"Written to {safe(shown)}:")
    for name in written:
        about = _WHAT.get(name) or ("a sample draft" if name.startswith("drafts/") else "the brief of one creator")
        click.echo(f"  {safe(name):<{width}}  {about}")
    campaign = f'"{shown}"' if " " in shown else shown
    briefs = f'"{shown}/briefs"' if " " in shown else f"{shown}/briefs"
    click.echo("After each edit of the record:")
    click.echo(f"  brieflint render {safe(campaign)} -o {safe(briefs)}")
    click.echo(f"  brieflint check {safe(campaign)}")


def _verify(root: str, written: Sequence[str]) -> int:
    """The folder must pass its own check."""
    from brieflint.engine import Engine, Options

    try:
        own = [os.path.join(root, name) for name in written if name.endswith((".md", "campaign.yaml"))]
        report = Engine(Options()).run(own)
    except BrieflintError as problem:
        tell(f"the folder cannot be checked yet: {problem}")
        return 2
    errors = report.count("error") + len(report.errors)
    if errors:
        tell(
            f"not all is in order yet: 'brieflint check {root}' says what its countries, or settings above it, ask for"
        )
    return 0
