import type { AttributeChange } from './attributes';
import type { Action, ResourceChange } from './changes';
import type { CostChange } from './cost-change';
import { block, code, codeLines, dollars, folded, table } from './markdown';
import { renderNewJobs, type NewJob } from './new-jobs';
import { riskKinds, type Risk } from './risks/risk';

/** What became of the plan of one stack. */
export interface StackReview {
  readonly stack: string;
  readonly changes: readonly ResourceChange[];
  /** Names of the outputs whose values change. */
  readonly outputs: readonly string[];
  /** Stacks whose outputs are not known yet, so that placeholders stand for them in this plan. */
  readonly waitsFor: readonly string[];
  /** Why it could not be planned, in Terraform's words. */
  readonly error?: string;
}

export interface Review {
  readonly project: string;
  readonly environment: string;
  readonly stacks: readonly StackReview[];
  readonly risks: readonly Risk[];
  /** The jobs that it brings. */
  readonly newJobs: readonly NewJob[];
  /** What a month costs, in USD, before and after; missing where it is not known. */
  readonly cost?: CostChange;
  /** Why the team's policy refuses it. */
  readonly refusals: readonly string[];
}

const actions: Readonly<Record<Action, string>> = {
  destroy: 'destroy',
  replace: 'replace',
  update: 'change',
  forget: 'forget',
  create: 'add',
};
const order = Object.keys(actions);
const verbs = ['destroy', 'replace', 'change', 'import', 'forget', 'add'];
// GitHub takes 65,536 characters in a comment.
const longestReview = 60_000;

const wholeReview = '`npx fargate-cron plan --json` says everything';

type Detail = 'all' | 'no values of what is new' | 'no values';

const leftOut: Readonly<Record<Exclude<Detail, 'all'>, string>> = {
  'no values of what is new': '**The values of what is new are left out**',
  'no values': '**The values are left out**',
};

export function changesAnything({ stacks }: Pick<Review, 'stacks'>): boolean {
  return stacks.some(({ changes, outputs }) => changes.length > 0 || outputs.length > 0);
}

/** The review in Markdown: what is risky first, then each stack. */
export function renderReview(review: Review): string {
  return render(review, 'all');
}

/** The same, short enough for a comment; it says what is left out of it. */
export function renderFitting(review: Review): string {
  const details: readonly Detail[] = ['all', 'no values of what is new', 'no values'];
  const texts = details.map((detail) => render(review, detail));
  const fitting = texts.find((text) => text.length <= longestReview);
  const cut = `\n\nThe rest is too long for a comment; ${wholeReview}.\n`;
  return fitting ?? (texts.at(-1) ?? '').slice(0, longestReview - cut.length) + cut;
}

function render(review: Review, detail: Detail): string {
  const { project, environment, stacks, risks, refusals } = review;
  const unchanged = stacks.filter(isUnchanged).map(({ stack }) => code(stack));
  const parts = [
    `### Plan of ${code(project)} in ${code(environment)}`,
    summary(review),
    detail === 'all'
      ? ''
      : `${leftOut[detail]}, as they are too long for a comment; ${wholeReview}.`,
    refusals.length === 0
      ? ''
      : `#### Refused by the policy\n\n${refusals.map((text) => `- ${text}`).join('\n')}`,
    risks.length === 0 ? '' : renderRisks(risks),
    costLine(review.cost),
    renderNewJobs(review.newJobs, detail === 'all'),
    ...stacks.filter((stack) => !isUnchanged(stack)).map((stack) => renderStack(stack, detail)),
    unchanged.length === 0 || unchanged.length === stacks.length
      ? ''
      : `Nothing will change in ${unchanged.join(', ')}.`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function isUnchanged({ changes, outputs, error }: StackReview): boolean {
  return changes.length === 0 && outputs.length === 0 && error === undefined;
}

function summary(review: Review): string {
  const { stacks } = review;
  const failed = stacks.filter(({ error }) => error !== undefined).map(({ stack }) => code(stack));
  if (failed.length > 0) return `**Cannot be planned: ${failed.join(', ')}.**`;
  if (!changesAnything(review)) return '**Nothing will change.**';
  const all = counts(stacks.flatMap(({ changes }) => changes));
  return `**${all === '' ? 'Only outputs change' : capital(all)}.**`;
}

function counts(changes: readonly ResourceChange[]): string {
  return verbs
    .map((verb) => ({ verb, count: changes.filter((change) => verbOf(change) === verb).length }))
    .filter(({ count }) => count > 0)
    .map(({ verb, count }) => `${count} to ${verb}`)
    .join(', ');
}

/** What is imported may be changed with it; that it is replaced says more. */
function verbOf({ action, imported }: ResourceChange): string {
  return imported === true && action === 'update' ? 'import' : actions[action];
}

function renderRisks(risks: readonly Risk[]): string {
  const rows = risks.map(({ kind, stack, address, text }) => [
    `**${riskKinds[kind]}**`,
    code(stack),
    code(address),
    text.replaceAll('|', '\\|'),
  ]);
  const shown = risks
    .filter(({ rows: detail }) => detail !== undefined)
    .map(
      ({ address, rows: detail = [] }) =>
        `${code(address)}\n\n${table(
          ['', 'before', 'after'],
          detail.map(([what, was, becomes]) => [what, codeLines(was), codeLines(becomes)]),
        )}`,
    );
  return [
    '#### Look at these first',
    table(['', 'stack', 'resource', 'what happens'], rows),
    ...shown,
  ].join('\n\n');
}

function costLine(cost: Review['cost']): string {
  if (cost === undefined) return '';
  const { before, after } = cost;
  const change = after - before;
  if (Math.abs(change) < 0.005) return '';
  const sign = change < 0 ? '−' : '+';
  return `**Cost**: about ${sign}${dollars(Math.abs(change))} a month (${dollars(before)} → ${dollars(after)}).`;
}

function renderStack(review: StackReview, detail: Detail): string {
  const { stack, changes, outputs, waitsFor, error } = review;
  if (error !== undefined) return `#### ${code(stack)}: cannot be planned\n\n${block(error)}`;
  const sorted = changes.toSorted((a, b) => order.indexOf(a.action) - order.indexOf(b.action));
  const old = sorted.filter(({ action }) => action !== 'create');
  const fresh = sorted.filter(({ action }) => action === 'create');
  const parts = [
    `#### ${code(stack)}: ${counts(changes) || 'outputs only'}`,
    waitsFor.length === 0
      ? ''
      : `Planned with placeholders for what ${waitsFor.map(code).join(' and ')} will create, so it cannot be applied as it is: it is planned again once that exists.`,
    old.length === 0
      ? ''
      : table(
          ['', 'resource', 'attribute', 'before', 'after'],
          old.flatMap((change) => rowsOf(change, detail)),
        ),
    fresh.length === 0 ? '' : folded(`${fresh.length} to add`, newResources(fresh, detail)),
    outputs.length === 0 ? '' : `Outputs that change: ${outputs.map(code).join(', ')}.`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function rowsOf(change: ResourceChange, detail: Detail): string[][] {
  const { action, address, attributes } = change;
  const shown =
    detail === 'no values' ? [] : attributes.filter((attribute) => says(action, attribute));
  const [first, ...rest] = shown.map(({ path, before = '', after = '', forcesReplacement }) => [
    forcesReplacement === true ? `${code(path)} **forces replacement**` : code(path),
    code(before),
    code(after),
  ]);
  const head = [`**${verbOf(change)}**`, code(address)];
  return [[...head, ...(first ?? ['', '', ''])], ...rest.map((cells) => ['', '', ...cells])];
}

/** Of what is replaced, all that AWS gives anew is unknown; that says nothing. */
function says(
  action: Action,
  { afterUnknown, after, forcesReplacement }: AttributeChange,
): boolean {
  if (action === 'destroy' || action === 'forget') return false;
  if (action === 'replace') {
    return forcesReplacement === true || (afterUnknown !== true && after !== undefined);
  }
  return true;
}

function newResources(changes: readonly ResourceChange[], detail: Detail): string {
  return table(
    ['resource', 'attributes'],
    changes.map(({ address, attributes }) => [
      code(address),
      detail === 'all'
        ? attributes
            .filter(({ path, afterUnknown }) => afterUnknown !== true && !path.startsWith('tags'))
            .map(({ path, after = '' }) => `${code(path)} = ${code(after)}`)
            .join('<br>')
        : '',
    ]),
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
