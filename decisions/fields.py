"""The field for rich text, which the text editor writes and the documents print."""

from __future__ import annotations

from typing import Any

from django import forms
from django_prose_editor.fields import ProseEditorFormField

from decisions import richtext

# The editor offers exactly what decisions/richtext.py keeps.
EDITOR = {
    "extensions": {
        "Bold": True,
        "Italic": True,
        "Heading": {"levels": [3]},
        "BulletList": True,
        "OrderedList": True,
        "ListItem": True,
        "HardBreak": True,
        "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
        "Table": True,
        "TableRow": True,
        "TableHeader": True,
        "TableCell": True,
    }
}


class RichField(ProseEditorFormField):  # type: ignore[misc]
    """Rich text, cleaned and held to what a document has room for."""

    def clean(self, value: Any) -> str:
        try:
            return richtext.bounded(super().clean(value))
        except richtext.TooMuch as error:
            raise forms.ValidationError(f"{error} Korta eller dela upp den.") from error
