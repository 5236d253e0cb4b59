import { alpaca } from './alpaca';
import { massive } from './massive';
import { tiingo } from './tiingo';
import type { Vendor } from './vendor';
import { yahoo } from './yahoo';

/** Everybody the crawler can ask; the first is the one that most of the proof is about. */
export const vendors: readonly [Vendor, ...Vendor[]] = [yahoo, alpaca, tiingo, massive];
