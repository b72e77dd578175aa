// A sheet filled as one goes: keys as in Excel on the desktop, taps on the phone, saved after every change.
// One cell is one person in one half-day, whether drawn as a <select> (grid) or as radio buttons (roll).
import { SaveQueue } from './queue.js';

class SelectCell {
  constructor(box) {
    this.box = box;
    this.control = box.querySelector('select');
    this.id = box.dataset.cell;
  }

  get status() { return this.control.value; }

  show(status) {
    this.control.value = status;
    this.box.dataset.status = status;
  }

  get locked() { return this.control.disabled; }

  focus() { this.control.focus({ preventScroll: true }); this.box.scrollIntoView({ block: 'nearest', inline: 'nearest' }); }
}

class RadioCell {
  constructor(box, words) {
    this.box = box;
    this.radios = [...box.querySelectorAll('input[type=radio]')];
    this.id = box.dataset.cell;
    this.words = words;
    this.name = box.querySelector('.roll-name').textContent.trim();
    this.button = document.createElement('button');
    this.button.type = 'button';
    this.button.className = 'roll-cycle';
    box.append(this.button);
    this.show(this.status);
  }

  get status() { return this.radios.find((radio) => radio.checked)?.value ?? ''; }

  show(status) {
    for (const radio of this.radios) radio.checked = radio.value === status;
    this.box.dataset.status = status;
    this.button.dataset.status = status;
    this.button.textContent = this.words[status];
    this.button.setAttribute('aria-label', `${this.name} ${this.words[status]}`);
  }

  get locked() { return this.radios[0].disabled; }

  focus() { (this.radios.find((radio) => radio.checked) ?? this.radios[0]).focus(); }
}

class Sheet {
  constructor(form) {
    this.form = form;
    this.texts = JSON.parse(form.dataset.texts);
    this.statuses = JSON.parse(form.dataset.statuses).map(([value, symbol, word, counts]) => ({ value, symbol, word, counts }));
    const words = { '': this.texts.unmarked };
    for (const { value, word } of this.statuses) words[value] = word;
    this.rows = [...form.querySelectorAll('.roll > li, .grid > tbody > tr')].map((row) => {
      const boxes = row.matches('[data-cell]') ? [row] : [...row.querySelectorAll('td')].filter((td) => !td.matches('.grid-number, .grid-total'));
      const cells = boxes.map((box) => {
        if (!box.dataset.cell) return null;
        return box.querySelector('select') ? new SelectCell(box) : new RadioCell(box, words);
      });
      return { row, cells, total: row.querySelector('[data-total]') };
    });
    this.cells = new Map(this.rows.flatMap(({ cells }) => cells).filter(Boolean).map((cell) => [cell.id, cell]));
    this.last = new Map([...this.cells].map(([id, cell]) => [id, cell.status]));
    this.undo = [];
    this.queue = new SaveQueue(form, this.texts, (id, status) => this.settle(id, status));
  }

  // changes: [[cell, status]]; one call is one step of Ctrl+Z
  set(changes, remember = true) {
    const real = changes.filter(([cell, status]) => !cell.locked && this.last.get(cell.id) !== status);
    if (!real.length) return;
    if (remember) this.undo.push(real.map(([cell]) => [cell, this.last.get(cell.id)]));
    for (const [cell, status] of real) {
      this.queue.add(cell.id, status, this.last.get(cell.id));
      this.last.set(cell.id, status);
      cell.show(status);
    }
    this.count();
  }

  // the server's word on a cell: a refused mark goes back to what is stored
  settle(id, status) {
    const cell = this.cells.get(id);
    if (!cell) return;
    this.last.set(id, status);
    cell.show(status);
    this.count();
  }

  takeBack() {
    const step = this.undo.pop();
    if (!step) return;
    this.set(step, false);
    step[0][0].focus();
  }

  count() {
    const present = new Set(this.statuses.filter(({ counts }) => counts).map(({ value }) => value));
    const tally = { planned: 0, present: 0, unmarked: 0 };
    for (const { cells, total } of this.rows) {
      const planned = cells.filter(Boolean);
      const there = planned.filter((cell) => present.has(this.last.get(cell.id))).length;
      tally.planned += planned.length;
      tally.present += there;
      tally.unmarked += planned.filter((cell) => !this.last.get(cell.id)).length;
      if (total) total.textContent = `${there}/${planned.length}`;
    }
    for (const place of this.form.querySelectorAll('[data-count]')) place.textContent = String(tally[place.dataset.count]);
  }

  locate(target) {
    const id = target.closest?.('[data-cell]')?.dataset.cell;
    if (!id) return null;
    for (let row = 0; row < this.rows.length; row += 1) {
      const column = this.rows[row].cells.findIndex((cell) => cell?.id === id);
      if (column >= 0) return { row, column, cell: this.rows[row].cells[column] };
    }
    return null;
  }

  // goes on over hidden rows and unplanned cells until a cell is found or the sheet ends
  move(from, down, right) {
    let { row, column } = from;
    for (;;) {
      row += down;
      column += right;
      const at = this.rows[row];
      if (!at || column < 0 || column >= at.cells.length) return;
      if (at.cells[column] && !at.row.hidden && !at.cells[column].locked) {
        at.cells[column].focus();
        return;
      }
    }
  }

  edge(from, row, column) {
    const cells = this.rows[row].cells.map((cell, index) => [cell, index]).filter(([cell]) => cell);
    const found = column === 0 ? cells[0] : cells[cells.length - 1];
    found?.[0].focus();
  }

  key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && !event.target.matches('input[type=search], input[name=reason]')) {
      event.preventDefault();
      this.takeBack();
      return;
    }
    const at = this.locate(event.target);
    if (!at || event.altKey || event.metaKey || event.target.matches('a')) return;
    const grid = at.cell instanceof SelectCell;
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0] };
    if (grid) Object.assign(steps, { ArrowLeft: [0, -1], ArrowRight: [0, 1] });
    const onButton = event.target.matches('button');
    if (steps[event.key] && !(onButton && event.key === 'Enter')) {
      event.preventDefault();
      this.move(at, ...steps[event.key]);
    } else if (grid && (event.key === 'Home' || event.key === 'End')) {
      event.preventDefault();
      const last = event.key === 'End';
      this.edge(at, event.ctrlKey ? (last ? this.rows.length - 1 : 0) : at.row, last ? 1 : 0);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      this.set([[at.cell, '']]);
    } else if (!event.ctrlKey && this.statuses[Number(event.key) - 1]) {
      event.preventDefault();
      this.set([[at.cell, this.statuses[Number(event.key) - 1].value]]);
      this.move(at, 1, 0);
    }
  }

  // a block copied from Excel lands with its corner on the focused cell
  paste(event) {
    const at = this.locate(event.target);
    const text = event.clipboardData?.getData('text/plain');
    if (!at || !text) return;
    event.preventDefault();
    const meaning = new Map(this.statuses.flatMap(({ value, symbol, word }, index) => [[symbol, value], [word, value], [String(index + 1), value]]));
    const changes = [];
    text.replace(/\r?\n$/, '').split(/\r?\n/).forEach((line, down) => line.split('\t').forEach((word, right) => {
      const cell = this.rows[at.row + down]?.cells[at.column + right];
      const status = meaning.get(word.trim());
      if (cell && status) changes.push([cell, status]);
    }));
    this.set(changes);
  }
}

export function openSheet(form) {
  const sheet = new Sheet(form);
  form.addEventListener('keydown', (event) => sheet.key(event));
  form.addEventListener('paste', (event) => sheet.paste(event));
  form.addEventListener('change', (event) => {
    const at = sheet.locate(event.target);
    if (at) sheet.set([[at.cell, at.cell.status]]);
  });
  form.addEventListener('click', (event) => {
    const button = event.target.closest('.roll-cycle');
    if (button) {
      const { cell } = sheet.locate(button);
      const now = sheet.statuses.findIndex(({ value }) => value === cell.status);
      sheet.set([[cell, sheet.statuses[(now + 1) % sheet.statuses.length].value]]);
    }
    const all = event.target.closest('[data-all]');
    if (all) {
      event.preventDefault();
      sheet.set([...sheet.cells.values()].filter((cell) => !cell.status).map((cell) => [cell, all.dataset.all]));
    }
  });
  form.addEventListener('submit', (event) => event.preventDefault());
}
