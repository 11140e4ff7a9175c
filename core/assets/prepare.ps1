# Claude Sessions: prepares, on the host, what this dev container mounts. For Windows.
#
# The twin of claude-sessions-prepare.sh beside it, which says what this is for, and which hands over to it under
# Git Bash, MSYS and Cygwin. It only ever creates what is missing; nothing of yours is changed or overwritten.
# For Windows PowerShell 5.1 and PowerShell 7:
#   powershell -NoProfile -ExecutionPolicy Bypass -File claude-sessions-prepare.ps1 <dev container id> [review] [compose <service> ...]
#
# UNVERIFIED: written beside prepare.sh, function for function, and not yet run on Windows.

# No attributes, which would make an error of further arguments: see hand_over in the other script.
param([string]$Id = '')
$Words = $args

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$Folders = 'agents', 'commands', 'skills', 'rules', 'output-styles', 'hooks', 'tasks', 'plugins/cache', 'plugins/marketplaces'
# The settings that are copied when their value is true, false, a number or a short harmless text; see prepare.sh.
$Simple = -split '
  model effortLevel alwaysThinkingEnabled fastMode language outputStyle autoCompactEnabled cleanupPeriodDays
  includeCoAuthoredBy includeGitInstructions respectGitignore autoUpdatesChannel theme editorMode tui viewMode
  verbose showThinkingSummaries showTurnDuration spinnerTipsEnabled promptSuggestionEnabled
  syntaxHighlightingDisabled terminalProgressBarEnabled prefersReducedMotion preferredNotifChannel
'
# What links lead to is copied within these bounds, and nothing by these names; see prepare.sh.
$LinkedFiles = 2000
$LinkedBytes = 33554432
$LinkedDepth = 10
$Secret = -split '
  .credentials.json .claude.json .claude.json.backup backups .session_ingress_token hfi-auth.json
  .claude-seat-key .claude-seat-values.json mcp-needs-auth-cache.json .ssh .gnupg .aws .azure .kube .docker
  .password-store keyrings Keychains hosts.yml credentials.db access_tokens.db
  application_default_credentials.json .netrc _netrc .npmrc .pypirc .pgpass .my.cnf .git-credentials .env
  id_rsa id_dsa id_ecdsa id_ed25519 .vault-token .terraform.d .mozilla
'
$Private = -split '
  projects tasks file-history history.jsonl plans session-env agent-memory agent-memory-local
  agent-memory-project paste-cache uploads teams settings.json settings.local.json mcp.json loop.md sessions
  ide daemon jobs shell-snapshots remote remote-control bridge-spawn child-logs chrome state scratch shares
  file-transfers local-settings project-settings storage-v2 systemd seed-admin server-sessions.json
  server.lock computer-use.lock active-time.json scheduled_tasks.json cache image-cache debug telemetry traces
  startup-perf dump-prompts api-dumps downloads feedback feedback-bundles usage-data mcp-discovery-cache
  mcp-skill-archives stats-cache.json gh-pr-status-cache.json policy-limits.json remote-settings.json
  .last-cleanup todos statsig logs local
'
$LinkedHead = 'Not copied, of what your ~/.claude leads to elsewhere on the host:'
$NoteHead = 'Not in this copy, which the prepare script made: it takes simple settings only. "claude-sessions prepare" or the VS Code extension copies what is safe of these:'
#: compose
$ComposeHead = '# Made by claude-sessions for this host, at every start of the dev container. What is edited here is lost.'
#: end
$EmptyMirror = 'for review, the dev container gets no conversation of this host until "claude-sessions" or the VS Code extension has copied them.'
$ImportsLeft = 'your CLAUDE.md has changed, and the dev container goes without what it imports until "claude-sessions prepare" has run.'
$ShareAgain = 'Run "claude-sessions share" again.'
# Bytes as characters: what is copied is copied to the byte, and every rule is about ASCII.
$Latin1 = [Text.Encoding]::GetEncoding(28591)

function Say([string]$Message) { [Console]::Error.WriteLine("claude-sessions: $Message") }

function Refuse([string]$What, [string]$Hint) {
  Say "$What $Hint"
  exit 1
}

# [regex] by itself: -match and -eq do not tell case apart.
function Test-Text([string]$Text, [string]$Pattern) { [regex]::IsMatch($Text, $Pattern) }

function Test-Exists([string]$Path) { $null -ne (Get-Item -LiteralPath $Path -Force -ErrorAction SilentlyContinue) }
function Test-Folder([string]$Path) { [IO.Directory]::Exists($Path) }
function Test-Link([string]$Path) {
  $item = Get-Item -LiteralPath $Path -Force -ErrorAction SilentlyContinue
  ($null -ne $item) -and (($item.Attributes -band [IO.FileAttributes]::ReparsePoint) -ne 0) -and ($null -ne $item.LinkType)
}

# The name of the folder where Claude Code files the conversations held in a path.
function Get-Slug([string]$Path) {
  $slug = [regex]::Replace($Path, '[^a-zA-Z0-9]', '-')
  if ($slug.Length -le 200) { return $slug }
  [long]$hash = 0
  foreach ($unit in $Path.ToCharArray()) { $hash = ($hash * 31 + [int]$unit) % 4294967296 }
  if ($hash -ge 2147483648) { $hash = 4294967296 - $hash }
  $digits = ''
  do {
    $digits = '0123456789abcdefghijklmnopqrstuvwxyz'.Substring([int]($hash % 36), 1) + $digits
    $hash = [long][Math]::Floor($hash / 36)
  } while ($hash -gt 0)
  $slug.Substring(0, 200) + '-' + $digits
}

# The path with its junctions and links resolved and a capital drive letter. Outside: of a link in the workspace it is not for
# the container, which could put one there.
function Resolve-Real([string]$Path, [switch]$Outside) {
  for ($turn = 0; $turn -lt 40; $turn++) {
    $at = $Path
    $rest = ''
    while ($at) {
      $parent = [IO.Path]::GetDirectoryName($at)
      if ($parent -and (Test-Link $at)) { break }
      $name = [IO.Path]::GetFileName($at)
      if ($name) { $rest = if ($rest) { "$name\$rest" } else { $name } }
      $at = $parent
    }
    if (-not $at) { break }
    $target = @((Get-Item -LiteralPath $at -Force).Target)[0]
    if (-not $target) { break }
    if ($Outside -and (Test-Within (Resolve-Real ([IO.Path]::GetDirectoryName($at))) $workspace)) { Stop-Copy 'it leads into the workspace' }
    if (-not [IO.Path]::IsPathRooted($target)) { $target = [IO.Path]::Combine([IO.Path]::GetDirectoryName($at), $target) }
    $Path = [IO.Path]::GetFullPath($(if ($rest) { [IO.Path]::Combine($target, $rest) } else { $target }))
  }
  if (Test-Text $Path '\A[a-z]:') { $Path = $Path.Substring(0, 1).ToUpperInvariant() + $Path.Substring(1) }
  if ($Path.Length -gt 3) { $Path.TrimEnd('\') } else { $Path }
}

# The path in a file of git's, seen from Base; no link, and no long file, is read. To look at a path of another machine
# would log in there.
function Get-GitPath([string]$File, [string]$Base, [string]$Prefix = '') {
  if (-not [IO.File]::Exists($File) -or (Test-Link $File) -or (New-Object IO.FileInfo $File).Length -gt 4096) { return $null }
  $text = [IO.File]::ReadAllText($File).Trim()
  if (-not $text.StartsWith($Prefix, [StringComparison]::Ordinal)) { return $null }
  $path = $text.Substring($Prefix.Length).Trim()
  if ($path -eq '' -or (Test-Text $path '\A[\\/]{2}')) { return $null }
  [IO.Path]::GetFullPath([IO.Path]::Combine($Base, $path))
}

# The folder by whose name Claude Code files the memory of a folder; see memory_root in prepare.sh.
function Get-MemoryRoot([string]$Folder) {
  $root = $Folder
  while (-not (Test-Folder "$root\.git") -and -not [IO.File]::Exists("$root\.git")) {
    $root = [IO.Path]::GetDirectoryName($root)
    if (-not $root) { return $Folder }
  }
  $gitdir = Get-GitPath "$root\.git" $root 'gitdir:'
  if (-not $gitdir) { return $root }
  $common = Get-GitPath "$gitdir\commondir" $gitdir
  $back = Get-GitPath "$gitdir\gitdir" $gitdir
  if (-not $common -or -not $back -or [IO.Path]::GetDirectoryName($gitdir) -ne "$common\worktrees") { return $root }
  if ("$common\".StartsWith($root.TrimEnd('\') + '\', [StringComparison]::OrdinalIgnoreCase)) { return $root }
  if ([IO.Path]::GetFileName($back) -ne '.git' -or (Resolve-Real ([IO.Path]::GetDirectoryName($back))) -ne $root) { return $root }
  if ([IO.Path]::GetFileName($common) -eq '.git') { [IO.Path]::GetDirectoryName($common) } else { $common }
}

# --- What is copied -----------------------------------------------------------------------------------------

# No rule needs to be fine: what is left out is named, and the tools bring it.
function Test-LikeSecret([string]$Text) {
  (Test-Text $Text '(?:\A|[^A-Za-z0-9])(?:sk-|gh[a-z]_|github_pat_|glpat-|xox|AKIA|ASIA|eyJ|npm_|pypi-|AIza|ya29)') -or
    (Test-Text $Text.ToLowerInvariant() 'authorization|bearer|basic|--') -or
    ((Test-Text $Text '[A-Za-z0-9]{16}') -and (Test-Text $Text '[0-9]'))
}

function Test-Simple([string]$Text) {
  $Text.Length -le 66 -and -not (Test-LikeSecret $Text) -and
    (Test-Text $Text '\A(?:true|false|-?[0-9]+(?:[.][0-9]+)?|"[\]\[A-Za-z0-9 ._()-]+")\z')
}

$TokenAt = New-Object regex (
  '\G[ \t\r\n]*([\[\]{}:,]|"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4})*"' +
  '|true|false|null|-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][-+]?[0-9]+)?)')

# The copy of a settings.json, and the names of its members that are not copied; see simple_settings in prepare.sh.
function Get-SimpleSettings([string]$Text) {
  $spaces = [char[]]" `t`r`n"
  $values = New-Object Collections.Specialized.OrderedDictionary
  $shape = New-Object Text.StringBuilder
  $depth = 0
  $name = $last = $why = ''
  $end = $Text.TrimEnd($spaces).Length
  $at = if ($Text.StartsWith([string][char]0xEF + [char]0xBB + [char]0xBF, [StringComparison]::Ordinal)) { 3 } else { 0 }
  while ($at -lt $end) {
    $match = $TokenAt.Match($Text, $at)
    if (-not $match.Success) {
      $why = 'it is not strict JSON'
      $at = $Text.Length - $Text.Substring($at).TrimStart($spaces).Length
      break
    }
    $token = $match.Groups[1].Value
    $kind = $token.Substring(0, 1)
    if ($depth -eq 1 -and $kind -ceq ':') { $name = $last }
    if ($depth -eq 1 -and $last -ceq ':') {
      if ($name.Contains('\')) {
        $why = 'a name in it is written with escapes'
        $at = $match.Groups[1].Index
        break
      }
      $values[$name] = $token
    }
    if ('{['.Contains($kind)) { $depth++ } elseif (']}'.Contains($kind)) { $depth-- }
    [void]$shape.Append($(if ('[]{}:,'.Contains($kind)) { $kind } elseif ($kind -ceq '"') { 's' } else { 'v' }))
    $last = $token
    $at += $match.Length
  }
  # s: a text, v: another value. What is closed becomes a value; in the end there is one, and it was an object.
  $left = $shape.ToString()
  $object = $left.StartsWith('{', [StringComparison]::Ordinal)
  do {
    $before = $left
    $left = [regex]::Replace($left, '\{(?:s:[sv](?:,s:[sv])*)?\}|\[(?:[sv](?:,[sv])*)?\]', 'v')
  } while ($left -cne $before)
  if (-not $why -and $left -cne '' -and -not ($object -and $left -ceq 'v')) {
    $why = 'it is not strict JSON'
    $at = $Text.Length - [int]($Text[$Text.Length - 1] -eq [char]10)
  }
  if ($why) {
    $line = $Text.Substring(0, $at).Split([char]10).Length
    return @{ Copy = $null; Names = @("settings.json: not copied, $why (line $line)") }
  }
  $kept = @()
  $names = @()
  foreach ($entry in $values.GetEnumerator()) {
    $name = $entry.Key.Substring(1, $entry.Key.Length - 2)
    if ($Simple -ccontains $name -and (Test-Simple $entry.Value)) { $kept += "  `"$name`": $($entry.Value)" }
    elseif ((Test-Text $name '\A[$A-Za-z]+\z') -and -not (Test-LikeSecret $name)) { $names += $name }
    else { $names += '(name withheld)' }
  }
  @{ Copy = $(if ($kept) { "{`n" + ($kept -join ",`n") + "`n}`n" } else { $null }); Names = $names }
}

function Get-Onboarding([string]$Text) {
  $seen = @{}
  foreach ($match in [regex]::Matches($Text, '(?<=\A|\n) {2}"(hasCompletedOnboarding|lastOnboardingVersion|theme|editorMode)": ([^\n]*?),?\r?(?=\n|\z)')) {
    if (-not $seen.ContainsKey($match.Groups[1].Value)) { $seen[$match.Groups[1].Value] = $match.Groups[2].Value }
  }
  if ($seen['hasCompletedOnboarding'] -cne 'true') { return $null }
  $out = '{"hasCompletedOnboarding":true'
  foreach ($name in 'lastOnboardingVersion', 'theme', 'editorMode') {
    $value = [string]$seen[$name]
    if ($value.Length -le 66 -and (Test-Text $value '\A"[A-Za-z0-9._ -]+"\z')) { $out += ",`"$name`":$value" }
  }
  "$out}`n"
}

# What POSIX cksum prints: it tells whether a file is what it was.
function Get-Sum([string]$Text) {
  $table = foreach ($byte in 0..255) {
    [long]$sum = $byte * [long]16777216
    foreach ($bit in 1..8) {
      $sum = $sum * 2
      if ($sum -ge 4294967296) { $sum = ($sum - 4294967296) -bxor 79764919 }
    }
    $sum
  }
  $sizes = for ($size = $Text.Length; $size -gt 0; $size = [Math]::Floor($size / 256)) { [int]($size % 256) }
  [long]$sum = 0
  foreach ($byte in @($Latin1.GetBytes($Text)) + @($sizes)) {
    if ($null -eq $byte) { continue }
    $top = [int][Math]::Floor($sum / 16777216)
    $sum = ($sum % 16777216) * 256 -bxor $table[$top -bxor [int]$byte]
  }
  "$(4294967295 - $sum) $($Text.Length)`n"
}

# --- The disk -----------------------------------------------------------------------------------------------

# A file's bytes as text, or $null.
function Read-Bytes([string]$Path) {
  if (-not [IO.File]::Exists($Path)) { return $null }
  try { $Latin1.GetString([IO.File]::ReadAllBytes($Path)) } catch { $null }
}

# The same of a file of the user's; one that is reached through the workspace is left out.
function Read-User([string]$Path) {
  $text = Read-Bytes $Path
  if ($null -eq $text) { return $null }
  try { [void](Resolve-Real $Path -Outside) } catch [InvalidOperationException] {
    $reached[[IO.Path]::GetFileName($Path)] = $_.Exception.Message
    return $null
  }
  $text
}

# Makes a file of ours hold Text (bytes), or be absent when that is $null. It is written in Staging first.
function Set-Ours([string]$Path, $Text, [string]$Staging = $state) {
  # Never through a link.
  if ((Test-Link $Path) -or ($null -eq $Text -and (Test-Exists $Path))) { [IO.File]::Delete($Path) }
  if (Test-Folder $Path) { Refuse "$Path is a folder." 'Move it away and start the dev container again.' }
  if ($null -eq $Text) { return }
  $before = Read-Bytes $Path
  if ($null -ne $before -and $before -ceq $Text) { return }
  # On the volume of the target, which a file is not moved away from; by exclusive creation, where a container can write.
  $new = Join-Path $Staging ".new.$PID"
  [IO.File]::Delete($new)
  $stream = [IO.File]::Open($new, [IO.FileMode]::CreateNew, [IO.FileAccess]::Write)
  try {
    $bytes = $Latin1.GetBytes($Text)
    $stream.Write($bytes, 0, $bytes.Length)
    $stream.Flush($true)
  } finally { $stream.Dispose() }
  # Another run may be faster, so what is there decides when it is moved.
  try { [IO.File]::Move($new, $Path) } catch [IO.IOException] { [IO.File]::Replace($new, $Path, [NullString]::Value) }
}

# As long as CLAUDE.md is what the tools took for their copy, that stays: it leads to copies of what it imports.
function Set-Instructions {
  $text = Read-User "$config\CLAUDE.md"
  $sum = "$state\instructions.cksum"
  if ((Test-Exists $sum) -and $null -ne $text) {
    if ((Test-Exists "$files\CLAUDE.md") -and (Read-Bytes $sum) -ceq (Get-Sum $text)) { return }
    Say $ImportsLeft
  }
  Set-Ours "$files\CLAUDE.md" (Read-User "$config\CLAUDE.md")
  Set-Ours $sum $null
}

# As long as settings.json is what it was, its copy stays: the tools may have made it, and theirs is fuller.
function Set-Settings([string]$Path) {
  $text = Read-User $Path
  $sum = if ($null -ne $text) { Get-Sum $text } else { $null }
  if ($null -ne $sum -and (Test-Exists "$files\settings.json") -and (Read-Bytes "$state\settings.cksum") -ceq $sum) { return }
  $copied = Get-SimpleSettings ([string]$text)
  $names = @($copied.Names)
  $note = if ($names.Count) { "$NoteHead`n" + ($names -join "`n") + "`n" } else { $null }
  $before = Read-Bytes "$files\left-out.txt"
  Set-Ours "$files\settings.json" $copied.Copy
  Set-Ours "$files\left-out.txt" $note
  Set-Ours "$state\settings.cksum" $sum
  if ($null -eq $note -or $note -ceq $before) { return }
  $denied = if ($names -ccontains 'permissions') { ' Until then, what your settings deny is not denied in the container.' } else { '' }
  Say "not all of your settings are shared with the dev container; $files\left-out.txt names the rest, and `"claude-sessions prepare`" copies what is safe of it.$denied"
}

# --- What links in the profile lead to: see prepare.sh ---------------------------------------------------------

# Thrown, and taken for the reason.
function Stop-Copy([string]$Why) { throw (New-Object InvalidOperationException $Why) }

# True for the folder itself; paths here do not tell case apart.
function Test-Within([string]$Path, [string]$Folder) {
  ($Path -eq $Folder) -or $Path.StartsWith($Folder.TrimEnd('\') + '\', [StringComparison]::OrdinalIgnoreCase)
}

# The links below a folder, by their paths. Here only administrators make links that could stay in what is copied: none does.
function Get-Links([string]$Folder, [string]$At) {
  foreach ($item in @(Get-ChildItem -LiteralPath $Folder -Force -ErrorAction SilentlyContinue)) {
    $name = "$At/$($item.Name)"
    if (Test-Link $item.FullName) { $name } elseif ($item.PSIsContainer) { Get-Links $item.FullName $name }
  }
}

# What a path leads to, where that is for the container.
function Get-Real([string]$Path) {
  $real = Resolve-Real $Path
  if (-not (Test-Folder $real) -and -not [IO.File]::Exists($real)) { Stop-Copy 'it leads to no file or folder' }
  [void](Resolve-Real $Path -Outside)
  if (Test-Within $real $workspace) { Stop-Copy 'it leads into the workspace' }
  if (Test-Within $real $places.Sessions) { Stop-Copy 'it leads into ~/.claude-sessions' }
  foreach ($place in $workspace, $places.Sessions, $places.Claude) {
    if (Test-Within $place $real) { Stop-Copy 'it leads to a folder that holds much more' }
  }
  if ($real -eq $places.Home -or -not (Test-Within $real $places.Home)) { Stop-Copy 'it leads out of your home' }
  $real
}

# Counts what is to be copied, and puts it into $Found: paths of the source by paths of the copy, folders as $null.
function Add-Found($Found, [string]$From, [string]$To, [int]$Depth) {
  if ($Depth -gt $LinkedDepth) { Stop-Copy 'it is too deep' }
  $items = @(Get-ChildItem -LiteralPath $From -Force | Sort-Object -Property Name)
  foreach ($item in $items) { Add-One $Found $item "$To/$($item.Name)" }
  foreach ($item in $items) {
    if ($item.PSIsContainer -and -not (Test-Link $item.FullName)) { Add-Found $Found $item.FullName "$To/$($item.Name)" ($Depth + 1) }
  }
}

function Add-One($Found, $Item, [string]$To) {
  if ($Secret -contains $Item.Name) { Stop-Copy "secrets are kept under $($Item.Name)" }
  $Found.Files--
  if (Test-Link $Item.FullName) { $Found.Links += $To }
  elseif ($Item.PSIsContainer) { $Found.Copies[$To] = $null }
  else {
    $Found.Bytes -= $Item.Length
    $Found.Copies[$To] = $Item.FullName
  }
  if ($Found.Files -lt 0 -or $Found.Bytes -lt 0) { Stop-Copy 'it is too much' }
}

# Plans the copy of what lies at a real path, when all of it may be copied. Links in it are left out.
function Add-Copy([string]$Real, [string]$To) {
  if (Test-Within $Real $places.Claude) {
    $first = $Real.Substring($places.Claude.Length).TrimStart('\').Split('\')[0]
    if ($Private -contains $first) { Stop-Copy "it lies in ~/.claude/$first" }
  }
  if (Test-Within $Real $places.Home) {
    foreach ($name in $Real.Substring($places.Home.Length).Split('\')) { if ($Secret -contains $name) { Stop-Copy "secrets are kept under $name" } }
  }
  $found = @{ Files = $room.Files; Bytes = $room.Bytes; Links = @(); Copies = (New-Object Collections.Specialized.OrderedDictionary) }
  $item = Get-Item -LiteralPath $Real -Force
  if ($item.PSIsContainer) {
    $found.Copies[$To] = $null
    Add-Found $found $Real $To 0
  } else { Add-One $found $item $To }
  $room.Files = $found.Files
  $room.Bytes = $found.Bytes
  foreach ($entry in $found.Copies.GetEnumerator()) { $copies[$entry.Key] = $entry.Value }
  $found.Links
}

# Reads what links in the profile lead to, into $copies and $left.
function Read-Linked {
  foreach ($name in $Folders) {
    if ($name -ceq 'tasks') { continue }
    foreach ($path in @(Get-Links (Resolve-Real "$claude\$name") $name | Sort-Object)) {
      $entry = ($path.Split('/')[0..1]) -join '/'
      $at = $entry
      try {
        if ($path -cne $entry -and -not $copies.Contains($entry)) {
          if ($left.Contains($entry)) { continue }
          [void](Add-Copy "$claude\$($entry.Replace('/', '\'))" $entry)
        }
        $at = $path
        foreach ($link in @(Add-Copy (Get-Real "$claude\$($path.Replace('/', '\'))") $path)) { $left[$link] = 'it leads out of what is copied' }
      } catch [InvalidOperationException] { $left[$at] = $_.Exception.Message }
      catch { $left[$at] = 'it could not be read' }
    }
  }
}

# Makes files\linked hold the copies and nothing else: file by file, each at once the old one or the new one.
function Set-Linked {
  $copies = New-Object Collections.Specialized.OrderedDictionary
  $left = $reached
  $room = @{ Files = $LinkedFiles; Bytes = $LinkedBytes }
  $places = @{ Home = Resolve-Real $userHome; Claude = Resolve-Real $claude; Sessions = Resolve-Real "$userHome\.claude-sessions" }
  Read-Linked
  $linked = "$files\linked"
  foreach ($item in @(Get-ChildItem -LiteralPath $linked -Force -Recurse -ErrorAction SilentlyContinue | Sort-Object -Property FullName -Descending)) {
    $at = $item.FullName.Substring($linked.Length + 1).Replace('\', '/')
    $isWanted = if ($copies.Contains($at)) { $item.PSIsContainer -eq ($null -eq $copies[$at]) } else { @($copies.Keys | Where-Object { $_.StartsWith("$at/", [StringComparison]::Ordinal) }).Count -gt 0 }
    if (-not $isWanted) { Remove-Item -LiteralPath $item.FullName -Force -Recurse }
  }
  foreach ($entry in $copies.GetEnumerator()) {
    $path = "$linked\$($entry.Key.Replace('/', '\'))"
    if ($null -eq $entry.Value) { [void][IO.Directory]::CreateDirectory($path); continue }
    [void][IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($path))
    Set-Ours $path (Read-Bytes $entry.Value)
  }
  if ($copies.Count -eq 0 -and (Test-Folder $linked)) { Remove-Item -LiteralPath $linked -Force -Recurse }
  $note = if ($left.Count) { $Latin1.GetString([Text.Encoding]::UTF8.GetBytes("$LinkedHead`n" + (@($left.GetEnumerator() | ForEach-Object { "$($_.Key): $($_.Value)" }) -join "`n") + "`n")) } else { $null }
  $before = Read-Bytes "$files\left-out-files.txt"
  Set-Ours "$files\left-out-files.txt" $note
  if ($null -eq $note -or $note -ceq $before) { return }
  Say "some of what your ~/.claude leads to is not shared with the dev container; $files\left-out-files.txt says what, and why."
}

# An empty folder would be swept away by Claude Code. Exclusive creation: a container may have planted a link.
function Add-Keep([string]$Folder) {
  $path = Join-Path $Folder '.keep'
  if (Test-Exists $path) { return }
  try { [IO.File]::Open($path, [IO.FileMode]::CreateNew).Dispose() } catch { if (-not (Test-Exists $path)) { Say "$path could not be made." } }
}

function Assert-Folder([string]$Path, [bool]$Own = $false) {
  if ($Own -and (Test-Link $Path)) {
    Refuse "$Path is a link, and what it leads to must not be mounted." `
      'Look where it leads, put a real folder in its place, and start the dev container again.'
  }
  if ((Test-Exists $Path) -and -not (Test-Folder $Path)) {
    Refuse "$Path is not a folder, and has to be one to be mounted." 'Move it away and start the dev container again.'
  }
}

# Whether a path, which need not exist, is the workspace or lies in it, by whatever links.
function Test-InWorkspace([string]$Path) {
  $real = Resolve-Real ([IO.Path]::GetFullPath($Path))
  ($real -eq $workspace) -or $real.StartsWith($workspace.TrimEnd('\') + '\', [StringComparison]::OrdinalIgnoreCase)
}

# A container could make what is reached through the workspace lead to anything of the host's.
function Assert-Direct([string]$Path) {
  if (Test-InWorkspace $Path) { return }
  try { [void](Resolve-Real $Path -Outside) } catch [InvalidOperationException] {
    Refuse "$Path leads through the workspace $workspace, where a container could make it lead anywhere." `
      'Look where it leads, let it lead there directly, and start the dev container again.'
  }
}

# A container could write what belongs to the Claude of the host.
function Assert-Apart {
  foreach ($path in "$userHome\.claude", "$userHome\.claude-sessions") {
    if (Test-InWorkspace $path) {
      Refuse "The workspace $workspace holds $path, all of which the container would get to see and write." `
        'Open the folder of one project and start the dev container again.'
    }
  }
  $path = $env:CLAUDE_CONFIG_DIR
  if ($path -and (-not (Test-Text $path '\A(?:[A-Za-z]:)?[\\/]') -or (Test-InWorkspace $path))) {
    Refuse "CLAUDE_CONFIG_DIR ($path) is relative or lies in the workspace, where a container could write it." `
      'Set it to an absolute path outside of the workspace, or unset it, and start the dev container again.'
  }
  if (Test-InWorkspace $claudeJson) {
    Refuse "$claudeJson leads into the workspace $workspace, where a container could write it." `
      'Put the file itself there and start the dev container again.'
  }
}

# Where a link leads that the first run made, as far as it says so; a link may carry a prefix or a slash at its end.
function Get-LinkTarget([string]$Name = 'project') {
  $link = "$state\$Name"
  if (-not (Test-Link $link)) { return '' }
  ([string]@((Get-Item -LiteralPath $link -Force).Target)[0] -replace '\A(\\\\\?\\|\\\?\?\\)', '').TrimEnd('\')
}

# The config directory of the first run, when it is another one: what sets CLAUDE_CONFIG_DIR may reach one starter of
# the container and not the other. $null when there is none to follow.
function Get-LinkedConfig {
  $target = Get-LinkTarget
  if (-not $target) { $target = Get-LinkTarget 'review\host' }
  $end = "\projects\$slug"
  if (-not (Test-Text $target '\A(?:[A-Za-z]:)?[\\/]') -or -not $target.EndsWith($end, [StringComparison]::Ordinal)) { return $null }
  $linked = $target.Substring(0, $target.Length - $end.Length)
  if ($linked -eq $config -or -not (Test-Folder $linked) -or (Test-InWorkspace $linked)) { return $null }
  $linked
}

# The folder of this project's memory. The link of the first run decides; see find_memory in prepare.sh.
function Get-Memory {
  $found = "$config\projects\$(Get-Slug (Get-MemoryRoot $workspace))\memory"
  $kept = Get-LinkTarget 'memory'
  $start = "$config\projects\"
  if ($kept -eq $found -or -not $kept.StartsWith($start, [StringComparison]::OrdinalIgnoreCase)) { return $found }
  if (-not (Test-Text $kept.Substring($start.Length) '\A[A-Za-z0-9-]+\\memory\z')) { return $found }
  if ((Test-Link $kept) -or -not (Test-Folder $kept)) { return $found }
  Say "Claude Code now keeps this project's memory in $found, but the container still gets $kept. To change that, delete $state\memory (only the link) and rebuild."
  $kept
}

function Test-Mirror([string]$Path) { (Test-Folder $Path) -and -not (Test-Link $Path) }

function Assert-OwnProject([bool]$Again = $false) {
  # The folder beside it tells the one of review from any other.
  $name = if ((Test-Mirror "$state\project") -and (Test-Folder "$state\review")) { 'review\host' } else { 'project' }
  $link = Join-Path $state $name
  if (-not (Test-Exists $link)) { return }
  if (Test-Link $link) {
    # Paths here do not tell case apart.
    if ((Get-LinkTarget $name) -eq $project) { return }
    if ((Test-Folder $project) -and (Resolve-Real $link) -eq (Resolve-Real $project)) { return }
  }
  # Another run may just have put one in the place of the other.
  if (-not $Again) {
    Assert-OwnProject $true
    return
  }
  Refuse "$link does not lead to the conversations of this project ($project)." `
    'If the workspace or the Claude config directory was moved, remove it and start the dev container again.'
}

# A junction, not a symbolic link: that takes no administrator.
function Add-ProjectLink([string]$Link) {
  if (Test-Exists $Link) { return }
  try { [void](New-Item -ItemType Junction -Path $Link -Target $project) } catch { Assert-OwnProject }
  if (-not (Test-Link $Link)) { throw "$Link could not be made" }
}

# The link to the conversations; what the container wrote for review is kept aside.
function Add-Link {
  if (Test-Mirror "$state\project") {
    $kept = "$state\review"
    for ($more = 1; Test-Exists "$kept\project"; $more++) { $kept = "$state\review\$more" }
    [void][IO.Directory]::CreateDirectory($kept)
    [IO.Directory]::Move("$state\project", "$kept\project")
  }
  Add-ProjectLink "$state\project"
  Assert-OwnProject
  # Deleting a junction leaves alone what it leads to.
  if (Test-Link "$state\review\host") { [IO.Directory]::Delete("$state\review\host") }
}

# For review, the container's own folder in the place of the link; see make_mirror in prepare.sh.
function Add-Mirror {
  $mirror = "$state\project"
  $kept = "$state\review"
  [void][IO.Directory]::CreateDirectory($kept)
  if ((Test-Link "$kept\host") -and (Get-LinkTarget 'review\host') -ne $project) { [IO.Directory]::Delete("$kept\host") }
  Add-ProjectLink "$kept\host"
  if (Test-Link $mirror) { [IO.Directory]::Delete($mirror) }
  if ((Test-Mirror "$kept\project") -and -not (Test-Exists $mirror)) { [IO.Directory]::Move("$kept\project", $mirror) }
  if (-not (Test-Exists $mirror)) {
    [void][IO.Directory]::CreateDirectory($mirror)
    Say $EmptyMirror
  }
  if (-not (Test-Mirror $mirror)) { throw "$mirror could not be made" }
  [void][IO.Directory]::CreateDirectory("$mirror\memory")
  Add-Keep $mirror
}

function Add-LoginFolders {
  foreach ($path in $loginFolders) { [void][IO.Directory]::CreateDirectory($path) }
}

#: compose
# --- Docker Compose: see prepare.sh ----------------------------------------------------------------------------

# Takes "compose SERVICE WHAT...", which follows the id.
function Read-Words([string[]]$Words) {
  $script:service = ''
  $script:shared = @()
  if (@($Words).Count -eq 0 -or $Words[0] -cne 'compose') { return }
  $script:service = if ($Words.Count -gt 1) { $Words[1] } else { '' }
  if (-not (Test-Text $script:service '\A[A-Za-z0-9._-]+\z')) {
    Refuse "`"$($script:service)`" is not the name of a Compose service." $ShareAgain
  }
  for ($i = 2; $i -lt $Words.Count; $i++) {
    if ($Words[$i] -ceq ';') { return }
    if ('profile', 'memory-rw', 'tasks', 'all-projects', 'plugins' -cnotcontains $Words[$i]) {
      Refuse "`"$($Words[$i])`" is not known to this script." $ShareAgain
    }
    $script:shared += $Words[$i]
  }
}

function Assert-Compose {
  if (Test-Text $userHome '[\x00-\x1f\x7f\x85\u2028\u2029]') {
    Refuse 'The path of the home has a line break or another control character in it, and no Compose file can hold it.' `
      'Use an account without one.'
  }
  if (-not (Test-InWorkspace $PSScriptRoot)) {
    Refuse 'The folder of devcontainer.json lies outside of the workspace, by a link, and no Compose file is written there.' `
      'Put a real folder in its place and start the dev container again.'
  }
  if (-not (Test-Exists $beside)) { return }
  $bad = (Test-Link $beside) -or -not (Test-Folder $beside)
  foreach ($name in '.gitignore', 'compose.yaml') {
    if ((Test-Folder "$beside\$name") -and -not (Test-Link "$beside\$name")) { $bad = $true }
  }
  if ($bad) {
    Refuse 'The folder .claude-sessions beside devcontainer.json is a link, a file, or has folders in it, and a Compose file has to be written there.' `
      'Look what it is, delete it and start the dev container again.'
  }
}

# One mount, as lines.
function Get-Mount([string]$Folder, [string]$Name, [bool]$Writable, [string]$Target = $Name) {
  $source = "$Folder/$Name".Replace("'", "''").Replace('$', '$$')
  '      - type: bind'
  "        source: '$source'"
  "        target: /mnt/claude-host/$Target"
  if (-not $Writable) { '        read_only: true' }
  '        bind:'
  '          create_host_path: false'
}

function Get-ComposeFile {
  $lines = @(
    $ComposeHead
    'services:'
    "  '$($script:service)':"
    '    environment:'
    '      CLAUDE_CODE_PROJECT_DIR_NAME: shared'
    if ($script:shared -ccontains 'plugins') { '      CLAUDE_CODE_PLUGIN_SEED_DIR: /mnt/claude-host/plugins' }
    if ($login) { '      CLAUDE_SECURESTORAGE_CONFIG_DIR: /mnt/claude-host/login' }
    '    volumes:'
    Get-Mount $state 'project' $true
    Get-Mount $state 'memory' ($script:shared -ccontains 'memory-rw') 'project/memory'
    if ($script:shared -ccontains 'profile') {
      foreach ($name in $Folders) { if (-not (Test-Text $name '\A(?:tasks\z|plugins/)')) { Get-Mount $claude $name $false } }
      Get-Mount $state 'files' $false
    }
    if ($script:shared -ccontains 'tasks') { Get-Mount $claude 'tasks' $true }
    if ($script:shared -ccontains 'all-projects') { Get-Mount $claude 'projects' $false }
    if ($script:shared -ccontains 'plugins') {
      Get-Mount $state 'plugins' $false
      foreach ($name in $Folders) { if (Test-Text $name '\Aplugins/') { Get-Mount $claude $name $false } }
    }
    if ($login) { Get-Mount "$userHome\.claude-sessions" 'login' $false }
  )
  ($lines -join "`n") + "`n"
}

# Makes a file in the folder beside devcontainer.json hold Text; what a link leads to may change after it was looked at.
function Set-Beside([string]$Name, [string]$Text) {
  Set-Ours "$beside\$Name" ($Latin1.GetString([Text.Encoding]::UTF8.GetBytes($Text))) $beside
}

#: end
# --- What is done -------------------------------------------------------------------------------------------

if (-not $env:USERPROFILE) { Refuse 'USERPROFILE is not set, so there is no place to prepare.' 'Set it and start the dev container again.' }
if (-not (Test-Text $Id '\A[0-9a-z]+\z')) {
  Refuse "`"$Id`" is not the id of a dev container." 'Pass "${devcontainerId}" as the first argument.'
}
$review = $Words.Count -gt 0 -and $Words[0] -ceq 'review'
if ($review) { $Words = @($Words | Select-Object -Skip 1) }
$login = $Words.Count -gt 0 -and $Words[0] -ceq 'login'
if ($login) { $Words = @($Words | Select-Object -Skip 1) }
$loginFolders = @()
$service = ''
#: compose
Read-Words $Words
#: end
if ($Words.Count -gt 0 -and $Words[0] -ceq 'compose' -and -not $service) {
  Refuse 'This script was written for a dev container without Docker Compose.' $ShareAgain
}

try {
  $userHome = $env:USERPROFILE.TrimEnd('\', '/')
  $workspace = Resolve-Real (Get-Location -PSProvider FileSystem).ProviderPath
  $loginFolders = '', '\projects', '\session-env' | ForEach-Object { "$userHome\.claude-sessions\login$_" }
  $claude = "$userHome\.claude"
  $config = $claude
  $claudeJson = "$userHome\.claude.json"
  if ($env:CLAUDE_CONFIG_DIR) {
    $config = $env:CLAUDE_CONFIG_DIR
    $claudeJson = "$config\.claude.json"
  }
  $state = "$userHome\.claude-sessions\$Id"
  $files = "$state\files"
  $slug = Get-Slug $workspace

  # Everything that may refuse, before anything is made.
  Assert-Apart
  if ($login) {
    Assert-Folder "$userHome\.claude-sessions"
    foreach ($path in $loginFolders) { Assert-Folder $path $true }
    if ($Words.Count -gt 0 -and $Words[0] -ceq 'only') {
      Add-LoginFolders
      exit 0
    }
  }
  $linked = Get-LinkedConfig
  if ($linked) {
    $config = $linked
    $claudeJson = if ($linked -eq $claude) { "$userHome\.claude.json" } else { "$linked\.claude.json" }
  }
  $project = "$config\projects\$slug"
  $memory = Get-Memory
  foreach ($path in "$userHome\.claude-sessions", $state, $files, "$state\plugins", "$state\plugins\cache", "$state\plugins\marketplaces", $claude) { Assert-Folder $path }
  foreach ($name in $Folders) { Assert-Folder "$claude\$name" }
  foreach ($path in $config, "$config\projects") { Assert-Folder $path }
  foreach ($name in $Folders) { Assert-Direct "$claude\$name" }
  foreach ($path in "$userHome\.claude-sessions", $config, "$config\projects") { Assert-Direct $path }
  foreach ($path in $project, "$project\memory", [IO.Path]::GetDirectoryName($memory), $memory, "$state\review") { Assert-Folder $path $true }
  Assert-OwnProject
  if ($review -and -not (Test-Link "$state\project")) { Assert-Folder "$state\project\memory" $true }
  if ((Test-Exists "$state\memory") -and -not (Test-Link "$state\memory")) {
    Refuse "$state\memory is not a link." 'Move it away and start the dev container again.'
  }
  #: compose
  $beside = Join-Path $PSScriptRoot '.claude-sessions'
  if ($script:service) { Assert-Compose }
  #: end

  foreach ($name in $Folders) {
    if (-not (Test-Folder "$claude\$name")) {
      [void][IO.Directory]::CreateDirectory("$claude\$name")
      Add-Keep "$claude\$name"
    }
  }
  if ($login) { Add-LoginFolders }
  foreach ($path in "$project\memory", $memory, $files, "$state\plugins\cache", "$state\plugins\marketplaces") { [void][IO.Directory]::CreateDirectory($path) }
  foreach ($path in $project, "$project\memory", $memory) { Add-Keep $path }

  if ($review) { Add-Mirror } else { Add-Link }

  if ((Get-LinkTarget 'memory') -ne $memory) {
    if (Test-Link "$state\memory") { [IO.Directory]::Delete("$state\memory") }
    try { [void](New-Item -ItemType Junction -Path "$state\memory" -Target $memory) } catch { }
    if (-not (Test-Link "$state\memory")) { throw "$state\memory could not be made" }
  }

  $reached = New-Object Collections.Specialized.OrderedDictionary
  Set-Ours "$state\workspace" ($Latin1.GetString([Text.Encoding]::UTF8.GetBytes("$workspace`n")))
  Set-Ours "$files\workspace" ($Latin1.GetString([Text.Encoding]::UTF8.GetBytes("$workspace`n")))
  Set-Ours "$files\onboarding.json" (Get-Onboarding ([string](Read-Bytes $claudeJson)))
  Set-Instructions
  Set-Ours "$files\keybindings.json" (Read-User "$config\keybindings.json")
  Set-Ours "$state\plugins\known_marketplaces.json" (Read-User "$claude\plugins\known_marketplaces.json")
  Set-Settings "$config\settings.json"
  Set-Linked
  #: compose
  if ($script:service) {
    [void][IO.Directory]::CreateDirectory($beside)
    Set-Beside '.gitignore' "*`n"
    Set-Beside 'compose.yaml' (Get-ComposeFile)
  }
  #: end
} catch {
  Refuse "what this dev container mounts could not be made: $($_.Exception.Message)." 'Fix this and start the dev container again.'
}
