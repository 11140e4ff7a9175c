/** A devcontainer.json of about 3,000 lines, laid out and commented as people do. Each `number` makes another text. */
export function largeConfig(number: number): string {
  const rows = (count: number, row: (index: number) => string) =>
    Array.from(
      { length: count },
      (_, index) => `    ${row(index)}${index < count - 1 ? ',' : ''} // ${index}`,
    );
  const values = ['true', '"some text"', '[1, 2, 3]', '{ "nested": { "deeper": null } }'];
  return [
    `// Text ${number}`,
    '{',
    '  "image": "debian",',
    '  "features": {',
    ...rows(40, (index) => `"ghcr.io/example/features/f${index}:1": { "version": "${index}" }`),
    '  },',
    '  "mounts": [',
    ...rows(300, (index) => `"source=cache-${index},target=/cache/${index},type=volume"`),
    '  ],',
    '  "customizations": { "vscode": { "settings": {',
    ...rows(2640, (index) => `"section.key${index}": ${values[index % values.length]}`),
    '  } } },',
    '  "remoteUser": "vscode" // nobody else',
    '}',
    '',
  ].join('\n');
}
