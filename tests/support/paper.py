"""A printed page as a person holds it: its words, its pages, and its codes read from a picture."""

from dataclasses import dataclass
from functools import cached_property

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp
from PIL.Image import Image

from tests.support.audit import GAP

SCAN_DPI = 150
POINTS = 72


@dataclass(frozen=True)
class Paper:
    """A PDF file, opened."""

    pdf: bytes

    @cached_property
    def file(self) -> pypdfium2.PdfDocument:
        return pypdfium2.PdfDocument(self.pdf)

    @property
    def pages(self) -> int:
        return len(self.file)

    @cached_property
    def words(self) -> str:
        """The text of all pages without the spaces and line ends that only the setting of type puts in."""
        assert not self.gaps, f"A hole after a Chinese mark: {self.gaps}"
        found = "".join(str(page.get_textpage().get_text_range()) for page in self.file)
        return "".join(found.split())

    def lines(self) -> list[str]:
        """As they stand on the pages."""
        found = (str(page.get_textpage().get_text_range()).splitlines() for page in self.file)
        return [line.strip() for of_page in found for line in of_page]

    @property
    def gaps(self) -> list[str]:
        """Blanks after a Chinese mark that were set as such; the room between two columns is none."""
        return [found.group() for page in self.file for found in GAP.finditer(_as_set(page.get_textpage()))]

    @property
    def cut_off(self) -> str:
        """What was set below the edge of a page or above it, where no printer reaches."""
        return "".join(_beyond(page) for page in self.file)

    @property
    def size_mm(self) -> tuple[int, int]:
        width, height = self.file[0].get_size()
        return round(width / POINTS * 25.4), round(height / POINTS * 25.4)

    @property
    def is_tagged(self) -> bool:
        return b"/StructTreeRoot" in self.pdf and b"/MarkInfo" in self.pdf

    def picture(self, number: int = 0, dpi: int = SCAN_DPI) -> Image:
        picture: Image = self.file[number].render(scale=dpi / POINTS).to_pil().convert("L")
        return picture

    @cached_property
    def codes(self) -> list[str]:
        """What a phone reads from a scan of each page."""
        return [found.text for number in range(self.pages) for found in zxingcpp.read_barcodes(self.picture(number))]

    def says(self, text: str) -> bool:
        return "".join(text.split()) in self.words


def _as_set(words: pypdfium2.PdfTextPage) -> str:
    """Every character that stands on the page; where the reader only supposes a blank, a line ends."""
    made = (pdfium.FPDFText_IsGenerated(words, number) == 1 for number in range(words.count_chars()))
    return "".join(
        "\0" if supposed else chr(pdfium.FPDFText_GetUnicode(words, number)) for number, supposed in enumerate(made)
    )


def _beyond(page: pypdfium2.PdfPage) -> str:
    words, height = page.get_textpage(), page.get_height()
    boxes = ((number, words.get_charbox(number)) for number in range(words.count_chars()))
    outside = (number for number, (_, bottom, _, top) in boxes if bottom < 0 or top > height)
    return "".join(chr(pdfium.FPDFText_GetUnicode(words, number)) for number in outside)
