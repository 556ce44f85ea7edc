"""Official papers as PDF: templates as data, the values they may show, WeasyPrint behind a closed door.

Theory of operation: whoever issues a paper freezes everything it says as plain JSON (:mod:`runtime.services`). A
template, shipped or of the package, turns that into HTML in a sandbox with a closed set of variables and filters
(:mod:`wording`); WeasyPrint turns the HTML into a PDF and can read nothing but the fonts and the style sheet that are
shipped here (:mod:`rendering`). The same values and the same template always give the same paper.
"""
