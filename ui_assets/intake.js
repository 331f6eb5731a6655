// Files that a user chooses or drops: what cannot be sent is said so beforehand, for Gradio would say it in English.
// Runs in the pane that says it. `element` comes from gr.HTML.
const list = () => element.querySelector('ul');
const box = () => document.getElementById('intake');
const input = () => box().querySelector('input[type="file"]'); // there from the first time that the box is opened
const carries = ({ dataTransfer }) => dataTransfer?.types.includes('Files');

function fault(file) {
  const { largest } = list().dataset;
  if (box().querySelector('[aria-busy="true"]')) return 'chưa gửi, vì các tệp trước đang được đọc; hãy đợi xong rồi chọn lại.';
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

let folders = []; // that were dropped, with what to say of them

// Before Gradio hears of it
document.addEventListener('change', (event) => {
  if (event.target !== input()) return;
  const files = [...input().files].map((file) => [file, fault(file)]);
  const sent = new DataTransfer();
  files.forEach(([file, why]) => why || sent.items.add(file));
  tell([...folders, ...files.filter(([, why]) => why).map(([file, why]) => [file.name, why])]);
  folders = [];
  input().files = sent.files;
  if (!sent.files.length) event.stopImmediatePropagation();
}, true);

document.addEventListener('click', ({ target }) => {
  if (target.closest?.('#upload')) input().accept = list().dataset.accept; // as `file_types` Gradio would insist on it
}, true);

// A file that is dropped anywhere is meant for the library; the browser would leave the page to show it.
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
  const dropped = new DataTransfer();
  for (const item of [...event.dataTransfer.items].filter(({ kind }) => kind === 'file')) {
    const file = item.getAsFile();
    if (!item.webkitGetAsEntry()?.isDirectory) dropped.items.add(file);
    else folders.push([file.name, 'là thư mục; hãy nén thành tệp ZIP rồi nạp.']);
  }
  if (!box().querySelector('.label-wrap.open')) box().querySelector('.label-wrap').click();
  while (!input()) await new Promise(requestAnimationFrame);
  input().files = dropped.files;
  input().dispatchEvent(new Event('change', { bubbles: true }));
});
