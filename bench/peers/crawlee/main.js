import { barsOf } from '../../crawler/bars';
import { chartPath, concurrency, keep, symbols, vendorUrl } from '../../crawler/work';
import { Configuration, HttpCrawler } from '@crawlee/http';

// At its best: nothing on the disk, no sessions, and as many at a time as everybody else from the
// first moment on.
const crawler = new HttpCrawler(
  {
    additionalMimeTypes: ['application/json'],
    minConcurrency: concurrency,
    maxConcurrency: concurrency,
    useSessionPool: false,
    requestHandler: async ({ json, request }) => {
      await keep(request.userData.symbol, barsOf(json));
    },
  },
  new Configuration({ persistStorage: false }),
);

const requests = symbols.map((symbol) => ({
  url: `${vendorUrl}${chartPath(symbol)}`,
  userData: { symbol },
}));
void crawler.run(requests).then(({ requestsFailed }) => process.exit(requestsFailed === 0 ? 0 : 1));
