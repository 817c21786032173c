"""What a rule file may say. Pydantic validates it when the rule cache is built; checking a draft never imports this.

These documents live under ``rules/``: a *rule* (``brieflint/rule@1``), the label *lexicon* of one language
(``brieflint/labels@1``), the disclosure *policy* of one jurisdiction (``brieflint/policy@1``), shared *lexicons* and
phrase pieces (``brieflint/lexicon@1``), and the *platforms* table (``brieflint/platforms@1``).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Severity = Literal["note", "warning", "error"]
Relationship = Literal["paid", "gifted", "affiliate", "employee", "own-brand", "none", "unknown"]
Kind = Literal["caption", "script", "description", "overlay", "transcript", "brief"]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$")]
Decoration = Literal["full-width", "mathematical", "enclosed", "small", "look-alike", "stacked", "invisible"]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Country = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$")]


class Strict(BaseModel):
    """Unknown keys are errors: a misspelt key must not switch a rule off in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Strict):
    """A law, ruling or guide: what it is, where it stands, and the day somebody last looked."""

    title: Text
    url: Url
    checked: date = Field(description="the day the page was last read, ISO 8601")
    jurisdictions: list[Country] = Field(default=[], description="whose law it is; empty: shown everywhere")


class Described(Strict):
    """What is measured of the text of an example on a picture; see ``brieflint.sources.images.legibility``."""

    contrast: float | None = Field(default=None, ge=1, le=21)
    worst: float | None = Field(default=None, ge=1, le=21)
    pixels: float = Field(gt=0, description="size of the font on a phone 390 pixels wide")
    covered: float = Field(default=0, ge=0, le=1)
    place: Literal["header", "overlay", "caption", "interface"] = "overlay"
    thorough: bool = True


class Bounds(Strict):
    """Where a measure is sure to fail and where it may."""

    fail: float | None = None
    warn: float | None = None


class Beside(Strict):
    """Another part of the deliverable that the text of an example belongs to."""

    kind: Kind
    text: Text


class Example(Strict):
    """A text that must flag or must pass. In ``flag`` the words to be marked stand between ``[[`` and ``]]``."""

    text: Text
    why: str = ""
    rule: RuleId | None = Field(default=None, description="in a policy: the finding that is expected")
    kind: Kind = "caption"
    platform: str = "instagram"
    surface: str | None = None
    jurisdictions: list[Country] | None = None
    language: Language | None = None
    relationship: Relationship = "paid"
    category: str | None = None
    platform_tool: bool = False
    picture: Described | None = Field(default=None, description="the text stands on a picture")
    beside: Beside | None = Field(default=None, description="another part of the same deliverable")
    campaign: dict[str, Any] | None = Field(
        default=None, description="a part of a campaign record, laid over a minimal one, that the text belongs to"
    )


class Examples(Strict):
    """What keeps a rule honest: it does not load before these hold."""

    flag: list[Example] = Field(min_length=1)
    pass_: list[Example] = Field(min_length=1, alias="pass")


class Life(Strict):
    """Since which release a rule exists, and what became of it."""

    since: str = "0.1.0"
    deprecated: str | None = None
    replaced_by: RuleId | None = None
    formerly: list[RuleId] = []


class Block(Strict):
    """Wordings of a phrase rule that share their conditions.

    A wording is a hit where its conditions hold: country and category of the draft, a cue nearby (``needs``), no
    look-alike over it (``unless``), no statement in the text that clears it (``cleared_by``), no negation before it.
    """

    phrases: list[Text] = []
    regex: list[Text] = Field(default=[], description="escape hatch, matched on folded text; bounded patterns only")
    jurisdictions: list[Country] = Field(default=[], description="empty: everywhere; 'eu' stands for its members too")
    not_jurisdictions: list[Country] = []
    categories: list[Slug] = Field(default=[], description="categories or groups of them; empty: every category")
    not_categories: list[Slug] = []
    unknown_category: Literal["lower", "skip", "same"] = Field(
        default="lower",
        description="when the draft names no category: one severity lower, no finding, or no difference",
    )
    kinds: list[Kind] = Field(default=[], description="kinds of document; empty: all")
    severity: Severity | None = None
    claim: Literal["ban", "substantiate"] | None = None
    message: str | None = None
    needs: list[Text] = Field(default=[], description="phrases of which one must stand near the hit")
    within: Literal["sentence", "neighbours", "text"] = Field(
        default="neighbours", description="how near: the same sentence, that or the next ones, anywhere"
    )
    or_told: list[Relationship] = Field(
        default=[], description="relationships of the draft that do as well as one of ``needs``"
    )
    unless: list[Text] = Field(default=[], description="look-alikes: a hit that one of these covers is no hit")
    unless_near: list[Text] = Field(
        default=[], description="phrases that clear the hit when they stand in its sentence"
    )
    cleared_by: list[Text] = Field(default=[], description="phrases that clear the hit wherever they stand in the text")
    negated: Literal["clear", "keep"] = Field(default="clear", description="what a negation before the hit does")
    asked: Literal["clear", "keep"] = Field(default="clear", description="what a question with a negative answer does")
    masked: Literal["clear", "keep"] = Field(default="clear", description="what a ban list around the hit does")
    hedged: Literal["keep", "lower"] = Field(
        default="keep", description="what may, might, could, up to do to the severity"
    )

    @model_validator(mode="after")
    def _something(self) -> Block:
        if not self.phrases and not self.regex:
            raise ValueError("a block needs 'phrases' or 'regex'")
        return self


class Rule(Life):
    """One rule: what it reports and why, with the law, and examples on both sides.

    ``message``, ``help`` and ``messages`` are templates: ``{name}`` stands for a value that the check knows.
    """

    schema_: Literal["brieflint/rule@1"] = Field(alias="schema")
    id: RuleId
    kind: Literal["verdict", "phrase", "overlap", "content", "campaign", "field", "section", "waiver"] = Field(
        description="which check runs it"
    )
    default: Literal["on", "off"] = Field(default="on", description="off: runs only when it is selected by name")
    title: Text
    severity: Severity
    message: Text
    messages: dict[Slug, Text] = Field(default={}, description="other messages for particular situations")
    help: str = ""
    why: Text
    decorations: dict[Decoration, Literal["clear", "warn", "weak"]] = Field(
        default={}, description="what unusual letters do to a label: nothing, a finding, or it does not count"
    )
    legibility: dict[Literal["contrast", "ground", "size", "covered"], Bounds] = Field(
        default={}, description="of disclosure/illegible: contrast 1 to 21, size in pixels of a phone, share covered"
    )
    claim: Literal["ban", "substantiate"] | None = Field(
        default=None, description="no evidence makes it lawful, or it needs proof on file"
    )
    instead: list[Text] = Field(default=[], description="safer wordings")
    unless: list[Text] = Field(default=[], description="look-alikes for every block")
    blocks: list[Block] = Field(default=[], description="of a phrase rule")
    fields: list[Text] = Field(default=[], description="of a field rule: dotted paths of a record; one must be filled")
    evidence: list[Text] = Field(default=[], description="of a field rule: phrases by which a prose brief says it")
    owed_by: list[Relationship] = Field(
        default=[], description="of a field rule: relationships that need it; empty: all"
    )
    yields_to: list[RuleId] = Field(default=[], description="more specific rules that win where both hit")
    jurisdictions: list[Country] = Field(default=[], description="empty: everywhere")
    categories: list[str] = Field(default=[], description="empty: every category")
    references: list[Source] = []
    examples: Examples

    @model_validator(mode="after")
    def _complete(self) -> Rule:
        if self.kind == "phrase" and not self.blocks:
            raise ValueError("a phrase rule needs 'blocks'")
        if self.kind not in ("phrase", "section", "field") and self.blocks:
            raise ValueError("'blocks' belong to a phrase rule")
        if (self.kind == "field") != bool(self.fields):
            raise ValueError("a field rule needs 'fields', and no other rule has them")
        return self


class Concept(Strict):
    """Wordings of one language that say one thing about a post.

    ``words`` count only where a label stands (a hashtag, brackets, the start or end of a line); ``tags`` only as a
    hashtag; ``tag_endings`` at the end of a hashtag (``#AcmeAmbassador``); ``phrases`` anywhere; ``spoken`` anywhere in
    what is said, and only there.
    """

    words: list[Text] = []
    tags: list[Text] = []
    tag_endings: list[Text] = []
    phrases: list[Text] = []
    spoken: list[Text] = []


class Labels(Strict):
    """The label lexicon of one language."""

    schema_: Literal["brieflint/labels@1"] = Field(alias="schema")
    language: Language
    name: Text
    concepts: dict[Slug, Concept]
    look_alikes: list[Text] = Field(default=[], description="phrases that hold a label word and are no label")
    denials: list[Text] = Field(default=[], description="wordings that say this is no ad")
    retractions: list[Text] = Field(default=[], description="what takes a label back when it follows")
    not_after: list[Text] = Field(default=[], description="words after which a label word is an ordinary noun")
    negators_before: list[Text] = []
    negators_after: list[Text] = []
    question_openers: list[Text] = []
    run_together: list[Text] = Field(default=[], description="label words that hide at the end of a longer word")
    run_together_not: list[Text] = Field(default=[], description="ordinary word endings that are no hidden label")


class Strength(Strict):
    """One row of a policy's table: what a wording is worth. The last row that fits decides."""

    concept: Slug | None = None
    text: str | None = Field(default=None, description="an exact label, as written: '#sp'")
    language: list[Language] = []
    relationship: list[Relationship] = []
    kind: list[Kind] = []
    form: list[Literal["tag", "plain"]] = Field(default=[], description="as a hashtag, or not")
    needs: list[Slug] = Field(default=[], description="concepts of which one must be mentioned too")
    counts: Literal["clear", "weak", "nothing"]
    why: str = ""
    source: str | None = None

    @model_validator(mode="after")
    def _about_something(self) -> Strength:
        if (self.concept is None) == (self.text is None):
            raise ValueError("a row names either a concept or a text")
        return self


class Spoken(Strict):
    """When a label must be said, in seconds."""

    early: float = Field(default=30, gt=0, description="from the start: early in any recording")
    after_praise: float = Field(default=6, ge=0, description="this soon after the praise began is still in time")
    live_every: float | None = Field(default=None, gt=0, description="said at least this often in a live stream")
    again_after: float | None = Field(
        default=None,
        gt=0,
        description="a mention of the brand this long after the last label calls for another (a note)",
    )
    why: str = ""
    source: str | None = None


class Place(Strict):
    """Where a label must stand."""

    first_word: bool = False
    hash_needed: bool = False
    first_lines: int | None = Field(default=None, ge=1, le=5, description="must stand in the first N lines")
    hashtag_row: Literal["first", "first-or-last", "first-three", "alone"] = "first"
    spoken: Spoken = Field(default=Spoken(), validate_default=True)
    why: str = ""
    source: str | None = None


class Demand(Strict):
    """How grave it is that only one of two ways of telling was used."""

    severity: Severity
    why: Text = Field(description="ends a sentence that readers see")
    source: str | None = None


class Video(Strict):
    """What a deliverable owes that is both read and heard: a caption or overlays, and a voice."""

    text_only: Demand | None = Field(default=None, alias="text-only", description="written, and not said")
    spoken_only: Demand | None = Field(default=None, alias="spoken-only", description="said, and not written")


class Policy(Strict):
    """How one jurisdiction judges disclosure. A new country is a new file."""

    schema_: Literal["brieflint/policy@1"] = Field(alias="schema")
    jurisdiction: Country
    aliases: list[Country] = []
    name: Text = Field(description="as it reads in a sentence: 'the United Kingdom'")
    authority: Text
    languages: list[Language]
    same_language: bool = Field(default=False, description="the label must be in the language of the content")
    sources: dict[Slug, Source]
    owes: dict[Relationship, bool] = Field(
        default={}, description="which relationships owe a label; default: all but none"
    )
    platform_tool: Literal["enough", "helps"] = Field(
        default="helps", description="whether the platform's own label is enough, or only lowers the severity"
    )
    strengths: list[Strength]
    place: Place = Place()
    video: Video = Field(default=Video(), validate_default=True)
    write: dict[Language, Text] = Field(description="the label to write, by language of the content")
    law: dict[Literal["missing", "ambiguous", "misplaced", "denied", "wrong-language"], list[str]]
    examples: Examples

    @model_validator(mode="after")
    def _sources_exist(self) -> Policy:
        named = [row.source for row in self.strengths if row.source] + [k for keys in self.law.values() for k in keys]
        demands = (self.video.text_only, self.video.spoken_only)
        named += [part.source for part in (self.place, self.place.spoken, *demands) if part is not None and part.source]
        for key in named:
            if key not in self.sources:
                raise ValueError(f"source '{key}' is not listed under 'sources'")
        if "missing" not in self.law:
            raise ValueError("'law' needs an entry 'missing'")
        return self


class Defaults(Strict):
    """The rows that hold everywhere before a policy's own rows."""

    schema_: Literal["brieflint/defaults@1"] = Field(alias="schema")
    title: Text
    strengths: list[Strength]


class Lexicon(Strict):
    """Word lists (``{name}`` in a phrase) and shared pieces (``<name>``)."""

    schema_: Literal["brieflint/lexicon@1"] = Field(alias="schema")
    title: Text
    lexicons: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")], list[Text]] = {}
    pieces: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")], Text] = {}


class Platform(Strict):
    """What a reader sees of a text before tapping 'more', in characters."""

    name: Text
    warn_after: int | None = Field(default=None, ge=1, description="a label that starts later may be cut")
    fold: int | None = Field(default=None, ge=1, description="a label that ends later is behind the fold")
    first_lines: int | None = Field(default=None, ge=1, description="lines shown before the cut")
    max_length: int | None = None
    max_hashtags: int | None = None
    covered: dict[Slug, list[tuple[float, float, float, float]]] = Field(
        default={}, description="by surface: left, top, right, bottom of what the app covers, as shares of the frame"
    )
    sources: list[Source] = []


class Platforms(Strict):
    """Folds and limits of the platforms."""

    schema_: Literal["brieflint/platforms@1"] = Field(alias="schema")
    platforms: dict[Slug, Platform]


class Signals(Strict):
    """What in a text betrays a relationship that nobody declared."""

    schema_: Literal["brieflint/signals@1"] = Field(alias="schema")
    title: Text
    signals: dict[Slug, Signal]


class Signal(Strict):
    """One kind of evidence: how it reads in a message, and its wordings."""

    title: Text
    phrases: list[Text]


class Statement(Strict):
    """A standard or mandated sentence that is never a claim."""

    phrases: list[Text]
    jurisdictions: list[Country] = []
    source: str = ""


class Masks(Strict):
    """What is blanked out before claims are looked for, and how negation and report read."""

    schema_: Literal["brieflint/masks@1"] = Field(alias="schema")
    title: Text
    statements: list[Statement] = []
    forbidding: list[Text] = Field(
        default=[], description="headings and lead-ins after which words are quoted as forbidden"
    )
    demanding: list[Text] = Field(default=[], description="headings after which words are demanded")
    negators: list[Text] = []
    no_negators: list[Text] = Field(default=[], description="phrases that look like negation and are none")
    enders: list[Text] = Field(default=[], description="words that end the reach of a negator")
    reported: list[Text] = Field(default=[], description="words that mark a sentence as report, warning or myth")
    doubtful_answers: list[Text] = Field(default=[], description="answers that make a question no claim")
    hedges: list[Text] = []


class Categories(Strict):
    """Groups of product categories that rules may name."""

    schema_: Literal["brieflint/categories@1"] = Field(alias="schema")
    title: Text
    groups: dict[Slug, list[Slug]]


DOCUMENTS: dict[str, type[BaseModel]] = {
    "brieflint/rule@1": Rule,
    "brieflint/labels@1": Labels,
    "brieflint/policy@1": Policy,
    "brieflint/defaults@1": Defaults,
    "brieflint/lexicon@1": Lexicon,
    "brieflint/platforms@1": Platforms,
    "brieflint/signals@1": Signals,
    "brieflint/masks@1": Masks,
    "brieflint/categories@1": Categories,
}
"""Every document that may stand under ``rules/``, by its ``schema`` value."""

Signals.model_rebuild()
