"""The files of a package from a folder or a zip, by their path in the package. Public names: files_of, MAX_BYTES, MAX_FILES."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from app.errors import MalformedRequest
from app.i18n import gettext as _

MAX_BYTES = 50_000_000
"""Largest size of all files together, unpacked."""
MAX_FILES = 2000
ENDINGS = (".yaml", ".yml", ".csv")


def files_of(source: Path | bytes) -> Mapping[str, bytes]:
    """Path → content of the YAML and CSV files of a folder or of a zip's bytes. Raises MalformedRequest for what is no package."""
    files = _from_zip(source) if isinstance(source, bytes) else _from_folder(source)
    tops = {path.split("/")[0] for path in files}
    if "package.yaml" not in files and len(tops) == 1 and f"{next(iter(tops))}/package.yaml" in files:
        files = {path.split("/", 1)[1]: content for path, content in files.items()}
    if "package.yaml" not in files:
        raise MalformedRequest(_("There is no package.yaml in it; a package is a folder or zip with that file at its top."))
    return files


def _from_folder(folder: Path) -> dict[str, bytes]:
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix in ENDINGS]
    if len(found) > MAX_FILES or sum(path.stat().st_size for path in found) > MAX_BYTES:
        raise _too_large()
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _from_zip(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_BYTES:
                raise _too_large()
            return {entry.filename: _unpacked(archive, entry) for entry in entries if _is_wanted(entry.filename)}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        raise MalformedRequest(_("This is not a zip file that can be read.")) from None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size + 1)  # never more than the size that was counted above
    if len(content) > entry.file_size:
        raise _too_large()
    return content


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix in ENDINGS and ".." not in path.parts and not path.is_absolute() and "__MACOSX" not in path.parts


def _too_large() -> MalformedRequest:
    return MalformedRequest(_("The package is too large: at most %(files)s files and %(size)s MB.", files=MAX_FILES, size=MAX_BYTES // 1_000_000))
