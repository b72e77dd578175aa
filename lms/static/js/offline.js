// Work without network. A form marked data-offline becomes an event in the phone's own store, is sent
// when there is a network, and stays there until the office has answered it. See docs/plugins/offline.md.
import { addEvent, draftOf, draftsOf, dropDraft, dropEvents, eventsOf, forget, forgetKept, forgetPages, putDraft, putEvent, remember, remembered } from './store.js';

const RETRY = [2000, 5000, 15000, 30000, 60000];
const MOST = 100;
const MOST_BYTES = 4_000_000;
const LONGEST_SIDE = 1280;

function filled(text, facts) {
  return Object.entries(facts).reduce((words, [name, value]) => words.split(`{${name}}`).join(String(value)), text);
}

async function ask(address, options) {
  return fetch(address, { credentials: 'same-origin', redirect: 'error', cache: 'no-store', ...options, headers: { Accept: 'application/json', ...options?.headers } });
}

export class OfflineQueue {
  constructor(account, show) {
    this.account = account;
    this.show = show;
    this.tries = 0;
    this.timer = null;
    this.trouble = '';
    window.addEventListener('online', () => this.soon(0));
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.soon(0); });
  }

  async add(kind, body, page) {
    const event = await addEvent(this.account, kind, body, page);
    await this.tell();
    return event;
  }

  async waiting() { return (await eventsOf(this.account)).filter(({ state }) => state === 'waiting'); }

  async tell() {
    const all = await eventsOf(this.account);
    const refused = all.filter(({ state }) => state === 'refused');
    markWaiting(all);
    this.show({ waiting: all.length - refused.length, refused, trouble: this.trouble, synced: await remembered(`synced:${this.account}`) });
  }

  soon(delay) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.send(), delay);
  }

  // one window sends at a time; the others see what is left
  send() {
    if (!navigator.locks) return this.sendAll();
    return navigator.locks.request(`lms-offline:${this.account}`, () => this.sendAll());
  }

  async sendAll() {
    window.clearTimeout(this.timer);
    try {
      for (let batch = await this.take(); batch.length; batch = await this.take()) {
        const token = await this.token();
        if (!token) return await this.tell();
        const again = await this.sendBatch(batch, token);
        if (again) throw new Error('again');
      }
      this.tries = 0;
    } catch {
      this.soon(RETRY[Math.min(this.tries, RETRY.length - 1)]);
      this.tries += 1;
    }
    return this.tell();
  }

  async take() {
    const batch = [];
    let size = 0;
    for (const event of await this.waiting()) {
      size += JSON.stringify(event.body).length;
      if (batch.length === MOST || (batch.length && size > MOST_BYTES)) break;
      batch.push(event);
    }
    return batch;
  }

  // the token belongs to whoever is signed in now; another person's queue is never sent in their name
  async token() {
    const answer = await ask('/offline/token');
    if (answer.status >= 500) throw new Error(String(answer.status));
    const told = await answer.json().catch(() => ({}));
    this.trouble = answer.ok ? (told.account === this.account ? '' : 'other') : 'signin';
    return this.trouble ? null : told.csrf;
  }

  async sendBatch(batch, token) {
    const events = batch.map(({ id, kind, seq, device, device_time, body }) => ({ id, kind, seq, device, device_time, body }));
    const answer = await ask('/offline/events', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
      body: JSON.stringify({ sent_at: new Date().toISOString(), events }),
    });
    if (!answer.ok) {
      if ([400, 401, 403].includes(answer.status)) this.trouble = 'signin';
      throw new Error(String(answer.status));
    }
    const told = await answer.json();
    const known = new Map(batch.map((event) => [event.id, event]));
    const done = told.events.filter(({ outcome }) => outcome === 'done').map(({ id }) => id);
    for (const one of told.events.filter(({ outcome }) => outcome === 'refused')) {
      await putEvent({ ...known.get(one.id), state: 'refused', code: one.code, sentence: one.sentence });
    }
    await dropEvents(done);
    await forgetReceived(done.map((id) => known.get(id)?.page).filter(Boolean));
    await remember(`synced:${this.account}`, told.at);
    return told.events.some(({ outcome }) => outcome === 'retry');
  }
}

// The page of somebody whose answers have arrived is not needed on the phone any more; its list is fetched anew.
async function forgetReceived(pages) {
  if (!pages.length) return;
  const own = pages.map((page) => page.own);
  await forgetKept((path) => own.includes(path));
  navigator.serviceWorker?.controller?.postMessage({ prepare: [...new Set(pages.map((page) => page.list))] });
}

// data-offline-mark="plugin.kind:field=value" shows where an event waits on this phone (of several values
// one is enough); once it has arrived the place says data-offline-arrived, for the list was fetched before.
function markWaiting(events) {
  for (const place of document.querySelectorAll('[data-offline-mark]')) {
    const [, kind, field, value] = place.dataset.offlineMark.match(/^(.+):(.+)=(.*)$/);
    const own = events.filter((event) => event.kind === kind && [event.body[field]].flat().map(String).includes(value));
    const arrived = !place.hidden && !own.length && place.dataset.offlineArrived;
    if (arrived) place.textContent = arrived;
    else place.hidden = !own.some(({ state }) => state === 'waiting');
  }
}

// What stands in a form, as the body of an event: several values of one name become a list.
async function bodyOf(form) {
  const body = {};
  for (const [name, value] of new FormData(form)) {
    if (name === 'csrf_token' || name === 'event_id') continue;
    const plain = value instanceof File ? (value.size ? await smaller(value) : '') : value;
    if (form.querySelectorAll(`[name="${CSS.escape(name)}"][data-many]`).length) body[name] = [...(body[name] ?? []), plain];
    else body[name] = plain;
  }
  return body;
}

// A form for several (data-offline-each names the field) is one event each: what is said of one alone,
// `name-<value>`, goes before what is said of all. data-offline-together="kind=group" keeps it one event.
async function bodiesOf(form) {
  const fields = await bodyOf(form);
  const { offlineEach: each, offlineTogether: together } = form.dataset;
  const common = Object.fromEntries(Object.entries(fields).filter(([name]) => !name.includes('-')));
  const [name, value] = (together ?? '').split('=');
  if (!each || !fields[each]?.length || (name && fields[name] === value)) return [common];
  return fields[each].map((one) => {
    const own = Object.entries(fields).filter(([key, said]) => key.endsWith(`-${one}`) && said.length);
    return { ...common, ...Object.fromEntries(own.map(([key, said]) => [key.slice(0, -one.length - 1), said])), [each]: [one] };
  });
}

function localDay() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

// a photo leaves the phone small and without what the camera wrote into it
async function smaller(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/jpeg', 0.75);
}

class OfflineForm {
  constructor(form, queue, texts) {
    this.form = form;
    this.queue = queue;
    this.texts = texts;
    this.said = form.querySelector('[data-offline-said]');
    form.addEventListener('submit', (event) => { event.preventDefault(); this.submit(event.submitter); });
    form.addEventListener('input', () => this.keep());
    form.addEventListener('change', () => this.keep());
  }

  get name() { return this.form.dataset.offlineForm; }

  keep() { putDraft(this.queue.account, this.name, this.fields()); }

  fields() {
    return [...this.form.elements].filter((one) => one.name && !['hidden', 'file', 'submit'].includes(one.type))
      .map((one) => [one.name, one.type === 'checkbox' || one.type === 'radio' ? one.value : '', ['checkbox', 'radio'].includes(one.type) ? one.checked : one.value]);
  }

  // a page kept since yesterday still says yesterday's day
  begin() {
    for (const day of this.form.querySelectorAll('input[data-today]')) if (day.value < localDay()) day.value = localDay();
  }

  restore() {
    this.begin();
    for (const [name, value, now] of draftOf(this.queue.account, this.name) ?? []) {
      const places = [...this.form.elements].filter((one) => one.name === name);
      const box = places.find((one) => ['checkbox', 'radio'].includes(one.type) && one.value === value);
      if (box) box.checked = now;
      else if (places[0] && !['checkbox', 'radio', 'hidden', 'file'].includes(places[0].type)) places[0].value = now;
    }
    const aimed = window.location.hash ? document.getElementById(window.location.hash.slice(1)) : null;
    const box = aimed && this.form.contains(aimed) ? aimed.querySelector('input[type=checkbox]') : null;
    if (box) box.checked = true;
  }

  say(words, tone) {
    this.said.textContent = words;
    this.said.className = `notice notice-${tone}`;
    this.said.hidden = !words;
    if (words) this.said.focus();
  }

  async submit(button) {
    if (!this.form.reportValidity()) return;
    if (!this.form.dispatchEvent(new CustomEvent('offline-entered', { cancelable: true }))) return;
    if (button) button.disabled = true;
    try {
      const events = [];
      const list = this.form.dataset.offlineOnce;
      const page = list ? { own: window.location.pathname, list } : null;
      for (const body of await bodiesOf(this.form)) events.push(await this.queue.add(this.form.dataset.offline, body, page));
      await Promise.race([this.queue.send(), new Promise((done) => { window.setTimeout(done, 6000); })]);
      await this.after(events.map(({ id }) => id));
    } catch {
      this.say(this.texts.unkept, 'red');
    } finally {
      if (button) button.disabled = false;
    }
  }

  // refused ones come back into the form; those of a tour that were taken are unticked
  async after(ids) {
    const stored = (await eventsOf(this.queue.account)).filter(({ id }) => ids.includes(id));
    const refused = stored.filter(({ state }) => state === 'refused');
    if (refused.length) {
      await dropEvents(refused.map(({ id }) => id));
      await this.queue.tell();
      this.leaveOnly(refused.flatMap(({ body }) => body[this.form.dataset.offlineEach] ?? []));
      this.say(refused.map(({ sentence }) => sentence).join(' '), 'red');
      return;
    }
    dropDraft(this.queue.account, this.name);
    this.form.reset();
    this.begin();
    this.say(stored.length ? this.texts.kept : this.texts.stored, stored.length ? 'amber' : 'green');
  }

  leaveOnly(values) {
    for (const box of this.form.querySelectorAll(`[name="${CSS.escape(this.form.dataset.offlineEach ?? '')}"]`)) {
      if (box.type === 'checkbox') box.checked = values.includes(box.value);
    }
    this.keep();
  }
}

function line(place, texts) {
  const list = document.querySelector('[data-offline-refused]');
  return ({ waiting, refused, trouble, synced }) => {
    let words = synced ? filled(texts.synced, { time: synced }) : texts.idle;
    if (waiting) words = filled(trouble ? texts[trouble] : texts.waiting, { count: waiting });
    place.textContent = words;
    place.classList.toggle('is-waiting', waiting > 0);
    place.dataset.waiting = String(waiting);
    if (list) showRefused(list, refused, texts);
  };
}

// refused ones stay until somebody has read them and takes them away
function showRefused(list, refused, texts) {
  list.hidden = !refused.length;
  list.textContent = '';
  list.append(...refused.map((event) => {
    const item = document.createElement('li');
    const words = document.createElement('p');
    const button = document.createElement('button');
    words.textContent = `${new Date(event.device_time).toLocaleString()} ${event.sentence} (${event.code})`;
    button.type = 'button';
    button.className = 'btn btn-quiet';
    button.textContent = texts.remove;
    button.addEventListener('click', async () => { await dropEvents([event.id]); item.remove(); list.hidden = !list.children.length; });
    item.append(words, button);
    return item;
  }));
}

// Registers the service worker and has it keep the pages of today's work; former ones below `under` go.
async function prepare(pages, under) {
  if (!('serviceWorker' in navigator)) return;
  if (under) await forgetKept((path) => path.startsWith(under) && !pages.includes(path));
  await navigator.serviceWorker.register('/sw.js', { type: 'classic' });
  const ready = await navigator.serviceWorker.ready;
  ready.active.postMessage({ prepare: pages });
}

export async function workOffline(place) {
  const texts = JSON.parse(place.dataset.texts);
  const account = place.dataset.offlineAccount;
  const queue = new OfflineQueue(account, line(place, texts));
  localStorage.setItem('offline-account', account);
  for (const form of document.querySelectorAll('form[data-offline]')) {
    new OfflineForm(form, queue, texts).restore();
  }
  document.documentElement.dataset.offlineReady = '';
  prepare(JSON.parse(place.dataset.offlinePages || '[]'), place.dataset.offlineUnder).catch(() => {});
  await queue.tell();
  queue.soon(0);
}

// Signing out says what is not sent: it is sent now, or thrown away, by the person's own word.
export function guardSignOut(form) {
  const texts = JSON.parse(form.dataset.offlineSignOut);
  form.addEventListener('submit', async (event) => {
    const account = localStorage.getItem('offline-account'); // set since, where this page is the first to work offline
    if (!account || form.dataset.settled) return;
    event.preventDefault();
    const queue = new OfflineQueue(account, () => {});
    const count = (await queue.waiting()).length;
    const drafts = draftsOf(account).length;
    if (!count && !drafts) return leave(form, account, false);
    const words = [count ? filled(texts.question, { count }) : '', drafts ? filled(texts.drafts, { count: drafts }) : ''];
    return question(words.join(''), texts, {
      send: count && (async (say) => {
        await queue.send();
        const left = (await queue.waiting()).length;
        if (left) say(filled(texts.left, { count: left }));
        else await leave(form, account, false);
      }),
      discard: () => leave(form, account, true),
    });
  });
}

async function leave(form, account, discard) {
  if (discard) await forget(account);
  else await forgetPages(account);
  localStorage.removeItem('offline-account');
  form.dataset.settled = 'yes';
  form.submit();
}

function question(words, texts, acts) {
  const dialog = document.createElement('dialog');
  dialog.className = 'ask-dialog';
  const said = document.createElement('p');
  said.textContent = words;
  said.setAttribute('role', 'status');
  const actions = document.createElement('div');
  actions.className = 'form-actions';
  const say = (more) => { said.textContent = more; };
  for (const [name, look, act] of [['send', 'primary', acts.send], ['discard', 'danger', acts.discard], ['cancel', 'quiet', () => dialog.close()]]) {
    if (!act) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = `btn btn-${look}`;
    button.textContent = texts[name];
    button.addEventListener('click', () => act(say));
    actions.append(button);
  }
  dialog.setAttribute('aria-label', words);
  dialog.append(said, actions);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

// The page for no network leads to what is kept.
export async function showKept(list) {
  for (const name of await caches.keys()) {
    if (!name.startsWith('pages:')) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const text = await (await cache.match(request)).text();
      const link = document.createElement('a');
      link.href = request.url;
      link.textContent = new DOMParser().parseFromString(text, 'text/html').title;
      const item = document.createElement('li');
      item.append(link);
      list.append(item);
    }
  }
}
