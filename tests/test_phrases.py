"""Phrase rules through ``brieflint.check_text``: what is a claim, and what only sounds like one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import brieflint
from brieflint.findings import Finding
from support import call, write

RULE = """\
schema: brieflint/rule@1
id: {id}
kind: phrase
title: A rule of a test
severity: {severity}
claim: {claim}
message: "'{{words}}' in {{countries}}"
why: A test.
{more}
blocks:
{blocks}
examples:
  flag: [{{text: "it [[cures acne]]"}}]
  pass: [{{text: "nothing of the kind"}}]
"""

BLOCK = '  - phrases: ["(cures|cure|cured|curing) acne", "risk-free", "burns fat"]'

Check = Callable[..., list[Finding]]


def rule(
    folder: Path,
    blocks: str = BLOCK,
    *,
    name: str = "mine/cure",
    severity: str = "error",
    claim: str = "ban",
    more: str = "",
) -> Path:
    """A rule file."""
    text = RULE.format(id=name, severity=severity, claim=claim, more=more, blocks=blocks)
    return write(folder / f"{name.replace('/', '-')}.yaml", text)


@pytest.fixture(scope="module")
def simple(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one simple rule, for most tests."""
    folder = tmp_path_factory.mktemp("simple")
    rule(folder)
    return folder


@pytest.fixture
def check(tmp_path: Path, simple: Path) -> Check:
    """Checks a text with the rules of the test alone: those in ``tmp_path / "rules"``, or else the simple one."""

    def run(text: str, **context: Any) -> list[Finding]:
        own = tmp_path / "rules"
        context.setdefault("jurisdictions", ["us"])
        found = brieflint.check_text(text, rules=[str(own if own.exists() else simple)], **context)
        return [f for f in found if f.rule.startswith("mine/")]

    return run


def words(findings: list[Finding]) -> list[str]:
    return [f.excerpt for f in findings]


# ------------------------------------------------------------------------------------------------- wording


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("It cures acne.", "cures acne"),
        ("IT CURES ACNE", "CURES ACNE"),
        ("It cures\nacne.", "cures\nacne"),
        ("It “cures” acne", "cures” acne"),
        ("It cures 🌿 acne", "cures 🌿 acne"),
        ("It **cures** acne", "cures** acne"),
        ("A risk-free pot", "risk-free"),
        ("A risk free pot", "risk free"),
        ("A riskfree pot", "riskfree"),
        ("It 𝗰𝘂𝗿𝗲𝘀 acne", "𝗰𝘂𝗿𝗲𝘀 acne"),
    ],
)
def test_finds_a_wording_however_it_is_written(check: Check, text: str, excerpt: str) -> None:
    assert words(check(text)) == [excerpt]


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("Up 20% a month", "20% a month"),
        ("Up 20 % a month", "20 % a month"),
        ("Up 20 percent a month", "20 percent a month"),
        ("Up 20 per cent a month", "20 per cent a month"),
        ("Up 20 pour cent a month", "20 pour cent a month"),
        ("Up 20 a month", None),
        ("Up 20 cents a month", None),
    ],
)
def test_a_percent_sign_stands_for_the_word_too(check: Check, tmp_path: Path, text: str, excerpt: str | None) -> None:
    rule(tmp_path / "rules", '  - phrases: ["{number} % a month", "100% pure"]')
    assert words(check(text)) == ([excerpt] if excerpt else [])
    assert words(check("100 percent pure")) == ["100 percent pure"]


@pytest.mark.parametrize(
    "text", ["It cures. Acne is over.", "It cures, acne and all", "It cures the acne", "It secures acne"]
)
def test_words_that_do_not_stand_in_a_row_are_no_hit(check: Check, text: str) -> None:
    assert check(text) == []


@pytest.mark.parametrize("tag", ["#curesacne", "#CuresAcne", "#CURESACNE", "#cures_acne", "#curesacnenow"])
def test_hashtags_are_words(check: Check, tag: str) -> None:
    assert len(check(f"Love this {tag}")) == 1


@pytest.mark.parametrize(
    "text", ["https://example.com/cures-acne", "mail to cures.acne@example.com", "by @cures.acne", "`cures acne`"]
)
def test_addresses_and_code_are_no_words(check: Check, text: str) -> None:
    assert check(f"See {text}") == []


# ------------------------------------------------------------------------------------------------ negation


@pytest.mark.parametrize(
    "text",
    [
        "It does not cure acne.",
        "It doesn't cure acne.",
        "This won’t cure acne, sadly.",
        "No cream cures acne.",
        "I am not saying that it cures acne.",
        "Nothing in this jar cures acne.",
        "Nobody claims it cures acne.",
        "No balm, oil or pill cures acne.",
        "It never claimed to cure acne.",
        "Not meant to treat eczema, heal scars or cure acne.",
        "Beware of creams that cure acne.",
        "I avoid saying it cures acne.",
        "Das ist kein Mittel that cures acne.",
        "Ce n'est pas un produit that cures acne.",
        "Myth: toothpaste cures acne.",
        "The so-called serum that cures acne is a scam.",
        "It is false that lemon cures acne.",
        "Any ad that says it cures acne is misleading.",
    ],
)
def test_denied_and_debunked_wordings_pass(check: Check, text: str) -> None:
    assert check(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Not only does it smell nice, it cures acne.",
        "It not only hydrates but cures acne.",
        "No doubt it cures acne.",
        "No wonder it cures acne.",
        "I can't wait to tell you how it cures acne.",
        "I can't recommend it enough, it cures acne.",
        "No side effects, it cures acne.",
        "Without diet or exercise it burns fat.",
        "It is not a drug but it cures acne.",
        "This is not a drug, it cures acne.",
        "I did not believe it. It cures acne.",
        "Don't wait: it cures acne.",
        "Why not try what cures acne?  Order now.",
        "Nothing works better, it cures acne.",
        "No matter how old you are it cures acne.",
        "No more hiding, it cures acne.",
        "If you don't like pills, it cures acne.",
        "Don't forget to say that it cures acne.",
        "Don't miss what cures acne.",
        "No prescription needed and it cures acne.",
        "Without scent, curing acne for good.",
    ],
)
def test_what_only_looks_like_negation_does_not_clear(check: Check, text: str) -> None:
    assert len(check(text)) == 1


def test_a_disclaimer_elsewhere_does_not_cancel_a_claim(check: Check) -> None:
    text = (
        "It cures acne. Results may vary. This statement has not been evaluated by the Food and Drug Administration. "
        "This product is not intended to diagnose, treat, cure, or prevent any disease."
    )
    assert words(check(text)) == ["cures acne"]


def test_negation_can_be_switched_off(check: Check, tmp_path: Path) -> None:
    rule(tmp_path / "rules", BLOCK + "\n    negated: keep")
    assert len(check("It does not cure acne.")) == 1


# ------------------------------------------------------------------------------------ questions and report


@pytest.mark.parametrize(
    "text",
    [
        "Does it cure acne?",
        "Does it cure acne? No.",
        "Does it cure acne? I asked a dermatologist, and she was not sure.",
        "Is it true that it cures acne? The honest answer: we don't know.",
        "Kann das sein: it cures acne? Nein.",
    ],
)
def test_a_question_with_no_or_a_doubtful_answer_passes(check: Check, text: str) -> None:
    assert check(text) == []


@pytest.mark.parametrize(
    "text",
    ["Want what cures acne? Order at the link.", "Does it cure acne? Yes!", "Did you know it cures acne? Now you do."],
)
def test_a_question_that_sells_is_a_claim(check: Check, text: str) -> None:
    assert len(check(text)) == 1


@pytest.mark.parametrize(
    "text", ["It may cure acne.", "It could be that it cures acne.", "Studies suggest it cures acne."]
)
def test_a_hedge_does_not_clear(check: Check, text: str) -> None:
    assert [f.severity for f in check(text)] == ["error"]


def test_a_hedge_can_lower(check: Check, tmp_path: Path) -> None:
    rule(tmp_path / "rules", BLOCK + "\n    hedged: lower")
    assert [f.severity for f in check("It may cure acne.")] == ["warning"]


# ----------------------------------------------------------------------------------------------- conditions


def test_a_look_alike_must_cover_the_hit(check: Check, tmp_path: Path) -> None:
    rule(tmp_path / "rules", '  - phrases: ["treats"]\n    unless: ["dog treats"]')
    assert check("My dog treats the sofa as his own") == []
    assert words(check("It treats acne, and dog treats are on sale")) == ["treats"]


@pytest.mark.parametrize(
    ("within", "near", "next_", "far"), [("sentence", 1, 0, 0), ("neighbours", 1, 1, 0), ("text", 1, 1, 1)]
)
def test_a_needed_cue(check: Check, tmp_path: Path, within: str, near: int, next_: int, far: int) -> None:
    block = f'  - phrases: ["gone"]\n    needs: ["acne"]\n    within: {within}'
    rule(tmp_path / "rules", block)
    assert len(check("The acne is gone.")) == near
    assert len(check("I had acne. It is gone.")) == next_
    assert len(check("I had acne. I waited. Then summer came. It is gone.")) == far
    assert check("It is gone.") == []


def test_what_clears_nearby_and_anywhere(check: Check, tmp_path: Path) -> None:
    rule(
        tmp_path / "rules",
        '  - phrases: ["recyclable"]\n    unless_near: ["bottle"]\n    cleared_by: ["read the label"]',
    )
    assert len(check("It is recyclable. The bottle is blue.")) == 1
    assert check("The bottle is recyclable.") == []
    assert check("It is recyclable. It is blue. Read the label.") == []


def test_the_country_flips_the_verdict(check: Check, tmp_path: Path) -> None:
    blocks = """\
  - phrases: ["eco wonder"]
    jurisdictions: [eu]
    severity: error
  - phrases: ["eco wonder"]
    not_jurisdictions: [eu, gb]
    severity: warning
    claim: substantiate
"""
    rule(tmp_path / "rules", blocks)
    text = "An eco wonder."
    assert [f.severity for f in check(text, jurisdictions=["de"])] == ["error"]
    assert [f.severity for f in check(text, jurisdictions=["eu"])] == ["error"]
    assert [f.severity for f in check(text, jurisdictions=["us"])] == ["warning"]
    assert check(text, jurisdictions=["uk"]) == []
    both = check(text, jurisdictions=["us", "de"])
    assert [(f.severity, f.jurisdictions) for f in both] == [("error", ("de",))]
    assert check(text, jurisdictions=["us", "uk"])[0].message == "'eco wonder' in the United States"


def test_a_country_that_nobody_named_counts_less(check: Check, tmp_path: Path) -> None:
    rule(tmp_path / "rules", BLOCK + "\n    jurisdictions: [gb]")
    assert [f.severity for f in check("It cures acne.", jurisdictions=["uk"])] == ["error"]
    found = check("It cures acne.", jurisdictions=[])
    assert [f.severity for f in found] == ["warning"]
    assert "English-language countries" in found[0].message


@pytest.mark.parametrize(("unknown", "severity"), [("lower", ["warning"]), ("skip", []), ("same", ["error"])])
def test_the_category(check: Check, tmp_path: Path, unknown: str, severity: list[str]) -> None:
    block = BLOCK + f"\n    categories: [cosmetics]\n    unknown_category: {unknown}"
    rule(tmp_path / "rules", block)
    assert [f.severity for f in check("It cures acne.", category="skincare")] == ["error"]
    assert check("It cures acne.", category="crypto") == []
    found = check("It cures acne.")
    assert [f.severity for f in found] == severity
    if unknown == "lower":
        assert "say `category:`" in found[0].help


def test_a_category_that_is_left_out(check: Check, tmp_path: Path) -> None:
    rule(tmp_path / "rules", BLOCK + "\n    not_categories: [books]")
    assert check("It cures acne.", category="books") == []
    assert len(check("It cures acne.", category="tea")) == 1


def test_the_kind_of_document(check: Check, tmp_path: Path) -> None:
    rule(tmp_path / "rules", BLOCK + "\n    kinds: [overlay]")
    assert check("It cures acne.") == []
    assert len(check("It cures acne.", kind="overlay")) == 1


# -------------------------------------------------------------------------------------------------- evidence


@pytest.mark.parametrize(
    "claims",
    [
        ["burns fat"],
        [{"claim": "burns fat", "evidence": "report-7.pdf"}],
        [{"pattern": "really burns fat", "evidence": "report-7.pdf"}],
    ],
)
def test_evidence_on_file_turns_needs_proof_into_a_note(check: Check, tmp_path: Path, claims: list[Any]) -> None:
    rule(tmp_path / "rules", severity="warning", claim="substantiate")
    found = check("It burns fat.", product_claims=claims)
    assert [f.severity for f in found] == ["note"]
    assert found[0].properties["evidence"]
    assert found[0].help.startswith("Evidence on file: ")


def test_evidence_for_other_words_does_not_help(check: Check, tmp_path: Path) -> None:
    rule(tmp_path / "rules", severity="warning", claim="substantiate")
    found = check("It burns fat.", product_claims=["lasts 24 hours"])
    assert [f.severity for f in found] == ["warning"]
    assert "product_claims" in found[0].help


def test_evidence_does_not_lift_a_ban(check: Check) -> None:
    assert [f.severity for f in check("It cures acne.", product_claims=["cures acne"])] == ["error"]


# --------------------------------------------------------------------------------------------------- merging


def test_of_hits_that_overlap_the_severer_stays(check: Check, tmp_path: Path) -> None:
    rule(tmp_path / "rules", '  - phrases: ["it really cures acne fast"]', name="mine/long", severity="warning")
    rule(tmp_path / "rules")
    assert [(f.rule, f.excerpt) for f in check("it really cures acne fast")] == [("mine/cure", "cures acne")]


def test_of_equal_hits_the_longer_stays(check: Check, tmp_path: Path) -> None:
    rule(tmp_path / "rules", '  - phrases: ["cures acne fast"]', name="mine/long")
    rule(tmp_path / "rules")
    assert [f.rule for f in check("it cures acne fast")] == ["mine/long"]


def test_a_rule_yields_to_a_more_specific_one(check: Check, tmp_path: Path) -> None:
    rule(tmp_path / "rules", '  - phrases: ["acne"]', name="mine/small", severity="warning")
    rule(tmp_path / "rules", more="yields_to: [mine/small]", blocks='  - phrases: ["cures acne", "cured eczema"]')
    assert [f.rule for f in check("it cures acne")] == ["mine/small"]


def test_hits_that_do_not_overlap_all_stay(check: Check) -> None:
    assert words(check("It cures acne, burns fat and is risk-free.")) == ["cures acne", "burns fat", "risk-free"]


# ------------------------------------------------------------------------------------------------- ban lists

FORBIDDEN = [
    "## Do not say\n- cures acne\n- risk-free\n",
    "## Don't say\n\nIt cures acne, it is risk-free.\n",
    "## Claims\n\n### Don'ts\n\n- cures acne\n\n#### In the caption\n\n- risk-free\n",
    "### Don't\n- cures acne\n",
    "**Never say:**\n- cures acne\n- risk-free\n",
    "Words to avoid\n\ncures acne, risk-free, burns fat\n",
    "Please do not say: cures acne, risk-free.",
    'Avoid words such as "cures acne" and "risk-free".',
    "Claims we cannot make: burns fat, cures acne, risk-free.",
    "The words cures acne and risk-free are off limits.",
    '"Cures acne" is not allowed.',
    "Never claim that it cures acne or burns fat.",
    'Write "calms the look of redness" instead of "cures acne".',
    "Instead of cures acne say it feels nice.",
    "| Instead of | Say |\n|---|---|\n| cures acne | feels nice |\n",
    "| Do | Don't |\n|---|---|\n| feels nice | cures acne |\n",
    "| Claim | Allowed? |\n|---|---|\n| cures acne | no |\n| feels nice | yes |\n",
    "| Do not say | cures acne |\n|---|---|\n| Say | feels nice |\n",
    "❌ cures acne\n✅ feels nice\n",
    "- Don't say:\n  - cures acne\n- Do say:\n  - feels nice\n",
    "## Nicht erlaubt\n- cures acne\n",
    "Bitte nicht sagen: cures acne, risk-free.",
    "Folgende Aussagen sind verboten: cures acne.",
    "Statt „cures acne“ bitte „fühlt sich gut an“ schreiben.",
    "## Mots interdits\n- cures acne\n",
    "À ne pas dire : cures acne, risk-free.",
    "Ne dites jamais « cures acne ».",
    "Évitez les termes « cures acne » et « risk-free ».",
    "Palabras prohibidas: cures acne.",
    "Da evitare: cures acne.",
]

DEMANDED = [
    "## Key messages\n- It cures acne\n",
    "## Do not say\n- miracle\n\n## Must say\n- It cures acne\n",
    "## Dos and don'ts\n\n### Do\n- say it cures acne\n\n### Don't\n- miracle\n",
    "**Don't say:**\n- miracle\n\n**Do say:**\n- it cures acne\n",
    "Do not say:\n- miracle\n\nPost on Friday. It cures acne.\n",
    "Do not say miracle. Please say it cures acne.",
    "Never say miracle, but say it cures acne.",
    "Don't forget to say that it cures acne.",
    "Use the cream instead of a mask. It cures acne.",
    "| Instead of | Say |\n|---|---|\n| miracle | cures acne |\n",
    "| Claim | Allowed? |\n|---|---|\n| miracle | no |\n| cures acne | yes |\n",
    "- Don't say:\n  - miracle\n- Do say:\n  - cures acne\n",
    "❌ miracle\n✅ cures acne\n",
    "## Nicht sagen\n- Wunder\n\n## Kernbotschaften\n- cures acne\n",
    "À ne pas dire : miracle.\n\nMessages clés : cures acne\n",
    "Avoid glare on the bottle. It cures acne.",
    "We never use parabens. It cures acne.",
]


@pytest.mark.parametrize("text", FORBIDDEN)
@pytest.mark.parametrize("name", ["brief.md", "brief.txt"])
def test_a_brief_may_quote_what_it_forbids(check: Check, text: str, name: str) -> None:
    if name.endswith(".txt") and "|" in text:
        pytest.skip("plain text has no tables")
    assert check(text, kind="brief", filename=name) == []


@pytest.mark.parametrize("text", DEMANDED)
@pytest.mark.parametrize("name", ["brief.md", "brief.txt"])
def test_what_a_brief_demands_counts(check: Check, text: str, name: str) -> None:
    if name.endswith(".txt") and "|" in text:
        pytest.skip("plain text has no tables")
    assert words(check(text, kind="brief", filename=name)) == ["cures acne"]


@pytest.mark.parametrize(
    "text",
    [
        "I avoid coffee because this cures acne.",
        "Drink this instead of coffee and it cures acne.",
        "Sugar is banned at home and this cures acne.",
        "❌ tired skin. It cures acne.",
    ],
)
def test_a_caption_does_not_forbid_by_the_way(check: Check, text: str) -> None:
    assert words(check(text)) == ["cures acne"]


def test_a_ban_list_can_be_looked_into(check: Check, tmp_path: Path) -> None:
    rule(tmp_path / "rules", BLOCK + "\n    masked: keep\n    negated: keep")
    assert len(check("## Do not say\n- cures acne\n", kind="brief")) == 1


# ---------------------------------------------------------------------------------- the bundled masks and rules


def bundled(text: str, **context: Any) -> list[Finding]:
    """Claims that the bundled rules find."""
    return [f for f in brieflint.check_text(text, select=["claims"], **context) if f.severity != "note"]


@pytest.mark.parametrize(
    "text",
    [
        "Our zinc and selenium contribute to the normal function of the immune system",
        "The B12 and iron in it contribute to a reduction in tiredness and fatigue",
        "With iodine, which contributes to normal cognitive and nerve function",
        "The magnesium in each sachet helps maintain normal muscle function",
        "Zinc and biotin contribute to the maintenance of normal hair and nails",
        "Calcium and vitamin D are needed for the normal growth of bones in children",
        "Plant stanol esters have been shown to lower blood cholesterol. High cholesterol is a risk factor in the "
        "development of coronary heart disease.",
        "Melatonin contributes to the alleviation of subjective feelings of jet lag",
    ],
)
@pytest.mark.parametrize("country", ["uk", "ie"])
def test_authorised_health_claims_pass(text: str, country: str) -> None:
    assert bundled(f"#ad {text}.", jurisdictions=[country], category="supplements") == []


@pytest.mark.parametrize(
    "text",
    [
        "Diets low in sodium may reduce the risk of high blood pressure, a disease associated with many factors.",
        "Oat fiber, as part of a diet low in saturated fat and cholesterol, may reduce the risk of heart disease.",
        "This statement has not been evaluated by the Food and Drug Administration. This product is not intended to "
        "diagnose, treat, cure, or prevent any disease.",
    ],
)
def test_model_claims_of_the_us_pass(text: str) -> None:
    assert bundled(f"#ad {text}", jurisdictions=["us"], category="food") == []


@pytest.mark.parametrize(
    "text",
    [
        "#ad Zinc contributes to curing arthritis",
        "#ad Our oats reduce the risk of heart disease",
        "#ad It cures arthritis. This product is not intended to diagnose, treat, cure, or prevent any disease.",
    ],
)
def test_what_only_resembles_an_authorised_claim_does_not_pass(text: str) -> None:
    assert bundled(text, jurisdictions=["us", "uk"], category="supplements")


@pytest.mark.parametrize(
    ("text", "countries", "severities"),
    [
        ("#ad A sustainable jumper brand that is eco-friendly", ["de"], {"error"}),
        ("#ad A sustainable jumper brand that is eco-friendly", ["us"], {"warning"}),
        ("#ad Link in bio, organic reach is down, green tea is up", ["us", "de", "uk"], set()),
    ],
)
def test_green_words(text: str, countries: list[str], severities: set[str]) -> None:
    assert {f.severity for f in bundled(text, jurisdictions=countries, category="fashion")} == severities


@pytest.mark.parametrize(
    ("country", "laws"),
    [("us", {"us"}), ("uk", {"gb"}), ("de", {"eu"}), ("fr", {"eu", "fr"}), ("us,uk", {"us", "gb"})],
)
def test_only_the_law_of_the_draft_s_countries_is_cited(country: str, laws: set[str], tmp_path: Path) -> None:
    from brieflint.rules.ruleset import load_rules

    draft = tmp_path / "a.md"
    draft.write_text("#ad This serum is clinically proven to cure acne, risk-free, and the lamp is carbon neutral.\n")
    findings = call("check", str(draft), "--format", "json", "--jurisdiction", country, "--select", "claims").report[
        "findings"
    ]
    whose = {
        r["url"]: set(r["jurisdictions"]) for rule in load_rules([], []).rules.values() for r in rule["references"]
    }
    cited = [reference["url"] for finding in findings for reference in finding["references"]]
    assert cited
    assert all(not whose[url] or whose[url] & laws for url in cited)


def test_a_category_that_no_rule_knows_says_as_much_as_none(tmp_path: Path) -> None:
    draft = tmp_path / "a.md"
    draft.write_text("#ad This cream cures acne in a week.\n")
    args = ("--format", "json", "--jurisdiction", "us", "--select", "claims")
    found = [
        [f["rule"] for f in call("check", str(draft), *args, *more).report["findings"]]
        for more in ((), ("--category", "gadgetry"))
    ]
    assert found[0] == found[1] == ["claims/disease-claim"]
