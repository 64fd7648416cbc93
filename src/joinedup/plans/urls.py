"""Addresses of what was agreed with people."""

from django.urls import path

from joinedup.plans import views

app_name = "plans"

urlpatterns = [
    path("", views.ListWaiting.as_view(), name="waiting"),
    path("people/<uuid:person_id>", views.SeeAgreements.as_view(), name="agreements"),
    path("people/<uuid:person_id>/print", views.PrintAgreement.as_view(), name="sheet"),
    path("people/<uuid:person_id>/write", views.WriteAgreement.as_view(), name="write"),
    path("<uuid:agreement_id>/review", views.ReviewAgreement.as_view(), name="review"),
    path("replies/<uuid:reply_id>", views.AnswerReply.as_view(), name="reply"),
]
