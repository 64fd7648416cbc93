"""Addresses that partners' systems use."""

from django.urls import path

from joinedup.exchange.views import messages

app_name = "exchange"

urlpatterns = [
    path("fhir/$process-message", messages.ProcessMessage.as_view(), name="process_message"),
    path("fhir/metadata", messages.Metadata.as_view(), name="metadata"),
]
