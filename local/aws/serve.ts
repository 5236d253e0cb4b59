import { allRules } from './rules';
import { startStrictAws } from './strict-aws';

/** The process that `startLocalAws` starts beside moto: `serve.ts <port> <where moto answers>`. */
const [port = '', target = ''] = process.argv.slice(2);

startStrictAws({ target, rules: allRules(), port: Number(port) }).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
