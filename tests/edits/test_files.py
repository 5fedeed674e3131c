"""A file is replaced as a whole, or not at all."""

import os
import stat
import sys

import pytest

from reviewaudit.edits import replace_file
from reviewaudit.errors import UsageError


def test_file_is_replaced_and_nothing_else_lies_beside_it(tmp_path):
    file = tmp_path / "a.md"
    file.write_bytes(b"old\r\n")
    replace_file(str(file), b"old\r\n", b"new\r\n")
    assert file.read_bytes() == b"new\r\n"
    assert os.listdir(tmp_path) == ["a.md"]


def test_file_that_changed_meanwhile_is_left_as_it_is(tmp_path):
    file = tmp_path / "a.md"
    file.write_bytes(b"somebody's")
    with pytest.raises(UsageError, match="has changed since it was read"):
        replace_file(str(file), b"old", b"new")
    assert file.read_bytes() == b"somebody's"
    assert os.listdir(tmp_path) == ["a.md"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are of POSIX")
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_permissions_are_kept(tmp_path, mode):
    file = tmp_path / "a.md"
    file.write_bytes(b"old")
    file.chmod(mode)
    replace_file(str(file), b"old", b"new")
    assert stat.S_IMODE(file.stat().st_mode) == mode


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_symbolic_link_stays_one(tmp_path):
    (tmp_path / "folder").mkdir()
    file = tmp_path / "folder" / "a.md"
    file.write_bytes(b"old")
    link = tmp_path / "link.md"
    link.symlink_to(file)
    replace_file(str(link), b"old", b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert os.listdir(tmp_path / "folder") == ["a.md"]


def test_write_protected_file_is_left_as_it_is(tmp_path):
    file = tmp_path / "a.md"
    file.write_bytes(b"old")
    file.chmod(0o444)
    with pytest.raises(UsageError, match="write-protected"):
        replace_file(str(file), b"old", b"new")
    assert file.read_bytes() == b"old"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are of POSIX")
def test_folder_that_cannot_be_written_is_told(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    file = folder / "a.md"
    file.write_bytes(b"old")
    folder.chmod(0o555)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write everywhere")
        with pytest.raises(UsageError, match="cannot write"):
            replace_file(str(file), b"old", b"new")
        assert file.read_bytes() == b"old"
    finally:
        folder.chmod(0o755)


def test_file_that_has_gone_is_told(tmp_path):
    with pytest.raises(UsageError, match="cannot write"):
        replace_file(str(tmp_path / "a.md"), b"old", b"new")
    assert os.listdir(tmp_path) == []
