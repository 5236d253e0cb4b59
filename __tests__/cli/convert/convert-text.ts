import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { convert, type Conversion } from '../../../cli/convert/convert';

const folder = mkdtempSync(join(tmpdir(), 'convert-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Converts texts as files of these names, in a folder of the test file's own. */
export function convertTexts(texts: Readonly<Record<string, string>>): Conversion {
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return convert(
    Object.keys(texts)
      .filter((name) => !name.endsWith('.env'))
      .map((name) => join(folder, name)),
    { folder },
  );
}

/** The one job that texts become, with what is said of it: `lost path: text`. */
export function jobOf(texts: Readonly<Record<string, string>>) {
  const { jobs, notes, problems } = convertTexts(texts);
  return {
    job: jobs[0],
    said: [...notes.map(({ kind, path, text }) => `${kind} ${path}: ${text}`), ...problems],
  };
}

/** What is wrong with a file, without the folder it lies in. */
export function refusalOf(name: string, text: string): string {
  try {
    convertTexts({ [name]: text });
  } catch (error) {
    return (error as Error).message.replace(`${folder}/`, '');
  }
  return 'nothing was wrong';
}
