"""Chinese fonts for the headless browser, from the package that the PDFs use.

A bare machine has none: every character would be a narrow box, so that widths, wrapping and
pictures in the browser tests would not be those that people see.
"""

from pathlib import Path

import pylopdf_fonts_zh_cn

CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def font_environment(folder: Path) -> dict[str, str]:
    """Environment for `chromium.launch(env=os.environ | font_environment(tmp_path))`.

    folder: where the configuration and the font cache are written.
    """
    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    configuration = folder / "fonts.conf"
    text = CONFIGURATION.format(fonts=fonts, cache=folder / "font-cache")
    configuration.write_text(text, encoding="utf-8")
    return {"FONTCONFIG_FILE": str(configuration)}
