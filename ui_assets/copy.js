// Copying a quotation with its place; put before the script of a pane.
const COPIED = 'Đã sao chép';
const NOT_COPIED = 'Chưa sao chép được, hãy bôi đen rồi nhấn Ctrl+C';

async function copy(button) {
  const label = button.dataset.label ?? (button.dataset.label = button.textContent);
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = COPIED;
  } catch {
    button.textContent = NOT_COPIED;
  }
  setTimeout(() => { button.textContent = label; }, 2500);
}
