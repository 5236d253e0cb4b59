import { registryToken } from '../../../../local/aws/rules/registry-token';
import { startStub } from '../stub-moto';

test('the password of a registry is like that of ECR', async () => {
  const proxyEndpoint = 'https://123456789012.dkr.ecr.us-east-1.amazonaws.com';
  const aws = await startStub([registryToken()], () => ({
    body: { authorizationData: [{ authorizationToken: 'x', expiresAt: 1, proxyEndpoint }] },
  }));
  const { output } = await aws.json('ecr', 'GetAuthorizationToken');
  await aws.close();
  const [data] = output['authorizationData'] as { authorizationToken: string }[];
  expect(data).toMatchObject({ proxyEndpoint });
  const [user, password = ''] = Buffer.from(data?.authorizationToken ?? '', 'base64')
    .toString()
    .split(':');
  expect(user).toBe('AWS');
  expect(password).toMatch(/^ey/);
  expect(JSON.parse(Buffer.from(password, 'base64').toString())).toMatchObject({ version: '2' });
});
