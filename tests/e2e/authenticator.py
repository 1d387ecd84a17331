"""The authenticator app on a person's phone."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PERIOD = 30


def one_time_code(secret: str = SECRET) -> str:
    """What an authenticator shows at this moment. The thirty seconds in which a code was used are over."""
    cache.clear()
    if (left := PERIOD - time.time() % PERIOD) < 3:
        time.sleep(left)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD)))
