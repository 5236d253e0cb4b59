/** A row as the crawler's README describes it. */
export interface StoredRow {
  readonly date: string;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
  readonly adj_close: number | null;
  readonly dividend: number;
  readonly split_factor: number;
  readonly currency: string | null;
  readonly exchange_tz: string;
}
