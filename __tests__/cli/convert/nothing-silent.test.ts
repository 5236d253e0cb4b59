import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPair, parseAllDocuments, visit, type Document, type YAMLMap } from 'yaml';
import { convert } from '../../../cli/convert/convert';
import { conversions } from './conversions';

const folder = mkdtempSync(join(tmpdir(), 'convert-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const stranger = 'Zq';

/** The last key of a path, without the numbers of items. */
const lastKey = (path: string) =>
  path.split(/[.[\]"]+/).findLast((word) => word !== '' && !/^\d+$/.test(word));

/** The maps of a file with the keys above them, but for calls of CloudFormation's functions. */
function mapsOf(document: Document): { map: YAMLMap; keys: string[] }[] {
  const found: { map: YAMLMap; keys: string[] }[] = [];
  visit(document, {
    Map: (_, map, ancestors) => {
      const own = map.items.map(({ key }) => String(key));
      if (map.tag?.startsWith('!') === true || own.some((key) => /^Ref$|^Fn::|^<<$/.test(key))) {
        return;
      }
      const keys = ancestors.flatMap((node) => (isPair(node) ? [String(node.key)] : []));
      // These are put in where something refers to them, and say nothing else.
      if (keys[0] !== 'Parameters' && !keys.includes('Metadata')) found.push({ map, keys });
    },
  });
  return found;
}

const files = conversions.flatMap((conversion) =>
  conversion.files.map((file) => ({ conversion, file, name: `${conversion.name}/${file}` })),
);

test.each(files.filter(({ file }) => /\.(ya?ml|json)$/.test(file)))(
  'a key that nobody knows is named wherever it stands in $name',
  ({ conversion, file }) => {
    const copy = join(folder, conversion.name);
    cpSync(join(__dirname, 'inputs', conversion.name), copy, { recursive: true });
    const text = readFileSync(join(copy, file), 'utf8');
    const count = documentsOf(text).flatMap(mapsOf).length;
    expect(count).toBeGreaterThan(0);
    const silent: string[] = [];
    for (let index = 0; index < count; index++) {
      const documents = documentsOf(text);
      const place = documents.flatMap(mapsOf)[index];
      place?.map.set(stranger, 'x');
      const changed = documents.map(String).join('---\n');
      writeFileSync(join(copy, file), changed);
      const converted = convert(
        conversion.files.map((each) => join(copy, each)),
        {
          values: new Map(Object.entries(conversion.values ?? {})),
          timeZone: conversion.timeZone,
          folder: copy,
        },
      );
      const line = changed.split('\n').findIndex((each) => each.includes(stranger)) + 1;
      const named = /zq/i.test(JSON.stringify(converted));
      // What goes with a whole that is named needs no line of its own.
      const above = converted.notes.some(({ kind, path, line: other }) => {
        const key = lastKey(path);
        return kind !== 'differs' && other <= line && (!key || place?.keys.includes(key));
      });
      if (!named && !above) silent.push(place?.keys.join('.') ?? '');
    }
    writeFileSync(join(copy, file), text);
    expect(silent).toEqual([]);
  },
);

function documentsOf(text: string): Document[] {
  const documents = parseAllDocuments(text);
  return Array.isArray(documents) ? documents : [];
}
