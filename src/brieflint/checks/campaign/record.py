"""Campaign rules on the record: shared links and codes, links with slips, dates that cannot be kept, and the notes on
tiers, pilot size, touchpoints and term that run only when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from brieflint.checks.build import finding_on_record
from brieflint.checks.content.utm import fault

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.findings import Finding
    from brieflint.rules.ruleset import RuleSet

TIERS = (("nano", 1_000), ("micro", 10_000), ("mid", 100_000), ("macro", 500_000), ("mega", 1_000_000))
"""Least number of followers of each tier; sources differ, so a tier is only held against the record's own number."""

LEAST_PILOT, MOST_PILOT = 5, 25
"""Creators of a pilot wave: sources say 5 to 10, or 10 to 25."""

TOUCHPOINTS = 7
"""Times a buyer should meet the product through one creator; a rule of thumb, hence a note."""

TERM_DAYS = 90
"""Least length of a lasting collaboration."""

TRY_DAYS = 3
"""Days between having the product and handing in a draft."""

_LASTING = ("ambassador", "always-on")


def check_record(document: Document, rules: RuleSet) -> Iterator[Finding]:
    """All campaign findings on a record; those that are off by default too, the caller selects."""
    record = document.campaign
    if record is None:
        return
    data = record.data
    yield from _tracking(document, data, rules)
    yield from _dates(document, data, rules)
    yield from _tiers(document, data, rules)
    yield from _size(document, data, rules)


def _tracking(document: Document, data: Mapping[str, Any], rules: RuleSet) -> Iterator[Finding]:
    """Links and codes that two creators share, and links with slips."""
    owners: dict[str, str] = {}
    for number, creator in enumerate(data.get("creators", ())):
        for kind in ("url", "code"):
            value = creator.get("tracking", {}).get(kind)
            if not value:
                continue
            key, name = f"creators.{number}.tracking.{kind}", value.casefold()
            if name in owners:
                values = {"value": value, "one": owners[name], "other": creator["id"]}
                rule = rules.rules["campaign/shared-tracking"]
                yield finding_on_record(rule, document, key, values, text=value, situation=kind)
            owners.setdefault(name, creator["id"])
            found = fault(value) if kind == "url" else None
            if found:
                values = {"link": value, "part": found[1]}
                rule = rules.rules["content/utm-malformed"]
                yield finding_on_record(rule, document, key, values, text=value, situation=found[0])


def _dates(document: Document, data: Mapping[str, Any], rules: RuleSet) -> Iterator[Finding]:
    """Dates of one deliverable, the term and the product that contradict each other."""
    rule = rules.rules["campaign/date-conflict"]
    term, received = data.get("term", {}), data.get("product", {}).get("received_on")
    review = timedelta(hours=data.get("approval", {}).get("hours", 0))
    for number, creator in enumerate(data.get("creators", ())):
        for k, item in enumerate(creator.get("deliverables", ())):
            due, live = item.get("draft_due"), item.get("live")
            values = {
                "creator": creator["id"], "deliverable": item["id"], "due": due, "live": live[0] if live else "",
                "received": received, "start": term.get("start"), "end": term.get("end"),
                "hours": round(review.total_seconds() / 3600),
            }  # fmt: skip
            situation, field = "", "draft_due"
            if due and live and due > live[0]:
                situation = "after-live"
            elif due and live and _day(due) + review > _day(live[0]):
                situation = "no-review"
            elif due and received and _day(received) + timedelta(days=TRY_DAYS) > _day(due):
                situation = "no-time"
            elif live and (live[0] < term.get("start", "") or live[1] > term.get("end", "9")):
                situation, field = "outside-term", "live"
            if situation:
                key = f"creators.{number}.deliverables.{k}.{field}"
                yield finding_on_record(rule, document, key, values, situation=situation)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _tiers(document: Document, data: Mapping[str, Any], rules: RuleSet) -> Iterator[Finding]:
    rule = rules.rules["campaign/tier-mismatch"]
    for number, creator in enumerate(data.get("creators", ())):
        tier, followers = creator.get("tier"), creator.get("followers")
        if tier is None or followers is None:
            continue
        fitting = next((name for name, least in reversed(TIERS) if followers >= least), "below nano")
        if fitting != tier:
            values = {"creator": creator["id"], "tier": tier, "fitting": fitting, "followers": f"{followers:,}"}
            yield finding_on_record(rule, document, f"creators.{number}.tier", values, text=tier)


def _size(document: Document, data: Mapping[str, Any], rules: RuleSet) -> Iterator[Finding]:
    """Pilot size, touchpoints and term."""
    creators, term = data.get("creators", []), data.get("term", {})
    if data.get("phase") == "pilot" and not LEAST_PILOT <= len(creators) <= MOST_PILOT:
        values = {"count": len(creators), "least": LEAST_PILOT, "most": MOST_PILOT}
        yield finding_on_record(rules.rules["campaign/pilot-size"], document, "phase", values)
    for number, creator in enumerate(creators):
        planned = sum(item.get("count", 1) for item in creator.get("deliverables", ()))
        if 0 < planned < TOUCHPOINTS:
            values = {"creator": creator["id"], "count": planned, "least": TOUCHPOINTS}
            rule = rules.rules["campaign/touchpoints"]
            yield finding_on_record(rule, document, f"creators.{number}.deliverables", values)
    if term.get("model") in _LASTING and "start" in term and "end" in term:
        days = (_day(term["end"]) - _day(term["start"])).days + 1
        if days < TERM_DAYS:
            values = {"days": days, "least": TERM_DAYS, "model": term["model"]}
            yield finding_on_record(rules.rules["campaign/term-too-short"], document, "term.end", values)
