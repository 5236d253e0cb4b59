import { dnsSuffixOf } from './partition';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html */
export function kmsKeyArnProblems(arn: string): string[] {
  return /^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/.test(arn)
    ? []
    : [
        `must be the ARN of a KMS key, such as arn:aws:kms:us-east-1:123456789012:key/…, not of an alias, got "${arn}"`,
      ];
}

/**
 * The names that a service may have in `kms:ViaService`, which outside AWS's first partition is not said
 * everywhere in one way.
 *
 * @param service as hosts call it: `s3`
 */
export function viaServices(service: string, region: string): string[] {
  return [...new Set(['amazonaws.com', dnsSuffixOf(region)])].map(
    (suffix) => `${service}.${region}.${suffix}`,
  );
}
