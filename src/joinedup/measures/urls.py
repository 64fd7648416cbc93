"""Addresses of the figures."""

from django.urls import path

from joinedup.measures import views

app_name = "measures"
urlpatterns = [
    path("measures/response", views.SeeResponse.as_view(), name="response"),
    path("measures/response/behind", views.SeeBehind.as_view(), name="behind"),
    path("referrals/figures", views.SeeOldFigures.as_view(), name="old_figures"),
]
