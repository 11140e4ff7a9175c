# Runs the PowerShell twin of the prepare script on Windows, twice, in a home of its own, and looks at what it made.
# Fails with the first thing that is not as prepare.sh would have it.
$ErrorActionPreference = 'Stop'

$root = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid().ToString())
$workspace = Join-Path $root 'my app'
$id = '0' * 52
[void](New-Item -ItemType Directory -Path $workspace, (Join-Path $root '.claude'))
$settings = Join-Path $root '.claude\settings.json'
[IO.File]::WriteAllText($settings, "{`n  `"env`": { `"SECRET_TOKEN`": `"sk-canary`", `"DB_PASS`": `"word-canary`", `"NOTE`": `"plain-canary`", `"EDITOR`": `"vi`" },`n" +
  "  `"permissions`": { `"allow`": [`"Bash(git commit:*)`", `"Bash(PGPASSWORD=rule-canary psql:*)`"] },`n" +
  "  `"secret`": { `"value`": `"deep-canary`" },`n  `"statusLine`": { `"command`": `"curl -u me:line-canary`" },`n" +
  "  `"model`": `"claude-opus-4-5-20251101`", `"verbose`": true, `"theme`": `"sk-theme-canary`", `"theme`": `"dark`",`n" +
  "  `"language`": `"Basic canary`", `"outputStyle`": { `"model`": `"nested-canary`" }, `"cleanupPeriodDays`": 30`n}`n")
$env:USERPROFILE = $root
Remove-Item Env:HOME, Env:CLAUDE_CONFIG_DIR -ErrorAction SilentlyContinue

function Assert([bool]$Condition, [string]$What) {
  if (-not $Condition) { throw "not so: $What" }
}

function Get-Listing {
  Get-ChildItem -LiteralPath $root -Recurse -Force | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks)" } | Sort-Object
}

try {
  Push-Location $workspace
  $script = Join-Path $PSScriptRoot '..\..\core\assets\prepare.ps1'
  & powershell -NoProfile -ExecutionPolicy Bypass -File $script $id
  Assert ($LASTEXITCODE -eq 0) 'it ends well'

  $state = Join-Path $root ".claude-sessions\$id"
  $slug = [regex]::Replace((Get-Location).ProviderPath, '[^a-zA-Z0-9]', '-')
  $project = Join-Path $root ".claude\projects\$slug"
  Assert (Test-Path -LiteralPath (Join-Path $project 'memory') -PathType Container) 'the project folder and its memory are there'
  $link = Get-Item -LiteralPath (Join-Path $state 'project') -Force
  Assert ($link.LinkType -eq 'Junction') 'project is a junction'
  Assert (@($link.Target)[0].TrimEnd('\') -eq $project) 'it leads to this project'
  foreach ($name in 'agents', 'commands', 'skills', 'rules', 'output-styles', 'hooks', 'tasks') {
    Assert (Test-Path -LiteralPath (Join-Path $root ".claude\$name") -PathType Container) "$name is there"
  }
  $copy = [IO.File]::ReadAllText((Join-Path $state 'files\settings.json'))
  Assert ($copy -ceq "{`n  `"model`": `"claude-opus-4-5-20251101`",`n  `"verbose`": true,`n  `"theme`": `"dark`",`n  `"cleanupPeriodDays`": 30`n}`n") 'the copy holds what is simple'
  $note = [IO.File]::ReadAllText((Join-Path $state 'files\left-out.txt'))
  Assert ($note.EndsWith(":`nenv`npermissions`nsecret`nstatusLine`nlanguage`noutputStyle`n")) 'the note names the rest'

  $before = Get-Listing
  & powershell -NoProfile -ExecutionPolicy Bypass -File $script $id
  Assert ($LASTEXITCODE -eq 0) 'it ends well again'
  Assert ((Compare-Object $before (Get-Listing)) -eq $null) 'a second run changes nothing'

  # The tools' copy of the same file stays; that of another goes, and so does that of what is broken or gone.
  $copyPath = Join-Path $state 'files\settings.json'
  [IO.File]::WriteAllText($copyPath, '{"permissions":{"deny":["x"]}}')
  & powershell -NoProfile -ExecutionPolicy Bypass -File $script $id
  Assert ([IO.File]::ReadAllText($copyPath).Contains('deny')) 'the copy that the tools made stays'
  [IO.File]::WriteAllText($settings, 'a')
  & powershell -NoProfile -ExecutionPolicy Bypass -File $script $id
  Assert (-not (Test-Path -LiteralPath $copyPath)) 'of what is no JSON nothing is copied'
  Assert ([IO.File]::ReadAllText((Join-Path $state 'files\left-out.txt')).EndsWith("settings.json: not copied, it is not strict JSON (line 1)`n")) 'and the note says so'
  Assert ([IO.File]::ReadAllText((Join-Path $state 'settings.cksum')) -ceq "1220704766 1`n") 'it sums up as cksum does'
  foreach ($text in "{`n`"model`":`"x`"},{}`n", "{`n`"m\u006fdel`":`"x`"`n}`n", "{`n`"model`":[`"x`"}]}`n") {
    [IO.File]::WriteAllText($settings, $text)
    & powershell -NoProfile -ExecutionPolicy Bypass -File $script $id
    Assert (-not (Test-Path -LiteralPath $copyPath)) "nothing is copied of $text"
    Assert ([IO.File]::ReadAllText((Join-Path $state 'files\left-out.txt')).Contains('(line 2)')) 'and the note has the line'
  }
  [IO.File]::Delete($settings)
  & powershell -NoProfile -ExecutionPolicy Bypass -File $script $id
  Assert (-not (Test-Path -LiteralPath (Join-Path $state 'files\left-out.txt')) -and -not (Test-Path -LiteralPath (Join-Path $state 'settings.cksum'))) 'what was of the file goes with it'
  $instructions = Join-Path $root '.claude\CLAUDE.md'
  $copyPath = Join-Path $state 'files\CLAUDE.md'
  $sum = Join-Path $state 'instructions.cksum'
  foreach ($text in 'a', 'b') {
    [IO.File]::WriteAllText($instructions, $text)
    [IO.File]::WriteAllText($copyPath, 'by the tools')
    [IO.File]::WriteAllText($sum, "1220704766 1`n")
    & powershell -NoProfile -ExecutionPolicy Bypass -File $script $id
    $expected = if ($text -eq 'a') { 'by the tools' } else { 'b' }
    Assert ([IO.File]::ReadAllText($copyPath) -ceq $expected) "of a CLAUDE.md with $text the copy holds: $expected"
    Assert ((Test-Path -LiteralPath $sum) -eq ($text -eq 'a')) 'the sum stays with the copy of the tools'
  }
  & powershell -NoProfile -ExecutionPolicy Bypass -File $script '..\evil' 2>$null
  Assert ($LASTEXITCODE -eq 1) 'a bad id is refused'

  $beside = Join-Path $workspace '.devcontainer'
  [void](New-Item -ItemType Directory -Path $beside)
  Copy-Item -LiteralPath $script -Destination (Join-Path $beside 'claude-sessions-prepare.ps1')
  & powershell -NoProfile -ExecutionPolicy Bypass -File '.devcontainer\claude-sessions-prepare.ps1' $id compose app profile ';' 'exit' '$?'
  Assert ($LASTEXITCODE -eq 0) 'it ends well with Compose'
  $compose = [IO.File]::ReadAllText((Join-Path $beside '.claude-sessions\compose.yaml'))
  Assert ($compose.Contains("  'app':`n    volumes:`n")) 'the service is in the Compose file'
  Assert ($compose.Contains("        source: '$($state.Replace("'", "''").Replace('$', '$$'))/memory'`n        target: /mnt/claude-host/project/memory`n        read_only: true`n")) 'memory is read-only there'
  Assert ($compose.Contains('/mnt/claude-host/agents') -and -not $compose.Contains('/mnt/claude-host/tasks')) 'so is the profile, and no more'
  Assert ([IO.File]::ReadAllText((Join-Path $beside '.claude-sessions\.gitignore')) -ceq "*`n") 'git ignores it'
  & powershell -NoProfile -ExecutionPolicy Bypass -File '.devcontainer\claude-sessions-prepare.ps1' $id compose 'a b' 2>$null
  Assert ($LASTEXITCODE -eq 1) 'what is no service is refused'

  & powershell -NoProfile -ExecutionPolicy Bypass -File $script $id ';' 'exit' '$?'
  Assert ($LASTEXITCODE -eq 0) 'what comes after the id is ignored'
  $env:CLAUDE_CONFIG_DIR = 'conf'
  & powershell -NoProfile -ExecutionPolicy Bypass -File $script $id 2>$null
  Assert ($LASTEXITCODE -eq 1) 'a relative config directory is refused'
  $env:CLAUDE_CONFIG_DIR = Join-Path $workspace 'conf'
  & powershell -NoProfile -ExecutionPolicy Bypass -File $script $id 2>$null
  Assert ($LASTEXITCODE -eq 1) 'a config directory in the workspace is refused'
  $env:CLAUDE_CONFIG_DIR = Join-Path $root 'other'
  & powershell -NoProfile -ExecutionPolicy Bypass -File $script $id
  Assert ($LASTEXITCODE -eq 0) 'another config directory than that of the first run does not stop it'
  Assert (-not (Test-Path -LiteralPath (Join-Path $root 'other'))) 'and that of the first run is taken'
  Remove-Item Env:CLAUDE_CONFIG_DIR
  Push-Location $root
  & powershell -NoProfile -ExecutionPolicy Bypass -File $script $id 2>$null
  Assert ($LASTEXITCODE -eq 1) 'the home as workspace is refused'
  Pop-Location
  Write-Output '1 passed, 0 failed'
} finally {
  Pop-Location
  Remove-Item -LiteralPath $root -Recurse -Force
}
