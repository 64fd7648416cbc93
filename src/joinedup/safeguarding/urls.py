"""Addresses of safeguarding concerns."""

from django.urls import path

from joinedup.safeguarding import views

app_name = "safeguarding"

urlpatterns = [
    path("", views.ListConcerns.as_view(), name="concerns"),
    path("mine", views.ListMine.as_view(), name="mine"),
    path("people/<uuid:person_id>", views.RaiseConcern.as_view(), name="raise"),
    path("<uuid:concern_id>", views.SeeConcern.as_view(), name="concern"),
    path("<uuid:concern_id>/receipt", views.SeeReceipt.as_view(), name="receipt"),
    path("<uuid:concern_id>/taken", views.AcknowledgeConcern.as_view(), name="acknowledge"),
    path("<uuid:concern_id>/send", views.SendAgain.as_view(), name="send_again"),
    path("<uuid:concern_id>/close", views.CloseConcern.as_view(), name="close"),
]
