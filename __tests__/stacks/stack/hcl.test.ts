import { repairHcl } from '../../../stacks/stack/hcl';

test.each([
  [
    'policy = "{"Resource":["${aws_s3_bucket.b.arn}/*"]}"',
    String.raw`policy = "{\"Resource\":[\"${'${aws_s3_bucket.b.arn}'}/*\"]}"`,
  ],
  ['  "${a.b["c"]}/"d"",', String.raw`  "${'${a.b["c"]}'}/\"d\"",`],
  ['x = "{"a":"\\"${b.c}"}"', String.raw`x = "{\"a\":\"\\\"${'${b.c}'}\"}"`],
  // Without a reference CDKTF escapes by itself.
  [String.raw`x = "{\"a\":1}"`, String.raw`x = "{\"a\":1}"`],
  ['for_each = toset(["${a.b}"])', 'for_each = toset(["${a.b}"])'],
  [
    '  postcondition = [\n{\na = 1\n},\n{\na = 2\n},\n]',
    '  postcondition {\na = 1\n}\npostcondition {\na = 2\n}',
  ],
])('repairs %s', (line, repaired) => {
  expect(repairHcl(`a {\n${line}\n}`)).toBe(`a {\n${repaired}\n}`);
});
