# On a real Windows: install silently, run what was installed, use it, remove it. Only the user's files may stay.
# `./packaging/installed.ps1` after `python packaging/pack.py`. What packaging/installed.py does under Wine, for a hosted CI.
$ErrorActionPreference = "Stop"
Set-StrictMode -Version Latest

function Invoke-Program([string] $Path, [string[]] $Arguments, [int[]] $Good = @(0)) {
    & $Path @Arguments | Out-Host
    if ($LASTEXITCODE -notin $Good) { throw "$Path $Arguments ended with $LASTEXITCODE" }
}

$setup = (Get-ChildItem "build/windows/release/*-setup.exe").FullName
$folder = Join-Path $env:LOCALAPPDATA "Programs\SWF Desktop"
$menu = Join-Path $env:APPDATA "Microsoft\Windows\Start Menu\Programs\SWF Desktop.lnk"
$key = "HKCU:\Software\Microsoft\Windows\CurrentVersion\Uninstall\SWF Desktop"
$kept = Join-Path $env:TEMP "kept ł é"
New-Item -ItemType Directory -Force $kept | Out-Null

$done = Start-Process $setup -ArgumentList "/S" -Wait -PassThru
if ($done.ExitCode -ne 0) { throw "The installer ended with $($done.ExitCode)" }
foreach ($path in "$folder\SWF Desktop.exe", "$folder\swf-desktop.exe", "$folder\uninstall.exe", $menu) {
    if (-not (Test-Path $path)) { throw "Not installed: $path" }
}
$opens = (Get-Item "HKCU:\Software\Classes\SWFDesktop.Return\shell\open\command").GetValue("")
if ($opens -ne "`"$folder\SWF Desktop.exe`" `"%1`"") { throw "A double click on a .swfreturn would run $opens" }

Invoke-Program "$folder\swf-desktop.exe" @("selftest")
Invoke-Program "$folder\swf-desktop.exe" @("sample", "-o", "$kept\sample")
$convert = @("convert", "$kept\sample", "-o", $kept, "--workspace", "$kept\a return.swfreturn", "--now", "2013-11-15T10:00:00")
Invoke-Program "$folder\swf-desktop.exe" $convert @(0, 1)
$window = Start-Process "$folder\SWF Desktop.exe" -ArgumentList "--selftest-window" -Wait -PassThru
if ($window.ExitCode -ne 0) { throw "The window's test ended with $($window.ExitCode)" }
Copy-Item "$kept\a return.swfreturn" $folder

$quiet = (Get-ItemProperty $key).QuietUninstallString
if ($quiet -ne "`"$folder\uninstall.exe`" /S") { throw "Windows would remove the program by $quiet" }
Start-Process "$folder\uninstall.exe" -ArgumentList "/S" -Wait
# It goes on as a copy of itself, so that it can delete itself.
$end = (Get-Date).AddMinutes(1)
while ((Test-Path "$folder\uninstall.exe") -and (Get-Date) -lt $end) { Start-Sleep -Milliseconds 200 }
$left = @(Get-ChildItem $folder -Recurse -File | ForEach-Object Name)
if ($left.Count -ne 1 -or $left[0] -ne "a return.swfreturn") { throw "After removal the folder holds: $left" }
foreach ($path in $menu, $key, "HKCU:\Software\Classes\.swfreturn", "HKCU:\Software\Classes\SWFDesktop.Return", "$env:APPDATA\SWF Desktop") {
    if (Test-Path $path) { throw "After removal this is still there: $path" }
}
if (@(Get-ChildItem $kept -Filter "*.xml").Count -ne 1) { throw "The user's return is gone." }
Write-Output "Installed, ran, removed; the user's files stay."
