'use strict';

/*
 * Runs TypeScript as it is: `node cli/load.js main.ts`, or require() of this file and then of any
 * TypeScript. What it makes stays in memory, so nothing can be older than its source. Types are not
 * checked here.
 */
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join, resolve } = require('node:path');

/** For one short call a thread of its own, and a collection of garbage, cost more than they bring. */
const shortLived = { ESBUILD_WORKER_THREADS: '0', GOGC: 'off' };

/** JavaScript by file, until it is compiled. */
const translated = new Map();
const sourceMaps = new Map();

Module._extensions['.ts'] = (module, file) => {
  if (!translated.has(file)) {
    // To start esbuild takes longer than its work: what the file imports comes along with it.
    for (const { path, text } of translateTogether(file)) translated.set(path, text);
  }
  const code = translated.get(file);
  translated.delete(file);
  sourceMaps.set(file, undefined);
  module._compile(code, file);
};

/** What is wrong with a file, and where in it; from where esbuild was called helps nobody. */
class NotTypeScript extends SyntaxError {
  constructor(errors) {
    const lines = errors.map(({ location, text }) => {
      const { file, line, column } = location ?? {};
      return file === undefined ? text : `${file}:${line}:${column + 1}: ${text}`;
    });
    super(lines.join('\n'));
    this.stack = this.message;
  }
}

function translateTogether(file) {
  try {
    return translate(withImports(file));
  } catch {
    // What is wrong may stand in a file that is never asked for, such as config.ts under `--help`.
    return translate([file]);
  }
}

function translate(entryPoints, sourcemap = false) {
  const { env } = process;
  try {
    process.env = { ...env, ...shortLived };
    return require('esbuild').buildSync({
      entryPoints,
      // What is wrong is named from where the program was called.
      absWorkingDir: process.cwd(),
      sourcemap,
      sourcesContent: false,
      format: 'cjs',
      platform: 'node',
      target: `node${process.versions.node}`,
      // Each result is known by the path of its source.
      outdir: '/',
      outbase: '/',
      outExtension: { '.js': '.ts' },
      allowOverwrite: true,
      write: false,
      logLevel: 'silent',
    }).outputFiles;
  } catch (error) {
    throw error.errors === undefined ? error : new NotTypeScript(error.errors);
  } finally {
    process.env = env;
  }
}

/** The file and what it imports, directly or not; what this overlooks is translated when it is asked for. */
function withImports(file, files = new Set()) {
  files.add(file);
  const imports = /^(?:import|export) (?!type\b)(?:[^'"(]* from )?['"](\.[^'"]+)['"]/gm;
  for (const [, path] of readFileSync(file, 'utf8').matchAll(imports)) {
    const target = `${join(dirname(file), path)}.ts`;
    if (files.has(target) || sourceMaps.has(target) || translated.has(target)) continue;
    if (existsSync(target)) withImports(target, files);
  }
  return [...files];
}

/** How a file came to be loaded is no reason of what is wrong in it. */
const isLoading = (file) => file === module.filename || file?.startsWith('node:internal/modules/');

// Called when somebody reads the stack of an error, so what is not read costs nothing.
Error.prepareStackTrace = (error, sites) => {
  const told = sites.filter((site) => !isLoading(site.getFileName()));
  const lines = told.map((site) => {
    const file = site.getFileName();
    if (!sourceMaps.has(file)) return site;
    return String(site).replace(/:(\d+):(\d+)(?=\)?$)/, (position, line, column) => {
      const { originalLine, originalColumn } = sourceMapOf(file).findEntry(line - 1, column - 1);
      return originalLine === undefined ? position : `:${originalLine + 1}:${originalColumn + 1}`;
    });
  });
  return [Error.prototype.toString.call(error), ...lines].join('\n    at ');
};

function sourceMapOf(file) {
  if (sourceMaps.get(file) === undefined) {
    const map = translate([file], 'external').find(({ path }) => path.endsWith('.map'));
    sourceMaps.set(file, new Module.SourceMap(JSON.parse(map.text)));
  }
  return sourceMaps.get(file);
}

// cdktf asks for the whole stack of every token it makes, half of its time with many jobs. Nobody
// else asks for so much.
const { captureStackTrace } = Error;
Error.captureStackTrace = (target, below) => {
  if (Error.stackTraceLimit !== Number.MAX_SAFE_INTEGER) captureStackTrace(target, below);
};

// At its start cdktf loads what packs assets, 190 files, and then packs in a process of its own.
const load = Module._load;
Module._load = (request, parent, ...rest) =>
  request === 'archiver' && /[/]cdkt[fn][/]/.test(parent?.filename)
    ? undefined
    : load(request, parent, ...rest);

// In a project of ES modules node would not leave main.ts to require().
const { runMain } = Module;
Module.runMain = (file = process.argv[1]) =>
  file.endsWith('.ts') ? Module._load(resolve(file), null, true) : runMain(file);

// There a file is imported by the name that it would have as JavaScript.
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => {
  try {
    return resolveFilename(request, ...rest);
  } catch (error) {
    if (!/^\..*\.js$/.test(request)) throw error;
    try {
      return resolveFilename(request.replace(/js$/, 'ts'), ...rest);
    } catch {
      throw error;
    }
  }
};

// Node would show the line of the JavaScript above the stack.
process.on('uncaughtException', (error) => {
  console.error(error instanceof NotTypeScript ? error.message : error);
  process.exit(1);
});

if (require.main === module) {
  const file = resolve(process.argv[2] ?? 'main.ts');
  if (!existsSync(file)) {
    console.error(`there is no ${file}`);
    process.exit(2);
  }
  process.argv.splice(1, 2, file);
  // As the main module, which some files look for.
  Module._load(file, null, true);
}
