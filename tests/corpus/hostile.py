"""Files that want to harm their reader, made small."""

from __future__ import annotations

import io
import zipfile
import zlib

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: bytes, opening: bytes = b"") -> bytes:
    """A DOCX whose document has this body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        document = b'<?xml version="1.0"?>' + opening + f"<w:document {_W}><w:body>".encode() + body
        archive.writestr("word/document.xml", document + b"</w:body></w:document>")
    return out.getvalue()


def zip_bomb() -> bytes:
    """300 MB of spaces in 300 KB."""
    return docx(b" " * 300_000_000)


def lying_zip_bomb() -> bytes:
    """The same, with headers that say it unpacks to 1,000 bytes."""
    data = bytearray(docx(b" " * 80_000_000))
    size = (80_000_000 + len(f'<?xml version="1.0"?><w:document {_W}><w:body></w:body></w:document>')).to_bytes(
        4, "little"
    )
    at = data.find(size)
    while at >= 0:
        data[at : at + 4] = (1_000).to_bytes(4, "little")
        at = data.find(size, at)
    return bytes(data)


def entity_bomb() -> bytes:
    """A billion laughs."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    opening = f'<!DOCTYPE d [<!ENTITY l0 "ha ">{levels}]>'.encode()
    return docx(b"<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", opening)


def entity_of_a_file(path: str) -> bytes:
    """Asks the reader to put a file of this machine into the text."""
    opening = f'<!DOCTYPE d [<!ENTITY secret SYSTEM "file://{path}">]>'.encode()
    return docx(b"<w:p><w:r><w:t>The text says: &secret;</w:t></w:r></w:p>", opening)


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects, the first one being the catalogue."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table)
    return bytes(out)


def many_pages(count: int = 100_000, says: int | None = None) -> bytes:
    """A PDF with so many pages, and perhaps another number in its header."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    pages = b"<</Type /Pages /Count %d /Kids [%s]>>" % (count if says is None else says, kids)
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>"
    return pdf([b"<</Type /Catalog /Pages 2 0 R>>", pages, *([page] * count)])


def pages_in_a_circle() -> bytes:
    """A tree of pages that comes back to itself."""
    inner = b"<</Type /Pages /Count 1 /Kids [2 0 R] /Parent 2 0 R>>"
    return pdf([b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Count 1 /Kids [3 0 R]>>", inner])


def stream_bomb(size: int = 2_000_000_000) -> bytes:
    """One page whose content unpacks to two billion bytes."""
    squeezer = zlib.compressobj(9)
    zeros = b" " * 10_000_000
    content = b"".join(squeezer.compress(zeros) for _ in range(size // len(zeros))) + squeezer.flush()
    stream = b"<</Length %d /Filter /FlateDecode>>\nstream\n%s\nendstream" % (len(content), content)
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R>>"
    return pdf([b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Count 1 /Kids [3 0 R]>>", page, stream])


def deep_html(depth: int = 200_000) -> bytes:
    """Elements in elements in elements."""
    return b"<html><body>" + b"<div>" * depth + b"The text at the bottom." + b"</div>" * depth + b"</body></html>"
