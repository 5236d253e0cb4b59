import { registryToken } from '../../../../local/aws/rules/registry-token';
import { startStub } from '../stub-moto';

test.each([
  ['us-east-1', 'amazonaws.com'],
  ['cn-north-1', 'amazonaws.com.cn'],
  ['eusc-de-east-1', 'amazonaws.eu'],
])('the password of a registry is like that of ECR: %s', async (region, suffix) => {
  const registry = `https://123456789012.dkr.ecr.${region}.`;
  const aws = await startStub([registryToken()], () => ({
    body: {
      authorizationData: [
        { authorizationToken: 'x', expiresAt: 1, proxyEndpoint: `${registry}amazonaws.com` },
      ],
    },
  }));
  const { output } = await aws.json('ecr', 'GetAuthorizationToken', {}, { region });
  await aws.close();
  const [data] = output['authorizationData'] as { authorizationToken: string }[];
  expect(data).toMatchObject({ proxyEndpoint: `${registry}${suffix}` });
  const [user, password = ''] = Buffer.from(data?.authorizationToken ?? '', 'base64')
    .toString()
    .split(':');
  expect(user).toBe('AWS');
  expect(password).toMatch(/^ey/);
  expect(JSON.parse(Buffer.from(password, 'base64').toString())).toMatchObject({ version: '2' });
});
