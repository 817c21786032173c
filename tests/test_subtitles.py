"""Transcripts of every format: what is read, when it is said, and where it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pysubs2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support import PAID, call, run, write

SRT = "1\n00:00:01,000 --> 00:00:03,500\nso these socks\n\n2\n00:00:03,500 --> 00:00:06,000\nare <i>made</i> of wool\n"
VTT = """WEBVTT - a title
Kind: captions

STYLE
::cue { color: red }

NOTE a word
about nothing

REGION
id:fred

intro
00:01.000 --> 00:03.500 region:fred align:left
<v.loud Ann Lee>so these <c.colorE5E5E5>socks</c>

00:00:03.500 --> 01:00:06.000
are<00:00:04.000><c> made</c> of wool &amp; love
"""
SEGMENTS = [
    {"start": 1, "end": 3.5, "text": " so these socks"},
    {"start": 3.5, "end": 6.0, "text": " are made of wool"},
]
WORDS = [
    {"word": w, "start": 1 + k / 2, "end": 1.5 + k / 2} for k, w in enumerate("so these socks are made of wool".split())
]
JSON3 = {
    "wireMagic": "pb3",
    "events": [
        {"tStartMs": 0, "dDurationMs": 9000, "id": 1, "wpWinPosId": 1},
        {"tStartMs": 1000, "dDurationMs": 2500, "segs": [{"utf8": "so"}, {"utf8": " these socks", "tOffsetMs": 400}]},
        {"tStartMs": 3400, "aAppend": 1, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 3500, "dDurationMs": 2500, "segs": [{"utf8": "are made of wool"}]},
    ],
}
CPP = {
    "systeminfo": "AVX = 1",
    "transcription": [
        {
            "timestamps": {"from": "00:00:01,000", "to": "00:00:03,500"},
            "offsets": {"from": 1000, "to": 3500},
            "text": " so these socks",
        },
        {
            "timestamps": {"from": "00:00:03,500", "to": "00:00:06,000"},
            "offsets": {"from": 3500, "to": 6000},
            "text": " are made of wool",
        },
    ],
}
PODCAST = {
    "version": "1.0.0",
    "segments": [
        {"speaker": "Ann", "startTime": 1, "endTime": 3.5, "body": "so these socks"},
        {"speaker": "Bo", "startTime": 3.5, "endTime": 6, "body": "are made of wool"},
    ],
}
SNIPPETS = [
    {"text": "so these socks", "start": 1.0, "duration": 2.5},
    {"text": "are made of wool", "start": 3.5, "duration": 2.5},
]
CHUNKS = {
    "text": "...",
    "chunks": [
        {"timestamp": [1.0, 3.5], "text": "so these socks"},
        {"timestamp": [3.5, None], "text": "are made of wool"},
    ],
}


def read(path: Path, *args: str) -> dict[str, Any]:
    result = call("read", str(path), "--format", "json", *args)
    assert result.code == 0, result.err
    data: dict[str, Any] = json.loads(result.out)
    return data


def cues(path: Path) -> list[tuple[float | None, float | None, str]]:
    found = [s for s in read(path)["segments"] if s["kind"] == "cue"]
    return [(s.get("time", {}).get("start"), s.get("time", {}).get("end"), s["text"]) for s in found]


TWO = [(1.0, 3.5, "so these socks"), (3.5, 6.0, "are made of wool")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.srt", SRT),
        ("a.srt", "\ufeff" + SRT),
        ("a.srt", SRT.replace("\n", "\r\n")),
        ("a.srt", SRT.replace("\n\n", "\n")),
        ("a.srt", SRT.replace("1\n", "", 1).replace("2\n", "", 1)),
        ("a.srt", SRT.replace("socks\n", "socks\n\n")),
        ("a.en.json3", json.dumps(JSON3)),
        ("whisper.json", json.dumps({"text": "so ...", "segments": SEGMENTS, "language": "en"})),
        ("openai.json", json.dumps({"task": "transcribe", "duration": 6.0, "segments": SEGMENTS, "words": WORDS})),
        ("cpp.json", json.dumps(CPP, indent=2)),
        ("podcast.json", json.dumps(PODCAST)),
        ("snippets.json", json.dumps(SNIPPETS)),
        ("a.transcript.txt", "[00:01.000 --> 00:03.500] so these socks\n[00:03.500 --> 00:06.000] are made of wool\n"),
    ],
)
def test_two_cues_of_every_format(tmp_path: Path, name: str, content: str) -> None:
    assert cues(write(tmp_path / name, content)) == TWO


def test_what_is_no_text_in_webvtt(tmp_path: Path) -> None:
    data = read(write(tmp_path / "a.vtt", VTT))
    found = [s for s in data["segments"] if s["kind"] == "cue"]
    assert [s["text"] for s in found] == ["so these socks", "are made of wool & love"]
    assert found[0]["speaker"] == "Ann Lee"
    assert [s["time"] for s in found] == [{"start": 1.0, "end": 3.5}, {"start": 3.5, "end": 3606.0}]
    assert data["remarks"] == []


def test_words_without_segments_make_cues(tmp_path: Path) -> None:
    words = [*WORDS, {"word": "Later.", "start": 9, "end": 9.5}, {"word": "Bye", "start": 9.6, "end": 10}]
    path = write(tmp_path / "w.json", json.dumps({"text": "so ...", "words": words}))
    assert [c[2] for c in cues(path)] == ["so these socks are made of wool", "Later.", "Bye"]


def test_chunks_and_plain_json(tmp_path: Path) -> None:
    assert [c[2] for c in cues(write(tmp_path / "c.json", json.dumps(CHUNKS)))] == [
        "so these socks",
        "are made of wool",
    ]
    assert cues(write(tmp_path / "p.transcript.json", '{"text": "so these socks"}')) == [(0.0, 0.0, "so these socks")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[00:12] so these\n[00:15] socks", [(12, 15, "so these"), (15, 15.4, "socks")]),
        ("(0:12) so these\n(1:02:03) socks", [(12, 3723, "so these"), (3723, 3723.4, "socks")]),
        ("00:12 so these\n00:15 socks", [(12, 15, "so these"), (15, 15.4, "socks")]),
        ("0:12\nso these\n0:15\nsocks", [(12, 15, "so these"), (15, 15.4, "socks")]),
        ("so [0:12] these [0:15] socks", [(None, None, "so "), (12, 15, "these "), (15, 15.4, "socks")]),
        ("Ann Lee  0:12\nso these\n\nBo  0:15\nsocks", [(12, 15, "so these"), (15, 15.4, "socks")]),
        ("**Ann** (0:12):\nso these\n**Bo** (0:15):\nsocks", [(12, 15, "so these"), (15, 15.4, "socks")]),
        ("[0:12] SPEAKER_00: so these\n[0:15] SPEAKER_01: socks", [(12, 15, "so these"), (15, 15.4, "socks")]),
        ("Ann: so these\nBo: socks\nAnn: yes", [(None, None, "so these"), (None, None, "socks"), (None, None, "yes")]),
    ],
)
def test_transcripts_in_text(tmp_path: Path, text: str, expected: list[tuple[float | None, float | None, str]]) -> None:
    path = write(tmp_path / "t.transcript.txt", "---\nplatform: youtube\n---\n" + text)
    assert cues(path) == [(a, b if b is None else pytest.approx(b), c) for a, b, c in expected]


def test_a_label_before_a_colon_is_no_speaker(tmp_path: Path) -> None:
    path = write(tmp_path / "t.transcript.txt", "Werbung: diese Socken.\nWerbung: noch mehr Socken.\n")
    assert read(path)["text"].startswith("Werbung: diese")


def test_plain_speech_stays_in_paragraphs(tmp_path: Path) -> None:
    data = read(write(tmp_path / "t.transcript.txt", "We meet at\n\nhalf past ten, at 10:30.\n"))
    assert [s["kind"] for s in data["segments"]] == ["paragraph", "paragraph"]


# ------------------------------------------------------------------------------------------------ one reading


ROLLING = """WEBVTT

00:00:00.000 --> 00:00:02.000 align:start position:0%
{blank}
so<00:00:00.500><c> these</c><00:00:01.000><c> socks</c>

00:00:02.000 --> 00:00:02.010 align:start position:0%
so these socks
{blank}

00:00:02.010 --> 00:00:04.000 align:start position:0%
so these socks
are<00:00:02.500><c> sponsored</c><00:00:03.000><c> by</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
are sponsored by
{blank}

00:00:04.010 --> 00:00:06.000 align:start position:0%
are sponsored by
kettlo<00:00:05.000><c> thanks</c>
""".replace("{blank}", " ")


def test_rolling_captions_count_once(tmp_path: Path) -> None:
    data = read(write(tmp_path / "r.vtt", ROLLING))
    assert data["text"] == "so these socks\nare sponsored by\nkettlo thanks"
    assert [s["cue"] for s in data["segments"] if s["kind"] == "cue"] == [1, 3, 5]
    assert [s["text"] for s in data["segments"] if s["kind"] == "sentence"] == [data["text"]]


def test_growing_captions_count_once(tmp_path: Path) -> None:
    lines = ["so", "so these", "so these socks", "are made"]
    text = "".join(f"{k}\n00:00:0{k},000 --> 00:00:0{k + 1},000\n{t}\n\n" for k, t in enumerate(lines))
    assert read(write(tmp_path / "g.srt", text))["text"] == "so\nthese\nsocks\nare made"


def test_what_is_said_twice_with_time_between_stays(tmp_path: Path) -> None:
    text = "1\n00:00:00,000 --> 00:00:01,000\nno\n\n2\n00:00:02,000 --> 00:00:03,000\nno\n"
    assert read(write(tmp_path / "g.srt", text))["text"] == "no\nno"


@pytest.mark.parametrize(
    ("second", "joined"),
    [
        ("00:00:02,000 --> 00:00:03,000\nsponsored by kettlo", True),
        ("00:00:04,900 --> 00:00:06,000\nsponsored by kettlo", True),
        ("00:00:05,100 --> 00:00:06,000\nsponsored by kettlo", False),
        ("00:00:02,000 --> 00:00:03,000\n>> sponsored by kettlo", False),
        ("00:00:02,000 --> 00:00:03,000\n&gt;&gt; sponsored by kettlo", False),
        ("00:00:02,000 --> 00:00:03,000\n[Music] sponsored by kettlo", True),
    ],
)
def test_where_a_phrase_goes_on(tmp_path: Path, second: str, joined: bool) -> None:
    path = write(tmp_path / "p.srt", f"1\n00:00:00,000 --> 00:00:02,000\nthis video is\n\n2\n{second}\n")
    data = read(path)
    assert data["text"] == "this video is" + ("\n" if joined else "\n\n") + "sponsored by kettlo"


def test_a_phrase_across_cues_has_cue_line_time_and_plain_words(tmp_path: Path) -> None:
    text = "1\n00:00:00,000 --> 00:00:02,000\nthis tea cures\n\n2\n00:00:02,000 --> 00:00:04,000\ncancer and more\n"
    path = write(tmp_path / "p.srt", text)
    (found,) = call("check", str(path), *PAID, "--select", "claims", "--format", "json").report["findings"]
    start, end = found["location"]["start"], found["location"]["end"]
    assert text[start["offset"] : end["offset"]] == found["excerpt"]
    assert found["excerpt"].startswith("cures")
    assert found["excerpt"].endswith("cancer")
    assert (start["line"], end["line"]) == (3, 7)
    assert found["location"]["time"] == {"start": 0.0, "end": 4.0}
    assert (found["properties"]["cue"], found["properties"]["last_cue"]) == (1, 2)
    assert "'cures cancer'" in found["message"]


def test_read_shows_times_speakers_and_pauses(tmp_path: Path) -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ann>so these\n\n00:03.000 --> 00:04.000\n<v Bo>socks\n\n01:00.000 --> 01:01.000\nbye\n"
    out = call("read", str(write(tmp_path / "a.vtt", text))).out.splitlines()
    shown = [line.split() for line in out[out.index("") + 1 :]]
    assert shown == [
        ["Ann:"],
        ["0:01-0:03", "cue", "1", "4:8", "so", "these"],
        [],
        ["Bo:"],
        ["0:03-0:04", "cue", "2", "7:7", "socks"],
        [],
        ["unnamed:"],
        ["1:00-1:01", "cue", "3", "10:1", "bye"],
    ]


# ------------------------------------------------------------------------------------------------------ places


CHARACTERS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=12)
SPOKEN = st.lists(
    CHARACTERS.map(lambda t: t.translate(dict.fromkeys(map(ord, "<>&{}#[](*)♪♫♬")))).filter(
        lambda t: t.strip() and not t.strip().isdigit()
    ),
    min_size=1,
    max_size=5,
)


@given(SPOKEN, st.booleans(), st.sampled_from([None, 1]))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_places_in_json_strings(tmp_path: Path, texts: list[str], ascii_: bool, indent: int | None) -> None:
    """Every cue's place, escapes and all, holds its text and nothing else."""
    texts = [f'{t} "\\/ é😀 {k}' for k, t in enumerate(texts)]
    segments = [{"start": 4 * k, "end": 4 * k + 1, "text": " " + t} for k, t in enumerate(texts)]
    source = json.dumps({"segments": segments}, ensure_ascii=ascii_, indent=indent)
    found = [s for s in read(write(tmp_path / "p.json", source))["segments"] if s["kind"] == "cue"]
    assert [json.loads(f'"{source[s["source"]["start"] : s["source"]["end"]]}"') for s in found] == [
        t.lstrip() for t in texts
    ]
    assert [s["text"] for s in found] == [t.lstrip() for t in texts]


@given(SPOKEN, st.sampled_from(["srt", "vtt"]), st.lists(st.integers(0, 9_000_000), min_size=5, max_size=5))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cues_are_those_of_a_well_kept_parser(
    tmp_path: Path, texts: list[str], format_: str, starts: list[int]
) -> None:
    """pysubs2 writes them and reads them as brieflint does."""
    subs = pysubs2.SSAFile()
    for k, text in enumerate(texts):
        start = 10_000_000 * k + starts[k]
        subs.append(pysubs2.SSAEvent(start, start + 900, " ".join((text + f" word{k}").split())))
    source = subs.to_string(format_)
    path = write(tmp_path / f"p.{format_}", source)
    again = pysubs2.SSAFile.from_string(source, format_)
    assert [(a, b, c.strip()) for a, b, c in cues(path)] == [
        (e.start / 1000, e.end / 1000, e.plaintext.strip()) for e in again
    ]


# ------------------------------------------------------------------------------------------------ odd and broken


@pytest.mark.parametrize(
    ("name", "content", "words", "says"),
    [
        ("a.srt", SRT.replace("00:00:03,500 -->", "00:00:0x,500 -->"), 2, "cue 2 (line 6)"),
        ("a.srt", SRT.replace("00:00:06,000", "00:99:06,000"), 2, "cue 2 (line 6)"),
        ("a.srt", SRT.replace("00:00:03,500 --> 00:00:06,000\n", ""), 2, "line 6: stands outside every cue"),
        ("a.srt", "so these socks\n" + SRT, 3, "line 1: stands outside every cue"),
        ("a.srt", "so these socks\n", 1, "holds no cues"),
        ("a.srt", "1", 0, "holds no cues"),
        ("a.vtt", VTT.replace("00:00:03.500", "00:00:3.5.0"), 2, "cue 2 (line 17)"),
        ("a.vtt", VTT + "\nlost words\n", 3, "stands outside every cue"),
        (
            "a.json",
            json.dumps({"segments": SEGMENTS})[:-3],
            2,
            "ends in the middle (line 1): what follows was not read",
        ),
        (
            "a.json",
            json.dumps({"segments": [{**SEGMENTS[0], "start": float("nan")}, SEGMENTS[1]]}),
            2,
            "cue 1: has no time",
        ),
        ("a.json", json.dumps({"segments": [{**SEGMENTS[0], "start": -4}, SEGMENTS[1]]}), 2, "cue 1: has no time"),
        ("a.json", json.dumps({"segments": [{**SEGMENTS[0], "end": 0}, SEGMENTS[1]]}), 2, "cue 1: ends before"),
        ("a.json", '{"segments": [{"start": 1, "end": 2, "text": "a", "text": "b"}]}', 1, "'text' stands twice"),
    ],
)
def test_good_cues_of_broken_files(tmp_path: Path, name: str, content: str, words: int, says: str) -> None:
    path = write(tmp_path / name, content)
    assert len(cues(path)) == words
    result = call("check", str(path), "--relationship", "none", "--format", "json")
    assert result.code == 2
    (error,) = result.report["errors"]
    assert says in error["message"]


def test_many_broken_cues_are_one_remark(tmp_path: Path) -> None:
    content = "".join(f"{k}\n00:00:01,000 --> 00:00:0x,000\nword\n\n" for k in range(1, 501))
    result = call("check", str(write(tmp_path / "a.srt", content)), "--relationship", "none")
    assert len(result.errors) == 1
    assert "so are 499 more" in result.err


@pytest.mark.parametrize("name", ["a.sbv", "a.ttml", "a.ass"])
def test_other_formats_are_refused_with_the_remedy(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, "0:00:00.378,0:00:11.378\nso these socks\n")
    for command in ("check", "read"):
        result = call(command, str(path))
        assert result.code == 2
        assert "save it as .srt or .vtt" in result.err


@pytest.mark.parametrize(
    "content",
    [
        '{"name": "x", "version": "1.0.0"}',
        '{"segments": [{"id": 4, "start": "Rome", "end": "Pisa"}]}',
        '{"events": [{"start": 1, "title": "launch"}]}',
        '{"text": "hello"}',
        "[1, 2, 3]",
        "[]",
        '"text"',
        "",
        "not json",
        '{"schema": "brieflint/document@1", "segments": [{"start": 0, "end": 4, "text": "word", "kind": "cue"}]}',
    ],
)
def test_foreign_json(tmp_path: Path, content: str) -> None:
    path = write(tmp_path / "data.json", content)
    write(tmp_path / "b.json", json.dumps({"segments": SEGMENTS}))
    walked = call("check", str(tmp_path), "--format", "json")
    assert walked.code == 0
    assert walked.report["summary"]["files"] == 1
    named = call("check", str(path), "--format", "json")
    if content != '{"text": "hello"}':  # OpenAI's plain answer, taken when somebody names it
        assert named.code == 2
        assert len(named.report["errors"]) == 1


def test_a_transcript_by_name_is_never_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "a.transcript.json", '{"oh": "no"}')
    write(tmp_path / "a.json3", "{}")
    result = call("check", str(tmp_path), "--format", "json")
    assert [Path(e["path"]).name for e in result.report["errors"]] == ["a.json3", "a.transcript.json"]


@pytest.mark.parametrize(
    "content",
    [
        '{"segments":' * 100_000,
        "[" * 1_000_000,
        '{"segments": [' + '{"start": 1, "text": "' + "\\u0041" * 300_000,
        '{"segments": [' + "[" * 50_000 + "]" * 50_000 + "]}",
        json.dumps({"segments": [{"start": k, "end": k + 1, "text": "word"} for k in range(30_000)]}),
        json.dumps({"segments": [{"start": 9e99, "end": -9e99, "text": "\x00\x1b[31m\ud800"}] * 2_000}),
        json.dumps({"segments": [{"start": 5000 - k, "end": 5000 - k + 9, "text": f"word {k}"} for k in range(5_000)]}),
        json.dumps({"segments": [{"start": 1, "end": 2, "text": "a", "tokens": list(range(400_000))}]}),
        '{"events": [{"tStartMs": 1e999999, "segs": [{"utf8": "word"}]}]}',
    ],
    ids=["objects", "lists", "escapes", "deep lists", "many", "controls", "reversed", "numbers", "infinity"],
)
def test_hostile_json_is_bounded(tmp_path: Path, content: str) -> None:
    path = write(tmp_path / "h.json", content.encode("utf-8", "surrogatepass"))
    result = run("check", str(path), *PAID, "--format", "json", timeout=60)
    assert result.code in (1, 2)
    assert "Traceback" not in result.err
    assert "\x1b" not in result.err
    assert len(result.errors) <= 1


# ------------------------------------------------------------------------------------------------------ speech


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("this video is um sponsored by by uh kettlo", None),
        ("this is you know an ad for kettlo", None),
        ("hashtag ad so these socks", None),
        ("hash tag add so these socks", None),
        ("hash-tag sponsored so these socks", None),
        ("hashtag collab so these socks", "ambiguous"),
        ("do you know an ad when you see it", "missing"),
        ("at the hashtag is trending", "missing"),
    ],
)
def test_how_recognisers_write_it(tmp_path: Path, said: str, rule: str | None) -> None:
    half = said.split()
    middle = len(half) // 2
    text = (
        f"1\n00:00:00,000 --> 00:00:02,000\n{' '.join(half[:middle])}\n\n"
        f"2\n00:00:02,000 --> 00:00:04,000\n{' '.join(half[middle:])}\n\n"
        "3\n00:00:04,000 --> 00:00:20,000\nand I wear them all day\n"
    )
    result = call("check", str(write(tmp_path / "a.srt", text)), *PAID, "--select", "disclosure", "--format", "json")
    assert [f["rule"] for f in result.report["findings"]] == ([f"disclosure/{rule}"] if rule else [])


def test_the_context_of_subtitles_comes_from_overrides_or_the_name(tmp_path: Path) -> None:
    write(
        tmp_path / "brieflint.toml", '[[overrides]]\nfiles = ["*.vtt"]\nplatform = "youtube"\nrelationship = "gifted"\n'
    )
    context = read(write(tmp_path / "talk.de.vtt", VTT))["context"]
    assert context["platform"]["value"] == "youtube"
    assert context["platform"]["from"].endswith("brieflint.toml [[overrides]]")
    assert context["relationship"]["value"] == "gifted"
    assert context["language"] == {"from": "file name", "value": "de"}
    assert context["kind"]["value"] == "transcript"
