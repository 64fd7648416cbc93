"""Addresses of requests for a copy."""

from django.urls import path

from joinedup.subject_access import views

app_name = "subject_access"
_ONE = "<uuid:request_id>"

urlpatterns = [
    path("", views.ListRequests.as_view(), name="requests"),
    path("new", views.OpenRequest.as_view(), name="open"),
    path(_ONE, views.SeeRequest.as_view(), name="request"),
    path(f"{_ONE}/rows/<uuid:row_id>", views.JudgeRow.as_view(), name="judge"),
    path(f"{_ONE}/judge-all", views.JudgeAll.as_view(), name="judge_all"),
    path(f"{_ONE}/names", views.LeaveOut.as_view(), name="leave_out"),
    path(f"{_ONE}/extend", views.Extend.as_view(), name="extend"),
    path(f"{_ONE}/release", views.Release.as_view(), name="release"),
    path(f"{_ONE}/take", views.TakeCopy.as_view(), name="take"),
    path(f"{_ONE}/again", views.MakeAgain.as_view(), name="again"),
    path(f"{_ONE}/close", views.Close.as_view(), name="close"),
]
