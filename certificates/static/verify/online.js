// The online page: keeps the verifier on this phone for when there is no network, and proves the paper's own signature.
import { digitsIn } from './statement.js';
import { show, speaker } from './page.js';

if ('serviceWorker' in navigator) navigator.serviceWorker.register('/verify-sw.js', { scope: '/v/' }).catch(() => {});

async function prove(place) {
  const answer = await fetch(place.dataset.signature);
  if (!answer.ok) return;
  const bundle = await answer.json();
  await show(place, location.hash, bundle, speaker(bundle.words), true, place.dataset.id);
}

const place = document.querySelector('[data-signature]');
if (place && digitsIn(location.hash)) prove(place);
