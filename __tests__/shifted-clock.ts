import { spawnSync } from 'node:child_process';

/** How tests run once more on another day, where summer time is half an hour. */
export interface ShiftedClock {
  /** What comes before the command. */
  readonly prefix: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The tests that know of time; the others would take minutes and say nothing new. */
  readonly tests: readonly string[];
}

const days = 400;
const prefix = ['faketime', '-f', `+${days}d`] as const;
// Node measures its timers with a clock that nobody sets.
const env = { TZ: 'Australia/Lord_Howe', DONT_FAKE_MONOTONIC: '1' };
const tests = [
  // What they are told is the time is a fixed one, in a process that does not ask for another.
  '__tests__/crawler/(?!proof/|mutations/vendor-mutations)',
  '__tests__/cli/(report|runs|start|terminal)/',
  '__tests__/cli/plan/(cost-change|policy-file|review|risks)\\.test\\.ts$',
  '__tests__/cli/verbs/next\\.test\\.ts$',
  '__tests__/docs/(checks|costs|networks)\\.test\\.ts$',
  // What installs tools asks nobody for the time.
  '__tests__/local/(?!tools/)',
  // Of the rules, the longest compares days of all years, whatever the clock says.
  '__tests__/stacks/rules/(?!calculator\\.property)',
  '__tests__/stacks/schedule/alarms/run-watch\\.test\\.ts$',
  '__tests__/stacks/schedule/state-machine/execution\\.test\\.ts$',
  '__tests__/stacks/settings/checks/warnings\\.test\\.ts$',
  '__tests__/stacks/testing/',
];

/** Null where there is no `faketime`, or where it does not reach Node. */
export function shiftedClock(): ShiftedClock | null {
  const [program, ...args] = [...prefix, process.execPath, '--print', 'Date.now()'];
  const { status, stdout } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  const shifted = status === 0 && Number(stdout) - Date.now() > (days - 1) * 86_400_000;
  return shifted ? { prefix, env, tests } : null;
}
