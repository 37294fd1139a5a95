"""A printed page as a person holds it: its words, its pages, and its codes read from a picture."""

from dataclasses import dataclass
from functools import cached_property

import pypdfium2
import zxingcpp
from PIL.Image import Image

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
        found = "".join(str(page.get_textpage().get_text_range()) for page in self.file)
        return "".join(found.split())

    def lines(self) -> list[str]:
        """As they stand on the pages."""
        found = (str(page.get_textpage().get_text_range()).splitlines() for page in self.file)
        return [line.strip() for of_page in found for line in of_page]

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
