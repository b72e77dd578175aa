// Sends marks in batches. A batch keeps its key until it is answered, so a lost answer never counts twice.
// Request:  POST {key, reason, marks: [{person, session, status, was}]}   header X-CSRFToken
// Answer:   200 {at: '10:32', refused: [{person, session, status, code, sentence}]}  status: what is stored
// Refusal:  4xx {code, sentence}: 400, 401, 403 and 429 keep the marks, any other puts the old ones back.
const SETTLE = 400;
const RETRY = [2000, 5000, 15000, 30000];
const KEEP = new Set([400, 401, 403, 408, 425, 429]);

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class SaveQueue {
  constructor(form, texts, settle) {
    this.form = form;
    this.texts = texts;
    this.settle = settle;
    this.status = form.querySelector('[data-sheet-status]');
    this.waiting = new Map();
    this.batch = null;
    this.busy = false;
    this.tries = 0;
    this.timer = null;
    this.stale = false;
    this.say(texts.synced);
    window.addEventListener('online', () => this.soon(0));
    window.addEventListener('beforeunload', (event) => {
      if (this.unsent) event.preventDefault();
    });
  }

  get unsent() { return this.waiting.size + (this.batch?.marks.length ?? 0); }

  add(id, status, was) {
    const earlier = this.waiting.get(id);
    this.waiting.set(id, { status, was: earlier ? earlier.was : was });
    if (!this.tries) this.say(this.texts.saving);
    else this.sayUnsent();
    this.soon(this.tries ? undefined : SETTLE);
  }

  say(words, look = '') {
    this.status.textContent = words;
    this.status.className = `sheet-status ${look}`.trim();
  }

  sayUnsent() { this.say(this.texts.unsent.replace('{count}', String(this.unsent)), 'is-waiting'); }

  soon(delay) {
    if (this.busy || (delay === undefined && this.timer !== null)) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => { this.timer = null; this.send(); }, delay ?? SETTLE);
  }

  take() {
    const marks = [...this.waiting].map(([id, { status, was }]) => {
      const [person, session] = id.split('-');
      return { person, session, status, was };
    });
    this.waiting.clear();
    return { key: newKey(), reason: this.form.elements.namedItem('reason')?.value || null, marks };
  }

  async send() {
    if (this.busy || !this.unsent) return;
    this.busy = true;
    if (!this.batch) this.batch = this.take();
    if (this.stale) await this.renewToken();
    try {
      const answer = await fetch(this.form.dataset.sheet, {
        method: 'POST',
        credentials: 'same-origin',
        redirect: 'error',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': this.form.dataset.csrf },
        body: JSON.stringify(this.batch),
      });
      if (answer.status >= 500) throw new Error(String(answer.status));
      const told = await answer.json().catch(() => ({}));
      this.tries = 0;
      this.stale = KEEP.has(answer.status);
      if (answer.ok) this.stored(told);
      else this.refused(answer.status, told);
    } catch {
      this.sayUnsent();
      this.busy = false;
      this.soon(RETRY[Math.min(this.tries, RETRY.length - 1)]);
      this.tries += 1;
    }
  }

  // signing in again elsewhere gives this page's forms a new token
  async renewToken() {
    try {
      const answer = await fetch(window.location.href, { cache: 'no-store' });
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const token = fresh.querySelector('form[data-sheet]')?.dataset.csrf;
      if (token) this.form.dataset.csrf = token;
    } catch {
      // still unreachable: the next try asks again
    }
  }

  // a later change of the same cell that still waits is newer than this answer
  putBack(marks) {
    for (const { person, session, status } of marks) {
      const id = `${person}-${session}`;
      const newer = this.waiting.get(id);
      if (newer) newer.was = status;
      else this.settle(id, status);
    }
  }

  stored(told) {
    const refused = told.refused ?? [];
    this.batch = null;
    this.busy = false;
    this.putBack(refused);
    if (refused.length) {
      this.say(this.texts.refused.replace('{count}', String(refused.length)).replace('{sentence}', refused[0].sentence), 'is-refused');
    } else if (!this.waiting.size) this.say(this.texts.saved.replace('{time}', told.at ?? ''));
    if (this.waiting.size) this.soon(SETTLE);
  }

  refused(status, told) {
    this.busy = false;
    if (KEEP.has(status)) {
      const sentence = told.sentence ?? this.texts.signin;
      this.say(this.texts.expired.replace('{count}', String(this.unsent)).replace('{sentence}', sentence), 'is-refused');
      this.tries = RETRY.length;
      this.soon(RETRY[RETRY.length - 1]);
      return;
    }
    const { marks } = this.batch;
    this.batch = null;
    this.putBack(marks.map(({ person, session, was }) => ({ person, session, status: was })));
    this.say(this.texts.refused.replace('{count}', String(marks.length)).replace('{sentence}', told.sentence ?? String(status)), 'is-refused');
    if (this.waiting.size) this.soon(SETTLE);
  }
}
