"""Industries and tracks in the reader's language, where the record keeps only their Chinese names."""

from collections.abc import Mapping

from django.utils.translation import get_language

from .models import Industry, Track


def glosses(*names: str) -> Mapping[str, str]:
    """Each of ``names`` in the reader's language; what no list knows stays as it was written."""
    known = {name: name for name in names}
    if get_language() != "en" or not any(names):
        return known
    pairs = ("name", "name_en")
    industries = Industry.objects.filter(name__in=names).values_list(*pairs)
    tracks = Track.objects.filter(name__in=names).values_list(*pairs)
    return known | {name: gloss for name, gloss in industries.union(tracks) if gloss}
