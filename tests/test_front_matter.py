"""Front matter: where it ends, what it says, and one plain line with the line of the file when it cannot be used."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from brieflint.errors import InputError
from brieflint.sources.front_matter import key_lines, split_front_matter


def refusal(source):
    with pytest.raises(InputError) as caught:
        split_front_matter(source, "draft.md")
    message = str(caught.value)
    assert message.startswith(f"draft.md:{caught.value.line}: front matter: ")
    assert "\n" not in message
    return caught.value


@pytest.fixture(params=["C", "Python"])
def parser(request, monkeypatch):
    """Both YAML parsers: the one in C is not everywhere."""
    if request.param == "Python":
        monkeypatch.delattr(yaml, "CSafeLoader")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("close", ["---", "...", "--- \t"])
def test_the_body_begins_after_the_closing_line(mark, end, close):
    front = end.join([mark + "---", "kind: caption", "platform: tiktok", close, ""])
    body, values = split_front_matter(front + "Text", "draft.md")
    assert (front + "Text")[body:] == "Text"
    assert values == {"kind": "caption", "platform": "tiktok"}
    assert split_front_matter(front, "draft.md") == (len(front), values)
    assert split_front_matter(front.rstrip("\r\n"), "draft.md")[1] == values


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("", 0),
        ("Text", 0),
        ("\ufeffText", 1),
        ("\ufeff", 1),
        ("---", 0),
        ("---\nno: end", 0),
        ("---\nno: end\n----\n", 0),
        ("--- x\na: 1\n---\n", 0),
        ("\n---\na: 1\n---\n", 0),
        (" ---\na: 1\n---\n", 0),
        ("----\na: 1\n---\n", 0),
        ("---\na: 1\n ---\n", 0),
    ],
)
def test_what_is_no_front_matter(source, body):
    assert split_front_matter(source, "draft.md") == (body, {})
    assert key_lines(source, body) == {}


@pytest.mark.parametrize("inner", ["", "\n", "# only a comment\n", "~\n", "null\n"])
def test_empty_front_matter(inner, parser):
    source = f"---\n{inner}---\nText"
    assert split_front_matter(source, "draft.md") == (len(source) - 4, {})


def test_values_have_the_types_of_yaml_1_2(parser):
    source = (
        "---\n"
        "language: no\njurisdictions: [us, no, 'eu']\nplatform_tool: true\nuntil: 2026-12-31\nat: 12:30\n"
        "count: 12\nratio: -0.5\nbig: 1e3\noctal: 007\nquoted: '12'\nnothing:\nlong: 99999999999999999999\n"
        "nested: {a: [1, {b: ~}]}\ntext: |\n  two\n  lines\nétiquette: 💖\n"
        "---\n"
    )
    assert split_front_matter(source, "draft.md")[1] == {
        "language": "no",
        "jurisdictions": ["us", "no", "eu"],
        "platform_tool": True,
        "until": "2026-12-31",
        "at": "12:30",
        "count": 12,
        "ratio": -0.5,
        "big": 1000.0,
        "octal": "007",
        "quoted": "12",
        "nothing": None,
        "long": "99999999999999999999",
        "nested": {"a": [1, {"b": None}]},
        "text": "two\nlines\n",
        "étiquette": "💖",
    }


def test_escapes_of_no_character_are_replaced(parser):
    source = '---\na: "x\\ud800y \\uDC00\\ud800 \\\\ud800 \\ud83d\\ude00 \\U0000d800"\nb: "\ud800"\n---\n'
    assert split_front_matter(source, "draft.md")[1] == {"a": "x\ufffdy \ufffd\ufffd \\ud800 😀 \ufffd", "b": "\ufffd"}


@pytest.mark.parametrize(
    ("inner", "line", "said"),
    [
        ("- a\n- b", 2, "holds a list: write 'key: value' lines"),
        ("just words", 2, "holds a single value: write 'key: value' lines"),
        ("# c\n\n12", 4, "holds a single value: write 'key: value' lines"),
        ("a: 1\nb: 2\na: 3", 4, "the key 'a' stands twice: remove one"),
        ("a:\n  b: 1\n  b: 2", 4, "the key 'b' stands twice: remove one"),
        ("a: 1\n12: x", 3, "the key '12' is not text: put it in quotes"),
        ("true: x", 2, "the key 'true' is not text: put it in quotes"),
        ("? [a]\n: b", 2, "a key must be a word, not a list or mapping: quote it if it begins with '{' or '['"),
        ("{a: b}: c", 2, "a key must be a word, not a list or mapping: quote it if it begins with '{' or '['"),
        ("a: &x [1]\nb: *x", 3, "the alias '*x' is not supported: write the value out"),
        ("a: !!binary eA==", 2, "the tag 'tag:yaml.org,2002:binary' is not supported: remove it"),
        ("a: 1\nb: !secret x", 3, "the tag '!secret' is not supported: remove it"),
        ("a: 1\n--- b", 3, "a second YAML document: remove the line"),
        ("a: 💖\nb: \x07", 3, "character U+0007 is not allowed: remove it"),
        ("a: " + "[" * 90_000, 2, "nested more than 32 deep: write it flatter"),
        ("a: x" + "y" * 100_001, 2, "longer than 100000 characters: keep the text of the draft below it"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(inner, line, said, parser):
    error = refusal(f"---\n{inner}\n---\nText")
    assert error.line == line
    assert error.message == f"front matter: {said}"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["ok: 1", "headline: Big: bigger"], 3),
        (["ok: 💖\u2028x", "é: 'unclosed"], 4),
        (["ok: 1", "list: [1, 2"], 4),
        (["ok: 1", "\tx: 1"], 3),
        (["ok: 1", "@x: 1"], 3),
        (["ok: [1,", "2]]", "x: 1"], 3),
    ],
)
def test_broken_yaml_names_the_line_of_the_file(lines, line, end, parser):
    error = refusal(end.join(["\ufeff---", *lines, "---", "Text"]))
    assert error.message.endswith(": mend the YAML between the '---' lines, or put a value with ':' or '#' in quotes")
    assert abs(error.line - line) <= 1


def test_a_billion_laughs_is_refused_at_once(parser):
    levels = "\n".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]" for i in range(1, 40))
    assert "alias" in refusal(f"---\nl0: &l0 x\n{levels}\n---\n").message


def test_lines_of_keys(parser):
    source = '\ufeff---\r\n# note\r\nkind: caption\r\nnested:\r\n  kind: 1\r\n"quoted key": "x\u2028y"\r\n\r\nlast: 1\r\n---\r\nkind: no\r\n'
    body, values = split_front_matter(source, "draft.md")
    lines = key_lines(source, body)
    assert lines == {"kind": 3, "nested": 4, "quoted key": 6, "last": 8}
    assert list(values) == list(lines)


def test_lines_of_keys_only_for_the_front_matter_that_was_read():
    assert key_lines("---\na: 1\n---\n", 0) == {}


plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**17), 10**17),
    st.text(alphabet=st.characters(codec="utf-8"), max_size=12),
)
values = st.recursive(
    plain,
    lambda v: st.one_of(st.lists(v, max_size=3), st.dictionaries(st.text(max_size=4), v, max_size=3)),
    max_leaves=8,
)


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.text(min_size=1, max_size=6, alphabet=st.characters(codec="utf-8")), values, max_size=4))
def test_what_json_writes_is_read_back(mapping):
    """JSON is YAML: any mapping written as JSON comes back, with its escapes."""
    source = "---\n" + json.dumps(mapping) + "\n---\n"
    assert split_front_matter(source, "draft.md") == (len(source), mapping)


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="ab: -\n'\"[]{}#&*!|>?%@`\t\r\\,1.~\ufeff\ud800é", max_size=30))
def test_any_front_matter_is_read_or_refused_in_one_line(inner):
    source = f"---\n{inner}\n---\nText"
    try:
        body, mapping = split_front_matter(source, "draft.md")
    except InputError:
        assert refusal(source).line >= 1
    else:
        assert 0 <= body <= len(source)
        assert all(isinstance(key, str) for key in mapping)
        assert list(key_lines(source, body)) == list(mapping)


_plain_words = st.from_regex(r"[A-Za-z][A-Za-z0-9_./+-]{0,8}( [a-z0-9]{1,4})?", fullmatch=True)
_quoted_words = st.text(
    st.characters(blacklist_characters='"\\\r\n', min_codepoint=32, max_codepoint=0x2FF), max_size=8
).map(lambda text: f'"{text}"')
_plain_values = st.one_of(
    _plain_words,
    _quoted_words,
    st.lists(st.one_of(_plain_words, _quoted_words), max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    st.sampled_from(
        ["true", "false", "null", "no", "1.5", "12", "2026-05-01", "[a: b]", "a: b", "a #b", "'x'", "*x", "~"]
    ),
)


@given(st.lists(st.tuples(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), _plain_values), max_size=4))
def test_plain_lines_read_as_yaml_reads_them(pairs):
    from brieflint.sources import front_matter

    text = "".join(f"{key}: {value}\n" for key, value in pairs)
    plain = front_matter.read_plain_lines(text)
    if plain is not None:
        source = f"---\n{text}---\n"
        assert plain == front_matter._Builder(source, 4, 4 + len(text), "x.md").build()
