/** How a conversation looks in a browser. */
export const htmlStyle =
  ':root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}h2{font-size:1em;margin:2em 0 .5em;border-top:1px solid #8884;padding-top:1em}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.5em 0}.said{font:inherit}.result,.input,.diff{font-size:13px;background:#8881;padding:.5em;max-height:40em;overflow:auto}.added{color:#1a7f37}.removed{color:#cf222e}.error{color:#cf222e}.about,.note,.border{opacity:.7}.compaction{text-align:center;border-bottom:1px dashed #888}.forks{border-left:3px solid #bf8700}.agent{border-left:3px solid #8886;padding-left:1em}img{max-width:100%}summary{cursor:pointer;overflow-wrap:anywhere}';

/** By which a browser knows it: a test tells the one that is right when the style was changed. */
export const htmlStyleHash = 'sha256-70gp1csacOASviWchqGskbLjPlJGYnxs2zY0dArNlmA=';
