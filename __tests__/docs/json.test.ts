import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { verbs } from '../../cli/verbs/verbs';
import { jsonShapes, parseJson } from '../cli/json-shapes';

const page = readFileSync(join(__dirname, '../../docs/json.md'), 'utf8');
const sections = page.split(/^## /m).slice(1);

/** The verbs that print data. */
const withJson = verbs
  .filter(({ name, load }) => {
    const command = new Command(name);
    load().define(command);
    return command.options.some(({ long }) => long === '--json');
  })
  .map(({ name }) => name);

test('the page has every verb that knows --json', () => {
  const headings = sections.map((section) => section.split('\n', 1)[0]?.replaceAll('`', ''));
  expect(headings.sort()).toEqual([...withJson].sort());
  expect(Object.keys(jsonShapes).sort()).toEqual([...withJson].sort());
});

describe.each(sections.map((section) => [section.split('\n', 1)[0] ?? '', section]))(
  '%s',
  (heading, section) => {
    const verb = heading.replaceAll('`', '') as keyof typeof jsonShapes;
    const examples = [...section.matchAll(/^```json\n([^]*?)^```/gm)].map(([, text = '']) => text);

    test('has examples of the shape that the command prints', () => {
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) expect(() => parseJson(verb, example)).not.toThrow();
    });

    test('names every field of its examples', () => {
      const prose = section.replaceAll(/^```json\n[^]*?^```/gm, '');
      const fields = new Set(
        examples.flatMap((example) => [...example.matchAll(/"(\w+)":/g)].map(([, name]) => name)),
      );
      for (const field of fields) expect(prose).toContain(`\`${field ?? ''}\``);
    });
  },
);
