; The installer for Windows: for one user, without an administrator. Built on any system:
;   makensis -DVERSION=0.1.0 -DNUMBERS=0.1.0.0 -DSOURCE=folder -DICON=icon.ico -DOUTPUT=setup.exe -DKILOBYTES=100000 installer.nsi
; Silent: setup.exe /S [/D=C:\a folder], which must come last and takes no quotes; silent removal: uninstall.exe /S.
; Exit codes: 0 done, 1 stopped by the user, 2 not possible (an older Windows, or the program is open).

Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 64

!include MUI2.nsh
!include WinVer.nsh
!include FileFunc.nsh

!define PRODUCT "SWF Desktop"
!define PUBLISHER "SWF Desktop project"
!define PROGRAM "SWF Desktop.exe"
!define TYPE "SWFDesktop.Return"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\SWF Desktop"
; Explorer shows the new icons and file type without a new log-in: SHCNE_ASSOCCHANGED.
!define TELL_EXPLORER 'System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)"'

Name "${PRODUCT}"
BrandingText "${PRODUCT} ${VERSION}"
OutFile "${OUTPUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\SWF Desktop"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
ManifestDPIAware true
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=2057 "ProductName" "${PRODUCT}"
VIAddVersionKey /LANG=2057 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2057 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2057 "FileDescription" "${PRODUCT} installer"
VIAddVersionKey /LANG=2057 "CompanyName" "${PUBLISHER}"
VIAddVersionKey /LANG=2057 "LegalCopyright" "MIT licence; census data under the Open Government Licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A program that is open holds its file; then nothing is changed, rather than half of it.
!macro REFUSE_WHILE_OPEN un
Function ${un}RefuseWhileOpen
  IfFileExists "$INSTDIR\${PROGRAM}" 0 free
  ClearErrors
  FileOpen $0 "$INSTDIR\${PROGRAM}" a
  IfErrors open
  FileClose $0
  Goto free
open:
  MessageBox MB_OK|MB_ICONEXCLAMATION "${PRODUCT} is open. Close it, then start this again." /SD IDOK
  SetErrorLevel 2
  Quit
free:
FunctionEnd
!macroend
!insertmacro REFUSE_WHILE_OPEN ""
!insertmacro REFUSE_WHILE_OPEN "un."

Function .onInit
  SetShellVarContext current
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "${PRODUCT} needs Windows 10 or 11." /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

Function un.onInit
  SetShellVarContext current
FunctionEnd

Section
  Call RefuseWhileOpen
  ; What an older version left is never mixed with the new one. Only folders of the program itself are emptied.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File "${SOURCE}\SWF Desktop.exe"
  File "${SOURCE}\swf-desktop.exe"
  File /r "${SOURCE}\_internal"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${PRODUCT}.lnk" "$INSTDIR\${PROGRAM}"

  WriteRegStr HKCU "Software\Classes\.swfreturn" "" "${TYPE}"
  WriteRegStr HKCU "Software\Classes\${TYPE}" "" "School workforce return"
  WriteRegStr HKCU "Software\Classes\${TYPE}\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "Software\Classes\${TYPE}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${PRODUCT}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${TELL_EXPLORER}
SectionEnd

Section "Uninstall"
  Call un.RefuseWhileOpen
  Delete "$SMPROGRAMS\${PRODUCT}.lnk"
  ; Only what the installer put there. A return that somebody keeps in this folder stays, and the folder with it.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\SWF Desktop.exe"
  Delete "$INSTDIR\swf-desktop.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  ; Settings name the returns that were open lately, and traces tell of faults: neither is the user's work.
  Delete "$APPDATA\SWF Desktop\swf-desktop.json"
  Delete "$APPDATA\SWF Desktop\swf-desktop.new"
  Delete "$APPDATA\SWF Desktop\problems.txt"
  Delete "$APPDATA\SWF Desktop\crash.txt"
  RMDir "$APPDATA\SWF Desktop"

  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Classes\${TYPE}"
  ReadRegStr $0 HKCU "Software\Classes\.swfreturn" ""
  ${If} $0 == "${TYPE}"
    DeleteRegKey HKCU "Software\Classes\.swfreturn"
  ${EndIf}
  ${TELL_EXPLORER}
SectionEnd
