"""Addresses that partners' systems use."""

from typing import Any

from django.urls import URLPattern, path, register_converter

from joinedup.exchange.views import apps, messages, reading, taking

register_converter(taking.KindConverter, "taken_kind")

app_name = "exchange"


def _readable(kind: str, named: str, one: Any, many: Any, by_form: Any) -> list[URLPattern]:
    at, name = f"fhir/{kind}", kind.lower()
    return [
        path(at, many, name=f"search_{name}"),
        path(f"{at}/_search", by_form, name=f"search_{name}_by_form"),
        path(f"{at}/<uuid:{named}>", one, name=f"read_{name}"),
    ]


urlpatterns = [
    path("fhir/$process-message", messages.ProcessMessage.as_view(), name="process_message"),
    path("apps/people/<uuid:person_id>", apps.OpenInApp.as_view(), name="open_in_app"),
    path("apps/authorise", apps.LetAppRead.as_view(), name="let_app_read"),
    path("apps/token", apps.GiveToken.as_view(), name="give_token"),
    path(
        "fhir/.well-known/smart-configuration",
        apps.SmartConfiguration.as_view(),
        name="smart_configuration",
    ),
    path("fhir/metadata", messages.Metadata.as_view(), name="metadata"),
    *_readable("Patient", "person_id", *reading.PEOPLE),
    *_readable("ServiceRequest", "referral_id", *reading.REFERRALS),
    *_readable("Task", "line_id", *reading.LINES),
    *(
        address
        for kind, views in reading.ENTRIES.items()
        for address in _readable(kind, "entry_id", *views)
    ),
    path("fhir", taking.TakeBundle.as_view(), name="take_bundle"),
    path("fhir/", taking.TakeBundle.as_view(), name="take_bundle_at_root"),
    path("fhir/<taken_kind:kind>", taking.TakeResource.as_view(), name="take_resource"),
]
