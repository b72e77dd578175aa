// Keeps the shell and the pages marked Offline-Ready. Everything else goes to the network as ever.
// Caches: shell-<version> holds static files; pages:<account> holds that account's pages, nobody else's.
const SHELL = 'shell-SHELL_VERSION';
const OFFLINE = '/offline';
const READY = 'Offline-Ready';
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const PATIENCE = 8000;

async function fillShell() {
  const cache = await caches.open(SHELL);
  const page = await fetch(OFFLINE, { cache: 'no-store' });
  if (!page.ok) throw new Error(String(page.status));
  const text = await page.clone().text();
  const links = [...text.matchAll(/(?:href|src)="(\/[^"]*static[^"#]*)/g)].map((found) => found[1]);
  await cache.addAll([...new Set(links)]);
  await cache.put(OFFLINE, page);
}

self.addEventListener('install', (event) => {
  event.waitUntil(fillShell().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('shell-') && name !== SHELL) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

async function keep(request, response) {
  const account = response.headers.get(READY);
  if (!account || !response.ok || response.redirected) return;
  const own = `pages:${account}`;
  for (const name of await caches.keys()) {
    if (name.startsWith('pages:') && name !== own) await caches.delete(name);
  }
  const headers = new Headers(response.headers);
  headers.set('Offline-Kept', String(Date.now()));
  const body = await response.blob();
  const cache = await caches.open(own);
  await cache.put(request.url, new Response(body, { status: 200, headers }));
}

async function kept(request) {
  for (const name of await caches.keys()) {
    if (!name.startsWith('pages:')) continue;
    const cache = await caches.open(name);
    const found = await cache.match(request.url, { ignoreVary: true }) ?? await cache.match(request.url, { ignoreVary: true, ignoreSearch: true });
    if (found && Date.now() - Number(found.headers.get('Offline-Kept')) < KEPT_FOR) return found;
  }
  return null;
}

async function page(event) {
  const { request } = event;
  const saved = await kept(request);
  const limit = new AbortController();
  if (saved) setTimeout(() => limit.abort(), PATIENCE);
  try {
    const answer = await fetch(request, { signal: limit.signal });
    event.waitUntil(keep(request, answer.clone()));
    return answer;
  } catch (fault) {
    if (saved) return saved;
    const cache = await caches.open(SHELL);
    return (await cache.match(OFFLINE)) ?? Promise.reject(fault);
  }
}

async function asset(request) {
  const found = await (await caches.open(SHELL)).match(request, { ignoreVary: true });
  return found ?? fetch(request);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(event));
  else if (address.pathname.includes('/static/')) event.respondWith(asset(request));
});

// a page names the other pages of today's work, to be kept before they are ever opened
self.addEventListener('message', (event) => {
  const wanted = event.data?.prepare;
  if (!Array.isArray(wanted)) return;
  event.waitUntil(Promise.allSettled(wanted.map(async (path) => {
    const request = new Request(new URL(path, self.location.origin).href, { credentials: 'same-origin' });
    await keep(request, await fetch(request));
  })));
});
