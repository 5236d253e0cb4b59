import { endOf, parseTarget } from '../../../cli/report/publish';

const now = new Date('2013-05-24T00:00:00Z');
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
