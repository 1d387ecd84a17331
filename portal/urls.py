"""Addresses of the pages for everybody, messages, the record, the administrators and the watching machines."""

from django.urls import path, re_path

from portal.api import api, openapi
from portal.components import components
from portal.views import (
    exports,
    guideline,
    help,
    inbox,
    ledger,
    ops,
    preferences,
    public,
    staff,
    statistics,
)

app_name = "portal"

urlpatterns = [
    path("", public.home, name="home"),
    path("start/", help.start, name="desk"),
    path("registry/", public.registry, name="register"),
    path("registry/<int:pk>/", public.consortium, name="consortium"),
    path("verify/", public.verify, name="verify"),
    re_path(r"^verify/(?P<code>[A-Za-z0-9]{1,64})/$", public.verify_code, name="verify_code"),
    path("guideline/", guideline.guideline, name="guideline"),
    path("guideline/clause/<str:number>/", guideline.clause, name="clause"),
    path("parameters/", guideline.parameters, name="parameters"),
    path("how/", help.how, name="how"),
    path("contacts/", help.contacts, name="contacts"),
    path("roles/", help.roles, name="roles"),
    path("help/", help.help_page, name="help"),
    path("help/roads/", help.roads, name="roads"),
    path("accessibility/", help.accessibility, name="accessibility"),
    path("privacy/", help.privacy, name="privacy"),
    path("open-data/", help.open_data, name="open_data"),
    path("statistics/", statistics.overview, name="statistics"),
    path("statistics/paper/", statistics.paper, name="statistics_paper"),
    path("exports/<slug:key>/<slug:kind>/", exports.export, name="export"),
    path("account/theme/", preferences.theme, name="theme"),
    path("account/notices/", preferences.notices, name="notice_preferences"),
    path("account/filters/<slug:listing>/", preferences.save_filter, name="filter_save"),
    path("account/filters/<int:pk>/delete/", preferences.delete_filter, name="filter_delete"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox_read"),
    path("inbox/<int:pk>/", inbox.open_notice, name="inbox_open"),
    path("ledger/", ledger.cases, name="ledger"),
    path("ledger/check/", ledger.check, name="ledger_check"),
    path("ledger/administrators/", ledger.administrators, name="ledger_administrators"),
    path("ledger/<int:pk>/", ledger.case, name="ledger_case"),
    path("staff/", staff.staff, name="staff"),
    path("staff/<int:pk>/close/", staff.close, name="staff_close"),
    path("staff/<int:pk>/reopen/", staff.reopen, name="staff_reopen"),
    path("staff/roles/", staff.roles, name="staff_roles"),
    path("staff/proposals/", staff.proposals, name="staff_proposals"),
    path("staff/proposals/<int:pk>/decide/", staff.decide, name="staff_decide"),
    path("staff/proposals/<int:pk>/withdraw/", staff.withdraw, name="staff_withdraw"),
    path("staff/roles/<int:pk>/end/", staff.end_role, name="staff_end_role"),
    path("components/", components, name="components"),
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("api/v1/", api.urls),
    path("healthz", ops.healthz, name="healthz"),
    path("readyz", ops.readyz, name="readyz"),
]
