"""Several schools in one source: whose contract goes where, and who is in both."""

from converters.joining.split import establishments, split
from swf_desktop.record import Record, Return, Value


def add(parent: Record, kind: str, **values: str) -> Record:
    record = parent.add(Record(kind))
    for tag, text in values.items():
        record.values[tag] = Value(text, text, text)
    return record


def two_schools() -> Return:
    made = Return()
    both = add(made.message, "staff", PersonFamilyName="Both")
    add(both, "contract", Estab="2001", HoursPerWeek="10")
    add(both, "contract", Estab="2002", HoursPerWeek="20")
    add(both, "absence", Estab="2002")
    add(both, "qualification")
    one = add(made.message, "staff", PersonFamilyName="One")
    add(one, "contract", Estab="2002")
    central = add(made.message, "staff", PersonFamilyName="Unsaid")
    add(central, "contract")
    add(made.message, "staff", PersonFamilyName="NoContract")
    add(made.message, "school", Estab="2002")
    return made


def test_establishments_in_the_order_they_occur() -> None:
    assert establishments(two_schools()) == ["2001", "2002"]


def test_each_school_has_its_own_contracts_and_the_rest_goes_to_the_main_one() -> None:
    made = two_schools()
    parts = split(made, ["2001", "2002"])
    told = {
        estab: {
            person.raw("PersonFamilyName"): (
                [contract.raw("HoursPerWeek") for contract in person.of("contract")],
                len(person.of("absence")),
                len(person.of("qualification")),
            )
            for person in part.staff
        }
        for estab, part in parts.items()
    }
    assert told == {
        "2001": {"Both": (["10"], 0, 1), "Unsaid": ([""], 0, 0), "NoContract": ([], 0, 0)},
        "2002": {"Both": (["20"], 1, 1), "One": ([""], 0, 0)},
    }
    assert [part.school is not None for part in parts.values()] == [False, True]


def test_people_are_copied_so_that_one_school_does_not_change_the_other() -> None:
    parts = split(two_schools(), ["2001", "2002"])
    parts["2001"].staff[0].values["PersonFamilyName"] = Value("Changed", "Changed", "Changed")
    assert parts["2002"].staff[0].raw("PersonFamilyName") == "Both"
