"""A return with a password in commands: by a file or by asking; clear words and exit code 2 where it does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from converters.sample.school import write_sample
from swf_desktop.workspace import keys
from swf_desktop.workspace.workspace import Workspace
from ui.cli.main import app

pytestmark = pytest.mark.usefixtures("no_password_known")

PASSWORD = "heron ladder tuesday"


def run(*words: str | Path, typed: str | None = None) -> Result:
    # Each command is a process of its own, which knows no key.
    keys._known.clear()
    return CliRunner().invoke(app, [str(word) for word in words], input=typed)


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "password.txt"
    path.write_bytes(b"\xef\xbb\xbf" + PASSWORD.encode() + b"\r\nnot this line\r\n")
    return path


@pytest.fixture
def protected(tmp_path: Path, password: Path) -> Path:
    write_sample(tmp_path / "sample")
    kept = tmp_path / "a.swfreturn"
    words = ("convert", tmp_path / "sample", "-o", tmp_path / "out", "--workspace", kept, "--collection", "2013")
    assert run(*words).exit_code in (0, 1)
    done = run("protect", kept, "--new-password-file", password, "-o", tmp_path / "recovery.txt")
    assert done.exit_code == 0, done.output
    assert "cannot open this return again" in " ".join(done.output.split())
    assert PASSWORD not in done.output
    return kept


def test_checked_with_the_password_and_not_without(protected: Path, password: Path, tmp_path: Path) -> None:
    refused = run("check", protected)
    assert refused.exit_code == 2
    assert "protected with a password" in refused.output
    assert "--password-file" in refused.output
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("heron ladder monday\n", encoding="utf-8")
    refused = run("check", protected, "--password-file", wrong)
    assert refused.exit_code == 2
    assert "does not fit" in refused.output
    assert "monday" not in refused.output
    assert run("check", protected, "--password-file", password).exit_code in (0, 1)


def test_the_page_with_the_recovery_key_opens_it(protected: Path, tmp_path: Path) -> None:
    page = tmp_path / "recovery.txt"
    assert "safe" in page.read_text(encoding="utf-8")
    assert run("check", protected, "--password-file", page).exit_code in (0, 1)
    text = page.read_text("utf-8")
    at = text.index("-") - 1
    page.write_text(f"{text[:at]}{'7' if text[at] != '7' else '8'}{text[at + 1 :]}", encoding="utf-8")
    broken = run("check", protected, "--password-file", page)
    assert broken.exit_code == 2
    assert "letter of the recovery key is wrong" in " ".join(broken.output.split())


def test_converted_into_again_and_it_stays_protected(protected: Path, password: Path, tmp_path: Path) -> None:
    words = ("convert", tmp_path / "sample", "-o", tmp_path / "out", "--workspace", protected, "--collection", "2013")
    assert run(*words).exit_code == 2
    assert run(*words, "--password-file", password).exit_code in (0, 1)
    assert keys.salt_of(protected) is not None
    for path in protected.parent.glob("*"):
        if path.suffix == ".swfreturn":
            assert b"O'BRIEN" not in path.read_bytes()


def test_the_password_is_taken_off(protected: Path, password: Path) -> None:
    assert run("protect", protected, "--off").exit_code == 2
    done = run("protect", protected, "--off", "--password-file", password)
    assert done.exit_code == 0, done.output
    with Workspace.open(protected) as workspace:
        assert workspace.raw_tables()


def test_a_short_password_changes_nothing(protected: Path, password: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.txt"
    short.write_text("short\n", encoding="utf-8")
    before = protected.read_bytes()
    done = run("protect", protected, "--new-password-file", short, "--password-file", password)
    assert done.exit_code == 2
    assert "10 letters" in done.output
    assert protected.read_bytes() == before


@pytest.mark.parametrize(("data", "said"), [(b"", "holds no password"), (b"\xff\xfe\x00", "no text")])
def test_files_that_hold_no_password(protected: Path, tmp_path: Path, data: bytes, said: str) -> None:
    odd = tmp_path / "odd.txt"
    odd.write_bytes(data)
    done = run("check", protected, "--password-file", odd)
    assert done.exit_code == 2
    assert said in done.output


def test_a_return_whose_password_is_lost_can_still_be_removed(protected: Path) -> None:
    listed = run("remove", protected)
    assert listed.exit_code == 0, listed.output
    assert "cannot be told" in " ".join(listed.output.split())
    assert run("remove", protected, "--yes").exit_code == 0
    assert not protected.exists()


def test_who_sits_there_is_asked(protected: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.cli.returns import passwords

    keys._known.clear()
    prompts: list[str] = []

    def typed(prompt: str, stream: object = None) -> str:
        prompts.append(prompt)
        return "no" * 6 if len(prompts) == 1 else PASSWORD

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(passwords.getpass, "getpass", typed)
    monkeypatch.setattr(passwords.sys, "stdin", Terminal())
    # As Windows says of NUL, with the output in a file: nobody is there, and nobody is waited for.
    assert not passwords.somebody_is_there()
    monkeypatch.setattr(passwords.sys, "stderr", Terminal())
    with passwords.answering(None), Workspace.open(protected) as workspace:
        assert workspace.raw_tables()
    assert prompts[0] == "Password or recovery key of a.swfreturn: "
    assert prompts[1].startswith("This password does not fit.")
