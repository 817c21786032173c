"""What each jurisdiction makes of a document: the table of its policy, asked for every mention."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from brieflint.checks.disclosure.mentions import Mention, Mentions
from brieflint.checks.disclosure.pictures import PLATFORM_LABEL
from brieflint.checks.disclosure.places import Places
from brieflint.checks.disclosure.spoken import BAD, DOUBTFUL, GOOD, HINT, Judgement

ADEQUATE, MISPLACED, AMBIGUOUS, MISSING, DENIED = range(5)
NAMES = ("adequate", "misplaced", "ambiguous", "missing", "denied")
"""Verdicts from best to worst; the worst of all jurisdictions decides."""

_DEFAULT_OWES = {"none": False}


class Worth(NamedTuple):
    """What a mention is worth in a jurisdiction: ``clear``, ``weak`` or ``nothing``, and why."""

    counts: str
    why: str = ""
    source: str | None = None


_FOREIGN = "it is not in the language of the text"
_NO_WORTH = Worth("nothing")
_NO_JUDGEMENT = Judgement(GOOD)


class Verdict(NamedTuple):
    """One jurisdiction's judgement."""

    jurisdiction: str
    outcome: int
    mention: Mention | None = None
    judgement: Judgement = _NO_JUDGEMENT
    worth: Worth = _NO_WORTH
    contradiction: bool = False
    foreign: bool = False

    @property
    def rank(self) -> tuple[int, int]:
        """For finding the strictest: the outcome, then how bad the place is."""
        return (self.outcome, self.judgement.grade)


class Judge:
    """One policy, ready to judge documents of one relationship, kind and language."""

    def __init__(
        self,
        policy: dict[str, Any],
        defaults: list[dict[str, Any]],
        relationship: str,
        kind: str,
        language: str | None,
        decorated: dict[str, str],
    ) -> None:
        self.policy = policy
        self.relationship = "paid" if relationship == "unknown" else relationship
        self.kind = kind
        self.language = language
        self.decorated = decorated
        self.rows = [row for row in (*defaults, *policy["strengths"]) if self._fits(row)]

    def _fits(self, row: dict[str, Any]) -> bool:
        return (not row["relationship"] or self.relationship in row["relationship"]) and (
            not row["kind"] or self.kind in row["kind"]
        )

    def owed(self) -> bool:
        """Whether this relationship owes a label here."""
        owes = {**_DEFAULT_OWES, **self.policy["owes"]}
        return bool(owes.get(self.relationship, True))

    def worth(self, mention: Mention, present: AbstractSet[str] = frozenset()) -> Worth:
        """What a mention is worth here: the last row that fits, then doubts, language and decoration.

        Args:
            present: concepts mentioned anywhere in the text.
        """
        if mention.concept == "bio-pointer":
            return Worth("clear")
        found = Worth("nothing")
        for row in self.rows:
            if row["concept"] is not None:
                fits = row["concept"] == mention.concept
            else:
                text = row["text"].lower()
                fits = (
                    text in (mention.label, mention.label.lstrip("#"))
                    if not text.startswith("#")
                    else text == mention.label
                )
            if fits and row["language"]:
                fits = mention.language in row["language"]
            if fits and row["needs"]:
                fits = not present.isdisjoint(row["needs"])
            if fits and row["form"]:
                fits = ("tag" if mention.form == "tag" else "plain") in row["form"]
            if fits:
                found = Worth(row["counts"], row["why"] or found.why, row["source"] or found.source)
        if mention.concept == PLATFORM_LABEL and self.policy["platform_tool"] == "enough":
            found = Worth("clear")
        if found.counts == "clear":
            if mention.doubt == "question":
                return Worth("weak", "it is put as a question")
            if any(self.decorated.get(kind) == "weak" for kind in mention.decorations):
                return Worth("weak", "it is written in letters that readers and screen readers take for ornament")
        return found

    def foreign(self, mention: Mention) -> bool:
        """Whether the label is in another language than the content, where the law wants the same one.

        Content in a language for which the policy only has its own country's label (English in Belgium: ``#reclame``)
        takes that label, so a label in a language of the country is at home there.
        """
        if not (self.policy["same_language"] and self.language and mention.language):
            return False
        write: dict[str, str] = self.policy["write"]
        if mention.language == self.language or self.language not in write:
            return False
        at_home = [lang for lang in self.policy["languages"] if lang != self.language]
        borrowed = any(write.get(lang) == write[self.language] for lang in at_home)
        return not (borrowed and mention.language in at_home)

    def judge(self, mentions: Mentions, places: Places) -> Verdict:
        """The verdict of this jurisdiction."""
        code = self.policy["jurisdiction"]
        denied = bool(mentions.denials) or any(m.doubt in ("denied", "retracted") for m in mentions.labels)
        present = {m.concept for m in mentions.labels if m.doubt not in ("denied", "retracted")}
        best: Verdict | None = None
        clear: list[Mention] = []
        for mention in mentions.labels:
            if mention.doubt in ("denied", "retracted"):
                continue
            worth = self.worth(mention, present)
            if worth.counts == "nothing":
                continue
            if worth.counts == "clear" and self.foreign(mention):
                candidate = Verdict(code, AMBIGUOUS, mention, worth=Worth("weak", _FOREIGN), foreign=True)
            elif worth.counts == "clear":
                judgement = places.judge(mention, self.policy["place"])
                outcome = ADEQUATE if judgement.grade == GOOD else MISPLACED
                clear.append(mention)
                candidate = Verdict(code, outcome, mention, judgement, worth)
            else:
                candidate = Verdict(code, AMBIGUOUS, mention, Judgement(GOOD), worth)
            if best is None or candidate.rank < best.rank:
                best = candidate
        if best is not None and best.outcome == ADEQUATE:
            often = places.repeated(clear, self.policy["place"])
            if often.grade != GOOD:
                best = best._replace(outcome=MISPLACED, judgement=often)
        if best is None:
            return Verdict(code, DENIED if denied else MISSING)
        if denied and self.relationship != "affiliate":
            if best.outcome == AMBIGUOUS:
                return Verdict(code, DENIED, best.mention, worth=best.worth)
            if not (
                best.outcome == ADEQUATE
                and best.mention is not None
                and best.mention.first == 0
                and not mentions.denials
            ):
                return Verdict(code, AMBIGUOUS, best.mention, worth=best.worth, contradiction=True)
        return best


__all__ = [
    "ADEQUATE",
    "AMBIGUOUS",
    "BAD",
    "DENIED",
    "DOUBTFUL",
    "HINT",
    "MISPLACED",
    "MISSING",
    "NAMES",
    "Judge",
    "Verdict",
    "Worth",
]
