"""Addresses of the person index. None carries a name or a number."""

from django.urls import path

from joinedup.people.views import (
    carers,
    caseload,
    documents,
    duplicates,
    glass,
    items,
    key_workers,
    launching,
    looks,
    meetings,
    opting_out,
    record,
    relations,
    restricting,
    sharing,
)
from joinedup.people.views import index as views

app_name = "people"

_ONE = "<uuid:person_id>"
_RESTRICTED = f"{_ONE}/restricted"
_PAIR = "duplicates/<uuid:pair_id>"
_GLASS = "glass/<uuid:glass_id>"
_MEETING = "meetings/<uuid:meeting_id>"
_ALERT = "alerts/<uuid:alert_id>"
_DOCUMENT = "documents/<uuid:document_id>"
_ENTRY = "record/<uuid:entry_id>"
_RELATIONSHIP = "relations/<uuid:relationship_id>"

urlpatterns = [
    path("find", views.AskForPerson.as_view(), name="find"),
    path("found", views.FindPerson.as_view(), name="found"),
    path("found.json", views.FindPersonForProgram.as_view(), name="find_json"),
    path("launched", launching.SeeLaunched.as_view(), name="launched"),
    path("new", views.RegisterPerson.as_view(), name="new"),
    path("unidentified", views.ListUnidentified.as_view(), name="unidentified"),
    path("duplicates", duplicates.ListDuplicates.as_view(), name="duplicates"),
    path(_PAIR, duplicates.SeePair.as_view(), name="pair"),
    path(f"{_PAIR}/one-person", duplicates.SayOnePerson.as_view(), name="one_person"),
    path(f"{_PAIR}/two-people", duplicates.SayTwoPeople.as_view(), name="two_people"),
    path(f"{_PAIR}/not-yet", duplicates.SayCannotTell.as_view(), name="cannot_tell"),
    path(f"{_ONE}/same-as", duplicates.FindOtherRecord.as_view(), name="other_record"),
    path(f"{_ONE}/part", duplicates.PartPeople.as_view(), name="part"),
    path("meetings", meetings.ListMeetings.as_view(), name="meetings"),
    path("meetings/new", meetings.CallMeeting.as_view(), name="call_meeting"),
    path(_MEETING, meetings.SeeMeeting.as_view(), name="meeting"),
    path(f"{_MEETING}/cancel", meetings.CancelMeeting.as_view(), name="cancel_meeting"),
    path(
        "agenda/<uuid:item_id>/take-off", meetings.TakeOffAgenda.as_view(), name="take_off_agenda"
    ),
    path(f"{_ONE}/agenda", meetings.PutOnAgenda.as_view(), name="put_on_agenda"),
    path("ours", caseload.SeeCaseload.as_view(), name="caseload"),
    path("carers", carers.SeeRegister.as_view(), name="carers"),
    path(f"{_ONE}/carer", carers.IdentifyCarer.as_view(), name="carer"),
    path("carers/<uuid:carer_id>/end", carers.EndCarer.as_view(), name="end_carer"),
    path("alerts", relations.ListAlerts.as_view(), name="alerts"),
    path(_ALERT, relations.ChangeAlert.as_view(), name="alert"),
    path(f"{_ALERT}/end", relations.EndAlert.as_view(), name="end_alert"),
    path(_RELATIONSHIP, relations.ChangeRelationship.as_view(), name="relationship"),
    path(f"{_RELATIONSHIP}/end", relations.EndRelationship.as_view(), name="end_relationship"),
    path(f"{_ONE}/documents", documents.ListDocuments.as_view(), name="documents"),
    path(
        f"{_ONE}/documents/<str:document_kind>",
        documents.RecordDocument.as_view(),
        name="record_document",
    ),
    path(_DOCUMENT, documents.SeeDocument.as_view(), name="document"),
    path(f"{_DOCUMENT}/seen", documents.SeeOriginal.as_view(), name="see_original"),
    path(f"{_DOCUMENT}/reviewed", documents.ReviewDocument.as_view(), name="review_document"),
    path(f"{_DOCUMENT}/end", documents.EndDocument.as_view(), name="end_document"),
    path(f"{_ENTRY}/who-sees", items.ChooseWhoSeesEntry.as_view(), name="who_sees_entry"),
    path(f"{_ENTRY}/own-view", items.MarkOwnViewOfEntry.as_view(), name="own_view_entry"),
    path(f"{_DOCUMENT}/who-sees", items.ChooseWhoSeesDocument.as_view(), name="who_sees_document"),
    path(f"{_DOCUMENT}/own-view", items.MarkOwnViewOfDocument.as_view(), name="own_view_document"),
    path(f"{_ONE}/alerts/new", relations.RaiseAlert.as_view(), name="raise_alert"),
    path(f"{_ONE}/relations/new", relations.Relate.as_view(), name="relate"),
    path(f"{_ONE}/relations/found", relations.FindRelated.as_view(), name="relate_find"),
    path(f"{_ONE}/registered", views.SeeRegistered.as_view(), name="registered"),
    path(f"{_ONE}/identify", views.FindWhoTheyAre.as_view(), name="identify"),
    path(f"{_ONE}/identify/new", views.IdentifyAsNew.as_view(), name="identify_as_new"),
    path(f"{_ONE}/identify/<uuid:as_person>", views.IdentifyPerson.as_view(), name="compare"),
    path(f"{_ONE}/write", record.WriteEntry.as_view(), name="write_entry"),
    path("record/<uuid:entry_id>/move", record.MoveEntry.as_view(), name="move_entry"),
    path("record/<uuid:entry_id>/strike", record.StrikeEntry.as_view(), name="strike_entry"),
    path(f"{_ONE}/correct", views.CorrectDetails.as_view(), name="correct"),
    path(f"{_ONE}/where", views.MovePerson.as_view(), name="where"),
    path(f"{_ONE}/death", views.RecordDeath.as_view(), name="death"),
    path(f"{_ONE}/death/mistake", views.TakeBackDeath.as_view(), name="take_back_death"),
    path(f"{_ONE}/restrict", views.RestrictLocation.as_view(), name="restrict"),
    path(f"{_ONE}/lift", views.LiftRestriction.as_view(), name="lift"),
    path(f"{_RESTRICTED}", restricting.RestrictRecord.as_view(), name="restrict_record"),
    path(f"{_RESTRICTED}/name", restricting.NameForRecord.as_view(), name="name_for_record"),
    path(f"{_RESTRICTED}/no-longer", restricting.NameNoLonger.as_view(), name="name_no_longer"),
    path(f"{_RESTRICTED}/lift", restricting.OpenRecordAgain.as_view(), name="open_record_again"),
    path(f"{_ONE}/sharing", sharing.SeeSharing.as_view(), name="sharing"),
    path(f"{_ONE}/sharing/new", sharing.DecideSharing.as_view(), name="decide_sharing"),
    path("sharing/<uuid:decision_id>/end", sharing.EndSharing.as_view(), name="end_sharing"),
    path(f"{_ONE}/glass", glass.BreakGlass.as_view(), name="break_glass"),
    path(f"{_ONE}/glass/close", glass.CloseGlass.as_view(), name="close_glass"),
    path(f"{_ONE}/opt-outs", opting_out.SeeOptOuts.as_view(), name="opt_outs"),
    path(f"{_ONE}/key-worker", key_workers.NameKeyWorker.as_view(), name="key_worker"),
    path(
        "key-workers/<uuid:key_worker_id>/end",
        key_workers.EndKeyWorker.as_view(),
        name="end_key_worker",
    ),
    path(f"{_ONE}/caring", glass.ClaimCare.as_view(), name="claim_care"),
    path(f"{_ONE}/caring/end", glass.EndClaim.as_view(), name="end_claim"),
    path(f"{_ONE}/staff", glass.SayOwnRecord.as_view(), name="own_record"),
    path(f"{_ONE}/staff/not", glass.TakeBackOwnRecord.as_view(), name="own_record_not"),
    path(f"{_ONE}/well-known", looks.SayWellKnown.as_view(), name="well_known"),
    path(f"{_ONE}/well-known/not", looks.SayWellKnownNoLonger.as_view(), name="well_known_not"),
    path("looks", looks.ListLooks.as_view(), name="looks"),
    path("looks/<uuid:look_id>", looks.ReviewLook.as_view(), name="review_look"),
    path("glass", glass.ListBroken.as_view(), name="broken"),
    path(f"{_GLASS}", glass.ReviewGlass.as_view(), name="review_glass"),
    path(f"{_GLASS}/read", glass.SayRead.as_view(), name="glass_read"),
]
