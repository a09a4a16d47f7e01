"""System checks of what the documents need from the machine."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error


def check_font_subsetting(**kwargs: Any) -> list[CheckMessage]:
    """Fonts are cut to the used glyphs by HarfBuzz, which gives the same bytes every time.

    Without its library WeasyPrint falls back to fontTools, which writes the time into each font: then no
    render is like the one that was shown, and every signature is refused.
    """
    # Loads Pango and its kin: only when the checks run, not with every command.
    from weasyprint.text import ffi

    if ffi.harfbuzz_subset is not None:
        return []
    return [
        Error(
            "Biblioteket HarfBuzz Subset saknas. Utan det blir samma handling olika för varje gång den "
            "skapas, och inget beslut kan undertecknas. Inget som redan är undertecknat har påverkats.",
            hint="Kör: apt-get install --no-install-recommends libharfbuzz-subset0",
            id="decisions.E001",
        )
    ]
