"""Addresses of the kit, of sign-in and of the gallery: nothing of the rooms above."""

from django.urls import include, path

from tests.gallery import views

urlpatterns = [
    path("", include("joinedup.web.urls")),
    path("", include("joinedup.office.urls")),
    path(
        "gallery/",
        include(
            (
                [
                    path("queue", views.Queue.as_view(), name="queue"),
                    path("changes", views.Changes.as_view(), name="changes"),
                    path("person", views.Person.as_view(), name="person"),
                    path("form", views.FormPage.as_view(), name="form"),
                    path("draft", views.Draft.as_view(), name="draft"),
                    path("drafts", views.Drafts.as_view(), name="drafts"),
                    path("check", views.Check.as_view(), name="check"),
                    path("confirm", views.Confirm.as_view(), name="confirm"),
                    path("error/<str:kind>", views.Wrong.as_view(), name="error"),
                    path("look/<uuid:person_id>", views.Look.as_view(), name="look"),
                    path("find", views.Find.as_view(), name="find"),
                    path("triage", views.Triage.as_view(), name="triage"),
                    path("program", views.Program.as_view(), name="program"),
                ],
                "gallery",
            )
        ),
    ),
]
handler400 = "joinedup.web.errors.bad_request"
handler403 = "joinedup.web.errors.forbidden"
handler429 = "joinedup.web.errors.too_many"
handler404 = "joinedup.web.errors.not_found"
handler500 = "joinedup.web.errors.server_error"
