"""Office files are ZIP archives that remember when they were made; ours say the same whenever it was."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_BEGINNING_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def in_plain_order(archive: bytes) -> bytes:
    """Return the archive with the same members at the earliest time a ZIP file knows."""
    target = BytesIO()
    with ZipFile(BytesIO(archive)) as source, ZipFile(target, "w", ZIP_DEFLATED) as plain:
        for name in source.namelist():
            member = ZipInfo(name, _BEGINNING_OF_ZIP)
            member.compress_type = ZIP_DEFLATED
            plain.writestr(member, source.read(name))
    return target.getvalue()
