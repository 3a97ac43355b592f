"""The beginning of a long print, to be looked at: a viewer takes 0.3 s over thousands of pages and lets nobody type."""

import io

from pypdf import PdfReader

MOST = 200
"""Pages that are looked at; what is printed or saved is always the whole."""


def beginning(pdf: bytes, pages: int, most: int = MOST) -> bytes:
    """Return a PDF of so many pages as one that shows the first only: behind the file a shorter list is added."""
    if pages <= most:
        return pdf
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer.raw_get("/Root")
    tree = root.get_object().raw_get("/Pages")
    kids = tree.get_object()["/Kids"]
    seen = " ".join(f"{one.idnum} {one.generation} R" for one in kids[:most])
    added = f"\n{tree.idnum} 0 obj\n<< /Type /Pages /Count {most} /Kids [ {seen} ] >>\nendobj\n".encode()
    before = int(pdf[pdf.rindex(b"startxref") :].split(maxsplit=2)[1])
    tail = (
        f"xref\n{tree.idnum} 1\n{len(pdf) + 1:010d} 00000 n \n"
        f"trailer\n<< /Size {reader.trailer['/Size']} /Root {root.idnum} 0 R /Prev {before} >>\n"
        f"startxref\n{len(pdf) + len(added)}\n%%EOF\n"
    )
    return pdf + added + tail.encode()
