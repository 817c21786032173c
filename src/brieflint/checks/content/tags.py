"""Required mentions and hashtags: ``content/missing-required-tag``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from brieflint.checks.build import finding_at, first_line
from brieflint.checks.content.post import Piece, Post, as_written, bare, nearest

if TYPE_CHECKING:
    from brieflint.findings import Finding
    from brieflint.rules.ruleset import RuleSet

RULE = "content/missing-required-tag"

_NO_MENTIONS = ("blog", "newsletter", "podcast")
"""Where nobody can be tagged: there the brand's name is its mention."""


def tag_findings(post: Post, rules: RuleSet) -> Iterator[Finding]:
    """One finding for each tag of the record that the post lacks."""
    if not post.posted:
        return
    required = post.data.get("required", {})
    written = {bare(piece.text) for piece in post.handles}
    for mention in required.get("mentions", ()):
        wanted, others = _accepted(post, mention)
        if written.isdisjoint(map(bare, wanted)) and not _named(post, mention):
            slip = next((p for p in post.handles if nearest(bare(p.text), map(bare, wanted))), None)
            other = next((p for p in post.handles if bare(p.text) in others), None)
            yield _finding(post, rules, wanted[0], slip or other, "slip" if slip else "elsewhere" if other else "")
    tags = {piece.text.lstrip("#＃").casefold() for piece in post.hashtags}
    for tag in required.get("hashtags", ()):
        if tag.lstrip("#").casefold() not in tags:
            yield _finding(post, rules, tag)


def _accepted(post: Post, mention: str) -> tuple[list[str], set[str]]:
    """Handles that fulfil a mention on the draft's platform, and those that the same account has elsewhere."""
    accounts = post.data.get("brand", {}).get("handles", {})
    if bare(mention) not in map(bare, accounts.values()):
        return [mention], set()
    here = accounts.get(post.platform)
    if here is None:  # no platform known, or none of its accounts: any will do
        return [mention, *accounts.values()], set()
    return ["@" + as_written(here)], {bare(a) for a in accounts.values()} - {bare(here)}


def _named(post: Post, mention: str) -> bool:
    brand = post.data.get("brand", {})
    if post.platform not in _NO_MENTIONS or bare(mention) not in map(bare, brand.get("handles", {}).values()):
        return False
    return brand["name"].casefold() in post.document.text.casefold()


def _finding(post: Post, rules: RuleSet, tag: str, found: Piece | None = None, situation: str = "") -> Finding:
    assert post.record is not None
    values = {"tag": tag, "found": found.text if found else "", "platform": _platform(post, rules)}
    return finding_at(
        rules.rules[RULE], post.document, found.span if found else first_line(post.document), values,
        situation=situation,
        properties={"tag": tag, "record": {"path": post.record.path, "line": post.record.line("required")}},
    )  # fmt: skip


def _platform(post: Post, rules: RuleSet) -> str:
    name = post.platform or ""
    return str(rules.platforms.get(name, {}).get("name", name.capitalize()))
