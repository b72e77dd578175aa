"""What the terminal says of the demonstration: who can log in and what to look at first."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from certificates.demo.staff import LOGINS, PASSWORD
from lms.accounts.roles import role_named

SAMPLES = Path(__file__).resolve().parents[2] / "docs" / "samples"
ENGLISH = {
    "admin": "administrator",
    "registrar": "registrar",
    "lecturer": "lecturer",
    "officer": "officer",
    "reviewer": "reviewer",
    "observer": "observer",
    "follow_up": "follow-up",
    "auditor": "auditor",
}


def greet(console: Console, address: str) -> None:
    """The address, a table of log-ins, and files to try uploads with, in both languages."""
    table = Table(title=f"\n演示县 / demonstration county   {address}", title_justify="left")
    for heading in ("角色 / role", "用户名 / log-in", "先看什么 / look first at"):
        table.add_column(heading)
    for one in LOGINS:
        title = f"{role_named(one.role).title} {ENGLISH[one.role]}"
        table.add_row(title, one.login, f"{one.look}\n{one.look_en}")
    console.print(table)
    console.print(f"密码都是 / password of all: [bold]{PASSWORD}[/bold]")
    console.print("人员均为虚构；数据保存在 var/demo，删除该目录即重新开始。")
    console.print("Everybody is invented; the data is in var/demo, delete it to start over.")
    if SAMPLES.is_dir():
        console.print("试用上传 / to try uploads: docs/samples (README)")
