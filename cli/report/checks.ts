import type { CheckRecord } from '../../crawler/src/public/check-record';
import { minute, table } from './elements';
import { html, type Html } from './html';

const shownFindings = 50;

/** What the last checks found; nothing where there was no check. */
export function checksSection(checks: readonly CheckRecord[]): Html {
  if (checks.length === 0) return html``;
  return html`<section>
    <h2>What the last check found</h2>
    ${checks.map(checkOf)}
  </section>`;
}

function checkOf(record: CheckRecord): Html {
  const { findings } = record;
  const rest = findings.length - shownFindings;
  return html`<p class="muted">${describeCheck(record)}</p>
    ${findings.length === 0 ? html`` : findingsTable(record)}
    ${rest > 0 ? html`<p class="muted">${rest} more are in its file.</p>` : html``}`;
}

function findingsTable({ findings }: CheckRecord): Html {
  return table(
    ['Symbol', 'Check', 'First day', 'Days', 'What'],
    findings
      .slice(0, shownFindings)
      .map(({ symbol, check, first = '', count, text }) => [
        symbol,
        check,
        first,
        count,
        html`<span class="prose">${text}</span>`,
      ]),
  );
}

/** `yahoo: the check of 2026-11-28 00:00 UTC found 3 faults in 2 of 500 symbols` */
export function describeCheck({ source, scheduledTime, symbols, findings }: CheckRecord): string {
  const at = `${source}: the check of ${minute(scheduledTime)} UTC found`;
  if (findings.length === 0) return `${at} nothing wrong with ${counted(symbols, 'symbol')}`;
  const faulty = new Set(findings.map(({ symbol }) => symbol)).size;
  return `${at} ${counted(findings.length, 'fault')} in ${faulty} of ${counted(symbols, 'symbol')}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
