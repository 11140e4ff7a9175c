/**
 * The settings of which the prepare scripts copy the value when it is true, false, a number or a short harmless text.
 * Preferences only, as Claude Code's documentation of settings.json has them: nothing here runs a program, reaches
 * another place, or allows or denies anything. `npm run generate` writes the list into both scripts.
 */
export const simpleSettings: readonly string[] = [
  'model',
  'effortLevel',
  'alwaysThinkingEnabled',
  'fastMode',
  'language',
  'outputStyle',
  'autoCompactEnabled',
  'cleanupPeriodDays',
  'includeCoAuthoredBy',
  'includeGitInstructions',
  'respectGitignore',
  'autoUpdatesChannel',
  'theme',
  'editorMode',
  'tui',
  'viewMode',
  'verbose',
  'showThinkingSummaries',
  'showTurnDuration',
  'spinnerTipsEnabled',
  'promptSuggestionEnabled',
  'syntaxHighlightingDisabled',
  'terminalProgressBarEnabled',
  'prefersReducedMotion',
  'preferredNotifChannel',
];
