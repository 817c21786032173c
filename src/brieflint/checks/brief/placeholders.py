"""Placeholders that letters and signs tell, not words: ``[CODE]``, ``FIRST_NAME``, ``___``, ``DD.MM.YYYY``, ``<name>``.

The source is searched, not the text: Markdown takes ``<name>`` for a tag and leaves it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from brieflint.checks.build import finding_in
from brieflint.findings import Finding, Location

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

RULE = "brief/unresolved-placeholder"

_SIGNS = re.compile(
    r"\[[A-Z][A-Z0-9 _/-]{1,40}\](?![(:])"
    r"|\{[A-Za-z][\w /-]{1,40}\}"
    r"|(?<![\w/{])[A-Z]{2,20}_(?:NAME|CODE|LINK|URL|DATE|HANDLE|BRAND|FEE|PRICE|PRODUCT|HERE|ID)\b"
    r"|(?<![\w#@/-])(?:INSERT|YOUR|ADD|ENTER)(?: [A-Z]{2,20}){1,4}\b"
    r"|(?<![\w_])_{3,40}(?![\w_])"
    r"|(?<![\w?!])\?{3,10}(?![\w?!])"
    r"|[$€£] ?[xX]{1,4}(?![\w,.]\w|\w)"
    r"|\b(?:DD|TT|JJ|MM|XX)[./-](?:MM|DD|XX|JJ)(?:[./-](?:YY|JJ|AA|XX){1,2})?\b"
    r"|\bX{3,10}\b"
    r"|<(?i:insert|your|name|first ?name|brand|product|date|code|link|creator|add|handle)(?: [\w ]{1,40})?>"
)
_RULER = re.compile(r"\s*(?:_[ \t]*){3,}\s*\Z")


def check_placeholders(document: Document, rules: RuleSet) -> Iterator[Finding]:
    """``brief/unresolved-placeholder`` for placeholders made of signs and capitals, in the text after front matter."""
    rule = rules.rules[RULE]
    for match in _SIGNS.finditer(document.source, document.body):
        start, end = match.span()
        if any(comment.start <= start < comment.end for comment in document.comments):
            continue
        low, high = document.lines.line_span(document.lines.position(start).line)
        if _RULER.match(document.source[low:high]):
            continue  # a line across the page
        location = Location(document.lines.position(start), document.lines.position(end))
        yield finding_in(rule, document.path, location, match[0], {"words": match[0]})


def once(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, placeholders that two searches found reported once."""
    kept: list[Finding] = []
    taken: list[tuple[int, int]] = []
    for finding in sorted(findings, key=lambda f: -len(f.excerpt)):
        start, end = finding.location.start, finding.location.end
        if finding.rule == RULE and start is not None and end is not None:
            if any(a < end.offset and start.offset < b for a, b in taken):
                continue
            taken.append((start.offset, end.offset))
        kept.append(finding)
    return kept
