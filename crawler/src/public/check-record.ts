import * as z from 'zod';

/** What a check of the stored data found out about one symbol. */
const findingSchema = z.object({
  symbol: z.string(),
  /** Which of the checks it was. */
  check: z.string(),
  /** The first day it is about; none where it is about the whole object. */
  first: z.string().optional(),
  /** How many days it is about. */
  count: z.number(),
  /** What is wrong on the first of them, for people. */
  text: z.string(),
});

export type Finding = z.infer<typeof findingSchema>;

/** What a check leaves behind. */
export const checkRecordSchema = z.object({
  version: z.literal(1),
  run: z.string(),
  source: z.string(),
  scheduledTime: z.iso.datetime(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  /** Symbols whose history was read, and its rows. */
  symbols: z.number(),
  rows: z.number(),
  /** Symbols of which nothing is stored. */
  absent: z.array(z.string()),
  findings: z.array(findingSchema),
});

export type CheckRecord = z.infer<typeof checkRecordSchema>;
