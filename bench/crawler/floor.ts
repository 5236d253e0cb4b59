import { Agent } from '../../crawler/src/http-agent';
import { concurrently } from '../../crawler/src/concurrently';
import { barsOf, chartPath, concurrency, keep, look, symbols, vendorUrl, type Chart } from './work';

/**
 * The least that has to be done: ask, parse, encode, put. Nothing is checked, limited, retried or
 * recorded. With `read` it looks first at what is there, as whoever adds to it has to.
 */
const agent = new Agent();
const isReading = process.argv[2] === 'read';

void concurrently(concurrency, symbols, async (symbol) => {
  if (isReading) await look(symbol);
  const { body } = await agent.request({
    origin: vendorUrl,
    path: chartPath(symbol),
    method: 'GET',
  });
  await keep(symbol, barsOf(JSON.parse(await body.text()) as Chart));
}).then(() => process.exit(0));
