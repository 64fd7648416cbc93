"""Addresses of no room: the first page, the pulse of the process, the pages of the footer."""

from django.urls import path

from joinedup.web import views

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("healthz", views.Health.as_view(), name="health"),
    path("accessibility", views.About.as_view(topic="accessibility"), name="accessibility"),
    path("privacy", views.About.as_view(topic="privacy"), name="privacy"),
    path("help", views.About.as_view(topic="help"), name="help"),
]
