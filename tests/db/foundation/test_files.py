"""Large files are kept once, under the digest of what they hold, and come back from a backup."""

import hashlib
import io
import os
from pathlib import Path

import pytest

from joinedup.foundation import backup, check, files, inbox
from joinedup.foundation.models import Received
from joinedup.kernel.errors import NotFound, Unavailable
from tests.builders import foundation as build
from tests.conftest import TUESDAY_MORNING

WORDS = b"what a partner sent\n" * 200_000
DIGEST = hashlib.sha256(WORDS).hexdigest()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    """A folder of files for each test."""
    settings.VAR = tmp_path
    return tmp_path / "files"


def keep(words: bytes = WORDS) -> files.Kept:
    return files.keep(io.BytesIO(words))


def noted(digest: str, sender: str = "demo-partner") -> inbox.ReceivedRow:
    return inbox.receive_file(
        sender=sender,
        digest=digest,
        format="fhir_collection",
        at=TUESDAY_MORNING,
        by=build.an_actor(),
    )


def test_a_file_is_kept_byte_for_byte_under_its_digest():
    kept = keep()

    assert kept == files.Kept(DIGEST, len(WORDS))
    with files.opened(DIGEST) as stream:
        assert stream.read() == WORDS
    assert files.is_sound(DIGEST)
    assert list(files.all_kept()) == [DIGEST]


def test_the_same_again_is_kept_once(folder):
    keep()
    before = files.path_of(DIGEST).stat()

    keep()

    assert files.path_of(DIGEST).stat() == before
    assert [file for file in folder.rglob("*") if file.is_file()] == [files.path_of(DIGEST)]


def test_nobody_else_on_the_machine_reads_what_is_kept():
    keep()

    assert files.path_of(DIGEST).stat().st_mode & 0o077 == 0


def test_what_breaks_off_while_it_is_read_leaves_nothing(folder):
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise OSError("the disk is away")

    with pytest.raises(Unavailable):
        files.keep(Broken())

    assert not [file for file in folder.rglob("*") if file.is_file()]


def test_a_file_that_is_not_here_is_not_found():
    assert not files.is_sound("0" * 64)
    with pytest.raises(NotFound):
        files.opened("0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "0" * 63, "A" * 64])
def test_only_a_digest_names_a_file(name):
    with pytest.raises(ValueError, match="SHA-256"):
        files.path_of(name)


def test_a_changed_file_is_not_sound():
    keep()
    os.truncate(files.path_of(DIGEST), 10)

    assert not files.is_sound(DIGEST)


def test_one_file_of_two_senders_is_kept_once_and_noted_twice():
    digest = keep().digest
    first, second = noted(digest), noted(digest, "another")

    assert (first.is_new, second.is_new) == (True, True)
    assert not noted(digest).is_new
    assert Received.objects.filter(file_digest=digest, body=b"").count() == 2
    assert list(inbox.files_named()) == [digest]


def test_check_names_a_file_that_has_gone():
    noted(keep().digest)
    assert "file_missing" not in {one.code for one in check.findings()}

    files.path_of(DIGEST).unlink()

    assert "file_missing" in {one.code for one in check.findings()}


def test_a_backup_carries_every_file(tmp_path, folder):
    keep()
    copied = backup._copy_files(tmp_path / "kept")  # noqa: SLF001 - the drill does it whole
    files.path_of(DIGEST).unlink()

    files.bring(tmp_path / "kept" / "files" / DIGEST)

    assert copied == {f"files/{DIGEST}": DIGEST}
    assert files.is_sound(DIGEST)
