"""Frames the faults on the picture of a page, each with its number in the list."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from accessibility.model import PageReport, Severity

COLOURS = {
    Severity.VETO: (163, 0, 0),
    Severity.ERROR: (163, 0, 0),
    Severity.WARN: (156, 84, 0),
    Severity.LOOK: (0, 58, 140),
}
LINE = 4
TALLEST = 6000
LABEL = 22
ID_NUMBER = "id-number-shown"


def framed(page: PageReport) -> bytes:
    """The picture as JPEG; a very long page is cut, since the list names every place anyway."""
    if page.picture is None:
        return b""
    picture = Image.open(BytesIO(page.picture)).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(LABEL)
    for found in page.findings:
        if found.rule == ID_NUMBER and found.box is not None:  # a report is passed on; the number must not go with it
            secret = found.box
            draw.rectangle((secret.x, secret.y, secret.x + secret.width, secret.y + secret.height), fill="black")
    for number, found in enumerate(page.findings, start=1):
        box = found.box
        if box is None or box.y > picture.height or found.under:
            continue
        colour = COLOURS[found.severity]
        left, top = max(0, box.x - LINE), max(0, box.y - LINE)
        right = min(picture.width - 1, box.x + box.width + LINE)
        bottom = min(picture.height - 1, box.y + box.height + LINE)
        if right <= left or bottom <= top:
            continue
        draw.rectangle((left - 2, top - 2, right + 2, bottom + 2), outline="white", width=LINE + 4)
        draw.rectangle((left, top, right, bottom), outline=colour, width=LINE)
        label = draw.textbbox((left, top), str(number), font=font)
        draw.rectangle((label[0] - 3, label[1] - 3, label[2] + 5, label[3] + 3), fill=colour, outline="white")
        draw.text((left, top), str(number), fill="white", font=font)
    out = BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()
