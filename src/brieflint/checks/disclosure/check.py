"""From verdicts to findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from brieflint.checks.disclosure import pictures
from brieflint.checks.disclosure.fixes import glued, plain_letters, propose
from brieflint.checks.disclosure.mentions import Mention, Mentions, find_mentions
from brieflint.checks.disclosure.places import Places
from brieflint.checks.disclosure.signals import find_signals, plug_tokens
from brieflint.checks.disclosure.spoken import BAD, DOUBTFUL, HINT, Speech, names_of
from brieflint.checks.disclosure.verdict import ADEQUATE, DENIED, MISPLACED, MISSING, NAMES, Judge, Verdict
from brieflint.checks.laws import laws_of, reference
from brieflint.checks.wording import fill, join
from brieflint.findings import Finding, Fix, Location, Reference, step_down
from brieflint.text.language import detect

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet
    from brieflint.sources.images.legibility import Measures

PHONE_WIDTH = 390
"""Pixels across the phone on which the size of a label is told."""

ENGLISH_REGIMES = ("au", "ca", "gb", "nz", "us")
"""Judged together, the strictest deciding, when no country is given."""

_POSTS = {
    "paid": "a paid {thing}",
    "gifted": "a {thing} about a gift",
    "affiliate": "a {thing} with affiliate links or codes",
    "employee": "a {thing} about the own employer",
    "own-brand": "a {thing} about the own brand",
    "unknown": "a {thing} with such a connection",
}
_THINGS = {"overlay": "picture", "transcript": "recording", "script": "script"}
_START = {
    "overlay": "Put on the picture, large and plain:",
    "transcript": "Say before anything is praised:",
    "script": "Have it said before anything is praised:",
}
_NO_COUNTRY = " No country is given, so the strictest English-language reading counts: say `jurisdictions: [us]`, say."
_SPOKEN = {"en": "this is an ad", "de": "Werbung", "fr": "ceci est une publicité", "es": "esto es publicidad"}


def check(document: Document, rules: RuleSet) -> Iterator[Finding]:
    """All disclosure findings of one document."""
    context = document.context
    if context.kind == "brief" or context.relationship == "none" or _nothing_said(document):
        return
    run = _Check(document, rules)
    yield from run.findings()


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one part of a deliverable says of its own, for a look at all parts together.

    Attributes:
        verdicts: one for each country in which something is owed.
        label: the wording that counts, as written; empty without one.
        span: where a finding about the part stands.
        start, write: what to do there and which label to write, for a help text.
        assumed: nobody named a country.
    """

    verdicts: tuple[Verdict, ...]
    label: str
    span: tuple[int, int]
    start: str
    write: str
    assumed: bool

    @property
    def says_so(self) -> bool:
        """Whether the part says in words that count somewhere that it is advertising, well placed or not."""
        return bool(self.label) and any(v.outcome in (ADEQUATE, MISPLACED) for v in self.verdicts)

    @property
    def silent(self) -> bool:
        """Whether the part says nothing at all."""
        return any(v.outcome == MISSING for v in self.verdicts) and all(
            v.outcome in (ADEQUATE, MISSING) for v in self.verdicts
        )


def _nothing_said(document: Document) -> bool:
    """Whether a recording has no words: music praises nothing."""
    return document.kind == "transcript" and not document.tokens.words and bool(document.source.strip("\ufeff \t\r\n"))


def assess(document: Document, rules: RuleSet) -> Assessment | None:
    """What a document says of its own; ``None`` where nothing is owed anywhere."""
    if document.context.relationship == "none" or _nothing_said(document):
        return None
    key = f"disclosure:{rules.digest}"
    if key not in document.scans:
        document.scans[key] = _Check(document, rules).assessment()
    found: Assessment | None = document.scans[key]
    return found


_EVERYDAY = frozenset(
    "run-together asterisk thanks collaboration working-with association campaign pr-word partnership-word"
    " asked".split()
)
"""Concepts that also unpaid posts mention; alone they are no hint at a relationship that nobody declared."""


class _Check:
    def __init__(self, document: Document, rules: RuleSet) -> None:
        self.document = document
        self.rules = rules
        self.context = document.context
        self.language = self.context.language or detect(document.folded.text)
        self.assumed = not self.context.jurisdictions
        codes = self.context.jurisdictions or tuple(c for c in ENGLISH_REGIMES if c in rules.policies)
        self.decorated: dict[str, str] = rules.rules["disclosure/decorated"]["decorations"]
        self.judges = [self._judge(code) for code in codes]
        self.mentions = self._mentions(document)

    def _judge(self, code: str) -> Judge:
        policy = self.rules.policies.get(code) or {
            **self.rules.policies["us"],
            **_BLANK,
            "jurisdiction": code,
            "name": code,
        }
        language = self.language
        if language is None and len(policy["languages"]) == 1:
            language = policy["languages"][0]
        relationship = self.context.relationship
        return Judge(policy, self.rules.data["defaults"], relationship, self.document.kind, language, self.decorated)

    def _mentions(self, document: Document) -> Mentions:
        languages = ["en", *([self.language] if self.language else [])]
        languages += [lang for judge in self.judges for lang in judge.policy["languages"]]
        found = find_mentions(document, self.rules, dict.fromkeys(languages))
        return found if document.picture is None else pictures.sort_out(found, document.picture)

    def verdicts(self, document: Document, mentions: Mentions) -> list[Verdict]:
        places = Places(
            document,
            self.rules.platforms,
            lambda: Speech(document, names_of(self.document), plug_tokens(document, self.rules)),
        )
        return [judge.judge(mentions, places) for judge in self.judges if judge.owed()]

    def assessment(self) -> Assessment | None:
        verdicts = self.verdicts(self.document, self.mentions)
        if not verdicts:
            return None
        worst = max(verdicts, key=lambda v: v.rank)
        values = self._values(worst, [worst])
        missing = next((v for v in verdicts if v.outcome == MISSING), worst)
        told = next((v for v in verdicts if v.outcome in (ADEQUATE, MISPLACED) and v.mention), None)
        return Assessment(
            verdicts=tuple(verdicts),
            label=self.document.words(told.mention.start, told.mention.end) if told and told.mention else "",
            span=self._span(missing),
            start=str(values["start"]),
            write=str(values["write"]),
            assumed=self.assumed,
        )

    def findings(self) -> Iterator[Finding]:
        signals: list[str] = []
        unknown = self.context.relationship == "unknown"
        if unknown:
            signals = find_signals(self.document, self.rules)
            hints = [m for m in self.mentions.labels if m.doubt == "" and m.concept not in _EVERYDAY]
            if not signals and not hints:
                return
            if hints and not signals:
                signals = ["a hint at one"]
        verdicts = self.verdicts(self.document, self.mentions)
        failed = [v for v in verdicts if v.outcome != ADEQUATE]
        if self.context.platform_tool:
            failed = [v for v in failed if self.rules.policies.get(v.jurisdiction, {}).get("platform_tool") != "enough"]
        if failed:
            yield self._finding(failed, verdicts, signals)
        elif self.document.picture is not None:
            yield from self._legibility_finding(verdicts, self.document.picture)
        yield from self._language_finding(verdicts)
        yield from self._decoration_finding(verdicts)

    # ------------------------------------------------------------------------------------------ the verdict

    def _finding(self, failed: list[Verdict], verdicts: list[Verdict], signals: list[str]) -> Finding:
        worst = max(failed, key=lambda v: v.rank)
        rule = self.rules.rules[f"disclosure/{NAMES[worst.outcome]}"]
        same = [
            v
            for v in failed
            if v.outcome == worst.outcome and (v.mention, v.judgement.reason) == (worst.mention, worst.judgement.reason)
        ]
        values = self._values(worst, same)
        values["signals"] = join(signals)
        key = ""
        if worst.outcome == MISPLACED:
            key = worst.judgement.reason
            values.update(worst.judgement.facts)
        elif worst.contradiction:
            key = "contradiction"
        elif self.context.relationship == "unknown":
            key = "unknown"
        elif self._unread(worst):
            key = "unread"
        severity = str(rule["severity"])
        if worst.judgement.grade == HINT:
            severity = "note"
        elif worst.judgement.grade == DOUBTFUL and not any(v.judgement.grade == BAD for v in failed):
            severity = step_down(severity)
        by_platform = worst.mention is not None and worst.mention.concept == pictures.PLATFORM_LABEL
        unsure = self.context.relationship == "unknown" or self._unread(worst)
        if unsure or by_platform or self.context.platform_tool:
            severity = step_down(severity)
        message = fill(rule["messages"].get(key, rule["message"]), values)
        start, end = self._span(worst)
        help_text = fill(rule["help"], values)
        if self.context.relationship == "unknown":
            help_text += " Say `relationship: paid`, `gifted`, `affiliate` or `none` to be sure."
        if self.assumed:
            help_text += _NO_COUNTRY
        elif len({v.outcome for v in verdicts}) > 1:
            help_text += " Per country: " + ", ".join(f"{v.jurisdiction} {NAMES[v.outcome]}" for v in verdicts) + "."
        properties: dict[str, Any] = {"verdicts": {v.jurisdiction: NAMES[v.outcome] for v in verdicts}}
        if self.assumed:
            properties["assumed_jurisdictions"] = [v.jurisdiction for v in verdicts]
        properties.update(worst.judgement.facts)
        if self.document.picture is not None:
            properties["thorough"] = self.document.picture.thorough
        if signals:
            properties["signals"] = signals
        return Finding(
            rule=rule["id"],
            severity=severity,
            path=self.document.path,
            message=message,
            location=self._location(worst, start, end),
            excerpt=self.document.excerpt(start, end),
            jurisdictions=() if self.assumed else tuple(sorted(v.jurisdiction for v in failed)),
            help=help_text.strip(),
            references=self._law(same, rule),
            fix=self._fix(worst),
            properties=properties,
        )

    def _unread(self, verdict: Verdict) -> bool:
        """Whether a label may be on the picture all the same: the engine does not read everything."""
        picture = self.document.picture
        return picture is not None and not picture.thorough and verdict.outcome == MISSING

    def _values(self, worst: Verdict, same: list[Verdict]) -> dict[str, Any]:
        policies = [
            judge.policy for judge in self.judges if judge.policy["jurisdiction"] in {v.jurisdiction for v in same}
        ]
        thing = (
            "video"
            if self.context.surface in ("video", "reel", "short", "live")
            else _THINGS.get(self.document.kind, "post")
        )
        label = self.document.words(worst.mention.start, worst.mention.end) if worst.mention else ""
        if worst.outcome == DENIED:
            label = self.document.words(*self._span(worst))
        write = self._labels()[0]
        if self.document.kind in ("transcript", "script"):
            write = _SPOKEN.get(self.language or "en", write.lstrip("#"))
        return {
            "post": _POSTS[self.context.relationship].format(thing=thing),
            "countries": "English-language countries" if self.assumed else join([p["name"] for p in policies]),
            "label": label,
            "why": worst.worth.why or "readers do not understand it as one",
            "write": f'"{write}"',
            "start": _START.get(self.document.kind, "Start the text with"),
            "platform": self.rules.platforms.get(self.context.platform or "", {}).get("name", "the platform"),
        }

    def _span(self, verdict: Verdict) -> tuple[int, int]:
        if verdict.mention is not None and verdict.outcome != DENIED:
            return verdict.mention.start, verdict.mention.end
        if verdict.outcome == DENIED:
            taken_back = [m for m in self.mentions.labels if m.doubt in ("denied", "retracted")]
            if self.mentions.denials:
                return self.mentions.denials[0].start, self.mentions.denials[0].end
            return taken_back[0].start, taken_back[0].end
        text = self.document.text
        start = len(text) - len(text.lstrip())
        end = text.find("\n", start)
        return start, len(text.rstrip()) if end < 0 else end

    def _location(self, verdict: Verdict, start: int, end: int) -> Location:
        """Where a finding stands; what is missing on a picture is missing on all of it."""
        nowhere = self.document.picture is not None and verdict.mention is None and verdict.outcome == MISSING
        return self.document.location(start, start if nowhere else end)

    def _law(self, verdicts: list[Verdict], rule: dict[str, Any]) -> tuple[Reference, ...]:
        found: dict[str, Reference] = {}
        for verdict in verdicts:
            policy = self.rules.policies.get(verdict.jurisdiction)
            if policy is None:
                continue
            law = policy["law"]
            keys = list(law.get(NAMES[verdict.outcome]) or law["missing"])
            if verdict.worth.source:
                keys.insert(0, verdict.worth.source)
            for key in keys:
                source = policy["sources"][key]
                found.setdefault(source["url"], reference(source))
        if not found:
            return laws_of(rule)
        return tuple(found.values())

    def _labels(self) -> list[str]:
        """Labels to write, best first: those of the strictest country, in the language of the content."""
        found: dict[str, None] = {}
        for judge in self.judges:
            write = judge.policy["write"]
            first = write.get(self.language or "") or next(iter(write.values()))
            found[first] = None
        for judge in self.judges:
            found.update(dict.fromkeys(judge.policy["write"].values()))
        return list(found)

    def _fix(self, worst: Verdict) -> Fix | None:
        if self.context.relationship == "unknown" or worst.outcome == DENIED or worst.contradiction:
            return None
        if self.document.picture is not None:
            return None
        mention = worst.mention if worst.outcome != MISSING else None
        return propose(self.document, self._labels_to_write(), mention, lambda source: self._clean(source) is not None)

    def _clean(self, source: str) -> list[Verdict] | None:
        """The verdicts on a corrected source when every country takes its label."""
        corrected = self.document.reread(source)
        verdicts = self.verdicts(corrected, self._mentions(corrected))
        return verdicts if all(v.outcome == ADEQUATE for v in verdicts) else None

    def _labels_to_write(self) -> list[str]:
        """Labels for a fix, best first.

        What the campaign agreed on comes first; then one that readers of the text's language understand; then, where
        the countries want different ones, all of them side by side.
        """
        own: dict[str, None] = {}
        agreed: dict[str, None] = {}
        disclosure = self.document.campaign.data.get("disclosure", {}) if self.document.campaign is not None else {}
        for judge in self.judges:
            policy = judge.policy
            own[policy["write"].get(self.language or "") or next(iter(policy["write"].values()))] = None
            label = disclosure.get("labels", {}).get(policy["jurisdiction"]) or disclosure.get("label")
            if label:
                agreed[label] = None
        found: list[str] = []
        for chosen in (list(agreed), list(own)):
            if len(chosen) > 1:
                found += [label for label in chosen if self._in_language(label)]
                found += [" / ".join(chosen), " / ".join(reversed(chosen))]
            else:
                found += chosen
        return list(dict.fromkeys(glued(label, self.language) for label in (*found, *self._labels())))

    def _in_language(self, label: str) -> bool:
        """Whether readers of the text's language understand a label."""
        mentions = self._mentions(self.document.reread_text(label)).labels
        return self.language is None or any(m.language == self.language for m in mentions)

    # ------------------------------------------------------------------------------ language and decoration

    def _language_finding(self, verdicts: list[Verdict]) -> Iterator[Finding]:
        judges = {j.policy["jurisdiction"]: j for j in self.judges}
        found = [v for v in verdicts if v.foreign]
        if not found or self.language is None:
            return
        mention = found[0].mention
        assert mention is not None
        names = {code: lang["name"] for code, lang in self.rules.languages.items()}
        values = self._values(found[0], found)
        own = judges[found[0].jurisdiction].policy["write"].get(self.language)
        values.update(
            language=names.get(self.language, self.language),
            label_language=names.get(mention.language, mention.language),
        )
        if own:
            values["write"] = f'"{own}"'
        yield self._about(mention, self.rules.rules["disclosure/wrong-language"], values, found)

    def _legibility_finding(self, verdicts: list[Verdict], picture: pictures.SeenPicture) -> Iterator[Finding]:
        """The label that counts on the picture can hardly be read; one that can be read is enough."""
        rule = self.rules.rules["disclosure/illegible"]
        zones = pictures.zones_of(self.rules.platforms, self.context.platform, self.context.surface)
        worst: tuple[pictures.Illegible, Measures, Verdict] | None = None
        for verdict in verdicts:
            mention = verdict.mention
            if mention is None or mention.concept == pictures.PLATFORM_LABEL:
                continue
            measured = None
            for other in self._worth_as_much(verdict, mention):
                if picture.place(other.start) != "overlay":
                    measured = None
                    break
                measures = picture.measure(other.start, other.end, zones)
                problem = pictures.judge(measures, rule["legibility"])
                if problem is None:
                    measured = None
                    break
                if measured is None or problem.certain < measured[0].certain:
                    measured = (problem, measures, verdict._replace(mention=other))
            if measured is not None and (worst is None or measured[0].certain > worst[0].certain):
                worst = measured
        if worst is None:
            return
        problem, measures, verdict = worst
        assert verdict.mention is not None
        values = self._values(verdict, verdicts)
        values.update(
            measures._asdict(), covered=round(100 * measures.covered), phone=PHONE_WIDTH, why="it can hardly be read",
            least=f"{rule['legibility']['size']['fail']:g}",
        )  # fmt: skip
        finding = self._about(verdict.mention, rule, values, verdicts, situation=problem.reason)
        severity = finding.severity if problem.certain else step_down(finding.severity)
        yield replace(finding, severity=severity, properties=measures._asdict())

    def _worth_as_much(self, verdict: Verdict, mention: Mention) -> list[Mention]:
        """Labels that a country takes as it takes this one, this one first."""
        judge = next(j for j in self.judges if j.policy["jurisdiction"] == verdict.jurisdiction)
        present = {m.concept for m in self.mentions.labels}
        same = [m for m in self.mentions.labels if not m.doubt and judge.worth(m, present).counts == "clear"]
        return [mention, *(m for m in same if m != mention)]

    def _decoration_finding(self, verdicts: list[Verdict]) -> Iterator[Finding]:
        for verdict in verdicts:
            mention = verdict.mention
            if mention is None or verdict.worth.counts != "clear":
                continue
            kinds = [k for k in mention.decorations if self.decorated.get(k) == "warn"]
            if not kinds:
                continue
            values = self._values(verdict, [verdict])
            values.update(decoration=join(kinds), label=mention.label, plain=mention.label)
            fix = plain_letters(self.document, mention, self._undecorated)
            yield self._about(mention, self.rules.rules["disclosure/decorated"], values, verdicts, fix)
            return

    def _undecorated(self, source: str) -> bool:
        verdicts = self._clean(source)
        return verdicts is not None and not any(v.mention and v.mention.decorations for v in verdicts)

    def _about(
        self,
        mention: Mention,
        rule: dict[str, Any],
        values: dict[str, Any],
        verdicts: list[Verdict],
        fix: Fix | None = None,
        situation: str = "",
    ) -> Finding:
        severity = str(rule["severity"])
        return Finding(
            rule=rule["id"],
            severity=step_down(severity) if self.context.relationship == "unknown" else severity,
            path=self.document.path,
            message=fill(rule["messages"].get(situation, rule["message"]), values),
            location=self.document.location(mention.start, mention.end),
            excerpt=self.document.excerpt(mention.start, mention.end),
            jurisdictions=() if self.assumed else tuple(sorted(v.jurisdiction for v in verdicts)),
            help=fill(rule["help"], values),
            references=laws_of(rule),
            fix=fix,
        )


_BLANK: dict[str, Any] = {"strengths": [], "same_language": False, "platform_tool": "helps", "owes": {}}
