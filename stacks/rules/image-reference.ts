/** A repository of ECR, as the URI of an image names it. */
export interface EcrRepository {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

// https://github.com/distribution/reference: a host, a path in lower case, a tag or a digest.
const part = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const reference = new RegExp(
  `^(?:(?:localhost|[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+)(?::\\d+)?/)?${part}(?:/${part})*(:[\\w][\\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$`,
);
const ecr =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.(?:com|com\.cn|eu)|on\.aws)\/([^:@]+)/;

/** An image of somebody's own, in full. */
export function imageReferenceProblems(image: string): string[] {
  return reference.test(image)
    ? []
    : [
        `must be the reference of an image, repository:tag or repository@sha256:<64 hex digits>, got "${image}"`,
      ];
}

/** Whether the reference always means the same image, or may: a tag can be moved, `latest` will be. */
export function isPinned(image: string): boolean {
  const [, tag, digest] = reference.exec(image) ?? [];
  return digest !== undefined || (tag !== undefined && tag !== ':latest');
}

/** The ECR repository of an image; nothing when it lies in another registry. */
export function ecrRepositoryOf(image: string): EcrRepository | undefined {
  const [, account, region, name] = ecr.exec(image) ?? [];
  return account === undefined || region === undefined || name === undefined
    ? undefined
    : { account, region, name };
}
