"""Addresses of people's own pages, and of what staff do about them."""

from django.urls import path

from joinedup.mycare.views import arriving, asking, cards, deciding, own, saying, staff

app_name = "mycare"

urlpatterns = [
    path("", own.SeeMyCare.as_view(), name="home"),
    path("coming", own.SeeComing.as_view(), name="coming"),
    path("next", own.SeeNext.as_view(), name="next"),
    path("worse", own.SeeIfWorse.as_view(), name="worse"),
    path("people", own.SeeMyPeople.as_view(), name="people"),
    path("record", own.SeeRecord.as_view(), name="record"),
    path("record/<slug:part>", own.SeePart.as_view(), name="part"),
    path("sharing", own.SeeSharing.as_view(), name="sharing"),
    path("sharing/change", deciding.DecideSharing.as_view(), name="decide"),
    path("sharing/<uuid:decision_id>/end", deciding.TakeBack.as_view(), name="take_back"),
    path("looks", own.SeeLooks.as_view(), name="looks"),
    path("print", own.Print.as_view(), name="print"),
    path("card", cards.MakeCard.as_view(), name="card"),
    path("card/end", cards.EndCard.as_view(), name="end_card"),
    path("open-card", cards.OpenCard.as_view(), name="open_card"),
    path("opened-card", cards.ReadCard.as_view(), name="opened_card"),
    path("account", own.SeeSignIn.as_view(), name="account"),
    path("about-me", saying.SeeAboutMe.as_view(), name="about_me"),
    path("about-me/language", saying.TellLanguage.as_view(), name="language"),
    path("about-me/<slug:what>", saying.TellLasting.as_view(), name="lasting"),
    path("caring", saying.TellCaring.as_view(), name="caring"),
    path("caring/end", saying.EndCaring.as_view(), name="end_caring"),
    path("told", saying.SeeTold.as_view(), name="told"),
    path("told/note", saying.TellNote.as_view(), name="note"),
    path("told/reading", saying.TellReading.as_view(), name="reading"),
    path("asked", asking.SeeAsked.as_view(), name="asked"),
    path("asked/correction", asking.AskCorrection.as_view(), name="correction"),
    path("looks/<uuid:reading_id>", asking.AskName.as_view(), name="ask_name"),
    path("arrive", arriving.Arrive.as_view(), name="arrive"),
    path("start", arriving.Start.as_view(), name="start"),
    path("letter", arriving.GiveCode.as_view(), name="letter"),
    path("letter/sign-in", arriving.ChooseSignIn.as_view(), name="choose"),
    path("exit", arriving.ExitPage.as_view(), name="exit"),
    path("help", arriving.About.as_view(topic="help"), name="help"),
    path("privacy", arriving.About.as_view(topic="privacy"), name="privacy"),
    path("accessibility", arriving.About.as_view(topic="accessibility"), name="accessibility"),
    path("requests", asking.ListRequests.as_view(), name="requests"),
    path("requests/<uuid:asking_id>", asking.AnswerRequest.as_view(), name="request"),
    path("letters/<uuid:person_id>", staff.GiveLetter.as_view(), name="letter_of"),
    path("letters/<uuid:person_id>/close", staff.CloseLetter.as_view(), name="close_letter"),
]
