"""QR codes for papers and pages."""

import io

import segno


def qr_svg(text: str) -> str:
    """A QR code as one SVG element without size, so that the page decides how large it is."""
    buffer = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        buffer, kind="svg", border=0, dark="#16212A", xmldecl=False, svgns=True, omitsize=True, nl=False
    )
    return buffer.getvalue().decode("ascii")
