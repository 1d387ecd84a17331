"""Sentences about panels."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .rules import Warning

WORDS: Mapping[str, Promise] = {
    "panel_too_small": _("Experts on the panel: %(count)s; the office asks for at least %(wanted)s."),
    "panel_even": _("The panel has an even number of experts (%(count)s)."),
    "panel_one_sided": _("Nobody on the panel comes from finance, management or law."),
    "institution_twice": _("More than one expert comes from %(name)s."),
    "expert_too_busy": _("Experts beyond %(wanted)s reviews this year: %(count)s."),
    "no_round_lead": _("Nobody leads the panel yet."),
}


def warning_words(warning: Warning) -> str:
    """A warning about a panel in the reader's language."""
    return str(WORDS[warning.code]) % warning.params
