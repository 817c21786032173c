"""Over-scripting: drafts against key messages, scripts and briefs, and against each other, through the command line."""

from __future__ import annotations

import json
import random
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brieflint.checks.overlap.check import check
from brieflint.checks.overlap.near import chains
from brieflint.checks.overlap.numerals import number_at
from brieflint.checks.overlap.runs import Index, shared_runs
from brieflint.checks.overlap.sources import Brand, Source, Terms
from brieflint.checks.overlap.spelling import Speller
from brieflint.checks.overlap.words import Exempt, document_words, text_words
from brieflint.config import Config
from brieflint.rules.ruleset import load_rules
from brieflint.sources.read import Settings, document_of
from brieflint.text.fold import fold
from brieflint.text.tokens import tokenize
from support import call, write

MESSAGE = "Every pan is poured from scrap metal in a village foundry"
LONG = (
    "I used to carry three chargers in my bag and still run out of power by noon, and now I carry one and forget"
    " about it until the weekend comes round."
)
SCRIPT = (
    "Let me tell you about my mornings before this planner. I had four calendars, two to-do lists and a pile of sticky"
    " notes on the fridge. Then I tried writing down only three things each evening. That is the whole idea: three"
    " lines, one page, no app. It sounds silly until you notice that the three things actually get done. The paper is"
    " thick, the cover wipes clean, and it fits a coat pocket, which matters more than I expected."
)


def record(**more: Any) -> str:
    data: dict[str, Any] = {
        "schema": "brieflint/campaign@1",
        "id": "spring",
        "brand": {"name": "Pottel", "handles": {"instagram": "@pottel"}},
        "jurisdictions": ["us"],
        "disclosure": {"label": "#ad"},
        "key_messages": [{"id": "m1", "text": MESSAGE}],
        "creators": [{"id": "ann", "relationship": "paid"}, {"id": "bo", "relationship": "paid"}],
    }
    return json.dumps({**data, **more})


def findings(folder: Path, select: str = "overscript", *more: str) -> list[dict[str, Any]]:
    result = call("check", folder, "--select", select, "--format", "json", "--fail-on", "never", *more)
    assert result.code == 0, result.err
    return [f for f in result.report["findings"] if not f["path"].endswith("campaign.yaml")]


def draft(folder: Path, text: str, name: str = "creators/ann/post.caption.md", **more: Any) -> list[dict[str, Any]]:
    write(folder / "campaign.yaml", record(**more))
    write(folder / name, text)
    return findings(folder)


def rules(found: list[dict[str, Any]]) -> list[str]:
    return [f["rule"] for f in found]


# ------------------------------------------------------------------------------------------- key messages, scripts


def test_a_message_read_out_is_marked_where_it_stands(tmp_path: Path) -> None:
    text = "#ad Love my kitchen. Every pan is poured from scrap metal in a village foundry, so no two are alike.\n"
    (found,) = draft(tmp_path, text)
    assert found["rule"] == "overscript/verbatim"
    assert found["severity"] == "error"
    assert found["excerpt"] == MESSAGE
    start = found["location"]["start"]["offset"]
    assert text[start : found["location"]["end"]["offset"]] == MESSAGE
    assert found["properties"]["coverage"] == 1.0
    assert found["properties"]["words"] == 11
    assert found["properties"]["message"] == "m1"
    assert found["properties"]["brief"]["path"].endswith("campaign.yaml")
    assert found["properties"]["brief"]["line"] == 1


def test_the_place_in_the_brief_is_the_line_of_the_message(tmp_path: Path) -> None:
    write(
        tmp_path / "campaign.yaml",
        "schema: brieflint/campaign@1\nbrand: {name: Pottel}\njurisdictions: [us]\ndisclosure: {label: '#ad'}\n"
        f"creators: [{{id: ann, relationship: paid}}]\nkey_messages:\n  - id: m1\n    text: {MESSAGE}\n",
    )
    write(tmp_path / "post.caption.md", f"#ad {MESSAGE}")
    (found,) = findings(tmp_path)
    assert found["properties"]["brief"] == {"path": found["properties"]["brief"]["path"], "line": 8}


@pytest.mark.parametrize(
    "text",
    [
        "#ad My gran had one pan her whole life. Mine comes from people who melt old taps and pour it by hand.",
        "#ad Scrap metal, a foundry, a village: that is where pans come from, it turns out.",
        "#ad I poured the sauce into the pan. Every time.",
        "#ad",
        "",
    ],
)
def test_the_same_point_in_own_words_passes(tmp_path: Path, text: str) -> None:
    assert draft(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("EVERY PAN IS POURED FROM SCRAP METAL IN A VILLAGE FOUNDRY", "verbatim"),
        ("every pan, um, is poured, you know, from scrap - metal! in a - like - village foundry", "verbatim"),
        ("Every pan is\npoured from *scrap metal* in a [village](https://x.example) foundry", "verbatim"),
        ("Évery pan ıs poured from ｓｃｒａｐ metal in a village foundry", "verbatim"),
        ("every pan is made from scrap metal in a village foundry", "near-verbatim"),
        ("in a village foundry every pan is poured from scrap metal", "near-verbatim"),
        ("every paan is poured from scrap metai in a vil1age foundry", "near-verbatim"),
        ("every single pan here is really poured from old scrap metal in a tiny village foundry", "near-verbatim"),
    ],
)
def test_small_changes_do_not_hide_a_message(tmp_path: Path, text: str, rule: str) -> None:
    assert rules(draft(tmp_path, f"#ad Look at this. {text}. Bye!")) == [f"overscript/{rule}"]


def test_numbers_are_the_same_in_digits_and_words(tmp_path: Path) -> None:
    messages = [{"id": "m1", "text": "Twenty-four hours of music on a single 30 minute charge, for fifty dollars"}]
    found = draft(tmp_path, "#ad 24 hours of music on a single thirty minute charge for $50!", key_messages=messages)
    assert rules(found) == ["overscript/verbatim"]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            "一つの詰め替えで十二個のカートリッジが不要になります",
            "今日は一つの詰め替えで十二個のカートリッジが不要になりますよ",
        ),
        (
            "Eine Nachfüllung ersetzt zwölf Kartuschen aus Plastik",
            "Also eine Nachfüllung ersetzt 12 Kartuschen aus Plastik",
        ),
        ("Une recharge remplace douze cartouches en plastique", "Une recharge remplace 12 cartouches en plastique !"),
        (
            "새 필터 하나로 일회용 카트리지 열두 개를 대신합니다",
            "오늘 새 필터 하나로 일회용 카트리지 열두 개를 대신합니다",
        ),
    ],
)
def test_other_languages(tmp_path: Path, message: str, said: str) -> None:
    assert rules(draft(tmp_path, f"#ad {said}", key_messages=[message])) == ["overscript/verbatim"]


def test_a_greeting_in_ideographs_is_no_script(tmp_path: Path) -> None:
    drafts = {"ann": "#ad 朝の一杯。よろしくお願いします。", "bo": "#ad 夜の一杯。よろしくお願いします。"}
    assert shared(tmp_path, drafts) == []


def test_short_messages_never_fire_alone_but_together(tmp_path: Path) -> None:
    messages = [
        {"id": "m1", "text": "One refill replaces twelve cartridges"},
        {"id": "m2", "text": "Fits kettles you already own"},
    ]
    assert draft(tmp_path, "#ad One refill replaces twelve cartridges. Mad.", key_messages=messages) == []
    both = "#ad One refill replaces twelve cartridges and it fits kettles you already own."
    found = draft(tmp_path, both, key_messages=messages)
    assert [(f["rule"], f["severity"]) for f in found] == [("overscript/verbatim", "warning")] * 2


def test_one_sentence_out_of_a_script_is_found(tmp_path: Path) -> None:
    text = "#ad I stopped planning in my head. It sounds silly until you notice that the three things actually get done. Yes."
    (found,) = draft(tmp_path, text, key_messages=[], script=[{"id": "s1", "text": SCRIPT}])
    assert found["rule"] == "overscript/verbatim"
    assert found["properties"]["message"] == "s1"
    assert found["properties"]["coverage"] < 0.5


def test_the_same_subject_as_a_script_passes(tmp_path: Path) -> None:
    text = (
        "#ad Four calendars and a wall of sticky notes, that was me in March. Now there is one small book in my coat."
        " Each evening I write what tomorrow is for. Not ten things. The paper does not mind my fountain pen, and the"
        " app on my phone is gone. I did not expect to like it."
    )
    assert draft(tmp_path, text, key_messages=[], script=[{"id": "s1", "text": SCRIPT}]) == []


@pytest.mark.parametrize(
    ("voice", "severity"),
    [
        ({"use": "organic", "freedom": "guided"}, "error"),
        ({"use": "organic", "freedom": "open"}, "error"),
        ({"use": "organic", "freedom": "prescribed"}, "warning"),
        ({"use": "ad-asset", "freedom": "guided"}, "note"),
    ],
)
def test_severity_follows_use_and_freedom(tmp_path: Path, voice: dict[str, str], severity: str) -> None:
    assert [f["severity"] for f in draft(tmp_path, f"#ad {MESSAGE}", voice=voice)] == [severity]


def test_a_script_read_with_slips_is_as_bad_as_one_read_out(tmp_path: Path) -> None:
    near = "#ad every pan is poured from old metal in a village foundry"
    assert [(f["rule"], f["severity"]) for f in draft(tmp_path, near)] == [("overscript/near-verbatim", "error")]


def test_the_brands_own_channel_may_repeat_itself(tmp_path: Path) -> None:
    creators = [{"id": "ann", "relationship": "own-brand"}]
    assert draft(tmp_path, f"#ad {MESSAGE}", creators=creators) == []


@pytest.mark.parametrize(
    "fixed",
    [
        {"kind": "legal", "text": MESSAGE + "."},
        {"kind": "legal", "text": "Note: every pan is poured from scrap metal in a village foundry. Hand-wash only."},
    ],
)
def test_fixed_text_may_stand_word_for_word(tmp_path: Path, fixed: dict[str, str]) -> None:
    assert draft(tmp_path, f"#ad {fixed['text']}", fixed_text=[fixed]) == []


def test_names_labels_tags_links_and_codes_are_no_words_of_the_brand(tmp_path: Path) -> None:
    messages = [{"id": "m1", "text": "Pottel pans with @pottel, code ANN10, at https://pottel.example/ann #pottel #ad"}]
    text = "#ad Pottel pans with @pottel, code ANN10, at https://pottel.example/ann #pottel"
    assert draft(tmp_path, text, key_messages=messages) == []
    label = [{"id": "m1", "text": "This video is sponsored by Pottel, thanks to Pottel for sponsoring this video"}]
    assert (
        draft(
            tmp_path,
            "This video is sponsored by Pottel, thanks to Pottel for sponsoring this video",
            key_messages=label,
        )
        == []
    )


def test_code_and_block_quotes_are_not_the_creators_voice(tmp_path: Path) -> None:
    assert draft(tmp_path, f"#ad The label says:\n\n> {MESSAGE}\n\nand that is all it says.") == []


def test_a_transcript_is_marked_across_cues_with_its_time(tmp_path: Path) -> None:
    cues = (
        "1\n00:00:01,000 --> 00:00:03,000\nthis is an ad so every pan is\n\n"
        "2\n00:00:03,000 --> 00:00:06,500\npoured from um scrap metal\n\n"
        "3\n00:00:06,500 --> 00:00:09,000\nin a village foundry okay bye\n"
    )
    (found,) = draft(tmp_path, cues, "creators/ann/reel.transcript.srt")
    assert found["rule"] == "overscript/verbatim"
    assert found["location"]["time"] == {"start": 1.0, "end": 9.0}
    start, end = found["location"]["start"]["offset"], found["location"]["end"]["offset"]
    assert cues[start:end].startswith("every pan")
    assert cues[start:end].endswith("village foundry")


def test_a_brief_in_prose_is_named_on_the_command_line(tmp_path: Path) -> None:
    brief = write(
        tmp_path / "spring.brief.md",
        "# Spring\n\n## About us\n\nWe are Pottel.\n\n## What to say\n\n- Say something like: “I burned rice in it on"
        " day one and it came off with warm water.”\n\n## Legal line, word for word\n\nHand-wash only, not for the"
        " dishwasher, whatever anybody tells you.\n",
    )
    read = "#ad I burned rice in it on day one and it came off with warm water!\n"
    fixed = "#ad Hand-wash only, not for the dishwasher, whatever anybody tells you.\n"
    post = write(tmp_path / "post.caption.md", read)
    (found,) = findings(post, "overscript", "--brief", str(brief), "--relationship", "paid")
    assert found["rule"] == "overscript/verbatim"
    assert found["properties"]["message"] == "What to say"
    assert found["properties"]["brief"]["line"] == 9
    assert found["severity"] == "error"
    write(post, fixed)
    assert findings(post, "overscript", "--brief", str(brief), "--relationship", "paid") == []


def test_what_a_campaign_folder_holds_is_hostile(tmp_path: Path) -> None:
    many = "ha " * 20_000
    started = time.perf_counter()
    write(tmp_path / "campaign.yaml", record(key_messages=[{"id": "m1", "text": ("ha " * 1200).strip()}]))
    write(tmp_path / "creators/ann/post.caption.md", many)
    write(tmp_path / "creators/bo/post.caption.md", many)
    findings(tmp_path)
    assert time.perf_counter() - started < 20


# ------------------------------------------------------------------------------------------------ between drafts


def shared(folder: Path, drafts: dict[str, str], **more: Any) -> list[dict[str, Any]]:
    creators = [{"id": name.split("/")[0], "relationship": "paid"} for name in drafts]
    unique = list({c["id"]: c for c in creators}.values())
    write(folder / "campaign.yaml", record(**{"creators": unique, "key_messages": [], **more}))
    for name, text in drafts.items():
        path = name if "/" in name else f"{name}/post"
        write(folder / "creators" / f"{path}.caption.md", text)
    return findings(folder, "overscript/shared-script")


def test_two_creators_with_one_story_are_both_told(tmp_path: Path) -> None:
    found = shared(tmp_path, {"ann": f"#ad Monday again. {LONG} Hi!", "bo": f"Hello you.\n\n{LONG}\n\n#ad"})
    assert [f["path"].rsplit("/", 3)[-2] for f in found] == ["ann", "bo"]
    first, second = found
    assert "bo" in first["message"]
    assert first["properties"]["other"]["path"].endswith("creators/bo/post.caption.md")
    assert first["properties"]["other"]["line"] == 3
    assert second["properties"]["other"]["line"] == 1
    assert first["excerpt"].rstrip(".") == LONG.rstrip(".")


def test_a_recogniser_and_fillers_do_not_hide_a_shared_script(tmp_path: Path) -> None:
    said = (
        "um i used to carry free chargers in my bag and like still run out of power by noon and now i carry one an"
        " forget about it until the weekend comes around"
    )
    assert len(shared(tmp_path, {"ann": f"#ad {LONG}", "bo": f"#ad so yeah {said} anyway"})) == 2


def test_one_creators_drafts_may_repeat_each_other(tmp_path: Path) -> None:
    assert shared(tmp_path, {"ann/one": f"#ad {LONG}", "ann/two": f"#ad {LONG}", "bo": "#ad Other things."}) == []


@pytest.mark.parametrize(
    "text",
    [
        "Thank you so much for watching, see you next time! Link in my bio.",
        "As always, all opinions are my own. Let me know in the comments what you think!",
        "This video is sponsored by Pottel. Thanks to Pottel for sponsoring this video.",
        "@pottel #pottel #pans #kitchen #cooking https://pottel.example/ann code ANN10",
        "> Every pan is poured from scrap metal in a village foundry, says the leaflet.",
    ],
)
def test_what_everybody_writes_is_no_script(tmp_path: Path, text: str) -> None:
    assert shared(tmp_path, {"ann": f"#ad Rice, burnt.\n\n{text}", "bo": f"#ad Onions, crisp.\n\n{text}"}) == []


def test_fixed_text_and_what_another_rule_reports_are_no_shared_script(tmp_path: Path) -> None:
    drafts = {"ann": f"#ad Rice. {MESSAGE}", "bo": f"#ad Onions. {MESSAGE}"}
    assert shared(tmp_path, drafts, fixed_text=[{"kind": "legal", "text": MESSAGE}]) == []
    assert shared(tmp_path, drafts, key_messages=[{"id": "m1", "text": MESSAGE}]) == []
    assert len(shared(tmp_path, drafts)) == 2


def test_a_script_that_everybody_reads_is_found_in_every_draft(tmp_path: Path) -> None:
    drafts = {f"creator{n}": f"#ad Number {n} here. {LONG} That was it from {n}." for n in range(40)}
    found = shared(tmp_path, drafts)
    assert len(found) == 40
    assert {f["properties"]["creators"] for f in found} == {39}
    assert all("39 other creators" in f["message"] for f in found)


def test_a_single_file_is_held_against_the_rest_of_its_campaign(tmp_path: Path) -> None:
    shared(tmp_path, {"ann": f"#ad {LONG}", "bo": f"#ad {LONG}"})
    found = findings(tmp_path / "creators/ann/post.caption.md", "overscript/shared-script")
    assert [f["path"].rsplit("/", 2)[-2] for f in found] == ["ann"]


def test_the_report_is_the_same_in_any_order_of_the_arguments(tmp_path: Path) -> None:
    shared(tmp_path, {f"c{n}": f"#ad {n} {LONG if n % 2 else SCRIPT} {n}" for n in range(6)})
    files = sorted((tmp_path / "creators").rglob("*.md"))
    one = call("check", *files, "--format", "json", "--fail-on", "never").out
    other = call("check", *reversed(files), "--format", "json", "--fail-on", "never").out
    assert one == other


# --------------------------------------------------------------------------------------------------- noise, places


def noisy(words: list[str], kind: str, luck: random.Random) -> list[str]:
    if kind == "substituted":
        return [luck.choice(["maybe", "window", "river", "seven"]) if luck.random() < 0.1 else w for w in words]
    if kind == "fillers":
        return [p for w in words for p in ([luck.choice(["um", "uh", "like"]), w] if luck.random() < 0.15 else [w])]
    if kind == "scanned":
        slips = {"l": "1", "o": "0", "m": "rn", "e": "c", "d": "cl", "s": "5"}
        return ["".join(slips.get(c, c) if luck.random() < 0.05 else c for c in w) for w in words]
    size = max(4, len(words) // 3)
    clauses = [words[k : k + size] for k in range(0, len(words), size)]
    luck.shuffle(clauses)
    return [w for clause in clauses for w in clause]


@pytest.mark.parametrize("kind", ["substituted", "fillers", "scanned", "reordered"])
def test_noise_hides_few_messages(tmp_path: Path, kind: str) -> None:
    luck = random.Random(kind)
    texts = [MESSAGE, LONG, SCRIPT, "No tools, no glue, no drilling: the shelf hangs from a single steel wire"]
    write(tmp_path / "campaign.yaml", record(key_messages=[{"id": f"m{n}", "text": t} for n, t in enumerate(texts)]))
    total = 0
    for number, text in enumerate(texts):
        for trial in range(15):
            words = noisy(text.split(), kind, luck)
            write(tmp_path / f"creators/ann/p{number}x{trial}.caption.txt", f"#ad Well now. {' '.join(words)}. There.")
            total += 1
    hit = {f["path"] for f in findings(tmp_path, "overscript/verbatim,overscript/near-verbatim")}
    assert len(hit) >= 0.95 * total


WORDS = "pan every scrap metal is poured the a village foundry um like 24 twenty four % Pottel #ad @pottel".split()
PIECES = st.lists(
    st.one_of(st.sampled_from(WORDS), st.sampled_from([", ", ".\n\n", " — ", "**", "\n", "&amp; ", "é", "😀 "])),
    max_size=60,
)


def document(text: str, name: str = "x.caption.md") -> Any:
    return document_of(name, text, Settings({"creator": "ann", "relationship": "paid"}, Config()))


@settings(max_examples=150, deadline=None)
@given(PIECES, st.sampled_from(["x.md", "x.txt", "x.srt"]))
def test_every_word_stands_where_its_place_says(pieces: list[str], name: str) -> None:
    text = " ".join(pieces)
    if name.endswith("srt"):
        text = f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n"
    read = document(text, name)
    words = document_words(read)
    for key, start, end in zip(words.keys, words.starts, words.ends, strict=True):
        assert 0 <= start < end <= len(read.text)
        assert text_words(read.text[start:end]).keys == [key]


@settings(max_examples=150, deadline=None)
@given(PIECES, PIECES)
def test_a_run_holds_the_same_words_on_both_sides_and_cannot_grow(one: list[str], other: list[str]) -> None:
    read = document(" ".join(one))
    mine, theirs = document_words(read), text_words(" ".join(other))
    runs = shared_runs(mine.keys, Index(theirs.keys))
    for run in runs:
        assert mine.keys[run.draft : run.draft_end] == theirs.keys[run.source : run.source_end]
        before, after = (run.draft - 1, run.source - 1), (run.draft_end, run.source_end)
        if min(before) >= 0:
            assert mine.keys[before[0]] != theirs.keys[before[1]]
        if after[0] < len(mine) and after[1] < len(theirs):
            assert mine.keys[after[0]] != theirs.keys[after[1]]
        start, end = mine.span(run.draft, run.draft_end)
        low, high = read.source_span(start, end)
        assert read.excerpt(start, end) == read.source[low:high]
        assert text_words(read.text[start:end]).keys == theirs.keys[run.source : run.source_end]
    taken: set[int] = set()
    for match in chains(runs):
        stretch = set(range(match.draft, match.draft_end))
        assert not stretch & taken
        taken |= stretch
        assert list(match.covered) == sorted(set(match.covered))
        assert match.source <= match.covered[0]
        assert match.covered[-1] < match.source_end
        assert match.score <= match.matched <= match.draft_end - match.draft


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from("a b c d e f g h".split()), max_size=30),
    st.lists(st.sampled_from("a b c d".split()), max_size=30),
)
def test_no_run_of_two_words_is_missed(one: list[str], other: list[str]) -> None:
    pairs, others = list(pairwise(one)), list(pairwise(other))
    wanted = {
        (i, k)
        for i, pair in enumerate(pairs)
        for k, same in enumerate(others)
        if pair == same and others.count(pair) <= 16
    }
    runs = shared_runs(one, Index(other))
    assert wanted <= {(run.draft + n, run.source + n) for run in runs for n in range(run.length - 1)}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["poured", "scrap", "every", "pan", "gone"]), min_size=1, max_size=30), st.booleans())
def test_a_verbatim_finding_quotes_the_message(filler: list[str], lower: bool) -> None:
    message = MESSAGE.lower() if lower else MESSAGE
    text = f"#ad {' '.join(filler)}. {message}, {' '.join(filler)}"
    rules_ = load_rules()
    found = list(check(document(text), rules_, Brand([Source("m1", MESSAGE)], Terms(), rules_)))
    exact = [f for f in found if f.rule == "overscript/verbatim"]
    assert exact
    source = text_words(MESSAGE).keys
    for finding in exact:
        start, end = finding.location.start, finding.location.end
        assert start is not None
        assert end is not None
        assert text[start.offset : end.offset] == finding.excerpt
        said = text_words(finding.excerpt).keys
        assert any(source[k : k + len(said)] == said for k in range(len(source)))
        assert finding.properties["words"] == len(said)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("24", "24"), ("twenty-four", "24"), ("twenty four", "24"), ("1,000", "1000"), ("1.000", "1000"),
        ("a thousand", "1000"), ("two hundred and fifty", "250"), ("three thousand two hundred", "3200"),
        ("2.50", "2.5"), ("50 %", "50%"), ("fifty per cent", "50%"), ("$5", "5$"), ("five dollars", "5$"),
        ("007", "7"), ("zwölf Prozent", "12%"), ("one million", "1000000"), ("€20", "20€"), ("0", "0"),
    ],
)  # fmt: skip
def test_numbers(text: str, key: str) -> None:
    stream = tokenize(fold(text).text)
    assert number_at(stream, 0) == (key, len(stream))


def test_two_numbers_in_a_row_stay_two() -> None:
    assert text_words("one two three").keys == ["1", "2", "3"]
    assert text_words("24/7").keys == ["24", "7"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("rnorning", "morning"), ("f0undry", "foundry"), ("foundries", "foundries"), ("foundy", "foundry"),
        ("fuondry", "foundry"), ("pan", "pan"), ("p4n", "p4n"), ("clock", "clock"), ("vil1age", "village"),
    ],
)  # fmt: skip
def test_slips_of_a_recogniser_are_read_right(written: str, read: str) -> None:
    assert Speller(["morning", "foundry", "pan", "village"]).read(written) == read


def test_exempt_phrases_go_whole_or_not_at_all() -> None:
    exempt = Exempt.of(["Kettlo refill filter", "Capital at risk."])
    words = text_words("The Kettlo refill filter's box says: capital at risk. A refill is a refill.", exempt)
    assert words.keys == ["the", "box", "says", "a", "refill", "is", "a", "refill"]
