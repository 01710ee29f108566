"""The rows of one planned sheet as values.

Longer than other modules, because each step of one sheet reads on in what the step before it has made.
Every mapped column read, names split, suffixes and doubtful columns dealt with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from converters.matching.columns.column import Column
from converters.matching.evidence.cells import HOURLY
from converters.matching.plan import SheetPlan
from converters.matching.year_groups import code_of
from converters.recipe.keys import REJECT, WHICH_COLUMN, column_key, repair_key
from converters.recipe.question import Question
from converters.recipe.target import Target
from converters.rows.blocks import rows_taken_from
from converters.rows.doubts import ask_suffixes, clock_hours, date_order, on_the_clock
from converters.rows.names import several_roles, split_assignments, split_full_names, without_initials, words_apart
from converters.rows.parts import Part, SheetProblem, SheetRepair, SheetRows
from converters.rows.sheet import Building, SheetReading
from converters.rows.two_in_one import hours_alone, types_alone, weeks_alone
from converters.sources.table import Cell
from converters.values.cells import Read
from converters.values.column import ColumnRead, read_column
from converters.values.field_reader import FieldReader
from converters.values.names import title_of
from converters.values.periods import (
    PER_PERIOD,
    a_year_of,
    in_words,
    period_in_heading,
    period_of_titles,
    period_words,
)
from swf_desktop.canonical import value_of
from swf_desktop.collection import Collection, Field
from swf_desktop.pay.figures import plain
from swf_desktop.record import Sheet, Source, Value, column_letter
from swf_desktop.words import counted, quoted

ROLE: Final = "role.RoleIdentifier"

MOST_HONORIFICS: Final = 0.6
"""From such a share of Mr and Mrs on a column is one of titles, as for leaving it out."""

_LA_BEFORE: Final = re.compile(r"(\d{3})[\s/.-]?\d{4}")


def read_rows(plan: SheetPlan, collection: Collection) -> SheetRows:
    """Read every mapped column of a planned sheet.

    What does not parse is kept and listed; what is doubtful for a whole column (American dates, clock hours, the
    order of names, a text that is no code) is asked once, and read as the recipe answers.
    """
    return _Reader(plan, collection).read()


class _Reader(SheetReading):
    def read(self) -> SheetRows:
        if self.plan.pairs:
            self._pairs()
        else:
            self._columns()
            split_full_names(self)
            split_assignments(self)
            self._honorifics()
            self._no_payments()
            self._defaults()
            self._finish()
        self._ask_codes()
        return self.result

    # Columns

    def _columns(self) -> None:
        self.taken_from = rows_taken_from(self.plan)
        for column, targets in self.plan.columns.items():
            rows = self.taken_from.get(column, self.plan.rows)
            source = self.table.columns[column]
            cells = (
                [None if row < 0 else source[row] for row in rows]
                if column in self.taken_from
                else [source[row] for row in rows]
            )
            forms = self._forms(column, rows)
            mixed = {target.field for target in targets} == {"contract.SpinePoint", "contract.HourlyRate"}
            for target in targets:
                self._column(target, column, _of_kind(target, cells) if mixed else cells, forms)

    def _forms(self, column: int, rows: Sequence[int]) -> Sequence[str] | str:
        """Return the number format of each cell, or the one of all."""
        if self.table.styles is None:
            return "General"
        styles, formats = self.table.styles[column], self.table.formats
        used = {styles[row] for row in rows if row >= 0}
        if len(used) <= 1:
            return formats[next(iter(used))] if used else "General"
        return [formats[styles[row]] if row >= 0 else "General" for row in rows]

    def _column(self, target: Target, column: int, cells: list[Cell], forms: Sequence[str] | str) -> None:
        if target.field == ROLE and target.type is None:
            # `Class Teacher / SENCO` in one cell is two roles on one contract.
            cells, others = several_roles(self, cells)
            self.part(target)
            for number, more in enumerate(others, 2):
                self._column(target._replace(type=f"Role{number}"), column, more, forms)
        field_ = self.collection.fields[target.field]
        texts: dict[int, str] = {}
        if target.tag == "HoursPerWeek":
            cells, texts = hours_alone(self, target, column, cells)
        elif target.tag == "WeeksPerYear":
            cells, texts = weeks_alone(self, target, column, cells)
        elif target.field == "contract.ContractType":
            cells, texts = types_alone(self, target, column, cells)
        reader, read = self._read_column(field_, column, cells, forms)
        values = self._report(field_, column, read, reader)
        for index, text in texts.items():
            value = values[index]
            values[index] = None if value is None else value._replace(raw=text)
        part = self.part(target)
        if target.tag not in part.columns:
            part.columns[target.tag] = (
                without_initials(self, values) if target.field == "staff.PersonGivenName" else values
            )
            part.places[target.tag] = column
        else:
            self._join(part, field_, column, values)

    def _join(self, part: Building, field_: Field, column: int, values: list[Value | None]) -> None:
        """Take another column of the same field.

        It adds values where the field repeats, and else fills what the first one leaves blank.
        """
        standing = part.columns[field_.tag]
        if field_.repeats:
            if field_.name == "staff.PersonGivenName":
                values = [None if value is None else words_apart(field_, value) for value in values]
            part.columns[field_.tag] = [_both(one, other) for one, other in zip(standing, values, strict=True)]
            return
        differ = [
            index
            for index, (one, other) in enumerate(zip(standing, values, strict=True))
            if one is not None and other is not None and one.sent != other.sent
        ]
        first = part.places[field_.tag]
        if differ and self._which_column(field_, first, column, differ) == column:
            standing, values = values, standing
            part.places[field_.tag] = column
        part.columns[field_.tag] = [other if one is None else one for one, other in zip(standing, values, strict=True)]

    def _which_column(self, field_: Field, first: int, second: int, differ: list[int]) -> int:
        """Return which of two columns of one field stands where they differ: as answered, else the first, and asked."""
        label = field_.label
        key = column_key(WHICH_COLUMN, self.plan.place, label)
        names = {column: f"{self.heading(column)} ({column_letter(column)})" for column in (first, second)}
        for column, name in names.items():
            if self.plan.answers.get(key) == name:
                return column
        self.ask(
            key,
            f"Two columns are said to be {label}, '{names[first]}' and '{names[second]}', and they differ in "
            f"{counted(len(differ), 'row')}. Which of them is it? Until it is answered the first is used.",
            tuple(
                (name, f"take it where both have something; {other} fills what it leaves blank")
                for name, other in ((names[first], names[second]), (names[second], names[first]))
            ),
            len(differ),
            second,
            differ[0],
        )
        return first

    # One column's doubts

    def _read_column(
        self, field_: Field, column: int, cells: list[Cell], forms: Sequence[str] | str
    ) -> tuple[FieldReader, ColumnRead]:
        answers = self.plan.answers
        reader = FieldReader(
            field_,
            self.collection,
            self.plan.codes.get(field_.name, {}),
            american=answers.get(self.key("date order", column)) == "month first",
            hours=answers.get(self.key("hours", column), "") or (on_the_clock(cells) if field_.type == "hours" else ""),
        )
        read = read_column(reader, cells, forms)
        if field_.type == "date":
            read = date_order(self, field_, column, read)
        elif field_.type == "hours":
            read = clock_hours(self, field_, column, read)
        return reader, read

    def _report(
        self, field_: Field, column: int, read: ColumnRead, reader: FieldReader, row: int | None = None
    ) -> list[Value | None]:
        """List the repairs and problems of a column; a kind of repair that the recipe rejects is undone."""
        values = read.values
        suffixes = []
        taken = self.taken_from.get(column)
        for index, one in read.odd:
            repeated = taken is not None and taken[index] != self.plan.rows[index]
            if one.repair is not None:
                if self.plan.answers.get(repair_key(one.repair.kind, field_.name)) == REJECT:
                    values[index] = _as_it_stands(field_, one.repair.before)
                elif not repeated:
                    repair = one.repair
                    source = self.source(column, index, row)
                    self.result.repairs.append(
                        SheetRepair(repair.kind, source, field_.name, repair.before, repair.after, repair.reason)
                    )
                    if field_.tag == "Estab":
                        before = _LA_BEFORE.search(repair.before)
                        if before is not None:
                            self.result.leas.add(before[1])
            if one.problem is None or repeated:
                continue
            value = values[index]
            found = "" if value is None else value.raw
            if one.problem.kind == "code":
                self._count_code(field_, found.strip(), one, self.source(column, index, row), reader)
            elif one.problem.kind == "suffix":
                suffixes.append(index)
            else:
                source = self.source(column, index, row)
                self.result.problems.append(
                    SheetProblem(one.problem.kind, source, field_.name, found, one.problem.text)
                )
        if suffixes:
            ask_suffixes(self, column, suffixes, values)
        return values

    # Codes

    def _count_code(self, field_: Field, text: str, read: Read, source: Source, reader: FieldReader) -> None:
        key = field_.name, text
        count, first, where = self.codes_asked.get(key, (0, read, source))
        self.codes_asked[key] = count + 1, first, where
        self.readers[field_.name] = reader

    def _ask_codes(self) -> None:
        for (name, text), (count, read, source) in self.codes_asked.items():
            matcher = self.readers[name].matcher
            choices = (
                (("true", "yes"), ("false", "no"), ("blank", "leave the field empty"))
                if matcher is None
                else matcher.choices(read.proposals)
            )
            label = self.collection.fields[name].label
            self.result.questions.append(
                Question(
                    "code",
                    text,
                    name,
                    f"{label}: which code is '{text}'?",
                    choices,
                    (text,),
                    count,
                    source,
                    step="codes",
                )
            )

    def _no_payments(self) -> None:
        """Take an additional payment of nothing, in a column of payments, as no payment."""
        for part in self.building.values():
            if part.kind != "payment" or "PaymentAmount" not in part.columns:
                continue
            amounts = part.columns["PaymentAmount"]
            none = [index for index, value in enumerate(amounts) if value is not None and value.typed == 0]
            for index in none:
                for values in part.columns.values():
                    values[index] = None
            if none:
                self.result.notes.append(
                    f"{self.plan.place}, column '{self.heading(part.places['PaymentAmount'])}': "
                    f"{counted(len(none), 'amount of 0 is no payment', 'amounts of 0 are no payments')}."
                )

    # Defaults, parts

    def _defaults(self) -> None:
        """Fill in what the recipe says of rows that do not say it themselves.

        These are the rows that have something of the kind, or all rows where no column is of that kind.
        """
        size = len(self.plan.rows)
        for name, text in self.plan.defaults.items():
            field_ = self.collection.fields[name]
            read = FieldReader(field_, self.collection, self.plan.codes.get(name, {})).read(text)
            value = read.value
            if value is None:
                continue
            target = Target(name)
            existing = [part for part in self.building.values() if part.kind == target.kind]
            for part in existing or [self.part(target)]:
                others = [values for tag, values in part.columns.items() if tag != target.tag]
                values = part.columns.setdefault(target.tag, [None] * size)
                for index in range(size):
                    if values[index] is None and (not existing or any(other[index] is not None for other in others)):
                        values[index] = value

    def _finish(self) -> None:
        payment_type = self.collection.fields.get("payment.PaymentType")
        self._year_groups()
        for part in self.building.values():
            columns = {
                tag: values for tag, values in part.columns.items() if any(value is not None for value in values)
            }
            if not columns:
                continue
            places = {f"{part.kind}.{tag}": column for tag, column in part.places.items() if column >= 0}
            sheet, sheets = self._sheets(places)
            fixed = (
                {"PaymentType": value_of(payment_type, part.type)}
                if part.kind == "payment" and part.type and payment_type
                else {}
            )
            if part.kind == "curriculum" and part.type:
                fixed = {"YearGroup": value_of(self.collection.fields["curriculum.YearGroup"], code_of(part.type))}
            if part.kind == "element" and "ElementPeriod" not in columns:
                fixed |= self._period_of_elements(part.places, columns)
            elif part.kind == "payment":
                fixed |= self._of_payments(part, columns)
            elif "PayAmount" in columns:
                self._period_of_pay(part, columns)
            if "SafeguardedAmount" in columns:
                self._safeguarded_for_a_year(part, columns)
            self.result.parts.append(
                Part(part.kind, sheet, self.row_numbers, columns, fixed or None, group=part.group, sheets=sheets)
            )

    def _sheets(self, places: dict[str, int]) -> tuple[Sheet, list[Sheet] | None]:
        """Return where the fields of a part stand; and for each row, where its cells stand in columns of their own."""
        turned = self.table.turned
        sheet = Sheet(self.table.file, self.table.sheet, places)
        moved = (
            {name: turned.cells[column] for name, column in places.items() if column in turned.cells} if turned else {}
        )
        if not moved:
            return sheet, None
        known: dict[tuple[int, ...], Sheet] = {}
        sheets = []
        for row in self.plan.rows:
            there = tuple(cells[row] for cells in moved.values())
            if there not in known:
                own = dict(places)
                for name, column in zip(moved, there, strict=True):
                    own.pop(name)
                    if column >= 0:
                        own[name] = column
                known[there] = Sheet(self.table.file, self.table.sheet, own)
            sheets.append(known[there])
        return sheet, sheets

    def _year_groups(self) -> None:
        """Give the hours of each year group across the sheet the subject of their row; no hours are no lessons."""
        base = self.building.get(("curriculum", None, None))
        across = [part for part in self.building.values() if part.kind == "curriculum" and part.type]
        for part in across:
            hours = part.columns.get("SubjectHours", [])
            hours = part.columns["SubjectHours"] = [
                None if value is None or value.typed == 0 else value for value in hours
            ]
            if base is None:
                continue
            for tag, values in base.columns.items():
                if tag not in ("SubjectHours", "YearGroup"):
                    taught = [None if here is None else value for here, value in zip(hours, values, strict=True)]
                    part.columns[tag], part.places[tag] = taught, base.places[tag]
        if across and base is not None and not {"SubjectHours", "YearGroup"} & base.columns.keys():
            self.building.pop(("curriculum", None, None))

    def _honorifics(self) -> None:
        """Keep the titles of people, of a column or of full names: not asked for, but gender may follow from them."""
        column = next((one for one in self.plan.found if one.look.honorifics >= MOST_HONORIFICS), None)
        if column is not None and column.index not in self.plan.columns:
            cells = self.table.columns[column.index]
            titles = [cells[row] for row in self.plan.rows]
            place = column.index
        else:
            staff = self.building.get(("staff", None, None))
            if staff is None or "FullName" not in staff.columns:
                return
            titles = [None if value is None else title_of(value.raw) for value in staff.columns["FullName"]]
            place = staff.places["FullName"]
        self.result.honorifics = [
            (text, self.source(place, index)) if isinstance(text, str) and text.strip() else None
            for index, text in enumerate(titles)
        ]

    # What the headings of amounts say of their period

    def _period_of_elements(
        self, places: Mapping[str, int], columns: Mapping[str, list[Value | None]]
    ) -> dict[str, Value]:
        """Return the period of pay elements where the headings of their amounts say one and no column does."""
        headings = [self.heading(places[tag]) for tag in ("ElementRate", "ElementAmount") if tag in columns]
        named = {period_in_heading(heading) for heading in headings}
        period = named.pop() if len(named) == 1 else None
        if period is None and named <= {None} and headings:
            # A payroll of `Period 07 October` has a month's elements.
            period = self._period_of_titles()
        if period is None:
            return {}
        return {"ElementPeriod": value_of(self.collection.fields["element.ElementPeriod"], period)}

    def _of_payments(self, part: Building, columns: Mapping[str, list[Value | None]]) -> dict[str, Value]:
        """Return what the heading of a column of payments says of each: its period, and its name where no type is."""
        place = part.places.get("PaymentAmount", -1)
        if "PaymentAmount" not in columns or place < 0:
            return {}
        heading, said, fields = self.heading(place), dict[str, Value](), self.collection.fields
        paid = self._paid(place)
        period = self._period_of(place) if "PaymentPeriod" not in columns else None
        if period is not None:
            said["PaymentPeriod"] = value_of(fields["payment.PaymentPeriod"], period)
        if part.type is None and not {"PaymentType", "PaymentName"} & columns.keys() and self.plan.grain != "payment":
            name = " ".join(paid.parts[:-1]) if paid is not None else heading
            said["PaymentName"] = value_of(fields["payment.PaymentName"], name)
        return said

    def _paid(self, place: int) -> Column | None:
        """Return a column that holds what was paid in the period of the report: rate times units; None for others."""
        return next((one for one in self.plan.decided if one.index == place and one.paid), None)

    def _period_of(self, place: int) -> str | None:
        """Return the period that a heading of amounts says; what a title says of it where it is `per period` alone."""
        period = period_words(self.heading(place)) or (PER_PERIOD if self._paid(place) is not None else None)
        return (self._period_of_titles() if period == PER_PERIOD else None) or period

    def _period_of_titles(self) -> str | None:
        """Return the period that the titles of the sheet name, with a note; None where they name none."""
        titles = self.plan.layout.titles if self.plan.layout is not None else []
        named = period_of_titles(titles)
        if named is None:
            return None
        note = f"{self.plan.place}: a pay period is a month, as the title says: {quoted(titles)}."
        if note not in self.result.notes:
            self.result.notes.append(note)
        return named

    def _period_of_pay(self, part: Building, columns: dict[str, list[Value | None]]) -> None:
        """Give amounts of pay the period that their heading says, where no column says one."""
        place = part.places.get("PayAmount", -1)
        period = self._period_of(place) if "PayPeriod" not in columns and place >= 0 else None
        if period is not None:
            said = value_of(self.collection.fields[f"{part.kind}.PayPeriod"], period)
            columns["PayPeriod"] = [None if amount is None else said for amount in columns["PayAmount"]]

    def _safeguarded_for_a_year(self, part: Building, columns: dict[str, list[Value | None]]) -> None:
        """Make a year's of safeguarded sums whose heading says another period; each is listed and can be rejected.

        A period that heading and titles do not settle stands beside the sum, to be asked.
        """
        place = part.places.get("SafeguardedAmount", -1)
        period = self._period_of(place) if place >= 0 else None
        times = None if period is None else a_year_of(period)
        if period is not None and times is None and "SafeguardedPeriod" not in columns:
            said = value_of(self.collection.fields[f"{part.kind}.SafeguardedPeriod"], period)
            columns["SafeguardedPeriod"] = [None if one is None else said for one in columns["SafeguardedAmount"]]
        name = f"{part.kind}.SafeguardedAmount"
        if times is None or times == 1 or self.plan.answers.get(repair_key("period", name)) == REJECT:
            return
        values = columns["SafeguardedAmount"]
        for index, value in enumerate(values):
            if value is None or not isinstance(value.typed, Decimal) or value.typed == 0:
                continue
            year = value.typed * times
            values[index] = value_of(self.collection.fields[name], year, value.raw)
            self.result.repairs.append(
                SheetRepair(
                    "period",
                    self.source(place, index),
                    name,
                    value.raw,
                    plain(year),
                    f"The heading says {in_words(period)}: times {plain(times)} it is a year's sum.",
                )
            )

    # Sheets of label and value

    def _pairs(self) -> None:
        fields: dict[str, dict[str, list[Value | None]]] = {}
        places: dict[str, dict[str, int]] = {}
        columns: dict[str, int] = {}
        for name, (row, column) in self.plan.cells.items():
            field_ = self.collection.fields[name]
            styles = self.table.styles
            form = "General" if styles is None else self.table.formats[styles[column][row]]
            reader = FieldReader(field_, self.collection, self.plan.codes.get(name, {}))
            number = self.table.number_of(row)
            self.row_numbers = [number]
            read = read_column(reader, [self.table.columns[column][row]], form)
            values = self._report(field_, column, read, reader, number)
            if values[0] is None:
                continue
            fields.setdefault(field_.kind, {})[field_.tag] = values
            places.setdefault(field_.kind, {})[field_.tag] = number
            columns[name] = column
        for kind, tags in fields.items():
            first = min(places[kind].values())
            self.result.parts.append(
                Part(kind, Sheet(self.table.file, self.table.sheet, columns), [first], tags, places=places[kind])
            )


def _as_it_stands(field_: Field, text: str) -> Value:
    """Return the value of a cell whose repair the recipe rejects."""
    if field_.repeats:
        return Value(text, (text,), (text,))
    return Value(text, text if field_.type in ("text", "name", "digits") else None, text)


def _of_kind(target: Target, cells: list[Cell]) -> list[Cell]:
    """Return the cells of a column of points and hourly rates that are the one or the other; the rest blank."""
    rates = [isinstance(cell, str) and HOURLY.fullmatch(cell.strip()) is not None for cell in cells]
    if target.field == "contract.SpinePoint":
        return [None if rate else cell for cell, rate in zip(cells, rates, strict=True)]
    return [
        re.sub(r"[^\d.£]", "", cell) if rate and isinstance(cell, str) else None
        for cell, rate in zip(cells, rates, strict=True)
    ]


def _both(one: Value | None, other: Value | None) -> Value | None:
    if one is None or other is None:
        return other if one is None else one
    sent = (*one.sent, *other.sent)
    typed = sent if one.typed is not None and other.typed is not None else None
    return Value(f"{one.raw}; {other.raw}", typed, sent)
