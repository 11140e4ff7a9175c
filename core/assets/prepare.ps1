# Claude Sessions: makes ready, on the host, what this dev container mounts. For Windows.
#
# The twin of claude-sessions-prepare.sh beside it, which says what this is for, and which hands over to it under
# Git Bash, MSYS and Cygwin. It only ever creates what is missing; nothing of yours is changed or overwritten.
# For Windows PowerShell 5.1 and PowerShell 7:
#   powershell -NoProfile -ExecutionPolicy Bypass -File claude-sessions-prepare.ps1 <dev container id> [compose <service> ...]
#
# UNVERIFIED: written beside prepare.sh, function for function, and not yet run on Windows.

# No attributes, which would make an error of further arguments: see hand_over in the other script.
param([string]$Id = '')
$Words = $args

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$Folders = 'agents', 'commands', 'skills', 'rules', 'output-styles', 'hooks', 'tasks'
$NoteHead = 'Not in these copies: what may hold a secret, or could not be read. Names only; the values stayed on the host.'
$ShareAgain = 'Run "claude-sessions share" again.'
$ComposeHead = '# Made by claude-sessions for this host, at every start of the dev container. What is edited here is lost.'
$Helpers = 'apiKeyHelper', 'awsAuthRefresh', 'awsCredentialExport', 'gcpAuthRefresh', 'otelHeadersHelper'
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

# --- The slug -----------------------------------------------------------------------------------------------

function Get-Slug([string]$Path) {
  $slug = [regex]::Replace($Path, '[^a-zA-Z0-9]', '-')
  if ($slug.Length -le 200) { return $slug }
  [long]$hash = 0
  foreach ($unit in $Path.ToCharArray()) { $hash = ($hash * 31 + [int]$unit) % 4294967296 }
  if ($hash -ge 2147483648) { $hash = 4294967296 - $hash }
  $digits = ''
  do {
    $digits = '0123456789abcdefghijklmnopqrstuvwxyz'[[int]($hash % 36)] + $digits
    $hash = [long][Math]::Floor($hash / 36)
  } while ($hash -gt 0)
  $slug.Substring(0, 200) + '-' + $digits
}

# The path with its junctions and links resolved and a capital drive letter.
function Resolve-Real([string]$Path) {
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
    if (-not [IO.Path]::IsPathRooted($target)) { $target = [IO.Path]::Combine([IO.Path]::GetDirectoryName($at), $target) }
    $Path = [IO.Path]::GetFullPath($(if ($rest) { [IO.Path]::Combine($target, $rest) } else { $target }))
  }
  if (Test-Text $Path '\A[a-z]:') { $Path = $Path.Substring(0, 1).ToUpperInvariant() + $Path.Substring(1) }
  if ($Path.Length -gt 3) { $Path.TrimEnd('\') } else { $Path }
}

# --- What looks like a secret -------------------------------------------------------------------------------

# Not -match: the culture of the user must not say what an I is.
$AnyCase = [Text.RegularExpressions.RegexOptions]'IgnoreCase, CultureInvariant'
function Test-AnyCase([string]$Text, [string]$Pattern) { [regex]::IsMatch($Text, $Pattern, $AnyCase) }

$SecretWords = 'KEY|TOKEN|SECRET|PASS|PWD|CREDENTIAL|AUTH|COOKIE|BEARER|PRIVATE|SESSION|CONNECTION_?STRING|DSN|JWT|_HEADERS'
$HarmlessWords = 'BYPASS|AUTHORED|--AUTHOR=|SESSIONSTART|SESSIONEND'
$KnownPrefix = '\A(?:sk-|ghp_|gho_|ghs_|ghu_|github_pat_|glpat-|xox|AKIA|ASIA|eyJ|npm_|pypi-|AIza|ya29[.])'
# A private key, and me:pw@host in a URL or without.
$Held = '-----BEGIN|:[^ ]*@'
# Headers, curl -u me:pw; then NAME=value and "name": value, but for a reference: NAME=$OTHER, NAME="$(...)".
$Credentials = 'AUTHORIZATION|(BEARER|BASIC) +[^ ]|(^|[^A-Z0-9_-])(-U|--USER)[= ]*[^ ]+:[^ ]'
$Assigned = "($SecretWords)" + '[A-Z0-9_-]*["''\\ ]*[=:]["''\\ ]*[^"''\\ $`]'
# Names of models and of MCP tools may be long and hold digits.
$LongName = '\A(?:mcp__|(?:(?:us|eu|apac|global)[.])?(?:anthropic[.])?claude-)[^ ]*\z'
$KnownEnv = 'EDITOR|VISUAL|PAGER|LANG|LANGUAGE|TZ|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|NODE_ENV|LOG_LEVEL|NO_PROXY|no_proxy|HTTP_PROXY|HTTPS_PROXY|http_proxy|https_proxy|AWS_REGION|AWS_DEFAULT_REGION|CLOUD_ML_REGION|MCP_TIMEOUT|USE_BUILTIN_RIPGREP'
$KnownEnvPrefix = 'CLAUDE_CODE_|ANTHROPIC_|DISABLE_|ENABLE_|MAX_|BASH_|MCP_|LC_|OTEL_|VERTEX_REGION_'

function Remove-Harmless([string]$Text) { [regex]::Replace($Text, $HarmlessWords, '-', $AnyCase) }

function Test-SecretName([string]$Name) { Test-AnyCase (Remove-Harmless $Name) $SecretWords }

function Test-Token([string]$Text) {
  if ((Test-Text $Text $KnownPrefix) -or (Test-Text $Text $Held)) { return $true }
  foreach ($match in [regex]::Matches($Text, '[A-Za-z0-9._-]+')) {
    $word = [regex]::Replace($match.Value, '\A[._-]+', '')
    if ($word.Length -ge 20 -and (Test-Text $word $KnownPrefix) -and (Test-Text $word '[A-Z0-9]')) { return $true }
  }
  $false
}

function Test-Telling([string]$Text) {
  if (Test-Token $Text) { return $true }
  # The end of a rule of permissions, Bash(ssh-keygen:*), assigns nothing.
  Test-AnyCase (Remove-Harmless ([regex]::Replace($Text, ':[*][)]\z', ')'))) "$Credentials|$Assigned"
}

function Test-Dense([string]$Text) {
  if (Test-Text $Text $LongName) { return $false }
  foreach ($match in [regex]::Matches($Text, '[A-Za-z0-9+=]+')) {
    $word = $match.Value
    if ($word.Length -ge 16 -and (Test-Text $word '[A-Za-z]') -and (Test-Text $word '[0-9]')) { return $true }
  }
  $false
}

function Test-Plain([string]$Value) {
  $Value.Length -le 7 -and (Test-AnyCase $Value '\A(?:true|false|yes|no|on|off|-?[0-9]+([.][0-9]+)?)\z')
}

function Test-TokenCount([string]$Name, [string]$Value) { (Test-AnyCase $Name 'TOKENS\z') -and (Test-Plain $Value) }

# Of the environment, what is not known is not shared.
function Test-HarmlessEnv([string]$Name, [string]$Value) {
  if (Test-SecretName $Name) { return Test-TokenCount $Name $Value }
  (Test-Plain $Value) -or (Test-Text $Name "\A(?:(?:$KnownEnv)\z|$KnownEnvPrefix)")
}

function Test-SecretValue([string]$Name, [string]$Value, [bool]$IsText) {
  if (-not (Test-SecretName $Name)) { return $false }
  if ($IsText) { -not (Test-TokenCount $Name $Value) } else { $Value.Length -gt 7 }
}

# --- settings.json ------------------------------------------------------------------------------------------

$TokenAt = New-Object regex (
  '\G(?:(?<space>[ \t\r]+)|(?<token>[\[\]{}:,]' +
  '|"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4})*"' +
  '|true|false|null|-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][-+]?[0-9]+)?))')

# The text inside a JSON string; escapes of other than ASCII become "?", which no rule looks for.
function ConvertFrom-JsonText([string]$Token) {
  [regex]::Replace($Token.Substring(1, $Token.Length - 2), '\\(?:u([0-9A-Fa-f]{4})|([^u]))', {
      param($match)
      if ($match.Groups[1].Success) {
        $code = [Convert]::ToInt32($match.Groups[1].Value, 16)
        if ($code -le 32) { return ' ' }
        if ($code -lt 127) { return [string][char]$code }
        return '?'
      }
      if ('bfnrt'.Contains($match.Groups[2].Value)) { return ' ' }
      $match.Groups[2].Value
    })
}

# Cuts the text into tokens: objects with Text, Before and Line. Throws the number of the line that is none.
function Get-Tokens([string]$Text) {
  $tokens = New-Object Collections.ArrayList
  $gap = ''
  $bom = [string][char]0xEF + [char]0xBB + [char]0xBF
  if ($Text.StartsWith($bom, [StringComparison]::Ordinal)) { $gap = $bom; $Text = $Text.Substring(3) }
  $lines = [Collections.ArrayList]@($Text.Split("`n"))
  if ($lines[$lines.Count - 1] -ceq '') { $lines.RemoveAt($lines.Count - 1) }
  for ($number = 1; $number -le $lines.Count; $number++) {
    $line = $lines[$number - 1]
    $at = 0
    while ($at -lt $line.Length) {
      $match = $TokenAt.Match($line, $at)
      if (-not $match.Success) { return @{ Tokens = $tokens; After = $gap; Lines = $lines.Count; Bad = $number } }
      $at += $match.Length
      if ($match.Groups['space'].Success) { $gap += $match.Value; continue }
      [void]$tokens.Add(@{ Text = $match.Value; Before = $gap; Line = $number; Drop = $false })
      $gap = ''
    }
    $gap += "`n"
  }
  @{ Tokens = $tokens; After = $gap; Lines = $lines.Count; Bad = 0 }
}

# A reader with a stack; see filter_settings in prepare.sh for what is cut and why.
function Get-FilteredSettings([string]$Text) {
  $read = Get-Tokens $Text
  $script:tokens = $read.Tokens
  if ($script:tokens.Count -eq 0 -and -not $read.Bad) { return @{ Copy = ''; Names = @() } }
  $script:levels = New-Object Collections.ArrayList
  $script:names = New-Object Collections.ArrayList
  $script:want = 'value'
  $bad = 0
  for ($script:at = 0; $script:at -lt $script:tokens.Count; $script:at++) {
    if (-not (Read-Token $script:tokens[$script:at].Text)) { $bad = $script:tokens[$script:at].Line; break }
  }
  if (-not $bad) { $bad = $read.Bad }
  if (-not $bad -and $script:want -cne 'end') { $bad = $read.Lines }
  if ($bad) { return @{ Copy = ''; Names = @("settings.json: not copied, it is not strict JSON (line $bad)") } }
  $copy = New-Object Text.StringBuilder
  foreach ($token in $script:tokens) { if (-not $token.Drop) { [void]$copy.Append($token.Before).Append($token.Text) } }
  @{ Copy = $copy.Append($read.After).ToString(); Names = $script:names.ToArray() }
}

function Get-Level([int]$Depth) { if ($Depth -ge 1 -and $Depth -le $script:levels.Count) { $script:levels[$Depth - 1] } }

# What is cut here: a member of the file (1), an entry of env (2), a rule in a list of permissions (3).
function Get-Unit {
  $top = Get-Level 1
  $second = Get-Level 2
  $third = Get-Level 3
  if ($second -and $top.Name -ceq 'env' -and $second.Open -ceq '{') { return 2 }
  if ($third -and $top.Name -ceq 'permissions' -and $second.Open -ceq '{' -and $third.Open -ceq '[') { return 3 }
  1
}

# What a rule denies stays denied: it is cut for a token in it, and not for a mere likeness.
function Test-SecretText([string]$Text) {
  if ((Get-Unit) -eq 3 -and (Get-Level 2).Name -ceq 'deny') { return Test-Token $Text }
  (Test-Telling $Text) -or ((Test-Dense $Text) -and -not (Test-Model))
}

function Set-Cut { (Get-Level (Get-Unit)).Cut = $true }
function Test-EnvEntry { $script:levels.Count -eq 2 -and (Get-Unit) -eq 2 }

# Whether this is below a name of models, whose own names may look generated.
function Test-Model {
  foreach ($level in $script:levels) { if (Test-AnyCase $level.Name 'MODEL') { return $true } }
  $false
}

function Start-Item($Level) {
  $Level.Start = $script:at
  $Level.Cut = $false
  $Level.Noted = $script:names.Count
  $Level.Items++
}

function Get-Shown([string]$Key) {
  if (Test-Telling (ConvertFrom-JsonText $Key)) { '(name withheld)' } else { $Key.Substring(1, $Key.Length - 2) }
}

function Get-Label {
  switch ($script:levels.Count) {
    1 { return Get-Shown (Get-Level 1).Key }
    2 { return 'env.' + (Get-Shown (Get-Level 2).Key) }
  }
  'permissions.' + (Get-Shown (Get-Level 2).Key) + '[' + ((Get-Level 3).Items - 1) + ']'
}

function Stop-Value {
  $depth = $script:levels.Count
  if ($depth -eq 0) { $script:want = 'end'; return }
  $script:want = 'next'
  if ((Get-Unit) -ne $depth) { return }
  $level = Get-Level $depth
  if ($level.Cut) {
    $script:names.RemoveRange($level.Noted, $script:names.Count - $level.Noted)
    [void]$script:names.Add((Get-Label))
    for ($i = $level.Start; $i -le $script:at; $i++) { $script:tokens[$i].Drop = $true }
  }
  # The comma before a cut item goes; and that before the first that stays.
  if ($script:tokens[$level.Start - 1].Text -ceq ',' -and ($level.Cut -or -not $level.Kept)) {
    $script:tokens[$level.Start - 1].Drop = $true
  }
  if (-not $level.Cut) { $level.Kept = $true }
}

# Takes one token; false when it cannot be there.
function Read-Token([string]$Text) {
  $depth = $script:levels.Count
  $level = Get-Level $depth
  $open = if ($level) { $level.Open } else { '' }
  $want = $script:want
  if ($Text -ceq ',') { $script:want = if ($open -ceq '{') { 'key' } else { 'value' }; return $want -ceq 'next' }
  if ($Text -ceq ':') { $script:want = 'value'; return $want -ceq 'colon' }
  if ($Text -ceq '}' -or $Text -ceq ']') {
    $first, $opener = if ($Text -ceq '}') { 'member', '{' } else { 'element', '[' }
    if ($open -cne $opener -or ($want -cne 'next' -and $want -cne $first)) { return $false }
    $script:levels.RemoveAt($depth - 1)
    Stop-Value
    return $true
  }
  if ($want -ceq 'key' -or $want -ceq 'member') {
    if ($Text[0] -cne [char]'"') { return $false }
    Start-Item $level
    $level.Key = $Text
    $level.Name = ConvertFrom-JsonText $Text
    if ($depth -eq 1 -and $Helpers -ccontains $level.Name) { $level.Cut = $true }
    if (Test-Telling $level.Name) { Set-Cut }
    $script:want = 'colon'
    return $true
  }
  if ($want -cne 'value' -and $want -cne 'element') { return $false }
  if ($open -ceq '[') { Start-Item $level }
  $inEnv = $depth -eq 1 -and $level.Name -ceq 'env'
  if ($Text -ceq '{' -or $Text -ceq '[') {
    if ($depth -eq 0 -and $Text -cne '{') { return $false }
    if ($inEnv -and $Text -ceq '[') { $level.Cut = $true }
    if ($depth -gt 0 -and ((Test-EnvEntry) -or (Test-SecretName $level.Name))) { Set-Cut }
    [void]$script:levels.Add(@{ Open = $Text; Key = ''; Name = ''; Start = 0; Cut = $false; Noted = 0; Items = 0; Kept = $false })
    $script:want = if ($Text -ceq '{') { 'member' } else { 'element' }
    return $true
  }
  if ($depth -eq 0) { return $false }
  $isText = $Text[0] -ceq [char]'"'
  $value = if ($isText) { ConvertFrom-JsonText $Text } else { $Text }
  if ($inEnv) { $level.Cut = $true }
  $secret = if (Test-EnvEntry) { -not (Test-HarmlessEnv $level.Name $value) } else { Test-SecretValue $level.Name $value $isText }
  if ($secret -or ($isText -and (Test-SecretText $value))) { Set-Cut }
  Stop-Value
  $true
}

# --- .claude.json -------------------------------------------------------------------------------------------

function Get-Onboarding([string]$Text) {
  $seen = @{}
  foreach ($match in [regex]::Matches($Text, '(?<=\A|\n) {2}"(hasCompletedOnboarding|lastOnboardingVersion|theme)": ([^\n]*?),?\r?(?=\n|\z)')) {
    if (-not $seen.ContainsKey($match.Groups[1].Value)) { $seen[$match.Groups[1].Value] = $match.Groups[2].Value }
  }
  if ($seen['hasCompletedOnboarding'] -cne 'true') { return '' }
  $out = '{"hasCompletedOnboarding":true'
  foreach ($name in 'lastOnboardingVersion', 'theme') {
    $value = [string]$seen[$name]
    if ($value.Length -le 66 -and (Test-Text $value '\A"[A-Za-z0-9._ -]+"\z')) { $out += ",`"$name`":$value" }
  }
  "$out}`n"
}

# --- The disk -----------------------------------------------------------------------------------------------

# A file's bytes as text, or $null.
function Read-Bytes([string]$Path) {
  if (-not [IO.File]::Exists($Path)) { return $null }
  try { $Latin1.GetString([IO.File]::ReadAllBytes($Path)) } catch { $null }
}

# Makes a file of ours hold Text (bytes), or be absent when that is $null. It is written in Staging first.
function Set-Ours([string]$Path, $Text, [string]$Staging = $state) {
  if ($null -eq $Text) {
    if (Test-Exists $Path) { [IO.File]::Delete($Path) }
    return
  }
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
  if ($Path.EndsWith('\left-out.txt')) {
    Say "some settings are not shared with the dev container; $Path names them."
  }
}

# An empty folder would be swept away by Claude Code. Exclusive creation: a container may have planted a link.
function Add-Keep([string]$Folder) {
  $path = Join-Path $Folder '.keep'
  if (Test-Exists $path) { return }
  try { [IO.File]::Open($path, [IO.FileMode]::CreateNew).Dispose() } catch [IO.IOException] { }
}

function Assert-Folder([string]$Path) {
  if ((Test-Exists $Path) -and -not (Test-Folder $Path)) {
    Refuse "$Path is not a folder, and has to be one to be mounted." 'Move it away and start the dev container again.'
  }
}

function Assert-NoLink([string]$Path) {
  if (Test-Link $Path) {
    Refuse "$Path is a link, and what it leads to must not be mounted." `
      'Look where it leads, put a real folder in its place, and start the dev container again.'
  }
}

# Whether a path, which need not exist, is the workspace or lies in it, by whatever links.
function Test-InWorkspace([string]$Path) {
  $real = Resolve-Real ([IO.Path]::GetFullPath($Path))
  ($real -eq $workspace) -or $real.StartsWith($workspace.TrimEnd('\') + '\', [StringComparison]::OrdinalIgnoreCase)
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
}

# Where the link leads that the first run made, as far as it says so; a link may carry a prefix or a slash at its end.
function Get-LinkTarget {
  $link = "$state\project"
  if (-not (Test-Link $link)) { return '' }
  ([string]@((Get-Item -LiteralPath $link -Force).Target)[0] -replace '\A(\\\\\?\\|\\\?\?\\)', '').TrimEnd('\')
}

# The config directory of the first run, when it is another one: what sets CLAUDE_CONFIG_DIR may reach one starter of
# the container and not the other. $null when there is none to follow.
function Get-LinkedConfig {
  $target = Get-LinkTarget
  $end = "\projects\$slug"
  if (-not (Test-Text $target '\A(?:[A-Za-z]:)?[\\/]') -or -not $target.EndsWith($end, [StringComparison]::Ordinal)) { return $null }
  $linked = $target.Substring(0, $target.Length - $end.Length)
  if ($linked -eq $config -or -not (Test-Folder $linked) -or (Test-InWorkspace $linked)) { return $null }
  $linked
}

function Assert-OwnProject {
  $link = Join-Path $state 'project'
  if (-not (Test-Exists $link)) { return }
  if (Test-Link $link) {
    # Paths here do not tell case apart.
    if ((Get-LinkTarget) -eq $project) { return }
    if ((Test-Folder $project) -and (Resolve-Real $link) -eq (Resolve-Real $project)) { return }
  }
  Refuse "$link does not lead to the conversations of this project ($project)." `
    'If the workspace or the Claude config directory was moved, remove it and start the dev container again.'
}

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
    if ('profile', 'memory-rw', 'tasks', 'all-projects' -cnotcontains $Words[$i]) {
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
function Get-Mount([string]$Folder, [string]$Name, [bool]$Writable) {
  $source = "$Folder/$Name".Replace("'", "''").Replace('$', '$$')
  '      - type: bind'
  "        source: '$source'"
  "        target: /mnt/claude-host/$Name"
  if (-not $Writable) { '        read_only: true' }
  '        bind:'
  '          create_host_path: false'
}

function Get-ComposeFile {
  $lines = @(
    $ComposeHead
    'services:'
    "  '$($script:service)':"
    '    volumes:'
    Get-Mount $state 'project' $true
    Get-Mount $state 'project/memory' ($script:shared -ccontains 'memory-rw')
    if ($script:shared -ccontains 'profile') {
      foreach ($name in $Folders) { if ($name -cne 'tasks') { Get-Mount $claude $name $false } }
      Get-Mount $state 'files' $false
    }
    if ($script:shared -ccontains 'tasks') { Get-Mount $claude 'tasks' $true }
    if ($script:shared -ccontains 'all-projects') { Get-Mount $claude 'projects' $false }
  )
  ($lines -join "`n") + "`n"
}

# Makes a file in the folder beside devcontainer.json hold Text; what a link leads to may change after it was looked at.
function Set-Beside([string]$Name, [string]$Text) {
  $path = "$beside\$Name"
  if (Test-Link $path) { [IO.File]::Delete($path) }
  Set-Ours $path ($Latin1.GetString([Text.Encoding]::UTF8.GetBytes($Text))) $beside
}

# --- What is done -------------------------------------------------------------------------------------------

if (-not $env:USERPROFILE) { Refuse 'USERPROFILE is not set, so there is no place to prepare.' 'Set it and start the dev container again.' }
if (-not (Test-Text $Id '\A[0-9a-z]+\z')) {
  Refuse "`"$Id`" is not the id of a dev container." 'Pass "${devcontainerId}" as the first argument.'
}
Read-Words $Words

try {
  $userHome = $env:USERPROFILE.TrimEnd('\', '/')
  $workspace = Resolve-Real (Get-Location -PSProvider FileSystem).ProviderPath
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
  $linked = Get-LinkedConfig
  if ($linked) {
    $config = $linked
    $claudeJson = if ($linked -eq $claude) { "$userHome\.claude.json" } else { "$linked\.claude.json" }
  }
  $project = "$config\projects\$slug"
  Assert-Folder "$userHome\.claude-sessions"
  Assert-Folder $state
  Assert-Folder $files
  Assert-Folder $claude
  foreach ($name in $Folders) { Assert-Folder "$claude\$name" }
  Assert-Folder $config
  Assert-Folder "$config\projects"
  Assert-NoLink $project
  Assert-Folder $project
  Assert-NoLink "$project\memory"
  Assert-Folder "$project\memory"
  Assert-OwnProject
  $beside = Join-Path $PSScriptRoot '.claude-sessions'
  if ($script:service) { Assert-Compose }

  foreach ($name in $Folders) {
    if (-not (Test-Folder "$claude\$name")) {
      [void][IO.Directory]::CreateDirectory("$claude\$name")
      Add-Keep "$claude\$name"
    }
  }
  [void][IO.Directory]::CreateDirectory("$project\memory")
  Add-Keep $project
  Add-Keep "$project\memory"
  [void][IO.Directory]::CreateDirectory($files)

  # A junction, not a symbolic link: that takes no administrator.
  if (-not (Test-Exists "$state\project")) {
    try { [void](New-Item -ItemType Junction -Path "$state\project" -Target $project) } catch { Assert-OwnProject }
    if (-not (Test-Link "$state\project")) { throw "$state\project could not be made" }
  }

  Set-Ours "$state\workspace" ($Latin1.GetString([Text.Encoding]::UTF8.GetBytes("$workspace`n")))
  $filtered = Get-FilteredSettings ([string](Read-Bytes "$config\settings.json"))
  $onboarding = Get-Onboarding ([string](Read-Bytes $claudeJson))
  Set-Ours "$files\settings.json" $(if ($filtered.Copy) { $filtered.Copy } else { $null })
  Set-Ours "$files\left-out.txt" $(if (@($filtered.Names).Count) { "$NoteHead`n" + (@($filtered.Names) -join "`n") + "`n" } else { $null })
  Set-Ours "$files\onboarding.json" $(if ($onboarding) { $onboarding } else { $null })
  Set-Ours "$files\CLAUDE.md" (Read-Bytes "$config\CLAUDE.md")
  Set-Ours "$files\keybindings.json" (Read-Bytes "$config\keybindings.json")
  if ($script:service) {
    [void][IO.Directory]::CreateDirectory($beside)
    Set-Beside '.gitignore' "*`n"
    Set-Beside 'compose.yaml' (Get-ComposeFile)
  }
} catch {
  Refuse "what this dev container mounts could not be made: $($_.Exception.Message)." 'Put that right and start the dev container again.'
}
