"""Rules as data: the bundled ones keep their word, and a broken file is refused with its place and a remedy."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from brieflint.errors import RuleError
from brieflint.rules.examples import run_examples
from brieflint.rules.ruleset import load_rules
from support import ROOT, call, run, write

LABELS = """\
schema: brieflint/labels@1
language: eo
name: Esperanto
concepts:
  ad-word:
    words: [reklamo]
"""
RULE = """\
schema: brieflint/rule@1
id: content/shouting
kind: phrase
title: Shouting
severity: warning
message: "'{words}' shouts."
why: Readers scroll past whoever shouts.
blocks:
  - phrases: ["buy it now now now"]
examples:
  flag:
    - {text: "Friends, [[buy it now now now]] please"}
  pass:
    - {text: "buy it when you like"}
"""


def rules(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        write(folder / f"{name}.yaml", textwrap.dedent(content))
    return folder


def refused(folder: Path) -> RuleError:
    with pytest.raises(RuleError) as caught:
        load_rules([folder], ["mine"], cache=False)
    assert "\n" not in str(caught.value)
    return caught.value


# ------------------------------------------------------------------------------------------------- bundled rules


def test_every_bundled_example_holds() -> None:
    outcomes = list(run_examples(load_rules()))
    assert len(outcomes) > 100
    assert [f"{o.owner}: {o.problem}" for o in outcomes if o.problem] == []


def test_every_bundled_rule_has_both_sides_and_a_dated_source() -> None:
    found = load_rules()
    for rule in found.rules.values():
        assert rule["examples"]["flag"], rule["id"]
        assert rule["examples"]["pass"], rule["id"]
        assert all(source["checked"] for source in rule["references"]), rule["id"]
    for policy in found.policies.values():
        assert policy["examples"]["flag"], policy["jurisdiction"]
        assert policy["examples"]["pass"], policy["jurisdiction"]
        assert policy["sources"], policy["jurisdiction"]


def test_every_rule_and_policy_has_a_page() -> None:
    found = load_rules()
    for name in (*found.rules, *(f"policy/{code}" for code in found.policies)):
        page = call("rules", "show", name)
        assert page.code == 0, page.err
        assert page.out.startswith(name)


def test_a_label_example_of_every_policy_counts_there() -> None:
    """What a policy says to write is enough in its own country, as the first words of a post.

    Where the law wants an advertising token beside the word (Russia), the post has one.
    """
    import brieflint

    for code, policy in load_rules().policies.items():
        for language, label in policy["write"].items():
            glue = " " if label.startswith("#") or label[-1] in "】]" else ": "
            token = any("erid" in (row["needs"] or ()) for row in policy["strengths"])
            text = f"{label}{glue}LUMARIA 5000{', erid: LdtCKabcd' if token else ''}"
            found = brieflint.check_text(
                text,
                relationship="paid",
                jurisdictions=[code],
                platform="instagram",
                language=language,
                select=["disclosure"],
            )
            assert [f.message for f in found] == [], (code, text)


# -------------------------------------------------------------------------------------------- a good file of one's own


def test_rules_of_a_repository(tmp_path: Path) -> None:
    rules(tmp_path / "house", rule=RULE)
    write(tmp_path / "brieflint.toml", 'rules = ["house"]\n')
    write(tmp_path / "draft.txt", "Friends, buy it now now now please\n")
    result = run("check", "draft.txt", "--relationship", "none", "--format", "json", cwd=tmp_path)
    [finding] = result.report["findings"]
    assert (finding["rule"], finding["excerpt"]) == ("content/shouting", "buy it now now now")
    assert run("rules", "test", "--only", "content/shouting", cwd=tmp_path).code == 0
    assert "content/shouting" in run("rules", "list", cwd=tmp_path).out
    assert result.report["tool"]["rules"] != load_rules().digest


def test_a_label_in_a_new_language(tmp_path: Path) -> None:
    rules(tmp_path, eo=LABELS)
    found = load_rules([tmp_path], ["mine"], cache=False)
    assert found.languages["eo"]["name"] == "Esperanto"


def test_rules_test_names_what_fails(tmp_path: Path) -> None:
    rules(tmp_path / "house", rule=RULE.replace("buy it when you like", "oh buy it now now now"))
    result = run("rules", "test", str(tmp_path / "house"), "--only", "content/shouting")
    assert result.code == 1
    assert len(result.errors) == 2  # what failed, and what the wording met
    assert "must pass, but content/shouting flags 'buy it now now now'" in result.err
    rules(tmp_path / "house", rule=RULE.replace("[[buy it now now now]] please", "buy it now now now [[please]]"))
    assert "must mark 'please'" in run("rules", "test", str(tmp_path / "house"), "--only", "content/shouting").err


# ------------------------------------------------------------------------------------------------- broken files

BROKEN: dict[str, tuple[str, int, str]] = {
    "misspelt key": (RULE.replace("title:", "titel:"), 4, "did you mean 'title'?"),
    "misspelt key inside": (RULE.replace("{text: \"buy", "{txt: \"buy"), 14, "did you mean 'text'?"),
    "key that is missing": (RULE.replace("why: Readers scroll past whoever shouts.\n", ""), 1, "'why': is required"),
    "no look-alike": (RULE[: RULE.index("  pass:")], 10, "'examples.pass': is required"),
    "empty look-alikes": (RULE[: RULE.index("  pass:")] + "  pass: []\n", 13, "pass"),
    "no example": (RULE[: RULE.index("examples:")], 1, "'examples': is required"),
    "unknown severity": (RULE.replace("severity: warning", "severity: fatal"), 5, "severity"),
    "unknown kind": (RULE.replace("kind: phrase", "kind: phrases"), 3, "kind"),
    "bad id": (RULE.replace("content/shouting", "Shouting"), 2, "id"),
    "unknown document": (RULE.replace("brieflint/rule@1", "brieflint/rules@1"), 1, "did you mean 'brieflint/rule@1'?"),
    "no document": ("a: 1\n", 1, "rule document"),
    "a list": ("- a\n- b\n", 1, "rule document"),
    "nothing": ("", 1, "rule document"),
    "not YAML": ("schema: [brieflint\nid: x\n", 2, "not valid YAML"),
    "the same key twice": (RULE + "severity: note\n", 15, "'severity' stands twice"),
    "an alias": (RULE.replace("why: Readers", "why: &a Readers") + "help: *a\n", 7, "alias"),
    "a tag": (RULE.replace("why: Readers", "why: !!python/name:os.system Readers"), 7, ""),
    "a key that is no text": (RULE + "2026: x\n", 15, "not text"),
    "a phrase with a bracket left open": (RULE.replace("buy it now now now\"]", "buy (it|them now\"]"), 9, "')' expected"),
    "a phrase with an unknown lexicon": (RULE.replace("buy it now now", "buy {diseese} now"), 9, "did you mean 'disease'?"),
    "a phrase with nothing to be found by": (RULE.replace("[\"buy it", "[\"{0-4 words} it"), 9, "begin with"),
    "an id that is taken": (RULE.replace("content/shouting", "disclosure/missing"), 2, "already in"),
    "a language that is taken": (LABELS.replace("language: eo", "language: en"), 2, "already in"),
    "a bad date": (RULE + "references:\n  - {title: T, url: \"https://e.example\", checked: 2026-13-01}\n", 16, "2026-13-01"),
    "a bad address": (RULE + "references:\n  - {title: T, url: \"javascript:alert(1)\", checked: 2026-01-01}\n", 16, "url"),
    "nested 500 deep": ("schema: " + "[" * 500 + "]" * 500, 1, "nested deeper than"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_its_line(tmp_path: Path, name: str) -> None:
    content, line, says = BROKEN[name]
    problem = refused(rules(tmp_path, rule=content))
    assert problem.path == "mine/rule.yaml"
    assert problem.line == line, str(problem)
    assert says in str(problem)


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"schema: \xff\n", "UTF-8"), (b"schema: \x07\n", "YAML"), ("schema: a\n".encode("utf-16"), "UTF-8")],
    ids=["Latin-1", "control character", "UTF-16"],
)
def test_bytes_that_are_no_rule(tmp_path: Path, content: bytes, says: str) -> None:
    write(tmp_path / "rule.yaml", content)
    problem = refused(tmp_path)
    assert problem.path == "mine/rule.yaml"
    assert says in str(problem)


def test_a_broken_rule_is_2_in_one_line_and_nothing_is_checked(tmp_path: Path) -> None:
    rules(tmp_path / "house", rule=BROKEN["misspelt key"][0])
    write(tmp_path / "brieflint.toml", 'rules = ["house"]\n')
    write(tmp_path / "draft.md", "#ad lamp\n")
    for command in (["check", "draft.md"], ["rules", "list"], ["rules", "test"]):
        result = run(*command, cwd=tmp_path)
        assert result.code == 2
        assert result.out == ""
        assert result.errors == ["brieflint: error: house/rule.yaml:4: 'titel': unknown key; did you mean 'title'?"]


def test_the_bundled_files_fit_the_schema_that_is_printed() -> None:
    import json

    import jsonschema

    from brieflint.rules.yaml_lines import load

    schema: dict[str, Any] = json.loads(call("schema", "rule").out)
    validator = jsonschema.Draft202012Validator(schema)
    for path in sorted((ROOT / "rules").rglob("*.yaml")):
        data = load(path.read_text(encoding="utf-8"), str(path)).data
        text = json.loads(json.dumps(data, default=str))
        assert [e.message for e in validator.iter_errors(text)][:1] == [], path


# --------------------------------------------------------------------------------------- what an author is told


@pytest.mark.parametrize(
    ("conditions", "example", "said"),
    [
        (
            "categories: [cosmetics]\n    unknown_category: skip",
            "",
            "the block asks for a category (cosmetics), and the text names none",
        ),
        ("categories: [cosmetics]", ", category: travel", "category travel is none of cosmetics"),
        ("jurisdictions: [fr]", "", "the block does not hold in us"),
        ('unless: ["it now now now please"]', "", "'unless' covers it with 'it now now now please'"),
        ('unless_near: ["friends"]', "", "'unless_near' finds 'Friends' in its sentence"),
        ('cleared_by: ["please"]', "", "'cleared_by' finds 'please'"),
        ('needs: ["discount"]', "", "'needs' finds nothing near it (within: neighbours)"),
        ("kinds: [transcript]", "", "the text is a caption, the block is for transcript"),
    ],
)
def test_a_rule_that_misses_its_example_says_why(tmp_path: Path, conditions: str, example: str, said: str) -> None:
    content = RULE.replace("buy it now now now", "it now now now").replace("Friends, [[it", "Friends, buy [[it")
    content = content.replace('phrases: ["it now now now"]', f'phrases: ["it now now now"]\n    {conditions}').replace(
        'please"}', f'please", jurisdictions: [us]{example}}}'
    )
    folder = rules(tmp_path / "mine", shouting=content)
    result = call("rules", "test", str(folder), "--only", "content/shouting")
    assert result.code == 1, result.out
    assert "must flag content/shouting" in result.err
    assert f"    'it now now now' (block 1, \"it now now now\") does not count: {said}" in result.err


def test_a_rule_that_flags_its_look_alike_names_the_wording(tmp_path: Path) -> None:
    content = RULE.replace("buy it when you like", "do buy it now now now")
    folder = rules(tmp_path / "mine", shouting=content)
    result = call("rules", "test", str(folder), "--only", "content/shouting")
    assert result.code == 1
    assert "must pass, but content/shouting flags 'buy it now now now'" in result.err
    assert "    'buy it now now now' (block 1, \"buy it now now now\") counts" in result.err


def test_a_rule_whose_words_are_not_there_says_so(tmp_path: Path) -> None:
    folder = rules(tmp_path / "mine", shouting=RULE.replace("[[buy it now now now]]", "[[purchase it]]"))
    result = call("rules", "test", str(folder), "--only", "content/shouting")
    assert "    no wording of the rule stands in the text" in result.err
