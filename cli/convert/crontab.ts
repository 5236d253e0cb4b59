import { readCrontab } from './crontab-lines';
import { compact, jobName, type Draft, type JobDraft } from './draft';
import type { Place } from './notes';
import { schedulesFrom } from './schedule-words';

/**
 * A crontab of a machine. What the machine had installed has to become an image.
 * https://man7.org/linux/man-pages/man5/crontab.5.html
 *
 * @param timeZone of the machine, where the file names none
 */
export function convertCrontab(
  file: string,
  text: string,
  timeZone: string | undefined,
  draft: Draft,
): void {
  let zone = timeZone;
  let shell = '/bin/sh';
  const environment: Record<string, string> = {};
  for (const line of readCrontab(file, text)) {
    const place: Place = { file, line: line.number, path: '' };
    const note = (kind: 'lost' | 'differs' | 'missing', words: string) => {
      draft.notes.add(kind, place, words);
    };
    switch (line.kind) {
      case 'variable':
        if (line.name === 'CRON_TZ') zone = line.value;
        else if (line.name === 'SHELL') shell = line.value;
        else if (line.name === 'MAILTO' && line.value === '') break;
        else if (line.name === 'MAILTO') {
          note(
            'lost',
            `MAILTO: what a job prints is in its log; alarms: { email: … } tells of runs that failed, got ${line.value}`,
          );
        } else if (['PATH', 'HOME', 'LOGNAME', 'USER'].includes(line.name)) {
          note('lost', `${line.name} is that of the machine; an image has its own`);
        } else if (line.value === '') {
          note('lost', `${line.name} is empty, and ECS drops a variable without a value`);
        } else environment[line.name] = line.value;
        break;
      case 'entry':
        convertEntry(line, { zone, shell, environment: { ...environment } }, place, draft);
        break;
      case 'unknown':
        note('lost', `is no line of a crontab, got ${JSON.stringify(line.text)}`);
        break;
    }
  }
}

interface Machine {
  readonly zone: string | undefined;
  readonly shell: string;
  readonly environment: Record<string, string>;
}

function convertEntry(
  {
    schedule,
    user,
    command,
    comment,
  }: { schedule: string; user?: string | undefined; command: string; comment?: string | undefined },
  { zone, shell, environment }: Machine,
  place: Place,
  draft: Draft,
): void {
  const { notes } = draft;
  if (schedule === '@reboot') {
    notes.add('lost', place, `@reboot has no machine to start here, got ${command}`);
    return;
  }
  const name = nameOf(command, draft);
  const converted = schedulesFrom(schedule);
  if (converted.schedules === undefined) {
    notes.add('missing', place, `jobs.${name}.schedule: ${converted.problem}`);
  }
  if (zone === undefined) {
    notes.add(
      'differs',
      { ...place, line: 1 },
      'cron goes by the clock of its machine, and here UTC is taken: give --time-zone',
    );
  }
  // The first % that no \ stands before ends the command; what follows is its input.
  const [line = '', ...input] = command.split(/(?<!\\)%/);
  if (input.length > 0)
    notes.add('lost', place, `what follows % is the command's input, got ${input.join('%')}`);
  if (user !== undefined) {
    notes.add(
      'differs',
      place,
      `runs as ${user} on the machine; here as the job's user, 65532 unless it says otherwise`,
    );
  }
  notes.add(
    'missing',
    place,
    `jobs.${name}.image: write an image that has the program, got ${line}`,
  );
  const [first, second] = converted.schedules ?? [];
  const job = compact<JobDraft>({
    name,
    description: comment,
    schedule: first,
    timeZone: zone,
    command: [shell, '-c', line.replaceAll('\\%', '%').trim()],
    environment,
  });
  draft.jobs.push({ job, called: name, place });
  if (second === undefined) return;
  notes.add(
    'differs',
    place,
    'means either of two days, which takes two jobs here; on a day that is both, both run',
  );
  draft.jobs.push({
    job: compact<JobDraft>({
      ...job,
      name: `${name.slice(0, 35)}-days`,
      schedule: second,
      task: name,
    }),
    called: `${name.slice(0, 35)}-days`,
    place,
  });
}

/** A job is called as the program is, whatever runs it. */
function nameOf(command: string, draft: Draft): string {
  const words = command.split(/\s+/).filter((word) => !/^\w+=|^-/.test(word));
  const runners =
    /^(?:.*\/)?(?:sh|bash|env|nice|ionice|flock|timeout|sudo|node|python3?|php|ruby|perl|java|cd)$/;
  const word =
    words.find((each) => !runners.test(each) && /\w/.test(each) && !/^[\d&|;<>]+$/.test(each)) ??
    'job';
  const base = word.replace(/.*\//, '').replace(/\.\w+$/, '');
  const taken = new Set(draft.jobs.map(({ job }) => job.name));
  const name = jobName(base);
  for (let number = 1; ; number++) {
    const each = number === 1 ? name : `${name.slice(0, 37)}-${number}`;
    if (!taken.has(each)) return each;
  }
}
