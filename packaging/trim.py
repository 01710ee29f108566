"""What is left out of the built program: modules nobody imports, and Qt parts nobody uses."""

from __future__ import annotations

import re
from collections.abc import Iterable

MODULES = [
    *(
        f"PySide6.{name}"
        for name in (
            "QtNetwork", "QtQml", "QtQuick", "QtOpenGL", "QtOpenGLWidgets", "QtTest", "QtDBus", "QtSql", "QtXml",
            "QtConcurrent", "QtDesigner", "QtHelp",
        )
    ),
    "tkinter", "_tkinter", "test", "unittest", "doctest", "pydoc_data", "lib2to3", "ensurepip", "venv", "idlelib",
    "turtle", "pip", "setuptools", "pkg_resources", "wheel", "_distutils_hack",
    "lxml.html", "lxml.isoschematron", "lxml.objectify", "lxml.sax", "lxml.cssselect",
    "PIL", "numpy", "pandas", "matplotlib", "IPython", "pytest", "hypothesis", "mypy", "nox",
]  # fmt: skip
"""Modules that are not collected. `unittest` and `doctest` are only imported by test helpers of the libraries."""

FILES = re.compile(
    r"""
    (^|/)opengl32sw\.dll$                                   # 20 MB of software OpenGL: widgets are drawn without OpenGL
  | (^|/)(lib)?Qt6(Network|Qml\w*|Quick\w*|OpenGL\w*|VirtualKeyboard\w*|ShaderTools|Test|Sql|Concurrent|Pdf\w*)\b
  | (^|/)plugins/(tls|networkinformation|generic|egldeviceintegrations|platforminputcontexts|qmltooling|sqldrivers
        |wayland[\w-]*|xcbglintegrations|platformthemes|virtualkeyboard)/
  | (^|/)plugins/platforms/(lib)?q(eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc|wayland[\w-]*|minimal|direct2d)\b
  | (^|/)plugins/imageformats/(lib)?q(gif|icns|pdf|tga|tiff|wbmp|webp)\b
  | (^|/)lib(gtk-3|gdk|atk|atspi|pango|cairo|epoxy|pixman|fribidi|thai|datrie|Xcomposite|Xcursor|Xdamage|Xinerama|Qt6Egl
        |Qt6Wayland|Qt6WlShell)[\w.+-]*\.so       # what the plugins above had brought along on Linux
  | (^|/)translations/(?!qt(base)?_en)                      # English is enough: the program speaks it only
  | (^|/)lxml/(html|isoschematron)/
  | (^|/)lxml/(objectify|sax|_difflib)[.\w-]*$
  | (^|/)(__pycache__|tests?)/
  | \.(pyi|h|pxd|pxi)$
    """,
    re.VERBOSE,
)
"""Files that are dropped from the folder, by their place in it, with forward slashes."""

Entry = tuple[str, str, str]


def kept(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries (place in the folder, source, kind) that stay."""
    return [entry for entry in entries if not FILES.search(entry[0].replace("\\", "/"))]
