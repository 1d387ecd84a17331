"""The one place a file leaves by, and the door for a file sent ahead of its form."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents import access, downloads
from documents.actions import store_upload
from documents.models import StoredFile
from documents.problems import FileProblem
from ledger import clock


@require_safe
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """Send one file to a person a room vouches for; a stranger learns not even that it exists."""
    stored_file = StoredFile.objects.select_related("blob").filter(token=token).first()
    if stored_file is None or not access.may_read(request.user, stored_file):
        raise Http404
    try:
        return downloads.send(request, stored_file, now=clock.now(), is_inline="inline" in request.GET)
    except FileProblem as problem:
        status = 409 if problem.code == "not_released" else 503
        return HttpResponse(str(problem), status=status, content_type="text/plain; charset=utf-8")


download.policy = "documents.read"  # type: ignore[attr-defined]


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Keep one file sent ahead of its form: its token (201), or the reason why it is refused (422).

    The token alone opens nothing: a form of the same person links it, and only then a room vouches for readers.
    """
    uploaded = request.FILES.get("document")
    if uploaded is None:
        return JsonResponse({"error": _("Choose at least one file.")}, status=422)
    try:
        stored = store_upload(uploaded, uploaded_by_id=request.user.pk, now=clock.now())
    except FileProblem as problem:
        return JsonResponse({"error": str(problem)}, status=422)
    return JsonResponse({"token": stored.token, "name": stored.name}, status=201)


take.policy = "documents.take"  # type: ignore[attr-defined]
