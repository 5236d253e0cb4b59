import { nextRuns } from '../../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../../stacks/rules/schedule-expression';
import { timeZoneProblems, timeZoneWarnings } from '../../../stacks/rules/time-zone';
import { timeZoneNames } from '../../../stacks/rules/time-zone-names';

const links = ['US/Eastern', 'Asia/Calcutta', 'Etc/GMT+5', 'Zulu', 'EST', 'MST', 'HST', 'EST5EDT'];

test.each(['UTC', 'America/New_York', 'Asia/Kolkata', 'CET', ...links])(
  '%s is a time zone',
  (name) => {
    expect(timeZoneProblems(name)).toEqual([]);
  },
);

test.each([
  ['America/New_Yrok', '; did you mean America/New_York?'],
  ['america/new_york', '; did you mean America/New_York?'],
  ['utc', '; did you mean UTC?'],
  ['us/eastern', '; did you mean US/Eastern?'],
  ['BST', '; did you mean Europe/London?'],
  ['PST', '; did you mean America/Los_Angeles?'],
  ['IST', '; did you mean Asia/Kolkata?'],
  ['London', '; did you mean Europe/London?'],
  ['new york', '; did you mean America/New_York?'],
  ['+02:00', ''],
  ['UTC+2', ''],
  ['Middle-earth', ''],
  ['Factory', ''],
])('%s is no time zone', (name, advice) => {
  expect(timeZoneProblems(name)).toEqual([`must be an IANA time zone, got "${name}"${advice}`]);
});

// ICU takes these, each for one zone, and most people mean another.
const aliasesOfIcu =
  'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST SystemV/AST4 SystemV/EST5EDT SystemV/PST8PDT Etc/Unknown';

test.each(aliasesOfIcu.split(' '))('%s, which ICU takes, is no time zone', (name) => {
  expect(timeZoneProblems(name)).toHaveLength(1);
});

test('the list has every zone that this Node knows, so a release that is too old is seen', () => {
  expect(
    Intl.supportedValuesOf('timeZone').filter((zone) => !timeZoneNames.includes(zone)),
  ).toEqual([]);
  expect(timeZoneNames).toHaveLength(597);
});

test('firings can be calculated in every zone that is taken', () => {
  const parsed = parseScheduleExpression('cron(0 9 * * ? *)', 'scheduler');
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const from = new Date('2026-07-01T00:00:00Z');
  for (const timeZone of timeZoneNames) {
    if (timeZoneProblems(timeZone).length > 0) continue;
    expect(nextRuns(parsed.expression, { timeZone, from, count: 1 })).toHaveLength(1);
  }
});

test('an older Node says that it cannot calculate with a new zone', () => {
  expect(timeZoneProblems('America/Coyhaique', () => false)).toEqual([
    expect.stringMatching(
      /^must be a time zone that this Node knows, whose list is that of \S+, got "America\/Coyhaique"; update Node$/,
    ),
  ]);
});

test('a zone without daylight saving time is warned of where people mean one with it', () => {
  expect(timeZoneWarnings('EST')).toEqual([
    'has no daylight saving time, got "EST"; write America/New_York where it should have',
  ]);
  expect(timeZoneWarnings('America/New_York')).toEqual([]);
});
