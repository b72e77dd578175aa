// The designer: what is written is laid out a moment later, exactly as it will be printed.
const PAUSE = 700;

for (const form of document.querySelectorAll('form[data-designer]')) {
  const said = form.querySelector('[data-designer-said]');
  const picture = form.querySelector('[data-designer-picture]');
  const sample = form.querySelector('[data-designer-sample]');
  let waiting = 0;
  let asked = 0;

  const say = (words, faulty = false) => {
    said.textContent = words;
    said.classList.toggle('faulty', faulty);
  };
  const draw = async () => {
    const turn = ++asked;
    say(said.dataset.drawing);
    try {
      const answer = await fetch(form.dataset.designer, { method: 'POST', body: new FormData(form) });
      const found = await answer.json();
      if (turn !== asked) return;
      if (found.picture) {
        picture.src = found.picture;
        picture.hidden = false;
        say(said.dataset.drawn);
      } else {
        say(`${found.sentence} ${found.code}`, true);
      }
    } catch {
      if (turn === asked) say(said.dataset.failed, true);
    }
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, PAUSE);
  };
  form.querySelector('textarea').addEventListener('input', later);
  sample.addEventListener('change', draw);
  draw();
}
