"""What the page shows, worked out before a line of HTML is written."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from brieflint.context import KINDS
from brieflint.findings import Edit
from brieflint.reports.html.preview import Preview, preview
from brieflint.reports.html.shown import is_web_address, shortened
from brieflint.reports.shared import rule_of
from brieflint.reports.text import clock, origin_of
from brieflint.sources.contained import ContainedDocument
from brieflint.sources.discover import IMAGE_SUFFIXES

if TYPE_CHECKING:
    from brieflint.context import Context
    from brieflint.document import Document
    from brieflint.engine import Report
    from brieflint.findings import Finding, Fix, Place, Suppressed

IN_FULL = 100
"""Findings of one draft that are explained in full and marked in its text; the others are listed in a line each."""

IN_FULL_ALL = 4000
"""The same for a whole report."""

_QUOTED = 160
_EDITS = 3
_AROUND = 48
_FAMILIES = {
    "disclosure": "Ad disclosure", "claims": "Claims", "overscript": "Over-scripting", "brief": "Brief",
    "content": "Post requirements", "campaign": "Campaign", "waiver": "Waivers",
}  # fmt: skip
_PLATFORMS = {
    "instagram": "Instagram", "tiktok": "TikTok", "youtube": "YouTube", "x": "X", "facebook": "Facebook",
    "linkedin": "LinkedIn", "threads": "Threads", "pinterest": "Pinterest", "snapchat": "Snapchat", "twitch": "Twitch",
    "podcast": "Podcast", "blog": "Blog", "newsletter": "Newsletter",
}  # fmt: skip
_KINDS = {"campaign": "Campaign record", "waivers": "Waivers", "overlay": "Words on a picture", "picture": "Picture"}
_RELATIONSHIPS = {
    "paid": "Paid", "gifted": "Gifted", "affiliate": "Affiliate", "employee": "Employee", "own-brand": "Own brand",
    "none": "No relationship", "unknown": "Relationship not named",
}  # fmt: skip
_SEVERITIES = ("error", "warning", "note")


@dataclass(slots=True)
class Law:
    """A reference; ``url`` is empty where the address leads nowhere on the web, and is then part of the title."""

    title: str
    url: str
    checked: str


@dataclass(slots=True)
class Change:
    """One edit of a fix with the words around it."""

    before: str
    removed: str
    added: str
    after: str


@dataclass(slots=True)
class Item:
    """A finding as the page shows it."""

    number: int
    severity: str
    rule: str
    family: str
    place: str
    message: str
    help: str
    why: str
    laws: list[Law]
    fix: str
    changes: list[Change]
    countries: list[str]
    codes: str
    origin: str = ""
    quote: str = ""
    placed: bool = False
    repeated: bool = False


@dataclass(slots=True)
class Waived:
    """A finding that somebody has decided not to act on."""

    item: Item
    how: str
    reason: str
    approver: str
    until: str
    source: str


@dataclass(slots=True)
class Card:
    """One draft with its findings."""

    number: int
    path: str
    name: str
    title: str
    kicker: str
    creator: str
    creator_key: str
    handle: str
    facts: list[str]
    language: str
    tool: bool
    items: list[Item]
    more: list[Item]
    waived: list[Waived]
    counts: dict[str, int]
    view: Preview | None
    opening: str = ""
    left_out: int = 0
    countries: int = 0


@dataclass(slots=True)
class Page:
    """The whole report."""

    heading: str
    version: str
    digest: str
    files: int
    counts: dict[str, int]
    cards: list[Card]
    clean: list[Card]
    errors: list[dict[str, Any]]
    suppressed: int
    campaigns: list[str]
    creators: list[tuple[str, str, int]]
    families: list[tuple[str, str, int]]
    countries: list[tuple[str, str, int]]
    boxes: str = ""
    places: dict[str, int] = field(default_factory=dict)


def page_of(report: Report, *, suppressed: bool) -> Page:
    """Everything that the template needs; what is ``suppressed`` only where it is wanted."""
    builder = _Builder(report)
    waived: Mapping[str, list[Suppressed]] = _by_path(report) if suppressed else {}
    found: dict[str, list[Finding]] = {}
    for finding in report.findings:
        found.setdefault(finding.path, []).append(finding)
    paths = sorted({*found, *waived})
    cards = [card for path in paths for card in builder.cards(path, found.get(path, []), waived.get(path, []))]
    changed = [card for card in cards if any(card.counts.values())]
    unread = {error.path for error in report.errors if error.path}
    clean = [card for card in cards if not any(card.counts.values())]
    known = {*paths, *unread}
    clean += [card for path in report.checked if path not in known for card in builder.cards(path, [], [])]
    clean.sort(key=lambda card: card.path)
    page = Page(
        heading=_heading(report, len({card.path for card in changed} & report.checked.keys())),
        version=report.version,
        digest=report.rules_digest,
        files=report.files,
        counts={severity: report.count(severity) for severity in _SEVERITIES},
        cards=changed,
        clean=clean,
        errors=[{"path": e.path or "", "message": e.message, "line": e.line} for e in report.errors],
        suppressed=report.suppressed,
        campaigns=sorted({c.context.campaign for c in report.checked.values() if c.context.campaign}),
        creators=_options((card.creator_key, card.creator) for card in (*changed, *clean)),
        families=_options((f.rule.split("/")[0], family_name(f.rule)) for f in report.findings),
        countries=builder.country_options(),
    )
    for number, card in enumerate((*changed, *clean), 1):
        card.number = number
    page.boxes = _rules_for_boxes(changed)
    return page


def _by_path(report: Report) -> dict[str, list[Suppressed]]:
    found: dict[str, list[Suppressed]] = {}
    for suppressed in report.suppressed_findings:
        found.setdefault(suppressed.finding.path, []).append(suppressed)
    return found


def _heading(report: Report, changed: int) -> str:
    files = f"{report.files} file{'' if report.files == 1 else 's'}"
    if not changed and report.errors:
        return f"Nothing found in what could be read of {files}"
    if not changed:
        return f"Nothing to change in {files}" if report.files else "No file was checked"
    only_notes = not report.count("error") and not report.count("warning")
    verb = "have notes" if only_notes else "need changes"
    if changed == 1:
        verb = "has notes" if only_notes else "needs changes"
    return f"{changed} of {files} {verb}"


def _options(values: Iterable[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """Choices of a filter: key, what it is called, how often it occurs."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for key, name in values:
        counts[key] += 1
        names[key] = name
    return sorted(((key, names[key], count) for key, count in counts.items()), key=lambda o: (not o[0], o[1], o[0]))


def family_name(rule: str) -> str:
    """What the family of a rule is called."""
    family = rule.split("/", maxsplit=1)[0]
    return _FAMILIES.get(family, family)


class _Rows:
    """The drafts that one file holds, and which of them a finding is in."""

    def __init__(self, drafts: list[Document]) -> None:
        self._drafts = drafts
        self._places = [draft.location(0, 0).place for draft in drafts]
        self._at: dict[tuple[Any, ...], list[int]] = {}
        for at, place in enumerate(self._places):
            self._at.setdefault(_row(place), []).append(at)

    def draft_of(self, finding: Finding) -> int:
        """The number of the draft; -1 where the finding is in none, but in the file around them."""
        for at in self._at.get(_row(finding.location.place), ()):
            if self._drafts[at].span_at(finding.location) is not None:
                return at
        return -1

    def name(self, at: int) -> str:
        """``row 4``, or nothing where the file has no rows."""
        place = self._places[at] if at >= 0 else None
        if place is None or "row" not in place.data or "paragraph" in place.data:
            return ""
        sheet = f" of {place.data['sheet']}" if "sheet" in place.data else ""
        return f"row {place.data['row']}{sheet}"


def _row(place: Place | None) -> tuple[Any, ...]:
    if place is None or "paragraph" in place.data:
        return ()
    return place.data.get("sheet"), place.data.get("row")


class _Builder:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.number = 0
        self.pictures = 0
        self.left = IN_FULL_ALL
        self._countries: Counter[str] = Counter()
        self._country_names: dict[str, str] = {"eu": "European Union"}
        for rules in {id(r): r for r in report.rule_sets.values()}.values():
            for code, policy in rules.policies.items():
                self._country_names.setdefault(code, str(policy["name"]))

    def country(self, code: str) -> str:
        name = self._country_names.get(code, code.upper()).removeprefix("the ")
        return name[:1].upper() + name[1:]

    def country_options(self) -> list[tuple[str, str, int]]:
        return sorted(((c, self.country(c), n) for c, n in self._countries.items()), key=lambda o: o[1])

    def cards(self, path: str, findings: list[Finding], suppressed: list[Suppressed]) -> list[Card]:
        """The cards of one file: one, or for a content calendar one for each row in which something was found."""
        drafts = self.report.drafts.get(path, [])
        if not drafts:
            return [self._card(path, self.report.sources.get(path), findings, suppressed)]
        groups: dict[int, tuple[list[Finding], list[Suppressed]]] = {}
        rows = _Rows(drafts)
        for finding in findings:
            groups.setdefault(rows.draft_of(finding), ([], []))[0].append(finding)
        for waived in suppressed:
            groups.setdefault(rows.draft_of(waived.finding), ([], []))[1].append(waived)
        cards = []
        for at, (found, waived_here) in sorted(groups.items()):
            draft = drafts[at] if at >= 0 else self.report.sources.get(path)
            card = self._card(path, draft, found, waived_here)
            if (row := rows.name(at)) and len(drafts) > 1:
                card.title, card.name = f"{card.title}, {row}", f"{card.name}, {row}"
            cards.append(card)
        return cards

    def _card(
        self, path: str, document: Document | None, findings: list[Finding], suppressed: list[Suppressed]
    ) -> Card:
        rules = self.report.rule_sets.get(path)
        checked = self.report.checked.get(path)
        context = document.context if document is not None else checked.context if checked is not None else None
        most = min(IN_FULL, max(self.left, 0))
        self.left -= min(most, len(findings))
        items = [self._item(f, document, context) for f in findings]
        view = None
        if document is not None and rules is not None and findings:
            numbered = list(zip((i.number for i in items), findings, strict=True))[:most]
            view = preview(document, numbered, rules, self.pictures)
            self.pictures += view.picture is not None
        full = items[:most]
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for item in full:
            key = (item.rule, tuple(law.title for law in item.laws))
            item.repeated = key in seen
            seen.add(key)
            item.placed = view is not None and item.number in view.placed
            if item.placed and view is not None and view.form != "picture":
                item.quote = ""
        counts = Counter(f.severity for f in findings)
        card = _titled(path, context, document)
        card.facts += [self.country(code) for code in (context.jurisdictions if context is not None else ())]
        card.countries = len(context.jurisdictions) if context is not None else 0
        card.items, card.more, card.view = full, items[most:], view
        card.counts = {severity: counts[severity] for severity in _SEVERITIES}
        card.waived = [self._waived(s, document, context) for s in suppressed]
        if view is None and checked is not None:
            card.opening, card.left_out = checked.opening, checked.length - len(checked.opening)
        return card

    def _waived(self, suppressed: Suppressed, document: Document | None, context: Context | None) -> Waived:
        number = self.number
        item = self._item(suppressed.finding, document, context, counted=False)
        self.number = number
        source = suppressed.path + (f", line {suppressed.line}" if suppressed.line else "")
        return Waived(item, suppressed.how, suppressed.reason, suppressed.approver, suppressed.until, source)

    def _item(
        self, finding: Finding, document: Document | None, context: Context | None, *, counted: bool = True
    ) -> Item:
        self.number += 1
        rule = rule_of(self.report, finding)
        codes = finding.jurisdictions or (context.jurisdictions if context is not None else ())
        if counted:
            self._countries.update(codes)
        return Item(
            number=self.number,
            severity=finding.severity,
            rule=finding.rule,
            family=finding.rule.split("/")[0],
            place=_place(finding),
            message=finding.message,
            help=finding.help,
            why=" ".join(str(rule.get("why", "")).split()),
            laws=[_law(r.title, r.url, r.checked) for r in finding.references],
            fix=finding.fix.description if finding.fix is not None else "",
            changes=_changes(document, finding.fix) if document is not None and finding.fix is not None else [],
            countries=[self.country(code) for code in finding.jurisdictions],
            codes=" ".join(codes),
            origin=origin_of(origin) if isinstance(origin := finding.properties.get("source"), dict) else "",
            quote=shortened(finding.excerpt, _QUOTED),
        )


def _titled(path: str, context: Context | None, document: Document | None) -> Card:
    """A card with what the draft is called, and nothing else yet."""
    name = posixpath.basename(path) or path
    kind = context.kind if context is not None else ""
    if kind == "overlay" and name.lower().endswith(IMAGE_SUFFIXES):
        kind = "picture"
    platform = _PLATFORMS.get(context.platform or "", "") if context is not None else ""
    surface = (context.surface or "") if context is not None else ""
    kicker = [_KINDS.get(kind, kind.capitalize()), f"{platform} {surface}".strip()]
    facts = []
    if context is not None and context.kind in KINDS:
        facts.append(_RELATIONSHIPS.get(context.relationship, context.relationship))
    key = (context.creator or "") if context is not None else ""
    creator, handle = key, ""
    record = document.campaign if document is not None else None
    known = record.creator(key) if record is not None and key else None
    if known is not None:
        creator = str(known.get("name") or key)
        handle = str(known.get("handles", {}).get(context.platform if context is not None else "", ""))
    return Card(
        number=0, path=path, name=name, title=name, kicker=" · ".join(k for k in kicker if k),
        creator=creator or "No creator named", creator_key=key, handle=handle, facts=facts,
        language=(context.language or "") if context is not None else "",
        tool=context is not None and context.platform_tool, items=[], more=[], waived=[], counts={}, view=None,
    )  # fmt: skip


def _place(finding: Finding) -> str:
    location = finding.location
    if location.box is not None:
        return "on the picture"
    parts = []
    if location.time is not None:
        parts.append(f"{clock(location.time[0])} to {clock(location.time[1])}")
    if location.place is not None:
        parts.append(location.place.label)
    elif location.start is not None:
        parts.append(f"line {location.start.line}, column {location.start.column}")
    return ", ".join(parts)


def _law(title: str, url: str, checked: str) -> Law:
    return Law(title, url, checked) if is_web_address(url) else Law(f"{title} ({url})" if url else title, "", checked)


def _changes(document: Document, fix: Fix) -> list[Change]:
    """The edits of a fix, each with a few words of the draft on both sides."""
    source, out = document.source, []
    for edit in fix.edits[:_EDITS]:
        if isinstance(document, ContainedDocument):  # edits are of the file around the draft
            low, high = document.position_of(edit.start), document.position_of(edit.end)
            if low is None or high is None:
                return []
            edit = Edit(low, max(low, high), edit.text)
        before = source[max(document.body, edit.start - _AROUND) : edit.start].rpartition("\n")[2]
        if len(before) == _AROUND and " " in before:
            before = "…" + before[before.index(" ") :]
        after = source[edit.end : edit.end + _AROUND].partition("\n")[0]
        if len(after) == _AROUND and " " in after:
            after = after[: after.rindex(" ")] + " …"
        out.append(Change(before, source[edit.start : edit.end][:400], edit.text, after))
    return out


def _rules_for_boxes(cards: list[Card]) -> str:
    """A style rule for each box and tick: numbers only, since the page allows no style attribute."""
    lines = []
    for card in cards:
        view = card.view
        if view is None:
            continue
        for box in view.boxes:
            lines.append(
                f"#b{box.number}{{left:{box.left:g}%;top:{box.top:g}%;width:{box.width:g}%;height:{box.height:g}%;"
                f"z-index:{box.rank}}}"
            )
            if box.shift:
                lines.append(f"#b{box.number} .n{{margin-left:{box.shift * 1.9:g}em}}")
        for number, _, at in view.ticks:
            lines.append(f"#t{number}{{left:{at:.4g}%}}")
    return "\n".join(lines)
