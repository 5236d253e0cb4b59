import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { partitionOf } from '../../stacks/rules/partition';
import { isAllowed, type Call, type Role } from '../../stacks/testing/permissions';
import { keepAlive } from '../keep-alive';
import { listCallOf, s3CallOf } from './s3-call';

const credentialsPath = '/credentials';
const credentialsHours = 6;

/** What a container finds around it while its task runs. */
export interface TaskSurroundings {
  /** The environment variables that ECS sets, and where AWS is. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the container asked of S3 that its role does not allow. */
  readonly denied: readonly Call[];
  close(): Promise<void>;
}

/**
 * Serves a task the credentials of its role and an AWS in which S3 does only what the role allows;
 * the local AWS itself asks nobody for permission. Other services are passed on as they are.
 *
 * @param endpoint where the local AWS answers
 */
export async function startTaskSurroundings(
  endpoint: string,
  region: string,
  role: Role,
): Promise<TaskSurroundings> {
  const allowed = memoized((call: Call) => isAllowed(role, call));
  const denied: Call[] = [];
  const refuse = (response: ServerResponse, call: Call | undefined, what: string): void => {
    if (call !== undefined) denied.push(call);
    response.writeHead(403, { 'content-type': 'application/xml' });
    response.end(
      `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>${role.arn} may not ${what}</Message></Error>`,
    );
  };

  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/' } = incoming;
    if (url === credentialsPath) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(credentialsOf(role)));
      return;
    }
    if (serviceOf(incoming) !== 's3') {
      passOn(endpoint, incoming, response);
      return;
    }
    const call = s3CallOf(method, url, partitionOf(region));
    if (call === undefined || !(await allowed(call))) {
      refuse(response, call, `call ${call?.action ?? method} on ${call?.resource ?? url}`);
      return;
    }
    passOn(endpoint, incoming, response, async (status) => {
      // S3 tells who may not list a bucket nothing about what is not in it.
      const hidden = status === 404 && !(await allowed(listCallOf(call)));
      if (hidden) refuse(response, listCallOf(call), `know that ${url} does not exist`);
      return hidden;
    });
  };

  const server = createServer(keepAlive, (incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const here = `http://127.0.0.1:${port}`;
  return {
    environment: {
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
      // ECS gives the path of an address of its own, which cannot be had here.
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${here}${credentialsPath}`,
      AWS_ENDPOINT_URL: here,
    },
    denied,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function credentialsOf({ arn }: Role) {
  return {
    RoleArn: arn,
    AccessKeyId: 'local',
    SecretAccessKey: 'local',
    Token: 'local',
    Expiration: new Date(Date.now() + credentialsHours * 3_600_000).toISOString(),
  };
}

/** Every AWS request names its service where it is signed: `Credential=…/<region>/<service>/aws4_request`. */
function serviceOf({ headers }: IncomingMessage): string | undefined {
  return /Credential=[^,]*\/([^/,]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1];
}

/** @param replaced answers in place of the local AWS, and says whether it has */
function passOn(
  endpoint: string,
  incoming: IncomingMessage,
  response: ServerResponse,
  replaced: (status: number) => Promise<boolean> = () => Promise.resolve(false),
): void {
  const { method, url = '/', headers } = incoming;
  const upstream = request(new URL(url, endpoint), { method, headers }, (answer) => {
    void replaced(answer.statusCode ?? 502).then((done) => {
      if (done) {
        answer.resume();
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
  });
  upstream.on('error', () => response.destroy());
  incoming.pipe(upstream);
}

/** The same few calls come again and again, and a role does not change while its task runs. */
function memoized(ask: (call: Call) => Promise<boolean>): (call: Call) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (call) => {
    const key = JSON.stringify(call);
    const answer = known.get(key) ?? ask(call);
    known.set(key, answer);
    return answer;
  };
}
