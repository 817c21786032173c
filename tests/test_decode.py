"""Files that are no text, no files, or not to be read: one plain line each, with place and remedy."""

from __future__ import annotations

import os
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brieflint.errors import InputError
from brieflint.sources import decode as module
from brieflint.sources.decode import MOST_BYTES, decode, read_bytes


def refusal(call, *args):
    with pytest.raises(InputError) as caught:
        call(*args)
    message = str(caught.value)
    assert message.startswith("draft.md")
    assert "\n" not in message
    return caught.value


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")))
def test_utf_8_is_read_as_it_stands(text):
    assert decode(text.encode("utf-8"), "draft.md") == text


def test_a_byte_order_mark_counts_as_a_character():
    assert decode(b"\xef\xbb\xbfab", "draft.md") == "\ufeffab"


@pytest.mark.parametrize(
    ("raw", "line", "said"),
    [
        ("#ad é".encode("utf-16"), 1, "begins with a UTF-16 byte-order mark: save it as UTF-8"),
        (
            "#ad".encode("utf-16-be").join([b"\xfe\xff", b""]),
            1,
            "begins with a UTF-16 byte-order mark: save it as UTF-8",
        ),
        ("#ad é".encode("utf-32"), 1, "begins with a UTF-32 byte-order mark: save it as UTF-8"),
        (b"\x00\x00\xfe\xff" + "#ad".encode("utf-32-be"), 1, "begins with a UTF-32 byte-order mark: save it as UTF-8"),
        ("Love it #ad é".encode("utf-16-le"), 1, "looks like UTF-16 (NUL byte at byte 1): save it as UTF-8"),
        ("Love it #ad é".encode("utf-16-be"), 1, "looks like UTF-16 (NUL byte at byte 0): save it as UTF-8"),
        (
            b"one\ntwo\x00",
            2,
            "is binary, not text (NUL byte at byte 7, line 2): leave it out or save it as UTF-8 text",
        ),
        (
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(1, 256)),
            3,
            "is binary, not text (NUL byte at byte 8, line 3): leave it out or save it as UTF-8 text",
        ),
        (
            b"one\r\ntwo\rcaf\xe9 three",
            3,
            "is not UTF-8 (0xE9 at byte 12, line 3), likely Latin-1 or Windows-1252: save it as UTF-8",
        ),
        (
            b"\x93quoted\x94",
            1,
            "is not UTF-8 (0x93 at byte 0, line 1), likely Latin-1 or Windows-1252: save it as UTF-8",
        ),
        (
            b"ok \xed\xa0\x80",
            1,
            "is not UTF-8 (0xED at byte 3, line 1), likely Latin-1 or Windows-1252: save it as UTF-8",
        ),
        ("cut 💖".encode()[:-1], 1, "ends inside a character (0xF0 at byte 4, line 1): the file may be cut off"),
    ],
)
def test_what_is_not_utf_8_is_refused_with_place_and_remedy(raw, line, said):
    error = refusal(decode, raw, "draft.md")
    assert error.message == said
    assert (error.path, error.line) == ("draft.md", line)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=80))
def test_any_bytes_are_text_or_one_line(raw):
    try:
        text = decode(raw, "draft.md")
    except InputError:
        assert refusal(decode, raw, "draft.md").line is not None
    else:
        assert text.encode("utf-8") == raw


def test_a_file_is_read_whole(tmp_path):
    file = tmp_path / "a.md"
    file.write_bytes(b"\xef\xbb\xbf#ad\r\n\x00")
    assert read_bytes(file, "draft.md") == b"\xef\xbb\xbf#ad\r\n\x00"
    link = tmp_path / "b.md"
    link.symlink_to(file)
    assert read_bytes(str(link), "draft.md") == file.read_bytes()


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_not(tmp_path):
    file = tmp_path / "a.md"
    file.write_bytes(b"a" * MOST_BYTES)
    assert len(read_bytes(file, "draft.md")) == MOST_BYTES
    file.write_bytes(b"a" * (MOST_BYTES + 1))
    assert refusal(read_bytes, file, "draft.md").message == "is larger than 16 MiB: split it or leave it out"


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "a.md"
    file.write_bytes(b"a" * 20)
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    monkeypatch.setattr(module, "_check_type", lambda info, display: None)
    assert "is larger than" in refusal(read_bytes, file, "draft.md").message


def test_what_is_missing_or_dangling(tmp_path):
    assert refusal(read_bytes, tmp_path / "no.md", "draft.md").message == "does not exist"
    link = tmp_path / "link.md"
    link.symlink_to(tmp_path / "no.md")
    assert "is a link to a file that does not exist" in refusal(read_bytes, link, "draft.md").message
    ring = tmp_path / "ring.md"
    ring.symlink_to(ring)
    assert refusal(read_bytes, ring, "draft.md").message.startswith("cannot be read: ")
    assert refusal(read_bytes, tmp_path / "a\0b.md", "draft.md").message.startswith("cannot be read: ")
    (tmp_path / "file").write_bytes(b"")
    assert refusal(read_bytes, tmp_path / "file" / "a.md", "draft.md").message.startswith("cannot be read: ")


def test_what_is_no_regular_file(tmp_path):
    assert refusal(read_bytes, tmp_path, "draft.md").message == "is a folder, not a file"
    os.mkfifo(tmp_path / "pipe.md")
    assert refusal(read_bytes, tmp_path / "pipe.md", "draft.md").message == "is a pipe, not a file"
    assert refusal(read_bytes, "/dev/null", "draft.md").message == "is a device, not a file"
    with socket.socket(socket.AF_UNIX) as server:
        short = os.path.relpath(tmp_path / "s")
        server.bind(short)
        assert refusal(read_bytes, tmp_path / "s", "draft.md").message == "is a socket, not a file"


def test_a_pipe_put_in_the_place_of_a_file_does_not_hang(tmp_path, monkeypatch):
    file = tmp_path / "a.md"
    os.mkfifo(file)
    regular = os.stat(__file__)
    monkeypatch.setattr(os, "stat", lambda path: regular)
    assert refusal(read_bytes, file, "draft.md").message == "is a pipe, not a file"


def test_what_may_not_be_read(tmp_path, monkeypatch):
    file = tmp_path / "a.md"
    file.write_bytes(b"x")

    def deny(path, flags):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", deny)
    assert refusal(read_bytes, file, "draft.md").message == "may not be read: check its permissions"


def test_what_the_disk_refuses(tmp_path, monkeypatch):
    file = tmp_path / "a.md"
    file.write_bytes(b"x")

    def fail(path, flags):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "open", fail)
    assert refusal(read_bytes, file, "draft.md").message == "cannot be read: input/output error"
