// Typing narrows a list to the rows whose data-keys (name, pinyin, initials) hold what was typed.
export function filterLists(root) {
  for (const input of root.querySelectorAll('input[data-filter]')) {
    const list = root.querySelector(input.dataset.filter);
    if (!list) continue;
    const rows = [...list.querySelectorAll('[data-keys]')].map((row) => [row, row.dataset.keys.toLowerCase()]);
    const empty = (input.form ?? root).querySelector('[data-filter-empty]');
    const narrow = () => {
      const typed = input.value.trim().toLowerCase();
      let shown = 0;
      for (const [row, keys] of rows) {
        row.hidden = !keys.includes(typed);
        if (!row.hidden) shown += 1;
      }
      if (empty) empty.hidden = shown > 0;
    };
    input.addEventListener('input', narrow);
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') event.preventDefault();
      if (event.key === 'Escape') {
        input.value = '';
        narrow();
      }
    });
  }
}
