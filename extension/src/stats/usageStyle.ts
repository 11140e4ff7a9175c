/** In the colours of the theme alone, so that light, dark and high contrast are VS Code's; what is drawn is told apart without colour too. */
export const usageStyle = `
body { color: var(--vscode-foreground); background: var(--vscode-editor-background); font: var(--vscode-font-size, 13px)/1.5 var(--vscode-font-family, sans-serif); padding: 0 24px 32px; max-width: 72rem; }
h1 { font-size: 1.6em; font-weight: 600; margin: 20px 0 4px; }
h2 { font-size: 1.2em; font-weight: 600; margin: 28px 0 8px; }
h3 { font-size: 1em; font-weight: 600; margin: 16px 0 4px; }
p { margin: 6px 0; }
a { color: var(--vscode-textLink-foreground); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
code { font-family: var(--vscode-editor-font-family, monospace); color: inherit; background: none; }
nav { display: flex; flex-wrap: wrap; gap: 4px 20px; }
nav [aria-current] { font-weight: 600; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 8px; margin: 12px 0; }
dl > div { border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, currentColor)); border-radius: 4px; padding: 8px 12px; }
dt { font-size: 0.92em; }
dd { margin: 0; font-size: 1.35em; font-weight: 600; font-variant-numeric: tabular-nums; }
figure { margin: 0; }
.scroll { overflow-x: auto; }
figure svg[role] { display: block; width: 100%; min-width: 30rem; }
svg text { fill: var(--vscode-foreground); font-size: 11px; font-variant-numeric: tabular-nums; }
.grid { stroke: var(--vscode-foreground); stroke-width: 0.5; opacity: 0.4; }
.bar { stroke: var(--vscode-editor-background); stroke-width: 0.5; }
.series-0 { fill: var(--vscode-charts-blue); }
.series-1 { fill: var(--vscode-charts-yellow); }
.series-2 { fill: var(--vscode-charts-green); }
.series-3 { fill: var(--vscode-charts-purple); }
.series-4 { fill: var(--vscode-charts-red); }
.series-5 { fill: var(--vscode-charts-lines, var(--vscode-foreground)); }
.ink { fill: none; stroke: var(--vscode-foreground); stroke-width: 1.5; }
.key .bar, .vscode-high-contrast .bar { stroke: var(--vscode-foreground); }
.vscode-high-contrast .series-0 { fill: var(--vscode-foreground); }
.vscode-high-contrast .series-1 { fill: var(--vscode-editor-background); }
.vscode-high-contrast .series-2 { fill: url(#pattern-2); }
.vscode-high-contrast .series-3 { fill: url(#pattern-3); }
.vscode-high-contrast .series-4 { fill: url(#pattern-4); }
.vscode-high-contrast .series-5 { fill: url(#pattern-5); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 0; margin: 4px 0; }
.key { width: 0.9em; height: 0.9em; margin-right: 6px; vertical-align: -0.1em; }
.patterns { position: absolute; width: 0; height: 0; }
summary { cursor: pointer; margin: 4px 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: 2px 0; position: absolute; clip-path: inset(50%); height: 1px; width: 1px; overflow: hidden; white-space: nowrap; }
th, td { text-align: left; padding: 3px 20px 3px 0; border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, currentColor)); white-space: nowrap; font-weight: normal; }
thead th { font-weight: 600; }
th[scope=row] { max-width: 28rem; overflow: hidden; text-overflow: ellipsis; }
.number { text-align: right; }
@media (forced-colors: active) {
  .bar, .key .bar { stroke: CanvasText; }
  .grid, .ink { stroke: CanvasText; }
  svg text { fill: CanvasText; }
  .series-0 { fill: CanvasText; }
  .series-1 { fill: Canvas; }
  .series-2 { fill: url(#pattern-2); }
  .series-3 { fill: url(#pattern-3); }
  .series-4 { fill: url(#pattern-4); }
  .series-5 { fill: url(#pattern-5); }
}
`;

/** What is drawn in the place of colours where there are few. */
export const usagePatterns = `<svg class="patterns" aria-hidden="true"><defs>
<pattern id="pattern-2" width="5" height="5" patternUnits="userSpaceOnUse"><path class="ink" d="M0 5 5 0"/></pattern>
<pattern id="pattern-3" width="5" height="5" patternUnits="userSpaceOnUse"><path class="ink" d="M0 2.5 H5"/></pattern>
<pattern id="pattern-4" width="5" height="5" patternUnits="userSpaceOnUse"><path class="ink" d="M2.5 0 V5"/></pattern>
<pattern id="pattern-5" width="4" height="4" patternUnits="userSpaceOnUse"><circle class="ink" cx="2" cy="2" r="0.6"/></pattern>
</defs></svg>`;
