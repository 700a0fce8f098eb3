"""Reads a package: its files become definitions, with every problem by file and place. Public names: Package, read, read_document, edits_of, in_files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from app.errors import Problem
from app.i18n import gettext as _
from app.metadata.definitions import EMPTY, Label, MenuDef, ObjectDef, OptionSetDef, empty
from app.metadata.edits import Edit, PutMenu, PutObject, PutOptionSet
from app.metadata.fieldkinds import Kinds
from app.metadata.load import load_menu, load_object, load_option_set
from app.metadata.reading import Reading
from app.metadata.schema import problems_of, schema

T = TypeVar("T")
LATER = ("layouts", "rules", "views", "dashboards", "homes", "calendars")
"""Folders that later mechanisms read; their files are carried."""
FOLDERS = ("objects", "option_sets", "menus", "access", "demo", *LATER)
SINGLE = ("package", "settings", "functions")
"""Files at the top."""


@dataclass(frozen=True, slots=True)
class Package:
    """Everything a package brings."""

    name: str
    version: str = ""
    label: Label = field(default_factory=empty)
    description: Label = field(default_factory=empty)
    requires: tuple[str, ...] = ()
    """Names of packages that must be installed first."""
    objects: tuple[ObjectDef, ...] = ()
    option_sets: tuple[OptionSetDef, ...] = ()
    menus: tuple[MenuDef, ...] = ()
    access: tuple[Mapping[str, Any], ...] = ()
    """One role each: ``{role, label, objects: {object: rights}}``, checked against the format."""
    demo: Mapping[str, bytes] = field(default_factory=empty)
    """File name (``lead.csv``) → its bytes, UTF-8 CSV with a header."""
    others: Mapping[str, Any] = field(default_factory=empty)
    """Path → data of the files that later mechanisms read."""
    files: Mapping[str, str] = field(default_factory=empty)
    """Name of an object, option set or menu → the file it came from."""


def read(files: Mapping[str, bytes], types: Kinds) -> tuple[Package, list[Problem]]:
    """The package of these files, as far as it can be read, and every problem with ``file: place``."""
    from app.metadata.packages.plain_yaml import YamlError, load_yaml  # here, because a server reads packages rarely

    problems: list[Problem] = []
    documents: dict[str, Any] = {}
    for path, content in sorted(files.items()):
        problem = _misplaced(path)
        if problem:
            problems.append(problem)
        elif not path.startswith("demo/"):
            try:
                documents[path] = load_yaml(content.decode("utf-8-sig"))
            except (YamlError, UnicodeDecodeError) as error:
                problems.append(Problem(path, _("The file cannot be read: %(reason)s", reason=str(error)[:300])))
    demo = {path.removeprefix("demo/"): content for path, content in files.items() if path.startswith("demo/") and path.endswith(".csv")}
    made = _assemble(documents, types, problems)
    return replace(made, demo=demo), problems


def read_document(raw: object, types: Kinds) -> tuple[Package, list[Problem]]:
    """The package of one JSON document: ``{"package": {...}, "objects": [...], "option_sets": [...], "menus": [...], "access": [...]}``."""
    reading = Reading()
    data = reading.mapping(raw, "")
    reading.unknown(data, (*SINGLE, *(f for f in FOLDERS if f != "demo")), "")
    documents: dict[str, Any] = {f"{name}.yaml": data[name] for name in SINGLE if name in data}
    for folder in FOLDERS:
        for number, item in enumerate(reading.items(data, folder, "", lambda value, where: value), 1):
            documents[f"{folder}/{_name_in(item) or number}.yaml"] = item
    problems = list(reading.problems)
    return _assemble(documents, types, problems), problems


def _name_in(item: object) -> str:
    named = (item.get("name") or item.get("role")) if isinstance(item, Mapping) else None
    return named if isinstance(named, str) else ""


def _misplaced(path: str) -> Problem | None:
    folder = path.split("/")[0]
    slash = "/" in path
    if not slash and path.removesuffix(".yaml") not in SINGLE:
        return Problem(path, _("Nobody knows this file."), _("At the top of a package stand: %(names)s.", names=", ".join(f"{s}.yaml" for s in SINGLE)))
    if slash and folder not in FOLDERS:
        return Problem(path, _("Nobody knows this folder."), _("A package has the folders: %(names)s.", names=", ".join(FOLDERS)))
    if slash and (folder == "demo") != path.endswith(".csv"):
        return Problem(path, _("The file has the wrong ending."), _("Definitions are .yaml files, demo records .csv files."))
    return None


def _assemble(documents: Mapping[str, Any], types: Kinds, problems: list[Problem]) -> Package:
    form = schema(types)
    reading = Reading()
    head = reading.mapping(documents.get("package.yaml", EMPTY), "")
    in_head = [*reading.problems, *problems_of(form, "package", head)]
    problems += [_in_file("package.yaml", p) for p in in_head]
    files: dict[str, str] = {}
    objects = list(_each(documents, "objects", lambda raw: load_object(raw, types), problems, files))
    option_sets = list(_each(documents, "option_sets", load_option_set, problems, files))
    menus = list(_each(documents, "menus", load_menu, problems, files))
    for path, raw in _under(documents, "access"):
        problems += [_in_file(path, p) for p in problems_of(form, "access", raw)]
    quiet = Reading()
    return Package(
        name=quiet.text(head, "name", ""),
        version=quiet.text(head, "version", ""),
        label=quiet.label(head, "label", ""),
        description=quiet.label(head, "description", ""),
        requires=quiet.names(head, "requires", ""),
        objects=tuple(objects),
        option_sets=tuple(option_sets),
        menus=tuple(menus),
        access=tuple(raw for path, raw in _under(documents, "access") if isinstance(raw, Mapping)),
        others={path: raw for path, raw in documents.items() if path.split("/")[0] in LATER or path in ("settings.yaml", "functions.yaml")},
        files=files,
    )


def _under(documents: Mapping[str, Any], folder: str) -> Iterator[tuple[str, Any]]:
    return ((path, raw) for path, raw in documents.items() if path.startswith(f"{folder}/"))


def _each(
    documents: Mapping[str, Any], folder: str, load: Callable[[Any], tuple[T, list[Problem]]], problems: list[Problem], files: dict[str, str]
) -> Iterator[T]:
    """The definitions of a folder; a file holds one, named as the file is."""
    for path, raw in _under(documents, folder):
        made, found = load(raw)
        problems += [_in_file(path, problem) for problem in found]
        name = str(getattr(made, "name", ""))
        if name and path != f"{folder}/{name}.yaml":
            hint = _("Name the file %(path)s.", path=f"{folder}/{name}.yaml")
            problems.append(Problem(f"{path}: name", _('The file defines "%(name)s".', name=name), hint))
        files[name] = path
        yield made


def _in_file(path: str, problem: Problem) -> Problem:
    return replace(problem, where=f"{path}: {problem.where}" if problem.where else path)


def edits_of(package: Package) -> list[Edit]:
    """What installing means for the metadata: create what is missing, bring the rest up to date, leave what the package does not mention."""
    sets: list[Edit] = [PutOptionSet(definition, package.name) for definition in package.option_sets]
    objects: list[Edit] = [PutObject(definition, package.name) for definition in package.objects]
    return [*sets, *objects, *(PutMenu(definition, package.name) for definition in package.menus)]


def in_files(package: Package, problems: Iterable[Problem]) -> list[Problem]:
    """Problems of ``draft.apply`` with the file in front in place of the entity's name."""
    named = []
    for problem in problems:
        entity = problem.where.split(".")[0]
        rest = problem.where[len(entity) + 1 :]
        path = package.files.get(entity)
        named.append(_in_file(path, replace(problem, where=rest)) if path else problem)
    return named
