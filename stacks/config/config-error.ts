/** One thing wrong with the configuration. */
export interface Problem {
  /** Where it stands in `config.ts`: `['jobs', 0, 'timeZone']`. */
  readonly path: readonly PropertyKey[];
  /** The rule, the value got and what to write instead. */
  readonly text: string;
}

/** Everything wrong with the configuration, in one error. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    const lines = problems.map(({ path, text }) => `  ${formatPath(path)}: ${text}`);
    super([`config.ts has ${count}; nothing was written`, ...lines].join('\n'));
    this.problems = problems;
  }
}

/** Writes a path as one would in TypeScript: `environments.dev.jobs["weekly-crawl"].schedule`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`;
      const name = String(key);
      if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `[${JSON.stringify(name)}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}
