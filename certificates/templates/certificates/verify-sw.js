// Keeps the verifier on the phone: pages below /v/ come from the network, and without one from here.
const KEPT = 'certificate-verifier-1';
const PAGE = '/v/';
const PATIENCE = 6000;

const keep = async () => {
  const cache = await caches.open(KEPT);
  await cache.add(new Request(PAGE, { cache: 'reload', credentials: 'omit' }));
};

self.addEventListener('install', (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

async function answer(request) {
  const kept = await caches.match(PAGE, { cacheName: KEPT });
  const late = new Promise((_resolve, reject) => { setTimeout(() => reject(new Error('late')), PATIENCE); });
  try {
    const fresh = await (kept ? Promise.race([fetch(request), late]) : fetch(request));
    return fresh.status >= 500 && kept ? kept : fresh;
  } catch (fault) {
    if (kept) return kept;
    throw fault;
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.mode !== 'navigate' || request.method !== 'GET' || !new URL(request.url).pathname.startsWith(PAGE)) return;
  event.respondWith(answer(request));
  event.waitUntil(keep().catch(() => {}));
});
