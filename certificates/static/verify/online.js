// The online page: keeps the verifier on this phone for when there is no network, and proves the paper's own signature.
import { digitsIn } from './statement.js';
import { show, speaker } from './page.js';

if ('serviceWorker' in navigator) navigator.serviceWorker.register('/verify-sw.js', { scope: '/v/' }).catch(() => {});

const place = document.querySelector('[data-signature]');
if (place && digitsIn(location.hash)) {
  const answer = await fetch(place.dataset.signature);
  if (answer.ok) {
    const bundle = await answer.json();
    await show(place, location.hash, bundle, speaker(bundle.words), true, place.dataset.id);
  }
}
