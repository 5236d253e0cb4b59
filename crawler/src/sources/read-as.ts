import type * as z from 'zod';
import { VendorError } from '../vendor/vendor-error';

/** @throws VendorError where the vendor has changed its answers */
export function readAs<Schema extends z.ZodType>(schema: Schema, json: unknown): z.infer<Schema> {
  const { data, error } = schema.safeParse(json);
  if (error === undefined) return data;
  const [issue] = error.issues;
  throw new VendorError(
    'schema-drift',
    `the answer has another shape than expected at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  );
}
