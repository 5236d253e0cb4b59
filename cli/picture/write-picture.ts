import { writeFileSync } from 'node:fs';
import { loadProject } from '../deployed/project';
import { synthesizedStacks } from '../deployed/resources';
import { print, withSpinner } from '../terminal/terminal';
import { drawPictureFile } from './draw';
import { graphOf } from './graph';

/** What the command line says. */
export interface PictureOptions {
  readonly out?: string;
}

/** Draws the environment's stacks as SVG, to a file or to standard output. */
export async function writePicture({ out }: PictureOptions): Promise<void> {
  const settings = loadProject();
  const svg = await withSpinner('Drawing', () =>
    drawPictureFile(graphOf(synthesizedStacks(settings))),
  );
  if (out === undefined) print(svg);
  else writeFileSync(out, svg);
}
