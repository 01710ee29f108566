"""The return as it is shown: its records, their fields and pay, names of people, hidden or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ui.session.events import HIDDEN
from ui.session.state import State
from ui.session.typed import shown

if TYPE_CHECKING:
    from converters.payroll.contract_pay import ContractPay
    from swf_desktop.collection import Field
    from swf_desktop.record import Record

PRIVATE: Final = frozenset(
    {"PersonFamilyName", "PersonGivenName", "FormerFamilyName", "FullName", "Initials", "NINumber", "TeacherNumber",
     "PersonBirthDate", "PersonRef"}
)  # fmt: skip


class Shown:
    """Reads the records for those who show them."""

    def __init__(self, state: State) -> None:
        self._state = state

    def record(self, key: str) -> Record | None:
        """Return a record by its key."""
        return self._state.records.by_key.get(key)

    def field(self, record: Record, tag: str) -> Field | None:
        """Return the Field of a record's tag, None where the year has no such field."""
        collection = self._state.collection
        return collection.fields.get(f"{record.kind}.{tag}") if collection is not None else None

    def text(self, record: Record, tag: str, *, described: bool = False) -> str:
        """Return a field as people read it (dates dd/mm/yyyy), hidden where names and pay are hidden."""
        field = self.field(record, tag)
        value = record.values.get(tag)
        if field is None or value is None:
            return ""
        if self._state.private and self.is_private(field.kind, tag, field.type):
            return HIDDEN
        return shown(field, value, collection=self._state.collection if described else None)

    @staticmethod
    def is_private(kind: str, tag: str, type_: str) -> bool:
        """Whether a field is hidden for demonstrations: names, numbers of persons, dates of birth, sums of money."""
        return type_ == "money" or tag == "PayAmount" or (kind == "staff" and tag in PRIVATE)

    def name_of(self, person: Record) -> str:
        """Return how people name a person, or `Person 12` where names are hidden."""
        from swf_desktop.facts import person_label

        if not self._state.private:
            return person_label(person)
        return f"Person {self._state.records.number_of(person)}"

    def pay_of(self, person: Record) -> list[ContractPay]:
        """Return the pay of a person's open contracts (or roles), as last worked out."""
        return self._state.records.pays.get(person.key, [])

    @property
    def all_pay(self) -> list[ContractPay]:
        """The pay of everybody, in the order they are sent."""
        return [pay for person in self._state.people for pay in self.pay_of(person)]
