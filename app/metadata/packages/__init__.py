"""Packages: folders or zip files of YAML and CSV that bring objects, option sets, menus, access and demo records.

``read`` a package from ``files_of`` a folder or zip, or from one JSON document; ``edits_of`` says what installing it means for the metadata.
Packages that come with the product lie beside this file. Public names: Package, BUNDLED, read, read_document, files_of, edits_of, in_files.
"""

from pathlib import Path

from app.metadata.packages.files import files_of
from app.metadata.packages.reader import Package, edits_of, in_files, read, read_document

BUNDLED = Path(__file__).parent
"""Folder of the packages that come with the product."""

__all__ = ["BUNDLED", "Package", "edits_of", "files_of", "in_files", "read", "read_document"]
