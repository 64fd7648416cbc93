"""Extracts of client level data as tests need them: a council's rows about Ethel."""

import csv
import io
from collections.abc import Iterable, Mapping

from joinedup.exchange.domain.client_level_lists import COLUMNS
from tests.builders.exchange import ETHEL

SERVICE = {
    "Reporting Period Start Date": "01/04/2026",
    "Reporting Period End Date": "30/09/2026",
    "LA Code": "999",
    "NHS Number": ETHEL,
    "LA Person Unique Identifier": "C-1001",
    "First Name": "Ethel",
    "Last Name": "Marsh",
    "Date of Birth": "02/03/1945",
    "Client Type": "Service User",
    "Primary Support Reason": "Physical Support: Personal Care Support",
    "Event Type": "Service",
    "Event Reference": "S-77",
    "Event Start Date": "01/05/2026",
    "Event Outcome": "Provision of service",
    "Service Type": "Long Term Support: Community",
    "Service Component": "Home Support",
    "Delivery Mechanism": "CASSR Managed Personal Budget",
    "Provider CQC Location Name": "Cedar Walk Care at Home",
    "Provider CQC Location ID": "1-999999999",
    "Unit Cost": "21.37",
    "Cost Frequency (Unit Type)": "Hourly",
    "Planned units per week": "14",
}
REQUEST = {
    "Event Type": "Request",
    "Event Reference": "R-5",
    "Event Start Date": "2026-04-20",
    "Event End Date": "2026-04-21",
    "Event Outcome": "Progress to Assessment",
    "Request: Route of Access": "Discharge from Hospital",
    "Service Type": "",
    "Service Component": "",
    "Planned units per week": "",
    "Unit Cost": "",
}


def a_row(**changes: str) -> dict[str, str]:
    """A service that Ethel has; a change is named by its column with lines for spaces."""
    row = dict.fromkeys(COLUMNS, "") | SERVICE
    known = {column.lower(): column for column in COLUMNS}
    return row | {known[name.replace("_", " ")]: value for name, value in changes.items()}


def a_request(**changes: str) -> dict[str, str]:
    """A request that was made for her."""
    return a_row(**changes) | {
        key: value for key, value in REQUEST.items() if key.lower().replace(" ", "_") not in changes
    }


def as_csv(rows: Iterable[Mapping[str, str]], *, columns: Iterable[str] = COLUMNS) -> bytes:
    """Rows as a file holds them."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    names = list(columns)
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return written.getvalue().encode()
