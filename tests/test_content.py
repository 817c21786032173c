"""What a post must carry, held against a campaign record through the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brieflint.checks.content.limits import length_on
from brieflint.checks.content.utm import fault
from brieflint.checks.overlap.spelling import edits
from support import call, write

URL = "https://kettlo.example/?utm_source={source}&utm_medium=creator&utm_campaign=spring&utm_content={who}"


def creator(name: str, source: str = "instagram", **more: Any) -> dict[str, Any]:
    tracking = {"code": f"{name.upper()}10", "url": URL.format(source=source, who=name)}
    return {"id": name, "relationship": "paid", "handles": {"instagram": f"@{name}"}, "tracking": tracking, **more}


def record(**more: Any) -> str:
    data: dict[str, Any] = {
        "schema": "brieflint/campaign@1",
        "id": "spring",
        "brand": {"name": "Kettlo", "handles": {"instagram": "@kettlo", "tiktok": "@kettlo.tea"}},
        "product": {"name": "Kettlo refill filter"},
        "jurisdictions": ["us"],
        "disclosure": {"label": "#ad"},
        "required": {"mentions": ["@kettlo"], "hashtags": ["#springrefill"]},
        "creators": [creator("maya"), creator("noah")],
    }
    return json.dumps({**data, **more})


GOOD = "#ad Clean water again, thanks @kettlo #springrefill MAYA10"


def draft(
    folder: Path, text: str, *, name: str = "creators/maya/post.caption.md", platform: str = "instagram", **more: Any
) -> list[dict[str, Any]]:
    write(folder / "campaign.yaml", record(**more))
    write(folder / name, text)
    options = ("--select", "content", "--platform", platform, "--format", "json", "--fail-on", "never")
    result = call("check", folder / name, *options)
    assert result.code == 0, result.err
    found: list[dict[str, Any]] = result.report["findings"]
    for finding in found:
        start, end = finding["location"]["start"]["offset"], finding["location"]["end"]["offset"]
        assert text[start:end] == finding["excerpt"]
    return found


def short(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(f["rule"].removeprefix("content/"), f["excerpt"]) for f in found]


def test_a_post_that_carries_everything_passes(tmp_path: Path) -> None:
    assert draft(tmp_path, GOOD) == []


# --------------------------------------------------------------------------------------------------------- tags


def test_required_tags_that_are_missing_are_named_one_by_one(tmp_path: Path) -> None:
    found = draft(tmp_path, "#ad Clean water again. MAYA10")
    assert short(found) == [("missing-required-tag", "#ad Clean water again. MAYA10")] * 2
    assert {f["properties"]["tag"] for f in found} == {"@kettlo", "#springrefill"}
    assert {f["severity"] for f in found} == {"error"}


@pytest.mark.parametrize("text", ["@Kettlo", "(@kettlo)", "with @kettlo.", "@kettlo's"])
def test_a_handle_counts_however_it_stands(tmp_path: Path, text: str) -> None:
    assert draft(tmp_path, f"#ad Water, {text} #SpringRefill maya10") == []


def test_the_handle_is_that_of_the_platform(tmp_path: Path) -> None:
    (found,) = draft(tmp_path, GOOD, platform="tiktok")
    assert (found["excerpt"], found["properties"]["tag"]) == ("@kettlo", "@kettlo.tea")
    assert "TikTok" in found["message"]
    assert draft(tmp_path, GOOD.replace("@kettlo", "@kettlo.tea"), platform="tiktok") == []
    assert draft(tmp_path, GOOD, platform="linkedin") == []  # no account there: any of the brand's


def test_nobody_can_be_tagged_on_a_blog(tmp_path: Path) -> None:
    assert draft(tmp_path, "Ad. My Kettlo broke, then it did not. MAYA10 #springrefill", platform="blog") == []


@pytest.mark.parametrize("name", ["creators/maya/reel.transcript.txt", "creators/maya/reel.script.md"])
def test_what_is_spoken_carries_no_tags(tmp_path: Path, name: str) -> None:
    assert draft(tmp_path, "this is an ad for the kettle filter", name=name) == []


# ------------------------------------------------------------------------------------------------ links and codes


def test_a_post_without_link_and_code_cannot_be_traced(tmp_path: Path) -> None:
    (found,) = draft(tmp_path, "#ad Water @kettlo #springrefill")
    assert found["rule"] == "content/missing-tracking-link"
    assert "MAYA10" in found["message"]


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("Code: maya10!", "instagram"),
        ("link in my bio", "instagram"),
        ("Link in Bio", "tiktok"),
        (URL.format(source="instagram", who="maya"), "youtube"),
        ("www.kettlo.example?utm_content=maya&utm_campaign=spring&utm_source=instagram&utm_medium=creator", "x"),
        (f"[the filter]({URL.format(source='instagram', who='maya')}&utm_term=a)", "blog"),
    ],
)
def test_what_makes_a_post_traceable(tmp_path: Path, text: str, platform: str) -> None:
    found = draft(tmp_path, f"#ad Kettlo @kettlo @kettlo.tea {text} #springrefill", platform=platform)
    assert [f for f in found if f["rule"] == "content/missing-tracking-link"] == []


def test_a_pointer_to_the_bio_is_no_link_where_links_work(tmp_path: Path) -> None:
    found = draft(tmp_path, "#ad Water @kettlo #springrefill link in bio", platform="youtube")
    assert [f["rule"] for f in found] == ["content/missing-tracking-link"]


def test_a_link_to_the_shop_that_says_nothing_is_marked(tmp_path: Path) -> None:
    found = draft(tmp_path, "#ad @kettlo #springrefill MAYA10 https://kettlo.example/filters", platform="youtube")
    assert short(found) == [("missing-tracking-link", "https://kettlo.example/filters")]


def test_nothing_is_owed_by_a_creator_without_tracking(tmp_path: Path) -> None:
    creators = [{"id": "maya", "relationship": "gifted"}]
    assert draft(tmp_path, "#gifted Water @kettlo #springrefill", creators=creators) == []


@pytest.mark.parametrize(
    ("text", "marked", "owner"),
    [
        ("with NOAH10", "NOAH10", "noah"),
        ("with code noah10 at the till", "noah10", "noah"),
        ("with MAYA1O", "MAYA1O", None),
        ("code: Maya15", "Maya15", None),
        ("use code LENA10", "LENA10", None),
    ],
)
def test_a_code_that_is_not_the_creators(tmp_path: Path, text: str, marked: str, owner: str | None) -> None:
    (found,) = draft(tmp_path, f"#ad Water @kettlo #springrefill {text}")
    assert (found["rule"], found["excerpt"]) == ("content/wrong-code", marked)
    assert found["properties"].get("creator") == owner
    assert found["help"] == "Use MAYA10."


@pytest.mark.parametrize(
    "text", ["code PIZZA20 at the other shop", "my C3PO mug", "a 2026 kettle, 10 cups", "Noah10 loves it, says Noah"]
)
def test_other_codes_and_numbers_pass(tmp_path: Path, text: str) -> None:
    found = draft(tmp_path, f"#ad Water @kettlo #springrefill MAYA10 {text}")
    assert [f["excerpt"] for f in found] == (["Noah10"] if "Noah10" in text else [])


def test_a_link_of_somebody_else_is_marked(tmp_path: Path) -> None:
    for who, owner in (("noah", "noah"), ("lena", None)):
        link = URL.format(source="instagram", who=who)
        found = draft(tmp_path, f"#ad Water @kettlo #springrefill {link}", platform="youtube")
        assert short(found) == [("wrong-code", link)]
        assert found[0]["properties"].get("creator") == owner


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("utm_source=x&utm_medium=creator&utm_campaign=spring", None),
        ("utm_campaign=spring&utm_medium=creator&utm_source=x&utm_content=a-b_c.1", None),
        ("ref=Maya", None),
        ("", None),
        ("utm_soruce=x&utm_medium=creator&utm_campaign=spring", "unknown"),
        ("utm_source=x&utm_source=y&utm_medium=creator&utm_campaign=spring", "twice"),
        ("utm_source=x&utm_medium=&utm_campaign=spring", "empty"),
        ("utm_source=x&utm_medium=creator", "missing"),
        ("utm_source=X&utm_medium=creator&utm_campaign=spring", "capitals"),
        ("utm_source=x&utm_medium=creator&utm_campaign=spring%20tea", "blank"),
        ("a=1?utm_source=x&utm_medium=creator&utm_campaign=spring", "two-questions"),
        ("utm_source=x&amp;utm_medium=creator&amp;utm_campaign=spring", "escaped"),
    ],
)
def test_tracking_parameters(query: str, what: str | None) -> None:
    found = fault(f"https://kettlo.example/?{query}")
    assert (found[0] if found else None) == what


@pytest.mark.parametrize("link", ["https://kettlo.example/&utm_source=x", "https://kettlo.example/#utm_source=x"])
def test_parameters_without_a_question_mark_are_not_read(link: str) -> None:
    assert fault(link) == ("no-question", "utm_")


@settings(max_examples=300)
@given(st.text(alphabet="htps:/.?&=#utm_source medium[]%@é1\\", max_size=60))
def test_no_link_is_too_odd_to_be_judged(text: str) -> None:
    fault(text)
    fault(f"https://{text}")


def test_a_malformed_link_needs_no_record(tmp_path: Path) -> None:
    link = "https://shop.example/?utm_source=x&utm_medium=blog"
    post = write(tmp_path / "post.md", f"#ad See {link}\n")
    result = call("check", post, "--select", "content", "--format", "json", "--fail-on", "never")
    assert [(f["rule"], f["excerpt"]) for f in result.report["findings"]] == [("content/utm-malformed", link)]


# -------------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Loving my Ketlo", "Ketlo"),
        ("loving my ketlo", "ketlo"),
        ("thanks @kettlo and @ketllo", "@ketllo"),
        ("tea time #Kettol", "#Kettol"),
        ("the Kettlo refil filter", "refil"),
        ("my Ketlo's filter", "Ketlo's"),
    ],
)
def test_a_name_with_a_slip_is_marked(tmp_path: Path, text: str, marked: str) -> None:
    found = draft(tmp_path, f"{GOOD}\n\n{text}")
    assert short(found) == [("misspelt-name", marked)]


@pytest.mark.parametrize(
    "text",
    [
        "KETTLO kettlo Kettlo's Kettlos #kettlo #kettlotea #KettloSpring",
        "The kettle. Kettle's on. Two kettles. Kettles!",
        "Metal, settle, nettle, Nettle tea",
        "refill filters, refilled filter, a filter refill",
        "`Ketlo` in code",
    ],
)
def test_other_words_and_forms_pass(tmp_path: Path, text: str) -> None:
    assert draft(tmp_path, f"{GOOD}\n\n{text}") == []


def test_a_sentence_may_begin_with_a_word_like_the_name(tmp_path: Path) -> None:
    brand = {"name": "Kindle", "handles": {"instagram": "@kettlo"}}
    assert draft(tmp_path, f"{GOOD}\n\nKindly wait. I kindly waited.", brand=brand, product={"name": "Kindle"}) == []


def test_a_recognisers_slip_is_not_the_creators(tmp_path: Path) -> None:
    assert draft(tmp_path, "so the ketlo thing", name="creators/maya/reel.transcript.txt") == []


# ------------------------------------------------------------------------------------------------------- limits


def test_a_text_beyond_the_limit_is_marked_where_it_passes_it(tmp_path: Path) -> None:
    text = f"{GOOD} {'tea ' * 600}end"
    (found,) = draft(tmp_path, text)
    assert found["rule"] == "content/too-long"
    assert found["properties"] == {"length": len(text), "limit": 2200}
    assert found["excerpt"].endswith("end")
    assert len(text) - found["location"]["start"]["offset"] >= len(text) - 2200


def test_front_matter_and_comments_do_not_count(tmp_path: Path) -> None:
    text = f"---\nstatus: {'x' * 2000}\n---\n{GOOD}\n<!-- {'y' * 2000} -->\n"
    assert draft(tmp_path, text) == []


def test_hashtags_beyond_the_limit(tmp_path: Path) -> None:
    (found,) = draft(tmp_path, f"{GOOD} #a #b #c #d #e")
    assert (found["rule"], found["excerpt"]) == ("content/too-many-hashtags", "#d")
    assert found["properties"] == {"count": 7, "limit": 5}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("tea", 3), ("https://kettlo.example/a/very/long/path?with=more", 23), ("茶", 2), ("🫖", 2), ("👍🏽", 2),
        ("👨‍👩‍👧‍👦", 2), ("🇬🇧", 2), ("é", 1), ("e\u0301", 1), ("“tea”", 5), ("❤️", 2),
    ],
)  # fmt: skip
def test_x_counts_in_its_own_way(text: str, length: int) -> None:
    assert length_on("x", text) == length


@settings(max_examples=200)
@given(st.text(alphabet="abcé", max_size=9), st.text(alphabet="abcé", max_size=9))
def test_edits_are_symmetric_and_bounded(one: str, other: str) -> None:
    distance = edits(one, other, 20)
    assert distance == edits(other, one, 20)
    assert (distance == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance <= max(len(one), len(other))
    for most in range(4):
        assert edits(one, other, most) == min(distance, most + 1)


# ------------------------------------------------------------------------------------------- what may not be said


def banned(tmp_path: Path, claims: str, draft: str) -> list[str]:
    """Excerpts of the findings on a draft whose record has this ``must_not.claims``."""
    write(
        tmp_path / "campaign.yaml",
        'schema: brieflint/campaign@1\nid: spring\nbrand: {name: Kettlo}\njurisdictions: [us]\ndisclosure: {label: "#ad"}\n'
        f"must_not: {{claims: [{claims}]}}\ncreators: [{{id: ann, relationship: paid}}]\n",
    )
    write(tmp_path / "ann.caption.md", draft)
    result = call(
        "check", str(tmp_path / "ann.caption.md"), "--select", "content/must-not", "--format", "json",
        "--fail-on", "never",
    )  # fmt: skip
    assert result.code == 0, result.err
    return [finding["excerpt"] for finding in result.report["findings"]]


def test_what_the_record_forbids_is_found_whatever_its_spelling(tmp_path: Path) -> None:
    draft = "#ad Eco Friendly, ECO-FRIENDLY and eco-frіendly, but never eco-friendly enough"
    assert banned(tmp_path, "eco-friendly", draft) == ["Eco Friendly", "ECO-FRIENDLY", "eco-frіendly"]


def test_what_the_record_forbids_may_be_a_phrase_of_the_notation(tmp_path: Path) -> None:
    assert banned(tmp_path, '"(cure[s]|fix[es]) {0-2 words} kettle"', "#ad It fixes any old kettle.") == [
        "fixes any old kettle"
    ]


def test_proof_on_file_allows_it(tmp_path: Path) -> None:
    claims = '{pattern: "boils in a minute", unless: "test report LAB-114"}'
    draft = "#ad It boils in a minute."
    assert banned(tmp_path, claims, draft) == ["boils in a minute"]
    header = '---\nproduct_claims: [{claim: boils fast, evidence: "Test report LAB-114, May 2026"}]\n---\n'
    assert banned(tmp_path, claims, header + draft) == []


@pytest.mark.parametrize(
    "pattern", ["🍷", "((", "{disease}", "{0-3 words}", "a|b|", "[x]", "!!!", "a" * 3000, "(x|" * 500]
)
def test_a_pattern_that_is_no_wording_does_no_harm(tmp_path: Path, pattern: str) -> None:
    assert banned(tmp_path, json.dumps(pattern, ensure_ascii=False), "#ad 🍷 A kettle.") == []
