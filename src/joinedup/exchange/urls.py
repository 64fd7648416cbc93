"""Addresses that partners' systems use."""

from django.urls import path

from joinedup.exchange import views

app_name = "exchange"

urlpatterns = [
    path("fhir/$process-message", views.ProcessMessage.as_view(), name="process_message"),
    path("fhir/metadata", views.Metadata.as_view(), name="metadata"),
]
