import type { StoredBar } from '../../../crawler/src/bars/bar';
import { dayOfText } from '../../../crawler/src/day';
import { bringToSections, cleanLake, findingsIn, type Lake } from './lake';

/** Each fault by itself in a lake that has no other: it is found with the right words, and nothing else. */

const victim = 'F';
const [january, july, august] = ['2026-01-15', '2026-07-15', '2026-08-03'];
const [split, dividend] = ['2026-04-20', '2026-05-07'];

type Plant = (lake: Lake) => void;
type Change = (bar: StoredBar) => Partial<StoredBar>;

/** Changes what is stored of a symbol, in its cross-sections, too. */
function rewrite(symbol: string, of: (bars: StoredBar[]) => StoredBar[]): Plant {
  return (lake) => {
    const bars = lake.histories.get(symbol);
    if (bars === undefined || 'unreadable' in bars) throw new Error(`no history of ${symbol}`);
    lake.histories.set(symbol, of(bars));
    bringToSections(lake, symbol);
  };
}

function change(when: (day: number) => boolean, to: Change, symbol = victim): Plant {
  return rewrite(symbol, (bars) =>
    bars.map((bar) => (when(bar.day) ? { ...bar, ...to(bar) } : bar)),
  );
}

const on = (date: string) => (day: number) => day === dayOfText(date);
const before = (date: string) => (day: number) => day < dayOfText(date);
const since = (date: string) => (day: number) => day >= dayOfText(date);
const between = (first: string, last: string) => (day: number) =>
  day >= dayOfText(first) && day <= dayOfText(last);

/** A bar in a smaller unit, or of a larger share. */
function times(by: number): Change {
  return ({ open, high, low, close, adjClose, dividend }) => ({
    open: (open ?? 0) * by,
    high: (high ?? 0) * by,
    low: (low ?? 0) * by,
    close: (close ?? 0) * by,
    adjClose: (adjClose ?? 0) * by,
    dividend: dividend * by,
  });
}

/** A split that the days before it do not show. */
function splitNotTakenOut(date: string, splitFactor: number): Plant {
  return (lake) => {
    change(before(date), times(splitFactor))(lake);
    change(on(date), () => ({ splitFactor }))(lake);
  };
}

function inSection(date: string, plant: (rows: Map<string, StoredBar>) => void): Plant {
  return ({ sections }) => {
    const rows = sections.get(dayOfText(date));
    if (!(rows instanceof Map)) throw new Error(`no cross-section of ${date}`);
    plant(rows);
  };
}

function rowOf(rows: Map<string, StoredBar>): StoredBar {
  const row = rows.get(victim);
  if (row === undefined) throw new Error(`no row of ${victim}`);
  return row;
}

/** `check symbol first count text` */
type Found = readonly [string, string, string | undefined, number, RegExp];

const faults: readonly (readonly [string, Plant, readonly Found[]])[] = [
  [
    'thirteen sessions of July are gone',
    rewrite(victim, (bars) => bars.filter(({ day }) => !between('2026-07-06', '2026-07-22')(day))),
    [
      [
        'gap',
        victim,
        '2026-07-06',
        13,
        /^no row, while 5 of 5 others of America\/New_York have one/,
      ],
    ],
  ],
  [
    'every day is a day late',
    rewrite(victim, (bars) => bars.map((bar) => ({ ...bar, day: bar.day + 1 }))),
    [['gap', victim, '2026-01-05', 46, /^no row, while 5 of 5 others/]],
  ],
  [
    'one session is null',
    rewrite(victim, (bars) => bars.filter(({ day }) => !on(july)(day))),
    [['gap', victim, july, 1, /^no row/]],
  ],
  [
    'the split was not taken out of the days before it',
    splitNotTakenOut(split, 4),
    [['jump', victim, split, 1, /: the split of 4 for 1 is not taken out of the days before$/]],
  ],
  [
    'a split of 3 for 2 was not taken out of the days before it',
    splitNotTakenOut(july, 1.5),
    [['jump', victim, july, 1, /: the split of 1.5 for 1 is not taken out of the days before$/]],
  ],
  [
    'a split of which nothing was told',
    change(before(july), times(2.5)),
    [['jump', victim, july, 1, /^the close goes from .* on 2026-07-14 to .*, and no event/]],
  ],
  [
    'shares were put together, and the days before are as they were',
    splitNotTakenOut(july, 0.1),
    [['jump', victim, july, 1, /: the split of 1 for 10 is not taken out of the days before$/]],
  ],
  [
    'the newest rows of London are in pounds',
    change(since('2026-11-16'), times(0.01), 'VOD.L'),
    [['jump', 'VOD.L', '2026-11-16', 1, /, about a hundredth: another unit\?$/]],
  ],
  [
    'a week is in a hundredth of the unit',
    change(between('2026-07-06', '2026-07-10'), times(100)),
    [['jump', victim, '2026-07-06', 2, /, about a hundred times: another unit\?$/]],
  ],
  [
    'a price that is another one for a day',
    change(on(july), times(3)),
    [['jump', victim, july, 2, /and no event explains it$/]],
  ],
  [
    'a close that was mistyped, beside an adjusted one that was not',
    change(on(july), ({ close }) => ({ close: (close ?? 0) * 1.1 })),
    [['adjusted', victim, july, 2, /^adj_close \/ close of the days before is 1\.1000 of this/]],
  ],
  [
    'a dividend that is lost',
    change(on(dividend), () => ({ dividend: 0 })),
    [['adjusted', victim, dividend, 1, /is 0\.99\d\d of this day's, and no event of this day/]],
  ],
  [
    'a dividend that adj_close does not show',
    change(on(july), ({ close }) => ({ dividend: (close ?? 0) * 0.02 })),
    [['adjusted', victim, july, 1, /is 1\.0000 of this day's, and its events make that 0\.98/]],
  ],
  [
    'a dividend of sixty times what was paid',
    change(on(dividend), (bar) => ({ dividend: bar.dividend * 60 }), 'BP.L'),
    [
      ['adjusted', 'BP.L', dividend, 1, /events make that/],
      ['dividend', 'BP.L', dividend, 1, /^the dividend is .*, above half of the price, which was/],
    ],
  ],
  [
    'half of the price is paid out',
    (lake) => {
      change(since(august), times(0.45))(lake);
      change(on(august), ({ close }) => ({ dividend: (close ?? 0) * 1.2 }))(lake);
      change(before(august), ({ adjClose }) => ({ adjClose: (adjClose ?? 0) * 0.45 }))(lake);
    },
    [['dividend', victim, august, 1, /^the dividend is .*, above half of the price, which was/]],
  ],
  [
    'a dividend below zero',
    change(on(january), () => ({ dividend: -0.5 })),
    [['dividend', victim, january, 1, /^the dividend is -0\.5, below zero$/]],
  ],
  [
    'a last row of zeros',
    change(on('2026-11-20'), times(0)),
    [['zero', victim, '2026-11-20', 1, /^open, high, low, close, adj_close are zero$/]],
  ],
  [
    'opens of zero',
    change(before('2026-01-08'), () => ({ open: 0 })),
    [['zero', victim, '2026-01-01', 5, /^open is zero$/]],
  ],
  [
    'a row that is there twice',
    rewrite(victim, (bars) => bars.flatMap((bar) => (on(july)(bar.day) ? [bar, bar] : bar))),
    [['order', victim, july, 1, /^the day is there twice$/]],
  ],
  [
    'rows in disorder',
    rewrite(victim, ([first, second, ...bars]) => [second, first, ...bars] as StoredBar[]),
    [['order', victim, '2026-01-01', 1, /^the day comes after 2026-01-02$/]],
  ],
  [
    'prices in another currency, and labelled so',
    change(since(august), (bar) => ({ ...times(1.1)(bar), currency: 'EUR' })),
    [['currency', victim, august, 80, /^prices are in EUR, and in USD before$/]],
  ],
  [
    'a cross-section that has an older close',
    inSection(july, (rows) => rows.set(victim, { ...rowOf(rows), close: 1 })),
    [['cross-section', victim, july, 1, /^the cross-section of the day has other values$/]],
  ],
  [
    'a row that did not come to its cross-section',
    inSection(july, (rows) => rows.delete(victim)),
    [['cross-section', victim, july, 1, /^the cross-section of the day lacks the row$/]],
  ],
  [
    'a row that went, and stayed in the cross-section of a holiday',
    ({ sections }) => {
      const rows = sections.get(dayOfText(july));
      if (rows instanceof Map)
        sections.set(dayOfText('2026-07-04'), new Map([[victim, rowOf(rows)]]));
    },
    [['cross-section', victim, '2026-07-04', 1, /has a row that the history lacks$/]],
  ],
  [
    'a history that is no Parquet',
    ({ histories }) => histories.set(victim, { unreadable: 'it is no Parquet' }),
    [['unreadable', victim, undefined, 0, /^it is no Parquet$/]],
  ],
];

test.each(faults)('%s', async (_, plant, found) => {
  const lake = cleanLake();
  plant(lake);
  expect(
    (await findingsIn(lake)).map(({ check, symbol, first, count, text }) => [
      ...[check, symbol, first, count],
      found.find(([name, of, , , words]) => name === check && of === symbol && words.test(text))
        ? 'as expected'
        : text,
    ]),
  ).toEqual(
    found.map(([check, symbol, first, count]) => [check, symbol, first, count, 'as expected']),
  );
});

test('a cross-section that cannot be read is named for every symbol that has the day', async () => {
  const lake = cleanLake();
  lake.sections.set(dayOfText(july), { unreadable: 'it is no Parquet' });
  const findings = await findingsIn(lake);
  expect(findings.map(({ symbol }) => symbol).sort()).toEqual([...lake.histories.keys()].sort());
  expect(new Set(findings.map(({ check, text }) => `${check}: ${text}`))).toEqual(
    new Set(['cross-section: it is no Parquet']),
  );
});

test('what the next run brings to the cross-sections is no fault', async () => {
  const lake = cleanLake();
  for (const date of [july, august]) inSection(date, (rows) => rows.delete(victim))(lake);
  lake.openSince.set(victim, dayOfText(august));
  expect((await findingsIn(lake)).map(({ first, count }) => [first, count])).toEqual([[july, 1]]);
});

test('a row that was old when it was written may be in no cross-section', async () => {
  const lake = cleanLake();
  change(on(july), () => ({ ingestedAtMs: Date.parse('2027-10-01T00:00:00Z') }))(lake);
  inSection(july, (rows) => rows.delete(victim))(lake);
  expect(await findingsIn(lake)).toEqual([]);
});
