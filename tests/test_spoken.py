"""When a disclosure is said: early, before the praise, and again in what is long or live."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support import call, write

RECORD: dict[str, Any] = {
    "schema": "brieflint/campaign@1",
    "id": "kettles",
    "brand": {"name": "Kettlo", "handles": {"youtube": "@kettlo_home"}},
    "product": {"name": "Steam Bell"},
    "jurisdictions": ["us"],
    "disclosure": {"label": "#ad"},
    "creators": [{"id": "ann", "relationship": "paid"}],
}


def clock(seconds: float) -> str:
    return f"{int(seconds // 3600):02}:{int(seconds // 60 % 60):02}:{int(seconds % 60):02},000"


def srt(*cues: tuple[float, float, str]) -> str:
    return "".join(f"{k}\n{clock(a)} --> {clock(b)}\n{text}\n\n" for k, (a, b, text) in enumerate(cues, 1))


def found(
    tmp_path: Path, text: str, *, countries: str = "us", record: bool = False, name: str = "talk.srt", **context: str
) -> list[dict[str, Any]]:
    if record:
        write(tmp_path / "campaign.yaml", json.dumps({**RECORD, "jurisdictions": countries.split()}))
    given = {"relationship": "paid", "platform": "youtube", "language": "en", **context}
    flags = [part for key, value in given.items() for part in (f"--{key}", value)]
    flags += [part for code in countries.split() for part in ("--jurisdiction", code)]
    path = write(tmp_path / name, text)
    report = call("check", str(path), *flags, "--select", "disclosure", "--format", "json").report
    assert report["errors"] == []
    findings: list[dict[str, Any]] = report["findings"]
    return findings


def verdict(*args: Any, **more: Any) -> str:
    findings = found(*args, **more)
    return findings[0]["rule"].split("/")[1] if findings else "adequate"


LABEL = "this video is sponsored"
INTRO = (0, 60, "today we look at how to make coffee at home")
PLUG = (60, 100, "the kettlo kettle is what I pour with every day")
REST = (100, 300, "and then we let it bloom for thirty seconds")


@pytest.mark.parametrize(
    ("cues", "expected"),
    [
        ([(0, 5, LABEL), INTRO, PLUG, REST], "adequate"),
        ([INTRO, (60, 64, LABEL), (64, 100, PLUG[2]), REST], "adequate"),
        ([INTRO, PLUG, (100, 104, LABEL), REST], "misplaced"),
        ([INTRO, PLUG, REST, (300, 304, LABEL)], "misplaced"),
        ([INTRO, (60, 62, "so kettlo"), (62, 66, LABEL), REST], "adequate"),
        ([INTRO, (60, 100, "the steam bell is what I pour with"), (100, 104, LABEL), REST], "misplaced"),
        ([INTRO, (60, 100, "the ketlo kettle is what I pour with"), (100, 104, LABEL), REST], "misplaced"),
        ([INTRO, (60, 100, "the kettle o is what I pour with"), (100, 104, LABEL), REST], "misplaced"),
        ([INTRO, (60, 100, "the steam belle is what I pour with"), (100, 104, LABEL), REST], "misplaced"),
        ([INTRO, (60, 100, "this kettle is what I pour with"), (100, 104, LABEL), REST], "adequate"),
    ],
    ids=[
        "at once",
        "before the plug",
        "after the plug",
        "at the end",
        "in one breath",
        "product",
        "misheard",
        "in two words",
        "misheard product",
        "other",
    ],
)
def test_the_brand_of_the_record_opens_its_part(tmp_path: Path, cues: list[Any], expected: str) -> None:
    assert verdict(tmp_path, srt(*cues), record=True) == expected


def test_where_the_brand_is_known_from_the_label_alone(tmp_path: Path) -> None:
    late = srt(INTRO, PLUG, (100, 104, "kettlo sponsored this video"), REST)
    (finding,) = found(tmp_path, late)
    assert finding["rule"] == "disclosure/misplaced"
    assert "at 1:40" in finding["message"]
    assert "from 1:00 on" in finding["message"]
    assert finding["properties"]["cue"] == 3
    assert finding["location"]["time"] == {"start": 100.0, "end": 104.0}


def test_a_code_before_the_label(tmp_path: Path) -> None:
    code = (60, 100, "get yours with my code ann15 at checkout")
    assert verdict(tmp_path, srt(INTRO, code, (100, 104, "this video is sponsored"), REST)) == "misplaced"
    assert verdict(tmp_path, srt(INTRO, (56, 60, "this video is sponsored"), code, REST)) == "adequate"


@pytest.mark.parametrize("surface", ["live", "stream"])
def test_a_live_stream_says_it_again(tmp_path: Path, surface: str) -> None:
    once = srt((0, 5, "this stream is sponsored by kettlo"), (5, 3600, "let us play"))
    again = [(t, t + 5, "still sponsored by kettlo") for t in range(800, 3600, 800)]
    (finding,) = found(tmp_path, once, surface=surface)
    assert (finding["rule"], finding["severity"]) == ("disclosure/misplaced", "warning")
    assert "every 15 minutes" in finding["message"]
    assert verdict(tmp_path, srt((0, 5, "this stream is sponsored by kettlo"), *again), surface=surface) == "adequate"
    assert verdict(tmp_path, once, surface="video") == "adequate"


def test_how_often_differs_by_country(tmp_path: Path) -> None:
    cues = srt((0, 5, "this stream is sponsored by kettlo"), (5, 800, "let us play"))
    verdicts = {c: verdict(tmp_path, cues, countries=c, surface="live") for c in ("us", "in", "au")}
    assert verdicts == {"us": "adequate", "in": "misplaced", "au": "adequate"}


def test_a_long_video_is_reminded(tmp_path: Path) -> None:
    cues = srt(
        (0, 5, "this video is sponsored by kettlo"),
        (5, 900, "coffee"),
        (900, 930, "kettlo is great"),
        (930, 999, "bye"),
    )
    (finding,) = found(tmp_path, cues, record=True)
    assert (finding["rule"], finding["severity"]) == ("disclosure/misplaced", "note")
    assert "at 15:00" in finding["message"]
    assert found(tmp_path, cues.replace("00:15:00", "00:05:00"), record=True) == []


def test_times_of_a_transcript_in_text(tmp_path: Path) -> None:
    text = (
        "[00:00] coffee at home\n[01:00] the kettlo kettle is what I pour with\n[02:00] kettlo sponsored this video\n"
    )
    (finding,) = found(tmp_path, text, name="talk.transcript.txt")
    assert finding["rule"] == "disclosure/misplaced"
    assert finding["location"]["time"]["start"] == 120.0
    assert finding["location"]["start"]["line"] == 3
    assert finding["properties"]["cue"] == 3


def test_without_times_words_tell(tmp_path: Path) -> None:
    talk = "and then we let it bloom " * 60
    late = talk + "the kettlo kettle is what I pour with " + talk + "kettlo sponsored this video"
    assert verdict(tmp_path, late, name="talk.transcript.txt") == "misplaced"
    assert verdict(tmp_path, "kettlo sponsored this video " + talk, name="talk.transcript.txt") == "adequate"


@pytest.mark.parametrize(
    ("said", "language", "country", "expected"),
    [
        ("here's a quick ad for kettlo", "en", "us", "adequate"),
        ("hash tag add at kettlo", "en", "us", "adequate"),
        ("this is a sponsored segment", "en", "us", "adequate"),
        ("that halftime ad was funny", "en", "us", "missing"),
        ("I hate every ad on tv", "en", "us", "missing"),
        ("not sponsored by anyone", "en", "us", "denied"),
        ("we machen hier weiter ohne pause", "de", "de", "missing"),
        ("kurze werbung für lichtwerk", "de", "de", "adequate"),
        ("das war übrigens werbung für lichtwerk", "de", "de", "adequate"),
        ("in zusammenarbeit mit lichtwerk", "de", "de", "ambiguous"),
        ("petite page de pub pour orlane", "fr", "fr", "adequate"),
        ("en partenariat avec orlane", "fr", "fr", "ambiguous"),
        ("ahora un poco de publicidad de olivera", "es", "es", "adequate"),
        ("gracias a olivera por el aceite", "es", "es", "ambiguous"),
    ],
)
def test_spoken_forms(tmp_path: Path, said: str, language: str, country: str, expected: str) -> None:
    cues = srt((0, 4, said), (4, 40, "so so so"))
    assert verdict(tmp_path, cues, countries=country, language=language) == expected


def test_spoken_forms_are_no_labels_in_writing(tmp_path: Path) -> None:
    text = "It was a quick commercial break for all of us, then the lamp was back.\n"
    assert verdict(tmp_path, text, name="post.caption.md") == "missing"
    assert verdict(tmp_path, text, name="post.transcript.txt") == "adequate"


def test_a_negation_far_off_denies_nothing_in_a_stream_of_words(tmp_path: Path) -> None:
    cues = srt((0, 4, "there are no don't forget of course"), (4, 8, "our sponsor kettlo"), (8, 60, "pour it slowly"))
    assert verdict(tmp_path, cues) == "adequate"


def test_claims_are_found_across_cues_and_numbers_in_words(tmp_path: Path) -> None:
    text = srt((0, 4, "with this tea you lose twenty"), (4, 8, "pounds um in ten days"))
    result = call(
        "check", str(write(tmp_path / "a.srt", text)), "--jurisdiction", "us", "--select", "claims", "--format", "json"
    )
    (finding,) = result.report["findings"]
    assert finding["rule"] == "claims/weight-loss-impossible"
    assert finding["location"]["time"] == {"start": 0.0, "end": 8.0}
    assert (finding["properties"]["cue"], finding["properties"]["last_cue"]) == (1, 2)


def test_music_praises_nothing(tmp_path: Path) -> None:
    write(tmp_path / "reel.caption.md", "#ad Three weeks with this kettle @kettlo\n")
    assert found(tmp_path, srt((0, 4, "[Music]"), (4, 30, "♪♪")), name="reel.srt") == []
