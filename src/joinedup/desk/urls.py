"""Addresses of the desk."""

from django.urls import path

from joinedup.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.MyWork.as_view(), name="home"),
    path("people/<uuid:person_id>", views.SeePerson.as_view(), name="person"),
    path("people/<uuid:person_id>/emergency", views.SeeEmergency.as_view(), name="emergency"),
    path("people/<uuid:person_id>/fridge", views.PrintFridgeCopy.as_view(), name="fridge"),
    path("record/<uuid:entry_id>", views.SeeEntry.as_view(), name="entry"),
    path("readings", views.ReviewReadings.as_view(), name="readings"),
    path("readings/<uuid:person_id>", views.ReviewPerson.as_view(), name="looks"),
]
