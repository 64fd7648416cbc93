"""One sheet to file, as a PDF: plain text on A4, the same bytes for the same sheet."""

from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from joinedup.referrals.domain.filing import Sheet

_FONT, _BOLD = "Vera", "VeraBd"
_NOT_DRAWN = "Some letters could not be drawn here: copy the text from the page instead."


def sheet_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF. Letters that its font lacks are told of, never left out unseen."""
    drawable = _drawable()
    heading = ParagraphStyle("heading", fontName=_BOLD, fontSize=14, leading=20)
    plain = ParagraphStyle("plain", fontName=_FONT, fontSize=10, leading=15)
    flow = [Paragraph(_drawn(sheet.title), heading), Spacer(1, 4 * mm)]
    for title, said in sheet.facts:
        if said:
            line = f'<font name="{_BOLD}">{_drawn(title)}</font>: {_drawn(said)}'
            flow.append(Paragraph(line, plain))
    if sheet.words:
        flow += [Spacer(1, 4 * mm), Paragraph(_drawn(sheet.words), plain)]
    if any(ord(letter) not in drawable for letter in sheet.text() if letter != "\n"):
        flow += [Spacer(1, 6 * mm), Paragraph(_NOT_DRAWN, plain)]
    written = BytesIO()
    document = SimpleDocTemplate(
        written,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
        title=sheet.title,
        lang="en-GB",
        invariant=1,
    )
    document.build(flow)
    return written.getvalue()


def _drawable() -> set[int]:
    for name in (_FONT, _BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    return set(pdfmetrics.getFont(_FONT).face.charToGlyph)


def _drawn(text: str) -> str:
    return escape(text).replace("\n", "<br/>")
