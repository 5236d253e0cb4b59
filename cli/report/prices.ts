import { priceChart } from './charts';
import { scroll } from './elements';
import type { Prices } from './gather';
import { html, type Html } from './html';

/** A chart for each symbol; nothing where there is no symbol. */
export async function pricesSection(prices: readonly Prices[]): Promise<Html> {
  if (prices.length === 0) return html``;
  const charts = await Promise.all(
    prices.map(async (each) => {
      const last = each.closes.at(-1);
      return html`<figure style="margin: 0">
        <figcaption>
          <h3>${each.symbol}</h3>
          <span class="muted"
            >${last === undefined ? '' : `${last.close.toLocaleString('en', { maximumFractionDigits: 2 })} on ${last.date}`}</span
          >
        </figcaption>
        ${scroll(describeCloses(each), await priceChart(each), 'fits')}
      </figure>`;
    }),
  );
  return html`<section>
    <h2>Prices</h2>
    <div class="prices">${charts}</div>
  </section>`;
}

/** What the line shows, for those who do not see it. */
function describeCloses({ symbol, closes }: Prices): string {
  const [first, last] = [closes[0], closes.at(-1)];
  if (first === undefined || last === undefined) return `Closes of ${symbol}`;
  const all = closes.map(({ close }) => close);
  const [from, to, low, high] = [first.close, last.close, Math.min(...all), Math.max(...all)].map(
    (close) => close.toLocaleString('en', { maximumFractionDigits: 2 }),
  );
  return `Closes of ${symbol}: ${from ?? ''} on ${first.date}, ${to ?? ''} on ${last.date}, between ${low ?? ''} and ${high ?? ''}`;
}
