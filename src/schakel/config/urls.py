"""All routes on one page. Dutch paths, since people read them; English names, for the code."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from schakel.entrypoints.account import choice, security
from schakel.entrypoints.desk import (
    absences,
    answers,
    attachments,
    carriers,
    confidence,
    connection,
    connections,
    contacts,
    inbox,
    initiative,
    initiatives,
    intake,
    matter,
    matters,
    outbox,
    parties,
    party,
    passing,
    promises,
    settings,
    tasks,
    terms,
    today,
)
from schakel.entrypoints.public import (
    action_links,
    entering,
    form,
    home,
    own_steps,
    pages,
    resident,
)
from schakel.entrypoints.worker import health

account: list[URLPattern | URLResolver] = [
    # Before those of allauth: what goes through an administrator.
    path("account/signup/", security.ask_administrator),
    path("account/email/", security.ask_administrator),
    path("account/password/set/", security.ask_administrator),
    path("account/password/reset/", security.ask_administrator),
    path("account/password/reset/<path:rest>", security.ask_administrator),
    path("account/", include("allauth.account.urls")),
    path("account/tweede-factor/", include("allauth.mfa.urls")),
    path("account/beveiliging/", security.security, name="security"),
    path("account/organisatie/", choice.choose_tenant, name="choose-tenant"),
    path("taal/", set_language, name="set_language"),
]

public: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("meedoen/", form.take_part, name="take-part"),
    path("meedoen/ontvangen/", form.received, name="received"),
    path("uw-pagina/", entering.paper_code, name="paper-code"),
    path("uw-pagina/<str:token>/", resident.page, name="page"),
    path("uw-pagina/<str:token>/code/", entering.code, name="page-code"),
    path("uw-pagina/<str:token>/vernieuwen/", entering.renew, name="page-renew"),
    path("uw-pagina/<str:token>/toevoegen/", own_steps.add, name="page-add"),
    path("uw-pagina/<str:token>/verbeteren/", own_steps.correct, name="page-correct"),
    path("uw-pagina/<str:token>/afsluiten/", own_steps.close, name="page-close"),
    path("uw-pagina/<str:token>/intrekken/", own_steps.withdraw, name="page-withdraw"),
    path("uw-pagina/<str:token>/heropenen/", own_steps.reopen, name="page-reopen"),
    path("uw-pagina/<str:token>/iemand-anders/", own_steps.other_person, name="page-other"),
    path("uw-pagina/<str:token>/gehoord/", own_steps.was_heard, name="page-heard"),
    path("uw-pagina/<str:token>/gegevens/", resident.own_data, name="page-data"),
    path(
        "uw-pagina/<str:token>/bijlage/<int:attachment_id>/",
        resident.attachment,
        name="page-attachment",
    ),
    path("doen/<str:token>/", action_links.act, name="action-link"),
    path("privacy/", pages.privacy, name="privacy"),
    path("toegankelijkheid/", pages.accessibility, name="accessibility"),
    path("verbinder-worden/", pages.becoming, name="becoming"),
]

desk: list[URLPattern | URLResolver] = [
    path("vandaag/", today.today, name="today"),
    path("nieuw/", inbox.new_matters, name="new-matters"),
    path("kwesties/", matters.matters, name="matters"),
    path("kwesties/nieuw/", intake.take_in_matter, name="intake"),
    path("kwesties/<int:matter_id>/", matter.matter, name="matter"),
    path("kwesties/<int:matter_id>/soort/", matter.sort, name="matter-sort"),
    path("kwesties/<int:matter_id>/plaats/", matter.place, name="matter-place"),
    path("kwesties/<int:matter_id>/zaak/", matter.refer, name="matter-refer"),
    path("kwesties/<int:matter_id>/opmerking/", matter.remark, name="matter-remark"),
    path("kwesties/<int:matter_id>/sluiten/", matter.close, name="matter-close"),
    path("kwesties/<int:matter_id>/heropenen/", matter.reopen, name="matter-reopen"),
    path("kwesties/<int:matter_id>/antwoord/", answers.answer, name="matter-answer"),
    path("kwesties/<int:matter_id>/tussenbericht/", answers.interim, name="matter-interim"),
    path("kwesties/<int:matter_id>/aannemen/", carriers.accept, name="matter-accept"),
    path("kwesties/<int:matter_id>/overdragen/", carriers.hand_over, name="matter-hand-over"),
    path("kwesties/<int:matter_id>/doorsturen/", passing.pass_on, name="matter-pass-on"),
    path("kwesties/<int:matter_id>/opschorten/", terms.suspend, name="term-suspend"),
    path("kwesties/<int:matter_id>/hervatten/", terms.resume, name="term-resume"),
    path("kwesties/<int:matter_id>/verlengen/", terms.extend, name="term-extend"),
    path("kwesties/<int:matter_id>/toezegging/", promises.record, name="promise-record"),
    path(
        "kwesties/<int:matter_id>/papieren-code/", confidence.paper_code, name="matter-paper-code"
    ),
    path("kwesties/<int:matter_id>/openbaar-maken/", confidence.lift, name="matter-lift"),
    path("vertrouwelijk/<int:matter_id>/aannemen/", confidence.accept, name="confidence-accept"),
    path("toezeggingen/<int:promise_id>/", promises.settle, name="promise-settle"),
    path("taken/<int:task_id>/klaar/", tasks.finish, name="task-finish"),
    path("bijlagen/<int:attachment_id>/", attachments.download, name="attachment"),
    path("partijen/", parties.parties, name="parties"),
    path("partijen/zoeken/", parties.lookup, name="party-lookup"),
    path("partijen/<int:party_id>/", party.party, name="party"),
    path("partijen/<int:party_id>/wijzigen/", party.correct, name="party-correct"),
    path("verbindingen/", connections.connections, name="connections"),
    path("verbindingen/<int:connection_id>/", connection.connection, name="connection"),
    path("verbindingen/<int:connection_id>/ritme/", connection.rhythm, name="connection-rhythm"),
    path("initiatieven/", initiatives.initiatives, name="initiatives"),
    path("initiatieven/<int:initiative_id>/", initiative.initiative, name="initiative"),
    path("initiatieven/<int:initiative_id>/fase/", initiative.move, name="initiative-move"),
    path("initiatieven/<int:initiative_id>/koers/", initiative.course, name="initiative-course"),
    path("initiatieven/<int:initiative_id>/hulp/", initiative.ask, name="initiative-help"),
    path("hulp/<int:help_id>/", initiative.give, name="help-give"),
    path("contact/", contacts.record, name="contact"),
    path("afwezig/", absences.absences, name="absences"),
    path("uitgaand/", outbox.outbox, name="outbox"),
    path("uitgaand/<int:message_id>/", outbox.message, name="outbox-message"),
    path("beheer/", settings.settings, name="settings"),
    path("beheer/noodtoegang/", settings.break_glass, name="settings-break-glass"),
    path("beheer/medewerkers/nieuw/", settings.invite, name="settings-invite"),
    path("beheer/medewerkers/<int:staff_id>/vertrek/", settings.let_go, name="settings-let-go"),
    path("beheer/medewerkers/<int:staff_id>/herstel/", settings.reset, name="settings-reset"),
    path("beheer/berichten/<int:message_id>/", settings.send_again, name="settings-send-again"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *account,
    *public,
    *desk,
    path("healthz", health.healthz, name="healthz"),
]

handler400 = "schakel.entrypoints.public.errors.bad_request"
handler403 = "schakel.entrypoints.public.errors.refused"
handler404 = "schakel.entrypoints.public.errors.not_found"
handler500 = "schakel.entrypoints.public.errors.failed"
