import { instance } from '@viz-js/viz';
import type { Graph } from './graph';
import { namingParts } from './parts';

/** Colours of the picture; each page that shows it may give them other values. */
const colours = {
  light: { ink: '#1d2733', line: '#7a8794', stack: '#eef2f6', part: '#ffffff' },
  dark: { ink: '#e6edf3', line: '#8b98a5', stack: '#1d2833', part: '#2a3744' },
};

/** A picture is to be read at a glance. */
const mostNames = 6;

/** The picture as SVG without colours of its own, for a page that has `pictureStyle`. */
export async function drawPicture(graph: Graph): Promise<string> {
  const viz = await instance();
  const svg = viz.renderString(dotOf(graph), { format: 'svg' });
  return (
    svg
      // From an XML document to an element of a page.
      .slice(svg.indexOf('<svg'))
      .replace(/<!--[^]*?-->\n?/g, '')
      .replace(/<svg width="\d+pt" height="\d+pt"\n?/, '<svg class="picture" role="img"')
      .replace(
        '<g id="graph0"',
        `<title>What is deployed: ${pictureInWords(graph).join('; ')}</title>\n<g id="graph0"`,
      )
      // The words of the parts are in the picture already; a browser would show these as hints.
      .replace(/<title>(?!What)[^<]*<\/title>\n?/g, '')
      .replaceAll('xml:space="preserve" ', '')
      // Colours come from the style sheet.
      .replaceAll(/ (?:fill|stroke|font-family)="(?!none)[^"]*"/g, '')
      .trim()
  );
}

/** The picture as a file of its own, which follows the reader's light or dark. */
export async function drawPictureFile(graph: Graph): Promise<string> {
  const svg = await drawPicture(graph);
  return `${svg.replace('>', `>\n<style>\n${pictureStyle('svg.picture')}\n</style>`)}\n`;
}

/**
 * What the picture shows, a line an arrow, and at last what has none:
 * `The 2 schedules (nightly, hourly) start the 2 Fargate tasks`.
 */
export function pictureInWords({ parts, arrows }: Graph): string[] {
  const byId = new Map(parts.map((part) => [part.id, part]));
  const alone = parts.filter(({ id }) => !arrows.some(({ from, to }) => from === id || to === id));
  const lines = arrows.map(({ from, to, verb }) => {
    const part = byId.get(from);
    const label = part?.label ?? '';
    const jobs = part === undefined ? [] : namesIn(part);
    const whose = jobs.length === 0 ? '' : ` (${jobs.join(', ')})`;
    const does = /^\d/.test(label) ? ofSeveral(verb) : verb;
    return `The ${label}${whose} ${does} the ${byId.get(to)?.label ?? ''}`;
  });
  if (alone.length === 0) return lines;
  return [...lines, `Beside these: ${alone.map(({ label }) => `the ${label}`).join(', ')}`];
}

/** `start` of `starts`, `read and write` of `reads and writes`, `notify` of `notifies` */
function ofSeveral(verb: string): string {
  return verb.replaceAll(/(^|and )(\w+?)(ie)?s\b/g, (_, before: string, stem: string, y?: string) =>
    [before, stem, y === undefined ? '' : 'y'].join(''),
  );
}

/**
 * The rules that colour the picture.
 *
 * @param scope the selector of what has the colours' values
 */
export function pictureStyle(scope: string): string {
  const values = (theme: keyof typeof colours): string =>
    Object.entries(colours[theme])
      .map(([name, value]) => `--picture-${name}: ${value};`)
      .join(' ');
  return `${scope} { ${values('light')} }
@media (prefers-color-scheme: dark) { ${scope} { ${values('dark')} } }
.picture text { font-family: system-ui, sans-serif; fill: var(--picture-ink); }
.picture .cluster path { fill: var(--picture-stack); stroke: none; }
.picture .node path { fill: var(--picture-part); stroke: var(--picture-line); }
.picture .edge path { stroke: var(--picture-line); }
.picture .edge polygon { fill: var(--picture-line); stroke: var(--picture-line); }`;
}

/** Boxes fit Helvetica with room to spare, as a reader's own font may be wider. */
function dotOf({ parts, arrows }: Graph): string {
  const stacks = [...new Set(parts.map(({ stack }) => stack))].reverse();
  const clusters = stacks.map((stack) => {
    const inside = parts
      .filter((part) => part.stack === stack)
      .map(
        (part) =>
          `${quoted(part.id)} [label=${quoted([capital(part.label), ...namesIn(part)].join('\n'))}]`,
      );
    return `subgraph ${quoted(`cluster ${stack}`)} { label=${quoted(`  ${stack}`)}; margin=14; ${inside.join('; ')} }`;
  });
  const edges = arrows.map(
    ({ from, to, verb }) => `${quoted(from)} -> ${quoted(to)} [label=${quoted(` ${verb} `)}]`,
  );
  return `digraph {
    graph [rankdir=LR, style=rounded, nodesep=0.25, ranksep=0.7, bgcolor=transparent, fontname=Helvetica, fontsize=13, labeljust=l]
    node [shape=box, style=rounded, margin="0.25,0.09", fontname=Helvetica, fontsize=13]
    edge [arrowsize=0.7, fontname=Helvetica, fontsize=11]
    ${clusters.join('\n')}
    ${edges.join('\n')}
  }`;
}

/** The jobs of a part that names them. */
function namesIn({ id, jobs }: Graph['parts'][number]): string[] {
  if (!namingParts.some((type) => id.includes(type))) return [];
  const rest = jobs.length - mostNames;
  return [...jobs.slice(0, mostNames), ...(rest > 0 ? [`and ${rest} more`] : [])];
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
