"""Run the examples that every rule and policy carries: what must flag does, at the marked words, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from brieflint.findings import Finding

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

OPEN, CLOSE = "[[", "]]"

Check = Callable[[str, dict[str, Any]], "tuple[Document, list[Finding]]"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One example and what came of it; ``problem`` is empty when it holds."""

    owner: str
    file: str
    side: str
    text: str
    problem: str = ""


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
    from brieflint.config import Config
    from brieflint.engine import Engine, Options
    from brieflint.sources.read import Settings, document_of

    engine = Engine(Options())

    def check(text: str, flags: dict[str, Any]) -> tuple[Document, list[Finding]]:
        document = document_of("example.md", text, Settings(flags, Config()))
        return document, engine.check(document, Config(), rules)

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
                problem = _problem(check, example, side, rule, code)
                yield Outcome(owner, file, side, example["text"], problem)


def _flags(example: dict[str, Any], code: str | None) -> dict[str, Any]:
    flags: dict[str, Any] = {
        key: example[key]
        for key in ("kind", "platform", "surface", "language", "relationship", "category", "platform_tool")
        if example.get(key)
    }
    codes = example["jurisdictions"] or ([code] if code else [])
    flags["jurisdictions"] = tuple("gb" if c == "uk" else c for c in codes)
    return flags


def _problem(check: Check, example: dict[str, Any], side: str, rule: str | None, code: str | None) -> str:
    text, spans = unmark(example["text"])
    _, findings = check(text, _flags(example, code))
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
