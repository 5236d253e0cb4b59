import { price, priceChart } from './charts';
import type { Prices } from './facts';
import { html, type Html } from './html';

/** A chart for each symbol; nothing where there is no symbol. */
export function pricesSection(prices: readonly Prices[]): Html {
  if (prices.length === 0) return html``;
  return html`<section>
    <h2>Prices</h2>
    <div class="prices">${prices.map(figureOf)}</div>
  </section>`;
}

function figureOf(each: Prices): Html {
  const last = each.closes.at(-1);
  return html`<figure>
    <figcaption>
      <h3>${each.symbol}</h3>
      <span class="muted">${last === undefined ? '' : `${price(last.close)} on ${last.date}`}</span>
    </figcaption>
    ${priceChart(each, describeCloses(each))}
  </figure>`;
}

/** What the line shows, for those who do not see it. */
function describeCloses({ symbol, closes }: Prices): string {
  const [first, last] = [closes[0], closes.at(-1)];
  if (first === undefined || last === undefined) return `Closes of ${symbol}`;
  const all = closes.map(({ close }) => close);
  return `Closes of ${symbol}: ${price(first.close)} on ${first.date}, ${price(last.close)} on ${last.date}, between ${price(Math.min(...all))} and ${price(Math.max(...all))}`;
}
