// Hands the file that has just come with an event to the browser, to be saved. `element` and `watch` come from gr.HTML.
watch('value', () => {
  const file = element.querySelector('[data-content]');
  if (!file) return;
  const { name, type, content } = file.dataset;
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
});
