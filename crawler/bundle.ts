import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildSync } from 'esbuild';

/** The bundle, relative to `crawler/`. */
const bundleFile = 'dist/crawler.js';
/** What the bundle was made from, and what came of it. */
const recordFile = 'dist/made-from.json';

interface MadeFrom {
  /** Relative to `crawler/`: sources, and the `package.json` of packages. */
  readonly inputs: readonly string[];
  /** Of the inputs' content and the bundle's. */
  readonly digest: string;
}

/**
 * The crawler as one file. It is built first where it is missing, or was made from other sources or
 * packages than there are now; contents are compared, since a clone has no order of times. What is
 * installed has the bundle and no sources.
 *
 * @param directory the folder `crawler/`
 * @throws when the sources cannot be bundled: where in which file, and why
 */
export function crawlerBundle(directory: string): Buffer {
  return existsSync(join(directory, 'src', 'main.ts'))
    ? (standing(directory) ?? buildCrawler(directory))
    : readFileSync(join(directory, bundleFile));
}

/** Builds the bundle, whether or not it is there. */
export function buildCrawler(directory: string): Buffer {
  const { text, files } = bundle(directory);
  const tools = [__filename, require.resolve('esbuild/package.json')];
  const inputs = new Set([
    ...files.map(inputOf),
    ...tools.map((file) => relative(directory, file)),
  ]);
  mkdirSync(join(directory, 'dist'), { recursive: true });
  // The record goes last: until then the bundle counts as out of date.
  replace(join(directory, bundleFile), text);
  const record: MadeFrom = { inputs: [...inputs], digest: digestOf(directory, inputs, text) };
  replace(join(directory, recordFile), JSON.stringify(record));
  return text;
}

function bundle(directory: string): { text: Buffer; files: readonly string[] } {
  try {
    const { outputFiles, metafile } = buildSync({
      absWorkingDir: directory,
      entryPoints: ['src/main.ts'],
      outfile: bundleFile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      minify: true,
      legalComments: 'none',
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    const [{ contents } = { contents: '' }] = outputFiles;
    return { text: Buffer.from(contents), files: Object.keys(metafile.inputs) };
  } catch (error) {
    const failure = new Error(`crawler/: ${(error as Error).message}`);
    // From where esbuild was called helps nobody.
    failure.stack = failure.message;
    throw failure;
  }
}

/** The bundle that is there, if it is what would be built now. */
function standing(directory: string): Buffer | undefined {
  try {
    const record = JSON.parse(readFileSync(join(directory, recordFile), 'utf8')) as MadeFrom;
    const text = readFileSync(join(directory, bundleFile));
    return digestOf(directory, record.inputs, text) === record.digest ? text : undefined;
  } catch {
    // Something is missing, or it was cut off while it was written.
    return undefined;
  }
}

/** A package is known by its version: to read all of its files takes ten times as long. */
function inputOf(file: string): string {
  const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
  return folder === undefined ? file : `${folder}/package.json`;
}

function digestOf(directory: string, inputs: Iterable<string>, text: Buffer): string {
  const hash = createHash('sha256');
  for (const file of inputs) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(directory, file)))
      .update('\0');
  }
  return hash.update(text).digest('hex');
}

/** Others may be reading it. */
function replace(file: string, text: string | Buffer): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text);
  renameSync(fresh, file);
}

// Under cli/load.js, which is the main module.
if (process.argv[1] === __filename) buildCrawler(__dirname);
