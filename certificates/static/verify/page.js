// What a person sees of a check. Everything from a code is put in as text, never as markup.
import { examine, provesName } from './statement.js';

const TONES = {
  VALID: 'green', EXPIRED: 'amber', REPLACED: 'amber', NO_STATEMENT: 'amber', KEY_WITHDRAWN: 'amber',
};

export function speaker(words) {
  return (key, facts = {}) => (words[key] || key).replace(/%\((\w+)\)s/g, (_all, name) => (facts[name] == null ? '' : facts[name]));
}

function element(tag, text, kind) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function notice(tone, text) {
  const made = element('div', undefined, `notice notice-${tone}`);
  if (tone === 'red') made.setAttribute('role', 'alert');
  made.append(element('p', text));
  return made;
}

function factList(say, facts, issuedBy) {
  const lines = [
    ['number', facts.number], ['name', facts.name], ['course', facts.course],
    ['hours', facts.hours === null ? say('not_known') : String(facts.hours)],
    ['days', `${facts.starts} — ${facts.ends}`], ['issuer', facts.issuer || say('by_seal')], ['county', issuedBy],
    ['issued', facts.issued], ['until', facts.until || say('for_ever')],
  ];
  if (facts.copy) lines.push(['copy', say('copy_number', { count: facts.copy })]);
  const list = element('dl', undefined, 'facts');
  for (const [key, value] of lines) {
    const line = element('div');
    line.append(element('dt', say(`fact_${key}`)), element('dd', value));
    list.append(line);
  }
  return list;
}

function nameForm(say, facts) {
  const form = element('form', undefined, 'name-check');
  const label = element('label', say('name_prompt'));
  const input = element('input', undefined, 'form-control');
  input.name = 'name';
  input.autocomplete = 'off';
  input.maxLength = 60;
  input.required = true;
  label.append(input);
  const answer = element('p', '', 'name-answer');
  answer.setAttribute('role', 'status');
  form.append(label, element('button', say('name_button'), 'btn btn-plain'), answer);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const right = provesName(facts, input.value);
    answer.textContent = say(right ? 'name_right' : 'name_wrong');
    answer.className = `name-answer ${right ? 'right' : 'wrong'}`;
  });
  return form;
}

function aboutList(say, verdict) {
  if (verdict.list === undefined) return [];
  if (verdict.list === null) return [notice('amber', say('list_none'))];
  const said = say(verdict.list.age ? 'list_age' : 'list_today', { day: verdict.list.day, days: verdict.list.age });
  return verdict.list.old ? [notice('amber', `${said} ${say('list_old')}`)] : [element('p', said, 'list-age')];
}

// Draws the verdict on a code's text into `place`; `say` speaks the person's language. `brief` leaves the content out
// where the page shows it already; `shown` is the id of the certificate it shows.
export async function show(place, text, bundle, say, brief = false, shown = '') {
  const began = performance.now();
  const found = await examine(text, bundle);
  const other = Boolean(shown && found.facts && found.facts.id !== shown);
  const verdict = other ? { facts: found.facts, county: found.county, code: 'OTHER' } : found;
  const day = verdict.day, facts = verdict.facts;
  const ground = verdict.code === 'REVOKED' ? say(`ground_${verdict.ground}`) : '';
  const said = say(`verdict_${verdict.code}`, { day, ground, until: facts && facts.until, number: facts && facts.number, county: verdict.county });
  const parts = [notice(TONES[verdict.code] || 'red', said)];
  if (verdict.copied) parts.push(notice('amber', say('copied', { day: verdict.copied.day, count: verdict.copied.copies })));
  parts.push(...aboutList(say, verdict));
  if (facts && (other || !brief)) parts.push(factList(say, facts, verdict.county));
  if (facts && !other) parts.push(nameForm(say, facts));
  place.textContent = '';
  place.append(...parts);
  place.dataset.verdict = verdict.code;
  place.dataset.milliseconds = String(Math.round(performance.now() - began));
  place.hidden = false;
  return verdict;
}
