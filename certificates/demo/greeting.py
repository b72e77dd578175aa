"""What the terminal says of the demonstration: who can log in and what to look at first."""

from pathlib import Path

from rich.box import SIMPLE_HEAD
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
    "follow_up": "follow-up worker",
    "auditor": "auditor",
}


def greet(console: Console, address: str, home: Path) -> None:
    """The address, a table of log-ins, and files to try uploads with, in both languages."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("用户名\nlog-in", "角色\nrole", "先看什么\nlook first at"):
        table.add_column(heading)
    for one in LOGINS:
        table.add_row(
            f"[bold]{one.login}[/bold]",
            f"{role_named(one.role).title}\n{ENGLISH[one.role]}",
            f"{one.look}\n{one.look_en}",
        )
    console.print(f"\n演示县：河南省三门峡市卢氏县 / demonstration county   [bold]{address}[/bold]")
    console.print(table)
    console.print(f"密码都是 / password of all: [bold]{PASSWORD}[/bold]")
    console.print(f"人员均为虚构。数据在 {home}，删除即重新开始。", soft_wrap=True)
    console.print(
        f"Everybody is invented. The data is in {home}; delete it to start over.", soft_wrap=True
    )
    if SAMPLES.is_dir():
        console.print("试用上传的样表 / files to try uploads with: docs/samples/README.md\n")
