"""The installer for all users of a PC, as IT departments roll it out: an .msi, made by `wixl` out of the built folder.

It installs per machine into Program Files, with one shortcut and the file type for everybody. No custom action runs:
Windows Installer itself copies, registers, upgrades and removes, so that a run as SYSTEM is like any other.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pack
import version_resource

NAMESPACE = uuid.UUID("6b3a5bd0-2f1c-5c0e-9a53-3f2a4f0d7e11")
"""Where every identifier below comes from. Never change it: Windows knows the product and its files by them."""

UPGRADE = uuid.uuid5(NAMESPACE, "SWF Desktop, for all users")
"""The same in all versions: by it a newer one replaces an older one."""

TYPE = "SWFDesktop.Return"
ICON_KEY = TYPE + r"\DefaultIcon"
OPEN_KEY = TYPE + r"\shell\open\command"


def main() -> int:
    """Make the .msi beside the other downloads."""
    print(f"msi: {msi()}")
    return 0


def msi_file() -> Path:
    """Return where the .msi is."""
    return pack.RELEASE / f"SWF-Desktop-{version_resource.version()}.msi"


def msi() -> str:
    """Make the .msi."""
    with tempfile.TemporaryDirectory() as folder:
        # `wixl` takes places below the folder it runs in, no others.
        place = Path(folder)
        (place / "program").symlink_to(pack.PROGRAM.resolve())
        (place / "icon.ico").symlink_to(pack.ROOT / "resources" / "icons" / "icon.ico")
        (place / "swf-desktop.wxs").write_text(wxs(pack.PROGRAM), encoding="utf-8", newline="\n")
        command = ["wixl", "--arch", "x64", "--output", str(msi_file().resolve()), "swf-desktop.wxs"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=place)
    if done.returncode or not msi_file().is_file():
        sys.exit(f"wixl failed:\n{done.stdout}{done.stderr}")
    return f"{msi_file().stat().st_size / pack.MB:.1f} MB"


def wxs(program: Path) -> str:
    """Return the source of the .msi for a built folder, in WiX's language as `wixl` reads it.

    One component a file, known by its place: so an upgrade replaces, keeps or removes each by itself.
    """
    numbers = ".".join(map(str, version_resource.four(version_resource.version())[:3]))
    parts = Parts(program)
    tree = parts.folder(program, 5)
    main = parts.files["SWF Desktop.exe"]
    references = "\n".join(f'      <ComponentRef Id="{one}"/>' for one in [*parts.components, "Menu", "Types"])
    command = f"&quot;[#{main}]&quot; &quot;%1&quot;"
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
  <Product Id="{uuid.uuid5(NAMESPACE, numbers)}" UpgradeCode="{UPGRADE}" Name="SWF Desktop" Version="{numbers}"
           Manufacturer="SWF Desktop project" Language="2057">
    <Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine" Description="SWF Desktop {numbers}"/>
    <MajorUpgrade DowngradeErrorMessage="A newer version of SWF Desktop is installed already."/>
    <Condition Message="SWF Desktop needs Windows 10 or 11.">VersionNT64 &gt;= 603</Condition>
    <Media Id="1" Cabinet="program.cab" EmbedCab="yes"/>
    <Icon Id="ProgramIcon" SourceFile="icon.ico"/>
    <Property Id="ARPPRODUCTICON" Value="ProgramIcon"/>
    <Property Id="ARPNOMODIFY" Value="1"/>
    <Directory Id="TARGETDIR" Name="SourceDir">
      <Directory Id="ProgramFiles64Folder">
        <Directory Id="INSTALLDIR" Name="SWF Desktop">
{tree}
          <Component Id="Types" Guid="{component("file type")}" Win64="yes">
{registry(".swfreturn", TYPE)}
{registry(TYPE, "School workforce return")}
{registry(ICON_KEY, f"[#{main}],0")}
{registry(OPEN_KEY, command, key_path=True)}
          </Component>
        </Directory>
      </Directory>
      <Directory Id="ProgramMenuFolder">
        <Component Id="Menu" Guid="{component("start menu")}" Win64="yes">
          <Shortcut Id="StartMenu" Name="SWF Desktop" Target="[#{main}]" WorkingDirectory="INSTALLDIR"/>
          <RegistryValue Root="HKLM" Key="Software\\SWF Desktop" Name="Menu" Type="string" Value="yes" KeyPath="yes"/>
        </Component>
      </Directory>
    </Directory>
    <Feature Id="Program" Level="1" Title="SWF Desktop">
{references}
    </Feature>
  </Product>
</Wix>
"""


def component(place: str) -> str:
    """Return the identifier of what is installed at a place, the same in every version."""
    return str(uuid.uuid5(NAMESPACE, place))


def registry(key: str, value: str, *, key_path: bool = False) -> str:
    """Return the element of a value below the machine's classes; value: already escaped."""
    mark = ' KeyPath="yes"' if key_path else ""
    return (
        f'            <RegistryValue Root="HKLM" Key="Software\\Classes\\{key}" Type="string" Value="{value}"{mark}/>'
    )


class Parts:
    """The components of a folder: ids in order, and the id of each file by its place."""

    def __init__(self, program: Path) -> None:
        self.program = program
        self.components: list[str] = []
        self.files: dict[str, str] = {}

    def folder(self, folder: Path, depth: int) -> str:
        """Return the elements of what is in a folder, its files first."""
        indent = "  " * depth
        lines = []
        for path in sorted(folder.iterdir(), key=lambda path: (path.is_dir(), path.name)):
            place = path.relative_to(self.program).as_posix()
            if path.is_dir():
                lines.append(f'{indent}<Directory Id="{self._id("d", place)}" Name={quoteattr(path.name)}>')
                lines.append(self.folder(path, depth + 1))
                lines.append(f"{indent}</Directory>")
            else:
                name = self._id("c", place)
                self.components.append(name)
                self.files[place] = file = self._id("f", place)
                lines.append(f'{indent}<Component Id="{name}" Guid="{component(place)}" Win64="yes">')
                source = f"Source={quoteattr(f'program/{place}')} Name={quoteattr(path.name)}"
                lines.append(f'{indent}  <File Id="{file}" {source} KeyPath="yes"/>')
                lines.append(f"{indent}</Component>")
        return "\n".join(lines)

    def _id(self, kind: str, place: str) -> str:
        return f"{kind}{uuid.uuid5(NAMESPACE, place).hex}"


if __name__ == "__main__":
    sys.exit(main())
