/** A line of a crontab that says something. */
export type CrontabLine = { readonly number: number } & (
  | { readonly kind: 'variable'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'entry';
      readonly schedule: string;
      /** Only a crontab of the system names one. */
      readonly user?: string | undefined;
      readonly command: string;
      /** The comment right above it. */
      readonly comment?: string | undefined;
    }
  | { readonly kind: 'unknown'; readonly text: string }
);

export function readCrontab(file: string, text: string): CrontabLine[] {
  const users = isOfTheSystem(file, text);
  const found: CrontabLine[] = [];
  let comment: string | undefined;
  text.split(/\r?\n/).forEach((full, index) => {
    const line = full.trim();
    if (line.startsWith('#')) {
      // A line that is switched off describes nothing.
      const said = line.replace(/^#+\s*/, '');
      comment = said === '' || /^m\s+h\s/.test(said) || entryPattern.test(said) ? undefined : said;
      return;
    }
    if (line !== '') found.push({ number: index + 1, ...lineOf(line, users, comment) });
    comment = undefined;
  });
  return found;
}

const entryPattern =
  /^(@\w+(?: [\dhms]+)?|(?:[\d*~][\w*,/~?#-]*\s+){3}[\w*~][\w*,/~?#-]*\s+\S+)\s+(\S.*)$/;

function lineOf(line: string, users: boolean, comment: string | undefined) {
  const [, name, value] = /^([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line) ?? [];
  if (name !== undefined && value !== undefined) {
    return { kind: 'variable', name, value: value.replace(/^(["'])(.*)\1$/, '$2') } as const;
  }
  const [, schedule, rest = ''] = entryPattern.exec(line) ?? [];
  if (schedule === undefined) return { kind: 'unknown', text: line } as const;
  const [, user, command] = users
    ? (/^(\S+)\s+(.*)$/.exec(rest) ?? [])
    : [undefined, undefined, rest];
  return { kind: 'entry', schedule, user, command: command ?? rest, comment } as const;
}

/** The one of the system has a user before the command; its own first lines say so. */
function isOfTheSystem(file: string, text: string): boolean {
  return /etc\/crontab$|cron\.d\//.test(file) || /^#.*\b(user|user-name)\s+command/m.test(text);
}
