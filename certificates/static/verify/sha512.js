// SHA-512 (FIPS 180-4), for browsers and places where crypto.subtle is not to be had (a file opened from disk).
const MASK = (1n << 64n) - 1n;
const turned = (x, n) => ((x >> n) | (x << (64n - n))) & MASK;

function fraction(value, root) {
  // the first 64 bits behind the point of the square or cube root of a prime
  const scaled = value << (64n * root);
  let low = 0n, high = 1n << 72n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** root <= scaled) low = middle; else high = middle - 1n;
  }
  return low & MASK;
}

let tables;
function prepared() {
  if (tables) return tables;
  const primes = [];
  for (let n = 2n; primes.length < 80; n += 1n) if (primes.every((p) => n % p)) primes.push(n);
  tables = { start: primes.slice(0, 8).map((p) => fraction(p, 2n)), rounds: primes.map((p) => fraction(p, 3n)) };
  return tables;
}

export function sha512(message) {
  const { start, rounds } = prepared();
  const length = Math.ceil((message.length + 17) / 128) * 128;
  const bytes = new Uint8Array(length);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(length - 8, BigInt(message.length) * 8n);
  const state = [...start];
  const words = new Array(80);
  for (let at = 0; at < length; at += 128) {
    for (let i = 0; i < 16; i += 1) words[i] = view.getBigUint64(at + 8 * i);
    for (let i = 16; i < 80; i += 1) {
      const early = words[i - 15], late = words[i - 2];
      const small = turned(early, 1n) ^ turned(early, 8n) ^ (early >> 7n);
      const large = turned(late, 19n) ^ turned(late, 61n) ^ (late >> 6n);
      words[i] = (words[i - 16] + small + words[i - 7] + large) & MASK;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i += 1) {
      const up = turned(e, 14n) ^ turned(e, 18n) ^ turned(e, 41n);
      const one = (h + up + ((e & f) ^ (~e & MASK & g)) + rounds[i] + words[i]) & MASK;
      const down = turned(a, 28n) ^ turned(a, 34n) ^ turned(a, 39n);
      const two = (down + ((a & b) ^ (a & c) ^ (b & c))) & MASK;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & MASK, c, b, a, (one + two) & MASK];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = (state[i] + word) & MASK; });
  }
  const out = new DataView(new ArrayBuffer(64));
  state.forEach((word, i) => out.setBigUint64(8 * i, word));
  return new Uint8Array(out.buffer);
}
