"""The Flask class of the product: JSON by orjson, routes that cost nothing until somebody asks for their address.

Public names: Application.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from app.views.json_side import Json

Builder = Callable[..., tuple[str, str]]


class LazyRule(Rule):
    """Werkzeug (3.1): two functions that build addresses are compiled for every route at its registration, 0.2 s for ours. Ours: at their first use."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compile_now, made = super()._compile_builder, None

        def build(rule: LazyRule, **values: Any) -> tuple[str, str]:
            nonlocal made
            if made is None:
                made = compile_now(append_unknown)
            return made(rule, **values)

        return build


class Application(Flask):
    """Flask with our parts."""

    url_rule_class = LazyRule
    json_provider_class = Json
