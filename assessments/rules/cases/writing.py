"""Writing a case as a document of CONTRACTS 4.2, always in one way: the counterpart of reading."""

from typing import Any

from assessments.rules.cases.graph import DEFAULT_LEVEL, CaseGraph, LegalBasis, Node, Option


def document_of(graph: CaseGraph) -> dict[str, Any]:
    """Return the document that is read as this case.

    Keys that say nothing are left out. A draft's texts that are still empty are written as such, so that
    nothing of the draft is lost on the way through a file.
    """
    document: dict[str, Any] = {
        "id": graph.code,
        "ten": graph.title,
        "vai": graph.role,
        "dia_ban": list(graph.area_types),
        "thoi_luong_phut": graph.minutes,
        "tinh_huong": graph.situation,
        "bat_dau": graph.start,
        "nut": {node.id: _node(node) for node in graph.nodes.values()},
    }
    if graph.debrief:
        document["ket_luan"] = graph.debrief
    if graph.legal_basis:
        document["can_cu"] = [_basis(basis) for basis in graph.legal_basis]
    if graph.levels:
        document["muc"] = dict(graph.levels)
    elif graph.level != DEFAULT_LEVEL:
        document["muc"] = graph.level
    return document


def case_words(graph: CaseGraph) -> str:
    """Return all that an author wrote in a case, a line each: for searching and for what it mentions."""
    texts = [graph.title, graph.role, graph.situation, graph.debrief]
    texts += [f"{basis.document} {basis.note}" for basis in graph.legal_basis]
    for node in graph.nodes.values():
        texts.append(node.question)
        for option in node.options.values():
            texts += [option.text, option.consequence, option.why]
    return "\n".join(text for text in texts if text)


def _node(node: Node) -> dict[str, Any]:
    return {
        "hoi": node.question,
        "lua_chon": {option.id: _option(option) for option in node.options.values()},
    }


def _option(option: Option) -> dict[str, Any]:
    written: dict[str, Any] = {"noi_dung": option.text, "diem": dict(option.points)}
    if option.critical:
        written["nghiem_trong"] = True
    written["he_qua"] = option.consequence
    written["toi"] = option.target
    if option.why:
        written["vi_sao"] = option.why
    return written


def _basis(basis: LegalBasis) -> str | dict[str, str]:
    return {"van_ban": basis.document, "ghi_chu": basis.note} if basis.note else basis.document
