import { join, relative } from 'node:path';
import { convert } from '../../../cli/convert/convert';
import { describeConversion, fragment } from '../../../cli/convert/describe-conversion';
import type { Conversion } from './conversions';

/** What the command prints of a conversion, with paths that begin in the folder of the input. */
export function converted({ name, files, values = {}, timeZone }: Conversion): string {
  const folder = join(__dirname, 'inputs', name);
  const conversion = convert(
    files.map((file) => join(folder, file)),
    { values: new Map(Object.entries(values)), timeZone, folder },
  );
  const text = `${fragment(conversion)}\n${describeConversion(conversion)}\n`;
  return text.replaceAll(`${relative(process.cwd(), folder)}/`, '');
}
