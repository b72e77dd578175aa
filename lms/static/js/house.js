// What every page may use; sheets and progress are fetched only where they stand.
import { askInDialogs } from './confirm.js';
import { filterLists } from './filter.js';
import { followSelections } from './select.js';

document.documentElement.classList.add('js');
askInDialogs(document);
filterLists(document);
followSelections(document);

for (const button of document.querySelectorAll('[data-print]')) {
  button.addEventListener('click', () => window.print());
}

const menus = [...document.querySelectorAll('details[data-menu]')];
document.addEventListener('click', (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of menus.filter((each) => each.open)) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});

for (const form of document.querySelectorAll('form[data-sheet]')) {
  import('./sheet.js').then(({ openSheet }) => openSheet(form));
}
for (const bar of document.querySelectorAll('[data-progress]')) {
  import('./progress.js').then(({ followProgress }) => followProgress(bar));
}
for (const place of document.querySelectorAll('[data-offline-account]')) {
  import('./offline.js').then(({ workOffline }) => workOffline(place));
}
for (const form of document.querySelectorAll('form[data-offline-sign-out]')) {
  if (localStorage.getItem('offline-account') || document.querySelector('[data-offline-account]')) import('./offline.js').then(({ guardSignOut }) => guardSignOut(form));
}
for (const list of document.querySelectorAll('[data-offline-kept]')) {
  import('./offline.js').then(({ showKept }) => showKept(list));
}
for (const box of document.querySelectorAll('[data-doubts]')) {
  import('./doubts.js').then(({ askAbout }) => askAbout(box));
}
