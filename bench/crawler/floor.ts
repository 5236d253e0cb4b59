import { HttpAgent } from '../../crawler/src/http-agent';
import { concurrently } from '../../crawler/src/concurrently';
import { barsOf, type Chart } from './bars';
import { chartPath, concurrency, keep, look, symbols, vendorUrl } from './work';
import type { StoredBar } from '../../crawler/src/bars/bar';

/**
 * The least that has to be done: ask, parse, encode, put. Nothing is checked, limited, retried or
 * recorded. With `read` it reads what is there and lays over that what is new, as whoever adds to it
 * has to.
 */
const agent = new HttpAgent();
const isReading = process.argv[2] === 'read';

void concurrently(concurrency, symbols, async (symbol) => {
  const before = isReading ? await look(symbol) : [];
  const { body } = await agent.request({
    origin: vendorUrl,
    path: chartPath(symbol),
    method: 'GET',
  });
  const fresh = barsOf(JSON.parse(await body.text()) as Chart);
  await keep(symbol, before.length === 0 ? fresh : laidOver(before, fresh));
}).then(() => process.exit(0));

function laidOver(before: readonly StoredBar[], fresh: readonly StoredBar[]): StoredBar[] {
  const byDay = new Map([...before, ...fresh].map((bar) => [bar.day, bar]));
  return [...byDay.values()].sort((a, b) => a.day - b.day);
}
