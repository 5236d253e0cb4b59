import { dnsSuffixOf } from '../../../stacks/rules/partition';
import { outputOf, withOutput } from '../answer';
import type { Rule } from '../rule';

const validHours = 12;

/** moto's password is plain text, after which the Docker provider's plugin ends without a word. */
export function registryToken(): Rule {
  return {
    name: 'registry-token',
    service: 'ecr',
    operations: ['GetAuthorizationToken'],
    does: 'Hands out a password that is encoded JSON and begins with `ey`, good for 12 hours, for a registry in the partition of the region.',
    sources: [
      'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html',
      'https://github.com/kreuzwerker/terraform-provider-docker/blob/v3.6.2/internal/provider/authentication_helpers.go',
    ],
    response: (call, answer) => {
      const output = outputOf(answer);
      if (output === undefined) return undefined;
      const expiresAt = Math.floor(Date.now() / 1000) + validHours * 3600;
      const password = encoded(
        JSON.stringify({ payload: 'local', version: '2', type: 'DATA_KEY' }),
      );
      const domain = dnsSuffixOf(call.region);
      const data = (output['authorizationData'] as readonly Authorization[]).map(
        ({ proxyEndpoint }) => ({
          authorizationToken: encoded(`AWS:${password}`),
          expiresAt,
          proxyEndpoint: proxyEndpoint.replace(/amazonaws\.com(\.cn)?$/, domain),
        }),
      );
      return withOutput(answer, { authorizationData: data });
    },
  };
}

interface Authorization {
  readonly proxyEndpoint: string;
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}
