import { describe, expect, test } from 'vitest'
import {
  checkAddressPolicy,
  refusalOfAddress,
  refusalOfAnswer,
  refusalOfUrl,
  type AddressPolicy,
} from '../../src/endpoints/guard.ts'

function policy(...allowPrivateNetworks: string[]): AddressPolicy {
  return { allowHttp: false, allowPrivateNetworks }
}

const strict = policy()

describe('a URL is called', () => {
  test.each([
    'https://example.com/hooks',
    'https://example.com:8443/hooks?key=1',
    'https://bücher.example/hooks',
    'https://8.8.8.8/hooks',
    'https://[2606:4700:4700::1111]/hooks',
    'https://localhost.example.com/',
    'https://100.63.255.255/',
    'https://172.32.0.1/',
    // The same address, written as an IPv6 one.
    'https://[::ffff:8.8.8.8]/',
  ])('when it is public: %s', (url) => {
    expect(refusalOfUrl(url, strict)).toBeNull()
  })
})

describe('a URL is refused', () => {
  test.each([
    ['127.0.0.1', 'loopback'],
    ['127.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['0x7f.1', 'loopback'],
    ['0x7f000001', 'loopback'],
    ['2130706433', 'loopback'],
    ['017700000001', 'loopback'],
    ['0177.0.0.01', 'loopback'],
    ['127.0.0.1.', 'loopback'],
    ['%31%32%37.0.0.1', 'loopback'],
    ['127。0。0。1', 'loopback'],
    ['①②⑦.0.0.1', 'loopback'],
    ['0', 'unspecified'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['10.0.0.1', 'private'],
    ['10.255', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'carrier-grade'],
    ['100.127.255.255', 'carrier-grade'],
    ['169.254.169.254', 'link-local'],
    ['0xa9fea9fe', 'link-local'],
    ['2852039166', 'link-local'],
    ['192.0.0.192', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['192.88.99.1', 'reserved'],
    ['198.18.0.1', 'reserved'],
    ['198.19.255.255', 'reserved'],
    ['198.51.100.1', 'reserved'],
    ['203.0.113.1', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['[::1]', 'loopback'],
    ['[0:0:0:0:0:0:0:1]', 'loopback'],
    ['[::]', 'unspecified'],
    ['[::ffff:127.0.0.1]', 'loopback'],
    ['[::ffff:7f00:1]', 'loopback'],
    ['[0:0:0:0:0:ffff:169.254.169.254]', 'link-local'],
    ['[::ffff:a9fe:a9fe]', 'link-local'],
    ['[::127.0.0.1]', 'reserved'],
    ['[::7f00:1]', 'reserved'],
    ['[::ffff:0:127.0.0.1]', 'translated'],
    ['[64:ff9b::127.0.0.1]', 'NAT64'],
    ['[64:ff9b::a9fe:a9fe]', 'NAT64'],
    ['[64:ff9b::8.8.8.8]', 'NAT64'],
    ['[64:ff9b:1::a00:1]', 'NAT64'],
    ['[2002:7f00:1::]', '6to4'],
    ['[2002:a9fe:a9fe::1]', '6to4'],
    ['[2001:0:4136:e378:8000:63bf:3fff:fdd2]', 'Teredo'],
    ['[fd00:ec2::254]', 'private'],
    ['[fc00::1]', 'private'],
    ['[fe80::1]', 'link-local'],
    ['[febf::1]', 'link-local'],
    ['[fec0::1]', 'private'],
    ['[ff02::1]', 'multicast'],
    ['[100::1]', 'reserved'],
    ['[2001:2::1]', 'reserved'],
    ['[2001:10::1]', 'reserved'],
    ['[2001:20::1]', 'reserved'],
    ['[2001:db8::1]', 'reserved'],
    ['[3fff::1]', 'reserved'],
    ['[5f00::1]', 'reserved'],
    ['[4000::1]', 'reserved'],
    ['localhost', 'this machine'],
    ['LOCALHOST', 'this machine'],
    ['app.localhost', 'this machine'],
  ])('when its host is %s, which is %s', (host, word) => {
    expect(refusalOfUrl(`https://${host}/hooks`, strict)).toContain(word)
    expect(refusalOfUrl(`https://${host}:8443/hooks`, { ...strict, allowHttp: true })).toContain(
      'delivery.allowPrivateNetworks',
    )
  })

  test.each([
    ['/hooks', 'not a valid absolute URL'],
    ['', 'not a valid absolute URL'],
    ['https://', 'not a valid absolute URL'],
    ['https://exa mple.com/', 'not a valid absolute URL'],
    ['https://1.2.3.4.5/', 'not a valid absolute URL'],
    ['https://256.256.256.256/', 'not a valid absolute URL'],
    ['https://example.com:99999/', 'not a valid absolute URL'],
    ['https://[fe80::1%25eth0]/', 'not a valid absolute URL'],
    ['ftp://example.com/', 'scheme is "ftp"'],
    ['file:///etc/passwd', 'scheme is "file"'],
    ['gopher://127.0.0.1:6379/', 'scheme is "gopher"'],
    ['javascript:alert(1)', 'scheme is "javascript"'],
    ['http://example.com/', 'uses http'],
    ['http://8.8.8.8/', 'uses http'],
    ['https://user@example.com/', 'user name or password'],
    ['https://user:pass@example.com/', 'user name or password'],
    ['https://:pass@example.com/', 'user name or password'],
    ['https://example.com/#part', 'fragment'],
    ['https://example.com/#', 'fragment'],
    ['https://example.com:0/', 'Port 0'],
    ['https://example.com./', 'ends with a dot'],
    ['https://localhost./', 'ends with a dot'],
  ])('when it is %s', (url, word) => {
    expect(refusalOfUrl(url, strict)).toContain(word)
  })
})

describe('plain http', () => {
  test('passes when it is allowed', () => {
    expect(refusalOfUrl('http://example.com/', { ...strict, allowHttp: true })).toBeNull()
  })

  test.each(['http://127.0.0.1:9000/', 'http://127.9.9.9/', 'http://localhost:9000/', 'http://a.localhost/'])(
    'passes to loopback that is allowed: %s',
    (url) => {
      expect(refusalOfUrl(url, policy('127.0.0.0/8'))).toBeNull()
    },
  )

  test('does not pass to another private network that is allowed', () => {
    expect(refusalOfUrl('http://10.0.0.1/', policy('10.0.0.0/8'))).toContain('uses http')
    expect(refusalOfUrl('https://10.0.0.1/', policy('10.0.0.0/8'))).toBeNull()
  })
})

describe('the allow-list', () => {
  test.each([
    ['10.20.0.0/16', '10.20.255.255', '10.21.0.0'],
    ['10.20.0.0/16', '::ffff:10.20.0.1', '::ffff:10.21.0.1'],
    ['10.20.30.40', '10.20.30.40', '10.20.30.41'],
    ['::ffff:10.20.30.40', '10.20.30.40', '10.20.30.41'],
    ['127.0.0.0/8', '127.1.2.3', '::1'],
    ['::1', '::1', '127.0.0.1'],
    ['fd00::/8', 'fd12:3456::1', 'fc00::1'],
    ['fd00:ec2::/32', 'fd00:ec2::254', 'fd00:ec3::254'],
    ['64:ff9b::/96', '64:ff9b::808:808', '64:ff9b:1::808:808'],
    ['fe80::/10', 'fe80::1', '169.254.0.1'],
  ])('%s lets %s pass and not %s', (range, inside, outside) => {
    expect(refusalOfAddress(inside, policy(range))).toBeNull()
    expect(refusalOfAddress(outside, policy(range))).toContain('delivery.allowPrivateNetworks')
  })

  test.each([
    '',
    'example.com',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0',
    '10',
    '010.0.0.1',
    'fd00::/129',
    '::ffff:10.0.0.0/104',
    '127.0.0.1:9000',
  ])('throws at configuration for "%s", naming it', (entry) => {
    expect(() => checkAddressPolicy(policy('127.0.0.0/8', entry))).toThrow(
      expect.objectContaining({ code: 'bad_option', message: expect.stringContaining(`"${entry}"`) }),
    )
  })
})

describe('an answer of DNS', () => {
  test('is refused by the name and the address', () => {
    expect(refusalOfAnswer('evil.example', '169.254.169.254', strict)).toMatch(
      /^evil\.example resolves to 169\.254\.169\.254\. .*link-local/,
    )
  })

  test.each(['127.1', 'not-an-address', '1.2.3.4:80'])('is refused when it is no address: %s', (answer) => {
    expect(refusalOfAnswer('odd.example', answer, policy('0.0.0.0/0'))).toContain('not an IP address')
  })

  test('for localhost has to be this machine, since its http URL was let through for that', () => {
    expect(refusalOfAnswer('localhost', '8.8.8.8', policy('127.0.0.0/8'))).toContain('not this machine')
    expect(refusalOfAnswer('localhost', '127.0.0.1', policy('127.0.0.0/8'))).toBeNull()
  })
})
