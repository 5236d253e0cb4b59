import { sourceKeys } from '../../../crawler/src/public/source-keys';
import { symbolPattern } from '../../../crawler/src/public/symbol';
import type { Problem } from '../../config/config-error';
import { didYouMean, nearest } from '../../rules/nearest';
import { firstOfChain } from '../after';
import { crawls } from '../crawls';
import { sourceOf } from '../price-source';
import type { JobSettings } from '../settings';
import { at, optional, type Path } from './problems';

const sources: Readonly<Record<string, readonly string[]>> = sourceKeys;

/** The crawler checks the same when it starts; here it is caught before a plan exists. */
export function crawlerProblems({ image, environment }: JobSettings, path: Path): Problem[] {
  // To an image of its own the variables may mean anything.
  if (image !== undefined) return [];
  return [
    ...at(path('environment', 'SYMBOLS'), optional(environment['SYMBOLS'], symbolProblems)),
    ...at(
      path('environment', 'PRICE_SOURCE'),
      optional(environment['PRICE_SOURCE'], sourceProblems),
    ),
  ];
}

function symbolProblems(symbols: string): string[] {
  const wrong = symbols.split(',').filter((symbol) => !symbolPattern.test(symbol.trim()));
  return wrong.length === 0
    ? []
    : [
        `must be symbols separated by commas, such as AAPL,BRK-B,^GSPC, got ${wrong.map((symbol) => `"${symbol}"`).join(', ')}`,
      ];
}

function sourceProblems(source: string): string[] {
  if (Object.hasOwn(sources, source)) return [];
  const known = Object.keys(sources);
  return [
    `must be one of ${known.join(', ')}, got "${source}"${didYouMean(nearest(source, known))}`,
  ];
}

/**
 * What the crawler cannot run without and nobody has given it, as far as can be seen: a file of variables
 * in S3 may hold it.
 *
 * @param jobs all of the environment
 */
export function crawlerWarnings(
  job: JobSettings,
  jobs: readonly JobSettings[],
  path: Path,
): Problem[] {
  const owner = jobs.find(({ name }) => name === job.task) ?? job;
  if (!crawls(job, jobs) || owner.containerDefinition.environmentFiles !== undefined) return [];
  const environment = { ...owner.environment, ...job.environment };
  const given = (name: string) => name in environment || name in owner.secrets;
  const keys = sources[sourceOf(job, jobs) ?? ''] ?? [];
  return [
    ...at(
      path('environment', 'SYMBOLS'),
      given('SYMBOLS') || given('SYMBOLS_URI')
        ? []
        : [
            'is missing, and the crawler ends at once without it; write symbols, such as AAPL,MSFT, or the place of a list as SYMBOLS_URI',
          ],
    ),
    ...keys
      .filter((name) => !given(name))
      .flatMap((name) =>
        at(path('secrets', name), [
          'is missing, and the crawler ends at once without this key of its PRICE_SOURCE; write the ARN of a secret',
        ]),
      ),
  ];
}

/**
 * A manifest is called by its source and the scheduled time, which jobs of one chain share.
 *
 * @param jobs all of the environment
 */
export function manifestWarnings(
  job: JobSettings,
  jobs: readonly JobSettings[],
  path: Path,
): Problem[] {
  const source = sourceOf(job, jobs);
  if (job.after === undefined || source === undefined) return [];
  const first = firstOfChain(job, jobs);
  const other = jobs.find(
    (each) => each !== job && firstOfChain(each, jobs) === first && sourceOf(each, jobs) === source,
  );
  return at(
    path('after'),
    other === undefined
      ? []
      : [
          `lets it crawl ${source} at the scheduled times of ${other.name}, which crawls it, too, so that one manifest takes the place of the other; write the symbols of both into one job, or give it a schedule of its own`,
        ],
  );
}
