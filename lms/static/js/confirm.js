// Turns <details data-ask> (a question that works without scripts) into a modal dialog.
let serial = 0;

function build(details) {
  const summary = details.querySelector('summary');
  const form = details.querySelector('form');
  const dialog = document.createElement('dialog');
  const title = document.createElement('h2');
  const cancel = document.createElement('button');
  serial += 1;
  title.id = `ask-${serial}`;
  title.textContent = summary.textContent.trim();
  cancel.type = 'button';
  cancel.className = 'btn btn-quiet';
  cancel.textContent = details.dataset.cancel;
  cancel.addEventListener('click', () => dialog.close());
  dialog.className = 'ask-dialog';
  dialog.setAttribute('aria-labelledby', title.id);
  form.querySelector('.form-actions').append(cancel);
  dialog.append(title, form);
  dialog.addEventListener('close', () => summary.focus());
  document.body.append(dialog);
  return dialog;
}

export function askInDialogs(root) {
  if (typeof HTMLDialogElement === 'undefined') return;
  for (const details of root.querySelectorAll('details[data-ask]')) {
    let dialog = null;
    details.querySelector('summary').addEventListener('click', (event) => {
      event.preventDefault();
      if (!dialog) dialog = build(details);
      dialog.showModal();
    });
  }
}
