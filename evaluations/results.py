"""What reports last said of the promised figures, beside the list of what a renewal writes anew."""

from filings.renewing import register

from . import queries

register(queries.last_figures)
