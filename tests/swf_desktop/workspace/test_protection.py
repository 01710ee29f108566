"""A password on a workspace: what opens it, what does not, and that nothing of it is ever plain."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from swf_desktop.workspace import keys
from swf_desktop.workspace.faults import WorkspaceBusy, WorkspaceError, WorkspaceLocked
from swf_desktop.workspace.keys import NoKey, from_recovery, key_of, recovery_text, salt_of
from swf_desktop.workspace.last_closed import kept_copy
from swf_desktop.workspace.protection import protect, unprotect
from swf_desktop.workspace.workspace import Workspace
from tests.soak.flips import content_of, flip, workspace_of_everything

PASSWORD = "Ærlig tractor hymn"
NAME = "Quillfeather"


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    """No key is left over from another test, and nobody is asked."""
    keys._known.clear()
    keys.ask_by(None)
    yield
    keys._known.clear()
    keys.ask_by(None)


def answering(*texts: str) -> list[str]:
    """Answer with these, one after another; returns the list of what was said each time."""
    waiting, said = list(texts), []

    def answer(_path: Path, why: str) -> str | None:
        said.append(why)
        return waiting.pop(0) if waiting else None

    keys.ask_by(answer)
    return said


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = workspace_of_everything(tmp_path / "a.swfreturn")
    with Workspace.open(path) as workspace:
        workspace.edit("k1", "PersonFamilyName", NAME, label="Family name")
    return path


def test_round_trip(plain: Path) -> None:
    before = content_of(plain)
    key = protect(plain, PASSWORD)
    assert salt_of(plain) == key.salt
    assert content_of(plain) == before
    keys._known.clear()
    with pytest.raises(WorkspaceLocked, match="protected with a password"):
        Workspace.open(plain)
    answering(PASSWORD)
    assert content_of(plain) == before
    unprotect(plain)
    keys._known.clear()
    keys.ask_by(None)
    assert content_of(plain) == before
    assert plain.read_bytes().startswith(b"SQLite format 3")


def test_work_goes_on_in_a_protected_return(plain: Path) -> None:
    protect(plain, PASSWORD)
    with Workspace.open(plain) as workspace:
        workspace.put_raw("b.xlsx", None, b"1" * 100_000)
        workspace.edit("k2", "PersonFamilyName", "Tait", label="Family name")
        with workspace.together():
            workspace.undo()
            workspace.redo()
    keys._known.clear()
    answering(PASSWORD)
    with Workspace.open(plain) as workspace:
        assert workspace.raw("b.xlsx", None) == b"1" * 100_000
        assert [edit.record for edit in workspace.overlay()][-1] == "k2"


def test_no_name_is_readable_in_any_file_of_the_folder(plain: Path) -> None:
    """Also while it is open with a change half way, and in the copies."""
    assert NAME.encode() in plain.read_bytes()
    protect(plain, PASSWORD)
    readable = lambda: [  # noqa: E731 - said three times
        path.name for path in plain.parent.rglob("*") if path.is_file() and b"uillfeather" in path.read_bytes()
    ]
    assert readable() == []
    with Workspace.open(plain) as workspace:
        with workspace.together():
            workspace.edit("k3", "PersonFamilyName", f"{NAME} " * 5000, label="Family name")
            assert readable() == []
        assert readable() == []
        workspace.save_to(plain.with_name("copy.swfreturn"))
    assert kept_copy(plain).is_file()
    assert readable() == []


def test_a_wrong_password_is_said_and_asked_again(plain: Path) -> None:
    protect(plain, PASSWORD)
    keys._known.clear()
    said = answering("something else", PASSWORD)
    Workspace.open(plain).close()
    assert said == ["", "This password does not fit."]
    keys._known.clear()
    said = answering("1 wrong one", "2 wrong one", "3 wrong one", PASSWORD)
    with pytest.raises(WorkspaceLocked, match="does not fit") as caught:
        Workspace.open(plain)
    assert len(said) == 3
    assert "recovery key" in caught.value.remedy
    assert "1 wrong one" not in str(caught.value)


def test_letters_with_marks_are_one_however_they_are_typed() -> None:
    salt = bytes(16)
    assert key_of("caf\u00e9 tractor", salt) == key_of("cafe\u0301 tractor", salt)


def test_the_recovery_key_opens_and_knows_a_wrong_letter(plain: Path) -> None:
    key = protect(plain, PASSWORD)
    text = recovery_text(key)
    assert len(text.replace("-", "").replace("\n", "")) == 80
    assert from_recovery(text) == key
    assert from_recovery(text.lower().replace("0", "o").replace("1", "l").replace("-", " ")) == key
    for at in random.Random(3).sample(range(len(text)), 30):
        if text[at] not in "-\n":
            other = "7" if text[at] != "7" else "8"
            with pytest.raises(NoKey, match="letter"):
                from_recovery(text[:at] + other + text[at + 1 :])
    keys._known.clear()
    answering(text)
    Workspace.open(plain).close()
    again = protect(plain, "another tractor hymn")
    assert recovery_text(again) != text
    keys._known.clear()
    said = answering(text, recovery_text(again))
    Workspace.open(plain).close()
    assert "before its password was changed" in said[1]


def test_a_key_is_not_shown() -> None:
    key = key_of("a tractor hymn", bytes(16))
    assert repr(key) == "<Key>"
    assert key.raw.hex() not in f"{key}"


def test_short_passwords_are_refused(plain: Path) -> None:
    before = plain.read_bytes()
    with pytest.raises(NoKey, match="10 letters"):
        protect(plain, " short    ")
    assert plain.read_bytes() == before


def test_copies_stay_protected_and_open_with_the_same_password(plain: Path, tmp_path: Path) -> None:
    older = plain.with_name("a.version-1.swfreturn")
    older.write_bytes(plain.read_bytes())
    protect(plain, PASSWORD)
    # The copy of before would hold it all without a password.
    assert not older.exists()
    with Workspace.open(plain) as workspace:
        workspace.edit("k4", "PersonFamilyName", "Tait", label="Family name")
        workspace.save_to(tmp_path / "other.swfreturn")
    truth = content_of(plain)
    for copy in (kept_copy(plain), tmp_path / "other.swfreturn"):
        assert salt_of(copy) == salt_of(plain)
        assert content_of(copy)[1] == truth[1]
        keys._known.clear()
        keys.ask_by(None)
        with pytest.raises(WorkspaceLocked):
            Workspace.open(copy)
        answering(PASSWORD)
        Workspace.open(copy).close()


def test_a_plain_return_opens_as_ever_and_loads_no_cipher(plain: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from swf_desktop.workspace.workspace import Workspace;"
        f"Workspace.open(Path({str(plain)!r})).close(); print('sqlcipher3' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_two_cannot_have_it_open(plain: Path) -> None:
    protect(plain, PASSWORD)
    with Workspace.open(plain), pytest.raises(WorkspaceBusy, match="another window"):
        Workspace.open(plain)
    with Workspace.open(plain), pytest.raises(WorkspaceBusy):
        protect(plain, "another tractor hymn")
    answering(PASSWORD)
    Workspace.open(plain).close()


def test_files_that_are_no_workspace_ask_for_no_password(tmp_path: Path) -> None:
    said = answering("x" * 12)
    files = {"text": b"Surname,Pay\n" * 4096, "zip": b"PK\x03\x04" + bytes(4092), "odd": os.urandom(5000)}
    for name, data in files.items():
        path = tmp_path / f"{name}.swfreturn"
        path.write_bytes(data)
        with pytest.raises(WorkspaceError, match="not a return's workspace"):
            Workspace.open(path)
    assert said == []


def test_flipped_bytes_are_refused(plain: Path, tmp_path: Path) -> None:
    """Each page is signed with the key: no change of any byte gives other data."""
    key = protect(plain, PASSWORD)
    data, truth = plain.read_bytes(), content_of(plain)
    chance = random.Random(16)
    path = tmp_path / "flipped.swfreturn"
    refused = 0
    for _ in range(60):
        flipped = bytearray(data)
        # The first bytes are the salt: another gives another key, and nobody knows its password.
        flipped[chance.randrange(16, len(data))] ^= chance.randrange(1, 256)
        path.write_bytes(flipped)
        keys.remember(key)
        try:
            assert content_of(path) == truth
        except WorkspaceError:
            refused += 1
    assert refused == 60


def test_flips_by_the_soak(tmp_path: Path) -> None:
    went = flip(tmp_path, random.Random(5), 20, password=PASSWORD)
    assert went["refused"] >= 19


def test_other_tools_of_this_kind_open_it_with_the_password(plain: Path) -> None:
    """SQLCipher's own derivation, from the password alone."""
    import sqlcipher3

    protect(plain, "correct horse tractor")
    connection = sqlcipher3.connect(str(plain))
    connection.execute("PRAGMA key = 'correct horse tractor'")
    assert connection.execute("SELECT count(*) FROM overlay").fetchone()[0] >= 7
    connection.close()


@pytest.mark.skipif(os.name != "posix", reason="processes are killed by their signal here")
@pytest.mark.parametrize("way", ["protect", "unprotect"])
def test_killed_half_way_one_good_file_is_left(plain: Path, way: str) -> None:
    """At random moments: the file is the one of before or the one of after, whole, and never both or neither."""
    call = f"protect(path, {PASSWORD!r})" if way == "protect" else "unprotect(path)"
    program = (
        "import sys; from pathlib import Path; from swf_desktop.workspace import keys;"
        "from swf_desktop.workspace.protection import protect, unprotect;"
        f"keys.ask_by(lambda path, why: {PASSWORD!r}); path = Path({str(plain)!r}); print('begun', flush=True);"
        f"{call}; print('done', flush=True)"
    )
    with Workspace.open(plain) as workspace:
        workspace.put_raw("large.xlsx", None, random.Random(1).randbytes(3_000_000))
    if way == "unprotect":
        protect(plain, PASSWORD)
    truth, start = content_of(plain), plain.read_bytes()
    chance, killed, whole = random.Random(16), 0, 0.0
    for number in range(10):
        plain.write_bytes(start)
        process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        begun = time.monotonic()
        if number:
            # Most of a run is spent before the rename: moments over all of it, and just at its end.
            time.sleep(whole * (chance.random() if number % 3 else 0.9))
            process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        whole = whole or time.monotonic() - begun
        process.stdout.close()
        answering(PASSWORD)
        assert content_of(plain) == truth
    assert killed >= 3
