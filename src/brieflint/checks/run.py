"""Which checks run on a document, and which on the drafts of a campaign together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from brieflint.findings import Finding

if TYPE_CHECKING:
    from brieflint.checks.overlap.sources import Brand
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

Wanted = Callable[[str], bool]


_ALWAYS = ("content/too-long", "content/too-many-hashtags")
"""Checks of content that ask for no campaign."""


class Checks:
    """The checks of one rule set; keeps what the drafts of a campaign share."""

    def __init__(self, rules: RuleSet, wanted: Wanted) -> None:
        self.rules = rules
        self.wanted = wanted
        self._kinds = {kind for rule, kind in rules.kinds.items() if wanted(rule)}
        self._overlap = any(
            kind == "overlap" and wanted(rule) and rule != "overscript/shared-script"
            for rule, kind in rules.kinds.items()
        )  # that one runs on the drafts of a campaign together
        self._families = frozenset(rule.split("/")[0] for rule in rules.kinds if wanted(rule))
        self._brands: dict[tuple[str, str], Brand] = {}

    def runs(self, name: str, *, compared: bool) -> bool:
        """Whether a rule, or every rule of a family, runs on a draft.

        Args:
            compared: the draft belongs to a campaign, or there is a brief to hold it against.
        """
        if name in self.rules.kinds:
            return self.wanted(name) and (compared or self._needs_no_campaign(name))
        family = [r for r in self.rules.kinds if r.startswith(name + "/") and r not in self.rules.off]
        return bool(family) and all(self.runs(r, compared=compared) for r in family)

    def _needs_no_campaign(self, rule: str) -> bool:
        kind = self.rules.kinds[rule]
        return kind not in ("overlap", "campaign", "content") or rule in _ALWAYS

    def document(self, document: Document) -> Iterator[Finding]:
        """All selected findings of one document."""
        return (f for f in self._document(document) if self.wanted(f.rule))

    def _document(self, document: Document) -> Iterator[Finding]:
        rules, kinds = self.rules, self._kinds
        if document.kind == "waivers":  # the ledger judges those
            return
        if document.kind == "campaign":
            if kinds & {"field", "section", "phrase"}:
                from brieflint.checks.brief.record import check_record

                yield from check_record(document, rules)
            if "campaign" in kinds:
                from brieflint.checks import campaign

                yield from campaign.check_record(document, rules)
            return
        if document.picture is not None:
            self._respell(document)
        if "verdict" in kinds:
            from brieflint.checks import disclosure

            yield from disclosure.check(document, rules)
        if document.kind == "brief":
            yield from self._brief(document)
            return
        if "phrase" in kinds:
            from brieflint.checks import phrases

            yield from phrases.check(document, rules, self._families)
        if self._overlap and (document.campaign is not None or document.brief is not None):
            from brieflint.checks.overlap.check import check as check_overlap

            yield from check_overlap(document, rules, self.brand(document))
        if "content" in kinds:
            from brieflint.checks import content

            yield from content.check(document, rules, document.campaign)

    def _brief(self, document: Document) -> Iterator[Finding]:
        if not self._kinds & {"phrase", "field", "section"}:
            return
        from brieflint.checks import brief, phrases

        found = [*phrases.check(document, self.rules), *brief.check(document, self.rules)]
        yield from brief.settled(document, [f for f in found if self.wanted(f.rule)])

    def _respell(self, document: Document) -> None:
        """Spell the words of a picture as labels and claims are spelt; see :mod:`brieflint.text.spelling`."""
        from brieflint.text.language import detect
        from brieflint.text.spelling import Spelling, respelt

        context, rules = document.context, self.rules
        told = context.language.split("-", maxsplit=1)[0] if context.language else detect(document.folded.text)
        languages = {"en", told or "en"}
        for code in context.jurisdictions:
            languages.update(rules.policies[code]["languages"] if code in rules.policies else ())
        known = sorted(language for language in languages if language in rules.languages)
        labels, claims = f"spelling {' '.join(known)}", "spelling"
        if labels not in rules.shared:
            words = (word for language in known for word in rules.label_matcher(language).words)
            negators = (word for language in known for word in rules.languages[language]["negators_before"])
            rules.shared[labels] = Spelling([*words, *negators], slips=True)
        if claims not in rules.shared:
            rules.shared[claims] = Spelling(rules.phrase_matcher.words)
        document.tokens = respelt(document.tokens, (rules.shared[labels], rules.shared[claims]))

    def brand(self, document: Document) -> Brand:
        """The brand's own wording that drafts of a campaign are held against."""
        from brieflint.checks.overlap.sources import Brand

        record, brief = document.campaign, document.brief
        key = (record.path if record else "", brief.path if brief else "")
        if key not in self._brands:
            self._brands[key] = Brand.of(record, brief, self.rules)
        return self._brands[key]

    def deliverable(self, parts: Sequence[Document]) -> Iterator[tuple[Document, Finding]]:
        """Selected findings that need the parts of one deliverable together, each with its document.

        Such a finding says more than :data:`~brieflint.checks.disclosure.deliverables.REPLACED` of the same document,
        and takes its place.
        """
        from brieflint.checks.disclosure.deliverables import across

        return ((document, f) for document, f in across(parts, self.rules) if self.wanted(f.rule))

    def campaign(self, documents: Sequence[Document]) -> Iterator[tuple[Document, Finding]]:
        """Findings that need the drafts of one campaign together, each with its document."""
        drafts = [d for d in documents if d.kind not in ("brief", "campaign")]
        if (
            self.wanted("overscript/shared-script")
            and len({d.context.creator for d in drafts if d.context.creator}) > 1
        ):
            from brieflint.checks.overlap.shared import shared

            yield from shared(drafts, self.rules, self.brand(drafts[0]))
        if self.wanted("campaign/label-drift") and drafts:
            from brieflint.checks import campaign

            yield from campaign.label_drift(drafts, self.rules)
