import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { RunManifest } from '../runs/manifests';
import type { Prices } from './gather';
import { Html } from './html';
import { isGood, outcomes, rowsOf, secondsOf, type Outcome, type Result } from './results';

/** Colours are those of the page, which has two sets of them. */
const colours: Record<Outcome, string> = {
  done: 'var(--good)',
  interrupted: 'var(--warn)',
  failed: 'var(--bad)',
  missed: 'var(--missed)',
};
/** For readers who do not see the colours. */
export const glyphs: Record<Outcome, string> = {
  done: '',
  interrupted: '!',
  failed: '×',
  missed: '?',
};
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const dayMs = 86_400_000;

/** A square a day, a column a week, coloured by the worst run of the day. */
export async function calendarChart(results: readonly Result[], now: Date): Promise<Html> {
  const byDay = new Map<string, Result[]>();
  for (const result of results) {
    const day = result.scheduledTime.slice(0, 10);
    byDay.set(day, [...(byDay.get(day) ?? []), result]);
  }
  const values: object[] = [];
  const first = results[0]?.scheduledTime ?? now.toISOString();
  for (let day = mondayOf(Date.parse(first.slice(0, 10))); day <= now.getTime(); day += dayMs) {
    const date = dateOf(day);
    const runs = byDay.get(date) ?? [];
    const worst = outcomes.findLast((each) => runs.some(({ outcome }) => outcome === each));
    values.push({
      week: dateOf(mondayOf(day)),
      weekday: weekdays[weekdayOf(day)],
      outcome: worst ?? 'none',
      glyph: worst === undefined ? '' : glyphs[worst],
      label: `${date}: ${runs.length === 0 ? 'no run' : runs.map(sentence).join('; ')}`,
    });
  }
  return draw({
    data: { values },
    width: { step: 18 },
    height: { step: 18 },
    encoding: {
      x: {
        field: 'week',
        type: 'ordinal',
        title: null,
        axis: {
          // The month stands at its first week.
          labelExpr: "+slice(datum.value, 8) <= 7 ? utcFormat(toDate(datum.value), '%b') : ''",
          labelAngle: 0,
          labelOverlap: false,
          ticks: false,
          domain: false,
        },
      },
      y: {
        field: 'weekday',
        type: 'ordinal',
        sort: weekdays,
        title: null,
        axis: { ticks: false, domain: false },
      },
    },
    layer: [
      {
        mark: { type: 'rect', cornerRadius: 3, width: { band: 0.85 }, height: { band: 0.85 } },
        encoding: {
          color: {
            field: 'outcome',
            type: 'nominal',
            legend: null,
            scale: {
              domain: [...outcomes, 'none'],
              range: [...outcomes.map((outcome) => colours[outcome]), 'var(--empty)'],
            },
          },
          description: { field: 'label' },
        },
      },
      {
        transform: [{ filter: "datum.glyph !== ''" }],
        mark: { type: 'text', aria: false, color: 'var(--card)', fontWeight: 'bold' },
        encoding: { text: { field: 'glyph' } },
      },
    ],
  });
}

function dateOf(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

/** 0 = Monday. */
function weekdayOf(day: number): number {
  return (new Date(day).getUTCDay() + 6) % 7;
}

function mondayOf(day: number): number {
  return day - weekdayOf(day) * dayMs;
}

function sentence({ scheduledTime, outcome, manifest }: Result): string {
  const time = `${scheduledTime.slice(11, 16)} UTC ${outcome}`;
  if (manifest === undefined) return time;
  const symbols = Object.values(manifest.symbols);
  return `${time}, ${symbols.filter(isGood).length} of ${symbols.length} symbols`;
}

/** Seconds that each run took. */
export function durationChart(manifests: readonly RunManifest[]): Promise<Html> {
  return bars(manifests, 'seconds', secondsOf);
}

/** Rows that the data bucket holds for the run's symbols. */
export function rowsChart(manifests: readonly RunManifest[]): Promise<Html> {
  return bars(manifests, 'rows', rowsOf);
}

function bars(
  manifests: readonly RunManifest[],
  title: string,
  valueOf: (manifest: RunManifest) => number,
): Promise<Html> {
  const values = manifests.map((manifest) => {
    const { scheduledTime, outcome } = manifest;
    const value = valueOf(manifest);
    const label = `${scheduledTime.slice(0, 16).replace('T', ' ')} UTC: ${value.toLocaleString('en')} ${title}, ${outcome}`;
    return { time: scheduledTime, value, outcome, label };
  });
  return draw({
    data: { values },
    width: 520,
    height: 150,
    mark: { type: 'bar', width: { band: 0.7 }, cornerRadiusEnd: 2 },
    encoding: {
      x: {
        field: 'time',
        type: 'ordinal',
        title: null,
        axis: {
          labelExpr: "utcFormat(toDate(datum.value), '%d %b')",
          labelAngle: 0,
          labelOverlap: 'greedy',
          ticks: false,
        },
      },
      y: { field: 'value', type: 'quantitative', title, axis: { tickCount: 4 } },
      color: {
        field: 'outcome',
        type: 'nominal',
        legend: null,
        scale: { domain: [...outcomes], range: outcomes.map((outcome) => colours[outcome]) },
      },
      description: { field: 'label' },
    },
  });
}

/** The closes of one symbol, with a point to hover at for each. */
export function priceChart({ symbol, closes }: Prices): Promise<Html> {
  const values = closes.map(({ date, close }) => ({
    date,
    close,
    label: `${symbol} ${date}: ${close.toLocaleString('en', { maximumFractionDigits: 2 })}`,
  }));
  const x = {
    field: 'date',
    type: 'temporal',
    timeUnit: 'utcyearmonthdate',
    title: null,
    axis: { format: '%b %y', tickCount: 5, grid: false },
  } as const;
  const y = {
    field: 'close',
    type: 'quantitative',
    title: null,
    scale: { zero: false },
    axis: { tickCount: 4 },
  } as const;
  const color = 'var(--accent)';
  return draw({
    data: { values },
    width: 300,
    height: 130,
    layer: [
      { mark: { type: 'line', color, strokeWidth: 1.5, aria: false }, encoding: { x, y } },
      {
        mark: { type: 'point', filled: true, size: 40, opacity: 0, color },
        encoding: { x, y, description: { field: 'label' } },
      },
    ],
  });
}

async function draw(spec: TopLevelSpec): Promise<Html> {
  const compiled = compile(
    { ...spec, background: 'transparent', padding: 4 },
    {
      config: {
        font: 'system-ui, sans-serif',
        view: { stroke: null },
        axis: {
          labelColor: 'var(--muted)',
          titleColor: 'var(--muted)',
          titleFontWeight: 'normal',
          labelFontSize: 11,
          titleFontSize: 11,
          gridColor: 'var(--line)',
          domainColor: 'var(--line)',
          tickColor: 'var(--line)',
        },
      },
    },
  );
  const svg = await new View(parse(compiled.spec), { renderer: 'none' }).toSVG();
  // What it shows stands in a table beside it; its marks are for the pointer.
  return new Html(svg.replace('<svg ', '<svg aria-hidden="true" focusable="false" '));
}
