"""Administrators and the auditor against every address; two administrators in one person, refused by raw SQL too."""

import threading
from collections import Counter

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from accounts.models import RoleGrant, RoleProposal
from accounts.roles import ADMINISTRATORS, NEVER_TOGETHER, Role
from consortia.models import Representative
from filings.models import Filing
from ledger.models import Entry
from reviews.models import Defence, Expert, ProposedList, PublicNotice, Round, SiteVisit
from tests.accounts.addresses import addresses
from tests.factories import NOW, AuthorityFactory, UserFactory, city, officer
from tests.road_reviews import at_registered

pytestmark = pytest.mark.django_db
S, C, A, R = Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.AUDITOR

# The one list. What each of the four may enter beside public pages: policy → who. Whatever is not here answers 403
# to an administrator, and to the auditor reads a page of AUDITOR_READS or is refused without effect.
ENTERS = {
    "desk.own": {S, C, A, R},
    "desk.read": {S, C, A, R},
    "inbox.read": {S, C, A, R},
    "preferences.change": {S, C, A, R},
    "account.confirm": {S, C, A, R},
    "lists.export": {S, C, A, R},
    "staff.invite": {S},
    "role.grant": {C},
    "role.confirm": {C},
    "ledger.read": {R},
    "ledger.verify": {A, R},
}
# What an entered address answers to (GET, POST with nothing typed). ``ask``: the second factor once more.
ANSWERS = {
    "start/": ("place", 405),
    "desk/": (200, 405),
    "inbox/": (200, 405),
    "inbox/read/": (405, "done"),
    "inbox/<int:pk>/": (405, 404),
    "account/notices/": (200, 200),
    "account/filters/<slug:listing>/": (405, "done"),
    "account/filters/<int:pk>/delete/": (405, 404),
    "accounts/second-factor/": ("place", "done"),
    "accounts/stepup/": (404, 404),
    "exports/<slug:key>/<slug:kind>/": (200, 405),
    "staff/": (200, 200),
    "staff/<int:pk>/close/": (405, "ask"),
    "staff/<int:pk>/reopen/": (405, "ask"),
    "staff/roles/": (200, "ask"),
    "staff/roles/<int:pk>/end/": (405, "ask"),
    "staff/proposals/": (200, 405),
    "staff/proposals/<int:pk>/decide/": (405, "ask"),
    "staff/proposals/<int:pk>/withdraw/": (405, "done"),
    "ledger/": (200, 405),
    "ledger/<int:pk>/": (200, 405),
    "ledger/<int:pk>/reads/": (200, 405),
    "ledger/<int:pk>/conflicts/": (200, 405),
    "ledger/<int:pk>/reveals/": (200, 405),
    "ledger/<int:pk>/export/": (405, "ask"),
    "ledger/check/": (200, 200),
    "ledger/check/export/": (405, "ask"),
    "ledger/verifier/": (200, 405),
    "ledger/administrators/": (200, 405),
}
AUDITOR_READS = {
    "board/mine/",
    "board/new/",
    "calls/",
    "campaigns/",
    "cases/",
    "cases/<int:pk>/",
    "cases/<int:pk>/compare/",
    "cases/<int:pk>/history/",
    "cases/<int:pk>/sheet/",
    "cases/<int:pk>/sheet/pdf/",
    "credit/",
    "defences/<int:pk>/",
    "difficulties/",
    "filings/",
    "filings/<int:pk>/dossier/<int:version>/",
    "filings/<int:pk>/dossier/<int:version>/state/",
    "filings/lookup/",
    "filings/new/",
    "filings/tracks/",
    "filings/still-here/",
    "filings/trash/",
    "intentions/",
    "intentions/new/",
    "lists/",
    "lists/<int:pk>/",
    "parameters/manage/",
    "questions/",
    "registrations/",
    "registrations/<int:pk>/",
    "registrations/<int:pk>/resolution/",
    "reports/",
    "rounds/",
    "rounds/<int:pk>/",
    "rounds/<int:pk>/filings/<int:filing>/",
    "sanctions/",
    "sanctions/bans/",
    "statistics/",
    "statistics/paper/",
    "units/",
    "units/claim/",
    "visits/<int:pk>/",
}
LED_ELSEWHERE = {
    "cases/<int:pk>/check/",
    "cases/<int:pk>/steps/<slug:event>/",
    "filings/<int:pk>/",
    "filings/<int:pk>/receipt/<int:version>/",
}
"""Where the auditor is led to the case's own page instead."""


def _rows(filing):
    consortium = filing.consortium
    return {
        **dict.fromkeys(("filings", "cases", "ledger", "review"), filing.pk),
        "rounds": Round.objects.get().pk,
        "lists": ProposedList.objects.get().pk,
        "notices": PublicNotice.objects.get().pk,
        "visits": SiteVisit.objects.get().pk,
        "defences": Defence.objects.get().pk,
        "members": consortium.memberships.first().pk,
        "units": filing.lead_id,
        "registrations": filing.registration_id,
        "registry": filing.registration_id,
        "experts": Expert.objects.first().pk,
    }


def _entered(role):
    user = officer(role)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = Client()
    client.force_login(user)
    return client


def _said(response):
    if response.status_code != 302:
        return response.status_code
    if response.url.startswith(("/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/")):
        return "ask"
    if response.url.startswith("/accounts/login/"):
        return "sign in"
    return "done"


def _business():
    """What only business moves: where filings stand, and the entries of everything but accounts."""
    return (
        list(Filing.objects.order_by("pk").values_list("state", "step_number", "ledger_count")),
        Entry.objects.exclude(subject__startswith="ledger.strand:").count(),
        RoleGrant.objects.filter(ended_at__isnull=True).exclude(role__in=(S, C, A, R)).count(),
        RoleProposal.objects.count(),
    )


def _wanted(role, pattern, policy):
    """The two answers the list gives, or None where only the auditor's looser line stands."""
    if policy in ("none", *_others(role)):
        return (403, 403)
    if policy in ENTERS:
        get, post = ANSWERS[pattern]
        return ("done" if get == "place" else get, post)
    return (403, 403) if role in ADMINISTRATORS else None


def _others(role):
    return {policy for policy, who in ENTERS.items() if role not in who}


@pytest.mark.parametrize("role", [S, C, A, R])
def test_every_address_answers_as_the_list_says(role, request):
    filing, _who, _now = at_registered()
    client, rows = _entered(role), _rows(filing)
    before, wrong, cells = _business(), [], Counter()
    for pattern, policy, path in addresses(rows):
        if policy == "elsewhere":
            continue
        got = tuple(_said(send(path)) for send in (client.get, client.post))
        cells[policy] += 2
        if policy == "public":
            fits = all(code in (200, 404, 405, 410, 503, "done") for code in got)
        elif wanted := _wanted(role, pattern, policy):
            fits = got == wanted
        else:
            fits = _auditor(pattern, got)
        if not fits:
            wrong.append((pattern, policy, got))

    request.node.user_properties.append(
        ("counted", f"{role.value} × addresses: {sum(cells.values())} cells, policies {len(cells)}, wrong {len(wrong)}")
    )  # fmt: skip
    assert not wrong, "\n".join(map(str, wrong))
    assert _business() == before


def _auditor(pattern, got):
    """Reads what is listed and nothing else; whatever is posted is refused (and nothing has moved, see above)."""
    get, post = got
    reads = 200 if pattern in AUDITOR_READS else None
    fits = get == reads if reads else get in (403, 404, 405) or (get == "done" and pattern in LED_ELSEWHERE)
    refused = post in (403, 404, 405, 409, 422, "ask") or (post in (200, "done") and pattern in HARMLESS)
    return fits and refused


HARMLESS = {"filings/new/", "units/claim/", "visits/<int:pk>/sign/", "lists/<int:pk>/countersign/"}
"""Answer with the form again, or lead back with a message that says no."""


def test_the_list_names_every_address_that_is_entered():
    named = {pattern for pattern, policy, _path in addresses({}) if policy in ENTERS}

    assert named == set(ANSWERS)
    assert [path for _pattern, policy, path in addresses({}) if policy != "elsewhere" and "<" in path] == []
    assert {pattern for pattern, _policy, _path in addresses({})} >= AUDITOR_READS | HARMLESS | LED_ELSEWHERE


def _insert(user, role, authority, **more):
    columns = {"user_id": user.pk, "role": str(role), "authority_id": authority.pk, "granted_at": NOW, **more}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO accounts_rolegrant ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})",
            list(columns.values()),
        )


def _place(role):
    return AuthorityFactory() if role in (Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD) else city()


def test_the_database_refuses_every_pair_in_both_orders():
    tried = 0
    for one, other, _reason in NEVER_TOGETHER:
        for held, wanted in ((one, other), (other, one)):
            person = officer(held)
            with pytest.raises(IntegrityError, match="never meet in one person"), transaction.atomic():
                _insert(person, wanted, _place(wanted))
            tried += 1
    assert tried == 2 * len(NEVER_TOGETHER)


def test_the_database_refuses_an_update_a_reopening_and_two_rows_at_once():
    person, place = officer(Role.SYSTEM_ADMIN), city()
    _insert(person, Role.CITY_OFFICER, place, ended_at=NOW)
    for statement in (
        "UPDATE accounts_rolegrant SET ended_at = NULL WHERE role = 'city_officer'",
        "UPDATE accounts_rolegrant SET role = 'audit_admin', ended_at = NULL WHERE role = 'city_officer'",
        "INSERT INTO accounts_rolegrant (user_id, role, authority_id, granted_at) SELECT u, r, a, now() FROM "
        f"(VALUES ({UserFactory().pk}, 'security_admin', {place.pk}), "
        f"({UserFactory().pk}, 'expert', {place.pk})) AS v(u, r, a) CROSS JOIN (VALUES (1), (2)) AS twice(n)",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    both = UserFactory()
    with (
        pytest.raises(IntegrityError, match="never meet"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO accounts_rolegrant (user_id, role, authority_id, granted_at) VALUES "
            "(%s, 'security_admin', %s, now()), (%s, 'expert', %s, now())",
            [both.pk, place.pk, both.pk, place.pk],
        )


def test_the_database_refuses_a_grant_by_one_hand():
    person, admin, other = UserFactory(), officer(Role.SECURITY_ADMIN), officer(Role.SECURITY_ADMIN)
    place = city()
    for more in (
        {"granted_by_id": admin.pk},
        {"granted_by_id": admin.pk, "confirmed_by_id": admin.pk},
        {"granted_by_id": admin.pk, "confirmed_by_id": person.pk},
        {"granted_by_id": person.pk, "confirmed_by_id": admin.pk},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            _insert(person, Role.EXPERT, place, **more)
    _insert(person, Role.EXPERT, place, granted_by_id=admin.pk, confirmed_by_id=other.pk)


def test_the_application_cannot_lift_the_trigger():
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_rolegrant DISABLE TRIGGER ALL")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_roles_at_once_one_stands():
    person, place = UserFactory(), city()
    gate, outcomes = threading.Barrier(2), []

    def take(role):
        gate.wait()
        try:
            with transaction.atomic():
                _insert(person, role, place)
            outcomes.append("stands")
        except IntegrityError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=take, args=(role,)) for role in (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "stands"]
    assert RoleGrant.objects.filter(user=person, ended_at__isnull=True).count() == 1


def test_an_administrator_who_represents_a_unit_still_does_no_business():
    filing, who, _now = at_registered()
    client = _entered(Role.SYSTEM_ADMIN)
    admin = RoleGrant.objects.get(role=S).user
    Representative.objects.create(user=admin, unit=filing.lead, kind="signatory", basis="claim", since=NOW)

    assert [client.get(path).status_code for path in (f"/filings/{filing.pk}/", "/filings/", "/units/")] == [
        403
    ] * 3
    Representative.objects.filter(user=admin).delete()
    assert who.lead.pk != admin.pk
