// Follows a run: asks its url until it no longer works, then loads the page anew.
// Answer: {finished, done, total}; the time left is reckoned from what was done since the page opened.

function remaining(seconds, texts) {
  if (!Number.isFinite(seconds)) return '';
  const time = seconds > 90
    ? texts.minutes.replace('{n}', String(Math.ceil(seconds / 60)))
    : texts.seconds.replace('{n}', String(Math.ceil(seconds)));
  return texts.remaining.replace('{time}', time);
}

export function followProgress(box) {
  const texts = JSON.parse(box.dataset.texts);
  const bar = box.querySelector('progress');
  const words = box.querySelector('[data-progress-words]');
  const left = box.querySelector('[data-progress-left]');
  const began = Date.now();
  const before = bar.value;
  let pause = 1000;

  async function ask() {
    try {
      const answer = await fetch(box.dataset.progress, { headers: { Accept: 'application/json' }, cache: 'no-store' });
      if (answer.status >= 400 && answer.status < 500) {
        window.location.reload();
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const run = await answer.json();
      if (run.finished) {
        window.location.reload();
        return;
      }
      bar.max = run.total || 1;
      bar.value = run.done;
      words.textContent = texts.of.replace('{done}', String(run.done)).replace('{total}', String(run.total));
      left.textContent = remaining(((Date.now() - began) / 1000) * (run.total - run.done) / (run.done - before), texts);
      pause = 1000;
    } catch {
      left.textContent = texts.lost;
      pause = Math.min(pause * 2, 15000);
    }
    window.setTimeout(ask, pause);
  }
  window.setTimeout(ask, pause);
}
