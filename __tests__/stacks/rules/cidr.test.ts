import {
  addressesPerSubnet,
  isPrivate,
  cidrProblems,
  overlapping,
  vpcCidrProblems,
} from '../../../stacks/rules/cidr';

test.each(['10.0.0.0/16', '10.1.2.0/24', '126.255.0.0/16', '128.0.0.0/16'])(
  '%s is a range for a VPC',
  (cidr) => {
    expect(vpcCidrProblems(cidr)).toEqual([]);
  },
);

test.each([
  ['10.0.0.0/15', 'must be an IPv4 range from /16 to /24 such as 10.0.0.0/16, got "10.0.0.0/15"'],
  ['10.0.0.0/25', 'must be an IPv4 range from /16 to /24 such as 10.0.0.0/16, got "10.0.0.0/25"'],
  [
    '10.0.256.0/24',
    'must be an IPv4 range from /16 to /24 such as 10.0.0.0/16, got "10.0.256.0/24"',
  ],
  ['10.0.1.0/16', 'must begin at the first address of the range, 10.0.0.0/16, got "10.0.1.0/16"'],
  ['127.1.0.0/16', 'must not lie in 127.0.0.0/8, which no network can have, got "127.1.0.0/16"'],
  [
    '169.254.0.0/16',
    'must not lie in 169.254.0.0/16, which no network can have, got "169.254.0.0/16"',
  ],
])('%s is none', (cidr, problem) => {
  expect(vpcCidrProblems(cidr)).toEqual([problem]);
});

test('another network may have any size', () => {
  expect(cidrProblems('0.0.0.0/0')).toEqual([]);
  expect(cidrProblems('192.168.1.1/32')).toEqual([]);
  expect(cidrProblems('10.0.0.0/33')).toEqual([
    'must be an IPv4 range such as 10.1.0.0/16, got "10.0.0.0/33"',
  ]);
  expect(cidrProblems('10.1.0.1/16')).toEqual([
    'must begin at the first address of the range, 10.1.0.0/16, got "10.1.0.1/16"',
  ]);
});

test('ranges overlap when they have one address in common', () => {
  const others = [
    '10.0.0.0/16',
    '10.1.0.0/16',
    '10.0.255.255/32',
    '10.0.0.0/8',
    '9.255.255.255/32',
  ];
  expect(overlapping('10.0.0.0/16', others)).toEqual([
    '10.0.0.0/16',
    '10.0.255.255/32',
    '10.0.0.0/8',
  ]);
});

test('a range that cannot be read overlaps nothing, for it has a problem already', () => {
  expect(overlapping('10.0.0.0', ['0.0.0.0/0'])).toEqual([]);
  expect(overlapping('10.0.0.0/16', ['everything'])).toEqual([]);
});

test.each([
  ['10.0.0.0/16', 4091],
  ['10.0.0.0/24', 11],
])('a subnet of %s has %i addresses, for AWS keeps five', (cidr, addresses) => {
  expect(addressesPerSubnet(cidr)).toBe(addresses);
});

test.each([
  ['10.0.0.0/8', true],
  ['8.0.0.0/6', false],
  ['172.31.0.0/16', true],
  ['172.32.0.0/16', false],
  ['192.168.1.1/32', true],
  ['100.127.0.0/16', true],
  ['0.0.0.0/0', false],
  ['198.51.100.0/24', false],
  ['2001:db8::/32', false],
])('of %s no address is public: %s', (cidr, expected) => {
  expect(isPrivate(cidr)).toBe(expected);
});
