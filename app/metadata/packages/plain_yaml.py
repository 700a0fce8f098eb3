"""YAML as packages use it: plain data only, the same on every machine.

Unlike YAML 1.1, ``no``, ``on`` and ``12:30`` are texts, and dates stay texts; a key that stands twice, an anchor or a tag is an error.
Public names: load_yaml, YamlError.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.constructor import SafeConstructor
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.resolver import Resolver
from yaml.scanner import Scanner

from app.i18n import gettext as _


class YamlError(ValueError):
    """The text is not YAML of this kind; the message says where and why."""


PARSER: tuple[Any, ...] = (Reader, Scanner, Parser)
"""From text to events."""
if yaml.__with_libyaml__:
    from yaml._yaml import CParser

    PARSER = (CParser,)


class _Loader(Composer, *PARSER, SafeConstructor, Resolver):  # type: ignore[misc]
    """yaml.SafeLoader with fewer guesses; the parser is the one in C where PyYAML has it, which takes a fifth of the time."""

    def __init__(self, text: str) -> None:
        PARSER[0].__init__(self, text)
        for part in (*PARSER[1:], Composer, SafeConstructor, Resolver):
            part.__init__(self)

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            line = self.peek_event().start_mark.line + 1
            raise YamlError(_("line %(line)s: anchors and aliases are not allowed; write the values out", line=line))
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [pair[0] for pair in node.value if isinstance(pair[0], yaml.ScalarNode)]
        seen: set[str] = set()
        for key in keys:
            if key.value in seen:
                raise YamlError(_('line %(line)s: the key "%(key)s" stands twice', line=key.start_mark.line + 1, key=key.value[:40]))
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:int", r"-?(0|[1-9][0-9]{0,17})", "-0123456789"),
    ("tag:yaml.org,2002:float", r"-?(0|[1-9][0-9]*)\.[0-9]+", "-0123456789"),
):
    _Loader.add_implicit_resolver(_tag, re.compile(rf"^(?:{_pattern})$"), list(_first))


def load_yaml(text: str) -> Any:
    """The data of the text. Raises YamlError."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 -- a SafeLoader with less
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlError(_("line %(line)s: %(problem)s", line=line, problem=str(error.problem)[:200])) from None
    except (yaml.YAMLError, RecursionError, UnicodeError) as error:
        raise YamlError(str(error).splitlines()[0][:200] if str(error) else _("This is not YAML.")) from None
