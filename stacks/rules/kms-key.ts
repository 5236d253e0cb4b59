/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html */
export function kmsKeyArnProblems(arn: string): string[] {
  return /^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/.test(arn)
    ? []
    : [
        `must be the ARN of a KMS key, such as arn:aws:kms:us-east-1:123456789012:key/…, not of an alias, got "${arn}"`,
      ];
}
