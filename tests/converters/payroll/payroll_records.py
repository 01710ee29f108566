"""Records of pay for tests, straight from rows, without files."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from converters.sample.truth import by_ref, table
from swf_desktop.canonical import canonical_value, value_of
from swf_desktop.collection import Collection
from swf_desktop.record import Origin, Record, Return, Sheet, Value

COLLECTION = Collection.load(2013)


def sheet_of(name: str, *fields: str) -> Sheet:
    """A sheet whose columns are these fields, from A on."""
    return Sheet(name, "Pay", {field: index for index, field in enumerate(fields)})


def put(record: Record, **values: Any) -> Record:
    """Fill fields: text as canonical text, everything else as typed."""
    for tag, value in values.items():
        if value is None or value == "":
            continue
        field = COLLECTION.fields[f"{record.kind}.{tag}"]
        record.values[tag] = canonical_value(field, value) if isinstance(value, str) else value_of(field, value)
    return record


def unread(record: Record, tag: str, text: str) -> Record:
    """Fill a field with text that the reading of rows left as it stands."""
    record.values[tag] = Value(text, None, text)
    return record


def person(return_: Return, reference: str = "1", **values: Any) -> Record:
    """Add a person."""
    record = Record("staff", f"PersonRef:{reference}")
    put(record, PersonRef=reference, PersonFamilyName="Test", **values)
    return return_.message.add(record)


def contract(staff: Record, sheet: Sheet | None = None, row: int = 2, **values: Any) -> Record:
    """Add an open contract; `SpinePoint` stays as it is written."""
    number = len(staff.of("contract")) + 1
    record = Record("contract", f"{staff.key}/contract:{number}", origin=None if sheet is None else Origin(sheet, row))
    values = {"ContractType": "PRM", "ContractStart": "2010-09-01", **values}
    point = values.pop("SpinePoint", None)
    put(record, **values)
    if point is not None:
        unread(record, "SpinePoint", point)
    return staff.add(record)


def element(contract_: Record, name: str, period: str, rate: Any, units: Any = "1", amount: Any = None) -> Record:
    """Add a pay element."""
    record = Record("element", f"{contract_.key}/element:{len(contract_.of('element')) + 1}", origin=contract_.origin)
    put(record, ElementName=name, ElementPeriod=period, ElementRate=rate, ElementUnits=units, ElementAmount=amount)
    return contract_.add(record)


def sample_school() -> Return:
    """The sample school's pay as its files say it: scale, point and region in their words, elements in rows."""
    return_ = Return(name="2999")
    sheet = sheet_of("payroll 2013-11.xlsx", "contract.Scale", "contract.SpinePoint", "element.ElementRate")
    qts = {row["PersonRef"]: row["QTStatus"] for row in table("staff")}
    names = {row["PersonRef"]: row["PersonFamilyName"] for row in table("staff")}
    elements = by_ref(table("pay"), "ContractRef")
    roles = by_ref(table("roles"), "ContractRef")
    people: dict[str, Record] = {}
    for number, row in enumerate(table("contracts"), 2):
        reference = row["PersonRef"]
        if reference not in people:
            people[reference] = Record("staff", f"PersonRef:{reference}")
            put(people[reference], PersonRef=reference, PersonFamilyName=names[reference], QTStatus=qts[reference])
            return_.message.add(people[reference])
        record = Record(
            "contract", f"{people[reference].key}/contract:{row['ContractRef']}", origin=Origin(sheet, number)
        )
        tags = ("ContractRef", "ContractType", "ContractStart", "ContractEnd", "Post", "DailyRate")
        put(record, **{tag: row[tag] for tag in (*tags, "HoursPerWeek", "FTEHours", "WeeksPerYear")})
        put(record, JobTitle=row["job_title"], PaidWeeks=row["paid_weeks"], DailyPay=row["daily_pay"])
        for tag, text in (
            ("Scale", row["as_scale"]),
            ("SpinePoint", row["as_point"]),
            ("RegionSpine", row["as_region"]),
        ):
            if text:
                unread(record, tag, text)
        people[reference].add(record)
        for line in elements.get(row["ContractRef"], ()):
            amount = Decimal(line["Rate"]) * Decimal(line["Units"])
            element(
                record, line["Element"], line["Period"], line["Rate"], line["Units"], amount.quantize(Decimal("0.01"))
            )
        for role in roles.get(row["ContractRef"], ()):
            child = Record("role", f"{record.key}/role:{len(record.of('role')) + 1}", origin=Origin(sheet, number))
            tags = ("RoleIdentifier", "Scale", "HoursPerWeek", "FTEHours", "WeeksPerYear")
            put(child, ActualSalary=role["BasePay"], **{tag: role[tag] for tag in tags})
            record.add(child)
    return return_
