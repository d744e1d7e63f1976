"""Checking a paper by the code that is printed on it; open to everybody, and slow to guess at."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.auth import public
from lms.limits import limiter
from reports.queries.documents import count_later_versions, find_document_by_code
from reports.rules.documents import DocumentKind, read_code
from reports.views.blueprint import bp
from reports.views.words import KIND_WORDS

CHECKS_EACH = "30 per minute"


@bp.get("/verify")
@public
def ask_code() -> ResponseReturnValue:
    """Ask for the code of a paper."""
    typed = request.args.get("code", "")
    code = read_code(typed)
    if code is not None:
        return redirect(url_for(".verify_paper", code=code))
    return render_template("reports/ask_code.html", typed=typed)


@bp.get("/verify/<code>")
@public
@limiter.limit(CHECKS_EACH)
def verify_paper(code: str) -> ResponseReturnValue:
    """Tell whether a paper of ours carries this code, what it is, and whether it still counts."""
    known = read_code(code)
    document = find_document_by_code(known) if known else None
    if document is None:
        return render_template("reports/verify_paper.html", document=None, typed=code[:40]), 404
    return render_template(
        "reports/verify_paper.html",
        document=document,
        kind=KIND_WORDS[DocumentKind(document.kind)],
        later=count_later_versions(document),
        typed=known,
    )
