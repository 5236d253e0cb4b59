import { didYouMean, nearest } from './nearest';

/**
 * Where ECS was on 2026-11-29, by botocore 1.43.11:
 * https://github.com/boto/botocore/blob/1.43.11/botocore/data/endpoints.json
 */
const known = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-central-1',
  'ca-west-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'cn-north-1',
  'cn-northwest-1',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'us-iso-west-1',
  'us-isob-east-1',
  'us-isob-west-1',
  'eu-isoe-west-1',
  'us-isof-east-1',
  'us-isof-south-1',
  'eusc-de-east-1',
];

/** The least that makes one region of another, which is likelier than that AWS opened it yesterday. */
const slip = 1;

/** AWS opens regions, so one that is only not known here, such as `us-east-3`, is no problem. */
export function regionProblems(region: string): string[] {
  if (known.includes(region)) return [];
  if (!/^[a-z]+(-[a-z]+)+-[1-9]$/.test(region)) return [withAdvice('must be a region', region)];
  const mistyped = nearest(region, known, slip) !== undefined && !isOfKnownWords(region);
  return mistyped ? [withAdvice('must be a region', region)] : [];
}

/** What is a region's name and is no region's as far as is known here. */
export function regionWarnings(region: string): string[] {
  return known.includes(region) ? [] : [withAdvice('is no region that is known here', region)];
}

function withAdvice(rule: string, region: string): string {
  const advice = didYouMean(nearest(region, known)) || ', for example us-east-1';
  return `${rule}, got "${region}"${advice}`;
}

/** `sa-west-1` would be a new region; `eu-wst-1` is none. */
function isOfKnownWords(region: string): boolean {
  const words = new Set(known.flatMap((name) => name.split(/-\d?/)));
  return region
    .replace(/-\d$/, '')
    .split('-')
    .every((word) => words.has(word));
}
