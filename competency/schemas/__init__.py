"""Shapes that enter and leave: forms of pages, documents of the API."""

from competency.schemas.forms import (
    HIGHEST_PRODUCT_LEVEL,
    AnswerIn,
    CertificateIn,
    ConfirmClaimIn,
    DisputeIn,
    ReasonIn,
    StrictSchema,
    WorkProductIn,
)

__all__ = [
    "HIGHEST_PRODUCT_LEVEL",
    "AnswerIn",
    "CertificateIn",
    "ConfirmClaimIn",
    "DisputeIn",
    "ReasonIn",
    "StrictSchema",
    "WorkProductIn",
]
