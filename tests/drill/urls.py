"""The whole site, and a page that writes one fact with its notice: what every step does, without a dossier."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from accounts.access import public
from accounts.models import User
from ledger import actions, clock


@csrf_exempt
@public
def tell(request: HttpRequest, number: int) -> HttpResponse:
    """Record and tell once for each number, however often it is asked."""
    now = clock.now()
    with transaction.atomic():
        actions.record_security("drill", actor_id=None, params={"number": number}, now=now)
        reader = User.objects.order_by("pk").values_list("pk", flat=True)[0]
        actions.tell(
            "account.reopened", user_ids=[reader], now=now, params={"person": str(number)}, path="/staff/",
            cause=f"drill:{number}",
        )  # fmt: skip
    return HttpResponse(str(number))


urlpatterns = [path("drill/tell/<int:number>", tell), path("", include("config.urls"))]
