"""Every address of the application, room by room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("joinedup.web.urls")),
    path("", include("joinedup.office.urls")),
    path("people/", include("joinedup.people.urls")),
    path("safeguarding/", include("joinedup.safeguarding.urls")),
    path("referrals/", include("joinedup.referrals.urls")),
    path("what-we-agreed/", include("joinedup.plans.urls")),
    path("", include("joinedup.measures.urls")),
    path("voice/", include("joinedup.voice.urls")),
    path("my-care/", include("joinedup.mycare.urls")),
    path("subject-access/", include("joinedup.subject_access.urls")),
    path("desk/", include("joinedup.desk.urls")),
    path("", include("joinedup.exchange.urls")),
]

handler400 = "joinedup.web.errors.bad_request"
handler403 = "joinedup.web.errors.forbidden"
handler404 = "joinedup.web.errors.not_found"
handler429 = "joinedup.web.errors.too_many"
handler500 = "joinedup.web.errors.server_error"
