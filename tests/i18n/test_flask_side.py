"""Flask-Babel, FAB's templates and WTForms speak the reader's language, Traditional Chinese included."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel, get_locale, get_timezone, lazy_gettext
from flask_babel import gettext as flask_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import DataRequired

from app.i18n import current_locale, current_timezone, use
from app.i18n.flask_side import begin_request, install


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="x", WTF_CSRF_ENABLED=False)
    Babel(app)
    install(app)
    return app


class Form(FlaskForm):
    count = IntegerField("Count", validators=[DataRequired()])


class LooseForm(FlaskForm):
    count = IntegerField("Count")


@pytest.mark.parametrize(
    ("locale", "delete", "required", "integer"),
    [
        ("zh_Hans", "删除", "此字段为必填项。", "请输入整数。"),
        ("zh_Hant", "刪除", "此欄位為必填項。", "請輸入整數。"),
        ("en", "Delete", "This field is required.", "Not a valid integer value."),
    ],
)
def test_each_part_speaks_the_readers_language(app: Flask, locale: str, delete: str, required: str, integer: str) -> None:
    late = lazy_gettext("Delete")
    with app.test_request_context("/", method="POST", data={}):
        begin_request(locale, "Asia/Shanghai")
        assert flask_gettext("Delete") == str(late) == delete
        assert render_template_string("{{ _('Delete') }}") == delete
        form = Form()
        assert not form.validate()
        assert form.count.errors == [required]
        assert str(get_locale()) == locale
        assert str(get_timezone()) == "Asia/Shanghai"
    with app.test_request_context("/", method="POST", data={"count": "x"}):
        begin_request(locale, None)
        form = LooseForm()
        form.validate()
        assert form.count.errors[0] == integer


def test_a_request_may_change_its_language(app: Flask) -> None:
    with app.test_request_context("/"):
        begin_request("en", None)
        assert str(get_locale()) == "en"
        begin_request("zh_Hant", None)
        assert str(get_locale()) == "zh_Hant"
        assert flask_gettext("Delete") == "刪除"


def test_nothing_of_a_reader_stays_after_the_request(app: Flask) -> None:
    with use("en", "UTC"):
        with app.test_request_context("/"):
            begin_request("zh_Hans", "Asia/Shanghai")
            begin_request("zh_Hant", "Asia/Taipei")
        assert (current_locale(), current_timezone().key) == ("en", "UTC")


def test_variables_are_escaped_in_templates(app: Flask) -> None:
    with app.test_request_context("/"):
        begin_request("zh_Hans", None)
        assert "&lt;b&gt;" in render_template_string("{{ _('Field must be equal to %(other_name)s.', other_name='<b>') }}")
