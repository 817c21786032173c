"""Rendering briefs: what they say, where each line comes from, and what a hostile template cannot do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import brieflint
from brieflint.campaign.render import render, rendered_again, same_text
from brieflint.campaign.store import Record, load_record, record_of
from support import EXAMPLES, GOLDEN, ROOT, Result, call, run, write

RECORD = ROOT / "tests" / "data" / "campaign.yaml"
LEAST = "brand: {name: Lumaria}\njurisdictions: [us]\ndisclosure: {}\ncreators:\n  - {id: maya, relationship: paid}\n"
TEMPLATES = (
    "paid-post",
    "ambassador",
    "affiliate",
    "gifted-seeding",
    "own-team",
    "ad-asset",
    "paid-post.de",
    "paid-post.fr",
)
MOST_MEMORY = 512 * 1024 * 1024


def body(text: str) -> str:
    """A brief without front matter and provenance."""
    return text.split("-->\n\n", 1)[1]


def least(more: str = "", relationship: str = "paid") -> Record:
    return record_of(
        LEAST.replace("relationship: paid", f"relationship: {relationship}") + more,
        "campaign.yaml",
        Path(),
        cache=False,
    )


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    write(tmp_path / "campaign.yaml", RECORD.read_bytes())
    return tmp_path


def said(result: Result) -> list[str]:
    """Lines on standard error but warnings: the record of these tests leaves the label to the law, which is warned of."""
    return [line for line in result.errors if ": warning: " not in line]


def rendered(campaign: Path, template: str, name: str = "mine") -> Result:
    """The result of rendering with a template of the campaign's own."""
    write(campaign / "templates" / f"{name}.md.j2", template)
    return run("render", ".", "--template", name, cwd=campaign)


# ----------------------------------------------------------------------------------------- what briefs say


@pytest.mark.parametrize("template", TEMPLATES)
def test_golden(template):
    """Each bundled template; after a wanted change, write the file that the assertion names anew."""
    record = load_record(RECORD, "campaign.yaml", cache=False)
    text = render(record, template=template)[0].text
    assert text == (GOLDEN / "briefs" / f"{template}.brief.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_brief_fits_two_pages_and_its_own_linter(template, campaign):
    relationship = {"affiliate": "affiliate", "gifted-seeding": "gifted", "own-team": "employee"}.get(template, "paid")
    record = RECORD.read_text(encoding="utf-8").replace("relationship: paid", f"relationship: {relationship}")
    write(campaign / "campaign.yaml", record.replace("disclosure: {", 'disclosure: {label: "#ad", '))
    assert call("render", str(campaign), "--template", template, "-o", str(campaign / "briefs")).code == 0
    file = campaign / "briefs" / "maya.brief.md"
    assert len(file.read_text(encoding="utf-8").split()) < 900
    report = call("check", str(file), "--format", "json").report
    assert [f["rule"] for f in report["findings"] if f["severity"] != "note"] == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_is_absent_leaves_no_trace(template):
    text = body(render(least(), template=template)[0].text)
    assert "Lumaria" in text
    for broken in ("None", "Undefined", "{{", "{%", "[]", "()", " ,", " .\n", ": \n", ": .", "\n\n\n", ", ,", "  "):
        assert broken not in text, broken
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert len(headings) == len(set(headings))
    for this, following in zip(text.split("\n\n"), text.split("\n\n")[1:], strict=False):
        assert not (this.startswith("## ") and following.startswith("## ")), "a heading without anything below it"


@pytest.mark.parametrize(
    ("relationship", "more", "template"),
    [
        ("paid", "", "paid-post"),
        ("unknown", "", "paid-post"),
        ("paid", "term: {model: ambassador}\n", "ambassador"),
        ("gifted", "", "gifted-seeding"),
        ("gifted, obligation: post", "", "paid-post"),
        ("affiliate", "", "affiliate"),
        ("employee", "", "own-team"),
        ("own-brand", "", "own-team"),
        ("paid", "voice: {use: ad-asset}\n", "ad-asset"),
        ("paid", "languages: [de]\n", "paid-post.de"),
        ("paid, language: fr", "languages: [en]\n", "paid-post.fr"),
        ("paid", "template: affiliate\n", "affiliate"),
        ("paid, template: own-team", "template: affiliate\n", "own-team"),
    ],
)
def test_the_template_that_fits(relationship, more, template):
    text = render(least(more, relationship))[0].text
    assert f"with the template {template}:" in text


def test_no_relationship_no_brief(campaign):
    write(campaign / "campaign.yaml", LEAST.replace("paid", "none"))
    result = call("render", str(campaign))
    assert result.code == 2
    assert "there is nothing to brief" in result.err


@pytest.mark.parametrize(
    ("countries", "more", "labels"),
    [
        ("[us, uk]", "", ["**#ad** (the United States and the United Kingdom)"]),
        ("[de]", "", ["**Werbung** (Germany)"]),
        ("[us, de, fr]", "", ["**#ad** (the United States)", "**Werbung** (Germany)", "**Publicité** (France)"]),
        ("[us, de]", "languages: [de]\n", ["**#ad** (die USA)", "**Werbung** (Deutschland)"]),
        ("[us, de]", "label: Anzeige", ["**Anzeige** (the United States and Germany)"]),
        ("[us, de]", 'label: "#ad", labels: {de: Anzeige}', ["**#ad** (the United States)", "**Anzeige** (Germany)"]),
    ],
)
def test_labels_come_from_the_record_or_else_from_the_law(countries, more, labels):
    text = LEAST.replace("[us]", countries)
    text = text.replace("disclosure: {}", f"disclosure: {{{more}}}") if "label" in more else text + more
    brief = render(record_of(text, "campaign.yaml", Path(), cache=False))[0].text
    assert [line.split(": ", 1)[1] for line in brief.splitlines() if "**" in line] == labels


def test_where_the_label_stands_follows_what_is_made():
    def places(deliverables: str) -> list[str]:
        record = LEAST.replace("paid}", f"paid, deliverables: [{deliverables}]}}")
        text = render(record_of(record, "campaign.yaml", Path(), cache=False))[0].text
        return [line[2:].split(":")[0] for line in text.splitlines() if line.startswith(("- In ", "- On "))]

    assert places("{platform: instagram, surface: story}") == ["In a story"]
    assert places("{platform: instagram, surface: reel}") == ["In the caption", "In the video"]
    assert places("{platform: instagram, surface: post}") == ["In the caption"]
    assert places("{platform: podcast, surface: episode}") == ["In the sound"]


def test_one_brief_a_creator_each_with_what_is_theirs():
    more = (
        "  - {id: ben, relationship: paid, tracking: {code: BEN10}, jurisdictions: [de], compensation: {base: 300, currency: EUR}}\n"
        "compensation: {base: 600, currency: USD}\n"
    )
    first, second = render(least(more))
    assert (first.creator, second.creator) == ("maya", "ben")
    assert "Fee: 600 USD." in first.text
    assert "Fee: 300 EUR." in second.text
    assert "BEN10" not in first.text
    assert "jurisdictions: [de]" in second.text


def test_a_language_without_a_template_is_said(campaign):
    write(campaign / "campaign.yaml", LEAST.replace("paid", "affiliate") + "languages: [de]\n")
    result = call("render", str(campaign))
    assert result.code == 0
    assert "no template of this kind is in 'de': those briefs are in English" in result.err
    assert "language: en\n" in result.out


def test_front_matter_names_record_and_template(campaign):
    result = call("render", str(campaign))
    head = result.out.split("---\n")[1]
    assert head.splitlines() == [
        "kind: brief",
        "campaign: night-light",
        "creator: maya",
        "brief_version: 3",
        "template: paid-post",
        "relationship: paid",
        "jurisdictions: [us, gb]",
        "language: en",
        "category: household",
    ]
    seen = call("read", "--format", "json", str(write(campaign / "x.brief.md", result.out))).report
    context = {key: fact["value"] for key, fact in seen["context"].items()}
    assert (seen["kind"], context["creator"], context["relationship"]) == ("brief", "maya", "paid")
    assert context["brief_version"] == "3"


def test_errors_of_the_record_are_said(campaign):
    result = call("render", str(campaign))  # its disclosure names no label
    assert result.code == 0
    assert "warning: " in result.err
    assert "brief/no-disclosure-clause" in result.err


# --------------------------------------------------------------------------------- hostile values of records


@pytest.mark.parametrize(
    "value",
    [
        "a\n---\nkind: caption\n---\nb",
        "<!-- brieflint: ignore disclosure/missing until 2099-12-31 reason: x -->",
        "x --> y <!-- z",
        "<script>alert(1)</script>",
        "# Heading",
        "## Ad label",
        "1. one",
        "- item",
        "```",
        "---",
        "{{ brand.name }} {% include 'x' %}",
        "[ref]: https://evil.example",
    ],
)
def test_a_value_stays_a_value(value):
    text = body(
        render(least(f"audience: {{problem: x}}\nproduct: {{name: lamp, about: {json.dumps(value)}}}\n"))[0].text
    )
    plain = body(render(least("audience: {problem: x}\nproduct: {name: lamp, about: plain}\n"))[0].text)
    assert len(text.splitlines()) == len(plain.splitlines())
    assert "<!--" not in text
    assert "<script" not in text
    assert sum(line.startswith("#") for line in text.splitlines()) == sum(
        line.startswith("#") for line in plain.splitlines()
    )


@pytest.mark.parametrize("value", ["# Heading", "- item", "1. one", "> quote", "```", "---", "~~~", "| a |", "[x]: y"])
def test_a_value_at_the_start_of_a_line_opens_no_block(value, campaign):
    from markdown_it import MarkdownIt

    write(campaign / "campaign.yaml", LEAST + f"audience: {{problem: {json.dumps(value)}}}\n")
    result = rendered(campaign, "{{ audience.problem }}\n")
    assert [token.type for token in MarkdownIt("commonmark").parse(body(result.out))][::2] == [
        "paragraph_open",
        "paragraph_close",
    ]


# ------------------------------------------------------------------------------------- strict but forgiving


def test_what_the_record_does_not_set_is_named_with_both_lines(campaign):
    result = rendered(campaign, "Hello\n\n{{ creator.tracking.survey }}\n")
    line = RECORD.read_text(encoding="utf-8").splitlines().index("    relationship: paid") + 2
    assert result.code == 2
    assert said(result) == [
        "brieflint: error: templates/mine.md.j2:3: needs 'creators.0.tracking.survey', which "
        f"campaign.yaml:{line} does not set: add it there, or ask {{% if %}} first"
    ]


def test_an_absent_field_may_be_asked_for(campaign):
    template = (
        "{% if exclusivity.days %}never{% else %}asked{% endif %} "
        "{% for item in script %}never{% else %}looped{% endfor %} "
        "{{ exclusivity.scope|default('defaulted') }} {{ exclusivity is defined }}\n"
    )
    assert body(rendered(campaign, template).out) == "asked looped defaulted False\n"


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{{ creator.trackng.code }}", "1: 'creators.0.trackng' is not known; did you mean 'tracking'?"),
        ("{% if creator.trackng %}{% endif %}", "did you mean 'tracking'?"),
        ("{{ pruduct.name }}", "1: 'pruduct' is not known; did you mean 'product'?"),
        ("{% if pruduct %}{% endif %}", "did you mean 'product'?"),
        ("{{ exclusivity }}", "needs 'exclusivity', which campaign.yaml:1 does not set"),
        ("{{ script|listed }}", "needs 'script'"),
        ("{{ brand }}", "'brand' is a mapping: write one of its keys"),
        ("a\n{% if x %}\n", "2: Unexpected end of template"),
        ("{{ 'a'|shout }}", "No filter named 'shout'"),
        ("{% extends 'paid-pots.md.j2' %}", "did you mean 'paid-post.md.j2'?"),
    ],
)
def test_mistakes_in_templates(template, says, campaign):
    result = rendered(campaign, template)
    assert (result.code, result.out) == (2, "")
    assert len(said(result)) == 1
    assert says in said(result)[0]


# -------------------------------------------------------------------------------- templates of the user's own


def test_blocks_are_overridden_one_by_one(campaign):
    template = '{% extends "brieflint/paid-post.md.j2" %}\n{% block frame %}Our own words.{% endblock %}\n{% block honest %}{{ super() }}- And more.\n{% endblock %}\n'
    ours = body(rendered(campaign, template).out).splitlines()
    theirs = body(call("render", str(campaign), "--template", "paid-post").out).splitlines()
    assert [line for line in ours if line not in theirs] == ["Our own words.", "- And more."]
    assert len(theirs) == len(ours) - 1


def test_a_template_may_replace_the_one_it_extends(campaign):
    write(
        campaign / "templates" / "paid-post.md.j2",
        '{% extends "brieflint/paid-post.md.j2" %}{% block kind %}Ours{% endblock %}',
    )
    assert "# Ours: Lumaria bedside lamp" in call("render", str(campaign)).out


def test_a_template_file_anywhere_reads_its_own_folder(campaign, tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere")
    write(folder / "part.md.j2", "part of {{ brand.name }}\n")
    write(folder / "mine.md.j2", '{% include "part.md.j2" %}')
    result = call("render", str(campaign), "--template", str(folder / "mine.md.j2"))
    assert body(result.out) == "part of Lumaria\n"
    assert 'template: "mine.md.j2"' in result.out


def test_a_template_in_another_language_by_its_name(campaign):
    write(campaign / "campaign.yaml", RECORD.read_bytes().replace(b"languages: [en]", b"languages: [it]"))
    write(campaign / "templates" / "mine.it.md.j2", "Ciao {{ who }}\n")
    result = call("render", str(campaign), "--template", "mine")
    assert body(result.out) == "Ciao Maya\n"
    assert "language: it\n" in result.out


# ---------------------------------------------------------------------------------------- files and --check


def test_files_and_check(campaign):
    assert run(
        "render", ".", "--check", cwd=campaign
    ).out == f"{os.path.join('briefs', 'maya.brief.md')}: missing\n".replace(os.sep, "/")
    written = run("render", "campaign.yaml", "-o", "briefs", cwd=campaign)
    assert (written.code, written.out) == (0, "briefs/maya.brief.md\n")
    file = campaign / "briefs" / "maya.brief.md"
    fresh = run("render", ".", "--check", cwd=campaign)
    assert (fresh.code, fresh.out) == (0, "")
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert run("render", ".", "--check", cwd=campaign).code == 0, "other line ends are not another brief"
    write(campaign / "campaign.yaml", RECORD.read_bytes().replace(b"version: 3", b"version: 4"))
    stale = run("render", ".", "--check", "-o", "briefs", cwd=campaign)
    assert stale.code == 1
    assert stale.out == "briefs/maya.brief.md: stale: the record or the template changed\n"
    assert b"version: 3" in file.read_bytes(), "--check writes nothing"


def test_one_file(campaign):
    assert run("render", ".", "--creator", "maya", "-o", "out/brief.md", cwd=campaign).code == 0
    assert (campaign / "out" / "brief.md").read_text(encoding="utf-8").startswith("---\nkind: brief\n")


def test_what_a_person_wrote_is_not_overwritten(campaign):
    write(campaign / "briefs" / "maya.brief.md", "My own brief.\n")
    result = run("render", ".", "-o", "briefs", cwd=campaign)
    assert result.code == 2
    assert "was not rendered by brieflint and would be lost" in result.err
    assert (campaign / "briefs" / "maya.brief.md").read_text() == "My own brief.\n"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["nowhere.yaml"], "nowhere.yaml: "),
        ([".", "--creator", "mya"], "no creator is called 'mya'; did you mean 'maya'?"),
        ([".", "--template", "payed-post"], "no template is called 'payed-post'; did you mean 'paid-post'?"),
        ([".", "--template", "nowhere/mine.md.j2"], "nowhere/mine.md.j2: no such template file"),
        (["no-creators.yaml"], "has no creators"),
        (["two.yaml", "-o", "one.md"], "2 briefs do not fit one file"),
    ],
)
def test_wrong_calls(args, says, campaign):
    write(campaign / "no-creators.yaml", "brand: {name: A}\njurisdictions: [us]\ndisclosure: {}\n")
    write(campaign / "two.yaml", LEAST + "  - {id: ben, relationship: paid}\n")
    result = run("render", *args, cwd=campaign)
    assert result.code == 2
    assert len([line for line in result.errors if "error:" in line]) == 1
    assert says in result.err


# ---------------------------------------------------------------------------------------------- source map


def test_every_line_knows_its_template_and_the_record():
    record = load_record(RECORD, "campaign.yaml", cache=False)
    brief = render(record)[0]
    lines = brief.text.splitlines()
    assert len(brief.lines) == len(lines)
    source = (ROOT / "templates" / "_brief.md.j2").read_text(encoding="utf-8").splitlines()

    def origin(fragment: str, column_of: str) -> tuple[str, str | None]:
        number = next(n for n, line in enumerate(lines, 1) if fragment in line)
        template, template_line, key = brief.origin(number, lines[number - 1].index(column_of) + 1)
        return source[template_line - 1] if template == "brieflint/_brief.md.j2" else template, key

    assert origin("Proof: LAB-114", "LAB-114")[1] == "key_messages.0.evidence"
    assert origin("Fits any shelf", "Fits")[1] == "key_messages.1.text"
    assert origin("MAYA10", "MAYA10") == ("- Code: {{ creator.tracking.code }}", "creators.0.tracking.code")
    assert origin("- Your honest opinion", "Your")[0].startswith("- Your honest opinion counts")
    assert origin("saves, shares and CTR", "CTR")[1] == "kpis.secondary.2"
    assert origin("8% for", "8%")[1] == "compensation.bonus.rate"
    assert origin("**#ad**", "#ad")[1] == "jurisdictions.0", "the label is that of the country"
    assert origin("relationship: paid", "paid") == ("", "creators.0.relationship")
    assert (
        record.line("key_messages.1.text")
        == RECORD.read_text(encoding="utf-8").splitlines().index("  - {id: m2, text: Fits any shelf}") + 1
    )
    assert brief.origin(10_000) == ("", 0, None)


def test_lines_of_a_template_that_overrides_a_block(campaign):
    write(
        campaign / "templates" / "mine.md.j2",
        '{% extends "brieflint/paid-post.md.j2" %}\n\n{% block frame %}\nOurs: {{ brand.name }}\n{% endblock %}\n',
    )
    brief = render(load_record(campaign / "campaign.yaml", "campaign.yaml"), template="mine")[0]
    number = brief.text.splitlines().index("Ours: Lumaria") + 1
    assert brief.origin(number, 7) == ("templates/mine.md.j2", 4, "brand.name")


def test_a_template_that_measures_itself_is_rendered_without_a_map(campaign):
    write(campaign / "templates" / "mine.md.j2", "{% set x %}{{ brand.name }}{% endset %}{{ x|length }}\n")
    brief = render(load_record(campaign / "campaign.yaml", "campaign.yaml"), template="mine")[0]
    assert body(brief.text) == "7\n"
    assert len(brief.lines) == len(brief.text.splitlines())


def test_a_rendered_file_leads_back_to_its_source():
    record = load_record(EXAMPLES / "spring-refill" / "campaign.yaml", "campaign.yaml")
    for brief in render(record):
        template = brief.text.split("template: ")[1].split("\n")[0].strip('"')
        again = rendered_again(record, template, [brief.creator])
        assert again == {brief.creator.casefold(): brief}
        assert same_text(again[brief.creator.casefold()], brief.text)
        assert not same_text(again[brief.creator.casefold()], brief.text + "changed")
        assert rendered_again(record, "../../../etc/passwd", [brief.creator]) == {}


def test_the_example_briefs_are_fresh():
    assert call("render", str(EXAMPLES / "spring-refill"), "--check").out == ""


# ------------------------------------------------------------------------------------------ hostile templates

GROW = "{{% set ns = namespace(x={start}) %}}{{% for i in range(99999) %}}{{% set ns.x = {step} %}}{{% endfor %}}{{{{ ns.x|length }}}}"
FOREVER = "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}{% endfor %}{% endfor %}{% endfor %}"
NESTED_LOOPS = "{% set ns = namespace(x=[]) %}{% for a in range(99999) %}{% for b in range(99999) %}{% set ns.x = [ns.x, a, b, a * b] %}{% endfor %}{% endfor %}"
REACH = "out of reach for a template"

HOSTILE = {
    # loops
    "forever": (FOREVER, "takes longer than"),
    "includes itself": ('{% include "mine.md.j2" %}', "includes or calls itself"),
    "extends itself": ('{% extends "mine.md.j2" %}', "includes or calls itself"),
    "imports itself": ('{% import "mine.md.j2" as me %}', "includes or calls itself"),
    "calls itself": ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "includes or calls itself"),
    "nested parentheses": ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "nested too deep"),
    "nested blocks": ("{% if 1 %}" * 3000 + "{% endif %}" * 3000, "nested too deep"),
    # memory
    "a gigabyte": ('{{ "a" * 1000000000 }}', "builds more than 32 MiB"),
    "a gigabyte of list": ("{{ ([1] * 1000000000)|length }}", "builds more than 32 MiB"),
    "doubling with ~": (GROW.format(start="'ab'", step="ns.x ~ ns.x"), "builds more than 32 MiB"),
    "doubling with +": (GROW.format(start="'ab'", step="ns.x + ns.x"), "builds more than 32 MiB"),
    "doubling a list": (GROW.format(start="[1]", step="ns.x + ns.x"), "builds more than 32 MiB"),
    "doubling with replace": (GROW.format(start="'a'", step="ns.x|replace('a', 'aa')"), "more than"),
    "doubling with set": ("{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set x %}{{ ns.x }}{{ ns.x }}{% endset %}{% set ns.x = x %}{% endfor %}", "builds more than 32 MiB"),
    "doubling with a macro": ("{% macro d(x) %}{{ x }}{{ x }}{% endmacro %}{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = d(ns.x) %}{% endfor %}", "builds more than 32 MiB"),
    "keeping lists": ("{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = [ns.x, range(99999)|map('string')|sort] %}{% endfor %}", "more than | takes longer than"),
    "keeping numbers": ("{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = [range(99999)|list, ns.x] %}{% endfor %}", "more than | takes longer than"),
    "keeping pairs": (NESTED_LOOPS, "takes longer than"),
    "endless output": ("{% for a in range(99999) %}{% for b in range(99) %}aaaaaaaaaaaaaaaaaaaaaaaaa{% endfor %}{% endfor %}", "writes more than 1 MiB"),
    "power": ("{{ 10 ** 10 ** 10 }}", "the operator '**' is not available"),
    "big numbers": (GROW.format(start="10", step="ns.x * ns.x"), "more than 18 digits"),
    "wide format": ('{{ "%1000000000d" % 1 }}', "the operator '%' is not available"),
    "wide format filter": ('{{ "%1000000000d"|format(1) }}', "No filter named 'format'"),
    "wide centre": ('{{ "a"|center(1000000000) }}', "No filter named 'center'"),
    "wide centre by method": ('{{ "a".center(1000000000) }}', REACH),
    "long range": ("{{ range(1000000000)|list }}", "Range too big"),
    # reach
    "class": ('{{ "".__class__.__mro__[1].__subclasses__() }}', REACH),
    "class by item": ('{{ ""["__class__"] }}', REACH),
    "class of the record": ("{{ brand.__class__ }}", "is not known"),
    "class of a value": ("{{ brand.name.__class__ }}", REACH),
    "class of what is absent": ("{{ exclusivity.__class__ }}", "is not known"),
    "class by attr": ('{{ brand.name|attr("__class__") }}', "No filter named 'attr'"),
    "class by map": ('{{ ["a"]|map(attribute="__class__")|list }}', REACH),
    "class by format": ('{{ "{0.__class__}".format("") }}', REACH),
    "class by format_map": ('{{ "{a.__class__}".format_map({"a": ""}) }}', REACH),
    "globals of a function": ("{{ self.__init__.__globals__ }}", REACH),
    "globals of lipsum": ('{{ lipsum.__globals__["os"].popen("id").read() }}', "'lipsum' is not known"),
    "globals of joiner": ("{{ joiner.__init__.__globals__ }}", REACH),
    "the macro's function": ("{% macro a() %}{% endmacro %}{{ a._func.__globals__ }}", REACH),
    "the loop's iterator": ("{% for a in [1] %}{{ loop._iterator }}{% endfor %}", REACH),
    "changing the record": ("{{ jurisdictions.append(1) }}", "there is no 'append' here"),
    "setting a key of the record": ("{% set brand.name = 'x' %}", "cannot assign attribute"),
    "changing a list": ("{% set x = [1] %}{{ x.append(2) }}", REACH),
    "import os": ("{% import os %}", "expected token"),
    # files
    "absolute path": ('{% include "/etc/passwd" %}', "reads only from its own folder"),
    "parent folder": ('{% include "../campaign.yaml" %}', "reads only from its own folder"),
    "parent folder, hidden": ('{% include "a/../../campaign.yaml" %}', "reads only from its own folder"),
    "parent folder of the bundled": ('{% include "brieflint/../rules/disclosure/missing.yaml" %}', "reads only from its own folder"),
    "backslashes": ("{% include '..\\\\campaign.yaml' %}", "reads only from its own folder"),
    "a drive": ('{% include "C:/secret.md.j2" %}', "reads only from its own folder"),
}  # fmt: skip


MEASURE = """
import json, os, sys, time
from pathlib import Path
from brieflint.campaign.render import render
from brieflint.campaign.store import load_record
from brieflint.errors import BrieflintError
from brieflint.rules.ruleset import load_rules
record, rules = load_record(Path("campaign.yaml"), "campaign.yaml"), load_rules()
def clock():  # of the rendering processes; a busy machine is not the template's fault
    return time.perf_counter() if sys.platform == "win32" else sum(os.times()[2:4])
outcomes = {}
for number in range(int(sys.argv[1])):
    start, said = clock(), None
    try:
        render(record, template=f"hostile-{number}" if number else "paid-post", rules=rules)
    except BrieflintError as problem:
        said = str(problem)
    outcomes[number] = [clock() - start, said]
memory = 0
if sys.platform != "win32":
    import resource
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps([outcomes, memory]))
"""


def test_a_hostile_template_ends_in_one_clear_line_in_two_seconds_and_512_mib(campaign):
    for number, (template, _) in enumerate(HOSTILE.values(), 1):
        write(
            campaign / "templates" / f"hostile-{number}.md.j2",
            template.replace("mine.md.j2", f"hostile-{number}.md.j2"),
        )
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(len(HOSTILE) + 1)],
        cwd=campaign, capture_output=True, text=True, timeout=600, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(brieflint.__file__).parent.parent)},
    )  # fmt: skip
    outcomes, memory = json.loads(done.stdout)
    harmless, nothing = outcomes.pop("0")
    assert nothing is None
    assert memory <= MOST_MEMORY
    wrong = []
    for (name, (_, wanted)), (number, (seconds, line)) in zip(HOSTILE.items(), outcomes.items(), strict=True):
        place = f"templates/hostile-{number}.md.j2:"
        if (
            line is None
            or "\n" in line
            or not line.startswith(place)
            or not any(w in line for w in wanted.split(" | "))
        ):
            wrong.append(f"{name}: {line}")
        if seconds - harmless > 2:  # starting a process is not the template's doing
            wrong.append(f"{name}: {seconds:.1f} seconds")
    assert wrong == []


def test_the_command_line_says_it_in_one_line(campaign):
    result = rendered(campaign, FOREVER)
    assert (result.code, result.out) == (2, "")
    assert said(result) == [
        "brieflint: error: templates/mine.md.j2: takes longer than 1.5 seconds to render: does it loop without end?"
    ]


@pytest.mark.parametrize("target", ["/etc/passwd", "../campaign.yaml", "../../outside.txt"])
def test_a_link_does_not_lead_out(target, campaign):
    write(campaign.parent / "outside.txt", "secret")
    write(campaign / "templates" / "mine.md.j2", '{% include "link.md.j2" %}')
    os.symlink(target, campaign / "templates" / "link.md.j2")
    result = run("render", ".", "--template", "mine", cwd=campaign)
    assert result.code == 2
    assert "leads out of the template folder" in result.err
    assert run("render", ".", "--template", "link", cwd=campaign).code == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfea", "UTF-16"),
        (b"a\0b", "NUL byte"),
        (b"caf\xe9 noir", "not UTF-8"),
        (b"a" * 300_000, "larger than 256 KiB"),
    ],
)
def test_a_template_that_is_no_text(content, says, campaign):
    write(campaign / "templates" / "mine.md.j2", content)
    result = run("render", ".", "--template", "mine", cwd=campaign)
    assert result.code == 2
    assert says in result.err


def test_modules_beside_the_record_are_not_imported(campaign):
    """The folder that a record lies in is not trusted: it must not be able to shadow what the process imports."""
    for name in ("jinja2", "json", "markupsafe", "brieflint"):
        write(campaign / f"{name}.py", "raise SystemExit('imported from the campaign')")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "brieflint", "render", "."] if sys.version_info >= (3, 11) else
        [sys.executable, "-I", "-c", "import sys; sys.path.insert(0, sys.argv.pop(1)); from brieflint.cli import main; main(['render', '.'])", str(Path(brieflint.__file__).parent.parent)],
        cwd=campaign, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(brieflint.__file__).parent.parent)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("---\nkind: brief\n")
