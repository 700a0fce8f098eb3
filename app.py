"""A development server: ``python app.py``. For everything else see ``make help``."""

from __future__ import annotations

import os

from app import create_app

if __name__ == "__main__":
    create_app().run(port=int(os.environ.get("PORT") or 8080))
