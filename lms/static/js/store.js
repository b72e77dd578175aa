// What the phone keeps: events to be sent, its own name and counter (IndexedDB), drafts (localStorage).
const NAME = 'lms-offline';
let opened = null;

function open() {
  if (!opened) opened = new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const base = request.result;
      base.createObjectStore('events', { keyPath: 'id' }).createIndex('account', 'account');
      base.createObjectStore('meta', { keyPath: 'name' });
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  return opened;
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}

// work(stores) makes requests; resolves to what it returned (a request's result) once all is on disk
async function transact(names, mode, work) {
  const base = await open();
  return new Promise((done, failed) => {
    const transaction = base.transaction(names, mode, { durability: 'strict' });
    let answer;
    transaction.oncomplete = () => done(answer instanceof IDBRequest ? answer.result : answer);
    transaction.onerror = () => failed(transaction.error);
    transaction.onabort = () => failed(transaction.error);
    answer = work(...names.map((name) => transaction.objectStore(name)));
  });
}

// The event, its number and the counter are written in one transaction: no number is used twice.
// `page` ({ own, list }) is the kept page that is needed only until this event has been received.
export function addEvent(account, kind, body, page = null) {
  const event = { id: newId(), account, kind, body, page, device_time: new Date().toISOString(), state: 'waiting' };
  return transact(['events', 'meta'], 'readwrite', (events, meta) => {
    const counter = meta.get('counter');
    counter.onsuccess = () => {
      const known = counter.result ?? { name: 'counter', device: newId(), seq: 0 };
      known.seq += 1;
      event.seq = known.seq;
      event.device = known.device;
      meta.put(known);
      events.add(event);
    };
    return event;
  });
}

export async function eventsOf(account) {
  const found = await transact(['events'], 'readonly', (events) => events.index('account').getAll(account));
  return found.sort((one, other) => one.seq - other.seq);
}

export function putEvent(event) { return transact(['events'], 'readwrite', (events) => { events.put(event); }); }

export function dropEvents(ids) {
  return transact(['events'], 'readwrite', (events) => { for (const id of ids) events.delete(id); });
}

// Drafts are written at once, by the synchronous store: the page may be gone the next moment.
const draftKey = (account, form) => `draft:${account}:${form}`;

export function draftOf(account, form) { return JSON.parse(localStorage.getItem(draftKey(account, form)) ?? 'null'); }

export function putDraft(account, form, fields) {
  try {
    localStorage.setItem(draftKey(account, form), JSON.stringify(fields));
  } catch {
    // a full phone keeps no draft; the form itself is still there
  }
}

export function draftsOf(account) { return Object.keys(localStorage).filter((key) => key.startsWith(draftKey(account, ''))); }

export function dropDraft(account, form) { localStorage.removeItem(draftKey(account, form)); }

// What was last heard of the office is kept too, so that the status line is right after a reload.
export async function remember(name, value) {
  await transact(['meta'], 'readwrite', (meta) => { meta.put({ name, value }); });
}

export async function remembered(name) {
  return (await transact(['meta'], 'readonly', (meta) => meta.get(name)))?.value;
}

// Everything of an account goes: its events, its drafts, its pages.
export async function forget(account) {
  await dropEvents((await eventsOf(account)).map(({ id }) => id));
  await forgetPages(account);
}

export async function forgetPages(account) {
  for (const key of draftsOf(account)) localStorage.removeItem(key);
  await transact(['meta'], 'readwrite', (meta) => { meta.delete(`synced:${account}`); });
  for (const name of await caches.keys()) if (name.startsWith('pages:')) await caches.delete(name);
}

// Kept pages whose path is chosen go, the others stay.
export async function forgetKept(chosen) {
  for (const name of await caches.keys()) {
    if (!name.startsWith('pages:')) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) if (chosen(new URL(request.url).pathname)) await cache.delete(request);
  }
}
