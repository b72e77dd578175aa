// The bar of what can be done to chosen rows appears with the first choice and counts them.
export function followSelections(root) {
  for (const bar of root.querySelectorAll('form[data-selection]')) {
    const name = bar.dataset.selection;
    const boxes = [...root.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)];
    const all = root.querySelector(`input[data-select-all="${CSS.escape(name)}"]`);
    const words = bar.querySelector('[data-selection-count]');
    const show = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      bar.hidden = chosen === 0;
      document.body.classList.toggle('has-selection', chosen > 0);
      words.textContent = bar.dataset.chosen.replace('{count}', String(chosen));
      if (all) {
        all.checked = chosen > 0 && chosen === boxes.length;
        all.indeterminate = chosen > 0 && chosen < boxes.length;
      }
    };
    for (const box of boxes) box.addEventListener('change', show);
    all?.addEventListener('change', () => {
      for (const box of boxes) box.checked = all.checked;
      show();
    });
    window.addEventListener('pageshow', show);
    show();
  }
}
