// Asks on the phone itself about answers that look odd; it never blocks: ticking the box takes them as they are.
const HIGH_TOTAL = 500_000;
const LARGE_HOUSEHOLD = 12;

export function doubtsOf(said) {
  const times = said.get('period') === 'month' ? Number(said.get('months') || 12) : 1;
  const number = (name) => { const text = String(said.get(name) ?? '').trim(); return text ? Number(text) : null; };
  const [wages, sales, costs, assets, transfers] = ['wages', 'sales', 'costs', 'assets', 'transfers'].map((name) => number(name) === null ? null : number(name) * times);
  const known = ![wages, sales, costs, assets, transfers].includes(null);
  const total = known ? wages + sales - costs + assets + transfers : null;
  const found = [];
  if (sales !== null && costs !== null && costs > sales) found.push('COSTS_ABOVE_SALES');
  if (total !== null && total >= HIGH_TOTAL) found.push('INCOME_VERY_HIGH');
  if (total === 0) found.push('INCOME_NOTHING');
  if (said.get('status') === 'shop' && said.get('shop_open') !== 'no' && !sales) found.push('SHOP_WITHOUT_SALES');
  if (number('household') > LARGE_HOUSEHOLD) found.push('HOUSEHOLD_LARGE');
  return found;
}

export function askAbout(box) {
  const form = box.closest('form');
  const confirmed = form.elements.confirmed;
  form.addEventListener('offline-entered', (event) => {
    const found = doubtsOf(new FormData(form));
    for (const line of box.querySelectorAll('[data-doubt]')) line.hidden = !found.includes(line.dataset.doubt);
    const asks = found.length > 0 && !(confirmed.checked && !box.hidden);
    box.hidden = !found.length;
    if (!asks) return;
    event.preventDefault();
    confirmed.checked = false;
    box.focus();
  });
  form.addEventListener('reset', () => { box.hidden = true; });
}
