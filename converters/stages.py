"""The stages of building a return from tables, in their order: each says what it needs and what it leaves behind.

The user's edits are laid over the records twice: before pay, so that it is worked out from what the user said, and
after it, because an edit of base pay stands above what was worked out, and payments have their keys only then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from converters.built import Built, OneReturn, Progress, Sources
from converters.joining.absences import leave_out_of_year
from converters.joining.assemble import assemble
from converters.joining.assembly import Assembly
from converters.joining.central import all_central, central_return
from converters.joining.keys import assign_keys
from converters.joining.last_year import LastYear, fill_from_last_year
from converters.joining.moves import settle_moves
from converters.joining.order import drawn_up
from converters.joining.rekeying import rekeyed_recipe, with_present_keys
from converters.joining.split import split
from converters.marked import practice_of
from converters.matching.layout import found_once
from converters.matching.lookups import with_people
from converters.matching.plan import Plans
from converters.matching.planner import plan_tables
from converters.matching.questions import sheet_question
from converters.matching.set_aside import ask_of_set_aside
from converters.matching.turned.plain import plain_tables
from converters.members.control_total import ControlTotal, control_totals, differing
from converters.members.defaults import fill_defaults
from converters.members.empty_columns import settle_empty_columns
from converters.members.leaving_out import LeftOut, leave_out_by_name, leave_out_of_level, still_asked
from converters.members.missing import Missing, cannot_be_right, gave_nothing, missing_people, of_another_year
from converters.members.settling import settle_people
from converters.payroll.apply import apply_pay
from converters.payroll.award import ask_about_award, pay_of_the_year
from converters.payroll.contract_pay import Payroll
from converters.payroll.keys import DAYS_KEY, WEEKS_OF
from converters.recipe.asking import asked_key, still_asked_of, with_asked
from converters.recipe.keys import AGENCY_STAFF, grain_key
from converters.recipe.question import Question
from converters.recipe.recipe import RecipeError
from converters.request import CannotRun, Request
from converters.sources.table import Table
from converters.which_school import level_of, whose_return
from swf_desktop.collection import Collection, collection_years
from swf_desktop.record import Record, Return
from swf_desktop.workspace.journal import Added, Edit
from swf_desktop.workspace.overlay import apply_added, apply_overlay


class Stages:
    """One return, or several, on the way from tables. `all` walks the whole way; it is walked once."""

    def __init__(self, sources: Sources, request: Request, progress: Progress) -> None:
        self.sources = sources
        self.request = request
        self.progress = progress
        self.collection = _collection(request)
        self.questions: list[Question] = []
        self.notes: list[str] = [f"{table.place}: {note}" for table in sources.tables for note in table.notes]
        self.award: list[str] = []
        self.left_out: list[LeftOut] = []
        self.rekeyed: dict[str, str] = {}
        self.related: list[Table] = []

    def all(self) -> Built:
        """Walk all stages. Raises CannotRun where nobody says which school it is, SourceError for tables of no use."""
        practice = practice_of(self.sources, self.request)
        self.progress("Matching columns", 0.1)
        with found_once():
            planned = self.match()
        self.progress("Reading rows and joining people", 0.2)
        assembly = self.join(planned)
        return_ = assembly.return_
        return_.practice = practice
        before = self.fill_from_last_year(return_, planned)
        set_aside = ask_of_set_aside(planned, return_, self.collection)
        level, lea, estabs = self.whose(return_)
        self.questions += [*planned.questions, *set_aside]
        self.decide_who_is_in(return_, planned, assembly)
        self.keep_to_level(return_, level, estabs)
        if before is not None:
            self.questions += before.questions
            self.notes += before.notes
        added_gone = self.lay_edits_before_pay(return_)
        self.progress("Working out base pay", 0.45)
        payroll = self.work_out_pay(return_, planned, lea)
        gone = self.lay_edits_after_pay(return_)
        returns = self.part(return_, level, lea, estabs)
        missing, totals = self.who_is_missing(returns, planned, assembly, before)
        self.questions += self.sheets_put_to_others(planned)
        questions = with_asked(self.questions, self.request.recipe)
        decided = still_asked_of(replace(planned.recipe, asked=self.request.recipe.asked), questions)
        return Built(
            collection=self.collection,
            returns=returns,
            plans=planned.plans,
            unused=planned.unused,
            recipe=rekeyed_recipe(decided, self.rekeyed).with_return(
                self.collection.year,
                self.request.lea or self.request.recipe.lea,
                self.request.estab or self.request.recipe.estab,
                "la" if level == "L" else "school",
            ),
            questions=questions,
            assembly=assembly,
            payroll=payroll,
            notes=self.notes,
            edits_gone=gone,
            added_gone=added_gone,
            rekeyed=self.rekeyed,
            missing=missing,
            last_year=before,
            left_out=self.left_out,
            totals=totals,
        )

    def match(self) -> Plans:
        """Find out what each sheet and column is."""
        recipe = self.request.recipe
        shaped = plain_tables(self.sources.tables, self.collection, recipe)
        related, relations, doubts = with_people(shaped.tables, self.collection, recipe.answered())
        self.related = related
        planned = plan_tables(related, self.collection, recipe)
        planned.questions[:0] = [*shaped.questions, *doubts]
        self.collection, self.award = pay_of_the_year(self.collection, planned.recipe.answered())
        self.notes += [*shaped.notes, *relations, *planned.notes]
        return planned

    def sheets_put_to_others(self, planned: Plans) -> list[Question]:
        """Return the questions on sheets that are passed over, which the user put to somebody who knows."""
        answers = planned.recipe.answered()
        open_ = {question.key for question in self.questions}
        found = []
        for table in self.related:
            key = grain_key(table.place)
            if asked_key("answer", "", key) in self.request.recipe.asked and key not in open_ and key not in answers:
                layout = planned.unused.get((table.file, table.sheet))
                question = sheet_question(table, layout, wanted=True)
                found += [question] if question is not None else []
        return found

    def join(self, planned: Plans) -> Assembly:
        """Read the rows and join them to people and contracts.

        Records have their keys from here on, before an answer or edit changes what they say.
        """
        assembly = assemble(planned.plans, self.collection, planned.recipe.answered())
        assign_keys(assembly.return_)
        self.notes += [f"{note} ({source.place})" if source else note for note, source in assembly.notes]
        return assembly

    def fill_from_last_year(self, return_: Return, planned: Plans) -> LastYear | None:
        """Fill what the files lack from last year's return, where there is one."""
        last_year = self.sources.last_year
        if last_year is None:
            return None
        answers = planned.recipe.answered()
        before = fill_from_last_year(return_, last_year.return_, self.collection, answers)
        questions, notes = settle_moves(return_, before, self.collection, answers)
        before.questions += questions
        before.notes += notes
        return before

    def whose(self, return_: Return) -> tuple[str, str, list[str]]:
        """Return level, authority and establishments, and see to it that a school has a record of its own."""
        level = level_of(self.request, self.request.recipe)
        if not (self.request.level or self.request.recipe.level) and all_central(return_):
            level = "L"
        lea, estabs = whose_return(return_, self.sources.tables, self.request, self.request.recipe, level)
        if level == "S" and len(estabs) == 1 and return_.school is None:
            # Before the user's edits: head counts may be all that anybody says of the school.
            return_.message.add(Record("school", "school"))
        return level, lea, estabs

    def decide_who_is_in(self, return_: Return, planned: Plans, assembly: Assembly) -> None:
        """Leave out who does not belong, each with the reason, and take what an older version kept to present keys."""
        titles = planned.recipe.settled("contract.JobTitle")
        order = {id(person): number for number, person in enumerate(return_.staff)}
        settled = settle_people(return_, self.collection, planned.recipe.answered(), titles, assembly)
        self.questions += still_asked(assembly.questions, settled.left_out, return_)
        self.questions += settled.questions
        empty, told = settle_empty_columns(return_, planned.plans, self.collection, planned.recipe.answered())
        self.questions += empty
        self.notes += told
        assign_keys(return_)
        self.request, self.rekeyed = with_present_keys(self.request, return_)
        by_name = leave_out_by_name(return_, self.request.recipe.leave_out)
        self.notes += [*settled.notes, *by_name.notes]
        # Told person by person, whatever the reason.
        self.left_out += sorted(
            [*settled.left_out, *by_name.left_out], key=lambda item: order.get(id(item.person), len(order))
        )

    def keep_to_level(self, return_: Return, level: str, estabs: list[str]) -> None:
        """Keep central staff out of one school's return, and schools' staff out of the authority's.

        Where the files make the return of each of several schools, the authority's is made beside them (see `part`).
        Raises CannotRun where nobody would be left.
        """
        if level == "S" and len(estabs) > 1 and self.request.estab is None:
            return
        here = len(return_.staff)
        parted = leave_out_of_level(return_, level)
        self.notes += parted.notes
        self.left_out += parted.left_out
        if here and not return_.staff and parted.left_out:
            raise CannotRun(
                "Every contract is of central staff of the authority, and none of the school."
                if level == "S"
                else "Every contract names a school, and none is of central staff.",
                "Add --level la for the authority's own return."
                if level == "S"
                else "Leave --level out for the schools' returns, or say which contracts are central: level L, or the "
                "word Central in place of a school's number.",
            )

    def lay_edits_before_pay(self, return_: Return) -> list[Added]:
        """Add the user's records and lay the user's edits; returns the records that have no place."""
        gone = apply_added(return_, self.request.added, self.collection)
        apply_overlay(return_, self.request.overlay, self.collection)
        return gone

    def work_out_pay(self, return_: Return, planned: Plans, lea: str) -> Payroll:
        """Work out what of pay is sent for each contract, and leave out absences of other years."""
        answers = {**planned.recipe.answered(), **self.request.recipe.answered()}
        payroll = apply_pay(
            return_,
            self.collection,
            lea=lea,
            send=self.request.send or "base",
            basis=self.request.basis,
            answers=answers,
            edits=self.request.overlay,
        )
        self.questions += ask_about_award(return_, self.collection, answers)
        self.questions += [
            question
            for question in payroll.questions
            if not (question.key.startswith(WEEKS_OF) and _may_be_in_a_column("WeeksPerYear", self.questions))
            and not (question.key == DAYS_KEY and _is_of_agency(question, self.questions))
        ]
        self.notes += leave_out_of_year(return_, self.collection, answers)
        self.notes += [*self.award, *payroll.notes]
        return payroll

    def lay_edits_after_pay(self, return_: Return) -> list[Edit]:
        """Lay the user's edits over what was worked out; returns those whose record or field is gone."""
        assign_keys(return_)
        return apply_overlay(return_, self.request.overlay, self.collection)

    def part(self, return_: Return, level: str, lea: str, estabs: list[str]) -> list[OneReturn]:
        """Part what is of several establishments, and fill what each return says in every record."""
        asked = self.request.estab
        central = central_return(return_, lea) if level == "S" and len(estabs) > 1 and asked is None else None
        parts = split(return_, estabs, asked) if len(estabs) > 1 else {estabs[0] if estabs else None: return_}
        if asked is not None and asked in parts:
            parts = {asked: parts[asked]}
        returns = []
        for estab, part in parts.items():
            self.notes += fill_defaults(part, self.collection, level, estab)
            part.name = estab or lea
            returns.append(OneReturn(part, self.collection, lea, estab, level))
        if central is not None:
            self.notes += fill_defaults(central, self.collection, "L", None)
            returns.append(OneReturn(central, self.collection, lea, None, "L"))
        return returns

    def who_is_missing(
        self, returns: list[OneReturn], planned: Plans, assembly: Assembly, before: LastYear | None
    ) -> tuple[list[Missing], list[ControlTotal]]:
        """Return the signs that somebody is in no file, and how the files' own totals compare."""
        then = before.staff if before is not None and len(returns) == 1 else None
        last_year = self.sources.last_year.return_ if self.sources.last_year is not None and len(returns) == 1 else None
        missing = gave_nothing(self.related, planned.plans, planned.recipe.answered())
        missing += [
            item
            for one in returns
            if one.level == "S" or one.return_.staff
            for item in cannot_be_right(one.return_, self.collection, last_year)
        ]
        drawn = [day for plan in planned.plans if (day := drawn_up(plan)) is not None and day.year > 1]
        if returns and returns[0].level == "S":
            missing += of_another_year(returns[0].return_, self.collection, drawn, planned.recipe.answered())
        missing += [
            item
            for one in returns
            if one.level == "S"
            for item in missing_people(one.return_, self.collection, assembly.as_at, last_year=then)
        ]
        totals = control_totals(planned.plans, {place: len(people) for place, people in assembly.who.items()})
        return list(dict.fromkeys([*missing, *differing(totals)])), totals


def _collection(request: Request) -> Collection:
    """Return the collection of a request. Raises CannotRun for a year that is not held, RecipeError for odd codes."""
    year = request.chosen_year
    if year not in collection_years():
        raise CannotRun(
            f"The recipe is for the collection of {year}, which this program does not hold.",
            f"It holds {', '.join(map(str, collection_years()))}: correct the line collection in the recipe.",
        )
    collection = request.collection(Collection.load(year))
    for name in request.recipe.codes:
        if name not in collection.fields:
            raise RecipeError(
                "recipe", f'It has codes for "{name}", which is no field.', 'Use a field such as "contract.Post".'
            )
    return collection


def _may_be_in_a_column(tag: str, questions: Sequence[Question]) -> bool:
    """Whether a column that is asked about is likely to hold a field: then that is the question, and no second one."""
    likely = (question.choices[0][0] for question in questions if question.kind == "column" and question.choices)
    return any(target.rpartition(".")[2] == tag for target in likely)


def _is_of_agency(question: Question, questions: Sequence[Question]) -> bool:
    """Whether a question is about people of whom it is asked whether they are an agency's, who are paid by the day."""
    here = question.source
    return here is not None and any(
        other.source is not None
        and other.key.startswith(AGENCY_STAFF)
        and (other.source.file, other.source.sheet) == (here.file, here.sheet)
        for other in questions
    )
