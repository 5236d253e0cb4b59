import { failureOf } from '../../../cli/plan/terraform';

const stack = { id: 'task', settings: { environment: 'dev' } };

const failed = (stderr: string) => ({ exitCode: 1, stdout: '', stderr });

test('a long line that Terraform quotes is cut in its middle', () => {
  const quoted = `  12: "container_definitions": "${'x'.repeat(32_000)}",`;
  const text = failureOf(stack, failed(`│ Error: invalid JSON\n│ \n│ ${quoted}\n│ \n│ the end`));
  expect(text.length).toBeLessThan(700);
  expect(text).toMatch(
    /^Error: invalid JSON\n\n {2}12: "container_definitions": "x+ … \(31\d{3} characters\) … x+",\n\nthe end$/,
  );
});

test('a line that somebody can read is left as it is', () => {
  const line = `Error: ${'word '.repeat(140).trim()}`;
  expect(failureOf(stack, failed(line))).toBe(line);
});
