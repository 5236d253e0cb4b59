/** A piece of HTML that needs no more escaping. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | readonly Html[];

/**
 * HTML from a template, in which every value that is not HTML itself is escaped. The template's own
 * indentation is left out, which would be half the page.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  const raw = strings.raw.map((text) => text.replaceAll(/\n\s+/g, '\n'));
  return new Html(String.raw({ raw }, ...values.map(render)));
}

function render(value: Value): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(render).join('');
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
