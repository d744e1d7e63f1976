"""Pictures authors put into content: decoded, made smaller, written anew, so that nothing hides in them."""

from lms.images.taking import (
    LARGEST_PICTURE,
    Allowance,
    Picture,
    PictureRefused,
    take_picture,
)

__all__ = ["LARGEST_PICTURE", "Allowance", "Picture", "PictureRefused", "take_picture"]
