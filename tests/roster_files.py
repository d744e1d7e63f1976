"""Real files as people hand them in: CSV and XLSX rosters with Vietnamese headers."""

import csv

import openpyxl

HEADERS = {
    "personal_id": "Số định danh cá nhân",
    "full_name": "Họ và tên",
    "unit_code": "Mã đơn vị hành chính",
    "unit_name": "Tên đơn vị hành chính",
    "organisation": "Cơ quan, bộ phận",
    "position_code": "Mã vị trí việc làm",
    "is_main": "Vị trí chính",
    "starts_on": "Ngày bắt đầu",
    "ends_on": "Ngày kết thúc",
    "employment_kind": "Loại cán bộ, công chức",
    "degree_level": "Trình độ chuyên môn",
    "degree_field": "Ngành đào tạo",
    "political_theory_level": "Lý luận chính trị",
    "has_state_management_training": "Bồi dưỡng quản lý nhà nước",
    "email": "Thư điện tử",
    "decision_no": "Số quyết định",
}

HOA = {
    "personal_id": "019188000123",
    "full_name": "Nguyễn Thị Hòa",
    "unit_code": "05443",
    "organisation": "Trung tâm Phục vụ hành chính công",
    "position_code": "VT14",
    "is_main": "có",
    "starts_on": "01/07/2025",
    "employment_kind": "Công chức",
    "degree_level": "Đại học",
    "degree_field": "Luật",
    "political_theory_level": "Trung cấp",
    "email": "hoa@thainguyen.gov.vn",
    "decision_no": "12/QĐ-UBND",
}
"""A row that is right."""

DUNG = HOA | {
    "personal_id": "019090000456",
    "full_name": "Trần Văn Dũng",
    "organisation": "Phòng Kinh tế",
    "position_code": "VT11",
    "email": "dung@thainguyen.gov.vn",
}
"""Another person in the same commune."""


class RosterFiles:
    """Writes rows, dictionaries by English column name, as files of a folder."""

    def __init__(self, folder):
        self.folder = folder

    def csv(self, *rows, name="danh-sach.csv", encoding="utf-8-sig", headers=HEADERS):
        """A CSV file with Vietnamese headers (or English ones: ``headers=None``)."""
        path = self.folder / name
        names = list(headers or HEADERS)
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file)
            writer.writerow([headers[key] if headers else key for key in names])
            writer.writerows([[row.get(key, "") for key in names] for row in rows])
        return path

    def xlsx(self, *rows, name="danh-sach.xlsx", title=None, merge=None):
        """An XLSX file; ``title`` puts a row above the header, ``merge`` merges cells such as "A1:B1"."""
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        if title:
            sheet.append([title])
        sheet.append(list(HEADERS.values()))
        for row in rows:
            sheet.append([row.get(key, "") for key in HEADERS])
        if merge:
            sheet.merge_cells(merge)
        path = self.folder / name
        workbook.save(path)
        return path

    def empty_xlsx(self):
        """An XLSX file whose only sheet is empty."""
        path = self.folder / "trong.xlsx"
        openpyxl.Workbook().save(path)
        return path

    def huge_csv(self, size_bytes):
        """A CSV file of that size, which takes no room on the disk."""
        path = self.csv(HOA, name="qua-lon.csv")
        with path.open("r+b") as file:
            file.truncate(size_bytes)
        return path
