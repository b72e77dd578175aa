// The verifier that needs nothing but itself: a file on a phone, or what the service worker kept of the site.
import { codeByCamera, codeInPhoto, hasCamera } from './camera.js';
import { show, speaker } from './page.js';

const data = (id) => JSON.parse(document.getElementById(id).textContent);
const bundle = data('bundle'), words = data('words');
const part = (name) => document.querySelector(`[data-part="${name}"]`);
let language = /^zh/i.test(navigator.language || 'zh') ? 'zh' : 'en';
let say = speaker(words[language]);
let last = null;
let looking = null;

async function check(text) {
  last = text;
  await show(part('verdict'), text, bundle, say);
  part('verdict').scrollIntoView({ block: 'nearest' });
}

function speak() {
  say = speaker(words[language]);
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
  document.title = say('title');
  for (const place of document.querySelectorAll('[data-word]')) place.textContent = say(place.dataset.word);
  const made = new Date(bundle.made * 1000 + 8 * 3600000).toISOString().slice(0, 10);
  const days = Math.max(0, Math.floor(Date.now() / 86400000 - bundle.made / 86400));
  const counties = bundle.keys.filter((key) => key.state === 'active').map((key) => key.name);
  part('about').textContent = say(days ? 'about' : 'about_today', { day: made, days, counties: [...new Set(counties)].join('、') });
  if (last !== null) check(last);
}

function trouble(word) {
  part('trouble').textContent = say(word);
  part('trouble').hidden = false;
}

async function look() {
  if (looking) { looking.abort(); return; }
  looking = new AbortController();
  part('trouble').hidden = true;
  part('video').hidden = false;
  part('camera').textContent = say('camera_stop');
  try {
    const found = await codeByCamera(part('video'), looking.signal);
    if (found) await check(found);
  } catch {
    trouble('camera_refused');
  } finally {
    looking = null;
    part('video').hidden = true;
    part('camera').textContent = say('camera');
  }
}

part('language').addEventListener('click', () => { language = language === 'zh' ? 'en' : 'zh'; speak(); });
part('camera').hidden = !hasCamera();
part('camera').addEventListener('click', look);
part('photo').addEventListener('change', async (event) => {
  part('trouble').hidden = true;
  const [file] = event.target.files;
  let found = null;
  try { found = file && await codeInPhoto(file); } catch { /* no picture */ }
  if (found) await check(found); else trouble('photo_empty');
  event.target.value = '';
});
part('typed').addEventListener('submit', (event) => {
  event.preventDefault();
  check(part('code').value);
});
if (location.hash.length > 1) check(location.hash);
else if (/^\/v\/[\w-]{16,}$/.test(location.pathname)) check(location.pathname);
addEventListener('hashchange', () => check(location.hash));
speak();
document.documentElement.classList.add('ready');
