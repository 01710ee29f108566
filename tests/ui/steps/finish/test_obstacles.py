"""What stands between a return and COLLECT."""

from pytestqt.qtbot import QtBot

from swf_desktop.workspace.journal import Edit
from ui.session.session import Session
from ui.steps.finish.obstacles import obstacles


def test_what_stands_in_the_way_goes_when_it_is_mended(qtbot: QtBot, built: Session) -> None:
    before = [one.severity for one in obstacles(built)]
    assert "error" in before
    for finding in [one for one in built.findings if one.severity == "query"]:
        built.notes.set_note(finding, "It is right.")
    assert "query" not in [one.severity for one in obstacles(built)]


def test_edits_whose_record_is_gone_are_told_one_by_one_and_lead_to_what_is_nearest(
    qtbot: QtBot, built: Session
) -> None:
    assert built.built is not None
    person = built.people[0]
    built.built.edits_gone[:] = [
        Edit(f"{person.key}/contract:gone", "contract.HoursPerWeek", "21.5", "checking slip"),
        Edit("PersonRef:424242", "staff.PersonFamilyName", "Okafor", ""),
    ]
    first, second = [one for one in obstacles(built) if "is not used" in one.text]
    name = built.shown.name_of(person)
    assert first.text == (
        "Your change of Hours worked per week to “21.5” (checking slip) is not used: "
        f"no file has this contract of {name} any more."
    )
    assert first.key == person.key
    assert second.text.startswith(
        "Your change of Family name to “Okafor” is not used: nobody of your files is this person"
    )
    assert (second.key, second.step) == ("", "people")
    built.set_private(True)
    assert "Okafor" not in "".join(one.text for one in obstacles(built))
    built.built.edits_gone[:] = [Edit(f"PersonRef:{at}", "staff.Disability", "true", "") for at in range(40)]
    lines = [one.text for one in obstacles(built) if one.severity == "question"]
    assert "And 28 changes more of that sort: see History" in lines
