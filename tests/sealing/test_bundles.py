"""A sealed bundle opens with its key and its name, whole or not at all."""

from __future__ import annotations

import zlib

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.secret import SecretBox

from autograder.errors import InstructorError, OperatorError
from autograder.sealing import Bundle, new_key, open_bundle, seal_bundle, unpack_bundle
from autograder.sealing import bundle as bundles

KEY = bytes(range(32))
FILES = {
    "moons.ipynb": b'{"cells": []}',
    "hidden/test_moons.py": b"def test(): ...",
    "hidden/y.bin": b"\0" * 99,
}
MOONS = Bundle("moons", FILES)


def sealed_by_hand(plain: bytes) -> bytes:
    return bundles._MAGIC + bytes(SecretBox(KEY).encrypt(plain))


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.from_regex(r"[a-z가-힣]{1,9}(/[a-z]{1,9}){0,3}\.py", fullmatch=True), st.binary()))
def test_what_was_sealed_comes_out(files):
    assert open_bundle(seal_bundle(Bundle("a", files), KEY), KEY, "a").files == files


def test_the_same_content_gives_the_same_bytes_and_another_content_another_nonce():
    again = Bundle("moons", dict(reversed(FILES.items())))
    changed = Bundle("moons", FILES | {"hidden/y.bin": b"\1" * 99})
    one, two, three = (seal_bundle(bundle, KEY) for bundle in (MOONS, again, changed))
    start = len(bundles._MAGIC)
    assert one == two
    assert one[start : start + SecretBox.NONCE_SIZE] != three[start : start + SecretBox.NONCE_SIZE]


def test_nothing_of_it_can_be_read_from_outside():
    sealed = seal_bundle(MOONS, KEY)
    assert b"test_moons" not in sealed
    assert b"def test" not in sealed


def test_another_key_is_named_as_the_reason_and_the_way_out():
    with pytest.raises(OperatorError, match="another key, or it is damaged") as caught:
        open_bundle(seal_bundle(MOONS, KEY), new_key(), "moons")
    assert "autograder setup" in caught.value.remedy


@pytest.mark.parametrize("place", [0, 25, 60, -1])
def test_a_single_changed_byte_is_noticed(place):
    sealed = bytearray(seal_bundle(MOONS, KEY))
    sealed[place] ^= 1
    with pytest.raises(OperatorError):
        open_bundle(bytes(sealed), KEY, "moons")


def test_one_assignment_cannot_pass_for_another():
    with pytest.raises(OperatorError, match="sealed assignment moons"):
        open_bundle(seal_bundle(MOONS, KEY), KEY, "digits")


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../up", "a/../../up", "a//b", "", ".", "a/./b", "a\\..\\b", "nul\0", "x" * 301, "a/"],
)
def test_a_path_that_leads_elsewhere_is_neither_sealed_nor_unpacked(path, tmp_path):
    hostile = Bundle("moons", {path: b"x"})
    with pytest.raises(InstructorError):
        seal_bundle(hostile, KEY)
    opened = open_bundle(sealed_by_hand(zlib.compress(msgspec.msgpack.encode(hostile))), KEY, "moons")
    with pytest.raises(OperatorError):
        unpack_bundle(opened, tmp_path)
    assert [p.name for p in tmp_path.rglob("*")] == ["moons"]


def test_a_bomb_ends_at_the_limit(monkeypatch):
    monkeypatch.setattr(bundles, "MAX_OPEN", 2**20)
    with pytest.raises(OperatorError, match="larger than a bundle"):
        open_bundle(sealed_by_hand(zlib.compress(b"\0" * 2**24)), KEY, "moons")


@pytest.mark.parametrize("plain", [b"no zlib", zlib.compress(b"no record"), zlib.compress(b"\x81\xa1a\x01")])
def test_what_is_no_bundle_is_refused_even_under_the_right_key(plain):
    with pytest.raises(OperatorError, match="holds something else"):
        open_bundle(sealed_by_hand(plain), KEY, "moons")


def test_unpacked_files_are_readable_by_their_owner_only(tmp_path):
    root = unpack_bundle(MOONS, tmp_path)
    assert {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()} == FILES
    assert {p.stat().st_mode & 0o077 for p in (root, *root.rglob("*")) if p.is_file() or p == root} == {0}
