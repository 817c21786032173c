"""Point findings on rendered briefs at the line of the record or of the template that caused them.

A rendered brief names its record and its template in the front matter. If both are there and still give the same
bytes, every character of the brief has a known origin; a brief that is stale, or was edited, has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from brieflint.campaign.render import Rendered, rendered_again, same_text
from brieflint.findings import Finding
from brieflint.own_files import PROVENANCE
from brieflint.sources.front_matter import split_front_matter

if TYPE_CHECKING:
    from brieflint.campaign.store import Record
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet


def with_origins(findings: Sequence[Finding], sources: Mapping[str, Document], rules: RuleSet) -> list[Finding]:
    """The findings, those on rendered briefs with ``properties["source"]``.

    That is ``{"path", "line", "key"}``: a line of the campaign record with the dotted path of the value, or a line of
    the template with ``key`` ``None``.

    Args:
        findings: of any documents.
        sources: the documents by path.
        rules: what the findings are of.
    """
    rendered = _rendered({finding.path for finding in findings}, sources)
    out = []
    for finding in findings:
        origin = None
        if finding.path in rendered:
            record = sources[finding.path].campaign
            assert record is not None
            origin = _origin(finding, rendered[finding.path], record, rules)
        out.append(replace(finding, properties={**finding.properties, "source": origin}) if origin else finding)
    return out


def _rendered(paths: Iterable[str], sources: Mapping[str, Document]) -> dict[str, Rendered]:
    """The documents that were rendered and are what would be rendered now."""
    groups: dict[tuple[str, str], list[tuple[Document, str]]] = {}
    for path in sorted(paths):
        document = sources.get(path)
        if document is None or document.kind != "brief" or document.campaign is None:
            continue
        if PROVENANCE not in document.source:
            continue
        front = split_front_matter(document.source, path)[1]
        creator, template = front.get("creator"), front.get("template")
        if isinstance(template, str) and creator is not None:
            groups.setdefault((document.campaign.path, template), []).append((document, str(creator)))
    found: dict[str, Rendered] = {}
    for (_, template), members in groups.items():
        record = members[0][0].campaign
        assert record is not None
        again = rendered_again(record, template, [creator for _, creator in members])
        for document, creator in members:
            brief = again.get(creator.casefold())
            if brief is not None and same_text(brief, document.source):
                found[document.path] = brief
    return found


def _origin(finding: Finding, brief: Rendered, record: Record, rules: RuleSet) -> dict[str, Any] | None:
    start, end = finding.location.start, finding.location.end
    if start is None or end is None:
        return None
    absent = _absent(finding.rule, record, rules)
    if absent is not None:
        return {"path": record.path, "line": record.line(absent), "key": absent}
    template, line, key = brief.cause((start.line, start.column), (end.line, end.column))
    if key is not None:
        return {"path": record.path, "line": record.line(key), "key": key}
    return {"path": template, "line": line, "key": None} if template and line else None


def _absent(name: str, record: Record, rules: RuleSet) -> str | None:
    """The key that a finding on something missing asks for, if the record does not have it."""
    rule = rules.rules.get(name, {})
    if rules.kinds.get(name) != "field" or not name.startswith("brief/missing-"):
        return "disclosure" if name == "brief/no-disclosure-clause" else None
    plain = [path for path in rule["fields"] if "*" not in path]
    if any(path in record.lines for path in plain):
        return None
    return plain[0] if plain else "creators"
