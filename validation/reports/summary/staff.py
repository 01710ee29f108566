"""Tables A to M of the summary: staff records, staff details, contracts, roles, third-party staff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from swf_desktop.collection import Field
from swf_desktop.facts import SERVICE_AGREEMENTS
from swf_desktop.record import Record
from validation.reports.summary.counted import (
    GROUP_COLUMNS,
    Cell,
    Chart,
    Column,
    Counted,
    Group,
    SummaryTable,
    added,
    block_fte,
    categories_of,
    category_of,
    contract_fte,
    rounded,
    sex,
)
from validation.rule import HOURS_TAGS, Contract, PayBlock, Person

_NOT_COUNTED: Final = (
    "The return says that another file brings the contracts (usually the local authority's), so this table stays empty."
)
# Items that most people rightly have none of; a count of their blanks would say nothing.
_RARE: Final = frozenset({"FormerFamilyName", "QTSRoute", "OverseasTrndTchr"})


def table_a(counted: Counted) -> SummaryTable:
    """Staff records, and who of them has a contract, by category."""
    categories = categories_of(counted.collection)

    def row(title: str, people: Iterable[Person]) -> tuple[Cell, ...]:
        found = Counter(person.category for person in people)
        return (title, *(found[category] for category in categories), found.total())

    def contracts(title: str, some: Iterable[Contract]) -> tuple[Cell, ...]:
        found = Counter(category_of(contract) for contract in some)
        return (title, *(found[category] for category in categories), found.total())

    people = counted.people
    every = [contract for person in people for contract in person.contracts]
    return SummaryTable(
        "A",
        "Staff records and contracts or service agreements",
        (Column("", number=False), *(Column(title) for title in categories.values()), Column("In all")),
        (
            row("Staff records in all", people),
            row("Staff with a contract or agreement open on the reference date", counted.current),
            row("Staff with any contract or agreement", (person for person in people if person.contracts)),
            row("Staff with none", (person for person in people if not person.contracts)),
            contracts("Contracts and agreements in all", every),
            contracts("Contracts and agreements open on the reference date", counted.open_contracts),
        ),
        (),
        "Is everybody here who worked in regular service on the reference date, and nobody who did not? Open means "
        "begun by that day and not ended before it.",
        ("The people with an open contract are the total of D, E, F and G.", "The open contracts are the total of H."),
        (
            "People count under the lowest category that any of their contracts gives; contracts under their own. "
            "So the rows of people and of contracts need not agree by category.",
        ),
    )


def table_b(counted: Counted) -> SummaryTable:
    """How often each item of staff details is blank, among the people it is asked of."""
    rows = []
    for field in counted.collection.kinds["staff"].fields.values():
        if not field.sent or field.tag in _RARE:
            continue
        title, asked = field.label, [person for person in counted.people if _asked(field, person.category)]
        if field.tag == "TeacherNumber":
            title += " (of staff with qualified teacher status)"
            asked = [person for person in asked if person.record.typed("QTStatus") is True]
        rows.append((title, len(asked), sum(not person.record.has(field.tag) for person in asked)))
    return SummaryTable(
        "B",
        "Missing staff details",
        (Column("Item", number=False), Column("People it is asked of"), Column("Blank")),
        tuple(rows),
        (),
        "Every figure in the last column should be 0, or you should know whose it is: the list of findings names them.",
        ("The people it is asked of are those of A, by category.",),
    )


def _asked(field: Field, category: int | None) -> bool:
    return category is None or not field.categories or category in field.categories


def table_c(counted: Counted) -> SummaryTable:
    """How often each item of contracts is blank, among the contracts it is asked of."""
    fields = counted.collection.kinds["contract"].fields

    def row(title: str, asked: list[Contract], blank: Callable[[Contract], bool]) -> tuple[Cell, ...]:
        return (title, len(asked), sum(map(blank, asked)))

    def by_tag(tag: str, asked: list[Contract], title: str = "") -> tuple[Cell, ...]:
        concerned = [contract for contract in asked if _asked(fields[tag], category_of(contract))]
        return row(title or fields[tag].label, concerned, lambda contract: not contract.record.has(tag))

    current = counted.open_contracts
    every = [contract for person in counted.people for contract in person.contracts]
    ended = [contract for contract in every if not contract.open and contract.end is not None]
    paid = [contract for contract in current if contract.daily_rate is not True]
    rows = [
        by_tag("ContractType", every),
        by_tag("ContractStart", every),
        by_tag("ContractEnd", [contract for contract in every if contract.type == "FXT"], "End date (of fixed-term)"),
        by_tag("Post", every),
        by_tag("SchoolArrivalDate", [contract for contract in every if contract.record.code("LASchoolLevel") != "L"]),
        by_tag("DailyRate", current),
        by_tag("DestinationCode", ended, "Destination (of ended contracts)"),
        row("Role", every, lambda contract: not contract.role_codes),
        row("Base pay, or scale, region and point (not daily rate)", paid, _without_pay),
        *(row(fields[tag].label, current, _without(tag)) for tag in HOURS_TAGS),
    ]
    return SummaryTable(
        "C",
        "Missing contract or service agreement data",
        (Column("Item", number=False), Column("Contracts it is asked of"), Column("Blank")),
        () if counted.contracts_elsewhere else tuple(rows),
        (),
        "Every figure in the last column should be 0, or you should know why it is not.",
        ("Pay and hours are asked of the open contracts of A and H.",),
        (_NOT_COUNTED,) if counted.contracts_elsewhere else (),
    )


def _without_pay(contract: Contract) -> bool:
    return any(
        block.base_pay is None and not (block.scale and block.region and block.point) for block in contract.pay_blocks()
    )


def _without(tag: str) -> Callable[[Contract], bool]:
    return lambda contract: any(not block.has(tag) for block in contract.hours_blocks())


def _by_category(
    counted: Counted, letter: str, title: str, columns: dict[str, Callable[[Person], bool]], check: str, agrees: str
) -> SummaryTable:
    def row(label: str, people: list[Person]) -> tuple[Cell, ...]:
        return (label, *(sum(map(test, people)) for test in columns.values()), len(people))

    rows = [
        row(label, [person for person in counted.current if person.category == category])
        for category, label in categories_of(counted.collection).items()
    ]
    total = row("In all", counted.current)
    heads = (Column("Staff", number=False), *map(Column, columns), Column("People"))
    if counted.contracts_elsewhere:
        return SummaryTable(letter, title, heads, (), (), check, (agrees,), (_NOT_COUNTED,))
    shown = tuple(cells for cells in rows if cells[-1])
    return SummaryTable(letter, title, heads, shown, (total,), check, (agrees,))


def table_d(counted: Counted) -> SummaryTable:
    """Qualified teacher status and HLTA status by category."""

    def status(tag: str, wanted: bool | None) -> Callable[[Person], bool]:
        return lambda person: person.record.typed(tag) is wanted

    columns = {
        f"{name}: {said}": status(tag, wanted)
        for name, tag in (("QTS", "QTStatus"), ("HLTA", "HLTAStatus"))
        for said, wanted in (("yes", True), ("no", False), ("not said", None))
    }
    return _by_category(
        counted,
        "D",
        "QT and HLTA status of staff in regular service on the reference date",
        columns,
        "Is every qualified teacher counted as qualified? Are teachers without the status (instructors, trainees) "
        "right? HLTA status is for teaching assistants who hold it, whatever their role.",
        "The people are those of A with an open contract, and of G.",
    )


def table_e(counted: Counted) -> SummaryTable:
    """Ethnicity of the people in regular service."""
    return _by_code(
        counted,
        "E",
        "Ethnicity",
        "Ethnicity",
        ("REFU", "NOBT"),
        "Are refused and not yet obtained as few as they can be? Refused is for people who were asked.",
    )


def table_f(counted: Counted) -> SummaryTable:
    """Disability of the people in regular service."""
    return _by_code(
        counted,
        "F",
        "Disability",
        "Disability",
        ("YES", "NO", "REFU", "NOBT"),
        "Are refused and not yet obtained as few as they can be? Only the people themselves can say this.",
    )


def _by_code(counted: Counted, letter: str, title: str, tag: str, always: tuple[str, ...], check: str) -> SummaryTable:
    set_id = counted.collection.fields[f"staff.{tag}"].code_set
    groups: dict[str | None, list[Person]] = {code: [] for code in always}
    for person in counted.current:
        groups.setdefault(person.record.code(tag), []).append(person)

    def row(label: str, people: list[Person]) -> tuple[Cell, ...]:
        found = Counter(person.category for person in people)
        return (label, found[1] + found[2], found[3], found[4] + found[None], len(people))

    rows = [row(counted.describe(set_id, code), groups[code]) for code in counted.in_code_order(set_id, groups)]
    return SummaryTable(
        letter,
        title,
        (Column(title, number=False), *map(Column, ("Teachers", "Teaching assistants", "Other staff", "People"))),
        () if counted.contracts_elsewhere else tuple(rows),
        () if counted.contracts_elsewhere else (row("In all", counted.current),),
        check,
        ("The people are those of A with an open contract.", "Blanks here are among those of B."),
        (_NOT_COUNTED,) if counted.contracts_elsewhere else (),
    )


def table_g(counted: Counted) -> SummaryTable:
    """All current contracted staff by post, full or part time and gender."""
    set_id = counted.collection.fields["contract.Post"].code_set
    posts: dict[str | None, list[Contract]] = {}
    for contract in counted.open_contracts:
        posts.setdefault(contract.post, []).append(contract)

    def row(label: str, contracts: list[Contract]) -> tuple[Cell, ...]:
        group = Group(contracts)
        qualified = sum(person.record.typed("QTStatus") is True for person in group.people)
        return (label, *group.cells(), qualified)

    order = counted.in_code_order(set_id, posts)
    rows = [row(counted.describe(set_id, code), posts[code]) for code in order]
    agencies = [contract for contract in counted.open_contracts if contract.type in SERVICE_AGREEMENTS]
    unknown = sum(contract_fte(contract) is None for contract in counted.open_contracts)
    notes = [
        "Somebody with two posts counts once under each and once in the total, so the total can be less than the sum. "
        "Full time means that the hours of all contracts counted in the row make a full-time week or more. FTE is of "
        "hours in the week: fewer weeks in the year do not lower it."
    ]
    if unknown:
        notes.append(f"Contracts without hours, and so without FTE: {unknown:,}. The FTE is that much too low.")
    if counted.contracts_elsewhere:
        rows, notes = [], [_NOT_COUNTED]
    return SummaryTable(
        "G",
        "All current contracted staff in regular service, by post",
        (Column("Post", number=False), *GROUP_COLUMNS, Column("With QTS")),
        tuple(rows),
        ()
        if counted.contracts_elsewhere
        else (
            row("In all", counted.open_contracts),
            row("of which agency and service agreements", agencies),
        ),
        "Is there one head teacher? Are deputies and assistant heads as you know them? Is the FTE what you pay for?",
        ("The people are those of A with an open contract.", "Agency and service agreements are those of H."),
        tuple(notes),
        _people_by_post(counted, [(code, posts[code]) for code in order]) if rows else None,
    )


def _people_by_post(counted: Counted, posts: list[tuple[str | None, list[Contract]]]) -> Chart:
    set_id = counted.collection.fields["contract.Post"].code_set
    return chart(
        "People by post", [(counted.describe(set_id, code), len(Group(contracts).people)) for code, contracts in posts]
    )


def chart(title: str, bars: Iterable[tuple[str, int]]) -> Chart:
    """Return a picture of counts."""
    pairs = list(bars)
    return Chart(title, tuple(label for label, _ in pairs), tuple(number for _, number in pairs))


def table_h(counted: Counted) -> SummaryTable:
    """Types of contract and agreement open on the reference date, by what they are for."""
    set_id = counted.collection.fields["contract.ContractType"].code_set
    types: dict[str | None, list[Contract]] = {}
    for contract in counted.open_contracts:
        types.setdefault(contract.type, []).append(contract)

    def row(label: str, contracts: list[Contract]) -> tuple[Cell, ...]:
        found = Counter(category_of(contract) for contract in contracts)
        return (
            label,
            found[1] + found[2],
            found[3],
            found[4],
            found[None],
            len(contracts),
            len(Group(contracts).people),
        )

    rows = [row(counted.describe(set_id, code), types[code]) for code in counted.in_code_order(set_id, types)]
    heads = ("Teachers", "Teaching assistants", "Other support", "Not known", "Contracts", "People")
    return SummaryTable(
        "H",
        "Types of contract and agreement open on the reference date",
        (Column("Type", number=False), *map(Column, heads)),
        () if counted.contracts_elsewhere else tuple(rows),
        () if counted.contracts_elsewhere else (row("In all", counted.open_contracts),),
        "Are permanent, fixed-term and temporary told apart? Are agency staff under an agreement?",
        ("The contracts are the open ones of A.", "Daily-rate agreements are those of K."),
        (_NOT_COUNTED,) if counted.contracts_elsewhere else (),
    )


def table_k(counted: Counted) -> SummaryTable:
    """Open agreements and contracts paid by daily rate."""
    set_id = counted.collection.fields["contract.ContractType"].code_set
    types: dict[str | None, Counter[str | None]] = {}
    for contract in counted.open_contracts:
        said = contract.record.code("DailyRate")
        types.setdefault(contract.type, Counter())[said if said in ("Y", "N") else None] += 1

    def row(label: str, found: Counter[str | None]) -> tuple[Cell, ...]:
        return (label, found["Y"], found["N"], found[None], found.total())

    rows = [row(counted.describe(set_id, code), types[code]) for code in counted.in_code_order(set_id, types)]
    total: Counter[str | None] = sum(types.values(), Counter())
    return SummaryTable(
        "K",
        "Open agreements paid by daily rate",
        (Column("Type", number=False), *map(Column, ("Daily rate", "Not daily rate", "Not said", "Contracts"))),
        () if counted.contracts_elsewhere else tuple(rows),
        () if counted.contracts_elsewhere else (row("In all", total),),
        "Only agency teachers and the like are paid by daily rate, and their pay is not asked for. "
        "Is anybody here who has a salary?",
        ("The contracts are those of H.",),
        (_NOT_COUNTED,) if counted.contracts_elsewhere else (),
    )


def table_l(counted: Counted) -> SummaryTable:
    """Return current support staff by role, with teaching assistants among them."""
    set_id = counted.collection.fields["role.RoleIdentifier"].code_set
    support = [contract for contract in counted.open_contracts if category_of(contract) in (3, 4)]
    roles: dict[str | None, list[tuple[Contract, Record | None]]] = {}
    for contract in support:
        for role in contract.roles:
            roles.setdefault(role.code("RoleIdentifier"), []).append((contract, role))
        if not contract.roles:
            roles.setdefault(None, []).append((contract, None))
    shared = sum(len(contract.roles) > 1 and not _hours_by_role(contract) for contract in support)

    def row(label: str, found: list[tuple[Contract, Record | None]]) -> tuple[Cell, ...]:
        people = Group([contract for contract, _ in found]).people
        genders = Counter(map(sex, people))
        parts = [_role_fte(contract, role) for contract, role in found]
        return (label, genders["1"], genders["2"], genders[""], len(people), rounded(added(parts)))

    rows = [row(counted.describe(set_id, code), roles[code]) for code in counted.in_code_order(set_id, roles)]
    genders = Counter(map(sex, Group(support).people))
    total = ("In all", genders["1"], genders["2"], genders[""], len(Group(support).people), Group(support).fte())
    notes = []
    if shared:
        notes.append(
            f"Contracts with several roles but one figure of hours: {shared:,}. Their FTE cannot be told apart by role "
            "and stands in the total only."
        )
    return SummaryTable(
        "L",
        "Current support staff in regular service, by role",
        (Column("Role", number=False), *map(Column, ("Male", "Female", "Gender not known", "People", "FTE"))),
        () if counted.contracts_elsewhere else tuple(rows),
        () if counted.contracts_elsewhere else (total,),
        "Are teaching assistants, office, midday and site staff under the roles that they have? "
        "FTE looks low where hours are not given.",
        ("The people are those of G under the posts of support staff, advisory teachers and teaching assistants.",),
        (_NOT_COUNTED,) if counted.contracts_elsewhere else tuple(notes),
    )


def _hours_by_role(contract: Contract) -> bool:
    return any(role.has(tag) for role in contract.roles for tag in HOURS_TAGS)


def _role_fte(contract: Contract, role: Record | None) -> Decimal | None:
    """Return the FTE of one role of a contract, None where its hours cannot be told from other roles'."""
    if role is not None and _hours_by_role(contract):
        return block_fte(PayBlock(role, contract))
    return contract_fte(contract) if len(contract.roles) < 2 else None


def table_m(counted: Counted) -> SummaryTable:
    """Third-party support staff in school on the reference date."""
    school = counted.return_.school
    heads = [] if school is None else school.of("headcount")
    set_id = counted.collection.fields["headcount.AgencyTPsupportCategory"].code_set
    rows: dict[str | None, int] = {}
    unread = 0
    for head in heads:
        number = head.typed("SupHeadCount")
        code = head.code("AgencyTPsupportCategory")
        rows[code] = rows.get(code, 0) + (number if isinstance(number, int) else 0)
        unread += not isinstance(number, int)
    notes = []
    if school is None:
        notes.append("The return has no part for the school, so there are no head counts.")
    elif not heads:
        notes.append("No head counts are given. If there is nobody, leave it so; if nobody counted, ask the office.")
    if unread:
        notes.append(f"Head counts that are blank or no number: {unread}.")
    return SummaryTable(
        "M",
        "Third-party support staff in school on the reference date",
        (Column("Category", number=False), Column("Head count")),
        tuple((counted.describe(set_id, code), rows[code]) for code in counted.in_code_order(set_id, rows)),
        (("In all", sum(rows.values())),) if rows else (),
        "Caterers, cleaners and others whom a firm or the authority employs, counted on the day. "
        "Is anybody here who is also in the staff records?",
        ("Nobody of M should be in L.",),
        tuple(notes),
    )
