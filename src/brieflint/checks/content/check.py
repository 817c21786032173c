"""All content rules on one draft."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from brieflint.checks.content.banned import banned_findings
from brieflint.checks.content.limits import limit_findings
from brieflint.checks.content.named import named_findings
from brieflint.checks.content.names import name_findings
from brieflint.checks.content.post import Post
from brieflint.checks.content.tags import tag_findings
from brieflint.checks.content.tracking import tracking_findings

if TYPE_CHECKING:
    from brieflint.campaign.store import Record
    from brieflint.document import Document
    from brieflint.findings import Finding
    from brieflint.rules.ruleset import RuleSet


def check(document: Document, rules: RuleSet, record: Record | None) -> Iterator[Finding]:
    """Findings on what a draft carries; without a record only what needs none (limits, malformed links)."""
    if document.kind == "brief":
        return
    post = Post(document, record)
    yield from limit_findings(post, rules)
    yield from tracking_findings(post, rules)
    if record is not None:
        yield from named_findings(document, record, rules)
    if record is not None and document.context.relationship != "none":
        yield from tag_findings(post, rules)
        yield from name_findings(post, rules)
        yield from banned_findings(post, rules)
