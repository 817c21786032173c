"""Briefs from end to end: the record judged field by field, rendered briefs traced to it, and kept up to date."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

import brieflint
from support import EXAMPLES, ROOT, Result, call, run, write

HEAD = """\
schema: brieflint/campaign@1
id: spring
brand: {name: Kettlo}
product: {name: Kettlo kettle, category: household}
jurisdictions: [us]
"""
DISCLOSURE = 'disclosure: {label: "#ad"}\n'
CREATORS = "creators:\n  - {id: maya, relationship: paid}\n  - {id: tom, relationship: paid}\n"


def found(result: Result) -> list[tuple[str, int]]:
    """Rule and line of each finding of the brief family that is not about something missing."""
    return [
        (finding["rule"].removeprefix("brief/"), finding["location"]["start"]["line"])
        for finding in result.report["findings"]
        if finding["rule"].startswith("brief/") and not finding["rule"].startswith("brief/missing-")
    ]


def checked(folder: Path, more: str, disclosure: str = DISCLOSURE, creators: str = CREATORS) -> Result:
    """The JSON report on a record; ``more`` begins in its line 6."""
    path = write(folder / "campaign.yaml", HEAD + more + disclosure + creators)
    return call("check", str(path), "--format", "json")


# ----------------------------------------------------------------------------------------- fields of the record


@pytest.mark.parametrize(
    ("more", "rule", "key"),
    [
        ("must_have:\n  - do not show any flaws of the kettle\n", "sentiment-mandate", "must_have.0.text"),
        ("must_have:\n  - read the caption word for word\n", "verbatim-mandate", "must_have.0.text"),
        ("key_messages:\n  - I have used it for a month and I love it\n", "first-person-script", "key_messages.0.text"),
        ("key_messages:\n  - the first one\n  - TBD\n", "unresolved-placeholder", "key_messages.1.text"),
        ("contact: {name: '[ACCOUNT MANAGER]'}\n", "unresolved-placeholder", "contact.name"),
        ("script:\n  - Three cups, no limescale.\n", "script-block", "script.0.text"),
        ("voice: {freedom: prescribed}\n", "verbatim-mandate", "voice.freedom"),
        ("approval: {max_rounds: unlimited}\n", "unlimited-revisions", "approval.max_rounds"),
        ("usage_rights: {organic: {days: perpetual}}\n", "unbounded-usage-rights", "usage_rights.organic.days"),
        ("usage_rights: {paid: {channels: [instagram]}}\n", "vague-usage-rights", "usage_rights.paid"),
        ("contract: {nda: true}\n", "nda-without-disclosure-carveout", "contract.nda"),
        (
            "compensation: {base: 1, currency: USD, bonus: {trigger: five-star review}}\n",
            "sentiment-mandate",
            "compensation.bonus.trigger",
        ),
        (
            "compensation: {base: 1, currency: USD, release_condition: [review is positive]}\n",
            "sentiment-mandate",
            "compensation.release_condition.0",
        ),
    ],
)
def test_a_field_is_judged_like_the_sentence_that_says_the_same(tmp_path, more, rule, key):
    result = checked(tmp_path, more)
    (finding,) = [f for f in result.report["findings"] if f["rule"] == f"brief/{rule}"]
    assert finding["properties"]["key"] == key
    line = (
        (tmp_path / "campaign.yaml").read_text(encoding="utf-8").splitlines()[finding["location"]["start"]["line"] - 1]
    )
    assert finding["excerpt"] in line
    assert line.strip() in more


@pytest.mark.parametrize(
    "more",
    [
        "must_have:\n  - show where the water goes\n",
        "must_have:\n  - spell the name Kettlo exactly as here\n",
        "key_messages:\n  - One filter lasts three months\n",
        "voice: {freedom: prescribed, use: ad-asset}\n",
        "approval: {max_rounds: 2}\n",
        "usage_rights: {organic: {days: 90}, paid: {days: 30, channels: [instagram]}}\n",
        "contract: {nda: true, nda_disclosure_carveout: true}\n",
        "compensation: {base: 1, currency: USD, release_condition: [label-in-place, link-works]}\n",
        "compensation: {base: 1, currency: USD, bonus: {trigger: code-sales, rate: 0.1}}\n",
    ],
)
def test_a_field_that_is_as_it_should_be(tmp_path, more):
    assert found(checked(tmp_path, more)) == []


def test_a_label_where_readers_miss_it(tmp_path):
    hidden = 'disclosure: {label: "#ad", placement: {caption: first-line, video: [description, first-comment]}}\n'
    assert found(checked(tmp_path, "", hidden)) == [("bad-disclosure-placement", 6)]
    both = 'disclosure: {label: "#ad", placement: {video: [spoken-first-5s, description]}}\n'
    assert found(checked(tmp_path, "", both)) == []


def test_a_deliverable_without_figures(tmp_path):
    creators = (
        "creators:\n  - id: maya\n    relationship: paid\n    deliverables:\n"
        "      - {platform: instagram, surface: reel}\n"
        "      - {platform: instagram, surface: story, count: 2, live: 2026-05-12}\n"
    )
    assert found(checked(tmp_path, "", creators=creators)) == [("vague-deliverable", 11)]


def test_a_claim_in_a_key_message_needs_its_proof_and_a_banned_one_has_none(tmp_path):
    result = checked(
        tmp_path,
        "key_messages:\n"
        "  - {text: The best kettle in the world, evidence: market study 3}\n"
        "  - {text: The best kettle in the world for tea}\n"
        "  - {text: Water from it cures asthma, evidence: a study}\n",
    )
    assert found(result) == [("claim-needs-substantiation", 8), ("banned-claim-in-brief", 9)]
    claim = next(f for f in result.report["findings"] if f["rule"] == "brief/banned-claim-in-brief")
    assert claim["excerpt"] == "cures asthma"
    assert claim["properties"] == {"claim_rule": "claims/disease-claim", "key": "key_messages.2.text"}
    assert len(claim["references"]) > 1, "the law of the claim"


def test_read_shows_a_record_as_fields_with_their_lines(tmp_path):
    path = write(tmp_path / "campaign.yaml", HEAD + DISCLOSURE + "key_messages:\n  - One filter\n" + CREATORS)
    data = json.loads(call("read", str(path), "--format", "json").out)
    assert data["kind"] == "campaign"
    fields = {segment["key"]: segment for segment in data["segments"]}
    assert {segment["kind"] for segment in fields.values()} == {"field"}
    message = fields["key_messages.0.text"]
    assert (message["text"], message["source"]["line"], message["source"]["column"]) == ("One filter", 8, 5)
    assert fields["creators.1.relationship"]["source"]["line"] == 11
    assert "8:5 key_messages[0].text: One filter\n" in call("read", str(path)).out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("brand: {name: X}\ncreators:\n\t- {id: a}\n", ":3: not valid YAML: a tab indents the line"),
        (
            "brand: {name: X}\ndisclosure: {label: #ad}\n",
            ":2: not valid YAML: '#ad' begins a comment: put it in quotes",
        ),
        (
            "brand: {name: X, handles: {tiktok: @x}}\n",
            ":1: not valid YAML: a text that begins with '@' belongs in quotes",
        ),
        ('brand: {name: "X}\njurisdictions: [us]\n', "a quotation mark or bracket is not closed"),
        (
            HEAD + DISCLOSURE + "key_messages:\n  - One thing: it is good\n",
            ":8: 'key_messages.0.One thing': unknown key; a colon",
        ),
        (HEAD + "term: {start: 2026-02-30}\n", ":6: '2026-02-30' is no date or number that exists"),
        (HEAD + DISCLOSURE + "term: {start: 31/05/2026}\n", "write year-month-day"),
        (HEAD + DISCLOSURE + "compensation: {base: 600 GBP}\n", "write 600 alone, and the currency under 'currency'"),
        (
            HEAD + DISCLOSURE + CREATORS + "    deliverables: [{platform: x, words: 30-45}]\n",
            "not valid YAML: did not find expected '-' indicator",
        ),
        (
            HEAD + DISCLOSURE + "creators: [{id: a, relationship: paid, deliverables: [{words: 30-45}]}]\n",
            "write [30, 45]",
        ),
        ("[" * 1_000_000, "YAML is nested deeper than 100 levels"),
        ("- " * 1_000_000, "YAML is nested deeper than 100 levels"),
        ("".join(" " * k + "a:\n" for k in range(1000)), "YAML is nested deeper than 100 levels"),
    ],
)
def test_a_slip_in_a_record_is_named_in_one_line_with_its_remedy(tmp_path, text, message):
    path = write(tmp_path / "campaign.yaml", text)
    result = run("check", str(path))  # a process of its own: what is nested deep may end it
    (line,) = result.errors
    assert (result.code, message in line) == (2, True), line
    assert line.startswith(f"brieflint: error: {path}:")


# --------------------------------------------------------------------------------- findings on rendered briefs


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLES / "spring-refill", tmp_path / "spring", ignore=shutil.ignore_patterns("briefs"))
    return tmp_path / "spring"


def edit(path: Path, old: str, new: str) -> int:
    """Replace the only occurrence of a text; its 1-based line."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    write(path, text.replace(old, new))
    return text[: text.index(old)].count("\n") + 1


def sources(result: Result) -> dict[str, dict[str, object]]:
    return {f["rule"]: f["properties"]["source"] for f in result.report["findings"] if "source" in f["properties"]}


def test_a_finding_on_a_rendered_brief_names_the_line_of_the_record_behind_it(campaign):
    line = edit(campaign / "campaign.yaml", "the tablet dissolving in the bottle", "do not show any flaws")
    assert run("render", ".", "-o", "briefs", cwd=campaign).code == 0
    report = run("check", "briefs/mira.brief.md", "--format", "json", cwd=campaign)
    source = {"path": "campaign.yaml", "line": line, "key": "must_have.0.text"}
    assert sources(report) == {"brief/sentiment-mandate": source}
    shown = run("check", "briefs/mira.brief.md", cwd=campaign).out
    assert f"  = comes from campaign.yaml:{line} (must_have[0].text)\n" in shown
    everybody = run("check", "briefs", "--format", "json", cwd=campaign).report["findings"]
    assert len(everybody) == 5, "one each, but the brand's own team"
    assert all(finding["properties"]["source"] == source for finding in everybody)


def test_a_finding_names_the_line_of_the_template_where_that_wrote_the_words(campaign):
    template = '{% extends "brieflint/paid-post.md.j2" %}\n{% block story %}\nRead the caption word for word.\n{% endblock %}\n'
    write(campaign / "templates" / "mine.md.j2", template)
    run("render", ".", "--creator", "mira", "--template", "mine", "-o", "briefs", cwd=campaign)
    report = run("check", "briefs", "--format", "json", cwd=campaign)
    found = sources(report)
    assert found["brief/verbatim-mandate"] == {"path": "templates/mine.md.j2", "line": 3, "key": None}


def test_what_is_missing_from_a_brief_comes_from_the_key_that_the_record_does_not_have(campaign):
    record = campaign / "campaign.yaml"
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(k for k, line in enumerate(lines) if line.startswith("usage_rights:"))
    end = next(k for k in range(start + 1, len(lines)) if not lines[k].startswith((" ", "#")))
    write(record, "".join(lines[:start] + lines[end:]))
    run("render", ".", "--creator", "mira", "-o", "briefs", cwd=campaign)
    found = sources(run("check", "briefs", "--format", "json", cwd=campaign))
    assert found["brief/missing-usage-rights"]["key"] == "usage_rights"
    assert found["brief/missing-usage-rights"]["path"] == "campaign.yaml"


def test_a_brief_that_is_stale_or_not_rendered_has_no_origin(campaign):
    edit(campaign / "campaign.yaml", "the tablet dissolving in the bottle", "do not show any flaws")
    run("render", ".", "--creator", "mira", "-o", "briefs", cwd=campaign)
    brief = campaign / "briefs" / "mira.brief.md"
    write(brief, brief.read_text(encoding="utf-8") + "\nOne more line.\n")
    report = run("check", "briefs", "--format", "json", cwd=campaign)
    assert [f["rule"] for f in report.report["findings"]] == ["brief/sentiment-mandate"]
    assert sources(report) == {}
    forged = brief.read_text(encoding="utf-8").replace("template: paid-post", 'template: "../../../etc/passwd"')
    write(brief, forged)
    assert sources(run("check", "briefs", "--format", "json", cwd=campaign)) == {}


# --------------------------------------------------------------------------------------- kept up to date


def test_check_takes_records_briefs_and_templates_as_a_commit_names_them(campaign):
    write(campaign / "templates" / "mine.md.j2", '{% extends "brieflint/paid-post.md.j2" %}\n')
    assert run("render", ".", "-o", "briefs", cwd=campaign).code == 0
    names = ["campaign.yaml", "briefs/mira.brief.md", "briefs/ola.brief.md", "templates/mine.md.j2"]
    fresh = run("render", "--check", *names, cwd=campaign)
    assert (fresh.code, fresh.out, fresh.err) == (0, "", "")
    edit(campaign / "briefs" / "ola.brief.md", "Hello", "Hi")
    stale = run("render", "--check", "briefs/mira.brief.md", "briefs/ola.brief.md", cwd=campaign)
    assert (stale.code, stale.out) == (1, "briefs/ola.brief.md: stale: the record or the template changed\n")
    assert run("render", "--check", *names, cwd=campaign).out == stale.out, "named twice, reported once"
    by_hand = write(campaign / "briefs" / "zoe.brief.md", "# A brief that nobody rendered\n")
    assert run("render", "--check", "briefs/zoe.brief.md", cwd=campaign).code == 0
    by_hand.unlink()


def test_check_of_several_campaigns_and_one_that_cannot_be_read(campaign, tmp_path):
    shutil.copytree(campaign, tmp_path / "autumn")
    run("render", "spring", "-o", "spring/briefs", cwd=tmp_path)
    write(tmp_path / "broken" / "campaign.yaml", "brand: [")
    result = run("render", "--check", "broken/campaign.yaml", "spring", "autumn/campaign.yaml", cwd=tmp_path)
    assert result.code == 2
    assert result.err.startswith("brieflint: error: broken/campaign.yaml:")
    assert [line.split(": ")[1] for line in result.out.splitlines()] == ["missing"] * 6
    assert all(line.startswith("autumn/briefs/") for line in result.out.splitlines())


def test_check_holds_a_brief_against_the_template_that_it_was_rendered_from(campaign):
    write(campaign / "templates" / "mine.md.j2", '{% extends "brieflint/paid-post.md.j2" %}\n')
    run("render", ".", "--template", "mine", "-o", "briefs", cwd=campaign)
    assert run("render", "--check", "campaign.yaml", cwd=campaign).code == 0
    write(
        campaign / "templates" / "mine.md.j2",
        '{% extends "brieflint/paid-post.md.j2" %}{% block story %}{% endblock %}',
    )
    assert run("render", "--check", "campaign.yaml", cwd=campaign).code == 1


def test_a_brief_of_somebody_who_left_is_named(campaign):
    run("render", ".", "-o", "briefs", cwd=campaign)
    edit(campaign / "campaign.yaml", "id: tess", "id: theo")
    (campaign / "captions" / "tess-oven.caption.md").unlink()
    result = run("render", "--check", "campaign.yaml", cwd=campaign)
    assert result.out.splitlines() == [
        "briefs/theo.brief.md: missing",
        "briefs/tess.brief.md: left over: campaign.yaml has no creator 'tess'",
    ]


def test_render_says_that_the_record_has_errors(campaign):
    edit(campaign / "campaign.yaml", "the tablet dissolving in the bottle", "do not show any flaws")
    result = run("render", ".", "--creator", "mira", cwd=campaign)
    assert result.code == 0
    assert "campaign.yaml has findings of severity error (brief/sentiment-mandate)" in result.err


def test_whoever_is_not_to_be_briefed_stops_nobody(tmp_path):
    write(
        tmp_path / "campaign.yaml",
        HEAD + DISCLOSURE + CREATORS.replace("tom, relationship: paid", "tom, relationship: none"),
    )
    assert call("render", str(tmp_path), "-o", str(tmp_path / "briefs")).code == 0
    assert os.listdir(tmp_path / "briefs") == ["maya.brief.md"]


# ------------------------------------------------------------------------------------------------ library


def test_the_library_renders(campaign):
    everybody = brieflint.render(campaign)
    assert [brief.creator for brief in everybody] == ["mira", "jonas", "ola", "nadia", "tess", "ruth"]
    (mira,) = brieflint.render(campaign / "campaign.yaml", creator="mira", template="paid-post")
    assert mira == everybody[0]
    number = next(k for k, line in enumerate(mira.text.splitlines(), 1) if "again and again" in line)
    assert mira.origin(number, 4)[2] == "key_messages.0.text"
    with pytest.raises(brieflint.errors.BrieflintError, match="no creator is called 'miraa'; did you mean 'mira'"):
        brieflint.render(campaign, creator="miraa")


def test_only_what_is_selected_runs(campaign):
    drafts = campaign / "captions"
    text = "#ad " + (campaign / "campaign.yaml").read_text(encoding="utf-8").split("text: ")[1].splitlines()[0]
    write(drafts / "mira-copy.caption.md", f"---\ncreator: mira\n---\n{text}\n")
    both = run("check", str(drafts / "mira-copy.caption.md"), "--select", "overscript", "--format", "json")
    assert [f["rule"] for f in both.report["findings"]] == ["overscript/verbatim"]
    one = run("check", str(drafts / "mira-copy.caption.md"), "--select", "overscript/shared-script", "--format", "json")
    assert one.report["findings"] == []


def test_the_template_of_the_documentation_renders(campaign):
    page = (ROOT / "docs" / "briefs.md").read_text(encoding="utf-8")
    write(campaign / "templates" / "mine.md.j2", page.split("```jinja\n")[1].split("```")[0])
    (brief,) = brieflint.render(campaign, creator="mira", template="mine")
    assert "\nDear Mira, it is so good to have you with us.\n" in brief.text
    assert brief.text.endswith(
        "This is version 2 of the brief for spring-refill.\n\nJo at Pellbrook answers within the hour.\n"
    )
    blocks = page.split("**Blocks**, in order: ")[1].split(".\n")[0]
    base = (ROOT / "templates" / "_brief.md.j2").read_text(encoding="utf-8")
    assert re.findall(r"`(\w+)`", blocks) == re.findall(r"{%-? block (\w+)", base)


def test_a_draft_that_names_whom_the_record_does_not_know(campaign):
    draft = write(
        campaign / "captions" / "one.caption.md", "---\ncreator: mirra\nbrief_version: 1\n---\n#ad One refill.\n"
    )
    report = run("check", str(draft), "--format", "json", "--select", "content/unknown-creator,content/outdated-brief")
    found = {f["rule"]: f for f in report.report["findings"]}
    assert found["content/unknown-creator"]["location"]["start"]["line"] == 2
    assert "no creator 'mirra'; did you mean 'mira'" in found["content/unknown-creator"]["message"]
    assert found["content/outdated-brief"]["excerpt"] == "brief_version: 1"
