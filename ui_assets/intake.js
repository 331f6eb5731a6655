// Files that a user chooses or drops: what cannot be sent is said so beforehand, for Gradio would say it in English.
// Runs in each pane that says it, for the box that takes the files. `element` comes from gr.HTML.
const list = () => element.querySelector('ul');
const box = () => document.getElementById(list().dataset.box);
const input = () => box().querySelector('input[type="file"]'); // there from the first time that the box is opened
const carries = ({ dataTransfer }) => dataTransfer?.types.includes('Files');

function fault(file) {
  const { largest, busy, wait } = list().dataset;
  if (document.querySelector(busy)) return wait;
  if (file.size > largest) return `tệp lớn hơn ${largest / 1e6} MB nên không gửi; hãy tách nhỏ rồi nạp lại.`;
  return '';
}

function tell(unsent) {
  list().replaceChildren(...unsent.map(([name, why]) => {
    const item = document.createElement('li');
    const title = document.createElement('b');
    title.textContent = name;
    item.append(title, `: ${why}`);
    return item;
  }));
}

let dropped = []; // what of it is not sent, with what to say of it

// Before Gradio hears of it
document.addEventListener('change', (event) => {
  if (!box() || event.target !== input()) return;
  const files = [...input().files].map((file) => [file, fault(file)]);
  const sent = new DataTransfer();
  files.forEach(([file, why]) => why || sent.items.add(file));
  tell([...dropped, ...files.filter(([, why]) => why).map(([file, why]) => [file.name, why])]);
  dropped = [];
  input().files = sent.files;
  if (!sent.files.length) event.stopImmediatePropagation();
}, true);

document.addEventListener('click', ({ target }) => {
  if (target.closest?.(`#${list().dataset.button}`)) input().accept = list().dataset.accept; // as `file_types` Gradio would insist on it
}, true);

// A file that is dropped anywhere is meant for the box of the open tab; the browser would leave the page to show it.
window.addEventListener('dragover', (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  document.body.classList.add('dropping');
});
window.addEventListener('dragleave', ({ relatedTarget }) => {
  if (!relatedTarget) document.body.classList.remove('dropping');
});
window.addEventListener('drop', async (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  document.body.classList.remove('dropping');
  if (!box()?.checkVisibility()) return;
  const taken = new DataTransfer();
  const items = [...event.dataTransfer.items].filter(({ kind }) => kind === 'file')
    .map((item) => [item.getAsFile(), item.webkitGetAsEntry()?.isDirectory]);
  box().querySelector('.label-wrap:not(.open)')?.click();
  while (!input()) await new Promise(requestAnimationFrame);
  for (const [file, isFolder] of items) {
    if (isFolder) dropped.push([file.name, list().dataset.folder]);
    else if (taken.items.length && !input().multiple) dropped.push([file.name, 'chưa gửi, vì mỗi lần chỉ nhận một tệp.']);
    else taken.items.add(file);
  }
  input().files = taken.files;
  input().dispatchEvent(new Event('change', { bubbles: true }));
});
