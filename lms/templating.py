"""How templates are run: as Jinja runs them, without work that our pages never need.

A page writes a thousand values and calls four hundred macros and functions. Jinja asks of each what it
might be; here the usual kinds are known at once, and all others go Jinja's way. What is written is the same.
"""

from collections import ChainMap
from collections.abc import Callable, MutableMapping
from functools import lru_cache, partial
from types import FunctionType
from typing import Any

from flask import Flask, g, has_request_context, request
from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.utils import _PassArg, internalcode
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escape_inner  # type: ignore[attr-defined]

from lms.i18n import reader

_PIECES_KEPT = 2048
_WITH_ESCAPING = _PassArg.eval_context


def written(value: Any) -> str:
    """Return a value as it stands in a page: `escape` without the markup object it puts around a text."""
    kind = type(value)
    if kind is str:
        return escape_inner(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int else escape(value)


class PageCode(CodeGenerator):
    """Writes values by `written`: what is joined to a page needs no markup object of its own."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.written(")


class PageContext(Context):
    """Calls functions and macros without asking first what else they might be."""

    @internalcode
    def call(__self, __obj: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as Jinja has it
        """Do what Jinja's ``call`` does."""
        kind = type(__obj)
        if kind is Macro:
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return __obj(__self.eval_ctx, *args, **kwargs)
        if kind is FunctionType:
            passed = __obj.__dict__.get("jinja_pass_arg")
            if passed is None or passed is _WITH_ESCAPING:  # the second is how a page is translated
                kwargs.pop("_loop_vars", None)
                kwargs.pop("_block_vars", None)
                return __obj(*args, **kwargs) if passed is None else __obj(__self.eval_ctx, *args, **kwargs)
        return super().call(__obj, *args, **kwargs)


def kept(macro: Macro) -> Callable[..., Markup]:
    """Keep in the process what a macro makes, for a line below it that sets its name anew.

    Only for macros that write nothing but what follows from their arguments, the reader's language and where
    the application is mounted; and only with words of a vocabulary, levels or days as arguments, never with
    what tells of a person.
    """

    @lru_cache(maxsize=_PIECES_KEPT)
    def piece(_reader: tuple[str, str], _mounted_at: str, *args: Any) -> Markup:
        return Markup(macro(*args))  # noqa: S704 - a macro escapes what it writes

    def keep(*args: Any) -> Markup:
        known = vars(g._get_current_object())  # a page asks a hundred times: one look for both
        here = known.get("mounted_at")
        return piece(known.get("reader") or reader(), _mounted_at() if here is None else here, *args)

    return keep


def _globals(environment: Environment, own: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
    """Return the globals of a template: as they are where it has none of its own, behind no chain of maps."""
    return ChainMap(own, environment.globals) if own else environment.globals


def _mounted_at() -> str:
    here = g._get_current_object()
    found: str | None = getattr(here, "mounted_at", None)
    if found is None:
        found = here.mounted_at = request.script_root if has_request_context() else ""
    return found


def init_app(app: Flask) -> None:
    """Let the templates of an application run so."""
    environment = app.jinja_env
    environment.code_generator_class = PageCode
    environment.context_class = PageContext
    environment.written = written  # type: ignore[attr-defined]
    environment.globals["kept"] = kept
    environment.make_globals = partial(_globals, environment)  # type: ignore[method-assign]
