/** S3 said no, or nothing that could be understood. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly status: number;
  /** Such as `NoSuchKey`. */
  readonly code: string;
  /** Whether an attempt before this one may have landed and its answer have been lost. */
  readonly isRetried: boolean;

  constructor(status: number, code: string, message: string, isRetried: boolean) {
    super(message);
    this.status = status;
    this.code = code;
    this.isRetried = isRetried;
  }
}

/** Reads the answer that says no. */
export function s3ErrorOf(status: number, bytes: Uint8Array, isRetried: boolean): S3Error {
  const xml = Buffer.from(bytes).toString('utf8');
  const of = (tag: string): string | undefined =>
    new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];
  const code = of('Code') ?? `${status}`;
  const message = `S3 answered ${status} ${code}: ${of('Message') ?? 'no message'}`;
  return new S3Error(status, code, message, isRetried);
}
