"""Pictures and PDFs that come in: pictures are re-encoded, a PDF is never opened here and only handed out whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import FormData, UploadFile

from portal.drafting import uploads
from portal.home_modification_case.model import CaseFile
from portal.kernel.errors import Refusal
from portal.kernel.msgid import msgid
from portal.storage.keeping import Uploads

PDF, JPEG = "application/pdf", "image/jpeg"
PDF_BEGINS = b"%PDF-"
MOST_NAME = 80


@dataclass(frozen=True)
class Taken:
    """What was stored, before it belongs to a case."""

    sha256: str
    size: int
    media_type: str
    name: str

    def file(self, *, purpose: str, by: str, at: datetime, item_no: int | None = None) -> CaseFile:
        return CaseFile(
            purpose=purpose,
            item_no=item_no,
            sha256=self.sha256,
            size=self.size,
            media_type=self.media_type,
            name=self.name,
            added_by=by,
            created_at=at,
        )


def sent_files(typed: FormData, name: str) -> list[UploadFile]:
    return [file for file in typed.getlist(name) if isinstance(file, UploadFile) and file.filename]


def few_enough(count: int, most: int, *, at_least_one: bool) -> None:
    """Raises `Refusal` where nothing was chosen or too many are kept."""
    if not at_least_one:
        raise Refusal(msgid("Please choose a file first."), field="photos")
    if count > most:
        raise Refusal(msgid("There are too many files on this request. Please call us."), field="photos")


def taken(kept_in: Uploads, upload: UploadFile, *, pdf: bool = False) -> Taken:
    """Stored under its hash; raises `Refusal` for what is neither a picture nor, where allowed, a PDF."""
    data = upload.file.read(uploads.MOST_BYTES + 1)
    name = (upload.filename or "")[-MOST_NAME:]
    if pdf and data.startswith(PDF_BEGINS):
        if len(data) > uploads.MOST_BYTES:
            raise Refusal(msgid("Please choose a file of at most 8 MB."), field="photos")
        return _stored(kept_in, data, PDF, name)
    return _stored(kept_in, uploads.reencoded(data), JPEG, name)


def _stored(kept_in: Uploads, data: bytes, media_type: str, name: str) -> Taken:
    stored = kept_in.store(data, media_type=media_type)
    return Taken(sha256=stored, size=len(data), media_type=media_type, name=name)


def of_purpose(files: Sequence[CaseFile], purpose: str) -> list[CaseFile]:
    return [file for file in files if file.purpose == purpose]
