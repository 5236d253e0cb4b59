import { join } from 'node:path';
import { convert } from '../../../cli/convert/convert';
import { jobOf, refusalOf } from './convert-text';

test.each([
  ['an empty file', 'docker-compose.yml', '\n', 'docker-compose.yml: is empty'],
  ['comments alone', 'a.yml', '# nothing\n', 'a.yml: holds nothing but comments'],
  ['tabs', 'a.yml', 'services:\n\tweb: {}\n', 'a.yml:2:1: Tabs are not allowed as indentation'],
  [
    'an anchor that is not there',
    'docker-compose.yml',
    'services:\n  web:\n    image: *image\n',
    'docker-compose.yml:3: no anchor &image comes before *image',
  ],
  [
    'a merge of a text',
    'docker-compose.yml',
    'services:\n  web:\n    <<: common\n    image: a:1\n',
    'docker-compose.yml:3: << must name keys with values, got common',
  ],
  [
    'a key twice',
    'docker-compose.yml',
    'services: {}\nservices: {}\n',
    'docker-compose.yml:2:1: Map keys must be unique',
  ],
  [
    'several documents',
    'docker-compose.yml',
    'services: { a: { image: a } }\n---\nservices: { b: { image: b } }\n',
    'docker-compose.yml:3: a second document begins; put each into a file of its own',
  ],
  [
    'a service of Copilot',
    'manifest.yml',
    'name: web\ntype: Load Balanced Web Service\n',
    'manifest.yml:2: is a manifest of Copilot for a "Load Balanced Web Service"; only a "Scheduled Job" becomes a job',
  ],
  [
    'an @ without quotes',
    'manifest.yml',
    'name: a\ntype: Scheduled Job\non:\n  schedule: @daily\n',
    'manifest.yml:4:13: Plain value cannot start with reserved character @',
  ],
  [
    'a template of ecschedule',
    'ecschedule.yaml',
    'rules:\n- name: a\n  taskDefinition: {{ must_env `TASK` }}\n',
    'ecschedule.yaml:3: {{ … }} is filled in by a tool of its own; convert what that makes of it (ecschedule dump, helm template)',
  ],
  [
    'half a project of the ECS CLI',
    'ecs-params.yml',
    'version: 1\ntask_definition: {}\n',
    'ecs-params.yml:1: ecs-params.yml says how a Compose file runs; give that file as well',
  ],
  ['no JSON', 'a.json', '{"a": [1}', 'a.json:1:9: '],
  ['something else', 'a.yml', 'a: 1\n', 'a.yml:1: is none of what can be converted: '],
  ['no schedule at all', 'a.yml', 'Resources: {}\n', 'there is no scheduled container'],
])('%s is one clear line', (_, name, text, message) => {
  const got = refusalOf(name, text);
  expect(got).toContain(message);
  expect(got).not.toContain('\n');
});

test('names a file that is not there, and a folder', () => {
  const of = (file: string) => () => convert([join(__dirname, file)], { folder: __dirname });
  expect(of('missing.yml')).toThrow('missing.yml: there is no such file');
  expect(of('inputs')).toThrow('inputs: is a folder; name the files in it');
});

test('anchors that multiply are walked once', () => {
  const levels = Array.from({ length: 30 }, (_, n) =>
    n === 0 ? 'x-0: &x0 [a, a]' : `x-${n}: &x${n} [*x${n - 1}, *x${n - 1}]`,
  );
  const text = `${levels.join('\n')}\nservices: { a: { image: a:1, sysctls: *x29 } }\n`;
  const started = performance.now();
  const { said } = jobOf({ 'docker-compose.yml': text });
  expect(said).toContain('lost services.a.sysctls: is not known here');
  // A thousand million values, were each alias followed.
  expect(performance.now() - started).toBeLessThan(20_000);
});
