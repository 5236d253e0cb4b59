import type { JobRun } from '../runs/job-run';
import { localMinute } from '../terminal/local-minute';
import type { Prices } from './facts';
import { html, type Html } from './html';
import { looks } from './outcomes';
import { orInUtc } from './times';

const mostBars = 60;
/** A chart of one run is a bar among room for others. */
const leastBars = 24;
const height = 100;

export interface Bar {
  readonly run: JobRun;
  readonly value: number;
}

export interface BarsOptions {
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
  readonly timeZone: string;
  readonly describe: (value: number) => string;
  /** A line across, of this value. */
  readonly median?: number | undefined;
}

/** A bar for each of the newest values, the newest at the right. */
export function barsChart(bars: readonly Bar[], options: BarsOptions): Html {
  const { timeZone, describe, median } = options;
  const shown = bars.slice(0, mostBars).toReversed();
  const places = Math.max(leastBars, shown.length);
  const longest = Math.max(...shown.map(({ value }) => value), median ?? 0) || 1;
  const done = shown.filter(({ run }) => run.outcome === 'done').map(({ value }) => value);
  // One run that hung must not flatten the others.
  const most = Math.min(longest, 2 * Math.max(...done, median ?? 0) || longest);
  const heightOf = (value: number): number =>
    Number((Math.min(1, value / most) * height).toFixed(1));
  const marks = shown.map(({ run, value }, index) => {
    const said = `${localMinute(run.scheduledTime, timeZone)}: ${describe(value)}, ${looks[run.outcome].words}`;
    const tall = Math.max(1, heightOf(value));
    return html`<rect
      class="${looks[run.outcome].colour}"
      x="${places - shown.length + index + 0.1}"
      y="${height - tall}"
      width=".8"
      height="${tall}"
      ${timeZone === 'UTC' ? html`` : html`data-utc="${run.scheduledTime}"`}
      data-hint="${said}"
    />`;
  });
  const line = (value: number): Html =>
    html`<line
      x1="0"
      x2="${places}"
      y1="${height - heightOf(value)}"
      y2="${height - heightOf(value)}"
    />`;
  const ends = [...shown.slice(0, 1), ...shown.slice(1).slice(-1)];
  const [from = '', to] = ends.map(({ run }) => localMinute(run.scheduledTime, timeZone));
  // Of one day, its hours tell the two apart.
  const length = from.slice(0, 10) === to?.slice(0, 10) ? 16 : 10;
  const times = ends.map(({ run: { scheduledTime } }) =>
    orInUtc(
      localMinute(scheduledTime, timeZone).slice(0, length),
      localMinute(scheduledTime, 'UTC').slice(0, length),
    ),
  );
  return chart(options.label, {
    width: places,
    marks: median === undefined ? marks : [...marks, line(median)],
    line: median === undefined ? undefined : `median ${describe(median)}`,
    values: [`${most < longest ? '≥ ' : ''}${describe(most)}`, describe(0)],
    times: [times.length > 1 ? (times[0] ?? '') : '', times.at(-1) ?? ''],
  });
}

/** The closes of one symbol. */
export function priceChart({ symbol, closes }: Prices, label: string): Html {
  const values = closes.map(({ close }) => close);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const points = values.map((value, index) => {
    const share = high === low ? 0.5 : (value - low) / (high - low);
    return `${index + 0.5},${(height - share * height).toFixed(1)}`;
  });
  const marks = closes.map(
    ({ date, close }, index) =>
      html`<rect
        class="day"
        x="${index}"
        width="1"
        height="${height}"
        data-hint="${`${symbol} ${date}: ${price(close)}`}"
      />`,
  );
  return chart(label, {
    width: closes.length,
    marks: [html`<polyline points="${points.join(' ')}" />`, ...marks],
    values: [price(high), price(low)],
    times: [closes[0]?.date ?? '', closes.at(-1)?.date ?? ''],
  });
}

export function price(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 2 });
}

interface Drawing {
  readonly width: number;
  readonly marks: readonly Html[];
  /** What the line across is. */
  readonly line?: string | undefined;
  /** At the top and at the bottom. */
  readonly values: readonly [string, string];
  /** At the left and at the right. */
  readonly times: readonly [string | Html, string | Html];
}

/** Only the marks are stretched to the room that there is; words stay as they are. */
function chart(label: string, { width, marks, line, values, times }: Drawing): Html {
  return html`<div class="chart" role="img" aria-label="${label}">
    <div class="values"><span>${values[0]}</span><span>${values[1]}</span></div>
    <svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">
      ${marks}
    </svg>
    <div class="times"><span>${times[0]}</span><span>${times[1]}</span></div>
    ${line === undefined ? html`` : html`<div class="line">${line}</div>`}
  </div>`;
}
