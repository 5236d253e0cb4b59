import cronstrue from 'cronstrue';

/**
 * `At 18:00, only on Friday`, of an expression that AWS takes.
 *
 * @param schedule `cron(…)`, `rate(…)` or `at(…)`
 */
export function scheduleInWords(schedule: string): string {
  const [, kind, inner = ''] = /^(cron|rate|at)\((.*)\)$/.exec(schedule) ?? [];
  if (kind === 'cron') {
    // With the seconds before it the library need not guess whether the last field is the year.
    return cronstrue.toString(`0 ${inner}`, {
      use24HourTimeFormat: true,
      dayOfWeekStartIndexZero: false,
    });
  }
  return kind === 'at' ? `Once, at ${inner.replace('T', ' ')}` : `Every ${inner}`;
}
