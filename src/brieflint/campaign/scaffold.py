"""The files of a new campaign folder: a record, a sample draft, the settings, the hook. Nothing is written here."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

TEMPLATES: Mapping[str, str] = {
    "paid-post": "paid",
    "gifted-seeding": "gifted",
    "affiliate": "affiliate",
    "ambassador": "paid",
    "own-team": "employee",
    "ad-asset": "paid",
}
"""Kinds of collaboration, by the name of their template, with the relationship that they stand for."""

SURFACES: Mapping[str, str] = {
    "instagram": "reel",
    "tiktok": "video",
    "youtube": "video",
    "x": "post",
    "facebook": "post",
    "linkedin": "post",
    "threads": "post",
    "pinterest": "pin",
    "snapchat": "story",
    "twitch": "stream",
    "podcast": "episode",
    "blog": "article",
    "newsletter": "email",
}
"""What is posted on each platform, mostly."""

_DESCRIBED = ("youtube", "twitch", "podcast")
_WITHOUT_HANDLES = ("podcast", "blog", "newsletter")
_CURRENCIES = {
    **{"us": "USD", "gb": "GBP", "ca": "CAD", "au": "AUD", "nz": "NZD", "ch": "CHF", "in": "INR", "jp": "JPY"},
    **{"br": "BRL", "se": "SEK", "no": "NOK", "dk": "DKK", "pl": "PLN"},
}
_EURO = ("at", "be", "de", "es", "eu", "fi", "fr", "ie", "it", "nl", "pt")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new campaign is about.

    Attributes:
        template: one of :data:`TEMPLATES`.
        jurisdictions: in the form of records: ``("us", "gb")``.
        language: of the brief and the draft: BCP 47.
        labels: the label of each country, in that language.
        day: the day on which the campaign is laid out; its dates follow from it.
    """

    brand: str
    product: str
    template: str
    jurisdictions: tuple[str, ...]
    platform: str
    language: str
    labels: Mapping[str, str]
    creator: str
    category: str | None
    day: date


@dataclass(frozen=True, slots=True)
class _Words:
    problem: str
    messages: tuple[str, str]
    why: str
    topic: str
    body: str
    sale: str


_WORDS = {
    "en": _Words(
        "what you wish were easier on an ordinary day",
        ("how you use it on an ordinary day", "what is different since you have it"),
        "you show how things really are",
        "other brands",
        "Three weeks with the {product} from {brand}, and it has found its place.",
        "My code for you: {code}",
    ),
    "de": _Words(
        "was an einem gewöhnlichen Tag leichter gehen könnte",
        ("wie du es an einem gewöhnlichen Tag benutzt", "was anders ist, seit du es hast"),
        "du zeigst, wie es wirklich ist",
        "andere Marken",
        "Seit drei Wochen habe ich {product} von {brand}, und es hat seinen Platz gefunden.",
        "Mein Code für euch: {code}",
    ),
    "fr": _Words(
        "ce qui pourrait être plus simple au quotidien",
        ("comment tu t'en sers un jour ordinaire", "ce qui a changé depuis que tu l'as"),
        "tu montres les choses comme elles sont",
        "d'autres marques",
        "Trois semaines avec {product} de {brand}, et il a trouvé sa place chez moi.",
        "Mon code pour vous : {code}",
    ),
    "es": _Words(
        "lo que podría ser más fácil en un día normal",
        ("cómo lo usas en un día normal", "qué ha cambiado desde que lo tienes"),
        "enseñas las cosas como son",
        "otras marcas",
        "Tres semanas con {product} de {brand}, y ya tiene su sitio en casa.",
        "Mi código para vosotros: {code}",
    ),
    "it": _Words(
        "che cosa potrebbe essere più semplice in un giorno qualunque",
        ("come lo usi in un giorno qualunque", "che cosa è cambiato da quando ce l'hai"),
        "mostri le cose come sono",
        "altri marchi",
        "Tre settimane con {product} di {brand}, e ha trovato il suo posto.",
        "Il mio codice per voi: {code}",
    ),
}
LANGUAGES = tuple(_WORDS)
"""Languages in which a sample draft can be written; others get an English record and hardly more than a label."""


def slug(text: str, otherwise: str) -> str:
    """A name for files and ids: ``Café Lumière`` is ``cafe-lumiere``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or otherwise


def files_of(answers: Answers) -> dict[str, str]:
    """Every file but the briefs, which are rendered from the record: its path in the folder, and its text."""
    part = "description" if answers.platform in _DESCRIBED else "caption"
    return {
        "campaign.yaml": _record(answers),
        f"drafts/{_deliverable(answers)}.{part}.md": _draft(answers),
        "brieflint.toml": _SETTINGS,
        ".pre-commit-config.yaml": HOOKS,
    }


def _deliverable(answers: Answers) -> str:
    return f"{slug(answers.creator, 'creator')}-{SURFACES[answers.platform]}"


def _url(answers: Answers) -> str:
    brand, creator = slug(answers.brand, "brand"), slug(answers.creator, "creator")
    return (
        f"https://{brand}.example/?utm_source={answers.platform}&utm_medium=creator"
        f"&utm_campaign={brand}&utm_content={creator}"
    )


def _code(answers: Answers) -> str:
    return slug(answers.creator, "creator").replace("-", "").upper()[:12] + "10"


def _handle(answers: Answers) -> str:
    return "@" + slug(answers.brand, "brand").replace("-", "")


def _has_handles(answers: Answers) -> bool:
    return answers.platform not in _WITHOUT_HANDLES


def _is_sold(answers: Answers) -> bool:
    """Whether a sale is traced to the creator: not where a gift asks for nothing, and not for the own team."""
    return answers.template not in ("gifted-seeding", "own-team")


def _draft(answers: Answers) -> str:
    """A sample without a label: which one, and where, is for the law of the countries."""
    words = _WORDS.get(answers.language.split("-")[0])
    brand = _handle(answers) if _has_handles(answers) else answers.brand
    if words is None:
        return f"{brand}\n\n{_code(answers)}\n" if _is_sold(answers) else f"{brand}\n"
    text = words.body.format(product=answers.product, brand=brand)
    if _is_sold(answers):
        text += "\n\n" + words.sale.format(code=_code(answers))
    return text + "\n"


def _quoted(text: str) -> str:
    """A text as a YAML string that no YAML reads as anything else."""
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(?: [A-Za-z0-9]+)*", text) and not _WORD_OF_YAML.match(text)
    return text if plain else json.dumps(text, ensure_ascii=False)


_WORD_OF_YAML = re.compile(r"(?:y|n|yes|no|on|off|true|false|null)\Z", re.IGNORECASE)


def _record(answers: Answers) -> str:
    words = _WORDS.get(answers.language.split("-")[0], _WORDS["en"])
    creator = slug(answers.creator, "creator")
    start = answers.day + timedelta(days=28)
    model = {"ambassador": "ambassador"}.get(answers.template, "one-off")
    end = start + timedelta(days=180 if model == "ambassador" else 60)
    place = "text" if answers.platform in _DESCRIBED else "caption"
    use = "ad-asset" if answers.template == "ad-asset" else "organic"
    handles = f"\n  handles: {{{answers.platform}: {_quoted(_handle(answers))}}}" if _has_handles(answers) else ""
    category = f"\n  category: {answers.category}" if answers.category else ""
    lines = [
        "# The campaign on one page: briefs are rendered from it, and drafts are held against it. Change what differs.",
        "# What may stand here: brieflint schema campaign. What is asked of it: brieflint rules list --family brief",
        "schema: brieflint/campaign@1",
        f"id: {_quoted(slug(answers.brand, 'campaign'))}",
        "version: 1",
        f"template: {answers.template}",
        f"brand:\n  name: {_quoted(answers.brand)}{handles}",
        f"product:\n  name: {_quoted(answers.product)}{category}",
        f"jurisdictions: [{', '.join(_quoted(c) for c in answers.jurisdictions)}]",
        f"languages: [{_quoted(answers.language)}]",
        "objective: sales",
        "kpis: {primary: cpa, secondary: [saves, shares]}",
        f"audience: {{problem: {_quoted(words.problem)}}}",
        f"term: {{model: {model}, start: {start}, end: {end}}}",
        f"voice: {{freedom: guided, use: {use}, honest_opinion: true}}",
        "key_messages:            # the meaning should come across; the words belong to the creator",
        *(f"  - {{id: m{n}, text: {_quoted(text)}}}" for n, text in enumerate(words.messages, 1)),
        "must_not:",
        "  claims:                # what would need proof that you do not have",
        "    - {pattern: best in the world, unless: market study}",
        f"  topics: [{_quoted(words.topic)}]",
        f"disclosure: {{{_labels(answers)}, placement: {{{place}: first-line}}}}",
        *([f"required: {{mentions: [{_quoted(_handle(answers))}]}}"] if _has_handles(answers) else []),
        f"approval: {{owner: {_mail(answers)}, hours: 48, max_rounds: 2, silence: approved}}",
        "usage_rights:",
        "  organic: {days: 180, credit: true}",
        f"compensation: {_compensation(answers)}",
        "contract: {takedown_hours: 24, ai_use: declare}",
        f"contact: {{name: {_quoted(answers.brand)}, email: {_mail(answers)}}}",
        "creators:",
        f"  - id: {_quoted(creator)}",
        f"    name: {_quoted(answers.creator)}",
        f"    relationship: {TEMPLATES[answers.template]}",
        *(["    obligation: none"] if answers.template == "gifted-seeding" else []),
        f"    why: {_quoted(words.why)}",
        *(
            [f"    tracking: {{url: {json.dumps(_url(answers))}, code: {_quoted(_code(answers))}}}"]
            if _is_sold(answers)
            else []
        ),
        "    deliverables:",
        f"      - {{id: {_quoted(_deliverable(answers))}, platform: {answers.platform},"
        f" surface: {SURFACES[answers.platform]}{_length(answers)},"
        f" draft_due: {start - timedelta(days=10)}, live: {start}}}",
    ]
    return "\n".join(lines) + "\n"


def _labels(answers: Answers) -> str:
    labels = dict(answers.labels)
    if len(set(labels.values())) == 1:
        return f"label: {_quoted(next(iter(labels.values())))}"
    return f"labels: {{{', '.join(f'{_quoted(c)}: {_quoted(label)}' for c, label in labels.items())}}}"


def _length(answers: Answers) -> str:
    """How long the deliverable is, where a length can be said."""
    surface = SURFACES[answers.platform]
    if surface in ("reel", "video", "short"):
        return ", seconds: [30, 60]"
    return ", words: [30, 120]" if surface in ("post", "pin", "article", "email") else ", count: 1"


def _mail(answers: Answers) -> str:
    return f"briefs@{slug(answers.brand, 'brand')}.example"


def _compensation(answers: Answers) -> str:
    country = answers.jurisdictions[0]
    currency = "EUR" if country in _EURO else _CURRENCIES.get(country, "USD")
    if answers.template == "gifted-seeding":
        return f"{{model: gifting, goods: {_quoted(answers.product)}, value: 50, currency: {currency}}}"
    if answers.template == "affiliate":
        return f"{{model: commission, rate: 0.1, currency: {currency}, net_days: 30}}"
    if answers.template == "own-team":
        return "{model: salary}"
    model = "retainer" if answers.template == "ambassador" else "flat"
    return f"{{model: {model}, base: 500, currency: {currency}, net_days: 30, release_condition: [label-in-place]}}"


_SETTINGS = """\
# What holds for every draft in this folder and below. The campaign record says the rest.
fail_on = "error"                # a hook and a pipeline stop from here on: note, warning, error, never
# ignore = ["content/too-many-hashtags"]
# waivers = "legal/waivers.yaml" # without it, the nearest waivers.yaml counts
# baseline = "known.json"        # findings of yesterday: brieflint baseline update known.json

# Files that cannot say it themselves:
# [[overrides]]
# files = ["stories/*.png"]
# platform = "instagram"
# surface = "story"
"""

HOOKS = """\
# brieflint before every commit. Install pre-commit, then run 'pre-commit install' here once.
repos:
  - repo: local
    hooks:
      - id: brieflint
        name: brieflint (drafts and briefs)
        entry: brieflint check --force-exclude --quiet
        language: system
        types: [file]
        files: (?i)\\.(md|markdown|txt|srt|vtt|png|jpe?g|webp|csv)$|(^|/)campaign\\.ya?ml$
      - id: brieflint-briefs
        name: brieflint (briefs are what the record says)
        entry: brieflint render --check
        language: system
        types: [file]
        files: (^|/)campaign\\.ya?ml$|\\.brief\\.md$|\\.md\\.j2$
        require_serial: true
"""
