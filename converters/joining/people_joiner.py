"""Joins the rows of all sheets to people: by numbers, name and birth date, or name alone if the user says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from converters.joining.assembly import STAFF_GRAINS, Assembly, Conflict, sent
from converters.joining.people import IDS, People, settle_names, settle_ni_number
from converters.joining.renumbering import renumbered
from converters.recipe.keys import REJECT, by_name_key, renumbered_key, repair_key, same_number_key, strangers_key
from converters.recipe.question import Question
from converters.rows.parts import Part, SheetRepair, SheetRows
from converters.values.names import from_capitals, given_names, in_capitals, name_key
from swf_desktop.canonical import value_of
from swf_desktop.collection import Collection
from swf_desktop.record import Origin, Record, Value
from swf_desktop.words import counted, row_words


class PeopleJoiner:
    """The people of a return as they are found. persons_of: `id()` of a sheet to the person of each of its rows."""

    def __init__(self, collection: Collection, answers: Mapping[str, str], result: Assembly) -> None:
        self.collection = collection
        self.answers = answers
        self.result = result
        self.people = People()
        self.persons_of: dict[int, list[Record | None]] = {}

    def join(self, sheet: SheetRows) -> None:
        """Find or make the person of each row of one sheet."""
        part = sheet.part("staff")
        if part is None:
            return
        found: list[Record | None] = []
        doubts = _Doubts()
        own_rows = sheet.grain == "person"
        taken: set[int] = set()
        nameless: dict[tuple[object, ...], tuple[Record | None, list[int]]] = {}
        by_name = self._names_tell(sheet, part)
        other_numbers = renumbered(part, self.people)
        same_people = self.answers.get(renumbered_key(sheet.place))
        previous: tuple[dict[str, Value], Record | None] | None = None
        for index, values in enumerate(part.rows()):
            if not values:
                found.append(None)
                continue
            if previous is not None and previous[1] is not None and not own_rows and previous[0] == values:
                found.append(previous[1])
                continue
            origin = part.origin(index)
            match = self.people.find(values, not_among=taken if own_rows else None)
            person = match.person
            if person is None and other_numbers and same_people != "no":
                person = other_numbers.get(sent(values, "PersonRef") or "")
                if person is not None and same_people is None:
                    doubts.renumbered.append(index)
                    found.append(None)
                    continue
            if person is not None:
                self._merge_person(person, values, origin)
            elif match.disagreeing:
                doubts.disagreeing.append(index)
                if sheet.grain in STAFF_GRAINS:
                    person = self.people.new(dict(values), origin, known=not own_rows)
            elif own_rows or (any(tag in values for tag in IDS) and sheet.grain in STAFF_GRAINS):
                person = self.people.new(dict(values), origin, known=not own_rows)
            else:
                key = (
                    name_key(values),
                    given_names(values),
                    sent(values, "PersonBirthDate"),
                    *(sent(values, tag) for tag in IDS),
                )
                if key not in nameless:
                    nameless[key] = self._by_name(sheet, values, origin, doubts, told=by_name)
                person, asked_about = nameless[key]
                asked_about.append(index)
            if own_rows and person is not None:
                taken.add(id(person))
            found.append(person)
            previous = values, person
        if own_rows:
            # Rows of a list of people are never one another's, so they need not be found before the list is at its end:
            # two hundred thousand of one name would be held against one another.
            for person, values in zip(found, part.rows(), strict=True):
                if person is not None:
                    self.people.index(person, values)
        self.persons_of[id(sheet)] = found
        for person, honorific in zip(found, sheet.honorifics, strict=False):
            if person is not None and honorific is not None:
                self.result.honorifics.setdefault(id(person), honorific)
        if sheet.grain in STAFF_GRAINS:
            self.result.who[sheet.place] = list({id(person): person for person in found if person is not None}.values())
        self._ask_about_people(sheet, part, doubts)

    def _names_tell(self, sheet: SheetRows, part: Part) -> bool:
        """Whether the names of a sheet are enough to join it, with nobody asked.

        It has nothing but whole names, each of them that of one person of a list in the same workbook.
        """
        if sheet.grain in STAFF_GRAINS or self.answers.get(by_name_key(sheet.place)) is not None:
            return False
        rows = [values for values in part.rows() if values]
        if not rows or any(tag in values for values in rows for tag in (*IDS, "PersonBirthDate")):
            return False
        for values in rows:
            given, found = values.get("PersonGivenName"), self.people.by_name(values)
            origin = found[0].origin if len(found) == 1 else None
            if given is None or not given.sent or origin is None or origin.sheet.file != part.sheet.file:
                return False
        self.result.notes.append(
            (
                f"{sheet.place}: joined by name alone; each name is that of one person in the same workbook. To leave "
                f'the rows out, answer "{by_name_key(sheet.place)}" = "no" in the recipe.',
                None,
            )
        )
        return True

    def _by_name(
        self, sheet: SheetRows, values: dict[str, Value], origin: Origin, doubts: _Doubts, *, told: bool
    ) -> tuple[Record | None, list[int]]:
        """Deal with a row that no number joins.

        By its name alone where the user says so, else as somebody new or left out.

        Returns the person, and the list of doubts that the row (and others like it) goes to.
        """
        alone = self.people.by_name(values)
        answer = self.answers.get(by_name_key(sheet.place))
        born = values.get("PersonBirthDate")
        if len(alone) == 1 and (born is None or not alone[0].has("PersonBirthDate")):
            if answer == "yes" or (told and answer is None):
                self._merge_person(alone[0], values, origin)
                return alone[0], []
            if answer is None:
                return None, doubts.by_name
        if sheet.grain in STAFF_GRAINS and name_key(values) is not None:
            return self.people.new(dict(values), origin), []
        return None, doubts.strangers

    def _merge_person(self, person: Record, values: dict[str, Value], origin: Origin) -> None:
        rest, two_numbers = settle_ni_number(person, settle_names(person, values, origin), origin)
        if two_numbers:
            self.result.conflicts.append(Conflict(person, "NINumber"))
        self.result.merge(person, rest, origin)
        self.people.index(person, values)

    def _ask_about_people(self, sheet: SheetRows, part: Part, doubts: _Doubts) -> None:
        for key, rows, text, choices in (
            (
                by_name_key(sheet.place),
                doubts.by_name,
                "{count} rows of {place} have a name but no number and no date of birth that fits ({rows}). Each "
                "name belongs to just one person. "
                "They are left out until somebody says. Join them by name alone?",
                (("yes", "join them"), ("no", "they are other people")),
            ),
            (
                renumbered_key(sheet.place),
                doubts.renumbered,
                "The staff numbers of {place} are other ones than those of the other files, and {count} rows ({rows}) "
                "have the names of people there: numbers change with a new system. Are they the same people? They are "
                "left out until somebody says, so that nobody stands in the return twice.",
                (("yes", "they are the same people"), ("no", "they are other people of the same names")),
            ),
            (
                same_number_key(sheet.place),
                doubts.disagreeing,
                "In {place}, {rows}: the staff, teacher or NI number belongs to somebody else whose name and date "
                "of birth differ. "
                + ("They are kept as separate people." if sheet.grain in STAFF_GRAINS else "These rows are left out.")
                + " Is that right?",
                (("yes", "that is right"), ("no", "correct the number or the name in the file, then run again")),
            ),
            (
                strangers_key(sheet.place),
                doubts.strangers,
                "{place} has {count} rows about people who are in no other file ({rows}). They are left out.",
                (
                    ("leave out", "they are not part of this return"),
                    ("stop", "add them to a list of staff, then run again"),
                ),
            ),
        ):
            if rows and self.answers.get(key) is None:
                numbers = row_words([part.row(index) for index in rows])
                asked = text.format(count=len(rows), place=sheet.place, rows=numbers)
                self.result.questions.append(
                    Question(
                        "answer", key, "", asked, choices, count=len(rows), source=part.source(rows[0]), step="columns"
                    )
                )
        if doubts.strangers and self.answers.get(strangers_key(sheet.place)) == "leave out":
            self.result.notes.append(
                (
                    f"{counted(len(doubts.strangers), 'row')} of {sheet.place} about people who are on no list of "
                    "staff: "
                    "left out, as the recipe says.",
                    None,
                )
            )

    def write_capitals(self) -> None:
        """Write names that all files have in capitals as they are written, where that is certain; list the others."""
        doubtful: list[Record] = []
        for person in self.people.records:
            for tag in ("PersonFamilyName", "PersonGivenName"):
                value = person.values.get(tag)
                if value is None or value.typed is None:
                    continue
                names = value.sent if isinstance(value.sent, tuple) else (value.sent,)
                if not any(map(in_capitals, names)):
                    continue
                name = f"staff.{tag}"
                proper = [name_ if not in_capitals(name_) else from_capitals(name_) for name_ in names]
                if any(form is None for form in proper):
                    doubtful.append(person)
                    continue
                if self.answers.get(repair_key("capitals", name)) == REJECT:
                    continue
                better = tuple(form for form in proper if form is not None)
                typed: object = better if isinstance(value.sent, tuple) else better[0]
                person.values[tag] = value_of(self.collection.fields[name], typed, value.raw)
                source = person.source(tag)
                if source is not None:
                    self.result.repairs.append(
                        SheetRepair(
                            "capitals",
                            source,
                            name,
                            " ".join(names),
                            " ".join(better),
                            "The name is written in capitals in every file.",
                        )
                    )
        if doubtful:
            self.result.notes.append(
                (
                    f"{counted(len(doubtful), 'name is', 'names are')} in capitals in every file and can be written "
                    "in more "
                    "than one way (MACDONALD, DE SOUZA). Capitals stay; correct them if you wish.",
                    doubtful[0].source("PersonFamilyName"),
                )
            )


@dataclass(slots=True)
class _Doubts:
    """The rows of one sheet, by index, about whom something must be asked."""

    by_name: list[int] = field(default_factory=list)
    renumbered: list[int] = field(default_factory=list)
    disagreeing: list[int] = field(default_factory=list)
    strangers: list[int] = field(default_factory=list)
