"""Rule pages: what ``brieflint rules show`` prints and the documentation is made of. Written to be read by counsel."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from brieflint.rules.examples import unmark

if TYPE_CHECKING:
    from brieflint.rules.ruleset import RuleSet

WIDTH = 80


def _wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    return textwrap.fill(
        " ".join(text.split()), WIDTH, initial_indent=indent if first is None else first, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _title(text: str) -> list[str]:
    return ["", text, "-" * len(text)]


def rule_page(rule: dict[str, Any], rules: RuleSet) -> str:
    """The page of one rule."""
    lines = [f"{rule['id']}: {rule['title']}", "=" * min(WIDTH, len(f"{rule['id']}: {rule['title']}")), ""]
    lines.append(f"Severity: {rule['severity']}. Since: {rule['since']}.")
    if rule["jurisdictions"]:
        lines.append(f"Jurisdictions: {' '.join(rule['jurisdictions'])}.")
    if rule["categories"]:
        lines.append(f"Categories: {' '.join(rule['categories'])}.")
    if rule["deprecated"]:
        lines.append(
            f"Deprecated since {rule['deprecated']}" + (f"; use {rule['replaced_by']}." if rule["replaced_by"] else ".")
        )
    lines += ["", _wrapped(rule["why"])]
    lines += _title("What it says")
    lines.append(_wrapped(rule["message"], "  ", "  "))
    for message in rule["messages"].values():
        lines.append(_wrapped(message, "  ", "  "))
    if rule["help"]:
        lines.append(_wrapped("Help: " + rule["help"], "        ", "  "))
    if rule.get("decorations"):
        lines += _title("What unusual letters do to a label")
        words = {
            "clear": "nothing: it still counts",
            "warn": "it counts, with this finding",
            "weak": "it does not count",
        }
        lines += [f"  {kind:<13} {words[effect]}" for kind, effect in rule["decorations"].items()]
    if rule["kind"] == "verdict":
        lines += _title("Law by jurisdiction")
        verdict = rule["id"].split("/")[1]
        for code, policy in sorted(rules.policies.items()):
            demand = policy["video"].get(verdict)
            own = [demand["source"]] if demand and demand["source"] else None
            keys = own or policy["law"].get(verdict) or policy["law"]["missing"]
            if demand is not None:
                lines.append(_wrapped(f"{demand['severity']}: {demand['why']}", " " * 6, f"  {code}  "))
            for number, key in enumerate(keys):
                number += demand is not None
                source = policy["sources"][key]
                lines.append(_wrapped(source["title"], " " * 6, f"  {code if number == 0 else '  '}  "))
                lines.append(f"      {source['url']} (read {source['checked']})")
    if rule["references"]:
        lines += _title("References")
        lines += _sources(rule["references"])
    lines += _examples(rule["examples"])
    return "\n".join(lines)


def policy_page(policy: dict[str, Any], rules: RuleSet) -> str:
    """The page of one jurisdiction's disclosure policy."""
    head = f"policy/{policy['jurisdiction']}: advertising disclosure in {policy['name']}"
    lines = [head, "=" * min(WIDTH, len(head)), "", _wrapped(f"Authority: {policy['authority']}.")]
    aliases = f" Also written: {' '.join(policy['aliases'])}." if policy["aliases"] else ""
    lines.append(_wrapped(f"Languages: {' '.join(policy['languages'])}.{aliases}"))
    lines.append("Write: " + ", ".join(f"{label} ({language})" for language, label in policy["write"].items()))
    free = [r for r, owed in {"none": False, **policy["owes"]}.items() if not owed]
    lines.append(f"Owes no label: {', '.join(free)}. Every other relationship does.")
    if policy["same_language"]:
        lines.append("The label must be in the language of the content.")
    if policy["platform_tool"] == "enough":
        lines.append("The platform's own paid-partnership label is enough where readers see it.")
    lines += _title("What a wording is worth")
    for row in (*rules.data["defaults"], *policy["strengths"]):
        what = row["text"] or row["concept"]
        limits = [*row["language"], *row["relationship"], *row["kind"], *row["form"]]
        scope = f" ({', '.join(limits)})" if limits else ""
        why = f": {row['why']}" if row["why"] else ""
        source = f" [{row['source']}]" if row["source"] else ""
        lines.append(_wrapped(f"{what}{scope} counts as {row['counts']}{why}{source}", "      ", "  "))
    place = policy["place"]
    lines += _title("Where it must stand")
    wanted = [
        "as the first word" if place["first_word"] else "",
        "with a hash" if place["hash_needed"] else "",
        f"within the first {place['first_lines']} lines" if place["first_lines"] else "",
        {"first": "first in a row of hashtags", "first-or-last": "first or last in a row of hashtags",
         "first-three": "among the first three hashtags", "alone": "apart from other hashtags"}[place["hashtag_row"]],
        "before the platform cuts the text",
    ]  # fmt: skip
    lines.append(
        _wrapped("; ".join(w for w in wanted if w) + (f" ({place['why']})" if place["why"] else "") + ".", "  ", "  ")
    )
    spoken = place["spoken"]
    said = [
        f"in the first {spoken['early']:g} seconds or before the praise",
        f"live, every {spoken['live_every'] / 60:g} minutes" if spoken["live_every"] else "",
        f"again {spoken['again_after'] / 60:g} minutes later (a note)" if spoken["again_after"] else "",
    ]
    why = f" ({spoken['why']})" if spoken["why"] else ""
    lines.append(_wrapped("spoken: " + "; ".join(s for s in said if s) + f"{why}.", "  ", "  "))
    for name, demand in policy["video"].items():
        if demand is not None:
            told = {"text-only": "written, but not said", "spoken-only": "said, but not written"}[name]
            lines.append(
                _wrapped(f"{told}: {demand['severity']}, {demand['why']} [{demand['source']}]", "      ", "  ")
            )
    lines += _title("Sources")
    for key, source in policy["sources"].items():
        lines.append(_wrapped(f"[{key}] {source['title']}", "      ", "  "))
        lines.append(f"      {source['url']} (read {source['checked']})")
    lines += _examples(policy["examples"])
    return "\n".join(lines)


def _sources(references: list[dict[str, Any]]) -> list[str]:
    lines = []
    for source in references:
        whose = f"{', '.join(source['jurisdictions'])}: " if source["jurisdictions"] else ""
        lines.append(_wrapped(whose + source["title"], "    ", "  "))
        lines.append(f"    {source['url']} (read {source['checked']})")
    return lines


def _examples(examples: dict[str, Any]) -> list[str]:
    lines = []
    for side, title in (("flag", "Flagged (the marked words in brackets)"), ("pass", "Passes")):
        lines += _title(title)
        for example in examples[side]:
            text = example["text"] if side == "flag" else unmark(example["text"])[0]
            facts = [example["relationship"], *(example["jurisdictions"] or []), example["category"] or ""]
            rule = f" {example['rule']}" if example["rule"] else ""
            why = f" {example['why']}." if example["why"] else ""
            lines.append(_wrapped(f"{text}", "    ", "  - "))
            lines.append(_wrapped(f"({', '.join(f for f in facts if f)}){rule}{why}", "    ", "    "))
    return lines
