"""Markdown to text: what is text, what kind it is, and above all where every piece of it stands in the file."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pyromark import Markdown, Options

from brieflint.document import Block
from brieflint.sources.markdown import read_markdown
from support import ROOT

# --- what a draft may be made of ---------------------------------------------------------------------------------

WORDS = [
    "so",
    "Good",
    "#ad",
    "@my_handle",
    "50%",
    "café",
    "💖",
    "👨‍👩‍👧",
    "日本語",
    "שלום",
    "don't",
    "x\u2028y",
    "(ok)",
    "1.5",
    "a\u00a0b",
]
BROKEN = ["[a](", "**", "`", "&foo;", "\\", "<3", "_", "![", "~", "<a", "]", "*", "&", "a_b_", "<!--", "|", "!"]

words = st.sampled_from(WORDS)


@st.composite
def inline(draw, depth=2):
    """One line of words and markup."""
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        word = draw(words)
        if depth and draw(st.booleans()):
            inner = draw(inline(depth=depth - 1))
            word = draw(
                st.sampled_from(
                    [
                        f"*{inner}*",
                        f"**{inner}**",
                        f"__{inner}__",
                        f"~~{inner}~~",
                        f"[{inner}](https://a.example/x?y=1 'title')",
                        f"[{inner}][ref]",
                        f"l**{word}**st",
                        f"`{word}  {word}`",
                        f"`` ` {word} ``",
                        "<https://a.example/b?c=1>",
                        "https://a.example/b_c_d",
                        f"&amp;{word}&eacute;&#35;&NotEqualTilde;",
                        f"\\*{word}\\#\\a\\\\",
                        f"![alt {word}](pic.png)",
                        f"<!-- {word} -->",
                        draw(st.sampled_from(BROKEN)),
                    ]
                )
            )
        parts.append(word)
    return draw(st.sampled_from([" ", "  ", "", "\t"])).join(parts)


@st.composite
def paragraph(draw):
    glue = draw(st.sampled_from(["\n", "  \n", "\\\n", " \n  ", "\n\t"]))
    return glue.join(draw(st.lists(inline(), min_size=1, max_size=3)))


@st.composite
def table(draw):
    columns = draw(st.integers(1, 3))
    cell = st.one_of(
        st.sampled_from(["a", "a", "", "x\\|y", "`p\\|q`", "\\\\|"]), inline(depth=1).map(lambda s: s.replace("|", ""))
    )
    row = st.lists(cell, min_size=columns, max_size=columns)
    edge = draw(st.booleans())

    def line(cells):
        joined = draw(st.sampled_from([" | ", "|", "  |\t"])).join(cells)
        return f"| {joined} |" if edge else f"{joined} |"

    lines = [line(draw(row)), "|" + "|".join([draw(st.sampled_from(["---", ":-:"]))] * columns) + "|"]
    lines += [line(draw(row)) for _ in range(draw(st.integers(0, 3)))]
    return "\n".join(lines)


blocks = st.one_of(
    paragraph(),
    table(),
    inline().map(lambda s: f"## {s} ##"),
    inline().map(lambda s: f"{s}\n==="),
    inline().map(lambda s: f"```py\n{s}\n\n  {s}\n```"),
    inline().map(lambda s: f"    {s}\n\n\t\t{s}"),
    st.just("---"),
    st.just("[ref]: https://r.example 'r'"),
)


@st.composite
def nested(draw, depth=2):
    """Blocks, some of them in quotes and lists."""
    pieces = []
    for _ in range(draw(st.integers(1, 3))):
        how = draw(st.sampled_from(["plain", "quote", "lazy", "list", "ordered", "tight"])) if depth else "plain"
        if how == "plain":
            pieces.append(draw(blocks))
            continue
        lines = draw(nested(depth=depth - 1)).split("\n")
        mark = {"quote": "> ", "lazy": ">", "list": "- ", "ordered": "12.  ", "tight": "*\t"}[how]
        if how == "quote":
            pieces.append("\n".join(mark + line for line in lines))
        elif how == "lazy":
            pieces.append(mark + "\n".join(lines))
        else:
            indent = "\t" if how == "tight" else " " * len(mark)
            pieces.append("\n".join([mark + lines[0], *(indent + line if line else line for line in lines[1:])]))
    return draw(st.sampled_from(["\n\n", "\n"])).join(pieces)


@st.composite
def documents(draw):
    """``(source, body)``: a document with one kind of line end, or all of them, and something before the body."""
    text = draw(nested())
    ends = draw(st.sampled_from([("\n",), ("\r\n",), ("\r",), ("\n", "\r\n", "\r")]))
    lines = text.split("\n")
    source = lines[0] + "".join(draw(st.sampled_from(ends)) + line for line in lines[1:])
    front = draw(st.sampled_from(["", "\ufeff", "---\r\nkind: caption\n---\n"]))
    return front + source + draw(st.sampled_from(["", ends[0]])), len(front)


syntax = st.text(alphabet="*_`[]()<>!#-+=|\\&;:~ \t\n\r\"'/ab1.é\u00a0🎉\x1c", max_size=60)


# --- what the parser itself says, without any places --------------------------------------------------------------

PARSER = Markdown(options=Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH)
LEAVES = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "pre"}
CONTAINERS = {"ul", "ol", "blockquote", "table", "tr", "thead", "tbody", "hr"}


class Shown(HTMLParser):
    """The words of each block of a page."""

    def __init__(self):
        super().__init__()
        self.blocks = [""]
        self.code = False

    def handle_starttag(self, tag, attrs):
        if tag in LEAVES or tag in CONTAINERS:
            self.end_block()
        self.code = self.code or tag == "pre"

    def handle_endtag(self, tag):
        if tag in LEAVES or tag in CONTAINERS:
            self.end_block()
        self.code = self.code and tag != "pre"

    def handle_data(self, data):
        self.blocks[-1] += data

    def end_block(self):
        block = self.blocks.pop()
        block = block.removesuffix("\n") if self.code else block.strip("\n")
        self.blocks += [block, ""] if block.strip() else [""]


def blocks_by_parser(text):
    """The text of each block of the page that the parser makes of a text."""
    shown = Shown()
    shown.feed(PARSER.html(text.replace("\r\n", "\n").replace("\r", "\n")))
    shown.close()
    shown.end_block()
    return [block for block in shown.blocks if block]


def said(reading):
    found = [(reading.text[b.start : b.end], b.kind) for b in reading.blocks]
    return [text if kind == "code" else text.strip("\n") for text, kind in found if text.strip()]


def check_places(source, body, reading):
    """Everything that must hold of any reading."""
    text = reading.text
    assert "\r" not in text
    assert reading.map.length == len(text)
    at = before = 0
    for low, high, length, verbatim in reading.map.pieces(0, len(text)):
        assert body <= low <= high <= len(source)
        assert low >= before
        if verbatim:
            assert source[low:high] == text[at : at + length]
        at, before = at + length, low
    assert at == len(text)
    assert "\n\n".join(text[b.start : b.end] for b in reading.blocks) == text
    for block in reading.blocks:
        assert block.start < block.end
    for inline in reading.inlines:
        assert 0 <= inline.start <= inline.end <= len(text)
    for comment in reading.comments:
        assert source[comment.start :].startswith("<!--")


def check_nothing_is_degraded(source, reading):
    """Only line ends, entities, escapes, tabs and gaps are replaced; a word never is."""
    assert all("comment" in remark for remark in reading.remarks)
    at = 0
    for low, high, length, verbatim in reading.map.pieces(0, len(reading.text)):
        piece, raw = reading.text[at : at + length], source[low:high]
        at += length
        assert verbatim or piece in ("\n", "\n\n") or piece.strip(" ") == "" or raw[0] in "&\\", (piece, raw)


# --- properties ---------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=200)
@given(documents())
@example(("- a\n\n\tb\n\t\tc", 0))
@example((">\tcode\n>\t\tmore", 0))
@example(("| a | a |\n|---|---|\n| x\\|y | a |", 0))
@example(("\ufeff# a\r\n\r\n> b\rc", 1))
@example(("- so\n  12.  ## so ##\n  - ---\n    so", 0))
def test_documents_say_what_the_parser_says_in_its_place(document):
    source, body = document
    reading = read_markdown(source, body)
    check_places(source, body, reading)
    check_nothing_is_degraded(source, reading)
    if "<!--" not in source:
        assert said(reading) == blocks_by_parser(source[body:])


@settings(deadline=None, max_examples=400)
@given(syntax)
@example("` 1\r`")
@example("`\n1 `")
def test_any_run_of_signs_is_read_with_its_places(source):
    reading = read_markdown(source)
    check_places(source, 0, reading)
    if "<" not in source and not reading.remarks:
        assert said(reading) == blocks_by_parser(source)


ORDINARY = [
    path
    for folder in ("", "docs", "examples", "templates", "rules")
    for path in sorted((ROOT / folder).glob("**/*.md" if folder else "*.md"))
]
OTHER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@pytest.mark.parametrize("path", ORDINARY, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_ordinary_markdown_is_read_as_another_parser_reads_it(path):
    """markdown-it-py is an independent reading of CommonMark."""
    source = path.read_text(encoding="utf-8")
    body = source.index("\n---\n", 3) + 5 if source.startswith("---\n") else 0
    expected = []
    for token in OTHER.parse(source[body:]):
        if token.type in ("code_block", "fence"):
            expected.append(token.content.removesuffix("\n"))
        elif token.type == "inline":
            shown = (
                "\n" if child.type in ("softbreak", "hardbreak") else child.content
                for child in token.children
                if child.type in ("text", "code_inline", "softbreak", "hardbreak")
            )
            expected.append("".join(shown))
    reading = read_markdown(source, body)
    assert [reading.text[b.start : b.end] for b in reading.blocks if b.kind != "html"] == [e for e in expected if e]


@settings(deadline=None, max_examples=120)
@given(documents(), st.data())
def test_a_marked_word_is_found_where_it_was_put(document, data):
    """A word that stands once in the file leads back to exactly there, wherever it lands."""
    source, body = document
    marker = "Zq7marker"
    at = data.draw(st.integers(body, len(source)))
    if source[at - 1 : at + 1] == "\r\n" or (at > 0 and source[at - 1] in "&\\"):
        return
    source = source[:at] + marker + source[at:]
    reading = read_markdown(source, body)
    found = reading.text.find(marker)
    if found >= 0:
        low, high = reading.map.span(found, found + len(marker))
        if reading.map.span(found, found + 1) != (low, high):  # else a code span over several lines
            assert (low, high) == (at, at + len(marker))
        assert low <= at < at + len(marker) <= high


# --- what is text, and of what kind -------------------------------------------------------------------------------


def kinds(reading):
    return [(b.kind, reading.text[b.start : b.end]) for b in reading.blocks]


def stretches(reading, kind):
    return [(reading.text[i.start : i.end], i.target) for i in reading.inlines if i.kind == kind]


def source_of(source, reading, words):
    start = reading.text.index(words)
    return source[slice(*reading.map.span(start, start + len(words)))]


def test_blocks_and_their_kinds():
    source = "# Title #\n\nTwo\nlines\n\n- one\n  - two\n\n    more\n1. three\n\n```\ncode\n```\n\n    indented\n\nSub\n---\n"
    reading = read_markdown(source)
    assert kinds(reading) == [
        ("heading", "Title"),
        ("paragraph", "Two\nlines"),
        ("list-item", "one"),
        ("list-item", "two"),
        ("list-item", "more"),
        ("list-item", "three"),
        ("code", "code"),
        ("code", "indented"),
        ("heading", "Sub"),
    ]
    assert [b.meta.get("level", b.meta.get("depth")) for b in reading.blocks] == [1, None, 1, 2, 2, 1, None, None, 2]


def test_table_cells():
    source = "| a | a |\n|:--|--:|\n| x\\|y | a |\n| only |\n"
    reading = read_markdown(source)
    assert [(b.meta["row"], b.meta["column"], b.meta["header"]) for b in reading.blocks] == [
        (0, 0, True),
        (0, 1, True),
        (1, 0, False),
        (1, 1, False),
        (2, 0, False),
    ]
    assert kinds(reading)[2] == ("table-cell", "x|y")
    starts = [reading.map.span(b.start, b.end) for b in reading.blocks]
    assert starts == [(2, 3), (6, 7), (22, 26), (29, 30), (35, 39)]
    assert source_of(source, reading, "|") == "\\|"


def test_links_addresses_and_code():
    source = "[the *lamp*](https://shop.example/?tag=x 'T') <https://a.example/%20b> <me@a.example> `co  de` [r]\n\n[r]: /ref"
    reading = read_markdown(source)
    assert reading.text == "the lamp https://a.example/%20b me@a.example co  de r"
    assert stretches(reading, "link") == [("the lamp", "https://shop.example/?tag=x"), ("r", "/ref")]
    assert stretches(reading, "url") == [
        ("https://a.example/%20b", "https://a.example/%20b"),
        ("me@a.example", "mailto:me@a.example"),
    ]
    assert stretches(reading, "code") == [("co  de", "")]
    assert stretches(reading, "emphasis") == [("lamp", "")]


def test_images_leave_no_text_but_their_link_stays():
    reading = read_markdown("see ![alt #ad](x.png) it\n\n[![alt](x.png)](https://a.example)")
    assert "alt" not in reading.text
    assert stretches(reading, "link") == [("", "https://a.example")]


def test_emphasis_inside_a_word_leaves_the_word_whole():
    source = "a l**i**st of it"
    reading = read_markdown(source)
    assert reading.text == "a list of it"
    assert source_of(source, reading, "list") == "l**i**st"
    assert source_of(source, reading, "is") == "i**s"


def test_entities_and_escapes_stand_for_their_raw_piece():
    source = "caf&eacute; &#35;ad \\#ad \\a &bogus;"
    reading = read_markdown(source)
    assert reading.text == "café #ad #ad \\a &bogus;"
    assert source_of(source, reading, "é") == "&eacute;"
    assert source_of(source, reading, "#ad #") == "&#35;ad \\#"


def test_quotes_are_covered_whole():
    source = "before\n\n> one\n> two\nlazy\n>\n> > deep\n\nafter"
    reading = read_markdown(source)
    assert reading.text == "before\n\none\ntwo\nlazy\n\ndeep\n\nafter"
    assert stretches(reading, "quote") == [("one\ntwo\nlazy\n\ndeep", "")]
    assert source_of(source, reading, "one\ntwo") == "one\n> two"


def test_inline_tags_vanish_and_line_breaks_break():
    source = "#<b>a</b>d one<br>two <a href='https://x.example?a=1&amp;b=2'>three</a>"
    reading = read_markdown(source)
    assert reading.text == "#ad one\ntwo three"
    assert stretches(reading, "link") == [("three", "https://x.example?a=1&b=2")]
    assert source_of(source, reading, "#ad") == "#<b>a</b>d"


def test_html_blocks():
    source = (
        "<div class='a > b'>\n  <p>Foo &lt;3</p><p>Bar <i>b</i>az</p>\n<style>p { x: y }</style>\n"
        "<script>if (a < b) '<p>no</p>'</script>\n</div>\n\nAfter"
    )
    reading = read_markdown(source)
    assert kinds(reading) == [("html", "Foo <3\nBar baz"), ("paragraph", "After")]
    assert source_of(source, reading, "Bar baz") == "Bar <i>b</i>az"
    assert source_of(source, reading, "<3") == "&lt;3"


@pytest.mark.parametrize(
    "source",
    [
        "a <!-- one\ntwo --> b",
        "a\n\n<!-- one\ntwo -->\n\nb",
        "> a\n>\n> <!-- one\n> two -->\n> b",
        "- a\n\n  <!-- one\n  two -->\n  b",
        "\ufeffa\r\n<!-- one\r\ntwo -->\r\nb",
        "a <!-- one -- two --> b",
    ],
)
def test_comments_are_no_text_but_are_kept_with_their_place(source):
    reading = read_markdown(source)
    assert "one" not in reading.text
    assert reading.text.split() == ["a", "b"]
    (comment,) = reading.comments
    assert source[comment.start : comment.end].startswith("<!-- one")
    assert source[comment.start : comment.end].endswith("-->")
    assert comment.text.startswith("one")
    assert comment.text.endswith(("one", "two"))


def test_comments_in_code_are_code():
    reading = read_markdown("`<!-- a -->`\n\n    <!-- b -->\n")
    assert reading.comments == ()
    assert reading.text == "<!-- a -->\n\n<!-- b -->"


def test_an_unclosed_comment_is_said():
    reading = read_markdown("---\nkind: brief\n---\nText\n\n<!-- note\n\nmore\n", 20)
    assert reading.text == "Text"
    assert reading.remarks == ("line 6: an HTML comment is not closed; the text after it is not read",)
    assert [c.text for c in reading.comments] == ["note\n\nmore"]


def test_tabs_in_code_keep_their_places():
    source = "-\ta\n\n\t\tcode\tx\n\n>\t\tquoted"
    reading = read_markdown(source)
    assert kinds(reading) == [
        ("list-item", "a"),
        ("code", "    code\tx".removeprefix("  ").removeprefix("  ")),
        ("code", "  quoted"),
    ]
    assert source_of(source, reading, "code\tx") == "code\tx"
    assert source_of(source, reading, "quoted") == "quoted"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end):
    source = end.join(["# T", "", "one  ", "two\\", "three", "", "    code", "", "    more", ""])
    reading = read_markdown(source)
    assert reading.text == "T\n\none\ntwo\nthree\n\ncode\n\nmore"
    assert source_of(source, reading, "two\nthree") == f"two\\{end}three"
    start = reading.text.index("\nthree")
    assert source[slice(*reading.map.span(start, start + 1))] == end


def test_a_byte_order_mark_is_skipped():
    reading = read_markdown("\ufeff# Title")
    assert kinds(reading) == [("heading", "Title")]
    assert reading.map.span(0, 5) == (3, 8)


@pytest.mark.parametrize("source", ["", "\n\n", "---\nkind: brief\n---\n", "![](x.png)", "<!-- c -->", "[r]: /x"])
def test_a_body_without_text(source):
    body = source.rfind("---\n") + 4 if source.startswith("---") else 0
    reading = read_markdown(source, body)
    assert reading.text == ""
    assert reading.blocks == ()
    assert reading.map.span(0, 0) == (body, body)


def test_values_are_what_documents_hold():
    reading = read_markdown("*a*")
    assert reading.blocks == (Block(0, 1, "paragraph", {}),)


# --- hostile input ------------------------------------------------------------------------------------------------

N = 1_000
HOSTILE = {
    "quotes": "> " * N + "a",
    "quotes without blanks": ">" * N + "a",
    "list on one line": "- " * N + "a",
    "list": "".join("  " * i + "* a\n" for i in range(N)),
    "quotes and lists": "> - " * N + "a",
    "lazy quote": "> " * 30 + "a\n" + "b\n" * 5 * N,
    "emphasis": "*a **a " * 5 * N + "b" + " a** a*" * 5 * N,
    "openers": "_a " * 5 * N,
    "closers": "a_ " * 5 * N,
    "brackets": "[" * 5 * N + "a" + "]" * 5 * N,
    "links": "[" * N + "a" + "](b)" * N,
    "images": "![" * N + "a" + "](b)" * N,
    "unclosed links": "[a](<b" * 5 * N,
    "references": "".join(f"[a{i}]: /u\n" for i in range(2 * N)),
    "half references": "[a\n" * 5 * N,
    "unclosed titles": '[a]: x "\n' * 2 * N,
    "backticks": "".join("e" + "`" * i for i in range(200)),
    "comments": "a <!--" * 5 * N,
    "instructions": "a <?" * 5 * N,
    "character data": "a <![CDATA[" * 5 * N,
    "tags": "a <a x='" * 5 * N,
    "html": "<div>" + '<a "' * 5 * N,
    "blanks in html": "<div>" + " " * 50 * N + "x",
    "wide table": "|a" * N + "|\n" + "|-" * N + "|\n" + "x\n" * N,
    "pipes": "|" * 20 * N,
    "entities": "&amp;" * 5 * N,
    "quotes in a quote": "> > a\n>\n" * 5 * N,
    "open comments": "<div><!--\n\na\n\n" * 5 * N,
    "blanks": "a" + " " * 200 * N + "\nb *c*",
    "blank lines": " \n" * 50 * N + "*a*",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_nesting_ends_soon_and_loses_no_word(name):
    source = HOSTILE[name]
    start = time.process_time()
    reading = read_markdown(source)
    spent = time.process_time() - start
    if not reading.remarks:
        check_places(source, 0, reading)
    assert spent < 15
    assert reading.text or name in ("references", "unclosed titles", "images")


@pytest.mark.parametrize("name", ["quotes", "quotes without blanks", "list on one line", "list", "quotes and lists"])
def test_deep_nesting_is_read(name):
    reading = read_markdown(HOSTILE[name])
    assert reading.remarks == ()
    assert reading.text.count("a") == HOSTILE[name].count("a")


def test_markdown_too_tangled_is_read_as_plain_text_and_said():
    reading = read_markdown(HOSTILE["wide table"])
    assert reading.remarks == ("the Markdown is too tangled to be read in reasonable time: read as plain text",)
    assert reading.text == HOSTILE["wide table"]


def test_a_deep_but_honest_outline_is_read():
    source = "".join("  " * i + f"- w{i}\n" for i in range(15))
    reading = read_markdown(source)
    assert reading.remarks == ()
    assert [b.meta["depth"] for b in reading.blocks] == list(range(1, 16))


@pytest.mark.parametrize("tail", ["", " *now*"])
def test_ten_megabytes_on_one_line(tail):
    source = "Love this lamp so very much, I would buy it again. " * 200_000 + "#ad" + tail
    reading = read_markdown(source)
    assert len(reading.blocks) == 1
    assert reading.text.rstrip().endswith("now" if tail else "#ad")
    last = reading.text.rindex("#ad")
    assert reading.map.span(last, last + 3) == (last, last + 3)


def test_ten_thousand_hashtags():
    source = "*New*\n\n" + " ".join(f"#tag_{i}" for i in range(10_000))
    reading = read_markdown(source)
    assert source_of(source, reading, "#tag_9999") == "#tag_9999"
    assert len(reading.blocks) == 2
