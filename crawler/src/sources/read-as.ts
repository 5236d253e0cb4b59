import * as z from 'zod/mini';
import { en } from 'zod/locales';
import { VendorError } from '../vendor/vendor-error';

// The small zod has no words of its own; ours are with the configuration's fields.
z.config(en());

/** @throws VendorError where the vendor has changed its answers */
export function readAs<Schema extends z.ZodMiniType>(
  schema: Schema,
  json: unknown,
): z.infer<Schema> {
  const { data, error } = schema.safeParse(json);
  if (error === undefined) return data;
  const [issue] = error.issues;
  throw new VendorError(
    'schema-drift',
    `the answer has another shape than expected at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  );
}
