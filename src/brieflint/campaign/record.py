"""What a campaign record may say: the pydantic models of ``brieflint/campaign@1``.

Only the brand's name, the jurisdictions, the disclosure and each creator's relationship are required; every other field
switches further checks on. Imported only when a record is not in the cache.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from brieflint.campaign import fields as f

SCHEMA = "brieflint/campaign@1"


class Part(BaseModel):
    """Unknown keys are errors: a misspelt key must not switch a check off in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Brand(Part):
    """Who pays or gives."""

    name: f.Text
    handles: dict[f.Platform, f.Handle] | None = None
    say_it: f.Text | None = Field(default=None, description="how the name is spoken")
    about: f.Text | None = None
    url: f.Url | None = None


class Product(Part):
    """What the posts are about."""

    name: f.Text | None = None
    about: f.Text | None = None
    category: f.Slug | None = None
    iab_ad_product: f.Text | None = Field(default=None, description="IAB Tech Lab Ad Product Taxonomy 2.0 id")
    received_on: f.Day | None = Field(default=None, description="when creators have it in hand")
    url: f.Url | None = None
    value: f.Amount | None = Field(default=None, description="what it would cost, in compensation.currency")


class Kpis(Part):
    """What success is measured by."""

    primary: f.Slug
    secondary: f.Many[f.Slug] | None = None


class Audience(Part):
    """Whom the posts should reach."""

    problem: f.Text | None = Field(default=None, description="the problem these people have, concretely")
    who: f.Text | None = None


class Term(Part):
    """How long the collaboration runs."""

    model: Literal["one-off", "series", "ambassador", "always-on"] | None = None
    start: f.Day | None = None
    end: f.Day | None = None


class Voice(Part):
    """How free the wording is, and who publishes."""

    freedom: Literal["open", "guided", "prescribed"] | None = None
    use: Literal["organic", "ad-asset"] | None = None
    honest_opinion: bool | None = None


class KeyMessage(Part):
    """A meaning that must come across; its words must not."""

    id: f.Name | None = None
    text: f.Text
    evidence: f.Text | None = Field(default=None, description="the proof on file")
    variant: f.Text | None = None


class FixedText(Part):
    """Text that may be word for word."""

    id: f.Name | None = None
    kind: Literal["legal", "label", "name", "code", "url"]
    text: f.Text
    languages: f.Many[f.Language] | None = None


class Script(Part):
    """Prescribed words, for ad assets that the creator does not publish."""

    id: f.Name | None = None
    text: f.Text


class MustHave(Part):
    """What the content must show, and who checks it."""

    id: f.Name | None = None
    text: f.Text
    check: Literal["human", "ocr", "transcript", "caption"] | None = None


class Claim(Part):
    """A claim that may not be made."""

    pattern: f.Text
    unless: f.Text | None = Field(default=None, description="the proof that would allow it")


class MustNot(Part):
    """What may not be said."""

    claims: list[Annotated[Claim, f.as_field("pattern")]] | None = None
    topics: f.Many[f.Text] | None = None


class Disclosure(Part):
    """How the connection is made known; an empty mapping leaves it to the law of each country."""

    label: f.Text | None = Field(default=None, description="the label in every country that 'labels' does not name")
    labels: dict[f.Country, f.Text] | None = Field(default=None, description="labels by country")
    placement: dict[Literal["caption", "video", "story", "live", "image", "text", "audio"], f.Many[f.Place]] | None = (
        None
    )
    platform_switch: bool | None = Field(default=None, description="the platform's paid-partnership label is turned on")
    note: f.Text | None = None


class Required(Part):
    """Tags that every post carries."""

    mentions: f.Many[f.Mention] | None = None
    hashtags: f.Many[f.Hashtag] | None = None


class Approval(Part):
    """Who looks at drafts, how fast, how often."""

    owner: f.Text | None = None
    steps: f.Many[f.Text] | None = None
    hours: f.Count | None = Field(default=None, description="hours to answer")
    max_rounds: f.Rounds | None = None
    silence: Literal["approved", "rejected", "reminder"] | None = Field(
        default=None, description="what no answer in time means"
    )


class OrganicRights(Part):
    """Reposts by the brand, without advertising money."""

    days: f.Days | None = None
    credit: bool | None = None
    channels: f.Many[f.Slug] | None = None
    territory: f.Jurisdictions | None = None


class PaidRights(Part):
    """The content as an advertisement."""

    days: f.Days | None = None
    from_: Literal["creator", "brand"] | None = Field(default=None, alias="from", description="whose account runs it")
    handle: f.Handle | None = None
    channels: f.Many[f.Slug] | None = None
    territory: f.Jurisdictions | None = None
    fee: f.Amount | None = None
    fee_included: bool | None = None
    permission: Literal["content", "account"] | None = None


class UsageRights(Part):
    """What the brand may do with the content."""

    organic: OrganicRights | None = None
    paid: PaidRights | None = None


class Exclusivity(Part):
    """Competitors the creator leaves alone, and for how long."""

    days: f.Days | None = None
    scope: f.Text | None = None


class Bonus(Part):
    """Pay on top, and what sets it off."""

    trigger: f.Text
    rate: f.Rate | None = None
    amount: f.Amount | None = None


class Compensation(Part):
    """What the creator gets."""

    model: (
        Literal["flat", "performance", "commission", "gifting", "hybrid", "revenue-share", "retainer", "salary", "none"]
        | None
    ) = None
    base: f.Amount | None = None
    currency: f.Currency | None = None
    rate: f.Rate | None = Field(default=None, description="commission on sales")
    bonus: Bonus | None = None
    value: f.Amount | None = Field(default=None, description="value of goods in kind")
    goods: f.Text | None = Field(default=None, description="what is given")
    net_days: f.Whole | None = None
    release_condition: f.Many[f.Text] | None = Field(default=None, description="what must hold before money is paid")


class FrenchContract(Part):
    """What French law asks of the written contract (law 2023-451, article 8)."""

    written: bool | None = None
    value: f.Amount | None = Field(default=None, description="EUR before tax in a year, goods in kind included")
    tax_country: f.Country | None = None
    governing_law: f.Text | None = None


class Contract(Part):
    """What is signed beside the brief."""

    disclosure_clause: bool | None = None
    clawback: bool | None = None
    takedown_hours: f.Count | None = None
    monitoring: Literal["daily", "weekly", "monthly", "none"] | None = None
    ai_use: Literal["declare", "allowed", "forbidden"] | None = None
    nda: bool | None = None
    nda_disclosure_carveout: bool | None = None
    fr: FrenchContract | None = None


class Contact(Part):
    """Whom to ask."""

    name: f.Text | None = None
    email: f.Text | None = None


class Tracking(Part):
    """How sales are traced to one creator."""

    url: f.Url | None = None
    code: f.Code | None = None
    survey: bool | None = None


class Deliverable(Part):
    """One thing to be posted or delivered."""

    id: f.Name | None = None
    platform: f.Platform | None = None
    surface: f.Surface | None = None
    count: f.Count | None = None
    seconds: f.Range[f.Count] | None = None
    words: f.Range[f.Count] | None = None
    ratio: f.Ratio | None = None
    format: f.Text | None = None
    draft_due: f.Day | None = None
    live: f.Range[f.Day] | None = None
    note: f.Text | None = None


class BrandSafety(Part):
    """Who looked at a creator's earlier posts, and when."""

    date: f.Day | None = None
    by: f.Text | None = None


class Vetting(Part):
    """What was looked at before the creator was asked."""

    brand_safety: BrandSafety | None = None


class Creator(Part):
    """Somebody who gets a brief."""

    id: f.Name | None = None
    name: f.Text | None = None
    relationship: f.Relationship
    obligation: Literal["none", "post"] | None = Field(default=None, description="whether a gift asks for a post")
    handles: dict[f.Platform, f.Handle] | None = None
    followers: f.Whole | None = None
    tier: Literal["nano", "micro", "mid", "macro", "mega"] | None = None
    first_time: bool | None = Field(default=None, description="has not worked with brands before")
    why: f.Text | None = Field(default=None, description="why this creator was asked")
    house_format: f.Text | None = Field(default=None, description="how this creator usually films or writes")
    language: f.Language | None = None
    jurisdictions: f.Jurisdictions | None = None
    tracking: Tracking | None = None
    compensation: Compensation | None = Field(default=None, description="instead of the campaign's, for this creator")
    deliverables: list[Deliverable] | None = None
    vetting: Vetting | None = None
    template: f.Name | None = Field(default=None, description="the template of this creator's brief")


class Accessibility(Part):
    """What makes the content usable for everybody."""

    captions: bool | None = None
    alt_text: bool | None = None


class Budget(Part):
    """Money for the whole campaign, in compensation.currency."""

    total: f.Amount | None = None
    creators: f.Amount | None = None
    experimental: f.Amount | None = None


class Campaign(Part):
    """One campaign as data: what the rendered briefs say, and what drafts are held against."""

    schema_: Literal["brieflint/campaign@1"] | None = Field(default=None, alias="schema")
    id: f.Name | None = None
    version: f.Version | None = Field(default=None, description="a draft may name the version it answers")
    brand: Brand
    product: Annotated[Product, f.as_field("name")] | None = None
    jurisdictions: f.Jurisdictions
    languages: f.Many[f.Language] | None = None
    objective: Literal["awareness", "launch", "community", "sales", "content"] | None = None
    kpis: Annotated[Kpis, f.as_field("primary")] | None = None
    audience: Annotated[Audience, f.as_field("problem")] | None = None
    phase: Literal["pilot", "scale"] | None = None
    term: Term | None = None
    voice: Voice | None = None
    key_messages: list[Annotated[KeyMessage, f.as_field("text")]] | None = None
    fixed_text: list[FixedText] | None = None
    script: list[Annotated[Script, f.as_field("text")]] | None = None
    must_have: list[Annotated[MustHave, f.as_field("text")]] | None = None
    must_not: MustNot | None = None
    disclosure: Disclosure
    required: Required | None = None
    references: f.Many[f.Text] | None = Field(default=None, description="for the mood: posts, pictures, links")
    approval: Approval | None = None
    usage_rights: UsageRights | None = None
    exclusivity: Exclusivity | None = None
    compensation: Compensation | None = None
    contract: Contract | None = None
    accessibility: Accessibility | None = None
    contact: Annotated[Contact, f.as_field("email")] | None = None
    budget: Budget | None = None
    template: f.Name | None = Field(default=None, description="the template of the briefs, a name")
    creators: list[Creator] | None = None
