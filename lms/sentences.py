"""Sentences of the frame's codes: what, where, why, what to do next."""

from flask_babel import lazy_gettext as _l

from lms.documents.sentences import SENTENCES as DOCUMENTS
from lms.offline.sentences import SENTENCES as OFFLINE
from lms.sheets.sentences import SENTENCES as SHEETS
from lms.workdays.sentences import SENTENCES as WORKDAYS

SENTENCES: dict[str, object] = {
    **SHEETS,
    **DOCUMENTS,
    **WORKDAYS,
    **OFFLINE,
    # the edge
    "REQUEST_INVALID": _l("请求不完整或格式不对。请返回上一页重试。"),
    "SIGN_IN_FIRST": _l("请先登录。"),
    "NOT_PERMITTED": _l("您的角色不能做这件事。如确需办理，请联系管理员。"),
    "NOT_FOUND": _l("没有这个页面，或它不在您的管理范围内。"),
    "METHOD_NOT_ALLOWED": _l("这个地址不能这样打开。请从页面上的按钮操作。"),
    "UPLOAD_TOO_LARGE": _l("上传的文件超过 40 MB。请删去图片和多余工作表后重新上传。"),
    "TOO_MANY_REQUESTS": _l("操作太频繁，请稍等一分钟再试。"),
    "CSRF_REFUSED": _l("页面已过期或来源不符，没有执行。请刷新页面后重试。"),
    "CHANGED_MEANWHILE": _l("这条记录刚被别人改动，您的修改没有保存。请刷新页面核对后再改。"),
    "DATABASE_BUSY": _l("系统正忙，没有保存。请稍后重试。"),
    "STORAGE_FULL": _l("存储空间已满，没有保存。请联系管理员。"),
    "UNEXPECTED": _l("系统出错，没有保存。错误已记录，请稍后重试或联系管理员。"),
    # accounts
    "SIGN_IN_REFUSED": _l("用户名或密码不对。"),
    "ACCOUNT_LOCKED": _l("密码连续输错，账号锁定至 %(until)s。"),
    "LOGIN_UNKNOWN": _l("没有用户名 %(login)s。"),
    "ACCOUNT_OWN": _l("不能停用自己的账号。"),
    "LOGIN_TAKEN": _l("用户名 %(login)s 已有人使用，请换一个。"),
    "LOGIN_INVALID": _l("用户名只能用字母、数字、汉字和 . _ - @，最多 64 个字符。"),
    "GRANT_MISSING": _l("至少要有一个角色。"),
    "GRANT_OUT_OF_SCOPE": _l("不能授予您管理范围以外的角色或范围。"),
    "GRANT_NEEDS_CENTRE": _l("教务和讲师的范围必须是一个培训中心。"),
    "PASSWORD_TOO_SHORT": _l("密码至少 10 个字符。"),
    "PASSWORD_TOO_SIMPLE": _l("密码太简单：不能包含用户名，也不能只用一两个字符。"),
    "PASSWORD_WRONG": _l("现在的密码不对。"),
    # places
    "COUNTY_UNKNOWN": _l(
        "找不到县“%(county)s”。请填写 6 位县级行政区划代码，例如 411224；网页上也可以填县名。"
    ),
    "CENTRE_NAME_TAKEN": _l("本县已有培训中心“%(name)s”。"),
    # parameters and calendar
    "SETTING_UNKNOWN": _l("没有参数 %(name)s。"),
    "SETTING_INVALID": _l("“%(value)s”不能作为“%(title)s”的值。"),
    "CALENDAR_DAY_OUTSIDE_YEAR": _l("%(day)s 不在 %(year)s 年内。"),
    "CALENDAR_DAY_TWICE": _l("%(year)s 年有一天写了两次。"),
    # runs and jobs
    "RUN_ALREADY_APPLIED": _l("这次操作已经执行过，没有重复执行。"),
    "RUN_NOT_REHEARSED": _l("这次预演已放弃或已撤销，不能执行。请重新上传。"),
    "RUN_NOT_APPLIED": _l("这次操作没有执行过，不能撤销。"),
    "RUN_CLEARED": _l("这次操作的明细已按保留期限清除，不能再撤销。汇总和审计日志仍在。"),
    "JOB_GAVE_UP": _l("任务多次中断，已停止。请联系管理员。"),
    "JOB_FAILED": _l("任务出错，已停止。请联系管理员。"),
    # installation
    "SEAL_BROKEN": _l("加密字段无法解开：密钥不符或数据被改动。请联系管理员。"),
    "KEY_FILE_MISSING": _l("找不到密钥文件 %(path)s，而数据库已存在。请恢复密钥文件后再启动。"),
    "KEY_FILE_BROKEN": _l("密钥文件 %(path)s 不能读取。请从备份恢复。"),
    "KEY_FILE_OTHER": _l("密钥文件与数据库不是一对。请用建库时的密钥文件启动。"),
    "TABLES_OLD": _l(
        "数据库还没有建表，或表是另一版本的。新装请运行 lms init，升级请运行 lms db upgrade。"
    ),
    "DATABASE_UNREACHABLE": _l("连不上数据库 %(url)s。请确认数据库已启动、地址和密码正确。"),
    "PORT_IN_USE": _l(
        "%(host)s 的端口 %(port)s 已被占用。请先停止占用它的程序，或换一个端口：--port 8001。"
    ),
    "PORT_REFUSED": _l("端口 %(port)s 需要系统管理员权限。请换一个大于 1023 的端口。"),
    "DEMO_MISSING": _l("没有安装演示数据。"),
    "DEMO_NOT_EMPTY": _l("这个数据库里已有别的数据，不能装入演示数据。请用 lms run --demo。"),
    "PUBLIC_URL_INVALID": _l("LMS_PUBLIC_URL 不是网址：%(url)s。"),
    "PUBLIC_URL_NEEDS_TLS": _l("LMS_PUBLIC_URL 除本机外必须用 https：%(url)s。"),
    # plugins
    "PLUGIN_TWICE": _l("插件 %(plugin)s 装了两次。"),
    "PLUGIN_UNLOADABLE": _l("插件 %(plugin)s 装不上：%(fault)s。请更新或卸载它。"),
    "PICTURE_TOO_LARGE": _l("图片太大：最多 %(most)s MB、4000 万像素。请缩小后再试。"),
    "PICTURE_UNREADABLE": _l("图片不能读取。请选择 JPEG、PNG 或 WebP 图片。"),
    "SCAN_UNREADABLE": _l("文件不能读取。请选择 PDF，或 JPEG、PNG、WebP 照片。"),
    "PDF_TOO_LARGE": _l("PDF 太大：最多 %(most)s MB。请降低扫描分辨率或分开上传。"),
    "PDF_PROTECTED": _l("PDF 有密码，别人打不开。请去掉密码后上传。"),
    "PDF_ACTIVE": _l(
        "PDF 里有脚本、附件或会自动执行的内容，没有保存。请打印或另存为普通 PDF 后上传。"
    ),
    "PDF_UNREADABLE": _l("PDF 已损坏或不完整，没有保存。请重新扫描或导出。"),
    "PLUGIN_UNKNOWN": _l("没有叫 %(plugin)s 的插件。lms plugins 列出已安装的插件。"),
    "REVISION_EMPTY": _l("插件 %(plugin)s 的表与模型一致，不需要新的迁移。"),
    "PLUGIN_REQUIREMENT_MISSING": _l("插件 %(plugin)s 需要 %(missing)s，但没有安装。"),
    "PLUGIN_CYCLE": _l("插件互相需要：%(cycle)s。"),
    "PLUGIN_PREFIX": _l("插件 %(plugin)s 的 %(kind)s 必须以插件名开头，而不是 %(prefix)s。"),
    "PLUGIN_NAME_TWICE": _l("插件 %(plugin)s 的名称 %(name)s 已有别的插件使用。"),
    "PLUGIN_PLACE_UNKNOWN": _l("插件 %(plugin)s 要放在不存在的位置 %(place)s。"),
    "PLUGIN_ENDPOINT_UNKNOWN": _l("插件 %(plugin)s 的导航指向不存在的页面 %(endpoint)s。"),
    "PLUGIN_PERMISSION_UNKNOWN": _l("插件 %(plugin)s 用了没有声明的权限 %(permission)s。"),
    "PLUGIN_EVENT_UNKNOWN": _l("插件 %(plugin)s 监听了没有插件声明的事件 %(event)s。"),
    "ENDPOINT_UNDECLARED": _l("页面 %(endpoint)s 没有声明权限，也没有声明公开。"),
    "ENDPOINT_PERMISSION_UNKNOWN": _l("页面 %(endpoint)s 的权限 %(permission)s 没有声明。"),
}
