/**
 * Repairs the HCL that CDKTF 0.21 writes, which Terraform could not read: a string with a reference
 * in it is not escaped, and conditions are lists and not blocks.
 */
export function repairHcl(hcl: string): string {
  return hcl
    .split('\n')
    .map((line) => {
      const [, start, text, end] =
        /^(\s*(?:(?:[\w-]+|"[\w.-]+") = )?)"(.*\$\{.*)"(,?)$/.exec(line) ?? [];
      if (start === undefined || text === undefined) return line;
      return `${start}"${escapeAround(text)}"${end ?? ''}`;
    })
    .join('\n')
    .replace(
      /((?:pre|post)condition) = \[\n\{\n([^]*?)\n\},\n\]/g,
      (_, name: string, all: string) =>
        all
          .split('\n},\n{\n')
          .map((body) => `${name} {\n${body}\n}`)
          .join('\n'),
    );
}

/** Escapes a string, and leaves the references in it as they are: their quotes are Terraform's. */
function escapeAround(text: string): string {
  return text
    .split(/(\$\{[^}]*\})/)
    .map((part) => (part.startsWith('${') ? part : part.replaceAll(/[\\"]/g, '\\$&')))
    .join('');
}
