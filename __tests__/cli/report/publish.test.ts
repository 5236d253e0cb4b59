import { presign } from '../../../cli/report/presign';
import { endOf, parseTarget } from '../../../cli/report/publish';

const now = new Date('2013-05-24T00:00:00Z');
const signer = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
test("signs AWS's own example as AWS does", () => {
  const url = new URL('https://examplebucket.s3.amazonaws.com/test.txt');
  expect(presign(url, signer, 'us-east-1', now, 86_400)).toBe(
    'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
});

test('a link ends with the credentials, if these say when and it is before', () => {
  const day = 86_400;
  const asked = new Date('2013-05-25T00:00:00Z');
  const soon = new Date('2013-05-24T01:00:00Z');
  expect(endOf({}, now, day)).toEqual({ ends: asked, mayEndBefore: false });
  expect(endOf({ expiration: soon, sessionToken: 't' }, now, day)).toEqual({
    ends: soon,
    mayEndBefore: false,
  });
  expect(endOf({ sessionToken: 't' }, now, day)).toEqual({ ends: asked, mayEndBefore: true });
});

test('reads where to publish to', () => {
  expect(parseTarget('s3://acme-pages/a/b.html')).toEqual({
    bucket: 'acme-pages',
    key: 'a/b.html',
  });
  for (const wrong of [
    'acme-pages/a',
    's3://acme-pages',
    's3://acme-pages/',
    's3://A/b',
    's3://acme/a/',
  ]) {
    expect(() => parseTarget(wrong)).toThrow(`such as s3://acme-pages/report.html, got "${wrong}"`);
  }
});
