"""What is remembered between runs."""

import json
from pathlib import Path

from ui.settings import Settings


def test_settings_are_plain_text_and_survive_damage(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    settings = Settings(path)
    settings.set("text size", "150")
    for number in range(15):
        settings.add_recent(tmp_path / f"{number}.swfreturn")
    settings.describe_recent(tmp_path / "14.swfreturn", "999/2999", "Harbour Lane", 2013)
    again = Settings(path)
    assert again.get("text size") == "150"
    assert len(again.recent()) == 12
    assert (again.recent()[0].number, again.recent()[0].name) == ("999/2999", "Harbour Lane")
    assert json.loads(path.read_text(encoding="utf-8"))["text size"] == "150"
    path.write_text("{ not json", encoding="utf-8")
    assert Settings(path).recent() == []
