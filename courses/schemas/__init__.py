"""Shapes that enter and leave this domain, by noun."""

from courses.schemas.catalogue import CatalogueIn, CourseOut, CoursesQueryIn, OutcomeOut

__all__ = ["CatalogueIn", "CourseOut", "CoursesQueryIn", "OutcomeOut"]
