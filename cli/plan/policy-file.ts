import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UsageError } from '../usage-error';
import { code } from './markdown';
import type { Review } from './review';
import { riskKinds, type RiskKind } from './risks/risk';

const kinds = Object.keys(riskKinds) as [RiskKind, ...RiskKind[]];

const policySchema = z.strictObject({
  /** Kinds of risk that no plan may have. */
  refuse: z.array(z.enum(kinds)).default([]),
  /** What is let through all the same, each with the reason. */
  except: z
    .array(
      z.strictObject({
        refuse: z.enum(kinds),
        /** Terraform's address, where `*` stands for anything. */
        address: z.string(),
        reason: z.string().min(1),
      }),
    )
    .default([]),
  /** What a plan may add to the month's cost, in USD. */
  mostAddedCost: z.number().nonnegative().optional(),
});

/** What a team lets through. */
export type Policy = z.output<typeof policySchema>;

/** @throws UsageError with everything that is wrong with the file */
export function readPolicy(file: string): Policy {
  const parsed = policySchema.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${file}: ${path.join('.')}${path.length > 0 ? ': ' : ''}${message}`,
  );
  throw new UsageError(problems.join('\n'));
}

/** Why a policy refuses a plan, in Markdown; nothing when it does not. */
export function refusals(
  { refuse, except, mostAddedCost }: Policy,
  { risks, cost }: Pick<Review, 'risks' | 'cost'>,
): string[] {
  const refused = risks.filter(
    ({ kind, address }) =>
      refuse.includes(kind) &&
      !except.some((rule) => rule.refuse === kind && matches(rule.address, address)),
  );
  const texts = refused.map(
    ({ kind, stack, address, text }) => `${code(kind)}: ${code(stack)} ${code(address)} ${text}`,
  );
  const added = cost === undefined ? 0 : cost.after - cost.before;
  return mostAddedCost !== undefined && added > mostAddedCost
    ? [
        ...texts,
        `a month would cost $${added.toFixed(2)} more, at most $${mostAddedCost.toFixed(2)} may be added`,
      ]
    : texts;
}

function matches(pattern: string, address: string): boolean {
  const expression = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${expression}$`).test(address);
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `--policy must name a file that can be read, got ${file}: ${String(error)}`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} must hold JSON: ${String(error)}`);
  }
}
