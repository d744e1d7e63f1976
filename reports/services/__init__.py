"""Deeds of this package: papers are asked for, frozen, made, signed and revoked. Nothing else is changed."""

from reports.services.asking import issue_certificate, issue_document, issue_learning_sheet, request_building
from reports.services.keeping import keep_signed_copy, note_names_downloaded, read_file, revoke_document
from reports.services.making import collect_cut, freeze_cut, keep_files, paper_of, render_files

__all__ = [
    "collect_cut",
    "freeze_cut",
    "issue_certificate",
    "issue_document",
    "issue_learning_sheet",
    "keep_files",
    "keep_signed_copy",
    "note_names_downloaded",
    "paper_of",
    "read_file",
    "render_files",
    "request_building",
    "revoke_document",
]
