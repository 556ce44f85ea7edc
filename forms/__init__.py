"""Forms as data: JSON Schema 2020-12 says what is valid, a UI schema how it is asked, FEEL what depends on what.

``read_form`` gives a ``Form``; ``submit`` (posted pages) and ``accept`` (data) give answers with their problems;
``view`` gives what a template renders; ``message`` the sentence of a problem. No web, no database. See
``docs/forms.md``.
"""

from forms.conditions import clean, visible_fields
from forms.decode import Decoded, decode
from forms.defaults import defaults
from forms.errors import FieldError, FormDefinitionError, FormError, Severity
from forms.groups import library
from forms.messages import message
from forms.model import Field, Form, Option, Rule, Section, Widget
from forms.pages import FieldView, FormView, RowView, SectionView
from forms.read import read_form, ui_schema
from forms.submission import Submission, accept, shared_files, submit
from forms.validate import has_errors, validate
from forms.view import view
from forms.words import date_in_words, number_in_words

__all__ = [
    "Decoded",
    "Field",
    "FieldError",
    "FieldView",
    "Form",
    "FormDefinitionError",
    "FormError",
    "FormView",
    "Option",
    "RowView",
    "Rule",
    "Section",
    "SectionView",
    "Severity",
    "Submission",
    "Widget",
    "accept",
    "clean",
    "date_in_words",
    "decode",
    "defaults",
    "has_errors",
    "library",
    "message",
    "number_in_words",
    "read_form",
    "shared_files",
    "submit",
    "ui_schema",
    "validate",
    "view",
    "visible_fields",
]
