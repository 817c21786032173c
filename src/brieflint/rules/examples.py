"""Run the examples that every rule and policy carries: what must flag does, at the marked words, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from brieflint.findings import Finding

if TYPE_CHECKING:
    from brieflint.campaign.store import Record
    from brieflint.checks.run import Checks
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

OPEN, CLOSE = "[[", "]]"

_DAY = "2026-01-01"
"""On which the waivers in examples are judged."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One example and what came of it: ``problem`` is empty when it holds, ``why`` tells what the wordings met."""

    owner: str
    file: str
    side: str
    text: str
    problem: str = ""
    why: tuple[str, ...] = ()


def unmark(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and the marked spans in it."""
    plain: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    opened = 0
    rest = text
    while rest:
        at = min((k for k in (rest.find(OPEN), rest.find(CLOSE)) if k >= 0), default=-1)
        if at < 0:
            plain.append(rest)
            break
        plain.append(rest[:at])
        length += at
        if rest.startswith(OPEN, at):
            opened = length
        else:
            spans.append((opened, length))
        rest = rest[at + 2 :]
    return "".join(plain), spans


def run_examples(rules: RuleSet, only: Callable[[str], bool] = lambda _: True) -> Iterator[Outcome]:
    """Run the examples of every rule and policy whose id passes ``only``; a policy is called ``policy/us``."""
    owners: list[tuple[str, str, dict[str, Any], str | None, str | None]] = [
        (rule["id"], rule.get("file", ""), rule, rule["id"], None) for rule in rules.rules.values()
    ]
    owners += [
        (f"policy/{code}", f"policies/{code}.yaml", policy, None, code)
        for code, policy in sorted(rules.policies.items())
    ]
    for owner, file, data, rule, code in owners:
        if not only(owner):
            continue
        for side in ("flag", "pass"):
            for example in data["examples"][side]:
                problem = _problem(rules, example, side, rule, code)
                why = _why(rules, example, rule) if problem and rule else ()
                yield Outcome(owner, file, side, example["text"], problem, why)


_RECORD_START = "schema: brieflint/campaign@1"
_SMALLEST_RECORD: dict[str, Any] = {
    "schema": "brieflint/campaign@1",
    "id": "example",
    "brand": {"name": "Acme"},
    "jurisdictions": ["us"],
    "disclosure": {"label": "#ad"},
    "creators": [{"id": "c1", "relationship": "paid"}],
}


def _findings(rules: RuleSet, text: str, example: dict[str, Any], flags: dict[str, Any]) -> list[Finding]:
    """All findings on an example: a text, a text of a campaign with other creators' drafts, or a record."""
    from brieflint.checks.run import Checks
    from brieflint.config import Config
    from brieflint.sources.read import RecordFinder, Settings, document_of

    checks = Checks(rules, lambda _: True)
    if text.startswith(_RECORD_START):
        from brieflint.sources.record import read_record_document

        document = read_record_document("campaign.yaml", text.encode(), cache=False)
        return list(checks.document(document))
    given = example["campaign"]
    if given is None:
        document = document_of("example.md", text, Settings(flags, Config()))
        if example["picture"]:
            from brieflint.sources.images.described import DescribedPicture

            document.picture = DescribedPicture(example["picture"])
        if example["beside"]:
            kind, other = example["beside"]["kind"], example["beside"]["text"]
            part = document_of(f"example.{kind}.md", other, Settings({**flags, "kind": kind}, Config()))
            return [f for d, f in checks.deliverable([document, part]) if d is document]
        return _with_waivers(document, checks)
    record = _record(given, example)
    creators = [creator["id"] for creator in record.data["creators"]]
    finder = RecordFinder(record)
    documents: list[Document] = []
    for name, draft in ((creators[0], text), *given.get("drafts", {}).items()):
        own = {**flags, "creator": name}
        own = {key: value for key, value in own.items() if key not in ("relationship", "jurisdictions") or not value}
        path = "example.md" if not documents else f"{name}.md"
        documents.append(document_of(path, draft, Settings(own, Config(), finder)))
    found = list(checks.document(documents[0]))
    return found + [finding for document, finding in checks.campaign(documents) if document is documents[0]]


def _with_waivers(document: Document, checks: Checks) -> list[Finding]:
    """All findings of a text that no waiver in it covers, and those about its waivers."""
    from brieflint.config import Config, ConfigFinder
    from brieflint.waivers.ledger import Ledger

    ledger = Ledger(_DAY, ConfigFinder(), files=False)
    ledger.saw(document, Config(), checks)
    left, _, about = ledger.settle(checks.document(document))
    return left + [a.finding for a in about]


def _record(given: dict[str, Any], example: dict[str, Any]) -> Record:
    """A whole record from the part that an example gives."""
    import json

    from brieflint.campaign.store import record_of

    data = {**_SMALLEST_RECORD, **{key: value for key, value in given.items() if key != "drafts"}}
    if example["jurisdictions"]:
        data["jurisdictions"] = example["jurisdictions"]
    return record_of(json.dumps(data), "campaign.yaml", Path(), cache=False)


def _flags(example: dict[str, Any], code: str | None) -> dict[str, Any]:
    flags: dict[str, Any] = {
        key: example[key]
        for key in ("kind", "platform", "surface", "language", "relationship", "category", "platform_tool")
        if example.get(key)
    }
    codes = example["jurisdictions"] or ([code] if code else [])
    flags["jurisdictions"] = tuple("gb" if c == "uk" else c for c in codes)
    return flags


def _why(rules: RuleSet, example: dict[str, Any], rule: str) -> tuple[str, ...]:
    """What a phrase rule's wordings met in an example that is one text."""
    text, _ = unmark(example["text"])
    if example["campaign"] is not None or text.startswith(_RECORD_START):
        return ()
    from brieflint.checks.phrases.explain import explain
    from brieflint.config import Config
    from brieflint.sources.read import Settings, document_of

    document = document_of("example.md", text, Settings(_flags(example, None), Config()))
    return tuple(explain(document, rules, rule))


def _problem(rules: RuleSet, example: dict[str, Any], side: str, rule: str | None, code: str | None) -> str:
    text, spans = unmark(example["text"])
    findings = _findings(rules, text, example, _flags(example, code))
    wanted = example["rule"] or rule
    family = (wanted or "disclosure/").split("/")[0] + "/"
    found = [f for f in findings if (f.rule == wanted if wanted else f.rule.startswith(family))]
    if side == "pass":
        if not found:
            return ""
        first = found[0]
        return f"must pass, but {first.rule} flags {first.excerpt!r}: {first.message}"
    if not found:
        others = ", ".join(sorted({f"{f.rule} on {f.excerpt!r}" for f in findings})) or "nothing"
        return f"must flag {wanted or 'something'}, but found {others}"
    if not spans:
        return f"the words to be marked do not stand between {OPEN} and {CLOSE}"
    places = [(f.location.start.offset, f.location.end.offset) for f in found if f.location.start and f.location.end]
    for span in spans:
        if span not in places:
            shown = ", ".join(repr(f.excerpt) for f in found)
            return f"must mark {text[span[0] : span[1]]!r}, but {wanted} marks {shown}"
    return ""
