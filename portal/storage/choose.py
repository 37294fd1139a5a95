"""Where files go: the folder of the portal, or the bucket that a deployment names."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from portal.storage.folder import Folder
from portal.storage.keeping import NotUsable, Uploads

AREAS = ("uploads", "pictures", "sheets")


@dataclass(frozen=True)
class Storage:
    """One place for each sort of file: they are seen by different people and kept for different times."""

    papers: Uploads
    """Photos and papers of residents: personal data."""
    pictures: Uploads
    sheets: Uploads

    def areas(self) -> Iterator[tuple[str, Uploads]]:
        yield from zip(AREAS, (self.papers, self.pictures, self.sheets), strict=True)

    def check(self) -> None:
        self.papers.check()


@dataclass(frozen=True)
class BucketSettings:
    """What a deployment says of its bucket, as it stands in the environment."""

    url: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    key_id: str = ""
    key_secret: str = field(default="", repr=False)


def in_folder(data_dir: Path) -> Storage:
    return Storage(*(Folder(data_dir / area) for area in AREAS))


def storage(data_dir: Path, bucket: BucketSettings) -> Storage:
    """Raises `NotUsable` where a bucket is named but not wholly, or its client is not installed."""
    if not bucket.url:
        return in_folder(data_dir)
    address = urlsplit(bucket.url)
    if address.scheme != "s3" or not address.hostname or not bucket.key_id or not bucket.key_secret:
        raise NotUsable(
            "PORTAL_UPLOADS_URL wants s3://BUCKET/FOLDER, PORTAL_UPLOADS_KEY_ID and PORTAL_UPLOADS_KEY_SECRET"
        )
    try:
        from portal.storage.bucket import Account, Bucket  # noqa: PLC0415  # its client is an extra
    except ModuleNotFoundError:
        raise NotUsable("PORTAL_UPLOADS_URL wants the extra: pip install 'wanzhou-elder-portal[s3]'") from None
    account = Account(
        bucket=address.netloc,
        prefix=address.path.strip("/"),
        endpoint=bucket.endpoint.rstrip("/"),
        region=bucket.region,
        key_id=bucket.key_id,
        key_secret=bucket.key_secret,
    )
    return Storage(*(Bucket(account, area) for area in AREAS))
