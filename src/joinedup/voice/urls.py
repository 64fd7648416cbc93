"""Addresses of what people say."""

from django.urls import path

from joinedup.voice import views

app_name = "voice"
urlpatterns = [
    path("figures", views.SeeVoice.as_view(), name="figures"),
    path("words", views.SeeWords.as_view(), name="words"),
    path("mine", views.TellAsStaff.as_view(), name="staff"),
    path("paper/<uuid:person_id>", views.MakePaper.as_view(), name="paper"),
    path("paper", views.TypeIn.as_view(), name="type_in"),
]
