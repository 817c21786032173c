"""Hold a draft against the brand's own wording: ``overscript/verbatim`` and ``overscript/near-verbatim``.

Thresholds are in words after normalisation. Key messages are short, so a share of the message decides; a whole script is
long, so the length of the copied stretch decides as well: a draft that takes one sentence of it has been scripted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from brieflint.checks.build import finding_at, shorten
from brieflint.checks.overlap.near import Match, chains, patches
from brieflint.checks.overlap.runs import Index, Run, shared_runs
from brieflint.checks.overlap.sources import SCRIPT, Source, Terms
from brieflint.checks.overlap.words import Words, document_words, label_spans, text_words
from brieflint.findings import Finding, step_down

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

VERBATIM, NEAR = "overscript/verbatim", "overscript/near-verbatim"

SHORT = 6
"""A message of fewer words never fires alone: "vegan and refillable" is how anybody would say it."""

SHORT_TOGETHER = 8
"""Words that several short messages must have together, each repeated whole, to be a script read out."""

RUN_CONTENT = 8
"""Words that carry meaning in an unbroken run that is verbatim whatever the length of the message."""

RUN_SHARE = 0.8
"""Share of a message that one unbroken run must cover to be verbatim."""

NEAR_SHARE = 0.6
"""Share of a message that must be covered, in any order and with small changes, to be near-verbatim."""

NEAR_SCORE = 4.5
"""Least score (see :class:`~brieflint.checks.overlap.near.Match`) of a near-verbatim copy of a short message."""

PASSAGE_SCORE = 16
"""Score at which a passage of a long text is near-verbatim whatever its share of that text."""

SCATTERED_SCORE, SCATTERED_LEAST, SCATTERED_SHARE = 20, 5, 0.1
"""Passages of at least the second score that reach the first together, and that share of the draft."""

_STRAY_SCORE, _STRAY_CONTENT = 3, 2  # a chain below both ("of the") joins no others


@dataclass(frozen=True, slots=True)
class Copy:
    """One stretch of the draft that repeats a source.

    Attributes:
        first, last: words of the draft, end exclusive.
        words: how many of them stand in the source as well.
        coverage: share of the source that is repeated, 0 to 1.
        exact: whether the stretch is unbroken.
    """

    source: Source
    first: int
    last: int
    words: int
    coverage: float
    exact: bool


def check(document: Document, rules: RuleSet, sources: Sequence[Source], terms: Terms) -> Iterator[Finding]:
    """Findings for one draft against key messages and scripts; nothing for a brief or the brand's own channel."""
    if document.kind == "brief" or document.context.relationship == "own-brand" or not sources:
        return
    draft = document_words(document, terms.exempt)
    if not _copies(draft, [(source, text_words(source.text, terms.exempt)) for source in sources]):
        return
    # Labels are looked for only now: the matcher is dear and most drafts share nothing with their brief.
    draft = own_words(document, rules, terms)
    copies = _copies(draft, brand_words(sources, terms, rules))
    for copy in sorted(copies, key=lambda c: (c.first, -c.last, c.source.id)):
        yield _finding(document, rules, draft, copy, terms)


def own_words(document: Document, rules: RuleSet, terms: Terms) -> Words:
    """The words of a draft that are the creator's own choice: no labels, no fixed text, also where it was misheard."""
    draft = document_words(document, terms.exempt)
    draft = draft.without(label_spans(rules, document.tokens, document.text, document.folded.map.span))
    for fixed in terms.fixed:
        said = chains(shared_runs(draft.keys, Index(fixed)), draft.keys, fixed)
        draft = draft.without([draft.span(m.draft, m.draft_end) for m in said if 2 * m.score >= len(fixed)])
    return draft


def brand_words(sources: Sequence[Source], terms: Terms, rules: RuleSet) -> list[tuple[Source, Words]]:
    """Each source with its words, labels and whatever may be repeated left out."""
    return [(source, text_words(source.text, terms.exempt, rules)) for source in sources]


def without_copies(draft: Words, texts: Sequence[tuple[Source, Words]]) -> Words:
    """The words of a draft that are not repeated from one of ``texts``."""
    return draft.without([draft.span(copy.first, copy.last) for copy in _copies(draft, texts)])


def _copies(draft: Words, texts: Iterable[tuple[Source, Words]]) -> list[Copy]:
    """Copies of all sources, the strongest first where two stand at the same place."""
    found: list[Copy] = []
    short: list[Copy] = []
    for source, words in texts:
        length = words.size(0, len(words))
        runs = shared_runs(draft.keys, Index(words.keys))
        if not runs:
            continue
        if length < SHORT:
            whole = next((r for r in runs if r.length == len(words)), None)
            if whole is not None:
                short.append(Copy(source, whole.draft, whole.draft_end, whole.length, 1.0, True))
        else:
            found += _judged(source, draft, words, runs)
    if len({s.source.text for s in short}) > 1 and sum(s.words for s in short) >= SHORT_TOGETHER:
        found += short
    found.sort(key=lambda c: (-c.exact, -c.words, -c.coverage, c.first, c.source.kind, c.source.id))
    kept: list[Copy] = []
    for copy in found:
        if not any(_mostly_inside(copy, k) for k in kept):
            kept.append(copy)
    return kept


def _mostly_inside(one: Copy, other: Copy) -> bool:
    common = min(one.last, other.last) - max(one.first, other.first)
    return common * 2 > one.last - one.first


def _judged(source: Source, draft: Words, words: Words, runs: Sequence[Run]) -> list[Copy]:
    length = words.size(0, len(words))
    matches = [
        m
        for m in chains(runs, draft.keys, words.keys)
        if m.score >= _STRAY_SCORE or draft.content(m.draft, m.draft_end) >= _STRAY_CONTENT
    ]
    found = []
    for patch in patches(matches, len(words)):
        inside = [r for r in runs if patch.draft <= r.draft and r.draft_end <= patch.draft_end]
        run = max(inside, key=lambda r: (r.length, -r.draft))
        covered = sum(words.size(k, k + 1) for k in patch.covered)
        size = draft.size(run.draft, run.draft_end)
        coverage = round(min(1.0, covered / length), 2)
        if draft.content(run.draft, run.draft_end) >= RUN_CONTENT or (size >= SHORT and size >= RUN_SHARE * length):
            found.append(Copy(source, run.draft, run.draft_end, run.length, coverage, True))
        elif (covered >= NEAR_SHARE * length and patch.score >= NEAR_SCORE) or patch.score >= PASSAGE_SCORE:
            found.append(Copy(source, patch.draft, patch.draft_end, patch.matched, coverage, False))
    if not found:
        found += _scattered(source, draft, words, matches)
    return found


def _scattered(source: Source, draft: Words, words: Words, matches: Sequence[Match]) -> list[Copy]:
    """Many passages of a long source, none long enough alone: reported at the best."""
    passages = [m for m in matches if m.score >= SCATTERED_LEAST]
    total = sum(m.score for m in passages)
    if total < SCATTERED_SCORE or total < SCATTERED_SHARE * len(draft):
        return []
    best = passages[0]
    covered = {k for m in passages for k in m.covered}
    return [
        Copy(
            source, best.draft, best.draft_end, sum(m.matched for m in passages),
            round(sum(words.size(k, k + 1) for k in covered) / words.size(0, len(words)), 2), False,
        )
    ]  # fmt: skip


def _finding(document: Document, rules: RuleSet, draft: Words, copy: Copy, terms: Terms) -> Finding:
    rule = rules.rules[VERBATIM if copy.exact else NEAR]
    source = copy.source
    start, end = draft.span(copy.first, copy.last)
    values = {
        "words": shorten(document.text[start:end]),
        "message": source.id,
        "count": copy.words,
        "share": f"{copy.coverage:.0%}",
        "brief": source.path or "the brief",
    }
    properties: dict[str, Any] = {"coverage": copy.coverage, "words": copy.words, "message": source.id}
    if source.path:
        properties["brief"] = {"path": source.path, "line": source.line}
    return finding_at(
        rule, document, (start, end), values,
        situation=source.kind, severity=_severity(rule["severity"], copy, terms), properties=properties,
    )  # fmt: skip


def _severity(severity: str, copy: Copy, terms: Terms) -> str:
    """A script is usual where the brand publishes the content as its own ad, and agreed where the words are prescribed."""
    if terms.use == "ad-asset":
        return "note"
    if copy.coverage >= RUN_SHARE and copy.words >= RUN_CONTENT:
        severity = "error"  # all of it is there: the changes are a recogniser's or a filler
    return step_down(severity) if terms.freedom == "prescribed" else severity
