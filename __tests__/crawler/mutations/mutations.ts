import type { Chance } from '../proof/chance';
import { rowsAt, type Listing, type Row } from '../proof/market';

/** What a vendor does to a symbol's history on its way out. */
export interface Mutation {
  readonly kind: Kind;
  /** What it does, with its days and amounts. */
  readonly says: string;
  /** The day of an event that is not told, nor taken out of prices: as if it had not come. */
  readonly untold?: string;
  /** The same symbol, as it is served. */
  readonly spoil: (listing: Listing) => Listing;
}

/** What a mutation is drawn for. */
export interface Scene {
  readonly luck: Chance;
  readonly listing: Listing;
  /** When it is served. */
  readonly now: number;
  /** The truth by then, ascending. */
  readonly rows: readonly Row[];
  /** The last day that was served before. */
  readonly lastKnown: string;
}

type Revise = (rows: readonly Row[]) => readonly Row[];
/** What is drawn; nothing where the history has nothing of the kind. */
type Drawn = Omit<Mutation, 'kind'> | undefined;

const priceNames = ['open', 'high', 'low', 'close', 'adjClose'] as const;
const columnNames = [...priceNames, 'volume'] as const;
type ColumnName = (typeof columnNames)[number];

export const kinds = {
  'lost events': ({ luck, rows }: Scene): Drawn => {
    const days = rows.filter(isEvent).map(({ date }) => date);
    if (days.length === 0) return undefined;
    const lost = some(luck, days, luck.whole(1, days.length));
    return onDays('no dividend and no split', lost, withoutEvents);
  },

  'lost rows': ({ luck, ...scene }: Scene): Drawn => {
    const days = stretch(luck, scene, 13);
    // An event stands apart from the rows, and may be told without one.
    if (luck.flip(0.5)) return onDays('no row', days, (row) => ({ ...row, isLeftOut: true }));
    return rowWise(`no row and no event on ${listed(days)}`, (row) =>
      days.has(row.date) ? [] : [row],
    );
  },

  nulls: ({ luck, ...scene }: Scene): Drawn => {
    const names = luck.flip(0.6) ? columnNames : [luck.pick([...columnNames])];
    const days = luck.flip(0.1) ? everyDay(scene) : stretch(luck, scene, 13);
    return onDays(`${names.join(', ')} null`, days, (row) => filled(row, names, null));
  },

  zeros: ({ luck, ...scene }: Scene): Drawn => {
    const names = luck.flip(0.6) ? columnNames : [luck.pick([...priceNames])];
    const days = luck.flip(0.5) ? lastDays(scene, 1) : stretch(luck, scene, 3);
    return onDays(`${names.join(', ')} 0`, days, (row) => filled(row, names, 0));
  },

  '×100': ({ luck, ...scene }: Scene): Drawn => {
    const factor = luck.pick([100, 0.01]);
    const days = luck.flip(0.2)
      ? everyDay(scene)
      : luck.flip(0.5)
        ? lastDays(scene, luck.whole(1, 8))
        : stretch(luck, scene, 13);
    return onDays(`prices ×${factor}`, days, (row) => scaled(row, factor));
  },

  'unadjusted split': (scene: Scene): Drawn => {
    const { luck, rows } = scene;
    const days = rows.filter(({ splitFactor }) => splitFactor !== 1).map(({ date }) => date);
    const [date] = some(luck, days, 1);
    if (date === undefined) return undefined;
    return unadjusted(scene, date, luck.flip(0.7) ? Infinity : luck.whole(1, 20));
  },

  'late adjustment': (scene: Scene): Drawn => {
    const { luck, rows } = scene;
    const [date] = some(
      luck,
      rows.filter(isEvent).map((row) => row.date),
      1,
    );
    if (date === undefined) return undefined;
    const late = unadjusted(scene, date, Infinity);
    if (luck.flip(0.5)) return late;
    const unknown = onDays('no dividend and no split', new Set([date]), withoutEvents);
    return {
      says: `${late.says}, and no word of it`,
      untold: date,
      spoil: (one) => unknown.spoil(late.spoil(one)),
    };
  },

  'duplicate rows': ({ luck, ...scene }: Scene): Drawn => {
    const days = stretch(luck, scene, 5);
    const stale = luck.pick([1, 1, 0.999, 0.97]);
    const isFirst = luck.flip(0.5);
    const says = stale === 1 ? 'two rows' : `two rows, the ${isFirst ? 'first' : 'last'} ×${stale}`;
    return rowWise(`${says} on ${listed(days)}`, (row) => {
      if (!days.has(row.date)) return [row];
      const other = scaled(row, stale);
      return isFirst ? [other, row] : [row, other];
    });
  },

  'shuffled rows': ({ luck }: Scene): Drawn => {
    const places = new Map<string, number>();
    const placeOf = ({ date }: Row): number => {
      const place = places.get(date) ?? luck.next();
      places.set(date, place);
      return place;
    };
    return overRows('another order', (rows) => [...rows].sort((a, b) => placeOf(a) - placeOf(b)));
  },

  'other currency': ({ luck, rows }: Scene): Drawn => {
    const currency = luck.pick(['EUR', 'GBP', 'USX']);
    const rate = luck.pick([1, 1, 0.86, 0.01]);
    const days = new Set(rows.map(({ date }) => date));
    const prices = onDays(`prices ×${rate}`, days, (row) => scaled(row, rate));
    return {
      says: `${currency}, prices ×${rate}`,
      spoil: (listing) => {
        const spoiled = rate === 1 ? listing : prices.spoil(listing);
        return { ...spoiled, exchange: { ...spoiled.exchange, currency } };
      },
    };
  },

  'shifted dates': ({ luck, rows, ...scene }: Scene): Drawn => {
    const by = luck.pick([1, -1]);
    const days = luck.flip(0.5) ? everyDay({ rows }) : stretch(luck, { rows, ...scene }, 13);
    return onDays(`dates ${by > 0 ? '+' : ''}${by}`, days, (row) => ({
      ...row,
      date: new Date(Date.parse(row.date) + by * 86_400_000).toISOString().slice(0, 10),
    }));
  },

  'one changed value': ({ luck, ...scene }: Scene): Drawn => {
    const name = luck.pick([...columnNames]);
    const factor = 1 + luck.pick([1e-5, 1e-4, 0.001, 0.01, 0.1, 0.6]) * luck.pick([1, -1]);
    return onDays(`${name} ×${factor}`, stretch(luck, scene, 1), (row) =>
      filled(row, [name], (value) =>
        name === 'volume' ? Math.round(value * factor) : digits(value * factor),
      ),
    );
  },
} satisfies Record<string, (scene: Scene) => Drawn>;

export type Kind = keyof typeof kinds;
// Object.keys forgets the keys' type.
export const kindNames = Object.keys(kinds) as [Kind, ...Kind[]];

/** Draws a mutation of a kind; nothing where the history has nothing of the kind. */
export function drawMutation(kind: Kind, scene: Scene): Mutation | undefined {
  const drawn = kinds[kind](scene);
  return drawn && { kind, ...drawn };
}

/**
 * Draws one to three mutations of different kinds.
 *
 * @param isSeen whether a symbol's answers show what was done to it
 */
export function drawMutations(scene: Scene, isSeen: (mutation: Mutation) => boolean): Mutation[] {
  const wanted = scene.luck.whole(1, 3);
  const drawn: Mutation[] = [];
  for (const kind of scene.luck.shuffle(kindNames)) {
    if (drawn.length === wanted) break;
    const mutation = drawMutation(kind, scene);
    if (mutation !== undefined && isSeen(mutation)) drawn.push(mutation);
  }
  return drawn;
}

function isEvent({ dividend, splitFactor }: Row): boolean {
  return dividend !== 0 || splitFactor !== 1;
}

function withoutEvents(row: Row): Row {
  return { ...row, dividend: 0, paid: 0, splitFactor: 1 };
}

/**
 * Rows before an event, some or all of them, as they were before it came: a vendor takes splits and
 * dividends out of its past, and may be late with that.
 */
function unadjusted({ listing, now, rows }: Scene, date: string, most: number) {
  const before = new Map(rowsAt({ ...listing, late: date }, now).map((row) => [row.date, row]));
  const at = rows.findIndex((row) => row.date === date);
  const days = new Set(rows.slice(Math.max(0, at - most), at).map((row) => row.date));
  return onDays(`nothing of ${date} taken out`, days, (row) => {
    const { open, high, low, close, adjClose, volume, dividend } = before.get(row.date) ?? row;
    return { ...row, open, high, low, close, adjClose, volume, dividend };
  });
}

function scaled(row: Row, factor: number): Row {
  return filled(row, priceNames, (value) => digits(value * factor));
}

/** Gives columns of a row another value, as adjusted and as traded. */
function filled(
  row: Row,
  names: readonly ColumnName[],
  value: number | null | ((before: number) => number),
): Row {
  const next = (before: number | null): number | null =>
    typeof value !== 'function' ? value : before === null ? null : value(before);
  const changes = Object.fromEntries(names.map((name) => [name, next(row[name])]));
  const traded = Object.fromEntries(
    names.flatMap((name) => (name === 'adjClose' ? [] : [[name, next(row.traded[name])]])),
  );
  return { ...row, ...changes, traded: { ...row.traded, ...traded } };
}

function digits(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function onDays(what: string, days: ReadonlySet<string>, of: (row: Row) => Row) {
  return rowWise(`${what} on ${listed(days)}`, (row) => [days.has(row.date) ? of(row) : row]);
}

function rowWise(says: string, of: (row: Row) => readonly Row[]) {
  return overRows(says, (rows) => rows.flatMap(of));
}

function overRows(says: string, revise: Revise): Omit<Mutation, 'kind'> {
  return {
    says,
    spoil: (listing) => {
      const before = listing.spoil;
      return { ...listing, spoil: (rows) => revise(before === undefined ? rows : before(rows)) };
    },
  };
}

type Days = Pick<Scene, 'rows' | 'lastKnown'>;

function everyDay({ rows }: Pick<Scene, 'rows'>): ReadonlySet<string> {
  return new Set(rows.map(({ date }) => date));
}

function lastDays({ rows }: Pick<Scene, 'rows'>, count: number): ReadonlySet<string> {
  return new Set(rows.slice(-count).map(({ date }) => date));
}

/** Sessions in a row: new ones, those that are fetched each time, or older ones. */
function stretch(luck: Chance, { rows, lastKnown }: Days, most: number): ReadonlySet<string> {
  const known = rows.filter(({ date }) => date <= lastKnown).length;
  const [first, end] = luck.pick([
    [known, rows.length],
    [Math.max(0, known - 10), known],
    [0, Math.max(1, known - 10)],
  ] as const);
  const start = luck.whole(first, Math.max(first, end - 1));
  const count = luck.flip(0.5) ? 1 : luck.whole(1, most);
  return new Set(rows.slice(start, Math.min(end, start + count)).map(({ date }) => date));
}

function some(luck: Chance, days: readonly string[], count: number): ReadonlySet<string> {
  return new Set(luck.shuffle(days).slice(0, count));
}

function listed(days: ReadonlySet<string>): string {
  const all = [...days].sort();
  const [first, last] = [all[0], all.at(-1)];
  return all.length > 3 ? `${all.length} days from ${first} to ${last}` : all.join(', ');
}
