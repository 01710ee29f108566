"""What one row of a sheet stands for.

A person, a contract, a pay element, an absence ..., told from the columns and the sheet's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from converters.matching.columns.candidates import propose
from converters.matching.columns.column import CERTAIN, Column
from converters.matching.headings import Headings
from converters.matching.look import fit
from converters.recipe.grains import GRAINS, IDENTITY, OF_ITS_OWN, SPREADS
from converters.recipe.target import IGNORE, Target, parse_targets
from converters.sources.table import Table, cell_text

TELLS_CONTRACTS: Final = frozenset(
    {"contract.ContractRef", "contract.ContractStart", "contract.Post", "contract.JobTitle", "contract.Estab"}
)
"""Fields that make a row of a sheet of people a contract as well."""


_CONTRACT_OWN: Final = frozenset(
    {
        "contract.ContractType",
        "contract.ContractStart",
        "contract.ContractEnd",
        "contract.Post",
        "contract.SchoolArrivalDate",
    }
)


_TELLS_NOTHING: Final = IDENTITY | {"staff.PersonGivenName", "staff.Initials", "contract.HoursPerWeek"}
"""Fields beside which a sheet of absences is no list of contracts: its hours are those of the absence."""

_WORDS: Final = {
    "absence": r"absen|sick|leave\b",
    "curriculum": r"curricul|timetabl|taught|teaching hours|subjects",
    "qualification": r"qualif|degree",
    "payment": r"\bpayments?\b|allowances?\b|\btlrs?\b",
    "role": r"\broles?\b",
    "vacancy": r"vacanc|vacant",
    "headcount": r"third.?part|agency.{0,12}support|head.?count|contractor",
    "school": r"\bschool\b|occasional",
    "la": r"psycholog|authority",
    "element": r"pay elements?|elements",
    "contract": r"contract|assignment",
    "person": r"\bstaff\b|person|people|employee",
}


def find_grain(
    table: Table, columns: Sequence[Column], titles: Iterable[str], headings: Headings, rows: Sequence[int]
) -> str | None:
    """Return what one row stands for, None where the columns fit nothing."""
    name = (table.file.rpartition("/")[2] if table.sheet is None else table.sheet).casefold()
    about = " ".join([table.file.rpartition("/")[2], table.sheet or "", *titles]).casefold()
    best, best_score = None, 0.0
    found: set[str] = set()
    for grain in sorted(GRAINS, key=lambda grain: grain in ("contract", "person")):
        fields, used, ignored = _fields(columns, headings, grain)
        if not _signature(grain, fields, table, columns, headings, rows, about):
            continue
        own = {target.field for target in fields if not target.field.startswith(tuple(f"{one}." for one in found))}
        if found and grain in ("contract", "person") and "contract.HoursPerWeek" in own <= _TELLS_NOTHING:
            continue
        if grain in OF_ITS_OWN:
            found.add(grain)
        score = used + 0.4 * ignored
        if re.search(_WORDS[grain], name):
            score += 1.2
        elif re.search(_WORDS[grain], about):
            score += 0.6
        if score > best_score + 0.01:
            best, best_score = grain, score
    if best in ("contract", "person"):
        return _person_or_contract(table, columns, headings, rows)
    return best


def _fields(columns: Sequence[Column], headings: Headings, grain: str) -> tuple[list[Target], int, int]:
    """Return the targets on a sheet of this grain, the number of columns that have some, and of those to leave out."""
    found: dict[Target, None] = {}
    used = ignored = 0
    for column in columns:
        if column.settled:
            if column.decided == IGNORE:
                ignored += 1
            used += bool(column.targets)
            for target in column.targets:
                found[target] = None
            continue
        candidates = propose(column, headings, grain, thorough=False)
        if not candidates:
            continue
        if candidates[0].target == IGNORE:
            ignored += 1
        elif candidates[0].worth >= CERTAIN or len(candidates) > 1:
            used += 1
            for target in parse_targets(candidates[0].target):
                found[target] = None
    return list(found), used, ignored


def _signature(
    grain: str,
    fields: Sequence[Target],
    table: Table,
    columns: Sequence[Column],
    headings: Headings,
    rows: Sequence[int],
    about: str,
) -> bool:
    """Whether a sheet has what a sheet of this grain cannot do without."""
    single = {target.field for target in fields if target.group is None}
    names = {target.field for target in fields}
    who = bool(names & IDENTITY)
    if grain == "element":
        return (
            "element.ElementName" in single and bool(single & {"element.ElementAmount", "element.ElementRate"}) and who
        )
    if grain == "absence":
        others = single & {"absence.WorkingDaysLost", "absence.AbsenceCategory", "absence.LastDayOfAbsence"}
        return (
            "absence.FirstDayOfAbsence" in single and bool(others) and who and _says_absence(columns, headings, about)
        )
    if grain == "curriculum":
        return (
            "curriculum.Subject" in single and bool(names & {"curriculum.SubjectHours", "curriculum.YearGroup"}) and who
        )
    if grain == "qualification":
        more = single & {"qualification.ClassOfDegree", "qualification.QualificationSubject"}
        named = bool(re.search(_WORDS["qualification"], about))
        return who and ("qualification.QualificationCode" in single or (named and bool(more))) and (bool(more) or named)
    if grain == "payment":
        return (
            who
            and "payment.PaymentAmount" in single
            and bool(single & {"payment.PaymentType", "payment.PaymentName"})
            and ("payment.PaymentName" in single or _says_payments(columns, headings, about))
            and not _are_pay_elements(columns, headings)
        )
    if grain == "role":
        if not who or "role.RoleIdentifier" not in single or names & _CONTRACT_OWN:
            return False
        return bool(re.search(_WORDS["role"], about)) or _contracts_repeat(table, columns, headings, rows)
    if grain == "vacancy":
        return (
            "vacancy.VacancyPost" in single
            and not who
            and len([name for name in single if name.startswith("vacancy.")]) >= 2
        )
    if grain == "headcount":
        return {"headcount.AgencyTPsupportCategory", "headcount.SupHeadCount"} <= single
    if grain == "school":
        return any(name.startswith("school.Occasionals") for name in names) or {"message.LEA", "school.Estab"} <= names
    if grain == "la":
        return any(name.startswith("la.") for name in names)
    if grain == "contract":
        return who and any(name.startswith(("contract.", "role.", "payment.")) for name in names)
    return who and len(names) >= 2


def _says_absence(columns: Sequence[Column], headings: Headings, about: str) -> bool:
    """Whether name, titles, headings or categories speak of absence; start, end and type may be those of a contract."""
    if re.search(_WORDS["absence"], about):
        return True
    if any(re.search(r"absen|sick|\bdays\b|leave\b", column.heading, re.IGNORECASE) for column in columns):
        return True
    category = headings.collection.fields["absence.AbsenceCategory"]
    column = _column_of(columns, headings, "absence.AbsenceCategory", "absence")
    look = next((one.look for one in columns if one.index == column), None)
    return look is not None and (fit(category, look, headings.collection) or 0.0) >= 0.5


def _says_payments(columns: Sequence[Column], headings: Headings, about: str) -> bool:
    """Whether name, titles, headings or types speak of payments; `Category` and `Value` may be of anything."""
    if re.search(_WORDS["payment"], about):
        return True
    if any(re.search(r"payment|allowance|\btlr", column.heading, re.IGNORECASE) for column in columns):
        return True
    types = headings.collection.fields["payment.PaymentType"]
    column = _column_of(columns, headings, "payment.PaymentType", "payment")
    look = next((one.look for one in columns if one.index == column), None)
    return look is not None and ((fits := fit(types, look, headings.collection)) is None or fits >= 0.5)


_NO_PAYMENT: Final = re.compile(
    r"\b(?:basic|salary|wages?|overtime|pension|tax|national insurance|deduction|arrears|sick|maternity|voucher)",
    re.IGNORECASE,
)
"""Words of pay elements that are no additional payments."""


def _are_pay_elements(columns: Sequence[Column], headings: Headings) -> bool:
    """Whether what stands under `Element` is all that somebody is paid, and not additional payments alone."""
    index = _column_of(columns, headings, "payment.PaymentName", "payment")
    column = next((one for one in columns if one.index == index), None)
    if column is None or column.settled or not re.search(r"\belement", column.heading, re.IGNORECASE):
        return False
    return any(map(_NO_PAYMENT.search, column.look.texts))


def _contracts_repeat(table: Table, columns: Sequence[Column], headings: Headings, rows: Sequence[int]) -> bool:
    """Whether one contract number stands on several rows."""
    column = _column_of(columns, headings, "contract.ContractRef")
    if column is None:
        return False
    seen = [cell_text(table.columns[column][row]) for row in rows]
    filled = [text for text in seen if text]
    return len(set(filled)) < len(filled)


def _column_of(columns: Sequence[Column], headings: Headings, name: str, grain: str = "contract") -> int | None:
    for column in columns:
        if column.settled:
            if any(target.field == name for target in column.targets):
                return column.index
            continue
        candidates = propose(column, headings, grain, thorough=False)
        if candidates and candidates[0].target == name and candidates[0].worth >= CERTAIN:
            return column.index
    return None


def _person_or_contract(table: Table, columns: Sequence[Column], headings: Headings, rows: Sequence[int]) -> str:
    """Tell a list of people from a list of contracts.

    By whether it says anything of a contract, and whether people repeat.
    """
    fields, _, _ = _fields(columns, headings, "contract")
    names = {target.field for target in fields}
    contract_fields = {name for name in names if name.startswith(("contract.", "payment.", "role."))}
    if not contract_fields - SPREADS - {"role.RoleIdentifier"}:
        return "person"
    if not names & TELLS_CONTRACTS or not names & {"staff.PersonFamilyName", "staff.FullName"}:
        return "contract"
    return "contract" if _people_repeat(table, columns, headings, rows) else "person"


def _people_repeat(table: Table, columns: Sequence[Column], headings: Headings, rows: Sequence[int]) -> bool:
    """Whether somebody has two rows.

    By the staff number, else by name and date of birth. A blank number goes on with the one above.
    """
    number = _column_of(columns, headings, "staff.PersonRef")
    if number is not None:
        keys = [cell_text(table.columns[number][row]) for row in rows]
        if any(keys):
            filled = [key for key in keys if key]
            return len(set(filled)) < len(filled) or len(filled) < 0.9 * len(keys)
    parts = [
        table.columns[column]
        for column in (
            _column_of(columns, headings, name)
            for name in ("staff.FullName", "staff.PersonFamilyName", "staff.PersonGivenName", "staff.PersonBirthDate")
        )
        if column is not None
    ]
    people = [tuple(cell_text(part[row]).casefold() for part in parts) for row in rows]
    return len(set(people)) < len(people)
