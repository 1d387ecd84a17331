"""The one place a file leaves by."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from documents import access, downloads
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
