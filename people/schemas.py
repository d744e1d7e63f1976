"""Shapes of the JSON documents about units and officers."""

from marshmallow import fields, validate

from lms.api.schemas import In, LongPageQueryIn, Out, PageQueryIn, told
from lms.messages import N_
from people.rules import AreaType, DegreeLevel, EmploymentKind, PoliticalTheoryLevel, UnitKind

LONGEST_UNIT_CODE = 5
SHORTEST_PURPOSE = 10
LONGEST_PURPOSE = 300


class UnitsQueryIn(LongPageQueryIn):
    """Which units."""

    parent = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_UNIT_CODE),
        metadata=told(N_("Code of a province: its communes, wards and special zones."), "19"),
    )


class UnitOut(Out):
    """An administrative unit."""

    code = fields.String(metadata=told(N_("Official statistical code, zeros kept."), "05443"))
    name = fields.String(metadata=told(N_("Name without the kind."), "Phan Đình Phùng"))
    full_name = fields.String(metadata=told(N_("Name as in the legal document."), "Phường Phan Đình Phùng"))
    kind = fields.String(
        validate=validate.OneOf([kind.value for kind in UnitKind]),
        metadata=told(N_("What kind of unit it is."), "ward"),
    )
    parent = fields.String(
        attribute="parent_code",
        allow_none=True,
        metadata=told(N_("Code of the province; null for one."), "19"),
    )
    main_area_type = fields.String(
        allow_none=True,
        validate=validate.OneOf([area.value for area in AreaType]),
        metadata=told(N_("The area type that weighs and raises requirements."), "do_thi"),
    )


class PurposeIn(In):
    """What names are read for."""

    purpose = fields.String(
        validate=validate.Length(min=SHORTEST_PURPOSE, max=LONGEST_PURPOSE),
        metadata=told(
            N_("What the names are needed for; else what the token was made for. It goes on the trail."),
            "Lập kế hoạch bồi dưỡng quý I năm 2027",
        ),
    )


class OfficersQueryIn(PageQueryIn, PurposeIn):
    """Which officers."""

    unit = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_UNIT_CODE),
        metadata=told(N_("Code of a commune or province: who serves there today."), "05443"),
    )
    q = fields.String(
        load_default="",
        validate=validate.Length(max=100),
        metadata=told(N_("Words of the name; case and tone marks do not matter."), "tran thi hoa"),
    )


class PostOut(Out):
    """A post held today."""

    position = fields.String(attribute="position_code", metadata=told(N_("Code of the position."), "VT14"))
    position_name = fields.String(
        attribute="position.name", metadata=told(N_("Name of the position."), "Chuyên viên một cửa")
    )
    organisation = fields.String(
        attribute="organisation.code", metadata=told(N_("Code of the organisation."), "05443-phong-kinh-te")
    )
    organisation_name = fields.String(
        attribute="organisation.name", metadata=told(N_("Name of the organisation."), "Phòng Kinh tế")
    )
    unit = fields.String(attribute="unit_code", metadata=told(N_("Code of the commune."), "05443"))
    unit_name = fields.String(
        attribute="unit.full_name", metadata=told(N_("Name of the commune."), "Phường Phan Đình Phùng")
    )
    is_main = fields.Boolean(metadata=told(N_("Whether it is the main post.")))
    starts_on = fields.Date(metadata=told(N_("First day of the post."), "2025-07-01"))
    ends_on = fields.Date(allow_none=True, metadata=told(N_("Last day of the post, if it is known.")))


class OfficerOut(Out):
    """An officer in a list."""

    id = fields.UUID(
        attribute="officer.public_id",
        metadata=told(N_("Public id of the officer."), "7f0c1a52-9a0e-4bd7-9c3e-0a5f3a3d2c11"),
    )
    full_name = fields.String(
        attribute="officer.full_name", metadata=told(N_("Name of the officer."), "Trần Thị Hòa")
    )
    employment_kind = fields.String(
        attribute="officer.employment_kind",
        validate=validate.OneOf([kind.value for kind in EmploymentKind]),
        metadata=told(N_("How the officer is employed."), "civil_servant"),
    )
    assignments = fields.List(
        fields.Nested(PostOut),
        attribute="posts",
        metadata=told(N_("Posts of today in the scope of the account.")),
    )


class OfficerDetailOut(OfficerOut):
    """One officer, with qualifications."""

    degree_level = fields.String(
        attribute="officer.degree_level",
        validate=validate.OneOf([level.value for level in DegreeLevel]),
        metadata=told(N_("Level of the professional degree."), "bachelor"),
    )
    degree_field = fields.String(
        attribute="officer.degree_field", metadata=told(N_("Field of the degree."), "Quản lý đất đai")
    )
    political_theory_level = fields.String(
        attribute="officer.political_theory_level",
        validate=validate.OneOf([level.value for level in PoliticalTheoryLevel]),
        metadata=told(N_("Level of political theory."), "intermediate"),
    )
    has_state_management_training = fields.Boolean(
        attribute="officer.has_state_management_training",
        metadata=told(N_("Whether state-management training was completed.")),
    )
