"""What the server says when it is ready: where it answers and, with demo data, who may log in.

Public name: greeting.
"""

from __future__ import annotations

import os

DEMO_LOGINS = (("admin", "管理员 Admin"), ("manager", "经理用户 Manager"), ("staff", "普通用户 Staff"))


def greeting(port: int) -> str:
    """The lines for the terminal."""
    password = os.environ.get("DEMO_PASSWORD", "demo")
    lines = [f"Fieldloom 织台: http://127.0.0.1:{port}", "Demo logins, unless you removed them:"]
    lines += [f"  {login:<8} {password}   {role}" for login, role in DEMO_LOGINS]
    return "\n".join([*lines, "Ctrl+C stops the server."])
