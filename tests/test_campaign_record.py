"""The campaign record: what it takes, what it refuses and how it says so, and what a draft learns from it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brieflint.campaign.store import FILE_NAME, Record, context_of, find_record, is_record, load_record, record_of
from brieflint.errors import BrieflintError, InputError
from support import EXAMPLES, ROOT, call, write

LEAST = "brand: {name: Lumaria}\njurisdictions: [us]\ndisclosure: {}\n"
FULL = ROOT / "tests" / "data" / "campaign.yaml"


def record(more: str = "", without: str = "") -> Record:
    kept = [line for line in LEAST.splitlines(keepends=True) if not (without and line.startswith(without))]
    return record_of("".join(kept) + more, FILE_NAME, Path(), cache=False)


def refusal(more: str = "", without: str = "") -> str:
    with pytest.raises(InputError) as caught:
        record(more, without)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# ------------------------------------------------------------------------------------------- what it takes


def test_four_things_are_enough():
    found = record("creators:\n  - relationship: paid\n")
    assert found.data == {
        "brand": {"name": "Lumaria"},
        "jurisdictions": ["us"],
        "disclosure": {},
        "creators": [{"relationship": "paid", "id": "creator-1"}],
    }


@pytest.mark.parametrize(
    ("without", "says"),
    [
        ("brand", "campaign.yaml:1: 'brand': is required"),
        ("jurisdictions", "campaign.yaml:1: 'jurisdictions': is required"),
        ("disclosure", "campaign.yaml:1: 'disclosure': is required"),
    ],
)
def test_what_is_required(without, says):
    assert refusal(without=without) == says


def test_a_creator_needs_a_relationship():
    assert refusal("creators:\n  - id: maya\n") == "campaign.yaml:5: 'creators.0.relationship': is required"


def test_one_form_for_every_way_of_writing():
    found = record(
        "product: Lumaria lamp\nlanguages: DE\nkpis: CPA\nkey_messages: [One charge lasts a week]\n"
        "must_not: {claims: [eco-friendly], topics: health}\nrequired: {mentions: lumaria, hashtags: [lamp]}\n"
        "creators:\n  - id: maya\n    relationship: own_brand\n    jurisdictions: uk\n"
        "    deliverables: [{platform: Instagram, surface: reel, seconds: 30, live: 2026-05-12}]\n"
    )
    data = found.data
    assert data["product"] == {"name": "Lumaria lamp"}
    assert data["languages"] == ["de"]
    assert data["kpis"] == {"primary": "cpa"}
    assert data["key_messages"] == [{"text": "One charge lasts a week", "id": "m1"}]
    assert data["must_not"] == {"claims": [{"pattern": "eco-friendly"}], "topics": ["health"]}
    assert data["required"] == {"mentions": ["@lumaria"], "hashtags": ["#lamp"]}
    creator = data["creators"][0]
    assert (creator["relationship"], creator["jurisdictions"]) == ("own-brand", ["gb"])
    deliverable = {"platform": "instagram", "surface": "reel", "seconds": [30, 30], "live": ["2026-05-12"] * 2}
    assert creator["deliverables"] == [{**deliverable, "id": "instagram-reel-1"}]


def test_the_full_record_is_plain_json_with_its_lines():
    found = load_record(FULL, "campaign.yaml", cache=False)
    assert json.loads(json.dumps(found.data)) == found.data
    assert found.data["jurisdictions"] == ["us", "gb"]
    lines = FULL.read_text(encoding="utf-8").splitlines()
    assert "code: MAYA10" in lines[found.line("creators.0.tracking.code") - 1]
    assert found.line("creators.0.tracking.survey") == found.line("creators.0.tracking")
    assert found.line("nowhere.at.all") == 1


def test_norway_stays_norway():
    assert record("languages: [no]\n").data["languages"] == ["no"]


# ------------------------------------------------------------------------------------------ what it refuses


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("brnad: x\n", ":4: 'brnad': unknown key; did you mean 'brand'?"),
        ("creators:\n  - {id: a, relationship: payed}\n", ":5: 'creators.0.relationship': 'payed' is not known; did you mean 'paid'?"),
        ("creators:\n  - id: a\n    relationship: paid\n    trackng: {}\n", ":7: 'creators.0.trackng': unknown key; did you mean 'tracking'?"),
        ("creators:\n  - {id: a, relationship: paid}\n  - {id: A, relationship: paid}\n", ":6: 'creators.1.id': 'A' stands twice: ids must differ"),
        ("voice: {freedom: guidet}\n", "'voice.freedom': 'guidet' is not known; did you mean 'guided'?"),
        ("term: {start: 2026-05-01, end: 2026-04-01}\n", "'term.end': 2026-04-01 is before the start, 2026-05-01"),
        ("term: {start: 1.5.2026}\n", "'term.start': '1.5.2026' is no date; write year-month-day, such as 2026-05-12"),
        ("compensation: {currency: EURO}\n", "'EURO' is no currency code"),
        ("compensation: {base: -1}\n", "'-1' must be above 0"),
        ("compensation: {base: .inf}\n", "'inf' is no number"),
        ("compensation: {bonus: {trigger: sales, rate: 8}}\n", "at most 1; 0.08 is 8 per cent"),
        ("approval: {max_rounds: many}\n", "'many' is no whole number from 0 or 'unlimited'"),
        ("contract: {clawback: ja}\n", "'ja' is not true or false"),
        ("creators:\n  - {relationship: paid, tracking: {code: 1010}}\n", "1010 is not text: put it in quotes"),
        ("creators:\n  - {relationship: paid, tracking: {url: lumaria.example}}\n", "is no web address; begin with https://"),
        ("creators:\n  - {relationship: paid, deliverables: [{ratio: 9:16}]}\n", 'write it in quotes, such as "9:16"'),
        ("creators:\n  - {relationship: paid, deliverables: [{seconds: [45, 30]}]}\n", "45 is more than 30"),
        ("creators:\n  - {relationship: paid, handles: {insta: '@a'}}\n", "'creators.0.handles.insta': 'insta' is not known"),
        ("key_messages: [{text: one, and another}]\n", "inside { } a comma ends a value"),
        ("disclosure2: {}\n", "unknown key; did you mean 'disclosure'?"),
        ('product: {name: "a\\x07b"}\n', "holds the control character U+0007: remove it"),
        ("schema: brieflint/campaign@2\n", "'brieflint/campaign@2' is not known"),
        ("brand: {name: again}\n", ":4: key 'brand' stands twice"),
        ("audience: &a {problem: x}\nproduct: *a\n", "YAML aliases (*name) are not allowed"),
        ("term: [\n", "not valid YAML"),
    ],
)  # fmt: skip
def test_one_clear_line(more, says):
    assert says in refusal(more)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words\n", "null\n"])
def test_no_mapping(text):
    with pytest.raises(InputError, match="is no campaign record"):
        record_of(text, FILE_NAME, Path(), cache=False)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_a_record_or_one_clear_line(text):
    said = ""
    try:
        record_of(LEAST + text, FILE_NAME, Path(), cache=False)
    except BrieflintError as problem:
        said = str(problem)
    assert "\n" not in said


# -------------------------------------------------------------------------------------------------- schema


def test_the_schema_fits_what_is_accepted():
    schema = json.loads(call("schema", "campaign").out)
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    data = load_record(FULL, "campaign.yaml", cache=False).data
    validator(schema).validate(data)
    data["creators"][0]["deliverables"][0]["seconds"] = 30  # one value for a range
    data["kpis"] = "cpa"
    validator(schema).validate(data)
    data["unknown"] = 1
    assert not validator(schema).is_valid(data)


# --------------------------------------------------------------------------------------------------- cache


def test_a_record_in_the_cache_needs_neither_pydantic_nor_yaml(tmp_path):
    file = write(tmp_path / FILE_NAME, FULL.read_bytes())
    first = load_record(file, "campaign.yaml")
    code = (
        "import sys; from pathlib import Path; from brieflint.campaign.store import load_record;"
        "r = load_record(Path(sys.argv[1]), 'campaign.yaml'); print(r.data['id'], r.line('version'));"
        "print(*[m for m in ('yaml', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"night-light {first.line('version')}", ""]


def test_a_damaged_cache_is_not_trusted(tmp_path, monkeypatch):
    monkeypatch.setenv("BRIEFLINT_CACHE_DIR", str(tmp_path / "cache"))
    file = write(tmp_path / FILE_NAME, LEAST)
    before = load_record(file, "campaign.yaml")
    (stored,) = (tmp_path / "cache").glob("campaign-*.json")
    stored.write_bytes(stored.read_bytes().replace(b"Lumaria", b"Mallory"))
    assert load_record(file, "campaign.yaml") == before
    write(file, LEAST.replace("Lumaria", "Pellbrook"))
    assert load_record(file, "campaign.yaml").data["brand"]["name"] == "Pellbrook"


# --------------------------------------------------------------------------------------- finding a record


def test_the_nearest_record_upwards_within_the_project(tmp_path):
    outer = write(tmp_path / "a" / FILE_NAME, LEAST)
    draft = write(tmp_path / "a" / "b" / "c" / "draft.md", "Hello.")
    assert find_record(draft) == outer
    inner = write(tmp_path / "a" / "b" / FILE_NAME, LEAST)
    assert find_record(draft) == inner
    inner.unlink()
    write(tmp_path / "a" / "b" / "brieflint.toml", "")
    assert find_record(draft) is None, "not beyond the folder of the configuration"


def test_a_record_of_the_root_itself_counts(tmp_path):
    write(tmp_path / "brieflint.toml", "")
    own = write(tmp_path / FILE_NAME, LEAST)
    assert find_record(tmp_path / "x" / "draft.md") == own
    assert find_record(tmp_path.joinpath(*"abcdefgh") / "draft.md") is None, "eight levels are enough"


def test_a_yaml_file_says_that_it_is_a_record():
    assert is_record(FULL.read_text(encoding="utf-8"))
    assert not is_record("schema: brieflint/rule@1\n")


# --------------------------------------------------------------------------------------- context of a draft

TWO = """\
product: {category: household}
creators:
  - {id: maya, relationship: paid, deliverables: [{id: reel-1, platform: instagram, surface: reel}, {id: story-1, platform: instagram, surface: story}]}
  - {id: ben, relationship: gifted, jurisdictions: [de], language: de, deliverables: [{id: clip-1, platform: tiktok}]}
"""


@pytest.mark.parametrize(
    ("path", "front", "expected"),
    [
        ("draft.md", {}, {}),
        ("draft.md", {"creator": "maya"}, {"creator": "maya", "relationship": "paid", "platform": "instagram"}),
        ("maya/reel-1.caption.md", {}, {"creator": "maya", "relationship": "paid", "deliverable": "reel-1", "platform": "instagram", "surface": "reel"}),
        ("creators/Ben/any.md", {}, {"creator": "ben", "relationship": "gifted", "platform": "tiktok", "jurisdictions": ("de",), "language": "de"}),
        ("briefs/maya.brief.md", {}, {"creator": "maya", "relationship": "paid", "platform": "instagram"}),
        ("inbox/clip-1.transcript.srt", {}, {"creator": "ben", "relationship": "gifted", "deliverable": "clip-1", "platform": "tiktok", "jurisdictions": ("de",), "language": "de"}),
        ("maya/x.md", {"creator": "ben"}, {"creator": "ben", "relationship": "gifted", "platform": "tiktok", "jurisdictions": ("de",), "language": "de"}),
        ("x.md", {"creator": "maya", "deliverable": "story-1"}, {"creator": "maya", "relationship": "paid", "deliverable": "story-1", "platform": "instagram", "surface": "story"}),
        ("x.md", {"creator": "somebody-else"}, {}),
    ],
)  # fmt: skip
def test_what_a_draft_learns(path, front, expected):
    found = context_of(record(TWO), Path(path), front)
    assert found == {"category": "household", "jurisdictions": ("us",), **expected}


def test_what_all_creators_share_holds_for_every_draft():
    found = context_of(record("creators: [{relationship: paid}, {relationship: paid}]\n"), Path("x.md"), {})
    assert found["relationship"] == "paid"


def test_the_examples_load():
    for file in EXAMPLES.rglob(FILE_NAME):
        load_record(file, str(file), cache=False)
