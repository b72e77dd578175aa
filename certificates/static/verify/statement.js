// Reads what a certificate's code says and checks it against the keys and the revocation list at hand. No network.
import * as noble from './ed25519.js';
import { sha512 } from './sha512.js';

noble.hashes.sha512 = sha512;
const PRIVATE = -65537;
const LIST = 'lms-revocation-list';
const DAY = 86400;
const LEEWAY = DAY;
const utf8 = new TextDecoder('utf-8', { fatal: true });

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export function fromBase64(text) {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function fromDigits(digits) {
  let text = BigInt(digits).toString(16);
  if (text.length % 2) text = `0${text}`;
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

// CBOR as far as our messages use it; anything else is refused.
function decoded(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const number = (short) => {
    const place = at;
    if (short < 24) return short;
    if (short === 24) { at += 1; return view.getUint8(place); }
    if (short === 25) { at += 2; return view.getUint16(place); }
    if (short === 26) { at += 4; return view.getUint32(place); }
    if (short === 27) { at += 8; return view.getBigUint64(place); }
    throw new Error('length');
  };
  const piece = (length) => {
    if (typeof length === 'bigint' || at + length > bytes.length) throw new Error('short');
    at += length;
    return bytes.subarray(at - length, at);
  };
  const value = (depth) => {
    if (depth > 6) throw new Error('deep');
    const first = view.getUint8(at);
    at += 1;
    const kind = first >> 5;
    if (kind === 7) {
      if (first === 0xf6) return null;
      throw new Error('kind');
    }
    const count = number(first & 31);
    if (kind === 0) return count;
    if (kind === 1) return -1 - Number(count);
    if (kind === 2) return piece(count);
    if (kind === 3) return utf8.decode(piece(count));
    if (kind === 6) return { tag: count, value: value(depth + 1) };
    if (typeof count === 'bigint' || count > bytes.length) throw new Error('count');
    if (kind === 4) return Array.from({ length: count }, () => value(depth + 1));
    const entries = new Map();
    for (let i = 0; i < count; i += 1) {
      const key = value(depth + 1);
      entries.set(key instanceof Uint8Array ? hex(key) : key, value(depth + 1));
    }
    return entries;
  };
  const found = value(0);
  if (at !== bytes.length) throw new Error('rest');
  return found;
}

function head(kind, length) {
  if (length < 24) return [kind << 5 | length];
  if (length < 256) return [kind << 5 | 24, length];
  if (length < 65536) return [kind << 5 | 25, length >> 8, length & 255];
  return [kind << 5 | 26, length >>> 24, length >> 16 & 255, length >> 8 & 255, length & 255];
}

function toBeSigned(guarded, payload) {
  const context = new TextEncoder().encode('Signature1');
  const parts = [[0x84], head(3, context.length), context, head(2, guarded.length), guarded, [0x40], head(2, payload.length), payload];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}

function opened(bytes, kind) {
  const message = decoded(bytes);
  if (message.tag !== 18 || message.value.length !== 4) throw new Error('message');
  const [guarded, free, payload, signature] = message.value;
  if (!(free instanceof Map) || free.size) throw new Error('message');
  const header = decoded(guarded), claims = decoded(payload);
  if (header.get(1) !== -8 || (header.get(3) || '') !== kind || signature.length !== 64) throw new Error('message');
  return { kid: hex(header.get(4)), claims, signature, signed: toBeSigned(guarded, payload) };
}

async function good(message, key) {
  const point = fromBase64(key.x);
  const subtle = globalThis.crypto && globalThis.crypto.subtle;
  if (subtle) {
    try {
      const known = await subtle.importKey('raw', point, { name: 'Ed25519' }, false, ['verify']);
      return await subtle.verify({ name: 'Ed25519' }, known, message.signature, message.signed);
    } catch { /* this browser's has no Ed25519: ours has */ }
  }
  try {
    return noble.verify(message.signature, message.signed, point);
  } catch {
    return false;
  }
}

// The county's list out of the bundle: { made, next, entries } or null when there is none that is rightly signed.
async function listFor(county, bundle) {
  for (const text of bundle.lists || []) {
    try {
      const message = opened(fromBase64(text), LIST);
      const key = bundle.keys.find((one) => one.kid === message.kid && one.county === county);
      if (!key || message.claims.get(1) !== county || !(await good(message, key))) continue;
      return { made: message.claims.get(6), next: message.claims.get(4), entries: message.claims.get(PRIVATE) };
    } catch { /* another county's, or none at all */ }
  }
  return null;
}

const dayOf = (days) => new Date(days * DAY * 1000).toISOString().slice(0, 10);
const chinaDay = (seconds) => dayOf(Math.floor((seconds + 8 * 3600) / DAY));

function printed(message) {
  const { claims } = message;
  const [number, name, salt, hash, course, hours, starts, ends, issued, copy] = claims.get(PRIVATE);
  const until = claims.get(4);
  return {
    number: typeof number === 'string' ? number : `PX${String(number).padStart(17, '0')}`,
    name, salt, hash, course, hours, copy: copy || 0,
    starts: dayOf(starts), ends: dayOf(ends), issued: dayOf(issued),
    until: until === undefined ? null : chinaDay(until), expires: until,
    issuer: claims.get(1), id: hex(claims.get(7)), signedAt: claims.get(6),
  };
}

// The statement in whatever was scanned or typed: the whole link, what stands behind its #, or the digits alone.
export function digitsIn(text) {
  const plain = text.replace(/[\s\u200b]+/g, '');
  const found = plain.includes('#') ? plain.slice(plain.indexOf('#') + 1) : plain;
  return /^[0-9]{200,2000}$/.test(found) ? found : null;
}

export function plainName(name) {
  return name.normalize('NFC').replace(/[\s\u200b-\u200d\u2060\ufeff]+/g, '').replace(/[•．‧・∙⋅]/g, '·').toLowerCase();
}

export function provesName(facts, name) {
  const typed = new TextEncoder().encode(plainName(name));
  const salted = new Uint8Array(facts.salt.length + typed.length);
  salted.set(facts.salt);
  salted.set(typed, facts.salt.length);
  return hex(sha512(salted).subarray(0, facts.hash.length)) === hex(facts.hash);
}

// What is to be said of a code. `code` is one of NO_STATEMENT UNREADABLE KEY_UNKNOWN FORGED KEY_WITHDRAWN OLD_KEY
// REVOKED REPLACED EXPIRED VALID; `facts` what the paper must say; `list` how old what is known of revocations is.
export async function examine(text, bundle, now = Date.now() / 1000) {
  const digits = digitsIn(text);
  if (!digits) return { code: /\/v\/[\w-]{16,}/.test(text) ? 'NO_STATEMENT' : 'UNREADABLE' };
  let message, facts;
  try {
    message = opened(fromDigits(digits), '');
    facts = printed(message);
  } catch {
    return { code: 'UNREADABLE' };
  }
  const key = bundle.keys.find((one) => one.kid === message.kid);
  if (!key) return { code: 'KEY_UNKNOWN' };
  if (!(await good(message, key))) return { code: 'FORGED' };
  const about = { facts, county: key.name, key };
  if (key.state === 'withdrawn') return { code: 'KEY_WITHDRAWN', ...about };
  const early = facts.signedAt < key.from - LEEWAY, late = key.to !== null && facts.signedAt > key.to + LEEWAY;
  if (early || late || facts.signedAt > now + 2 * DAY) return { code: 'OLD_KEY', ...about };
  const list = await listFor(key.county, bundle);
  const age = list && Math.max(0, Math.floor((now - list.made) / DAY));
  const entry = list && list.entries.get(facts.id);
  const known = { ...about, list: list && { day: chinaDay(list.made), age, old: now > list.next } };
  if (entry && entry[0] === 1) return { code: 'REVOKED', day: dayOf(entry[1]), ground: entry[2], ...known };
  if (entry && entry[0] === 2) return { code: 'REPLACED', day: dayOf(entry[1]), ...known };
  if (facts.expires !== undefined && now > facts.expires) return { code: 'EXPIRED', ...known };
  const copied = entry && entry[0] === 3 && entry[2] > facts.copy ? { day: dayOf(entry[1]), copies: entry[2] } : null;
  return { code: 'VALID', copied, ...known };
}
