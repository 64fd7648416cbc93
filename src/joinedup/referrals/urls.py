"""Addresses of the front door."""

from django.urls import path

from joinedup.referrals.views import (
    calls,
    duty,
    filing,
    following,
    handover,
    line,
    paper,
    queue,
    referring,
    telephone,
)

app_name = "referrals"

_ON_LINE = (
    line.TriageLine,
    line.AskForMore,
    line.JoinLine,
    line.AnswerQuestion,
    line.TakeBackQuestion,
    line.AdviseOnly,
    line.RedirectLine,
    line.ConfirmRedirect,
    line.RefuseRedirect,
    line.CannotHelp,
    line.AcceptLine,
    line.DeclineLine,
    line.AllocateLine,
    line.RecordContact,
    line.TakeNoAccessStep,
    line.ConfirmNoAccess,
    line.ReclassifyLine,
    line.ChangeLead,
    line.PutOffAnswer,
    line.CloseLine,
    line.PromiseCallBack,
    line.KeepCallBack,
)

_DRAFT = "drafts/<uuid:draft_id>"
_REFERRAL = "<uuid:referral_id>"
_HANDOVER = "duty/handovers/<uuid:handover_id>"
_CALL = "calls/<uuid:call_id>"

urlpatterns = [
    path("new", referring.ChooseWho.as_view(), name="new"),
    path("new/found", referring.FindWho.as_view(), name="find_who"),
    path(_DRAFT, referring.FillInReferral.as_view(), name="refer"),
    path(f"{_DRAFT}/keep", referring.KeepDraft.as_view(), name="keep"),
    path(f"{_DRAFT}/check", referring.CheckReferral.as_view(), name="check"),
    path(f"{_DRAFT}/discard", referring.DiscardDraft.as_view(), name="discard"),
    path(
        f"{_DRAFT}/same-as/{_REFERRAL}",
        following.AddToDuplicate.as_view(),
        name="add_to_duplicate",
    ),
    path("mine", following.SeeMyReferrals.as_view(), name="mine"),
    path(_REFERRAL, following.FollowReferral.as_view(), name="status"),
    path(f"{_REFERRAL}/sent", following.ReferralSent.as_view(), name="sent"),
    path(f"{_REFERRAL}/add", following.AddInformation.as_view(), name="add"),
    path(f"{_REFERRAL}/withdraw", following.WithdrawReferral.as_view(), name="withdraw"),
    path(
        f"{_REFERRAL}/lines/<uuid:line_id>/answer",
        following.AnswerAsked.as_view(),
        name="answer_asked",
    ),
    path("telephone", telephone.ReadTelephoneFile.as_view(), name="telephone"),
    path("calls", calls.SeeCalls.as_view(), name="calls"),
    path("calls/new", calls.TakeCall.as_view(), name="call_new"),
    path("calls/found", calls.FindInCall.as_view(), name="call_find"),
    path("calls/keep", calls.KeepCall.as_view(), name="call_keep"),
    path(_CALL, calls.SeeCall.as_view(), name="call"),
    path(f"{_CALL}/go-on", calls.GoOnWithCall.as_view(), name="call_go_on"),
    path(f"{_CALL}/rung-back", calls.RingBack.as_view(), name="call_rung_back"),
    path("calls/owed/<uuid:line_id>", calls.RingBackOwed.as_view(), name="call_owed"),
    path("duty", duty.SeeDutyBoard.as_view(), name="duty"),
    path("duty/changes", duty.HearOfRaised.as_view(), name="duty_changes"),
    path("duty/on", duty.GoOnDuty.as_view(), name="duty_on"),
    path("duty/<uuid:duty_id>/stay", duty.StayOnDuty.as_view(), name="duty_stay"),
    path("duty/<uuid:duty_id>/off", duty.ComeOffDuty.as_view(), name="duty_off"),
    path("duty/raised/<uuid:raised_id>", duty.AnswerRaised.as_view(), name="raised"),
    path(
        "duty/lines/<uuid:line_id>/allocate",
        duty.AllocateFromBoard.as_view(),
        name="duty_allocate",
    ),
    path("duty/capacity", duty.EnterCapacity.as_view(), name="duty_capacity"),
    path("duty/notes", duty.NoteForShift.as_view(), name="duty_note"),
    path("duty/notes/<uuid:note_id>/end", duty.EndNote.as_view(), name="duty_note_end"),
    path("duty/paper", paper.EnterFromPaper.as_view(), name="paper"),
    path("duty/handovers", handover.SeeHandovers.as_view(), name="handovers"),
    path(
        "duty/handovers/begin/<str:duty_role>",
        handover.BeginHandover.as_view(),
        name="handover_begin",
    ),
    path(_HANDOVER, handover.SeeHandover.as_view(), name="handover"),
    path(f"{_HANDOVER}/changes", handover.HearOfHandover.as_view(), name="handover_changes"),
    path(f"{_HANDOVER}/give", handover.GiveRows.as_view(), name="handover_give"),
    path(f"{_HANDOVER}/accept", handover.AcceptRows.as_view(), name="handover_accept"),
    path(f"{_HANDOVER}/note", handover.NoteHandover.as_view(), name="handover_note"),
    path(f"{_HANDOVER}/confirm", handover.ConfirmHandover.as_view(), name="handover_confirm"),
    path(f"{_HANDOVER}/stop", handover.StopHandover.as_view(), name="handover_stop"),
    path("queue", queue.SeeQueue.as_view(), name="queue"),
    path("queue/changes", queue.HearOfNewLines.as_view(), name="queue_changes"),
    path("teams", queue.SeeMyTeams.as_view(), name="team"),
    path("teams/<str:team_code>", queue.SeeTeamList.as_view(), name="team_list"),
    path("lines/<uuid:line_id>", line.SeeLine.as_view(), name="line"),
    path("lines/<uuid:line_id>/visit", line.SeeVisitDetails.as_view(), name="visit"),
    path("lines/<uuid:line_id>/filing", filing.SeeFiling.as_view(), name="filing"),
    path(
        "lines/<uuid:line_id>/filing/<uuid:thing_id>", filing.NoteFiled.as_view(), name="note_filed"
    ),
    path(
        "lines/<uuid:line_id>/filing/<uuid:thing_id>.pdf",
        filing.FilingSheet.as_view(),
        name="filing_sheet",
    ),
    *(
        path(
            f"lines/<uuid:line_id>/{step.form_class.act}",
            step.as_view(),
            name=step.form_class.act.replace("-", "_"),
        )
        for step in _ON_LINE
    ),
]
