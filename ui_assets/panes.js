// Runs once in each of the two panes. `element`, `trigger` and `watch` come from gr.HTML.
document.documentElement.lang = 'vi'; // Gradio, which has no Vietnamese, has just set «en»
const pane = (id) => document.getElementById(id);

// Bring the cited paragraph into view: inside the pane, and the pane itself where the panes are stacked.
function reveal(byHand) {
  const source = pane('source');
  const cited = source.querySelector('.cited');
  source.scrollTop = cited ? cited.offsetTop - source.clientHeight / 4 : 0;
  if (!byHand) return;
  (cited ?? source).scrollIntoView({ block: 'start' });
  cited?.focus({ preventScroll: true });
}

function open(key) {
  if (pane('source').querySelector('[data-current]')?.dataset.current === key) return reveal(true);
  window.openedByHand = true;
  trigger('open', { place: key });
}

element.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (!button) return;
  const { copy: text, open: key, question } = button.dataset;
  if (text) copy(button);
  else if (key) open(key);
  else if (question) trigger('example', { question });
  else if ('back' in button.dataset) pane('conversation').querySelector('.turn:last-of-type')?.scrollIntoView();
});

// Follow an answer that is growing; stay where the reader is when anything else changes.
let settled = 0;
function follow() {
  const turns = element.querySelectorAll('.turn');
  const done = element.querySelectorAll('.turn[aria-busy="false"]').length;
  if (done !== settled || done < turns.length) turns[turns.length - 1]?.scrollIntoView({ block: 'start' });
  settled = done;
  element.querySelector('.notice')?.scrollIntoView({ block: 'nearest' });
}

watch('value', () => {
  if (!element.closest('#source')) return follow();
  reveal(window.openedByHand);
  window.openedByHand = false;
});
