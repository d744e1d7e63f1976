"""Course folders written for a test: a small good one, to be spoilt."""

from pathlib import Path

COURSE_YAML = """\
code: KH90
title: "Chuyển đổi số ở cấp xã"
summary: "Khóa học ngắn cho cán bộ, công chức xã Tân Hòa."
content_group: 5
periods: 8
topics: [DIGITAL]
positions: [VT14, VT11]
outcomes:
  - {competency: B10, level: 2}
  - {competency: A2, level: 3}
legal_basis:
  - document: "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15"
    effective_on: 2026-01-01
    note: "Chỉ dẫn tên."
review_on: 2099-06-30
sources: ["CT18 II.4"]
"""

LESSON = """\
---
title: "Bài học {number}"
minutes: 12
kind: text
---

## Mở đầu

Anh/chị đọc **kỹ** phần này.
"""

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
PDF = b"%PDF-1.7\n" + b"\0" * 20
MP4 = b"\0\0\0\x18ftypmp42" + b"\0" * 20
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nXin chào đồng chí\n".encode()


def write_course(folder: Path, *, lessons=2, course=COURSE_YAML, **files):
    """Write a good folder; ``files`` are further contents by name, with "__" for the dot and "_" for "-"."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "course.yaml").write_text(course, encoding="utf-8")
    for number in range(1, lessons + 1):
        (folder / f"{number:02}-bai-{number}.md").write_text(LESSON.format(number=number), encoding="utf-8")
    for name, content in files.items():
        write_file(folder, name.replace("__", ".").replace("_", "-"), content)
    return folder


def write_file(folder: Path, name, content):
    """Write one file of text or bytes."""
    content = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(content)
    return folder


def edit_file(folder: Path, name, old, new):
    """Replace a text in a file of the folder."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder
