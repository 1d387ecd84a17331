"""Several management commands in one process: ``python -m scripts.commands migrate --verbosity 0 + grant_roles``.

Django's own start costs more than most commands. A form feed stands between what two commands say.
"""

import itertools
import sys

import django
from django.core.management import call_command


def main(words: list[str]) -> None:
    """Run the commands in order; the first that fails ends it."""
    django.setup()
    for number, (is_plus, command) in enumerate(itertools.groupby(words, key="+".__eq__)):
        if is_plus:
            continue
        if number:
            print("\f", end="")
        name, *arguments = command
        call_command(name, *arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
