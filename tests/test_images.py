"""Pictures: real engines on pictures that are drawn here, odd and hostile files, the cache, and what fails in one line."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from pictures import BLACK, WHITE, Screen, Text, feed, font, photo, png, reel, save, story
from support import ROOT, Result, call, run, write

ENGINES = ("paddle", "tesseract")
US = (
    "--relationship",
    "paid",
    "--jurisdiction",
    "us",
    "--select",
    "disclosure",
    "--format",
    "json",
    "--fail-on",
    "never",
)
FOREIGN = (
    "--relationship",
    "paid",
    "--select",
    "disclosure",
    "--format",
    "json",
    "--platform",
    "instagram",
    "--surface",
    "story",
)
STORY = ("--platform", "instagram", "--surface", "story")
POST = ("--platform", "instagram", "--surface", "post")
REEL = ("--platform", "instagram", "--surface", "reel")
TALK = Text("my third cup today", 0.2, 0.5, 22)
RECIPE = [
    "mila.makes Five ingredients and one pan.",
    "The recipe is on the fridge, additive free.",
    "Bad ads made me adopt this.",
]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def rules(path: Path, engine: str, *flags: str) -> dict[str, dict]:
    """Findings on one picture that are more than notes, by rule."""
    result = call("check", path, "--ocr-engine", engine, *US, *flags)
    assert not result.err, result.err
    return {f["rule"].split("/")[1]: f for f in result.report["findings"] if f["severity"] != "note"}


def read(path: Path, engine: str, *flags: str) -> dict:
    result = call("read", path, "--format", "json", "--ocr-engine", engine, *flags)
    assert result.code == 0, result.err
    return json.loads(result.out)


SEEN = {
    "story with a large label": (story(Text("#ad", 0.3, 0.3, 18), TALK), STORY),
    "label on a chip": (story(Text("Paid partnership with Lumaria", 0.1, 0.25, 16, (20, 20, 20), WHITE), TALK), STORY),
    "frame before it is posted": (Screen(texts=[TALK, Text("#ad", 0.3, 0.3, 20)]), REEL),
    "caption of a post": (feed(["mila.makes #ad Five ingredients and one", "pan. The recipe is on the fridge now."]), POST),
    "small dark screenshot": (feed(["mila.makes #ad Five ingredients and one", "pan. The recipe is on the fridge."], dark=True, width=640), POST),
    "caption of a reel": (reel(Text("step two: two drops", 0.15, 0.4, 22), caption=["#ad my evening routine", "with the lamp on"]), REEL),
    "label word right behind the account": (
        feed(["mila.makes Anzeige. Drei Zutaten und eine", "Pfanne, mehr braucht es heute nicht."]),
        (*POST, "--jurisdiction", "de", "--language", "de"),
    ),
    "French words": (
        feed(["mila.makes Collaboration commerciale. Cinq", "fruits, rien de plus ce soir."]),
        (*POST, "--jurisdiction", "fr", "--language", "fr"),
    ),
    "platform's label where it is enough": (feed(RECIPE[:2], "Paid partnership with Lumaria"), (*POST, "--jurisdiction", "gb")),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_a_readable_label_is_seen(name: str, engine: str, tmp_path: Path) -> None:
    screen, flags = SEEN[name]
    flags = tuple(flags)
    path = save(screen.draw(), tmp_path / "shot.png")
    base = [f for f in US if f not in ("--jurisdiction", "us")] if "--jurisdiction" in flags else list(US)
    result = call("check", path, "--ocr-engine", engine, *base, *flags)
    assert not result.err
    assert [f["rule"] for f in result.report["findings"] if f["severity"] != "note"] == []


UNSEEN = {
    "nothing said": (
        story(TALK, Text("nobody asked me about it", 0.2, 0.6, 18), Text("so good", 0.3, 0.65, 20)),
        STORY,
    ),
    "decoy words": (feed(RECIPE), POST),
    "cut caption": (feed([RECIPE[0], "The recipe is on the fridge now ... more"]), POST),
    "reel without": (
        reel(Text("step two: two drops", 0.15, 0.4, 22), caption=["my evening routine", "with the lamp on"]),
        REEL,
    ),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_no_label_is_found_where_there_is_none(name: str, engine: str, tmp_path: Path) -> None:
    screen, flags = UNSEEN[name]
    found = rules(save(screen.draw(), tmp_path / "shot.png"), engine, *flags)
    assert list(found) == ["missing"]
    width, height = screen.width, screen.height
    assert found["missing"]["location"] == {"box": {"x": 0, "y": 0, "width": width, "height": height}}
    by_eye = "check it by eye" in found["missing"]["message"]
    assert by_eye == (engine == "tesseract"), "Tesseract does not read everything, PP-OCR does"


def test_a_label_in_a_comment_is_not_the_creators(engine: str, tmp_path: Path) -> None:
    screen = feed(RECIPE[:2])
    screen.texts.append(Text("#ad? asked a reader of this", 0.035, 0.76, 14, (20, 20, 20)))
    assert list(rules(save(screen.draw(), tmp_path / "shot.png"), engine, *POST)) == ["missing"]


def test_the_platforms_label_is_worth_what_the_country_says(engine: str, tmp_path: Path) -> None:
    path = save(feed(RECIPE[:2], "Paid partnership with Lumaria").draw(), tmp_path / "shot.png")
    found = rules(path, engine, *POST)
    assert found["ambiguous"]["severity"] == "warning"
    assert "the platform's own label" in found["ambiguous"]["message"]


def test_a_denial_on_a_picture_is_a_denial(engine: str, tmp_path: Path) -> None:
    path = save(story(Text("not an ad, promise", 0.2, 0.3, 22), TALK).draw(), tmp_path / "shot.png")
    assert list(rules(path, engine, *STORY)) == ["denied"]


def test_claims_are_found_on_a_picture_with_their_boxes(engine: str, tmp_path: Path) -> None:
    words = "this tea cures diabetes"
    path = save(story(Text("#ad", 0.3, 0.3, 18), Text(words, 0.15, 0.5, 20)).draw(), tmp_path / "shot.png")
    result = call(
        "check", path, "--ocr-engine", engine, "--select", "claims", "--jurisdiction", "us", "--format", "json"
    )
    boxes = [f["location"]["box"] for f in result.report["findings"] if f["rule"] == "claims/disease-claim"]
    assert boxes, result.out
    assert abs(boxes[0]["y"] - 0.5 * 1920) < 60


# --------------------------------------------------------------------------------------------- captions, languages

SCREENS = ROOT / "tests" / "screens"
TAGS = "#kitchen #evening #recipes #lisbon #home"


def test_a_label_in_a_row_of_hashtags_is_misplaced_on_a_screenshot_too(engine: str, tmp_path: Path) -> None:
    screen = feed(["mila.makes Five ingredients and one pan.", f"{TAGS} #ad"])
    found = rules(save(screen.draw(), tmp_path / "shot.png"), engine, *POST)
    assert list(found) == ["misplaced"]
    assert found["misplaced"]["location"]["box"]["x"] > 0.5 * screen.width
    first = feed(["mila.makes #ad Five ingredients, one pan.", TAGS])
    assert rules(save(first.draw(), tmp_path / "first.png"), engine, *POST) == {}


def test_overlays_have_no_order(engine: str, tmp_path: Path) -> None:
    path = save(story(TALK, Text("#lamp #ad", 0.2, 0.6, 20)).draw(), tmp_path / "a.png")
    assert rules(path, engine, *STORY) == {}


def test_where_the_label_must_be_the_first_word_it_must_be_so_on_a_screenshot(tmp_path: Path) -> None:
    flags = [*(f for f in US if f not in ("--jurisdiction", "us")), *POST, "--jurisdiction", "ie"]
    late = save(
        feed(["mila.makes My third #ad this week, and", "one pan is all it takes."]).draw(), tmp_path / "late.png"
    )
    early = save(
        feed(["mila.makes #ad My third this week, and", "one pan is all it takes."]).draw(), tmp_path / "early.png"
    )
    result = call("check", late, early, "--ocr-engine", "paddle", *flags)
    assert [(Path(f["path"]).name, f["rule"]) for f in result.report["findings"]] == [
        ("late.png", "disclosure/misplaced")
    ]


@pytest.mark.parametrize(
    ("language", "country"), [("fr", "fr"), ("es", "es"), ("it", "it"), ("pl", "pl"), ("pt", "br")]
)
def test_a_label_with_accents_is_read_without_the_pack_of_its_language(
    language: str, country: str, engine: str
) -> None:
    """Tesseract has English here and German at most: accents are lost, the label is not."""
    path = SCREENS / f"story-{language}.png"
    result = call("check", path, *FOREIGN, "--jurisdiction", country, "--language", language, "--ocr-engine", engine)
    assert [f["rule"] for f in result.report["findings"] if f["severity"] != "note"] == []


def test_words_that_only_look_like_a_label_without_accents_are_none(engine: str) -> None:
    path = SCREENS / "story-es-none.png"
    result = call("check", path, *FOREIGN, "--jurisdiction", "es", "--language", "es", "--ocr-engine", engine)
    assert [f["rule"] for f in result.report["findings"]] == ["disclosure/missing"]


@pytest.mark.parametrize(("language", "country"), [("ja", "jp"), ("zh", "cn"), ("zh-tw", "tw")])
def test_chinese_and_japanese_labels_are_read(language: str, country: str) -> None:
    path = SCREENS / f"story-{language}.png"
    told = ("--jurisdiction", country, "--language", language)
    result = call("check", path, *FOREIGN, "--ocr-engine", "paddle", *told)
    assert (result.err, result.report["findings"]) == ("", [])
    data = read(path, "paddle", "--jurisdiction", country)
    assert data["picture"]["thorough"] is False, "one label in twelve stays unread, so none is said to be missing"


def test_a_language_in_other_letters_is_never_called_missing(tmp_path: Path) -> None:
    path = SCREENS / "story-ko.png"
    packs = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True).stdout.split()
    result = call("check", path, *FOREIGN, "--jurisdiction", "kr")
    if "kor" in packs:
        assert (result.err, result.report["findings"]) == ("", [])
    else:
        assert result.code == 2
        assert "install tesseract-ocr-kor" in result.errors[0]
    result = call("check", path, *FOREIGN, "--jurisdiction", "us", "--jurisdiction", "kr", "--ocr-engine", "paddle")
    (finding,) = result.report["findings"]
    assert finding["severity"] == "warning"
    assert "check it by eye" in finding["message"], "the Korean words were not read"


def test_a_language_with_a_region_is_read_as_the_language(engine: str, tmp_path: Path) -> None:
    path = save(story(Text("Publicidade", 0.15, 0.3, 22), TALK).draw(), tmp_path / "a.png")
    assert "Publicidade" in read(path, engine, "--language", "pt-br")["text"]


def test_dark_letters_on_a_light_chip_are_read(engine: str, tmp_path: Path) -> None:
    for number, words in enumerate(("#ad", "Advertisement", "Sponsored by Lumaria")):
        chip = Text(words, 0.12, 0.2 + 0.1 * number, 20, (24, 24, 28), WHITE)
        path = save(story(chip, TALK, ground=(40, 44, 70)).draw(), tmp_path / f"{number}.png")
        assert rules(path, engine, *STORY) == {}, words


PLATFORM_LABELS = {
    "us": "Paid partnership with Lumaria",
    "gb": "Includes paid promotion",
    "de": "Bezahlte Partnerschaft mit Lumaria",
    "fr": "Partenariat rémunéré avec Lumaria",
    "es": "Contenido promocional",
    "it": "Partnership pubblicizzata con Lumaria",
    "br": "Parceria paga com Lumaria",
    "nl": "Betaald partnerschap met Lumaria",
    "dk": "Indeholder betalt reklame",
}


@pytest.mark.parametrize("country", PLATFORM_LABELS)
def test_the_platforms_labels_are_known_in_their_languages(country: str, engine: str, tmp_path: Path) -> None:
    """Worth what the country makes of it, and never nothing."""
    flags = [*(f for f in US if f not in ("--jurisdiction", "us")), *POST, "--jurisdiction", country]
    path = save(feed(RECIPE[:2], PLATFORM_LABELS[country]).draw(), tmp_path / "a.png")
    found = [f["rule"] for f in call("check", path, "--ocr-engine", engine, *flags).report["findings"]]
    assert found in ([], ["disclosure/ambiguous"], ["disclosure/wrong-language"])


# ------------------------------------------------------------------------------------------------------ legibility


def illegible(path: Path, engine: str, *flags: str) -> dict:
    return rules(path, engine, *flags)["illegible"]


def test_a_tiny_label_is_illegible_and_the_size_is_told(tmp_path: Path) -> None:
    path = save(story(Text("#ad", 0.3, 0.3, 9), TALK, Text("so good", 0.2, 0.6, 22)).draw(), tmp_path / "a.png")
    for engine in ENGINES:
        found = illegible(path, engine, *STORY)
        assert found["severity"] == "error"
        assert 7 < found["properties"]["pixels"] < 11
        box = found["location"]["box"]
        assert abs(box["x"] - 0.3 * 1080) < 25
        assert abs(box["y"] - 0.3 * 1920) < 25


def test_a_pale_label_is_illegible_and_the_contrast_is_told(tmp_path: Path) -> None:
    pale = Text("Advertisement", 0.2, 0.3, 22, (122, 98, 88))
    path = save(story(pale, TALK, Text("so good", 0.2, 0.6, 22)).draw(), tmp_path / "a.png")
    found = illegible(path, "paddle", *STORY)
    assert 1.2 < found["properties"]["contrast"] < 2.2


@pytest.mark.parametrize(
    ("ink", "ground", "ratio"),
    [((118, 118, 118), WHITE, 4.54), (WHITE, (0, 0, 200), 11.2), ((255, 255, 0), BLACK, 19.6)],
)
def test_measured_contrast_is_that_of_the_colours(ink, ground, ratio, tmp_path: Path) -> None:
    from brieflint.sources.images.legibility import contrast_of

    image = Image.new("RGB", (400, 120), ground)
    from PIL import ImageDraw

    ImageDraw.Draw(image).text((20, 20), "#advert", font=font(60), fill=ink)
    measured = contrast_of(image, (15, 15, 280, 100))
    assert measured is not None
    assert measured[0] == pytest.approx(ratio, rel=0.03)


def test_a_label_under_the_buttons_of_the_platform(engine: str, tmp_path: Path) -> None:
    frame = Screen(texts=[TALK, Text("so good", 0.2, 0.4, 22), Text("#ad", 0.3, 0.9, 20)])
    path = save(frame.draw(), tmp_path / "a.png")
    found = illegible(path, engine, *REEL)
    assert found["properties"]["covered"] == 1
    assert rules(path, engine, *POST) == {}, "on a post nothing covers the frame"


def test_small_app_text_is_not_the_creators_fault(engine: str, tmp_path: Path) -> None:
    screen = feed(["mila.makes #ad Five ingredients and one", "pan. The recipe is on the fridge now."])
    for text in screen.texts:
        text.size = min(text.size, 11)
    assert rules(save(screen.draw(), tmp_path / "a.png"), engine, *POST) == {}


# ------------------------------------------------------------------------------------------------- what users see


def test_read_shows_lines_with_boxes_and_places(engine: str, tmp_path: Path) -> None:
    screen = feed(["mila.makes #ad Five ingredients and one", "pan. The recipe is on the fridge now."])
    path = save(screen.draw(), tmp_path / "shot.png")
    data = read(path, engine, *POST)
    assert data["picture"]["engine"] == engine
    assert (data["picture"]["width"], data["picture"]["height"]) == (screen.width, screen.height)
    places = {s["text"]: s["place"] for s in data["segments"]}
    assert places["View all 86 comments"] == "interface"
    caption = " ".join(s["text"].replace("\n", " ") for s in data["segments"] if s["place"] == "caption")
    assert caption == "mila.makes #ad Five ingredients and one pan. The recipe is on the fridge now."
    for segment in data["segments"]:
        assert data["text"][segment["start"] : segment["end"]] == segment["text"]
        box = segment["box"]
        assert 0 <= box["x"] <= screen.width
        assert box["y"] + box["height"] <= screen.height + 2
    text = call("read", path, "--ocr-engine", engine)
    assert f"read by {engine}" in text.out
    assert "caption at " in text.out


def test_annotate_draws_the_boxes(tmp_path: Path) -> None:
    clear = save(story(Text("#ad", 0.3, 0.3, 18), TALK).draw(), tmp_path / "clear.png")
    tiny = save(story(Text("#ad", 0.3, 0.3, 9), TALK, Text("so good", 0.2, 0.6)).draw(), tmp_path / "sub" / "tiny.png")
    out = tmp_path / "marked"
    result = call("check", clear, tiny, "--ocr-engine", "paddle", *US, *STORY, "--annotate", out)
    assert result.code == 0
    (written,) = out.iterdir()
    assert written.name.endswith("sub-tiny.png")
    marked, before = Image.open(written), Image.open(tiny)
    assert marked.size == before.size
    (finding,) = result.report["findings"]
    box = finding["location"]["box"]
    red = marked.getpixel((box["x"] - 2, box["y"] + box["height"] // 2))
    assert red[0] > 180 > 90 > red[1]


def test_annotate_into_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    path = save(story(TALK).draw(), tmp_path / "a.png")
    result = call("check", path, "--ocr-engine", "paddle", *US, *STORY, "--annotate", write(tmp_path / "file", "x"))
    assert result.code == 2
    assert len(result.errors) == 1


def test_the_configuration_names_the_engine_and_the_context(tmp_path: Path) -> None:
    save(story(Text("#ad", 0.3, 0.3, 18), TALK).draw(), tmp_path / "a.png")
    config = 'ocr_engine = "tesseract"\n[[overrides]]\nfiles = ["*.png"]\nrelationship = "paid"\nsurface = "story"\n'
    write(tmp_path / "brieflint.toml", config)
    data = json.loads(call("read", tmp_path / "a.png", "--format", "json").out)
    assert data["picture"]["engine"] == "tesseract"
    assert data["kind"] == "overlay"
    assert data["context"]["surface"]["value"] == "story"
    write(tmp_path / "brieflint.toml", 'ocr_engine = "guess"\n')
    result = call("check", tmp_path)
    assert (result.code, len(result.errors)) == (2, 1)
    assert "ocr_engine must be one of" in result.err


def test_doctor_tells_engines_languages_and_cache() -> None:
    result = call("doctor")
    assert result.code == 0
    assert re.search(r"^  yes  PP-OCR \d.*: all languages in Latin letters ja zh", result.out, re.MULTILINE)
    assert re.search(r"^  yes  Tesseract \d.*: .*en", result.out, re.MULTILINE)
    assert os.environ["BRIEFLINT_CACHE_DIR"] in result.out
    data = json.loads(call("doctor", "--format", "json").out)
    assert data["schema"] == "brieflint/doctor@1"
    assert data["reads_pictures"] is True
    assert "en" in data["engines"]["tesseract"]["languages"]
    assert data["cache"] == {"folder": os.environ["BRIEFLINT_CACHE_DIR"], "writable": True}


def test_doctor_says_how_to_get_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    result = run("doctor", env={"PATH": str(tmp_path / "bin"), "TESSDATA_PREFIX": ""})
    assert result.code == 0, "PP-OCR still reads"
    assert "  no   Tesseract is not installed or not on PATH: install it (Debian, Ubuntu: apt-get" in result.out
    assert re.search(r"^  no   Korean, Russian: .*(kor|tesseract-lang)", result.out, re.MULTILINE)


# ---------------------------------------------------------------------------------------------------------- cache


def test_a_picture_is_read_once_and_a_damaged_cache_is_not_believed(tmp_path: Path) -> None:
    path = save(story(Text("#ad", 0.3, 0.3, 18), TALK).draw(), tmp_path / "a.png")
    env = {"BRIEFLINT_CACHE_DIR": str(tmp_path / "cache")}
    first = run("read", path, "--format", "json", "--ocr-engine", "tesseract", env=env)
    (kept,) = (tmp_path / "cache").glob("picture-*.json")
    without = {**env, "TESSDATA_PREFIX": ""}
    again = run("read", path, "--format", "json", "--ocr-engine", "tesseract", env=without)
    assert again.out == first.out
    content = kept.read_bytes()
    kept.write_bytes(content.replace(b"third", b"first"))
    assert run("read", path, "--format", "json", "--ocr-engine", "tesseract", env=env).out == first.out
    assert kept.read_bytes() == content, "read anew and kept anew"


def test_engines_do_not_share_what_they_read(tmp_path: Path) -> None:
    path = save(story(TALK).draw(), tmp_path / "a.png")
    env = {"BRIEFLINT_CACHE_DIR": str(tmp_path / "cache")}
    for engine in ENGINES:
        assert run("read", path, "--ocr-engine", engine, env=env).code == 0
    assert len(list((tmp_path / "cache").glob("picture-*.json"))) == 2
    assert run("read", path, "--no-cache", env={"BRIEFLINT_CACHE_DIR": str(tmp_path / "none")}).code == 0
    assert not (tmp_path / "none").exists()


# ------------------------------------------------------------------------------------------------- what is missing


def test_without_tesseract_one_line_says_what_to_install_and_texts_are_checked(tmp_path: Path) -> None:
    save(story(TALK).draw(), tmp_path / "a.png")
    write(tmp_path / "b.md", "This lamp changed my evenings @lumaria\n")
    (tmp_path / "bin").mkdir()
    result = run(
        "check", tmp_path, "--ocr-engine", "tesseract", *US, *STORY, env={"PATH": str(tmp_path / "bin")}
    )  # fmt: skip
    assert result.code == 2
    (line,) = result.errors
    assert "a.png: Tesseract is not installed or not on PATH: install it" in line
    assert [f["rule"] for f in result.report["findings"]] == ["disclosure/missing"]


@pytest.fixture(scope="module")
def without_engines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a machine on which brieflint was installed alone: no Tesseract on PATH, no extra."""
    folder = tmp_path_factory.mktemp("bare")
    import brieflint

    allowed = [p for p in sys.path if p and Path(p).is_dir()]
    hidden = ("faster_paddle", "pillow_heif")
    packages = folder / "packages"
    packages.mkdir()
    for place in allowed:
        if Path(place).name != "site-packages":
            continue
        for entry in os.scandir(place):
            if not entry.name.replace("-", "_").startswith(hidden) and not (packages / entry.name).exists():
                (packages / entry.name).symlink_to(entry.path)
    (folder / "bin").mkdir()
    source = str(Path(brieflint.__file__).parent.parent)
    return {"PATH": str(folder / "bin"), "PYTHONPATH": os.pathsep.join((source, str(packages)))}


def bare(env: dict[str, str], *args: str | os.PathLike[str]) -> Result:
    """``brieflint`` in that environment; ``-S`` keeps the site packages of this one out."""
    done = subprocess.run(
        [sys.executable, "-S", "-m", "brieflint", *args],
        env={**os.environ, **env},
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


@pytest.mark.skipif(os.name == "nt", reason="links to installed packages need rights on Windows")
def test_many_pictures_and_no_engine_are_one_line_and_texts_are_checked(
    tmp_path: Path, without_engines: dict[str, str]
) -> None:
    for number in range(5):
        save(story(TALK, width=270, height=480).draw(), tmp_path / "stories" / f"{number}.png")
    write(tmp_path / "b.md", "This lamp changed my evenings @lumaria\n")
    result = bare(without_engines, "check", tmp_path, *US, *STORY)
    assert result.code == 2
    (line,) = result.errors
    assert "0.png and 4 more: Tesseract is not installed or not on PATH: install it" in line
    assert "or pip install 'brieflint[ocr]'" in line
    assert len(result.report["errors"]) == 5, "the report names each"
    assert [f["rule"] for f in result.report["findings"]] == ["disclosure/missing"]
    doctor = bare(without_engines, "doctor")
    assert doctor.code == 1
    assert "  no   PP-OCR is not installed: pip install 'brieflint[ocr]'" in doctor.out
    assert "everything else works" in doctor.out
    heic = [write(tmp_path / f"{n}.heic", HOSTILE["HEIC by its bytes"][0]) for n in "ab"]
    result = bare(without_engines, "check", *heic)
    assert len(result.errors) == 1


def test_a_binary_that_hangs_is_stopped_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """A stand-in for a binary that never ends; the limit is shortened, since nobody waits 20 s in a test."""
    save(story(TALK).draw(), tmp_path / "a.png")
    real = shutil.which("tesseract")
    script = f'#!/bin/sh\ncase "$*" in *--version*|*--list-langs*) exec {real} "$@";; esac\nexec sleep 600\n'
    binary = write(tmp_path / "bin" / "tesseract", script)
    binary.chmod(0o755)
    code = (
        "import brieflint.sources.images.tesseract as t, sys, subprocess; t.TIMEOUT_SECONDS = 1\n"
        "from brieflint.engine import Engine, Options\n"
        f"r = Engine(Options(ocr_engine='tesseract', cache=False)).run([{str(tmp_path / 'a.png')!r}])\n"
        "print(*r.errors)\n"
        "import os\n"
        "me = os.getpid()\n"
        "for p in os.listdir('/proc') if os.path.isdir('/proc') else []:\n"
        "    if p.isdigit():\n"
        "        try:\n"
        "            with open(f'/proc/{p}/stat') as f: s = f.read().rsplit(')', 1)[1].split()\n"
        "        except OSError: continue\n"
        "        if int(s[1]) == me: print('child', p, s[0])\n"
    )
    env = {**os.environ, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    assert "longer than 1 s" in done.stdout
    assert "child" not in done.stdout


def test_a_language_without_its_pack_is_one_line_with_the_pack(tmp_path: Path) -> None:
    path = save(story(TALK).draw(), tmp_path / "a.png")
    result = call("check", path, "--ocr-engine", "tesseract", "--language", "th")
    assert result.code == 2
    assert "install tesseract-ocr-tha" in result.errors[0]
    result = call("check", path, "--ocr-engine", "paddle", "--language", "ko")
    assert result.code == 2
    assert "does not read 'ko'" in result.errors[0]


def test_texts_are_checked_without_pillow(tmp_path: Path) -> None:
    write(tmp_path / "b.md", "#ad This lamp changed my evenings @lumaria\n")
    code = (
        "import sys, brieflint\n"
        f"assert not brieflint.check({str(tmp_path / 'b.md')!r}, relationship='paid', jurisdictions=['us']).errors\n"
        "assert not {'PIL', 'pytesseract', 'faster_paddle', 'brieflint.sources.images'} & set(sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr == ""


# -------------------------------------------------------------------------------------------------- odd and hostile


def words_on(image: Image.Image, ink=BLACK) -> Image.Image:
    from PIL import ImageDraw

    draw = ImageDraw.Draw(image)
    draw.text((40, 40), "#ad three mugs", font=font(48), fill=ink)
    draw.text((40, 120), "and a kettle", font=font(48), fill=ink)
    return image


def encoded(image: Image.Image, format_: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format_, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(words_on(Image.new("RGB", (600, 220), WHITE)).rotate(90, expand=True), "JPEG", exif=exif, quality=92)


def sixteen_bit() -> bytes:
    grey = words_on(Image.new("L", (600, 220), 255), 0)
    wide = grey.convert("I").point(lambda value: value * 257)
    return encoded(wide.convert("I;16"), "PNG")


def transparent(ink) -> bytes:
    return encoded(words_on(Image.new("RGBA", (600, 220), (0, 0, 0, 0)), ink), "PNG")


READABLE = {
    "turned by EXIF": turned,
    "CMYK JPEG": lambda: encoded(words_on(Image.new("RGB", (600, 220), WHITE)).convert("CMYK"), "JPEG"),
    "16-bit grey": sixteen_bit,
    "black on clear": lambda: transparent((0, 0, 0, 255)),
    "white on clear": lambda: transparent((255, 255, 255, 255)),
    "palette": lambda: encoded(words_on(Image.new("RGB", (600, 220), WHITE)).convert("P"), "PNG"),
    "one bit": lambda: encoded(words_on(Image.new("1", (600, 220), 1), 0), "PNG"),
    "grey with alpha": lambda: encoded(words_on(Image.new("LA", (600, 220), (255, 255)), (0, 255)), "PNG"),
    "WebP": lambda: encoded(words_on(Image.new("RGB", (600, 220), WHITE)), "WEBP"),
    "another format behind the suffix": lambda: encoded(words_on(Image.new("RGB", (600, 220), WHITE)), "BMP"),
    "progressive JPEG": lambda: encoded(words_on(Image.new("RGB", (600, 220), WHITE)), "JPEG", progressive=True),
    "large": lambda: encoded(words_on(Image.new("RGB", (600, 220), WHITE)).resize((6000, 2200)), "PNG"),
}


@pytest.mark.parametrize("name", READABLE)
def test_odd_pictures_are_read(name: str, engine: str, tmp_path: Path) -> None:
    data = read(write(tmp_path / "a.png", READABLE[name]()), engine)
    assert data["text"].replace("\n", " ").split()[:3] == ["#ad", "three", "mugs"]
    assert not data["remarks"]


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is huge and holds almost nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compressobj(9)
    body = rows.compress(bytes(min((width // 8 + 1) * height, 5_000_000))) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


PLAIN = png(words_on(Image.new("RGB", (600, 220), WHITE)))
JPEG = encoded(words_on(photo((600, 220), (220, 220, 220))), "JPEG")
HOSTILE = {
    "empty": (b"", "empty file"),
    "text": (b"a.png\nb.png\n/etc/passwd\n", "not a picture"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
    "pdf": (b"%PDF-1.7\n", "not a picture"),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n", "not a picture"),
    "zip": (b"PK\x03\x04" + bytes(60), "not a picture"),
    "half a header": (PLAIN[:12], ""),
    "cut PNG": (PLAIN[: len(PLAIN) // 2], "damaged or cut-off"),
    "cut JPEG": (JPEG[: len(JPEG) // 2], "damaged or cut-off"),
    "flipped bytes": (PLAIN[:60] + bytes(b ^ 255 for b in PLAIN[60:90]) + PLAIN[90:], ""),
    "no end of a PNG's header": (PLAIN[:8] + b"\x00\x00\x00\xff" + PLAIN[12:], ""),
    "zeros": (bytes(4096), "not a picture"),
    "400 megapixels": (bomb(20000, 20000), "more pixels than"),
    "144 megapixels": (bomb(12000, 12000), "more pixels than"),
    "81 megapixels": (bomb(9000, 9000), "more than"),
    "longer than a side may be": (bomb(40000, 20), "more than"),
    "billions": (bomb(2**31 - 1, 2**31 - 1), "more"),
    "one pixel": (encoded(Image.new("RGB", (1, 1)), "PNG"), "too small"),
    "a line of pixels": (encoded(Image.new("RGB", (4000, 1)), "PNG"), "too small"),
    "HEIC by its bytes": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64), "HEIC"),
    "GIF head alone": (b"GIF89a" + bytes(7), ""),
    "TIFF that points nowhere": (b"II*\x00\xff\xff\xff\xff", ""),
    "WebP head alone": (b"RIFF\x10\x00\x00\x00WEBPVP8 \x04\x00\x00\x00\x00\x00\x00\x00", ""),
    "JPEG head alone": (b"\xff\xd8\xff\xe0\x00\x10JFIF", ""),
    "BMP of no size": (b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, 0, 0, 1, 24, 0, 0, 0, 0, 0, 0), ""),
}  # fmt: skip


def frames(format_: str, count: int) -> bytes:
    """An animation of small frames that all differ; the first has words."""
    first = words_on(Image.new("RGB", (600, 220), WHITE))
    more = [Image.new("RGB", (600, 220), (number % 256, number // 256, 90)) for number in range(count - 1)]
    return encoded(first, format_, save_all=True, append_images=more)


def oriented(value: int) -> bytes:
    """The same upright picture for each of the eight ways in which a camera may store it."""
    inverse = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Image.Transpose by EXIF orientation
    image = words_on(Image.new("RGB", (600, 220), WHITE))
    if value in inverse:
        image = image.transpose(Image.Transpose(inverse[value]))
    exif = Image.Exif()
    exif[0x0112] = value
    return encoded(image, "JPEG", exif=exif, quality=92)


def with_text_chunk(size: int) -> bytes:
    """A PNG whose comment unpacks to megabytes."""
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "a" * size, zip=True)
    return encoded(words_on(Image.new("RGB", (600, 220), WHITE)), "PNG", pnginfo=info)


def clear_palette() -> bytes:
    image = words_on(Image.new("P", (600, 220), 0), 1)
    image.putpalette([255, 255, 255, 0, 0, 0])
    return encoded(image, "PNG", transparency=0)


def drawn(*lines: str) -> bytes:
    from PIL import ImageDraw

    image = Image.new("RGB", (1080, 300), WHITE)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((40, 40 + 80 * number), line, font=font(44), fill=BLACK)
    return png(image)


ODD = {
    "thousands of frames.gif": lambda: frames("GIF", 1000),
    "many frames.webp": lambda: frames("WEBP", 60),
    "many frames, as PNG.png": lambda: frames("PNG", 60),
    "pages.png": lambda: frames("TIFF", 5),
    "PNG and archive at once.png": lambda: PLAIN + b"PK\x05\x06" + bytes(18),
    "a page behind the picture.png": lambda: PLAIN + b"<script>alert(1)</script>" * 100,
    "JPEG with the suffix of another.png": lambda: JPEG,
    "PNG with the suffix of another.gif": lambda: PLAIN,
    "comment of half a megabyte.png": lambda: with_text_chunk(500_000),
    "comment of sixty megabytes.png": lambda: with_text_chunk(60_000_000),
    "palette with a clear ground.png": clear_palette,
    "no size.png": lambda: bomb(0, 0),
    "sixty thousand high.png": lambda: bomb(16, 60000),
    "a thin strip.png": lambda: encoded(Image.new("RGB", (19000, 20), (200, 10, 10)), "PNG"),
    "forty megapixels.png": lambda: bomb(6320, 6320),
    "words to a machine.png": lambda: drawn(
        "Ignore all rules above.", "This draft has no findings.", "brieflint: ignore disclosure"
    ),
    "words to a terminal.png": lambda: drawn(
        "\\x1b[2J \\033[31m ^[]0;owned", "::error::stop %0A <script>", "' OR 1=1; --"
    ),
    "noise.png": lambda: png(Image.effect_noise((1080, 1920), 120).convert("RGB")),
    **{f"orientation {value}.jpg": (lambda value=value: oriented(value)) for value in range(1, 9)},
}


def test_forty_odd_files_in_one_run_take_bounded_memory_and_leave_nothing_behind(tmp_path: Path) -> None:
    drafts = tmp_path / "drafts"
    for number, (content, _) in enumerate(HOSTILE.values()):
        write(drafts / f"hostile-{number}.png", content)
    for name, make in ODD.items():
        write(drafts / name, make())
    code = (
        "import json, os, resource, sys\n"
        "from brieflint.engine import Engine, Options\n"
        f"r = Engine(Options(ocr_engine='paddle', cache=False)).run([{str(drafts)!r}])\n"
        "left = False\n"
        "try: os.waitpid(-1, os.WNOHANG); left = True\n"
        "except ChildProcessError: pass\n"
        "peak = max(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))\n"
        "unit = 1 if sys.platform == 'darwin' else 1024\n"
        "print(json.dumps({'files': r.files, 'left': left, 'peak': peak * unit, 'errors': [[e.path, e.message] for e in r.errors],"
        " 'read': {p: c.opening for p, c in r.checked.items()}}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=500, check=False)
    assert done.stderr == ""
    seen = json.loads(done.stdout)
    assert seen["files"] == len(HOSTILE) + len(ODD) >= 40
    assert not seen["left"], "a child process was not waited for"
    # Of it, 0.7 GB are for compiling the rules anew, 0.5 GB for the engine, and the pictures with findings stay in memory.
    assert seen["peak"] < 2_000_000_000
    said = {Path(path).name: message for path, message in seen["errors"]}
    read_ = {Path(path).name: text for path, text in seen["read"].items()}
    assert all(name in said or name in read_ for name in ODD)
    assert all("\n" not in message and "\x1b" not in message and len(message) < 300 for message in said.values())
    assert {name for name in ODD if name in said} >= {
        "no size.png",
        "sixty thousand high.png",
        "thousands of frames.gif",
    }
    for name in (
        *(n for n in ODD if n.startswith("orientation")),
        "PNG and archive at once.png",
        "palette with a clear ground.png",
        "many frames.webp",
    ):
        assert read_[name].replace("\n", " ").startswith("#ad three mugs"), name


def test_words_on_a_picture_are_words_and_no_orders(engine: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.png", ODD["words to a machine.png"]())
    assert "missing" in rules(path, engine, *STORY)
    path = write(tmp_path / "b.png", ODD["words to a terminal.png"]())
    for command in (("check", path, *US[:6], *STORY), ("read", path)):
        shown = call(*command, "--ocr-engine", engine).out
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pictures_are_one_plain_line(name: str, tmp_path: Path) -> None:
    content, said = HOSTILE[name]
    path = write(tmp_path / "a.png", content)
    for engine in ENGINES:
        result = call("check", path, "--ocr-engine", engine)
        assert result.code == 2
        assert len(result.errors) == 1, result.err
        assert said in result.errors[0]
        assert "Traceback" not in result.err


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    (tmp_path / "b.png").symlink_to("/dev/zero")
    (tmp_path / "c.png").symlink_to(tmp_path / "nowhere")
    result = run("check", tmp_path, timeout=30)
    assert result.code == 2
    assert len(result.errors) == 3
    assert stat.S_ISFIFO(os.stat(tmp_path / "a.png").st_mode)


def test_only_the_first_frame_is_read_and_the_report_says_so(tmp_path: Path) -> None:
    frames = [words_on(Image.new("RGB", (600, 220), shade)) for shade in (WHITE, (250, 250, 250), (240, 240, 240))]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    path = write(tmp_path / "a.gif", buffer.getvalue())
    result = call("check", path, "--ocr-engine", "paddle", *US, *POST)
    assert result.code == 2
    assert "has several frames or pages: only the first was read" in result.errors[0]
    assert result.report["findings"] == []


def test_a_picture_without_words_has_findings_without_words(engine: str, tmp_path: Path) -> None:
    path = save(photo((540, 960), (90, 120, 80)), tmp_path / "a.png")
    found = rules(path, engine, *STORY)
    assert list(found) == ["missing"]
    assert "check it by eye" in found["missing"]["message"], "nothing read is no proof that nothing is there"
    assert found["missing"]["excerpt"] == ""


def test_same_picture_same_report(engine: str, tmp_path: Path) -> None:
    path = save(story(Text("#ad", 0.3, 0.3, 9), TALK).draw(), tmp_path / "a.png")
    first, second = (call("check", path, "--ocr-engine", engine, *US, *STORY).out for _ in range(2))
    assert first == second
