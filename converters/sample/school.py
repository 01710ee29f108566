"""The sample school, Harbour Lane Primary (fictional, 999/2999): its truth, and the ugly files such a school has."""

from __future__ import annotations

from pathlib import Path

from converters.sample.lists import write_absences, write_hr_list, write_school
from converters.sample.payroll import write_payroll

LEA = "999"
ESTAB = "2999"


def write_sample(folder: Path) -> list[Path]:
    """Write the four files of the sample school into `folder` (made if missing), the same bytes each time.

    Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [
        write_payroll(folder / "payroll 2013-11.xlsx"),
        write_hr_list(folder / "HR list.csv"),
        write_absences(folder / "absences.xlsx"),
        write_school(folder / "school.xlsx"),
    ]
