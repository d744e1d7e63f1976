"""Invented people: family, middle and given names put together at random, and where they sit."""

from random import Random

FAMILY = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Lý", "Nông",
    "Ma", "Triệu", "Lương", "Hà", "Đinh", "Đào", "Tạ", "Chu", "Lục", "Hứa", "Bế", "Mông", "Lường",
    "Phùng", "Quách",
)  # fmt: skip
MALE_MIDDLE = ("Văn", "Đức", "Hữu", "Quang", "Minh", "Xuân", "Đình", "Công", "Tiến", "Thanh")
FEMALE_MIDDLE = ("Thị", "Thị Thu", "Thị Minh", "Thị Hồng", "Ngọc", "Thị Thanh", "Thùy", "Thị Kim", "Bích")
MALE = (
    "Anh", "Bình", "Cường", "Dũng", "Đạt", "Giang", "Hải", "Hiếu", "Hòa", "Hùng", "Huy", "Khánh",
    "Khoa", "Kiên", "Lâm", "Long", "Mạnh", "Nam", "Nghĩa", "Phong", "Phúc", "Quân", "Sơn", "Tâm",
    "Thắng", "Thành", "Thịnh", "Toàn", "Trung", "Tú", "Tuấn", "Tùng", "Việt", "Vinh", "Páo", "Bảy",
)  # fmt: skip
FEMALE = (
    "An", "Ánh", "Châu", "Chi", "Dung", "Duyên", "Hà", "Hạnh", "Hằng", "Hiền", "Hoa", "Huệ", "Huyền",
    "Hương", "Lan", "Liên", "Linh", "Loan", "Mai", "My", "Nga", "Ngân", "Nhung", "Oanh", "Phương",
    "Quỳnh", "Thảo", "Thơm", "Thủy", "Trang", "Tuyết", "Uyên", "Vân", "Xuân", "Yến",
)  # fmt: skip
FIELDS = (
    "Luật", "Hành chính học", "Quản lý nhà nước", "Kế toán", "Tài chính – Ngân hàng", "Quản lý đất đai",
    "Xây dựng", "Công nghệ thông tin", "Công tác xã hội", "Nông học", "Khoa học môi trường", "Văn hóa học",
    "Kinh tế",
)  # fmt: skip

# Most have studied what their post is about, some have not; as many as above, so that chance runs the same.
FIELDS_OF = {
    "VT10": ("Luật",) * 8 + ("Luật kinh tế",) * 3 + ("Hành chính học", "Văn hóa học"),
    "VT11": ("Quản lý đất đai",) * 5
    + ("Xây dựng",) * 4
    + ("Khoa học môi trường",) * 2
    + ("Nông học", "Luật"),
    "VT12": ("Kế toán",) * 6 + ("Tài chính – Ngân hàng",) * 4 + ("Kinh tế",) * 2 + ("Công tác xã hội",),
}


def invent_name(chance: Random) -> str:
    """Return a full name that belongs to nobody."""
    if chance.random() < 0.52:  # noqa: PLR2004 - a little more women than men
        return f"{chance.choice(FAMILY)} {chance.choice(FEMALE_MIDDLE)} {chance.choice(FEMALE)}"
    return f"{chance.choice(FAMILY)} {chance.choice(MALE_MIDDLE)} {chance.choice(MALE)}"
