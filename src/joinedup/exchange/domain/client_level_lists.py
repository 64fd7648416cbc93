"""Facts of adult social care client level data, Release 1: its columns and its lists of values.

Put down from what is published about Release 1 (2023): check them against the specification that a
council works to before relying on them. A list that is not here is not checked.
"""

from typing import Final

LA_CODE: Final = "LA Code"
NHS_NUMBER: Final = "NHS Number"
OWN_NUMBER: Final = "LA Person Unique Identifier"
FIRST_NAME: Final = "First Name"
LAST_NAME: Final = "Last Name"
BORN_ON: Final = "Date of Birth"
DIED_ON: Final = "Date of Death"
CLIENT_TYPE: Final = "Client Type"
EVENT_TYPE: Final = "Event Type"
REFERENCE: Final = "Event Reference"
STARTED_ON: Final = "Event Start Date"
ENDED_ON: Final = "Event End Date"
DESCRIPTION: Final = "Event Description"
OUTCOME: Final = "Event Outcome"
ROUTE: Final = "Request: Route of Access"
ASSESSMENT: Final = "Assessment Type"
SERVICE: Final = "Service Type"
COMPONENT: Final = "Service Component"
DELIVERY: Final = "Delivery Mechanism"
PROVIDER: Final = "Provider CQC Location Name"
PROVIDER_ID: Final = "Provider CQC Location ID"
REVIEW_REASON: Final = "Review Reason"
UNITS: Final = "Planned units per week"

COLUMNS: Final = (
    "Reporting Period Start Date",
    "Reporting Period End Date",
    LA_CODE,
    NHS_NUMBER,
    OWN_NUMBER,
    FIRST_NAME,
    LAST_NAME,
    "GP Practice Name",
    "GP Practice Code",
    "Gender",
    "Ethnicity",
    BORN_ON,
    DIED_ON,
    CLIENT_TYPE,
    "Primary Support Reason",
    "Postcode",
    "Accommodation Status",
    "Employment Status",
    "Has Unpaid Carer",
    "Autism Spectrum Disorder (ASD)",
    "Visual Impairment",
    "Hearing Impairment",
    "Dementia",
    "Client Funding Status",
    EVENT_TYPE,
    REFERENCE,
    STARTED_ON,
    ENDED_ON,
    DESCRIPTION,
    OUTCOME,
    ROUTE,
    ASSESSMENT,
    "Eligible Needs Identified",
    "Method of Assessment",
    "Total Hrs Caring per week",
    "No. of adults being cared for",
    "Adult 1 Linked Person_ID",
    "Adult 2 Linked Person_ID",
    "Adult 3 Linked Person_ID",
    SERVICE,
    COMPONENT,
    DELIVERY,
    PROVIDER,
    PROVIDER_ID,
    REVIEW_REASON,
    "Review Outcomes Achieved",
    "Method of Review",
    "Unit Cost",
    "Cost Frequency (Unit Type)",
    UNITS,
)

# What is shown beside an event. No cost, and nothing of how it is paid for, is among it: that stays
# in the file.
SHOWN: Final = (
    CLIENT_TYPE,
    "Primary Support Reason",
    OUTCOME,
    ROUTE,
    ASSESSMENT,
    "Eligible Needs Identified",
    "Method of Assessment",
    SERVICE,
    COMPONENT,
    DELIVERY,
    PROVIDER_ID,
    REVIEW_REASON,
    "Review Outcomes Achieved",
    "Method of Review",
)

REQUEST, ASSESSED, SERVED, REVIEWED = "Request", "Assessment", "Service", "Review"
ASSOCIATED: Final = "Carer known by association"

LISTS: Final = {
    EVENT_TYPE: (REQUEST, ASSESSED, SERVED, REVIEWED),
    CLIENT_TYPE: ("Service User", "Carer", ASSOCIATED),
    SERVICE: (
        "Short Term Support: ST-Max",
        "Long Term Support: Nursing Care",
        "Long Term Support: Residential Care",
        "Long Term Support: Community",
        "Long Term Support: Prison",
        "Short Term Support: Ongoing Low Level",
        "Short Term Support: Other Short Term",
    ),
    OUTCOME: (
        "Progress to Reablement/ST-Max",
        "Progress to Assessment",
        "Admitted to hospital",
        "Progress to Re-assessment / Unplanned Review",
        "Progress to Support Planning / Services",
        "Progress to End of Life Care",
        "No change in package",
        "Service ended as planned",
        "Progress to financial assessment",
        "Provision of service",
        "NFA - Deceased",
        "NFA - Moved to another LA",
        "NFA - 100% NHS funded care",
        "NFA - Information & Advice / Signposting only",
        "NFA - Self-funded client (Inc. 12wk disregard)",
        "NFA - Support declined",
        "NFA - Support ended: Other reason",
        "NFA - No services offered: Other reason",
        "NFA - Other",
    ),
}
